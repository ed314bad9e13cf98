"""The application's commands: what it has registered, and what a call of one looks like."""

from collections.abc import Mapping

from tests.wire.fake_discord.limits import check_commands
from tests.wire.fake_discord.values import JsonObject, number, objects, text
from tests.wire.fake_discord.world import World

__all__ = ["Commands"]

SLASH = 1
MESSAGE_MENU = 3


class Commands:
    """The global commands, as they were registered last."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.registered: list[JsonObject] = []
        self.syncs = 0
        """How many times they were registered."""

    def register(self, commands: list[JsonObject]) -> list[JsonObject]:
        """Put these in place of all before; one of the same type and name keeps its id."""
        check_commands(commands)
        ids = {_key(command): command["id"] for command in self.registered}
        self.registered = [
            {
                "type": SLASH,
                "description": "",
                "default_member_permissions": None,
                **command,
                "id": ids.get(_key(command)) or str(self._world.ids.next()),
                "application_id": str(self._world.bot.id),
                "version": str(self._world.ids.next()),
            }
            for command in commands
        ]
        self.syncs += 1
        return self.registered

    def call(
        self, name: str, values: Mapping[str, object], *, focused: str | None = None
    ) -> JsonObject:
        """The data of a slash command with the values of its options.

        Raises:
            LookupError: there is no such command or option.

        """
        first, *inner = name.split()
        command = self._find(SLASH, first)
        return {
            "id": command["id"],
            "name": first,
            "type": SLASH,
            "options": _options(command, inner, values, focused),
        }

    def menu(self, name: str, message: int) -> JsonObject:
        """The data of an entry in a message's context menu.

        Raises:
            LookupError: there is no such entry.

        """
        command = self._find(MESSAGE_MENU, name)
        return {
            "id": command["id"],
            "name": name,
            "type": MESSAGE_MENU,
            "target_id": str(message),
        }

    def _find(self, kind: int, name: str) -> JsonObject:
        for command in self.registered:
            if _key(command) == (kind, name):
                return command
        message = f"no command {name!r} is registered"
        raise LookupError(message)


def _key(command: JsonObject) -> tuple[int, str]:
    return number(command.get("type", SLASH)), text(command.get("name"))


def _options(
    command: JsonObject, path: list[str], values: Mapping[str, object], focused: str | None
) -> list[JsonObject]:
    known = {text(option["name"]): option for option in objects(command.get("options"))}
    if path:
        inner = known[path[0]]
        below = _options(inner, path[1:], values, focused)
        return [{"name": path[0], "type": inner["type"], "options": below}]
    return [
        {"name": name, "type": known[name]["type"], "value": value}
        | ({"focused": True} if name == focused else {})
        for name, value in values.items()
    ]
