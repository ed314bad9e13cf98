#!/usr/bin/env python3
"""Draw the cards as Discord shows them, from real conversations with the real assistant.

    python scripts/pictures.py [NAME ...] [--to FOLDER]

Every conversation below runs through the real client in simcord, which takes what is sent as
Discord would; its preview page draws it, and Chromium takes the picture. It needs the dependency
group ``pictures`` and a Chromium (``apt-get install chromium``).
"""

import argparse
import asyncio
import io
import logging
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, BrowserType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.adapters.discord.client import MedicBot  # noqa: E402  # found by the line above
from bot.adapters.discord.desk import Desk  # noqa: E402
from bot.adapters.discord.failures import Funnel  # noqa: E402
from bot.app import build_assistant  # noqa: E402
from bot.core.assistant import Assistant  # noqa: E402
from tests.fakes import FakeClaims, FakeClock, FakeConversations  # noqa: E402

DESKTOP, PHONE = 760, 400
GAP = 12

_launch = BrowserType.launch


async def _launch_installed(self: BrowserType, **options: object) -> Browser:
    """Launch the Chromium of the machine: simcord would take one that Playwright downloads."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--no-sandbox", "--disable-gpu"]
    return await _launch(self, **{"executable_path": path, "args": arguments} | options)


BrowserType.launch = _launch_installed  # type: ignore[assignment]  # see above


@dataclass(frozen=True)
class Say:
    """The person writes; in a server the bot is mentioned ahead of it."""

    text: str


@dataclass(frozen=True)
class Press:
    """The person presses a button of the latest card, once or more often."""

    label: str
    times: int = 1


@dataclass(frozen=True)
class Scene:
    """A conversation, and how many messages at its end are drawn."""

    name: str
    acts: tuple[Say | Press, ...]
    widths: tuple[int, ...] = (DESKTOP, PHONE)
    in_dm: bool = False
    drawn: int = 2


STORAGE = Say("icloud bakup says not enough storge but i pay for 200gb")
SCENES = (
    Scene("answer", (STORAGE,)),
    Scene("two-causes", (Say("wifi keeps dropping and low power mode is always on, iphone 12"),)),
    Scene("question", (Say("last backup couldn't be completed, iphone 13, already restarted"),)),
    Scene("guard", (STORAGE, Press("Still failing", 3))),
    Scene(
        "guard-accepted",
        (STORAGE, Press("Still failing", 3), Press("I understand, show the steps")),
    ),
    Scene("off-topic", (Say("what's the best pizza in town?"),)),
    Scene("danger", (Say("my apple id is locked for security reasons, what now"),)),
    Scene("failed-twice", (STORAGE, Press("Still failing", 2))),
    Scene(
        "failed-seven",
        (STORAGE, Press("Still failing", 3), Press("Skip this one"), Press("Still failing", 4)),
    ),
    Scene("support", (STORAGE, Press("Still failing", 2), Press("Apple Support"))),
    Scene("all", (STORAGE, Press("All steps"))),
    Scene("faq", (Say("how long does a backup take?"),)),
    Scene("faq-contents", (Say("what is in an icloud backup?"),)),
    Scene("solved", (STORAGE, Press("It works now"))),
    Scene("how-to", (Say(""),)),
    Scene(
        "dm",
        (Say("wont back up, says waiting for wifi"), Say("still failing")),
        in_dm=True,
        drawn=4,
    ),
    Scene("private-data", (Say("not enough icloud storage, my mail is jane.doe@example.com"),)),
)


def build(assistant: Assistant) -> MedicBot:
    """A client of its own for a scene."""
    clock, failures = FakeClock(), Funnel()
    desk = Desk(lambda: assistant, FakeConversations(), FakeClaims(), clock, failures)
    return MedicBot(desk, clock, failures, shard_count=1)


async def play(
    scene: Scene, bot: MedicBot, env: simcord.Env
) -> tuple[simcord.ChannelHandle, object]:
    """Hold the conversation of a scene."""
    env.backend.bot_user.name = "Backup Medic"
    guild = env.create_guild("Help desk")
    person = guild.add_member(env.create_user("robin"))
    channel = person.user.dm_channel if scene.in_dm else guild.create_text_channel("icloud-help")
    for act in scene.acts:
        if isinstance(act, Say):
            if scene.in_dm:
                await person.send_dm(act.text)
            else:
                await person.send(channel, f"<@{bot.user.id}> {act.text}")
            continue
        actor = person.user if scene.in_dm else person
        for _ in range(act.times):
            latest = channel.last_message
            await actor.click(latest, label=act.label)
    return channel, person.user if scene.in_dm else person


async def draw(scene: Scene, assistant: Assistant, folder: Path) -> None:
    """Draw one scene at each of its widths."""
    bot = build(assistant)
    async with simcord.run(bot) as env:
        channel, person = await play(scene, bot, env)
        for width in scene.widths:
            async with env.preview(
                channel, viewers=[person], layout="channel", width=width, height=400
            ) as page:
                shots = []
                for message in channel.history(viewer=person)[-scene.drawn :]:
                    shot = await page.screenshot(
                        target=message,
                        layout="channel",
                        mode="surface",
                        viewport=(width, 3000),
                        allow_incomplete=True,
                    )
                    shots.append(Image.open(io.BytesIO(shot.png)).convert("RGB"))
            suffix = "-phone" if width == PHONE else ""
            stack(shots, width).save(folder / f"{scene.name}{suffix}.png", optimize=True)


def stack(shots: Sequence[Image.Image], width: int) -> Image.Image:
    """Put the pictures of messages one under the other."""
    background = shots[0].getpixel((shots[0].width - 1, 0))
    height = sum(shot.height + GAP for shot in shots) + GAP
    sheet = Image.new("RGB", (width, height), background)
    top = GAP
    for shot in shots:
        sheet.paste(shot, (0, top))
        top += shot.height + GAP
    return sheet


async def main(names: Sequence[str], folder: Path) -> None:
    """Draw the scenes of these names, or all."""
    folder.mkdir(parents=True, exist_ok=True)
    assistant = build_assistant(ROOT / "knowledge")
    for scene in SCENES:
        if not names or scene.name in names:
            await draw(scene, assistant, folder)
            sys.stdout.write(f"{scene.name}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="scenes to draw; all of them where none is named")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    asyncio.run(main(options.names, options.to))
