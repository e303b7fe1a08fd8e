"""What to do after each attempt: decided without sending anything."""

from __future__ import annotations

import random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.effects import Send
from bot.transport.journey import Halt, Journey, Pause
from bot.transport.outcomes import (
    Again,
    Gone,
    Moved,
    Outcome,
    Perhaps,
    Refused,
    Sent,
    Stop,
    Wait,
)
from bot.transport.storage import Settlement

SEND: Final = Send("sendMessage", {"chat_id": 7, "text": "a"})
RNG: Final = random.Random(1)  # noqa: S311 - it only spreads pauses
outcomes = st.sampled_from(
    [Sent(), Again("x"), Wait(12.0), Gone("x"), Moved(-9), Refused("x"), Perhaps("x"), Stop("x")]
)


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (Sent(), Settlement("sent", message=3)),
        (Gone("blocked"), Settlement("gone", "blocked")),
        (Refused("too long"), Settlement("refused", "too long")),
        (Stop("revoked"), Halt("revoked")),
    ],
)
def test_what_is_over_is_settled_and_a_bot_that_may_not_act_halts(
    outcome: Outcome, step: object
) -> None:
    journey = Journey(SEND, doubts=None)

    assert journey.next(outcome, 0, RNG, 3) == step


def test_a_pause_lasts_as_long_as_telegram_wants() -> None:
    step = Journey(SEND, None).next(Wait(42.0), 40.0, RNG)

    assert isinstance(step, Pause)
    assert 2.0 <= step.seconds <= 2.2


def test_pauses_grow_to_a_minute_and_are_spread() -> None:
    journey = Journey(SEND, None)
    pauses = [journey.next(Again("no route"), 0, RNG) for _ in range(20)]

    seconds = [step.seconds for step in pauses if isinstance(step, Pause)]
    assert len(seconds) == 20
    assert seconds[0] <= 0.5
    assert 30 <= seconds[-1] <= 60
    assert len(set(seconds)) == 20


def test_doubts_are_counted() -> None:
    journey = Journey(SEND, doubts=1)

    assert isinstance(journey.next(Perhaps("late"), 0, RNG), Pause)
    assert journey.next(Perhaps("late"), 0, RNG) == Settlement("perhaps", "late")


@given(st.lists(outcomes, min_size=1, max_size=30), st.none() | st.integers(0, 3))
def test_a_journey_never_goes_on_after_its_end_and_is_never_refused_while_there_is_another_way(
    played: list[Outcome], doubts: int | None
) -> None:
    journey = Journey(Send("editMessageText", {"chat_id": 7}, SEND), doubts)
    refusals = moves = 0
    for outcome in played:
        refusals += isinstance(outcome, Refused)
        moves += isinstance(outcome, Moved)
        step = journey.next(outcome, 10.0, RNG)
        if isinstance(step, Pause):
            assert 0 <= step.seconds <= 60
            continue
        if isinstance(step, Settlement) and step.end == "refused":
            assert refusals == 2 or moves == 2
        break
    assert journey.send.chat in (7, -9)
