"""Requests against a Telegram over real HTTP, in all the ways in which one can fail."""

from __future__ import annotations

import asyncio
import io
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.transport.gate import Gate
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
    NotSentError,
    NotSentInTimeError,
    PerhapsSentError,
    proxy_of,
)
from tests.telegram.started import TOKEN, StandIn

NOW = 1000.0
OK = b'HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{"ok": true, "result": true}'
PERSON = "Іваненко Петро"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(scope="module")
def started() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(started: StandIn) -> StandIn:
    started.goes_well()
    started.forget()
    return started


@asynccontextmanager
async def bot_at(
    address: str, request: AiohttpRequest | HTTPXRequest | None = None
) -> AsyncIterator[Bot]:
    request = request or AiohttpRequest()
    bot = Bot(
        TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=request,
    )
    async with request:
        yield bot


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A server of a few lines, for what no well-kept server would do."""
    busy: dict[asyncio.Task[Any], asyncio.StreamWriter] = {}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        busy[cast("asyncio.Task[Any]", asyncio.current_task())] = writer
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in busy.values():
            writer.transport.abort()
        await asyncio.gather(*busy)
        await asyncio.sleep(0.01)  # for the other end to see it


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    length = sum(int(one.split(":")[1]) for one in lines if one.startswith("content-length:"))
    return head + await reader.readexactly(length)


async def fails(bot: Bot) -> Exception:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one is what the test asks
        await bot.send_message(5, "answer")
    return raised.value


# -- the failure table

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


async def test_a_refused_connection_was_not_sent_and_the_next_finds_its_way(
    telegram: StandIn,
) -> None:
    async with bot_at(telegram.api) as bot:
        await bot.send_message(5, "before")
        await asyncio.to_thread(telegram.refuses)
        raised = await fails(bot)
        await asyncio.to_thread(telegram.listens)
        await bot.send_message(5, "after")

    assert isinstance(raised, NotSentError)
    assert isinstance(outcome_of(raised, NOW), Again)
    assert TOKEN not in "".join(traceback.format_exception(raised))


@pytest.mark.parametrize("address", ["http://nowhere.invalid", "https://{server}"])
async def test_no_name_and_no_tls_were_not_sent(telegram: StandIn, address: str) -> None:
    address = address.format(server=telegram.api.removeprefix("http://"))

    async with bot_at(address) as bot:
        raised = await fails(bot)

    assert isinstance(raised, NotSentError)
    assert telegram.calls() == []
    assert TOKEN not in "".join(traceback.format_exception(raised))


async def test_a_server_that_takes_no_connection_was_not_sent_in_time() -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        request = AiohttpRequest(connect_timeout=0.2, pool_timeout=0)
        async with bot_at(f"http://127.0.0.1:{full.getsockname()[1]}", request) as bot:
            raised = await fails(bot)

    assert isinstance(raised, NotSentInTimeError)
    assert isinstance(raised, TimedOut)
    assert isinstance(outcome_of(raised, NOW), Again)


async def test_a_request_that_found_no_free_connection_was_not_sent(telegram: StandIn) -> None:
    request = AiohttpRequest(connection_pool_size=1, connect_timeout=0.05, pool_timeout=0.05)
    telegram.goes_wrong("late", "sendMessage", late=1)

    async with bot_at(telegram.api, request) as bot:
        first = asyncio.create_task(bot.send_message(5, "takes its time"))
        await asyncio.to_thread(telegram.wait_for, 1)
        raised = await fails(bot)
        await first

    assert isinstance(raised, NotSentInTimeError)
    assert len(telegram.calls("sendMessage")) == 1


async def test_a_body_that_nobody_reads_is_given_up() -> None:
    async def never_reads(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]  # asyncio's own have it
        await writer.wait_closed()

    request = AiohttpRequest(
        read_timeout=0.1, media_write_timeout=0.1, connect_timeout=0.1, pool_timeout=0.1
    )
    async with request, serving(never_reads) as address, bot_at(address, request) as bot:
        with pytest.raises(NoAnswerInTimeError):
            await bot.send_document(5, bytes(30_000_000), filename="large")


async def test_a_redirection_is_not_followed_with_the_token() -> None:
    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n\r\n")

    async with serving(elsewhere) as address, bot_at(address) as bot:
        raised = await fails(bot)

    assert isinstance(outcome_of(raised, NOW), Again)
    assert "address" in str(raised)


@pytest.mark.parametrize("body", ["[]", "null", '{"ok": true, "result"', ""])
async def test_an_answer_that_cannot_be_read_is_never_logged(
    telegram: StandIn, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What comes from getUpdates is what people wrote; python-telegram-bot logs all of it."""
    telegram.goes_wrong("html", "getUpdates", body=body or f'{{"result": [{{"text": "{PERSON}')

    async with bot_at(telegram.api) as bot:
        with pytest.raises(PerhapsSentError) as raised:
            await bot.get_updates()

    assert PERSON not in caplog.text + "".join(traceback.format_exception(raised.value))
    assert caplog.text == ""


async def test_after_the_shutdown_nothing_is_sent_and_it_can_be_opened_again(
    telegram: StandIn,
) -> None:
    request = AiohttpRequest()
    async with bot_at(telegram.api, request) as bot:
        await request.initialize()  # a bot does it once for each of its slots
        await bot.send_message(5, "first")
        await request.shutdown()
        await request.shutdown()
        assert isinstance(await fails(bot), NotSentError)
        await request.initialize()
        await bot.send_message(5, "second")

    assert [call.text for call in telegram.calls("sendMessage")] == ["first", "second"]


async def test_being_cancelled_is_not_an_error_of_the_network(telegram: StandIn) -> None:
    telegram.goes_wrong("late", "sendMessage", late=5)
    async with bot_at(telegram.api) as bot:
        sending = asyncio.create_task(bot.send_message(5, "answer"))
        await asyncio.to_thread(telegram.wait_for, 1)
        sending.cancel()

        with pytest.raises(asyncio.CancelledError):
            await sending


# -- the ordinary way


async def test_connections_are_kept() -> None:
    connections = 0

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            await read_request(reader)
            writer.write(OK)

    async with serving(answers) as address, bot_at(address) as bot:
        for _ in range(10):
            await bot.delete_message(5, 1)

    assert connections == 1


async def test_a_long_poll_waits_longer_than_any_other_answer(telegram: StandIn) -> None:
    async with bot_at(telegram.api, AiohttpRequest(read_timeout=0.3)) as bot:
        polling = asyncio.create_task(bot.get_updates(timeout=5))
        await asyncio.sleep(0.6)
        telegram.says("скільки тіл передали")
        (update,) = await polling

    assert update.message
    assert update.message.text == "скільки тіл передали"


async def test_text_arrives_as_it_was_written(telegram: StandIn) -> None:
    text = "їжак & «лапки» = 100 % + 1\n<b>&amp;</b> 🕊"
    async with bot_at(telegram.api) as bot:
        message = await bot.send_message(5, text, parse_mode="HTML")

    assert message.text == text
    assert telegram.calls("sendMessage")[0].values["parse_mode"] == "HTML"


async def test_files_go_up_and_come_down(telegram: StandIn, tmp_path: Path) -> None:
    (tmp_path / "facts.csv").write_bytes(b"1,2,3")
    async with bot_at(telegram.api) as bot:
        await bot.send_document(5, b"four", filename="four.txt", caption="їжак")
        await bot.send_document(5, tmp_path / "facts.csv")
        content = await (await bot.get_file("f")).download_as_bytearray()

    first, second = telegram.calls("sendDocument")
    assert first.values["document"] == {"filename": "four.txt", "size": 4}
    assert first.values["caption"] == "їжак"
    assert second.values["document"] == {"filename": "facts.csv", "size": 5}
    assert content == b"the content of a file"


async def test_a_file_that_is_sent_again_after_a_429_is_sent_whole(telegram: StandIn) -> None:
    telegram.goes_wrong("429", "sendDocument", retry_after=0.1)
    request = AiohttpRequest()
    bot = ExtBot(TOKEN, base_url=telegram.base_url, request=request, rate_limiter=Gate())
    async with request:
        handle = InputFile(io.BytesIO(b"content"), "f.txt", read_file_handle=False)
        await bot.send_document(5, handle)

    sizes = [call.values["document"]["size"] for call in telegram.calls("sendDocument")]
    assert sizes == [7, 7]


# -- proxies


@asynccontextmanager
async def proxy(seen: list[str], answer: bytes = OK) -> AsyncIterator[str]:
    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append((await read_request(reader)).decode().split("\r\n")[0])
        writer.write(answer)

    async with serving(answers) as address:
        yield address


async def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    async with proxy(seen) as address:
        monkeypatch.setenv("HTTP_PROXY", address)
        async with bot_at("http://telegram.invalid") as bot:
            assert await bot.delete_message(5, 1)

    assert seen == [f"POST http://telegram.invalid/bot{TOKEN}/deleteMessage HTTP/1.1"]


async def test_what_a_proxy_would_not_connect_was_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []
    async with proxy(seen, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as address:
        monkeypatch.setenv("HTTPS_PROXY", address)
        async with bot_at("https://telegram.invalid") as bot:
            raised = await fails(bot)

    assert seen == ["CONNECT telegram.invalid:443 HTTP/1.1"]
    assert isinstance(raised, NotSentError)


async def test_a_proxy_given_by_hand_is_used_and_one_that_is_away_was_not_sent() -> None:
    async with proxy([]) as address:
        pass
    async with bot_at("http://telegram.invalid", AiohttpRequest(proxy=address)) as bot:
        assert isinstance(await fails(bot), NotSentError)


async def test_a_socks_proxy_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    async with bot_at("http://telegram.invalid") as bot:
        assert "SOCKS" in str(await fails(bot))


@pytest.mark.parametrize(
    ("server", "proxied"),
    [
        ("https://api.telegram.org", True),
        ("https://inside.example", False),
        ("http://localhost:8081", False),
        ("http://127.0.0.1:8081", False),
        ("http://[::1]:8081", False),
        ("http://10.0.0.5:8081", True),
    ],
)
def test_a_bot_api_server_on_this_machine_is_reached_directly(
    monkeypatch: pytest.MonkeyPatch, server: str, proxied: bool
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")

    assert proxy_of(server) == ("http://127.0.0.1:3128" if proxied else None)


# -- what can be told with python-telegram-bot's own request


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
