"""Every fault, what is promised where it happens, and the tests that prove it.

Beyond what is said here the same is promised for each: no question is lost where the history can be
read, none is answered twice, nobody is pinged, no error's text is shown, what is pressed is
acknowledged, and the bot comes back by itself or ends with a clear message. `Promises` looks at
that after each test in this folder.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["ROWS", "Row"]


@dataclass(frozen=True)
class Row:
    """One fault."""

    fault: str
    promise: str
    tests: Sequence[str]
    """Where it is proven: ``module::test``, the module's name beginning below ``tests``."""


_REQUESTS = "faults.test_requests"
_CONNECTIONS = "faults.test_connections"
_EVENTS = "faults.test_events"
_CLOCK = "faults.test_clock"
_STORE = "faults.test_store"
_LOST = "wire.test_lost_sessions"
_KILLS = "wire.test_kills"

ROWS = (
    Row(
        "429 for a route or for all, with and without Retry-After",
        "waited for as long as the body says, then one card",
        (f"{_REQUESTS}::test_rate_limit_is_waited_for",),
    ),
    Row(
        "429 that says nowhere how long",
        "a note in place of the card",
        (f"{_REQUESTS}::test_rate_limit_without_an_end_is_told",),
    ),
    Row(
        "429 from in front of Discord",
        "no hammering: a note once that gets through",
        (f"{_REQUESTS}::test_ban_in_front_of_discord_is_no_answer",),
    ),
    Row(
        "a bucket that runs out",
        "its end is waited for; no request is refused",
        (f"{_REQUESTS}::test_bucket_that_is_empty_is_left_alone",),
    ),
    Row(
        "500, 502, 504",
        "tried again, each time later",
        (
            f"{_REQUESTS}::test_trouble_of_discords_is_waited_out",
            f"{_REQUESTS}::test_failure_after_the_fact_makes_no_second_answer",
        ),
    ),
    Row(
        "503",
        "a note in place of the card",
        (f"{_REQUESTS}::test_overloaded_discord_is_told",),
    ),
    Row(
        "a connection that breaks before the message was made",
        "sent once more; a note if that breaks too",
        (
            f"{_REQUESTS}::test_connection_that_breaks_once_is_no_trouble",
            f"{_REQUESTS}::test_connection_that_goes_on_breaking_is_told",
        ),
    ),
    Row(
        "a connection that breaks after the message was made",
        "the nonce finds it: one answer",
        (
            f"{_REQUESTS}::test_answer_is_made_once_though_its_news_are_lost",
            f"{_LOST}::test_answer_that_got_out_unnoticed_is_found",
        ),
    ),
    Row(
        "a connection that breaks while a thread is opened",
        "opened once more, or found; if that breaks too, the answer is a reply in the channel",
        (
            f"{_REQUESTS}::test_thread_whose_making_is_lost_is_found",
            f"{_REQUESTS}::test_answer_stands_in_the_channel_where_no_thread_can_be_opened",
        ),
    ),
    Row(
        "neither the card nor a note gets out",
        "the answer is owed, and given within a minute of Discord's recovery",
        (
            f"{_REQUESTS}::test_answer_is_owed_though_no_thread_could_be_opened",
            f"{_REQUESTS}::test_answer_is_owed",
            f"{_REQUESTS}::test_owed_answer_waits_for_the_history",
        ),
    ),
    Row(
        "401 on a send",
        "a note without Discord's words; a token that is gone ends the bot by 4004",
        (f"{_REQUESTS}::test_refused_login_costs_an_answer_only",),
    ),
    Row(
        "403, 50001, 50013, 160005",
        "the place is left alone for a while",
        (
            f"{_REQUESTS}::test_refused_place_is_left_alone",
            f"{_REQUESTS}::test_missing_permission_keeps_the_bot_silent",
            "discord.test_obstacles::test_refusal_is_remembered_for_a_while",
        ),
    ),
    Row(
        "50007",
        "that person is left alone for a while, others are answered",
        (
            f"{_REQUESTS}::test_person_who_takes_no_messages_costs_nothing",
            f"{_REQUESTS}::test_closed_direct_messages_are_no_trouble",
        ),
    ),
    Row(
        "10008",
        "who pressed is told privately that the card is gone",
        (f"{_REQUESTS}::test_failed_edit_is_told_to_who_pressed",),
    ),
    Row(
        "10062, and requests that take 10 s",
        "nobody else waits; a press that came too late changes nothing",
        (
            f"{_REQUESTS}::test_press_that_takes_too_long",
            f"{_REQUESTS}::test_slow_discord_holds_up_nobody_else",
        ),
    ),
    Row(
        "50035",
        "the same as plain text",
        (f"{_REQUESTS}::test_refused_card_becomes_plain_text",),
    ),
    Row(
        "200000",
        "a note in place of the card",
        (f"{_REQUESTS}::test_stopped_by_automod",),
    ),
    Row(
        "an acknowledgement that fails",
        "tried again, or a private note in its place",
        (f"{_REQUESTS}::test_press_is_acknowledged_all_the_same",),
    ),
    Row(
        "a question that was too fast, and is edited",
        "the note doesn't pass for its answer",
        (f"{_REQUESTS}::test_too_fast_and_edited",),
    ),
    Row(
        "close 1000, 1001, 4000, 4001, 4007, 4008, 4009",
        "the session is taken up again; where it is gone, the history is read",
        (
            f"{_CONNECTIONS}::test_closed_connection_is_taken_up_again",
            f"{_CONNECTIONS}::test_session_that_is_gone_is_caught_up_on",
            f"{_LOST}::test_refused_resume_is_caught_up_on",
        ),
    ),
    Row(
        "close 4004, 4010 to 4014; a token that is refused at the start",
        "the program ends with advice and exit code 69, and doesn't knock again",
        (
            f"{_CONNECTIONS}::test_final_close_ends_the_program",
            f"{_CONNECTIONS}::test_refused_token_ends_the_program",
            "discord.test_connecting::test_end_is_explained",
            "wire.test_process::test_refused_token",
        ),
    ),
    Row(
        "too few sessions left to begin",
        "none is begun, and the program ends with advice before Discord resets the token",
        (f"{_CONNECTIONS}::test_no_session_is_begun_when_too_few_are_left",),
    ),
    Row(
        "a line that breaks without a word",
        "the session is taken up again",
        (f"{_CONNECTIONS}::test_broken_line_is_mended",),
    ),
    Row(
        "a half-open socket, heartbeats that nobody answers",
        "noticed, and the session taken up again",
        (f"{_CONNECTIONS}::test_dead_connection_is_noticed",),
    ),
    Row(
        "INVALID_SESSION, true and false; RECONNECT",
        "the session goes on, or the history is read after a new one began",
        (
            f"{_CONNECTIONS}::test_session_that_can_go_on_does",
            f"{_CONNECTIONS}::test_request_to_reconnect_is_followed",
            f"{_LOST}::test_invalid_session_is_caught_up_on",
        ),
    ),
    Row(
        "events that come twice",
        "each counts once",
        (
            f"{_CONNECTIONS}::test_repeated_events_are_answered_once",
            f"{_EVENTS}::test_doubled_events",
        ),
    ),
    Row(
        "events out of order",
        "one answer, or none where the question is gone",
        (
            f"{_EVENTS}::test_edit_that_overtakes_its_question",
            f"{_EVENTS}::test_deletion_that_overtakes_its_question",
            f"{_EVENTS}::test_questions_in_the_wrong_order",
        ),
    ),
    Row(
        "events of servers and channels that nobody knows",
        "questions there are answered, all else is let go",
        (
            f"{_EVENTS}::test_unknown_places_are_no_trouble",
            f"{_EVENTS}::test_question_from_an_unknown_channel_is_answered",
            f"{_EVENTS}::test_question_from_an_unknown_server_is_answered",
        ),
    ),
    Row(
        "malformed optional fields, and events that make no sense at all",
        "read without them, or let go under a reference; the client doesn't end",
        (
            f"{_EVENTS}::test_malformed_field_costs_no_answer",
            f"{_EVENTS}::test_malformed_edit_is_followed",
            f"{_EVENTS}::test_malformed_press_is_acknowledged",
            f"{_EVENTS}::test_unreadable_event_is_let_go",
            f"{_EVENTS}::test_unreadable_server_is_answered",
            f"{_EVENTS}::test_unreadable_beginning_is_begun_anew",
        ),
    ),
    Row(
        "GUILD_DELETE in the middle of an answer",
        "nothing more is sent there until the bot is taken back; an outage is no farewell",
        (
            f"{_EVENTS}::test_server_that_turns_the_bot_out",
            f"{_EVENTS}::test_server_that_takes_the_bot_back",
            f"{_EVENTS}::test_server_that_is_away_for_a_while",
        ),
    ),
    Row(
        "a clock that jumps, forward and back",
        "nobody is muted for longer, cases expire by it, nothing hangs or comes twice",
        (
            f"{_CLOCK}::test_pace_is_not_held_against_anybody",
            f"{_CLOCK}::test_place_is_not_left_alone_for_longer",
            f"{_CLOCK}::test_settings_are_looked_up_after_a_jump_back",
            f"{_CLOCK}::test_repeated_question_is_answered_once",
            f"{_CLOCK}::test_case_expires_by_the_clock",
            f"{_CLOCK}::test_case_goes_on_though_it_is_from_the_future",
            f"{_CLOCK}::test_bridge_does_not_mind",
            f"{_CLOCK}::test_lost_session_after_a_jump",
        ),
    ),
    Row(
        "a store that is locked, full or gone, and comes back",
        "answers go on from memory, and all is written afterwards, farewells too",
        (
            f"{_STORE}::test_answers_go_on",
            f"{_STORE}::test_case_from_before_goes_on",
            "store.test_bridging::test_server_that_is_left_is_forgotten_later",
        ),
    ),
    Row(
        "a database file that is deleted",
        "nothing stops; the next start makes a new one",
        (f"{_STORE}::test_deleted_file",),
    ),
    Row(
        "a store that can't be opened at the start",
        "the program ends with advice and exit code 1",
        (f"{_STORE}::test_unusable_at_the_start",),
    ),
    Row(
        "knowledge that is broken when it is read anew",
        "the assistant of before answers on",
        (
            "test_active::test_folder_is_read_anew",
            "test_active::test_what_cant_be_built_changes_nothing",
            "test_reloading::test_broken_folder_is_told_once",
            "wire.test_process::test_knowledge_is_watched",
        ),
    ),
    Row(
        "SIGTERM and SIGINT",
        "what is in hand is finished, the rest is for the next start",
        (
            "wire.test_process::test_told_to_end_it_finishes_what_is_in_hand",
            "wire.test_process::test_second_signal_ends_at_once",
            "wire.test_process::test_interrupted_it_ends_in_order",
        ),
    ),
    Row(
        "SIGKILL",
        "the next start finds the answers that got out, and gives the others; no file is damaged",
        (
            f"{_KILLS}::test_killed_program_loses_and_doubles_nothing",
            f"{_LOST}::test_answer_that_never_got_out_is_given",
            f"{_LOST}::test_restart_is_caught_up_on",
        ),
    ),
    Row(
        "all of them at random, under traffic",
        "the ledger is clean",
        ("faults.test_chaos::test_short_run_keeps_all_promises",),
    ),
)
"""The table."""
