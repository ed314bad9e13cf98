"""The REST interface on the wire: who may ask, what goes wrong on purpose, and the ledger."""

import asyncio
import json

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.wire.fake_discord import payloads
from tests.wire.fake_discord.buckets import Buckets
from tests.wire.fake_discord.changes import Changes
from tests.wire.fake_discord.errors import Refused
from tests.wire.fake_discord.faults import VIA, Fault, Faults
from tests.wire.fake_discord.ledger import Call, Ledger
from tests.wire.fake_discord.parts import TOKEN
from tests.wire.fake_discord.routes import Routes
from tests.wire.fake_discord.world import World

__all__ = ["Rest"]


class Rest:
    """Answers requests.

    Args:
        routes: what each address does.
        changes: is told of each request that comes, and of each that is over.
        world: tells the time, and gives ids to files.

    """

    def __init__(self, routes: Routes, changes: Changes, world: World) -> None:
        self._routes = routes
        self._changes = changes
        self._ids = world.ids
        self.buckets = Buckets(world.now)
        self.faults = Faults()
        self.ledger = Ledger()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        call = await self._read(request)
        self.ledger.calls.append(call)
        self._changes.note()
        fault = self.faults.take(call)
        if fault:
            await fault.wait()
        if fault is None or fault.lets_through:
            response = await self._answer(call)
        else:
            response = web.Response()
        if fault and fault.is_dropped:
            if request.transport:
                request.transport.abort()
        else:
            if fault and fault.status is not None:
                response = _spoil(fault, call)
            call.status = response.status
        self._changes.note()
        return response

    async def _read(self, request: web.Request) -> Call:
        body: object = None
        files: dict[str, bytes] = {}
        if request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                data = bytes(await part.read(decode=True))
                if part.name == "payload_json":
                    body = json.loads(data)
                else:
                    files[part.filename or ""] = data
            if isinstance(body, dict):
                body["attachments"] = [
                    payloads.attachment(self._ids.next(), name, len(data))
                    for name, data in files.items()
                ]
        elif request.can_read_body:
            body = await request.json()
        return Call(
            request.method,
            "/" + request.match_info["path"],
            asyncio.get_running_loop().time(),
            query=dict(request.query),
            headers=dict(request.headers),
            body=body,
            files=files,
        )

    async def _answer(self, call: Call) -> web.Response:
        match = self._routes.find(call)
        if match is None:
            return _json({"message": "404: Not Found", "code": 0}, 404)
        if not match.is_open and call.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json({"message": "401: Unauthorized", "code": 0}, 401)
        verdict = self.buckets.take(match.bucket, is_counted=not match.is_open)
        if verdict.refusal:
            return _json(verdict.refusal, 429, {**VIA, **verdict.headers})
        headers = {**VIA, **verdict.headers}
        try:
            call.answer = await match.answer(call)
        except Refused as refused:
            call.answer = refused.body
            return _json(refused.body, refused.status, headers)
        if call.answer is None:
            return web.Response(status=204, headers=headers)
        return _json(call.answer, 200, headers)


def _spoil(fault: Fault, call: Call) -> web.Response:
    assert fault.status is not None
    answer = fault.answer
    call.answer = answer
    if isinstance(answer, str):  # what is in front of Discord knows neither JSON nor Via
        return web.Response(text=answer, status=fault.status, headers=fault.headers)
    return _json(answer, fault.status, {**VIA, **fault.headers})


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # With a charset behind the type discord.py would take the body for plain text.
    every = {**(headers or VIA), "Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=every)
