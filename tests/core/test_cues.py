"""What an utterance says beside its symptom: what was tried, and what is surely not it."""

import json
from pathlib import Path

import pytest

from bot.core.assistant import Assistant
from bot.core.cues import CueReader
from bot.core.knowledge import Knowledge
from bot.core.lexicon import Lexicon
from bot.core.reading import Utterance

READINGS = Path(__file__).parents[1] / "data" / "readings.jsonl"

LEAST_F1 = 0.95

Table = dict[str, list[tuple[str, set[str]]]]

TRIED: Table = {
    "verbs apart from what they act on": [
        ("switched the vpn on my phone off for the evening", {"vpn-off"}),
        ("put the clock of this ipad back on automatic", {"set-time-automatically"}),
        ("took the profile off my ipad yesterday", {"ask-it-department"}),
    ],
    "switches without a verb": [
        ("vpn off, five minutes, on again, same error", {"vpn-off"}),
        ("wifi off/on, no change", {"join-wifi"}),
        ("icloud backup off and on again got me nowhere", {"turn-on-backup"}),
        ("low data mode is off now", {"low-data-mode-off"}),
    ],
    "an action that something came of": [
        ("restarting it didn't get me past the first minute", {"restart"}),
        ("not even a reset of all settings got rid of it", {"reset-all-settings"}),
        ("neither restarting nor updating helped", {"restart", "update-ios"}),
        ("without the vpn the backup fails as well", {"vpn-off"}),
        ("whenever i restart it works for a day", {"restart"}),
        ("new cable, same", {"charge-lock-overnight"}),
        ("another wifi: nothing", {"try-other-network"}),
        ("it fails on my neighbour's wifi too", {"try-other-network"}),
        ("forced restart twice", {"force-restart"}),
        ("been restarting it since monday", {"restart"}),
        ("the restarted phone fails", set()),
    ],
    "lists": [
        ("what i tried so far: restart, wifi toggle, network reset",
            {"restart", "join-wifi", "reset-network-settings"}),
        ("1. restarted 2. updated 3. signed out and in. nothing worked",
            {"restart", "update-ios", "sign-out-and-in"}),
        ("killed low power mode and low data mode, both",
            {"low-power-mode-off", "low-data-mode-off"}),
        ("did everything: new plan bought, phone rebooted", {"larger-plan", "restart"}),
    ],
    "said before, done after": [
        ("they told me to restart. did that", {"restart"}),
        ("restarted? yes, twice", {"restart"}),
        ("not the first time i hear 'just restart'. i did. twice", {"restart"}),
        ("what i did do is reset all settings", {"reset-all-settings"}),
        ("it's not like i haven't restarted it", {"restart"}),
        ("got asked for the password so i typed it in", {"finish-account-notices"}),
    ],
    "objects with words in between": [
        ("dropped candy crush from the backup", {"find-blocking-app"}),
        ("deleted the backup of my old phone in icloud", {"delete-from-icloud"}),
        ("threw out 30 gb of stuff in icloud", {"delete-from-icloud"}),
        ("re-entered our wifi password", {"improve-wifi"}),
        ("went to settings > general > reset all settings", {"reset-all-settings"}),
        ("removed a bunch of apps and videos from the iphone", {"delete-from-device"}),
        ("restarted both my phone and my router", {"restart", "check-router"}),
    ],
    "nothing that was done": [
        ("should i restart it or reset all settings?", set()),
        ("scared that reset all settings deletes my notes", set()),
        ("my brother fixed his by resetting all settings", set()),
        ("my sister had the same, she paid for 200 gb", set()),
        ("guide i found: 1) restart 2) sign out 3) reset settings", set()),
        ("got an iphone 12 on ios 17.5", set()),
        ("since the provider replaced the router nothing gets saved", set()),
        ("the phone restarted itself twice while charging", set()),
        ("restart hasn't been done, update hasn't either", set()),
        ("i have the vpn turned on", set()),
        ("removed tetris. the backup of my mac is fine", set()),
        ("if i turn off my vpn will it work", set()),
        ("it goes off again by itself", set()),
    ],
}  # fmt: skip

RULED_OUT: Table = {
    "how a thing is": [
        ("mint signal here", {"no-wifi"}),
        ("you can cross off wifi, storage and the servers",
            {"no-wifi", "storage-full", "servers-down"}),
        ("what i do know is that the wifi is fast", {"no-wifi"}),
        ("checked wifi, checked power, checked storage. all good",
            {"no-wifi", "not-charging", "storage-full"}),
        ("network and anti virus all functional", {"no-wifi"}),
        ("my vpn is disconnected", {"vpn-on"}),
        ("the payment issue is sorted", {"plan-lapsed"}),
        ("the toggle for icloud backup is on", {"backup-disabled"}),
        ("it isn't the date either", {"date-time-wrong"}),
    ],
    "what isn't there": [
        ("vpn? nope, not on this phone", {"vpn-on"}),
        ("somebody told me to turn the vpn off but i don't have one", {"vpn-on"}),
        ("no school or company involved", {"mdm-restricted"}),
        ("no app can be the one blocking it", {"app-data-blocking"}),
        ("neither vpn or low power mode", {"vpn-on", "low-power-mode"}),
        ("wifi isn't off or weak", {"no-wifi"}),
        ("i don't own a computer", {"local-backup"}),
    ],
    "questions answered": [
        ("wifi ok? yes", {"no-wifi"}),
        ("vpn on? no", {"vpn-on"}),
        ("plugged in? check", {"not-charging"}),
        ("wifi ok? no", set()),
    ],
    "amounts": [
        ("4.3 free out of 5gb", {"storage-full"}),
        ("storage is 14% used", {"storage-full"}),
        ("emptied the phone a bit, 40 gb free on it now", {"device-storage-full"}),
    ],
    "nothing that is cleared": [
        ("the vpn i'm not so sure about", set()),
        ("never said the clock was right", set()),
        ("i won't delete the old backup", set()),
        ("backup slider off, five minutes, on again", set()),
        ("phone says it's full but the wifi drops", set()),
        ("i never signed out and i wont", set()),
        ("screen time won't let me switch it off", set()),
        ("unplugged the modem, counted to 20, plugged it back", set()),
        ("is it plugged in properly, how would i know", set()),
        ("would resetting all the settings do any good", set()),
    ],
}  # fmt: skip


def cases(table: Table) -> list[object]:
    """The rows of a table, each named by its kind and its place in it."""
    return [
        pytest.param(text, found, id=f"{kind} {at}")
        for kind, rows in table.items()
        for at, (text, found) in enumerate(rows, start=1)
    ]


@pytest.fixture(scope="module")
def cues(knowledge: Knowledge) -> CueReader:
    """What reads the facts of an utterance."""
    words = knowledge.vocabulary
    return CueReader(knowledge, Lexicon(words.spellings, words.emoji, words.common_words))


@pytest.mark.parametrize(("text", "fixes"), cases(TRIED))
def test_tried(cues: CueReader, text: str, fixes: set[str]) -> None:
    """A fix is taken for tried where it is told as done, however that is put, and not elsewhere."""
    assert set(cues.read(text).tried) == fixes


@pytest.mark.parametrize(("text", "causes"), cases(RULED_OUT))
def test_ruled_out(cues: CueReader, text: str, causes: set[str]) -> None:
    """A cause is ruled out where its thing is said to be well or away, and not elsewhere."""
    assert set(cues.read(text).ruled_out) == causes


def test_every_fact_has_its_words(cues: CueReader) -> None:
    """Each fact comes with the words of the utterance that it was read from."""
    text = "restarted it twice, and the wifi is fine"
    found = cues.read(text)

    assert [shown.fact for shown in found.evidence] == [*found.tried, *found.ruled_out]
    assert [shown.words for shown in found.evidence] == ["restarted it twice", "the wifi is fine"]


@pytest.mark.parametrize("what", ["tried", "ruled_out"])
def test_labelled_utterances(cues: CueReader, knowledge: Knowledge, what: str) -> None:
    """On the labelled utterances what was tried or is ruled out is read with a high F1."""
    right = wrong = missing = 0
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = cues.read(row["text"])
        fixes = {fix.cause for name in read.tried if (fix := knowledge.fix(name))}
        found, wanted = (fixes if what == "tried" else set(read.ruled_out)), set(row[what])
        right += len(found & wanted)
        wrong += len(found - wanted)
        missing += len(wanted - found)

    assert 2 * right / (2 * right + wrong + missing) >= LEAST_F1


def test_reading_has_the_words_of_each_fact(assistant: Assistant) -> None:
    """What a whole utterance is read as brings the words for what was tried and for the device."""
    reading = assistant.reader.read(Utterance("restarted my iPad twice, backup still stuck"))
    assert reading.slots.device == "ipad"
    assert [shown.words for shown in reading.evidence] == ["restarted my ipad twice", "ipad"]
