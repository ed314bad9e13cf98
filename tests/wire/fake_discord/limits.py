"""The limits of what a bot sends: messages, modals, commands and threads.

https://docs.discord.com/developers/resources/message#create-message
https://docs.discord.com/developers/interactions/application-commands
"""

import re
from collections import Counter

from tests.wire.fake_discord.components import check_cards, check_modal_parts, check_rows
from tests.wire.fake_discord.errors import Code, Refused
from tests.wire.fake_discord.forms import Form
from tests.wire.fake_discord.message import Flag
from tests.wire.fake_discord.values import JsonObject, number, objects, one, text

__all__ = ["check_choices", "check_commands", "check_message", "check_modal", "check_thread"]

CONTENT = 2000
EMBEDS = 10
NONCE = 25
MENTIONED = 100
CHOICES = 25
CHOICE = 100
TITLE = 45
CUSTOM_ID = 100
THREAD_NAME = 100
COMMAND_NAME = 32
COMMANDS = {1: 100, 2: 15, 3: 15}
"""How many commands there can be of each type: slash, user and message."""

_ARCHIVES_AFTER = {60, 1440, 4320, 10080}
_SLASH = 1
_SLASH_NAME = re.compile(rf"[-_'\w]{{1,{COMMAND_NAME}}}")


def check_message(body: JsonObject) -> None:
    """A message as a whole: the body of a new one, or an old one with its edit."""
    form = Form()
    content = text(body.get("content"))
    components = objects(body.get("components"))
    embeds = objects(body.get("embeds"))
    form.length("content", content, CONTENT)
    form.length("embeds", embeds, EMBEDS)
    if Flag.COMPONENTS_V2 in Flag(number(body.get("flags"))):
        for name in ("content", "embeds", "poll", "sticker_ids"):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.expect(
                name,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                message,
                holds=not body.get(name),
            )
        check_cards(form, components)
    else:
        check_rows(form, components)
        if not any((content, embeds, components, body.get("attachments"), body.get("sticker_ids"))):
            raise Refused.because(Code.EMPTY_MESSAGE)
    form.length("nonce", str(body.get("nonce") or ""), NONCE)
    if body.get("allowed_mentions") is not None:
        _check_mentions(form, one(body["allowed_mentions"]))
    form.close()


def _check_mentions(form: Form, allowed: JsonObject) -> None:
    """What may ping: kinds of mentions, or those who are listed, but not both of one kind."""
    kinds = allowed.get("parse", [])
    known = isinstance(kinds, list) and all(
        kind in {"roles", "users", "everyone"} for kind in kinds
    )
    message = "Value must be one of {'users', 'everyone', 'roles'}."
    form.expect("allowed_mentions.parse", "BASE_TYPE_CHOICES", message, holds=known)
    for kind in ("users", "roles"):
        listed = allowed.get(kind)
        ids = listed if isinstance(listed, list) else []
        form.length(f"allowed_mentions.{kind}", ids, MENTIONED)
        both = bool(ids) and isinstance(kinds, list) and kind in kinds
        message = f"parse:['{kind}'] and {kind}: [ids...] are mutually exclusive."
        form.expect("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE", message, holds=not both)


def check_modal(body: JsonObject) -> None:
    """A form that opens in front of a person."""
    form = Form()
    form.length("title", text(body.get("title")), TITLE, 1)
    form.length("custom_id", text(body.get("custom_id")), CUSTOM_ID, 1)
    check_modal_parts(form, objects(body.get("components")))
    form.close()


def check_choices(body: JsonObject) -> None:
    """What is offered while a person types."""
    form = Form()
    choices = objects(body.get("choices"))
    form.length("choices", choices, CHOICES)
    for place, choice in enumerate(choices):
        form.length(f"choices.{place}.name", text(choice.get("name")), CHOICE, 1)
        form.length(f"choices.{place}.value", str(choice.get("value") or ""), CHOICE, 1)
    form.close()


def check_commands(commands: list[JsonObject]) -> None:
    """All commands of an application."""
    form = Form()
    for kind, most in COMMANDS.items():
        names = [text(c.get("name")) for c in commands if number(c.get("type", _SLASH)) == kind]
        form.length("commands", names, most)
        twice = [name for name, times in Counter(names).items() if times > 1]
        message = f"There are several commands named {twice}."
        form.expect("commands", "APPLICATION_COMMANDS_DUPLICATE_NAME", message, holds=not twice)
    for place, command in enumerate(commands):
        is_slash = number(command.get("type", _SLASH)) == _SLASH
        _check_command(form, str(place), command, is_slash=is_slash)
    form.close()


def _check_command(form: Form, path: str, command: JsonObject, *, is_slash: bool) -> None:
    name = text(command.get("name"))
    if is_slash:
        fits = bool(_SLASH_NAME.fullmatch(name)) and name == name.lower()
        form.expect(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", "Invalid name", holds=fits)
    else:
        form.length(f"{path}.name", name, COMMAND_NAME, 1)
    most, least = (CHOICE, 1) if is_slash else (0, 0)
    form.length(f"{path}.description", text(command.get("description")), most, least)
    options = objects(command.get("options"))
    form.length(f"{path}.options", options, CHOICES)
    form.length(f"{path}.choices", objects(command.get("choices")), CHOICES)
    for place, option in enumerate(options):
        _check_command(form, f"{path}.options.{place}", option, is_slash=True)


def check_thread(body: JsonObject) -> None:
    """A thread to be opened."""
    form = Form()
    form.length("name", text(body.get("name")).strip(), THREAD_NAME, 1)
    after = number(body.get("auto_archive_duration", 1440))
    message = f"Value must be one of {sorted(_ARCHIVES_AFTER)}."
    known = after in _ARCHIVES_AFTER
    form.expect("auto_archive_duration", "BASE_TYPE_CHOICES", message, holds=known)
    form.close()
