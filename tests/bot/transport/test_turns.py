"""Whose turn it is, played through on a clock of the test's own: an hour takes a moment."""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.transport.budget import NEVER, ChatLimits, is_group
from bot.transport.turns import Ticket, Turns

Arrival: TypeAlias = tuple[float, Ticket]
Sent: TypeAlias = list[tuple[float, Ticket]]


def played(
    turns: Turns,
    arrivals: Iterable[Arrival],
    until: float,
    late: float = 0.0,
    trip: Callable[[], tuple[float, float]] = lambda: (0.0, 0.0),
) -> Sent:
    """When each reaches Telegram.

    Every look at the clock is `late`; a `trip` takes so long to Telegram, and so long back.
    """
    coming = sorted(arrivals, key=lambda arrival: (arrival[0], arrival[1].number), reverse=True)
    back: list[tuple[float, int, float, Ticket]] = []
    sent: Sent = []
    now = 0.0
    while now <= until:
        while coming and coming[-1][0] <= now:
            turns.enter(coming.pop()[1], now)
        while back and back[0][0] <= now:
            _, _, left, ticket = heapq.heappop(back)
            turns.answered(ticket, left, now)
        while going := turns.next(now):
            there, again = trip()
            sent.append((now + there, going))
            heapq.heappush(back, (now + there + again, going.number, now, going))
        if back and back[0][0] <= now:
            continue
        # Nobody looks twice at the same moment: that would be a loop that eats the processor.
        next_answer = back[0][0] if back else NEVER
        following = min(turns.next_at(), coming[-1][0] if coming else NEVER, next_answer)
        assert following > now
        now = following + late
    return sent


def most_in(times: Sequence[float], seconds: float) -> int:
    """The most in any window of this length, both ends counted."""
    most = first = 0
    for last, time in enumerate(times):
        while times[first] < time - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def alerts(count: int, at: float = 0.0) -> list[Arrival]:
    return [(at, Ticket("alert", chat)) for chat in range(1, count + 1)]


@pytest.mark.parametrize("rate", [0.5, 1, 10, 28, 29.5, 30])
@pytest.mark.parametrize("late", [0.0, 0.002, 0.02])
def test_a_crowd_is_sent_at_the_rate_and_no_second_holds_more_than_telegram_allows(
    rate: float, late: float
) -> None:
    sent = [time for time, _ in played(Turns(rate), alerts(2000), until=60, late=late)]

    assert most_in(sent, 1.0) <= 30
    if late <= 0.002:
        assert len(sent) >= 0.97 * rate * 60


def test_the_first_second_is_no_exception() -> None:
    replies = [(0.0, Ticket("reply", chat)) for chat in range(1, 500)]

    sent = [time for time, _ in played(Turns(28), replies, until=10)]

    # All that Telegram allows at once, for people who wait; then nothing more for a second.
    assert sent.count(0.0) == 30
    assert most_in(sent, 1.0) == 30


def test_an_answer_overtakes_any_number_of_alerts() -> None:
    replies = [(2 + 0.25 * n, Ticket("reply", 10_000 + n)) for n in range(200)]

    sent = played(Turns(28), alerts(5000) + replies, until=60)

    waits = [time - came for came, reply in replies for time, one in sent if one is reply]
    assert len(waits) == 200
    assert max(waits) <= 2 / 28
    assert len(sent) >= 0.97 * 28 * 60


def test_one_chat_gets_a_short_burst_and_then_one_a_second_and_holds_up_nobody() -> None:
    flood = [(0.0, Ticket("reply", 7)) for _ in range(10)]
    other = Ticket("reply", 8)

    sent = played(Turns(28), [*flood, (0.0, other)], until=60)

    assert [time for time, one in sent if one.chat == 7] == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7]
    assert [time for time, one in sent if one is other] == [0]


def test_order_is_kept_inside_a_chat_and_one_who_comes_back_stands_where_they_stood() -> None:
    turns = Turns(28)
    first, second, third = Ticket("reply", 7), Ticket("reply", 7), Ticket("reply", 7)
    turns.enter(first, 0)
    turns.enter(second, 0)
    assert turns.next(0) is first
    turns.enter(third, 0)

    turns.enter(first, 0)  # a 429 sent it back

    assert [turns.next(0), turns.next(0), turns.next(1)] == [first, second, third]


def test_room_is_kept_until_the_answer_and_its_second_begins_with_it() -> None:
    turns = Turns(28)
    for chat in range(1, 60):
        turns.enter(Ticket("reply", chat), 0)
    granted = [turns.next(0) for _ in range(30)]
    assert turns.next(2) is None
    *away, stays = granted
    for ticket in away:
        assert ticket
        turns.answered(ticket, left=0, now=2)
    assert turns.next(2.5) is None
    assert stays
    turns.give_back(stays)

    assert turns.next(2.5)
    assert turns.next(2.99) is None
    assert turns.next(3.0)


@given(chance=st.randoms(use_true_random=True), late=st.floats(0, 0.2), slow=st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_no_delay_on_the_way_puts_more_than_the_limit_into_a_second(
    chance: random.Random, late: float, slow: float
) -> None:
    answers = [(chance.uniform(0, 10), Ticket("reply", 1000 + n)) for n in range(100)]

    def trip() -> tuple[float, float]:
        return chance.uniform(0, slow), chance.uniform(0, slow)

    sent = played(Turns(28), [*alerts(300), *answers], until=10, late=late, trip=trip)

    assert most_in(sorted(time for time, _ in sent), 0.9999) <= 30


def test_answers_of_telegram_that_take_fifty_milliseconds_cost_nothing() -> None:
    sent = played(Turns(28), alerts(2000), until=60, late=0.001, trip=lambda: (0.02, 0.03))

    assert len(sent) >= 0.99 * 28 * 60


@pytest.mark.parametrize("group", [-100500, "@channel"])
def test_a_group_gets_twenty_in_a_minute_and_alerts_leave_room_for_answers(
    group: int | str,
) -> None:
    many = [(0.0, Ticket("alert", group)) for _ in range(60)]
    answers = [(30.0, Ticket("reply", group)) for _ in range(5)]

    sent = played(Turns(28), [*many, *answers], until=300)

    assert most_in([time for time, _ in sent], 60.0) <= 20
    soon = [time for time, one in sent if one.lane == "reply"]
    assert len(soon) == 5
    assert soon[0] == 30
    assert soon[-1] <= 33


def test_an_album_counts_as_its_pictures_and_is_not_overtaken_for_ever() -> None:
    album = Ticket("reply", 1, cost=10)

    sent = played(Turns(28), [*alerts(500), (5.0, album)], until=20)

    assert next(time for time, one in sent if one is album) < 6
    everything = [time for time, one in sent for _ in range(one.cost)]
    assert most_in(everything, 1.0) <= 30


def test_who_has_gone_takes_nobodys_turn() -> None:
    turns = Turns(1)
    gone, stays, same_chat = Ticket("reply", 1), Ticket("reply", 2), Ticket("reply", 1)
    for ticket in (gone, stays, same_chat):
        turns.enter(ticket, 0)
    gone.gone = True

    sent = played(turns, [], until=5)

    assert [one for _, one in sent] == [stays, same_chat]
    assert list(turns) == []
    assert turns.next_at() == NEVER


def test_messages_without_a_chat_share_the_budget_alone() -> None:
    sent = played(Turns(28), [(0.0, Ticket("reply")) for _ in range(40)], until=5)

    assert [time for time, _ in sent].count(0.0) == 30
    assert len(sent) == 40


def test_after_a_pause_the_first_goes_alone_and_the_others_follow_one_by_one() -> None:
    turns = Turns(28)
    turns.go_gently(10)

    sent = played(turns, [(10.0, Ticket("reply", chat)) for chat in range(1, 60)], until=20)

    assert most_in([time for time, _ in sent], 1 / 28) <= 2  # one at either end
    assert sent[0][0] == 10


def test_paid_alerts_have_a_budget_of_their_own() -> None:
    paid = [(0.0, Ticket("alert", chat, paid=True)) for chat in range(1, 5000)]
    free = [(0.5, Ticket("reply", 10_000 + n)) for n in range(10)]

    sent = played(Turns(28, 1000), [*paid, *free], until=4, late=0.001)

    assert all(0.5 <= time < 0.51 for time, one in sent if not one.paid)
    times = [time for time, one in sent if one.paid]
    assert most_in(times, 1.0) <= 1000
    assert len(times) >= 0.97 * 4000


def test_chats_that_could_take_anything_are_forgotten() -> None:
    chats = ChatLimits()

    for number in range(1, 100_000):
        chats.take(number, now=number / 28, cost=1)
        chats.take(-number, now=number / 28, cost=1)

    assert len(chats) < 5000


def spent(sent: Sent) -> list[tuple[float, int]]:
    """When each was sent, and how many messages were sent before."""
    return [(time, sum(one.cost for _, one in sent[:n])) for n, (time, _) in enumerate(sent)]


lanes = st.sampled_from(["reply", "reply", "alert"])
chats = st.sampled_from([None, 1, 2, 3, -1, -2, "@channel"])
comings = st.lists(
    st.tuples(st.floats(0, 30), lanes, chats, st.sampled_from([1, 1, 1, 4, 10])), max_size=150
)


@given(comings=comings, late=st.floats(0, 0.1))
@settings(max_examples=60, deadline=None)
def test_whatever_comes_all_is_sent_in_order_and_within_every_limit(
    comings: list[tuple[float, str, int | str | None, int]], late: float
) -> None:
    arrivals: list[Arrival] = []
    for at, lane, chat, cost in sorted(comings, key=lambda coming: coming[0]):
        arrivals.append((at, Ticket("alert" if lane == "alert" else "reply", chat, cost)))

    sent = played(Turns(28), arrivals, until=100_000, late=late)

    assert Counter(one.number for _, one in sent) == Counter(one.number for _, one in arrivals)
    assert most_in([time for time, one in sent for _ in range(one.cost)], 1.0) <= 30
    by_chat: dict[int | str, Sent] = defaultdict(list)
    for time, one in sent:
        if one.chat is not None:
            by_chat[one.chat].append((time, one))
    for chat, some in by_chat.items():
        for lane in ("reply", "alert"):
            numbers = [one.number for _, one in some if one.lane == lane]
            assert numbers == sorted(numbers)
        if is_group(chat):
            times = [time for time, one in some for _ in range(one.cost)]
            assert most_in(times, 60) <= 20
        # A message a second, and a burst of three.
        for (earlier, past), (later, before) in combinations(spent(some), 2):
            assert before - past <= later - earlier + 2.001
