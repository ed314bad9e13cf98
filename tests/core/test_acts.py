"""What people say in the middle of a case, and what it does."""

import pytest

from bot.core.assistant import Assistant
from bot.core.reading import Act, Utterance

SAID = {
    Act.STILL_FAILING: [
        "nope didnt work",
        "nah its still the same",
        "no luck :(",
        "tried it, same thing",
        "still the same error as before",
        "that did not help at all",
        "it still says failed",
        "sadly it didn't work",
        "didnt work for me",
        "nothing changed at all",
        "it failed yet again",
        "still wont back up",
        "same old same old",
        "no improvement at all",
        "it worked for a sec then stopped",
        "thought it worked but nope",
        "it isnt fixed",
        "this doesnt work",
        "not working at all",
        "doesnt do anything",
        "still gives me the same message",
        "error is still here",
        "it keeps on failing",
        "ok tried, failed again",
        "nothing new",
        "its still stuck",
        "no it still says last week",
        "didn't do the trick sorry",
        "i wish it worked",
        "it would be nice if it worked",
    ],
    Act.SOLVED: [
        "it works!!! thank you",
        "woo it works now",
        "it finally went through",
        "all fixed now thank you",
        "backup is running again",
        "just finished backing up",
        "got it, its working",
        "problem fixed",
        "ok its backing up",
        "it worked this time",
        "it completed",
        "yes!! it worked",
        "oh it works now lol",
        "it did work in the end",
        "seems to have worked",
        "looks like its done it",
        "the backup ran last night",
        "date is today now",
        "its going through now",
        "working fine now",
        "that fixed it ty",
        "ur a genius it works",
    ],
    Act.DONE: [
        "ok did it",
        "done that one",
        "did that already",
        "i have already done this",
        "yep done that",
        "that's already done",
        "already tried that one",
        "i did all this",
        "finished that step",
        "have done that",
    ],
    Act.NEXT: [
        "whats next",
        "next one pls",
        "skip that",
        "ok next",
        "what else can i try",
        "anything else i could do",
        "show me another one",
        "i cant do this one",
        "next please",
        "give me something else",
        "lets move on",
        "not possible here",
    ],
    Act.BACK: [
        "go back one",
        "previous one pls",
        "can i go back",
        "back to the last one please",
        "wait go back a step",
    ],
    Act.ALL_STEPS: [
        "show me the whole list",
        "all steps please",
        "list them all",
        "whole list please",
        "give me everything",
    ],
    Act.STEP: [
        "whats step 3",
        "show me step 2 again",
        "how do i do this",
        "where do i tap",
        "what was step 1",
        "say that again pls",
        "repeat that",
        "step two please",
    ],
    Act.LATER: [
        "ill try that tonight",
        "let me try it",
        "give me a sec",
        "trying it now",
        "ok will do",
        "will try tomorrow",
        "doing it now",
        "hang on a minute",
        "be back in an hour",
        "i need to charge it first",
        "let me check that",
    ],
    Act.DOUBT: [
        "no thats not my problem",
        "i dont think thats it",
        "nah its something else",
        "thats not the issue here",
        "thats wrong",
        "you got that wrong",
        "thats not what i meant",
    ],
    Act.WHY: [
        "why is that",
        "are you sure",
        "how do you know that",
        "why should i do that",
        "whats that for",
    ],
    Act.THANKS: [
        "thank you so much",
        "thx a lot",
        "cheers",
        "ty!!",
        "thanks mate",
    ],
    Act.PARTING: [
        "thanks, thats all",
        "thank you, bye",
        "ok thanks bye",
    ],
    Act.GOODBYE: [
        "ok bye",
        "forget it",
        "nvm",
        "i give up, bye",
        "stop",
    ],
    Act.START_OVER: [
        "start over please",
        "lets start again",
        "new problem",
    ],
    Act.BOT: [
        "are you a bot",
        "r u human",
        "who made you",
    ],
    Act.FRUSTRATION: [
        "this is so frustrating",
        "you are useless",
        "im so fed up with this",
        "this sucks",
    ],
    Act.UNSURE: [
        "idk",
        "not sure tbh",
        "i dont understand",
        "what does that mean",
        "i cant find that",
        "huh",
    ],
    Act.YES: [
        "yes",
        "yeah",
        "yep it is",
        "ok sure",
        "yes please",
    ],
    Act.NO: [
        "no",
        "nope",
        "nah",
        "no it isnt",
        "not really",
    ],
}


@pytest.mark.parametrize(
    ("text", "act"), [(text, act) for act, texts in SAID.items() for text in texts]
)
def test_follow_ups(assistant: Assistant, text: str, act: Act) -> None:
    """A short remark in a case is read as what it does, and never as a danger."""
    reading = assistant.reader.read(Utterance(text), in_case=True)
    assert (reading.act, reading.danger) == (act, None)


@pytest.mark.parametrize("text", [text for text in SAID[Act.STILL_FAILING] if "work" in text])
@pytest.mark.parametrize("frame", ["{}", "ok {}", "{}!!", "{} :(", "sorry, {}", "{} tbh"])
def test_didnt_work_is_never_works(assistant: Assistant, text: str, frame: str) -> None:
    """However it is framed, a failure with *work* in it solves nothing."""
    said = Utterance(frame.format(text))
    for in_case in (True, False):
        assert assistant.reader.read(said, in_case=in_case).act is not Act.SOLVED


@pytest.mark.parametrize(
    ("text", "act", "report"),
    [
        (
            "still failing, and now it says some files were unavailable",
            Act.SYMPTOM,
            "still-failing",
        ),
        ("did that, now the back up now button is grey", Act.SYMPTOM, "done"),
        ("my wifi keeps dropping and the backup breaks off", Act.SYMPTOM, None),
        ("are you a bot? it still fails", Act.STILL_FAILING, None),
        ("thanks but it didn't help", Act.STILL_FAILING, None),
        ("thanks! it works now", Act.SOLVED, None),
    ],
)
def test_two_things_in_one_breath(
    assistant: Assistant, text: str, act: Act, report: str | None
) -> None:
    """What is said of the open fix is heard beside a symptom, and before any courtesy."""
    reading = assistant.reader.read(Utterance(text), in_case=True)
    assert (reading.act, reading.report) == (act, report)


@pytest.mark.parametrize(
    "text",
    ["it's an ipad", "its an ipad btw", "ios 17.2", "iPhone 12", "wifi is fine", "no vpn here"],
)
def test_facts_alone(assistant: Assistant, text: str) -> None:
    """Facts of a case without a symptom raise no suspicion."""
    reading = assistant.reader.read(Utterance(text), in_case=True)
    assert reading.adds_facts
    assert (reading.act, reading.matches, reading.danger) == (Act.SYMPTOM, (), None)


def test_dangers_counter_examples(assistant: Assistant) -> None:
    """What only sounds like a danger is taken for none, in nine of ten."""
    texts = [
        text
        for danger in assistant.knowledge.escalation.dangers
        for text in danger.counter_examples
    ]
    read = [text for text in texts if assistant.reader.read(Utterance(text)).danger]
    assert len(read) <= len(texts) / 10, read
