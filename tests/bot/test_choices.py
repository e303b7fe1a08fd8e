"""What the buttons of a subscription carry, and what a press makes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chart import bars
from bot.choices import ZONES, Choice, What, applied, choosing, following, read_choice
from bot.panel import Frame, home
from bot.panes import page
from bot.reply import Reply
from bot.words import words_in
from jobs.quiet import Quiet
from jobs.subscriptions import PACES, PAUSE, Subscription
from jobs.themes import BODIES, EXCHANGES
from knowledge.desk import Desk
from knowledge.model import LANGUAGES, Language

NOW = 1_700_000_000.0
TOPICS = ("lists", "bodies-number", EXCHANGES, BODIES)
PAGES = ("home", "topics", "when", "hour", "weekday", "quiet", "since", "until-22", "zone", "language")  # fmt: skip

hours = st.integers(0, 23)
subscriptions = st.builds(
    Subscription,
    chat=st.just(5),
    language=st.sampled_from(LANGUAGES),
    everything=st.booleans(),
    topics=st.frozensets(st.sampled_from(TOPICS)),
    once=st.frozensets(st.sampled_from(TOPICS)),
    pace=st.sampled_from(PACES),
    hour=hours,
    weekday=st.integers(0, 6),
    quiet=st.builds(Quiet, hours, hours),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    silent=st.booleans(),
    neutral=st.booleans(),
    paused_until=st.sampled_from((0.0, NOW - 1, NOW + PAUSE)),
)
choices = st.one_of(
    st.sampled_from([Choice("everything"), Choice("stop"), Choice("again")]),
    st.sampled_from(PAGES).map(lambda name: Choice("page", name)),
    st.sampled_from(TOPICS).map(lambda topic: Choice("only", topic)),
    st.builds(lambda sign, topic: Choice("topic", sign + topic), st.sampled_from("+-"), st.sampled_from(TOPICS)),
    st.sampled_from(PACES).map(lambda pace: Choice("pace", pace)),
    hours.map(lambda hour: Choice("hour", str(hour))),
    st.integers(0, 6).map(lambda day: Choice("weekday", str(day))),
    st.builds(lambda since, until: Choice("quiet", f"{since}-{until}"), hours, hours),
    st.sampled_from(ZONES).map(lambda zone: Choice("zone", zone)),
    st.builds(Choice, st.sampled_from(("silent", "neutral", "pause")), st.sampled_from("01")),
    st.sampled_from(LANGUAGES).map(lambda language: Choice("language", language)),
)  # fmt: skip


@given(choices)
def test_what_a_button_chooses_is_read_as_it_was_written(choice: Choice) -> None:
    assert read_choice(choosing(choice.what, choice.value)) == choice


@given(st.text("set:pagehourtopic+-0123456789", max_size=40))
@example("set:hour:24")
@example("set:hour:٣")
@example("set:zone:Mars/Base")
@example("set:topic:lists")
@example("set:quiet:22")
@example("set:page:until-24")
@example("set:silent:2")
@example("set:everything:x")
@example("set:buy:1")
@example("set")
def test_any_other_data_chooses_nothing_that_is_not_offered(data: str) -> None:
    choice = read_choice(data)

    assert choice is None or choosing(choice.what, choice.value) == data


@given(choices, subscriptions)
def test_pressing_twice_does_what_pressing_once_did(choice: Choice, before: Subscription) -> None:
    after = applied(choice, before, NOW)

    assert applied(choice, after, NOW) == after


@given(choices, subscriptions)
def test_a_choice_never_touches_what_it_is_not_about(choice: Choice, before: Subscription) -> None:
    names = {
        "everything": ("everything", "topics"), "only": ("everything", "topics"),
        "topic": ("everything", "topics"), "pause": ("paused_until",),
    }  # fmt: skip
    touched = names.get(choice.what, (choice.what,) if hasattr(before, choice.what) else ())

    after = applied(choice, before, NOW)

    assert replace(after, **{name: getattr(before, name) for name in touched}) == before


@given(subscriptions, st.sampled_from(TOPICS))
def test_a_topic_that_is_chosen_ends_everything_and_one_that_is_left_begins_nothing(
    before: Subscription, topic: str
) -> None:
    more = applied(Choice("topic", f"+{topic}"), before, NOW)
    less = applied(Choice("topic", f"-{topic}"), before, NOW)

    assert topic in more.topics
    assert not more.everything
    assert less.everything == before.everything
    assert less.topics == before.topics - {topic}


def test_a_digest_is_asked_for_its_day_and_then_its_hour() -> None:
    weekly = Subscription(5, "en", pace="weekly")

    assert following(Choice("pace", "weekly"), weekly) == "weekday"
    assert following(Choice("weekday", "3"), weekly) == "hour"
    assert following(Choice("hour", "9"), weekly) == "home"
    assert following(Choice("pace", "at_once"), replace(weekly, pace="at_once")) == "home"


# -- the pages


def data_of(reply: Reply) -> list[str]:
    return [button.data for row in reply.buttons for button in row]


@given(kept=subscriptions, name=st.sampled_from(PAGES), language=st.sampled_from(LANGUAGES))
def test_every_page_of_every_subscription_can_be_sent_and_each_button_is_read(
    desk: Desk, kept: Subscription, name: str, language: Language
) -> None:
    reply = page(name, kept, Frame(words_in(language), desk.edition, NOW))

    assert 0 < len(reply.plain) < 4096
    assert len(data_of(reply)) <= 100
    assert [data for data in data_of(reply) if len(data.encode()) > 64] == []
    assert [data for data in data_of(reply) if read_choice(data) is None] == []
    assert len(set(data_of(reply))) == len(data_of(reply))


@given(kept=subscriptions)
def test_what_is_not_shown_by_the_first_page_is_not_set(desk: Desk, kept: Subscription) -> None:
    shown = home(kept, Frame(words_in("en"), desk.edition, NOW)).plain

    assert ("Everything new" in shown) == kept.everything
    assert ("Paused until" in shown) == (kept.paused_until > NOW)
    assert ("without sound" in shown) == kept.silent
    assert ("Once, when" in shown) == bool(kept.once)
    assert ("No quiet hours" in shown) == (kept.quiet.since == kept.quiet.until)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_has_a_name_of_its_own(language: Language) -> None:
    names = [words_in(language).say("zone", city=zone.rpartition("/")[2]) for zone in ZONES]

    assert len(set(names)) == len(ZONES)
    assert all(map(ZoneInfo, ZONES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_pressed_button_says_aloud_fits(language: Language) -> None:
    assert len(words_in(language).say("only-administrators")) <= 200


def test_every_kind_of_choice_is_tested_here() -> None:
    assert {"open", *get_args(What)} == set(get_args(What))
    assert read_choice("set:open:home") == Choice("open", "home")
    assert read_choice("set:open:zone") is None


# -- the picture


@given(st.lists(st.none() | st.integers(0, 10**9), max_size=40))
def test_a_picture_has_a_sign_for_each_day_and_the_largest_is_full(
    numbers: list[int | None],
) -> None:
    picture = bars(numbers)

    assert len(picture) == len(numbers)
    assert re.fullmatch("[·▁▂▃▄▅▆▇█]*", picture)
    largest = max((n for n in numbers if n), default=0)
    for number, sign in zip(numbers, picture, strict=True):
        assert (sign == "·") == (not number)
        assert (sign == "█") == ((number or 0) * 8 > largest * 7)
