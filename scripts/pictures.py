#!/usr/bin/env python3
"""Draw the cards as Discord shows them, from real conversations with the real assistant.

    python scripts/pictures.py [NAME ...] [--to FOLDER]

Each conversation below runs through the real client in simcord, which takes what is sent as Discord
would and refuses what Discord would refuse; its preview page draws it, and Chromium takes the
picture. Needs the dependency group ``pictures`` and a Chromium (``apt-get install chromium``).
"""

import argparse
import asyncio
import io
import logging
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, BrowserType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.adapters.discord.client import MedicBot  # noqa: E402  # the line above finds it
from bot.adapters.discord.desk import Desk  # noqa: E402
from bot.adapters.discord.failures import Funnel  # noqa: E402
from bot.adapters.store import Store  # noqa: E402
from bot.app import build_assistant  # noqa: E402
from bot.core.assistant import Assistant  # noqa: E402

PHONE, DESKTOP = 400, 720
TALL = 4_000
GAP = 12
COLOURS = 128


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
    """A conversation, what its last card must say, and how many messages at its end are drawn."""

    name: str
    acts: tuple[Say | Press, ...]
    shows: str
    drawn: int = 2
    in_dm: bool = False
    width: int = PHONE


STORAGE = Say("my icloud bakup says not enough storge but i pay for 200gb")
PHONE_13 = Say("it says not enough icloud storage, iphone 13 on ios 18.1, already restarted it")
STUCK = Say("backup is stuck since yesterday and the wifi drops all the time")
FAILING = "Still failing"

SCENES = (
    Scene("answer", (STORAGE,), "It works now"),
    Scene("readme", (STORAGE,), "It works now", width=DESKTOP),
    Scene("two-causes", (STUCK,), "It could also be"),
    Scene("question", (Say("no backup since last week"),), "None of these"),
    Scene("warning", (STORAGE, Press(FAILING, 3)), "Before you do this"),
    Scene(
        "warning-accepted",
        (STORAGE, Press(FAILING, 3), Press("I understand, show the steps")),
        "It works now",
    ),
    Scene("failed-twice", (STORAGE, Press(FAILING, 2)), "Fix 3"),
    Scene(
        "failed-six-times",
        (STORAGE, Press(FAILING, 3), Press("Skip this one"), Press(FAILING, 3)),
        "Apple Support",
    ),
    Scene("apple-support", (PHONE_13, Press(FAILING, 2), Press("Apple Support")), "A summary"),
    Scene("all-fixes", (STORAGE, Press("All steps")), "All fixes, in order"),
    Scene("faq", (Say("how long does a backup take?"),), "How long a backup takes"),
    Scene("faq-long", (Say("what is in an icloud backup?"),), "What a backup holds"),
    Scene("danger", (Say("my apple id is locked for security reasons, what now"),), "locked"),
    Scene("off-topic", (Say("what's the best pizza in town?"),), "not something I can help with"),
    Scene("private-data", (Say(f"{STORAGE.text}, i'm jo@example.org"),), "better delete it"),
    Scene("how-to", (Say(""),), "Hi, I'm"),
    Scene("solved", (STORAGE, Press("It works now")), "Glad it works again"),
    Scene("typed", (STORAGE, Say("still failing")), "Fix 2", drawn=4, in_dm=True),
)


class _Clock:
    def now(self) -> float:
        return time.time()


async def hold(scene: Scene, env: simcord.Env) -> tuple[simcord.ChannelHandle, simcord.UserHandle]:
    """Hold the conversation of a scene; gives the place and the person."""
    env.backend.bot_user.name = "Backup Medic"
    guild = env.create_guild("Help desk")
    member = guild.add_member(env.create_user("robin"))
    channel = member.user.dm_channel if scene.in_dm else guild.create_text_channel("icloud-help")
    for act in scene.acts:
        match act:
            case Say(text) if scene.in_dm:
                await member.send_dm(text)
            case Say(text):
                await member.send(channel, f"<@{env.backend.bot_user.id}> {text}")
            case Press(label, times):
                for _ in range(times):
                    card = channel.history()[-1]
                    await (member.user if scene.in_dm else member).click(card, label=label)
    said = str([part.to_dict() for part in channel.history()[-1].components])
    if scene.shows not in said:
        message = f"the scene {scene.name} was to end with {scene.shows!r}, and shows {said}"
        raise ValueError(message)
    return channel, member.user if scene.in_dm else member


async def draw(scene: Scene, assistant: Assistant) -> Image.Image:
    """Draw one scene."""
    async with Store.open("sqlite+aiosqlite:///:memory:") as store:
        failures = Funnel()
        desk = Desk(lambda: assistant, store.conversations, store.claims, _Clock(), failures)
        async with simcord.run(MedicBot(desk, _Clock(), failures, shard_count=1)) as env:
            channel, person = await hold(scene, env)
            shown = channel.history(viewer=person)[-scene.drawn :]
            async with env.preview(
                channel, viewers=[person], layout="channel", width=scene.width, height=TALL
            ) as page:
                return stack([await take(page, message, scene.width) for message in shown])


async def take(page: simcord.Preview, message: discord.Message, width: int) -> Image.Image:
    """Take the picture of one message, in a window so tall that nothing is cut."""
    shot = await page.screenshot(
        target=message,
        layout="channel",
        mode="surface",
        viewport=(width, TALL),
        allow_incomplete=True,
    )
    return Image.open(io.BytesIO(shot.png)).convert("RGB")


def stack(shots: Sequence[Image.Image]) -> Image.Image:
    """Put the pictures of messages one under the other."""
    width, background = shots[0].width, shots[0].getpixel((shots[0].width - 1, 0))
    sheet = Image.new("RGB", (width, sum(shot.height + GAP for shot in shots) + GAP), background)
    top = GAP
    for shot in shots:
        sheet.paste(shot, (0, top))
        top += shot.height + GAP
    return sheet.quantize(COLOURS)


def use_installed_browser() -> None:
    """Let simcord use the Chromium of this machine: it knows only the one of Playwright."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    launch = BrowserType.launch

    async def launch_installed(kind: BrowserType, **options: object) -> Browser:
        arguments = ["--no-sandbox", "--disable-gpu"]
        return await launch(kind, **{"executable_path": path, "args": arguments, **options})

    BrowserType.launch = launch_installed


async def main(names: Sequence[str], folder: Path) -> None:
    """Draw the scenes of these names, or all."""
    assistant = build_assistant(ROOT / "knowledge")
    for scene in SCENES:
        if not names or scene.name in names:
            picture = await draw(scene, assistant)
            picture.save(folder / f"{scene.name}.png", optimize=True)
            sys.stdout.write(f"{scene.name}: {picture.width} x {picture.height}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="scenes to draw; all where none is named")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures", metavar="FOLDER")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    use_installed_browser()
    options.to.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(options.names, options.to))
