"""The order of fixes, for every cause and every two of them."""

from dataclasses import replace
from itertools import permutations

import pytest

from bot.core.conversation import Conversation
from bot.core.knowledge import Cause, Fix, Knowledge, Risk
from bot.core.matching import Match
from bot.core.plan import Plan, Status, likely, make_plan

SUPPORT = "apple-support"
COPY = "computer-backup"
EMPTY = Conversation.begin(0)

Pair = tuple[str, ...]


def case(*causes: str) -> Conversation:
    """A conversation in which these causes are likely, the first one most."""
    return replace(
        EMPTY, matches=tuple(Match(cause, 0.8 - 0.1 * at) for at, cause in enumerate(causes))
    )


def ids(plan: Plan) -> list[str]:
    """The fixes in their order."""
    return [entry.fix.id for entry in plan.entries]


def status(plan: Plan, fix: str) -> Status:
    """Where a fix stands."""
    return next(entry.status for entry in plan.entries if entry.fix.id == fix)


@pytest.fixture(scope="module")
def plans(knowledge: Knowledge) -> dict[Pair, Plan]:
    """The plan for no cause, for every cause alone, and for every two in either order."""
    names = [cause.id for cause in knowledge.causes]
    pairs: list[Pair] = [(), *((name,) for name in names), *permutations(names, 2)]
    return {pair: make_plan(knowledge, case(*pair)) for pair in pairs}


def causes_of(knowledge: Knowledge, pair: Pair) -> list[Cause]:
    """The causes of these names."""
    return [cause for name in pair if (cause := knowledge.cause(name))]


def test_apple_support_is_last_and_once(plans: dict[Pair, Plan]) -> None:
    """Every plan ends in Apple Support, which stands nowhere else in it."""
    for plan in plans.values():
        assert ids(plan)[-1] == SUPPORT
        assert ids(plan).count(SUPPORT) == 1


def test_no_fix_stands_twice(plans: dict[Pair, Plan]) -> None:
    """Where two causes and the ladder share a fix, it stands in one place."""
    for plan in plans.values():
        assert len(set(ids(plan))) == len(ids(plan))


def test_one_fix_is_open(plans: dict[Pair, Plan]) -> None:
    """Exactly one fix is the one to do now; at first that is the first, and the others follow."""
    for plan in plans.values():
        now, *rest = plan.entries
        assert now.status is Status.NOW
        assert {entry.status for entry in rest} <= {Status.NEXT}
        assert plan.now == now
        assert plan.ahead == plan.entries


def test_guards_are_closed(plans: dict[Pair, Plan]) -> None:
    """Whatever can lose something is closed at first, and nothing else is."""
    for plan in plans.values():
        for entry in plan.entries:
            assert entry.open is (entry.fix.risk not in {Risk.MEDIUM, Risk.HIGH})


def test_the_likeliest_cause_leads(knowledge: Knowledge, plans: dict[Pair, Plan]) -> None:
    """A plan begins with the safe fixes of its causes, in the order of the causes and their own."""
    for pair, plan in plans.items():
        excluded = {fix for cause in causes_of(knowledge, pair) for fix in cause.excludes}
        safe = [
            fix.id
            for cause in causes_of(knowledge, pair)
            for fix in cause.fixes
            if not fix.guarded and fix.id not in excluded and fix.id != SUPPORT
        ]
        assert ids(plan)[: len(safe)] == safe


def test_computer_backup_stands_ahead(plans: dict[Pair, Plan]) -> None:
    """A fix that wants a computer backup comes after it, wherever it stands."""
    for plan in plans.values():
        order = ids(plan)
        wanting = [order.index(entry.fix.id) for entry in plan.entries if entry.fix.needs_copy]
        assert not wanting or order.index(COPY) < min(wanting)


def test_excluded_fixes_are_kept_off(knowledge: Knowledge, plans: dict[Pair, Plan]) -> None:
    """What a cause forbids is on no plan in which that cause counts."""
    for pair, plan in plans.items():
        for cause in causes_of(knowledge, pair):
            assert not cause.excludes & set(ids(plan))


@pytest.mark.parametrize(
    ("cause", "kept_off"),
    [
        (
            "servers-down",
            {
                *("reset-network-settings", "reset-all-settings", "sign-out-and-in"),
                *("delete-from-icloud", "delete-from-device", "delete-and-start-again"),
            },
        ),
        (
            "restore-in-progress",
            {
                *("restart", "force-restart", "cancel-and-retry", "update-ios", "leave-beta"),
                *("reset-network-settings", "reset-all-settings", "sign-out-and-in"),
                "delete-and-start-again",
            },
        ),
        ("mdm-restricted", {"sign-out-and-in", "reset-all-settings"}),
    ],
)
def test_harm_is_kept_off(plans: dict[Pair, Plan], cause: str, kept_off: set[str]) -> None:
    """In an outage nothing is reset or deleted, and nothing stops a running restore."""
    for pair, plan in plans.items():
        if cause in pair:
            assert not kept_off & set(ids(plan))


def test_ladder_follows(knowledge: Knowledge, plans: dict[Pair, Plan]) -> None:
    """Behind the causes' own fixes comes the rest of the ladder in its order, unless it ends."""
    for pair, plan in plans.items():
        causes = causes_of(knowledge, pair)
        excluded = {fix for cause in causes for fix in cause.excludes}
        own = {fix.id for cause in causes for fix in cause.fixes if not fix.guarded}
        own |= {fix.id for cause in causes[:1] for fix in cause.fixes}
        own |= (
            {COPY} if any(fix.needs_copy for cause in causes[:1] for fix in cause.fixes) else set()
        )
        rest = [fix for fix in knowledge.ladder if fix not in own | excluded | {SUPPORT}]
        left = [fix for fix in ids(plan) if fix not in own | {SUPPORT}]
        assert left == ([] if causes and causes[0].stops_ladder else rest)


def test_managed_devices_have_a_short_plan(plans: dict[Pair, Plan]) -> None:
    """The plan of a work or school device is its profile, its IT, a computer backup, and Apple."""
    assert ids(plans["mdm-restricted",]) == [
        "look-for-profile",
        "ask-it-department",
        "managed-computer-backup",
        SUPPORT,
    ]


def test_full_storage_is_compared_first(plans: dict[Pair, Plan]) -> None:
    """With a full iCloud: compare, leave apps out, a larger plan, and only then delete."""
    assert ids(plans["storage-full",])[:4] == [
        "compare-storage",
        "leave-apps-out",
        "larger-plan",
        "delete-from-icloud",
    ]
    for pair, plan in plans.items():
        if "storage-full" in pair and "delete-from-icloud" in ids(plan):
            order = [fix for fix in ids(plan) if fix in ids(plans["storage-full",])[:4]]
            assert order[-1] == "delete-from-icloud"


def test_erasing_is_on_no_plan(plans: dict[Pair, Plan]) -> None:
    """No fix that erases the device is anywhere."""
    for plan in plans.values():
        for entry in plan.entries:
            told = f"{entry.fix.id} {entry.fix.title}".casefold()
            assert "erase" not in told
            assert "wipe" not in told
            assert "factory" not in told


def test_only_the_first_cause_brings_its_guarded_fixes_forward(plans: dict[Pair, Plan]) -> None:
    """What can lose something stands early for the likeliest cause alone."""
    order = ids(plans["storage-full", "old-backup-corrupt"])
    assert order.index("delete-and-start-again") > order.index("find-blocking-app")
    order = ids(plans["old-backup-corrupt", "storage-full"])
    assert order[:5] == ["compare-storage", "leave-apps-out", "larger-plan", COPY, order[4]]
    assert order[4] == "delete-and-start-again"


def test_tried_and_ruled_out(knowledge: Knowledge) -> None:
    """What was tried or ruled out stays on the list with that status, and the next one is open."""
    plan = make_plan(
        knowledge,
        replace(case("needs-restart"), tried=("restart",), ruled_out=("no-wifi", "vpn-on")),
    )
    assert status(plan, "restart") is Status.TRIED
    assert status(plan, "force-restart") is Status.NOW
    assert status(plan, "join-wifi") is Status.RULED_OUT
    assert status(plan, "vpn-off") is Status.RULED_OUT
    assert status(plan, SUPPORT) is Status.NEXT
    assert "restart" not in [entry.fix.id for entry in plan.ahead]


def test_ruled_out_cause_is_no_longer_likely(knowledge: Knowledge) -> None:
    """The fixes of a cause that was ruled out make room for those of the next one."""
    plan = make_plan(knowledge, replace(case("no-wifi", "storage-full"), ruled_out=("no-wifi",)))
    assert ids(plan)[0] == "compare-storage"


def test_open_fix_stays_open(knowledge: Knowledge) -> None:
    """The fix that is on the table is the one to do now, wherever it stands."""
    plan = make_plan(knowledge, replace(case("storage-full"), current="restart"))
    assert plan.now
    assert plan.now.fix.id == "restart"
    assert status(plan, "compare-storage") is Status.NEXT


@pytest.mark.parametrize(
    ("fix", "tried", "ruled_out"),
    [
        ("restart", ("restart",), ()),
        ("join-wifi", (), ("no-wifi",)),
        ("gone-from-the-knowledge", (), ()),
    ],
)
def test_closed_fix_is_not_the_one_to_do(
    knowledge: Knowledge, fix: str, tried: tuple[str, ...], ruled_out: tuple[str, ...]
) -> None:
    """A fix that was closed, ruled out or removed since is open no more: the first one is."""
    conversation = replace(case("storage-full"), current=fix, tried=tried, ruled_out=ruled_out)
    plan = make_plan(knowledge, conversation)
    assert plan.now
    assert plan.now.fix.id == "compare-storage"


def test_accepted_guard_is_open(knowledge: Knowledge) -> None:
    """Accepting a warning opens that fix alone."""
    plan = make_plan(knowledge, replace(case("storage-full"), accepted=("delete-from-icloud",)))
    opened = {entry.fix.id for entry in plan.entries if entry.open and entry.fix.guarded}
    assert opened == {"delete-from-icloud"}


def test_everything_tried_leaves_apple_support(knowledge: Knowledge) -> None:
    """At the end of the list Apple Support is what is left to do, even if it was tried too."""
    everything = tuple(fix.id for fix in knowledge.fixes())
    plan = make_plan(knowledge, replace(case("storage-full"), tried=everything))
    assert plan.now
    assert plan.now.fix.id == SUPPORT
    assert [entry.fix.id for entry in plan.ahead] == [SUPPORT]


def test_unknown_causes_are_passed_over(knowledge: Knowledge) -> None:
    """A cause that the knowledge no longer has leaves the rest of the plan alone."""
    plan = make_plan(knowledge, case("gone", "needs-restart"))
    assert ids(plan) == ids(make_plan(knowledge, case("needs-restart")))


def test_missing_support_is_an_error(knowledge: Knowledge) -> None:
    """Without the entry that ends every plan there is no plan."""
    broken = replace(knowledge, product=replace(knowledge.product, support=("no", "such")))
    with pytest.raises(LookupError, match="Apple Support"):
        make_plan(broken, EMPTY)


@pytest.mark.parametrize(
    ("confidences", "ruled_out", "names"),
    [
        ([], (), ""),
        ([0.9], (), "a"),
        ([0.8, 0.2, 0.19], (), "ab"),
        ([0.8, 0.7, 0.6, 0.5], (), "abc"),
        ([0.8, 0.3, 0.1], ("a",), "bc"),
        ([0.8], ("a",), ""),
    ],
)
def test_likely(confidences: list[float], ruled_out: tuple[str, ...], names: str) -> None:
    """Up to three causes count, each with a quarter or more of the likeliest one's confidence."""
    matches = [Match(name, share) for name, share in zip("abcd", confidences, strict=False)]
    assert "".join(match.id for match in likely(matches, ruled_out)) == names


def test_each_fix_has_one_owner(knowledge: Knowledge) -> None:
    """Every fix on the ladder belongs to a cause that can be ruled out."""
    owners: dict[str, Fix] = {fix.id: fix for fix in knowledge.fixes()}
    assert all(knowledge.cause(owners[name].cause) for name in knowledge.ladder)
