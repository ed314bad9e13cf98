"""The scenes that are drawn: what people do, and what the last card must say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "DESKTOP",
    "PHONE",
    "SCENES",
    "Fail",
    "Fill",
    "Menu",
    "Pick",
    "Press",
    "Say",
    "Scene",
    "Slash",
]

PHONE, DESKTOP = 400, 720
"""Widths in pixels."""

ROBIN, SAM = "robin", "sam"
"""Robin asks; Sam manages the server."""


@dataclass(frozen=True)
class Say:
    """Somebody writes; in a server the bot is mentioned ahead of it, unless they talk to others."""

    text: str
    by: str = ROBIN
    to_bot: bool = True


@dataclass(frozen=True)
class Press:
    """A button of the latest message is pressed, once or more often."""

    label: str
    times: int = 1
    by: str = ROBIN


@dataclass(frozen=True)
class Slash:
    """A command is used."""

    name: str
    options: Mapping[str, object] = field(default_factory=dict)
    by: str = ROBIN


@dataclass(frozen=True)
class Menu:
    """An entry in the menu of the latest message is used."""

    name: str
    by: str = SAM


@dataclass(frozen=True)
class Pick:
    """Something is chosen in a select of the latest message, the first one if there are several.

    The channel of a name is made, if there is none.
    """

    values: Sequence[str]
    channels: bool = False
    which: int = 0
    by: str = ROBIN


@dataclass(frozen=True)
class Fill:
    """The form that is open is filled in and sent off."""

    values: Mapping[str, str]
    by: str = ROBIN


@dataclass(frozen=True)
class Fail:
    """Discord refuses the next request of a kind."""

    method: str
    path: str
    status: int
    code: int


Act = Say | Press | Slash | Menu | Pick | Fill | Fail


@dataclass(frozen=True)
class Scene:
    """A conversation, what its last card must say, and how many messages at its end are drawn."""

    name: str
    acts: tuple[Act, ...]
    shows: str
    drawn: int = 2
    in_dm: bool = False
    width: int = PHONE
    channel: str = "icloud-help"
    """Where the last card is."""
    viewer: str = ROBIN


STORAGE = Say("my icloud bakup says not enough storge but i pay for 200gb")
PHONE_13 = Say("it says not enough icloud storage, iphone 13 on ios 18.1, already restarted it")
STUCK = Say("backup is stuck since yesterday and the wifi drops all the time")
OVERHEARD = Say("ugh, my ipad says icloud is full again and nothing gets saved", to_bot=False)
FAILING = "Still failing"
SYMPTOM = {"symptom": "my ipad says icloud is full"}
SETUP = Slash("setup", by=SAM)

ANSWERS = (
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
"""What comes of a mention or a direct message."""

DOORS = (
    Scene("diagnose", (Slash("diagnose", SYMPTOM),), "It works now", drawn=1),
    Scene("describe", (Say(""), Press("Describe it")), "Describe it", drawn=1),
    Scene(
        "described",
        (
            Say(""),
            Press("Describe it"),
            Fill({"what": "last backup couldn't be completed", "device": "iPad", "system": "18.1"}),
        ),
        "It works now",
    ),
    Scene("causes", (Slash("causes"),), "Look", drawn=1),
    Scene("cause", (Slash("causes"), Pick(("storage-full",))), "Start with this one", drawn=1),
    Scene("help", (Slash("help"),), "Not affiliated", drawn=1),
    Scene("support", (STORAGE, Slash("support")), "Apple Support", drawn=1),
    Scene(
        "somebodys-message",
        (OVERHEARD, Menu("Diagnose backup problem")),
        "Post it here",
        viewer=SAM,
    ),
    Scene(
        "posted",
        (OVERHEARD, Menu("Diagnose backup problem"), Press("Post it here", by=SAM)),
        "It works now",
        drawn=1,
    ),
)
"""What comes of commands, menus and forms."""

SERVERS = (
    Scene("setup", (SETUP,), "How I work in this server", drawn=1, viewer=SAM),
    Scene(
        "setup-chosen",
        (
            SETUP,
            Pick(("icloud-help",), channels=True, by=SAM),
            Pick(("moderators",), channels=True, which=1, by=SAM),
            Press("Open a thread for each case", by=SAM),
        ),
        "each case gets a thread",
        drawn=1,
        viewer=SAM,
    ),
    Scene(
        "hand-off",
        (
            SETUP,
            Pick(("moderators",), channels=True, which=1, by=SAM),
            PHONE_13,
            Press("Apple Support"),
        ),
        "A case went to Apple Support",
        drawn=1,
        channel="moderators",
        viewer=SAM,
    ),
    Scene("privacy", (Slash("privacy"),), "What I keep about you", drawn=1),
    Scene("forget", (Slash("privacy"), Press("Forget me")), "Type", drawn=1),
    Scene(
        "forgotten",
        (STORAGE, Slash("privacy"), Press("Forget me"), Fill({"word": "forget"})),
        "I keep nothing about you now",
        drawn=1,
    ),
    Scene(
        "removed", (STORAGE, Menu("Remove this answer", by=ROBIN)), "That answer is gone", drawn=1
    ),
)
"""What people choose for a server and for themselves."""

KEEP = (SETUP, Press("Keep unanswered questions", by=SAM))
MISSED = (
    Say("it flips itself back off every time i leave the screen"),
    Say("the charging port is loose and the cable falls out half the night", by=SAM),
)

STAFF = (
    Scene(
        "report",
        (*KEEP, STORAGE, Press("It works now"), *MISSED, Slash("report", by=SAM)),
        "days",
        drawn=1,
        viewer=SAM,
    ),
    Scene("teach", (*KEEP, *MISSED, Slash("teach", by=SAM)), "Choose", drawn=1, viewer=SAM),
    Scene(
        "teach-words",
        (*KEEP, *MISSED, Slash("teach", by=SAM), Pick(("stuck-or-slow",), by=SAM)),
        "words",
        drawn=1,
        viewer=SAM,
    ),
)
"""What people who manage a server see of what was missed."""

TROUBLE = (
    Scene("not-yours", (STORAGE, Press(FAILING, by=SAM)), "somebody else's case", viewer=SAM),
    Scene("too-fast", (*(STORAGE,) * 4,), "a lot at once", drawn=2),
    Scene(
        "failure",
        (Fail("POST", "/channels/*/messages", 503, 0), STORAGE),
        "Reference",
    ),
    Scene(
        "plain-text",
        (Fail("POST", "/channels/*/messages", 400, 50035), STORAGE),
        "Reply to this with",
    ),
)
"""What people see when something is not as it should be."""

SCENES = (*ANSWERS, *DOORS, *SERVERS, *STAFF, *TROUBLE)
"""Every scene, in the order of their groups."""
