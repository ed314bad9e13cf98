#!/usr/bin/env python3
"""Draw the cards as Discord shows them, from real conversations with the real assistant.

    python scripts/pictures.py [NAME ...] [--to FOLDER]

Each conversation in ``scenes.py`` runs through the real client in simcord, which takes what is sent
as Discord would and refuses what Discord would refuse; its preview page draws it, and Chromium
takes the picture. Needs the dependency group ``pictures`` and a Chromium (``apt-get install
chromium``).
"""

import argparse
import asyncio
import io
import logging
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import discord
import simcord
from PIL import Image
from playwright.async_api import Browser, BrowserType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.active import ActiveAssistant  # noqa: E402  # the line above finds it
from bot.adapters.discord.client import MedicBot, Options  # noqa: E402
from bot.adapters.discord.failures import Funnel  # noqa: E402
from bot.adapters.store import Store  # noqa: E402
from bot.adapters.training import train_apart  # noqa: E402
from bot.app import build_assistant  # noqa: E402
from bot.core.assistant import Assistant  # noqa: E402
from bot.teaching import TeachingDesk  # noqa: E402
from scripts.scenes import (  # noqa: E402
    ROBIN,
    SAM,
    SCENES,
    Act,
    Fail,
    Fill,
    Menu,
    Pick,
    Press,
    Say,
    Scene,
    Slash,
)

TALL = 4_000
GAP = 12
COLOURS = 128
MANAGING = discord.Permissions(manage_guild=True)


class _Clock:
    def now(self) -> float:
        return time.time()


class Stage:
    """A server with the bot, a person who asks and one who manages it."""

    def __init__(self, scene: Scene, env: simcord.Env) -> None:
        env.backend.bot_user.name = "Backup Medic"
        self.scene, self.env = scene, env
        self.guild = env.create_guild("Help desk")
        managing = self.guild.create_role("Managers", permissions=MANAGING)
        self.people = {
            ROBIN: self.guild.add_member(env.create_user(ROBIN)),
            SAM: self.guild.add_member(env.create_user(SAM), roles=[managing]),
        }
        self.channels = {"icloud-help": self.guild.create_text_channel("icloud-help")}
        self.form: simcord.InteractionResult | None = None

    @property
    def place(self) -> simcord.ChannelHandle:
        """Where the people talk."""
        if self.scene.in_dm:
            return self.people[ROBIN].user.dm_channel
        return self.channels["icloud-help"]

    def channel(self, name: str) -> simcord.ChannelHandle:
        """The channel of a name, made if need be."""
        if name not in self.channels:
            self.channels[name] = self.guild.create_text_channel(name)
        return self.channels[name]

    def person(self, name: str) -> simcord.MemberActor | simcord.UserHandle:
        """A person, as they are known in the place where the people talk."""
        member = self.people[name]
        return member.user if self.scene.in_dm else member

    def latest(self, viewer: str) -> discord.Message:
        """The latest message that somebody sees."""
        return self.place.history(viewer=self.person(viewer))[-1]

    async def play(self, act: Act) -> None:
        """Do what somebody does in the scene."""
        form, self.form = self.form, None
        match act:
            case Say(text, by, to_bot):
                if self.scene.in_dm:
                    await self.people[by].send_dm(text)
                else:
                    mention = f"<@{self.env.backend.bot_user.id}> " if to_bot else ""
                    await self.people[by].send(self.place, mention + text)
            case Press(label, times, by):
                for _ in range(times):
                    result = await self.person(by).click(self.latest(by), label=label)
                    self.form = result if result.modal else None
            case Slash(name, chosen, by):
                await self.people[by].slash(self.place, name, **chosen)
            case Menu(name, by):
                await self.people[by].context_menu(self.place, name, self.latest(by))
            case Pick(values, channels, which, by):
                card = self.latest(by)
                picked = [self.channel(name) for name in values] if channels else values
                await self.people[by].select(card, picked, custom_id=selects(card)[which])
            case Fill(values, by):
                await self.people[by].submit_modal(form, dict(values))
            case Fail(method, path, status, code):
                self.env.inject_error(method, path, status=status, code=code)

    async def draw(self) -> Image.Image:
        """Draw what is to be seen at the end."""
        viewer = self.person(self.scene.viewer)
        channel = self.place if self.scene.in_dm else self.channel(self.scene.channel)
        shown = self.form or channel.history(viewer=viewer)[-1]
        said = str(shown.modal) if self.form else shown.content + str(shown.components)
        if not self.form:
            said += str([part.to_dict() for part in shown.components])
        if self.scene.shows not in said:
            message = f"{self.scene.name} was to end with {self.scene.shows!r}, and shows {said}"
            raise ValueError(message)
        async with self.env.preview(
            channel, viewers=[viewer], layout="channel", width=self.scene.width, height=TALL
        ) as page:
            if self.form:
                return stack([await take(page, self.form, self.scene.width)])
            messages = channel.history(viewer=viewer)[-self.scene.drawn :]
            return stack([await take(page, message, self.scene.width) for message in messages])


def selects(card: discord.Message) -> list[str]:
    """The identifiers of the selects on a card."""
    parts = discord.ui.LayoutView.from_message(card, timeout=None).walk_children()
    return [
        part.custom_id
        for part in parts
        if isinstance(part, discord.ui.Select | discord.ui.ChannelSelect)
    ]


async def draw(scene: Scene, assistant: Assistant) -> Image.Image:
    """Draw one scene."""
    async with Store.open("sqlite:///:memory:", key="0" * 64) as store:
        options = Options(shard_count=1)
        active = ActiveAssistant(lambda: assistant.knowledge, train_apart, store.taught)
        active.use(assistant)
        bot = MedicBot(active, store, _Clock(), Funnel(), options)
        bot.teach_with(TeachingDesk(active, store.taught))
        async with simcord.run(bot) as env:
            stage = Stage(scene, env)
            for act in scene.acts:
                await stage.play(act)
            return await stage.draw()


async def take(
    page: simcord.Preview, target: discord.Message | simcord.InteractionResult, width: int
) -> Image.Image:
    """Take the picture of one message or form, in a window so tall that nothing is cut."""
    shot = await page.screenshot(
        target=target,
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
