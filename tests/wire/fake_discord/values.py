"""Values as they travel: JSON, read with care."""

from collections.abc import Iterator
from typing import TypeAlias

__all__ = ["JsonObject", "number", "objects", "one", "text", "walk"]

JsonObject: TypeAlias = dict[str, object]


def text(value: object) -> str:
    """A text; empty if the value is none."""
    return value if isinstance(value, str) else ""


def number(value: object) -> int:
    """A whole number, which may be written as text, as identifiers are; 0 if it is none."""
    if isinstance(value, str):
        return int(value) if value.isdecimal() else 0
    return value if isinstance(value, int) else 0


def one(value: object) -> JsonObject:
    """An object; empty if the value is none."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> list[JsonObject]:
    """The objects of a list; none if the value is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def walk(components: object) -> Iterator[JsonObject]:
    """All components of a message or a modal, nested ones too, in the order of the screen."""
    for component in objects(components):
        yield component
        yield from walk(component.get("components"))
        yield from walk([component.get("accessory"), component.get("component")])
