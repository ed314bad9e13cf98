"""The garbage collector: out of the way of a start, and brief in a bot that runs."""

import subprocess
import sys

CODE = """
import gc
import bot.serving
bot.serving._spare_collector()
print(gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count() > 10_000, len(gc.get_objects()))
"""


def test_collector_of_a_running_bot() -> None:
    """What a start has made is out of the collector's sight, and it takes little at a time."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, check=True, text=True)  # noqa: S603  # fixed words
    is_on, at_a_time, is_frozen, left = done.stdout.split()

    assert (is_on, at_a_time, is_frozen) == ("True", "2000", "True")
    assert int(left) < 100
