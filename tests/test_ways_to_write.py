"""The shipped knowledge base against the ways in which people write, and what is next door."""

import pytest

from bot.core.assistant import Assistant
from bot.core.reading import Utterance
from bot.core.reply import Reply


def heard(assistant: Assistant, text: str) -> Reply:
    """The reply to the first thing that somebody says."""
    return assistant.hear(Utterance(text), None, 0.0)


SPELT = {
    "several slips in a word": ("iclould stroage is full", "storage-full"),
    "slips in every word": ("nit enoufh storahe in iclius", "storage-full"),
    "swapped letters": ("bakcing up stuck at estmiating time remainig", "stuck-or-slow"),
    "left out letters": ("bckup greyed out", "backup-disabled"),
    "joined words": ("estimatingtimeremaining for hours", "stuck-or-slow"),
    "joined, and a short word between": ("icloudisfull", "storage-full"),
    "split words": ("wi-fi keeps dropping out during back-up", "no-wifi"),
    "slang": ("cant backup coz wifi is shite", "no-wifi"),
    "abbreviations": ("apple id keeps askin 4 my pw b4 backup", "account-glitch"),
    "held keys": ("iclouuuud storaaaage is fuuuull", "storage-full"),
    "British spelling": ("optimise storage is on but icloud full", "storage-full"),
    "grey": ("the back up now button is grey", "backup-disabled"),
    "gray": ("the back up now button is gray", "backup-disabled"),
    "an emoji for a word": ("\u2601\ufe0f full \U0001f62d", "storage-full"),
    "an emoji in a sentence": ("\U0001f50b low when backing up", "low-power-mode"),
    "full width": ("\uff49\uff23\uff4c\uff4f\uff55\uff44 \uff46\uff55\uff4c\uff4c", "storage-full"),
    "Cyrillic look-alikes": ("n\u043et \u0435n\u043eugh st\u043er\u0430g\u0435", "storage-full"),
    "small capitals": (
        "\u026a\u1d04\u029f\u1d0f\u1d1c\u1d05 \ua730\u1d1c\u029f\u029f",
        "storage-full",
    ),
    "figures for letters": ("iCl0ud st0rage is fu1l", "storage-full"),
}


@pytest.mark.parametrize(("text", "cause"), SPELT.values(), ids=SPELT)
def test_ways_to_write(assistant: Assistant, text: str, cause: str) -> None:
    """However a symptom is typed, its cause is answered at once."""
    reply = heard(assistant, text)

    assert (reply.decision, reply.matches[0].id) == ("answer", cause)


def test_emoji_alone_say_something(assistant: Assistant) -> None:
    """A message of nothing but emoji is read where three or more carry meaning."""
    assert heard(assistant, "\U0001f4f1\U0001f4be\u274c").decision == "answer"
    assert heard(assistant, "\U0001f4f1\U0001f308\U0001f984").decision == "small_talk"


FILES = "Some files were unavailable during the last backup."
ROOM = "This iPhone cannot be backed up because there is not enough iCloud storage available."
ACCESS = "iCloud Backup is unable to access the account"

ALERTS = {
    "as it stands": (FILES, "files-unavailable", FILES),
    "typos": ("some files were unavailble durring the last bakcup", "files-unavailable", FILES),
    "in quotes": (f'"{FILES.upper()[:-1]}!!"', "files-unavailable", FILES),
    "in a post": (
        f"Hi all, my phone (13 mini) pops up with \u00ab {FILES} \u00bb every morning, any idea?",
        "files-unavailable",
        FILES,
    ),
    "without punctuation, in a post": (
        (
            "so i get a box this iphone cannot be backed up becuase there is not enough icloud "
            "storge available and then two buttons and i have no clue what to press"
        ),
        "storage-full",
        ROOM,
    ),
    "short forms": (
        "this iphone cant be backed up because there isnt enough icloud storage available",
        "storage-full",
        ROOM,
    ),
    "beside what is fine": (
        f'"{ACCESS}" keeps coming, wifi is great, restarted twice',
        "account-glitch",
        ACCESS,
    ),
    "two typos": ("icloud backup is unable to acess the acount", "account-glitch", ACCESS),
    "said by somebody else": (
        'my aunt rang about "Estimating Time Remaning", it has been like that since Sunday',
        "stuck-or-slow",
        "Estimating Time Remaining",
    ),
    "of an iPad": ("iPad Storage Almost Full", "device-storage-full", "iPad Storage Almost Full"),
}


@pytest.mark.parametrize(("text", "cause", "alert"), ALERTS.values(), ids=ALERTS)
def test_alerts_decide(assistant: Assistant, text: str, cause: str, alert: str) -> None:
    """An alert's text decides at once, wherever it stands and however it was copied."""
    reply = heard(assistant, text)

    assert (reply.decision, reply.matches[0].id) == ("answer", cause)
    assert reply.matches[0].confidence > 0.9
    assert reply.conversation
    assert reply.conversation.alert == alert


NEXT_DOOR = """\
my AirPods won't charge
WhatsApp backup to Google Drive
Time Machine fails
my apple watch won't charge on the magsafe puck
whatsapp backup stuck at 0%
time machine says the disk is full
google photos isn't backing up my pictures
onedrive won't sync my desktop
icloud photos won't sync to my mac
icloud drive documents stuck uploading
samsung galaxy won't back up to google
how do i back up my android phone
my windows laptop backup failed last night
signal backup restore on android
telegram chats don't restore
my iphone screen is cracked
iphone won't connect to bluetooth
carplay keeps disconnecting
face id not working
app store won't download apps
apple music won't download songs
imessage activation error
facetime calls drop
iphone overheating while gaming
apple pay declined
airdrop not working between iphone and mac
can't update my apple tv
homepod mini won't join the wifi
homepod won't connect to wifi
my contacts disappeared
notes not syncing between devices
calendar not syncing with outlook
safari keeps crashing
icloud mail won't send
airpods won't pair
how do i transfer whatsapp from android to iphone
lightroom mobile won't sync to cloud
icloud keychain passwords missing
viber backup failed
itunes won't play my song
no service on my iphone
health data not syncing to my watch
facetime not working on wifi
shared album not showing
hide my email not working
""".splitlines()

FAR_OFF = """\
who won the game last night
my car battery is dead
git push fails
steam cloud sync error
my macbook won't turn on
how long do I boil an egg
""".splitlines()

ASKED_ABOUT = """\
my nas backup job failed
backup camera on my car is not working
i need a backup singer
postgres backup fails with permission denied
how to backup a wordpress site
back up your claims please
the toilet is backed up
traffic is backed up for miles
i can't back up my trailer
""".splitlines()


@pytest.mark.parametrize("text", NEXT_DOOR)
def test_next_door(assistant: Assistant, text: str) -> None:
    """What is next door to the topic is turned away or asked about, never answered."""
    reply = heard(assistant, text)

    assert reply.decision in {"out_of_scope", "rephrase", "clarify"}
    assert reply.plan.entries == ()


def test_most_of_next_door_is_known(assistant: Assistant) -> None:
    """Nearly all that is next door is told from what is far off, and gets its own note."""
    reasons = [heard(assistant, text).reason for text in NEXT_DOOR]
    assert reasons.count("near_topic") >= 0.9 * len(reasons)


@pytest.mark.parametrize("text", FAR_OFF)
def test_far_off(assistant: Assistant, text: str) -> None:
    """What is far off says so."""
    reply = heard(assistant, text)

    assert (reply.decision, reply.reason) == ("out_of_scope", "off_topic")


@pytest.mark.parametrize("text", ASKED_ABOUT)
def test_other_backups_are_asked_about(assistant: Assistant, text: str) -> None:
    """Where the word *backup* stands for something else, nobody is given fixes for a phone."""
    reply = heard(assistant, text)

    assert reply.decision in {"rephrase", "clarify", "out_of_scope"}
    assert reply.plan.entries == ()


POSTS = {
    "storage-full": """\
Backup stopped working

Hi everyone, long time reader, first post here. I've had this phone since my birthday and I love it,
mostly for photos of the dog. Anyway, since about a week it tells me each morning that iCloud is
full and the backup couldn't be made. I live in Leeds, if that matters. My daughter says I should
just get a new phone, but she says that about everything. Thanks in advance!""",
    "no-wifi": """\
Mum's phone

My mother moved into a new flat with lovely neighbours and a balcony. She has no internet at home
there yet, just her mobile contract, the technician comes in three weeks. Now the phone says it
hasn't been backed up. She's worried sick about her photos of dad. She asked me, I'm asking you,
because I've no idea of Apple things, being a Windows person.""",
    "stuck-or-slow": """\
anyone else??

ok so last night i left it plugged in as usual, watched two episodes, slept like a baby. morning:
still at estimating time remaining. Made coffee, walked the dog, still estimating. went to work,
came back, STILL. it's been 19 hours now. my flatmate thinks it's haunted lol""",
    "restore-problem": """\
New phone, old phone

Finally upgraded, whoop. It came by courier, the driver was lovely. I entered everything, chose the
backup of last night from my old one, and after a while it says that it can't restore the backup.
Tried it three times now, in the kitchen and in the bedroom. The old phone works but I promised it
to my son by Friday, and he's counting the hours.""",
    "mdm-restricted": """\
Question from a teacher

Good evening. I teach geography to year 9 and we all got iPads from the school in September. They're
nice. I wanted to switch on the nightly copy to iCloud like on my own one but the entry for it is
missing, and above it reads that the iPad is supervised by the school. I asked our caretaker, who
asked the head, who is on leave. Any thoughts?""",
}


@pytest.mark.parametrize(("cause", "text"), POSTS.items(), ids=POSTS)
def test_long_posts(assistant: Assistant, cause: str, text: str) -> None:
    """A title and a page of chatter don't hide the symptom."""
    reply = heard(assistant, text)

    assert (reply.decision, reply.matches[0].id) == ("answer", cause)
