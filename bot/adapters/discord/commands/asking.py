"""The commands: what people can call the bot with, wherever they have it."""

import discord
from discord import app_commands

from bot.adapters.discord.cards.beside import button, list_button
from bot.adapters.discord.cards.identifiers import CustomId
from bot.adapters.discord.cases.desk import Desk
from bot.adapters.discord.cases.outlets import AsAnswer
from bot.adapters.discord.cases.posting import post
from bot.adapters.discord.commands.contexts import PRIVATE, case_of, is_direct, is_read_by_others
from bot.adapters.discord.commands.listing import Listing
from bot.adapters.discord.commands.privacy_card import PRIVACY
from bot.adapters.discord.commands.reception import Reception
from bot.adapters.discord.failures import Funnel
from bot.adapters.discord.private import tell
from bot.adapters.discord.talk.inbound import of_target
from bot.adapters.discord.wording import BOT_WROTE_IT, DOORS, NOTHING_TO_READ, WHAT_IS_KEPT
from bot.core.conversation import Conversation, Resolution
from bot.core.reading import Utterance
from bot.core.reply import Reply

__all__ = ["DIAGNOSE_MESSAGE", "Commands"]

DIAGNOSE_MESSAGE = "Diagnose backup problem"
"""In the menu of a message."""

_SUPPORT = "support"
"""The tag of a case that was handed over privately while a public one stays open."""

_SUGGESTIONS, _SUGGESTION = 25, 100
"""Suggestions that Discord takes for an option, and characters in each."""


class Commands:
    """Answers the commands.

    Args:
        desk: answers questions.
        listing: shows the list of causes.
        reception: lets people in.
        failures: takes what goes wrong.

    """

    def __init__(
        self, desk: Desk, listing: Listing, reception: Reception, failures: Funnel
    ) -> None:
        self._desk = desk
        self._listing = listing
        self._reception = reception
        self._failures = failures

    def add_to(self, tree: app_commands.CommandTree[discord.Client]) -> None:
        """Add the commands."""

        @tree.command()
        @app_commands.describe(
            symptom="What you see, in your own words, or one of the suggestions",
            public="Whether everybody here reads the answer",
        )
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def diagnose(
            interaction: discord.Interaction,
            symptom: app_commands.Range[str, 1, 1000],
            public: bool | None = None,  # noqa: FBT001  # an option of the command
        ) -> None:
            """Find out why your iPhone or iPad won't back up to iCloud."""
            await self._diagnose(interaction, symptom, public)

        @diagnose.autocomplete("symptom")
        async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
            return self._suggestions(typed)

        @tree.command()
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def causes(interaction: discord.Interaction) -> None:
            """Look through everything that can keep a backup from being made."""
            if await self._reception.admits(interaction):
                await self._listing.show(interaction)

        @tree.command()
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def support(interaction: discord.Interaction) -> None:
            """Reach Apple Support now, with a summary of your case if you have one."""
            await self._support(interaction)

        @tree.command(name="help")
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def explain(interaction: discord.Interaction) -> None:
            """How the bot works, and who is behind it."""
            await self._explain(interaction)

        @tree.context_menu(name=DIAGNOSE_MESSAGE)
        @app_commands.allowed_installs(guilds=True, users=True)
        @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
        async def point_to(interaction: discord.Interaction, message: discord.Message) -> None:
            await self._diagnose_message(interaction, message)

    async def _diagnose(
        self,
        interaction: discord.Interaction,
        symptom: str,
        public: bool | None,  # noqa: FBT001  # an option of the command
    ) -> None:
        private = self._reception.is_private(interaction, public)
        if await self._reception.admits(interaction, private=private):
            tag = PRIVATE if private else ""
            said = Utterance(symptom.strip(), is_public=is_read_by_others(interaction, tag))
            await self._desk.ask(case_of(interaction, tag), said, AsAnswer(interaction))

    def _suggestions(self, typed: str) -> list[app_commands.Choice[str]]:
        """The nearest known symptoms while somebody types; none where they can't be found."""
        try:
            found = self._desk.assistant().suggest(typed, limit=_SUGGESTIONS, width=_SUGGESTION)
        except Exception as error:  # noqa: BLE001  # one can type on without suggestions
            self._failures.take(error, "suggesting what to type")
            return []
        return [app_commands.Choice(name=text, value=text) for text in found]

    async def _support(self, interaction: discord.Interaction) -> None:
        if not await self._reception.admits(interaction):
            return
        now = self._desk.now()
        tag, case = await self._latest(interaction, now)

        def reply_to(_: Conversation | None) -> Reply:
            return self._desk.assistant().support(case, now)

        # A public case stays as it is: what comes of it here is for its user alone.
        key = case_of(interaction, tag or _SUPPORT)
        await self._desk.turn(key, reply_to, AsAnswer(interaction))

    async def _latest(
        self, interaction: discord.Interaction, now: float
    ) -> tuple[str, Conversation | None]:
        """The tag of the person's open case there that was heard last, private or not, and it."""
        found = [
            (tag, await self._desk.conversation(case_of(interaction, tag))) for tag in (PRIVATE, "")
        ]
        cases = [
            (tag, case)
            for tag, case in found
            if case
            and case.has_case
            and case.resolution in {None, Resolution.ESCALATED}
            and case.left(now) is not Resolution.EXPIRED
        ]
        return max(cases, key=lambda one: one[1].updated, default=("", None))

    async def _explain(self, interaction: discord.Interaction) -> None:
        if await self._reception.admits(interaction):
            key = case_of(interaction, PRIVATE)
            kept = button(WHAT_IS_KEPT, CustomId(PRIVACY))
            outlet = AsAnswer(interaction, lambda _: [list_button(key), kept])
            await outlet.show(self._desk.assistant().guide(DOORS), key)

    async def _diagnose_message(
        self, interaction: discord.Interaction, target: discord.Message
    ) -> None:
        """Diagnose somebody's message for the person who points to it."""
        is_own = target.author.id == interaction.user.id
        said = of_target(
            target, _me(interaction), is_public=is_own and is_read_by_others(interaction, "")
        )
        if target.author.bot or target.webhook_id is not None:
            await tell(interaction, BOT_WROTE_IT)
        elif said is None:
            await tell(interaction, NOTHING_TO_READ)
        elif await self._reception.admits(interaction):
            key = case_of(interaction, str(target.id))
            is_dm = is_direct(interaction)
            outlet = AsAnswer(
                interaction, lambda reply: () if is_dm else post(reply, key, target.author.id)
            )
            await self._desk.ask(key, said, outlet, anew=True)


def _me(interaction: discord.Interaction) -> int:
    """The bot's own user id."""
    me = interaction.client.user
    return me.id if me else interaction.application_id
