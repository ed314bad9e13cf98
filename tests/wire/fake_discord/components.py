"""The limits of components, in messages and in modals.

https://docs.discord.com/developers/components/reference
"""

from collections.abc import Sequence
from enum import IntEnum

from tests.wire.fake_discord.forms import Form
from tests.wire.fake_discord.values import JsonObject, number, objects, one, text, walk

__all__ = ["Part", "check_cards", "check_modal_parts", "check_rows"]

MOST_PARTS = 40
MOST_TEXT = 4000
MOST_ROWS = 5
ROW = 5
CUSTOM_ID = 100
LABEL = 80
URL = 512
OPTIONS = 25
OPTION = 100
PLACEHOLDER = 150
SECTION_TEXTS = 3
GALLERY = 10
MODAL_PARTS = 5
MODAL_LABEL = 45
INPUT = 4000
_LINK = 5


class Part(IntEnum):
    """Types of components."""

    ROW = 1
    BUTTON = 2
    SELECT = 3
    INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18


_SELECTS = {
    Part.SELECT,
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
}
_IN_CONTAINER = {Part.ROW, Part.SECTION, Part.TEXT, Part.GALLERY, Part.FILE, Part.SEPARATOR}
_AT_TOP = _IN_CONTAINER | {Part.CONTAINER}
_IN_MODAL = {Part.ROW, Part.LABEL, Part.TEXT}


def check_rows(form: Form, rows: Sequence[JsonObject]) -> None:
    """The components of a message without the flag: rows alone."""
    form.length("components", rows, MOST_ROWS)
    _children(form, "components", rows, {Part.ROW})
    _unique(form, rows)


def check_cards(form: Form, parts: Sequence[JsonObject]) -> None:
    """The components of a message with the flag: counted and measured over all of them."""
    every = list(walk(parts))
    form.length("components", every, MOST_PARTS, 1)
    written = "".join(text(part.get("content")) for part in every)
    form.length("components", written, MOST_TEXT)
    _children(form, "components", parts, _AT_TOP)
    _unique(form, parts)


def check_modal_parts(form: Form, parts: Sequence[JsonObject]) -> None:
    """The components of a modal."""
    form.length("components", parts, MODAL_PARTS, 1)
    _children(form, "components", parts, _IN_MODAL)
    _unique(form, parts)


def _unique(form: Form, parts: Sequence[JsonObject]) -> None:
    names = [text(part["custom_id"]) for part in walk(parts) if "custom_id" in part]
    unique = len(names) == len(set(names))
    message = "Component custom id cannot be duplicated"
    form.expect("components", "COMPONENT_CUSTOM_ID_DUPLICATED", message, holds=unique)


def _children(form: Form, where: str, parts: Sequence[JsonObject], allowed: set[Part]) -> None:
    for place, part in enumerate(parts):
        path = f"{where}.{place}"
        kind = number(part.get("type"))
        if kind in allowed:
            _check(form, path, Part(kind), part)
        else:
            message = f"Value of field 'type' must be one of {sorted(map(int, allowed))}."
            form.wrong(f"{path}.type", "UNION_TYPE_CHOICES", message)


def _check(form: Form, path: str, kind: Part, part: JsonObject) -> None:
    children = objects(part.get("components"))
    match kind:
        case Part.ROW:
            _row(form, path, children)
        case Part.CONTAINER:
            form.length(f"{path}.components", children, MOST_PARTS, 1)
            _children(form, f"{path}.components", children, _IN_CONTAINER)
        case Part.SECTION:
            form.length(f"{path}.components", children, SECTION_TEXTS, 1)
            _children(form, f"{path}.components", children, {Part.TEXT})
            beside = {Part.BUTTON, Part.THUMBNAIL}
            _children(form, f"{path}.accessory", [one(part.get("accessory"))], beside)
        case Part.TEXT:
            form.length(f"{path}.content", text(part.get("content")).strip(), MOST_TEXT, 1)
        case Part.GALLERY:
            form.length(f"{path}.items", objects(part.get("items")), GALLERY, 1)
        case Part.LABEL:
            form.length(f"{path}.label", text(part.get("label")), MODAL_LABEL, 1)
            form.length(f"{path}.description", text(part.get("description")), OPTION)
            inner = [one(part.get("component"))]
            _children(form, f"{path}.component", inner, {Part.INPUT, *_SELECTS})
        case Part.BUTTON:
            _button(form, path, part)
        case Part.INPUT:
            _input(form, path, part)
        case _ if kind in _SELECTS:
            _select(form, path, kind, part)


def _row(form: Form, path: str, children: Sequence[JsonObject]) -> None:
    """Buttons side by side, or one select, or in a modal one input."""
    kinds = {number(child.get("type")) for child in children}
    most = ROW if kinds <= {Part.BUTTON} else 1
    form.length(f"{path}.components", children, most, 1)
    _children(form, f"{path}.components", children, {Part.BUTTON, Part.INPUT, *_SELECTS})


def _button(form: Form, path: str, part: JsonObject) -> None:
    form.length(f"{path}.label", text(part.get("label")), LABEL)
    named = bool(part.get("label") or part.get("emoji"))
    form.expect(path, "BUTTON_COMPONENT_EMPTY", "A label or an emoji is needed.", holds=named)
    if part.get("style") == _LINK:
        form.length(f"{path}.url", text(part.get("url")), URL, 1)
        alone = "custom_id" not in part
    else:
        _custom_id(form, path, part)
        alone = "url" not in part
    message = "A custom id and url cannot both be specified"
    form.expect(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL", message, holds=alone)


def _select(form: Form, path: str, kind: Part, part: JsonObject) -> None:
    _custom_id(form, path, part)
    form.length(f"{path}.placeholder", text(part.get("placeholder")), PLACEHOLDER)
    if kind is not Part.SELECT:
        return
    options = objects(part.get("options"))
    form.length(f"{path}.options", options, OPTIONS, 1)
    for place, option in enumerate(options):
        at = f"{path}.options.{place}"
        form.length(f"{at}.label", text(option.get("label")), OPTION, 1)
        form.length(f"{at}.value", text(option.get("value")), OPTION, 1)
        form.length(f"{at}.description", text(option.get("description")), OPTION)
    values = {text(option.get("value")) for option in options}
    message = "The specified option value is already used"
    unique = len(values) == len(options)
    form.expect(
        f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message, holds=unique
    )


def _input(form: Form, path: str, part: JsonObject) -> None:
    _custom_id(form, path, part)
    form.length(f"{path}.placeholder", text(part.get("placeholder")), OPTION)
    form.length(f"{path}.value", text(part.get("value")), INPUT)
    for name in ("min_length", "max_length"):
        within = 0 <= number(part.get(name)) <= INPUT
        message = f"Must be between 0 and {INPUT}."
        form.expect(f"{path}.{name}", "NUMBER_TYPE_MAX", message, holds=within)


def _custom_id(form: Form, path: str, part: JsonObject) -> None:
    form.length(f"{path}.custom_id", text(part.get("custom_id")), CUSTOM_ID, 1)
