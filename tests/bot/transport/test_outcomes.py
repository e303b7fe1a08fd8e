"""What became of a send, for every way in which Telegram and the network can fail."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator

import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

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
    outcome_of,
)
from bot.transport.request import (
    AiohttpRequest,
    NoAnswerInTimeError,
    NotSentInTimeError,
    PerhapsSentError,
)
from tests.telegram.started import TOKEN, StandIn
from tests.telegram.wires import bot_at, fails

NOW = 1000.0


@pytest.fixture(scope="module")
def started() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(started: StandIn) -> StandIn:
    started.goes_well()
    started.forget()
    return started


TABLE: list[tuple[str, type[Exception], Outcome, bool]] = [
    # what the server does, what is raised, what it means, whether the message is there
    ("cut before", PerhapsSentError, Perhaps("connection lost: ServerDisconnectedError"), False),
    ("cut after", PerhapsSentError, Perhaps("connection lost: ServerDisconnectedError"), True),
    ("half a body", PerhapsSentError, Perhaps("connection lost: ClientPayloadError"), True),
    ("late", NoAnswerInTimeError, Perhaps("no answer in time"), True),
    ("500", PerhapsSentError, Perhaps("Internal Server Error (500)"), True),
    ("502", PerhapsSentError, Perhaps("Bad Gateway (502)"), True),
    ("504", PerhapsSentError, Perhaps("Gateway Timeout (504)"), True),
    ("520", PerhapsSentError, Perhaps("Unknown (520)"), True),
    ("408", NotSentInTimeError, Again("Request Timeout (408)"), False),
    ("html", PerhapsSentError, Perhaps("the answer cannot be read"), True),
    ("no description", KeyError, Refused("KeyError"), False),
    ("429", RetryAfter, Wait(NOW + 1), False),
    ("429 bare", RetryAfter, Wait(NOW + 1), False),
    ("blocked", TelegramError, Gone("Forbidden: bot was blocked by the user"), False),
    ("deactivated", TelegramError, Gone("Forbidden: user is deactivated"), False),
    ("kicked", TelegramError, Gone("Forbidden: bot was kicked from the group chat"), False),
    ("chat not found", BadRequest, Gone("Chat not found"), False),
    (
        "bad request",
        BadRequest,
        Refused("Can't parse entities: unsupported start tag"),
        False,
    ),
    ("too large", BadRequest, Refused("Request Entity Too Large (413)"), False),
    ("not modified", BadRequest, Sent(), False),
    ("migrated", TelegramError, Moved(-1009), False),
    ("unauthorized", TelegramError, Stop("Unauthorized"), False),
    ("no such method", TelegramError, Stop("Not Found"), False),
    ("conflict", TelegramError, Stop("Conflict: terminated by other getUpdates request"), False),
]


@pytest.mark.parametrize(("fault", "error", "outcome", "accepted"), TABLE)
async def test_each_row_of_the_failure_table(
    telegram: StandIn, fault: str, error: type[Exception], outcome: Outcome, accepted: bool
) -> None:
    telegram.goes_wrong(fault, "sendMessage", **({"late": 0.5} if fault == "late" else {}))

    async with bot_at(telegram.api, AiohttpRequest(read_timeout=0.2)) as bot:
        raised = await fails(bot)
        await bot.send_message(6, "the next one finds its way")

    assert isinstance(raised, error)
    assert outcome_of(raised, NOW) == outcome
    assert bool(telegram.calls("sendMessage")[0].accepted) is accepted
    assert TOKEN not in "".join(traceback.format_exception(raised))


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("cut after", Perhaps),
        ("half a body", Perhaps),
        ("500", Perhaps),
        ("html", Perhaps),
        ("429", Wait),
        ("429 bare", Wait),
        ("chat not found", Gone),
        ("blocked", Gone),
        ("bad request", Refused),
        ("no description", Refused),
        ("migrated", Moved),
        ("unauthorized", Stop),
    ],
)
async def test_the_outcome_is_the_same_behind_the_stock_request(
    telegram: StandIn, fault: str, outcome: type[Outcome]
) -> None:
    telegram.goes_wrong(fault, "sendMessage")

    async with bot_at(telegram.api, HTTPXRequest()) as bot:
        raised = await fails(bot)

    assert isinstance(outcome_of(raised, NOW), outcome)


async def test_the_stock_request_says_what_it_did_not_send(telegram: StandIn) -> None:
    telegram.refuses()
    async with bot_at(telegram.api, HTTPXRequest()) as bot:
        refused = await fails(bot)
    telegram.listens()
    telegram.goes_wrong("late", "sendMessage", late=1)
    small = HTTPXRequest(connection_pool_size=1, pool_timeout=0.05)
    async with bot_at(telegram.api, small) as bot:
        first = asyncio.create_task(bot.send_message(5, "takes its time"))
        await asyncio.to_thread(telegram.wait_for, 1)
        no_room = await fails(bot)
        await first

    assert isinstance(outcome_of(refused, NOW), Again)
    assert isinstance(outcome_of(no_room, NOW), Again)


def test_the_outcome_of_anything_is_something() -> None:
    assert outcome_of(None, NOW) == Sent()
    assert outcome_of(NetworkError("never heard of"), NOW) == Perhaps("never heard of")
    assert outcome_of(TelegramError("never heard of"), NOW) == Perhaps("never heard of")
    assert outcome_of(ValueError("what was typed"), NOW) == Refused("ValueError")
