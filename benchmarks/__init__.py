"""Benchmarks: what is measured on the side, on a machine that has nothing else to do.

``python -m benchmarks NAME`` in the project's folder; ``--help`` tells what there is. Each prints a
table, and with ``--json`` one object. What is compared is measured side by side in one run.

``soak`` and ``kills`` show what ``tests/wire/`` does with its fake Discord; short runs of both are
tests. They need the packages that the tests need, which the others don't.
"""
