import hashlib
from dataclasses import replace
from pathlib import Path

from sqlalchemy import make_url

from bot.adapters.store import Store
from bot.core.assistant import Assistant
from bot.core.conversation import EXPIRES_AFTER
from bot.core.ports import Case, CaseKey, ServerSettings
from bot.core.reading import Utterance
from bot.core.redaction import redacted
from bot.core.slots import Model, Slots
from bot.core.teaching import TaughtExample
from tests.store.world import (
    CASE,
    CASE_KEY,
    KEY,
    NOW,
    SERVER,
    everything,
    question,
    url_of,
)

CONVERSATIONS = (
    (
        "my icloud bakup says not enough storge, zora.quist@example.org is the account",
        "iphone 13 pro on ios 17.5.1, serial F2LXQ0AABBCC",
        "still the same after that sorry",
        "did that, call me on +49 170 5550199",
        "that fixed it, thanks a bunch",
    ),
    (
        "it has sat on Estimating time remaining since Tuesday in Ytterby",
        "I restarted it, wifi is definitely fine",
        "Last backup could not be completed. says the popup",
        "is it naïve to hope ☃ for more",
        "let me talk to a person named Bartholomew",
    ),
    ("recipe for plum dumplings?", "why does my husband Ignatius snore", "asdf qwer zxcv"),
)
"""What is said in the test of the raw file."""

MISSED = "can a shortcut start it? zora.quist@example.org, +49 170 5550199, F2LXQ0AABBCC"
"""What got no answer, in a server that keeps such things redacted."""

PRIVATE = ("zora.quist", "F2LXQ0AABBCC", "5550199", "Ytterby", "Bartholomew", "Ignatius", "plum")
"""Parts of it that no fact of a case could hold."""


def number(text: str) -> int:
    """A number for a text, always the same, as Discord gives to messages."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])


async def hold(assistant: Assistant, store: Store, key: CaseKey, said: str) -> None:
    """Take one turn as an adapter does, and one more by the reply's first choice."""
    asked = question(number(said), key)
    assert await store.claims.claim(asked, NOW)
    kept = await store.conversations.load(key)
    before = kept.conversation if kept else None
    reply = assistant.hear(Utterance(said), before, NOW)
    assert reply.conversation is not None
    await store.conversations.save(key, Case(reply.conversation, 1, asked.id, before))
    if reply.choices:
        reply = assistant.choose(reply.choices[0].id, reply.conversation, NOW)
        assert reply.conversation is not None
        await store.conversations.save(key, Case(reply.conversation, 1))
    await store.claims.close(asked, 1)


async def raw(url: str) -> bytes:
    """All that a database holds: an SQLite file and those beside it, or every row."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        assert address.database
        beside = Path(address.database).parent.iterdir()
        return b"\n".join(path.read_bytes() for path in beside)
    return repr(await everything(url)).encode()


async def test_no_said_text_is_kept(assistant: Assistant, url: str) -> None:
    """Whatever is said in real conversations, none of it is ever in any table or raw file."""
    seen = b""
    async with Store.open(url, key=KEY) as store:
        await store.servers.save(SERVER, ServerSettings(keeps_misses=True))
        await store.memos.write("commands", "1")
        await store.misses.note(SERVER, redacted(MISSED), NOW)
        await store.taught.add(TaughtExample("no-wifi", "no bars in the hall", NOW), 1)
        for user, texts in enumerate(CONVERSATIONS, start=1):
            for said in texts:
                await hold(assistant, store, CaseKey(1, user, "", SERVER), said)
                seen += (await raw(url)).lower()
        rows = await everything(url)
        await store.purge(NOW + EXPIRES_AFTER + 1)
        rows["outcome"] = (await everything(url))["outcome"]
        seen += (await raw(url)).lower()
    seen += (await raw(url)).lower()
    assert all(rows.values())
    assert b"storage-full" in seen
    assert b"iphone 13 pro" in seen
    assert b"can a shortcut start it? [e-mail] [number], [number]" in seen
    said_texts = [text for texts in CONVERSATIONS for text in texts]
    assert not [text for text in (*said_texts, MISSED, *PRIVATE) if text.lower().encode() in seen]


async def test_forgotten_is_overwritten(sqlite_path: Path) -> None:
    """What was forgotten is not even left over in the raw file once the store is closed."""
    model = Model("iPhone Marmalade", "face", "iphone")
    case = Case(replace(CASE, slots=Slots(model=model)))
    async with Store.open(url_of(sqlite_path)) as store:
        for place in range(1, 50):
            await store.conversations.save(replace(CASE_KEY, place=place), case)
    assert b"Marmalade" in await raw(url_of(sqlite_path))
    async with Store.open(url_of(sqlite_path)) as store:
        assert await store.people.forget(CASE_KEY.user) == 49
    assert b"Marmalade" not in await raw(url_of(sqlite_path))
