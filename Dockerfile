FROM python:3.13-slim-trixie AS build

WORKDIR /app
COPY requirements-run.lock ./
RUN python -m venv --without-pip /venv \
    && python -m pip --python /venv/bin/python install --no-cache-dir --require-hashes \
        --only-binary :all: -r requirements-run.lock

COPY LICENSE ./
COPY bot bot
COPY knowledge knowledge
# A read-only root keeps neither bytecode nor the trained model: both are made here. The question
# trains the model, and shows that what was installed works.
RUN /venv/bin/python -m compileall -q --invalidation-mode unchecked-hash bot \
    && XDG_CACHE_HOME=/cache /venv/bin/python -m bot ask "my backup fails" \
    && chmod -R a+rX /cache \
    && mkdir /data

FROM python:3.13-slim-trixie

ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/cache \
    DATABASE_URL=sqlite:////data/backup-medic.sqlite3 \
    HEALTH_PORT=8080
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /cache /cache
COPY --from=build --chown=10001:10001 /data /data

VOLUME /data
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os, sys; web = http.client.HTTPConnection('127.0.0.1', int(os.environ['HEALTH_PORT']), timeout=4); web.request('GET', '/healthz'); sys.exit(web.getresponse().status != 200)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
