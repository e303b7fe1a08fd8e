"""Requests against a Telegram over real HTTP, in all the ways in which one can fail."""

from __future__ import annotations

import asyncio
import io
import socket
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram import InputFile
from telegram.error import TimedOut
from telegram.ext import ExtBot

from bot.transport.gate import Gate
from bot.transport.outcomes import Again, outcome_of
from bot.transport.request import (
    AiohttpRequest,
    NoAnswerInTimeError,
    NotSentError,
    NotSentInTimeError,
    PerhapsSentError,
)
from tests.telegram.started import TOKEN, StandIn
from tests.telegram.wires import OK, bot_at, fails, read_request, serving

NOW = 1000.0
PERSON = "Іваненко Петро"


@pytest.fixture(scope="module")
def started() -> Iterator[StandIn]:
    with StandIn() as telegram:
        yield telegram


@pytest.fixture
def telegram(started: StandIn) -> StandIn:
    started.goes_well()
    started.forget()
    return started


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
