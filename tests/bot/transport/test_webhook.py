"""Posts over real sockets: from Telegram, from forgers, from clients that are slow or broken."""

from __future__ import annotations

import asyncio
import gzip
import hmac
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from typing import Any, Final

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transport.listening import MOST_BYTES, Address, Listening, written
from bot.transport.metrics import Metrics
from bot.transport.storage import FullError, StoreDownError
from bot.transport.webhook import Webhook, _update_in

PATH: Final = "/updates"
SECRET: Final = "a-secret_that_2_share"  # noqa: S105 - nobody's
TYPED: Final = "шукаю Петренка 1991 року"
UPDATE: Final = {"update_id": 7, "message": {"text": TYPED}}


class Hand:
    """Takes what it is handed, as it was told to."""

    def __init__(self) -> None:
        self.taken: list[Mapping[str, Any]] = []
        self.fails: BaseException | None = None
        self.began = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def take(self, raw: Mapping[str, Any]) -> object:
        self.began.set()
        await self.may_end.wait()
        if self.fails:
            raise self.fails
        self.taken.append(raw)
        return None


class Served:
    """A webhook that listens."""

    def __init__(self, address: Address, hand: Hand, metrics: Metrics) -> None:
        self.address, self.hand, self.metrics = address, hand, metrics
        self.url = f"http://{written(address)}{PATH}"

    async def post(
        self,
        body: object = None,
        secret: str | None = SECRET,
        kind: str = "application/json",
        **headers: str,
    ) -> tuple[int, Mapping[str, str]]:
        sent = {"Content-Type": kind, **headers}
        if secret is not None:
            sent["X-Telegram-Bot-Api-Secret-Token"] = secret
        data: Any = json.dumps(UPDATE).encode() if body is None else body
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=data, headers=sent) as answer,
        ):
            assert await answer.read() == b"" or answer.status >= 400
            return answer.status, answer.headers

    def refused(self, reason: str) -> float:
        labels = {"reason": reason}
        found = self.metrics.registry.get_sample_value("bot_webhook_refusals_total", labels)
        return found or 0


def head(length: str = "", **more: str) -> bytes:
    """The head of a post as Telegram would write it."""
    lines = {
        "Host": "bot",
        "Content-Type": "application/json",
        "X-Telegram-Bot-Api-Secret-Token": SECRET,
        **({"Content-Length": length} if length else {}),
        **more,
    }
    written_out = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {PATH} HTTP/1.1\r\n{written_out}\r\n".encode()


@asynccontextmanager
async def listening(reading: float) -> AsyncIterator[Served]:
    hand, metrics = Hand(), Metrics()
    webhook = Webhook(hand, PATH, SECRET, metrics, reading=reading)
    server = Listening(webhook.routes)
    yield Served(await server.open(("127.0.0.1", 0)), hand, metrics)
    await server.close()


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with listening(reading=30) as served:
        yield served


@pytest.fixture
async def impatient() -> AsyncIterator[Served]:
    """One that waits for a body no longer than a test can."""
    async with listening(reading=0.3) as served:
        yield served


# -- from Telegram


async def test_an_update_is_acknowledged_after_it_was_taken(served: Served) -> None:
    served.hand.may_end.clear()
    posting = asyncio.create_task(served.post())
    await served.hand.began.wait()
    acknowledged_too_early = posting.done()
    served.hand.may_end.set()

    assert (await posting)[0] == 200
    assert not acknowledged_too_early
    assert served.hand.taken == [UPDATE]


async def test_a_charset_and_compression_are_understood(served: Served) -> None:
    body = json.dumps(UPDATE).encode()

    assert (await served.post(kind="application/json; charset=utf-8"))[0] == 200
    assert (await served.post(gzip.compress(body), **{"Content-Encoding": "gzip"}))[0] == 200
    assert served.hand.taken == [UPDATE, UPDATE]


@pytest.mark.parametrize(
    "failure", [StoreDownError("database is locked"), FullError(1000), asyncio.CancelledError()]
)
async def test_what_was_not_taken_is_to_come_again(failure: BaseException, served: Served) -> None:
    served.hand.fails = failure
    status, headers = await served.post()

    assert (status, headers["Retry-After"]) == (503, "5")
    served.hand.fails = None
    assert (await served.post())[0] == 200
    assert served.hand.taken == [UPDATE]


async def test_a_fault_of_ours_lets_the_update_come_again_and_quotes_nobody(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    served.hand.fails = ValueError(TYPED)

    assert (await served.post())[0] == 500
    assert TYPED not in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"7",
        b'"text"',
        b"[1, 2]",
        b"\xff\xfe",
        b"\x00" * 100,
        b"[" * 200_000,
        b'{"update_id": ' + b"9" * 5000 + b"}",
        TYPED.encode(),
    ],
)
async def test_what_can_never_be_an_update_does_not_come_again(
    body: bytes, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    assert (await served.post(body))[0] == 200
    assert served.hand.taken == []
    unreadable = {"verdict": "unreadable"}
    assert served.metrics.registry.get_sample_value("bot_updates_total", unreadable) == 1
    assert TYPED not in caplog.text


@given(st.binary(max_size=200))
def test_any_bytes_hold_an_update_or_none(body: bytes) -> None:
    found = _update_in(body)

    assert found is None or isinstance(found, dict)


_JSON = st.recursive(st.none() | st.text(max_size=9) | st.integers(), st.lists, max_leaves=5)


@given(st.dictionaries(st.text(max_size=9), _JSON, max_size=5))
def test_any_json_object_is_handed_on_as_it_is(update: dict[str, Any]) -> None:
    assert _update_in(json.dumps(update).encode()) == update


async def test_many_posts_at_once_are_all_taken(served: Served) -> None:
    bodies = [json.dumps({"update_id": number}).encode() for number in range(200)]

    answers = await asyncio.gather(*map(served.post, bodies))

    assert {status for status, _ in answers} == {200}
    assert sorted(one["update_id"] for one in served.hand.taken) == list(range(200))


# -- from others


@pytest.mark.parametrize(
    "secret", [None, "", "guess", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "тайна", "\udcff" * 9]
)
async def test_a_forged_post_is_turned_away(secret: str | None, served: Served) -> None:
    raw = b"" if secret is None else secret.encode(errors="surrogateescape")
    request = head("2").replace(SECRET.encode(), raw) + b"{}"
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(request)

    assert (await reader.readline()).startswith(b"HTTP/1.1 403 ")
    writer.close()
    assert served.hand.taken == []
    assert served.refused("forged") == 1


async def test_secrets_are_compared_in_constant_time(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    real = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    await served.post(secret="guess")  # noqa: S106 - nobody's

    assert compared == [(b"guess", SECRET.encode())]


def test_a_webhook_without_a_secret_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="open to everybody"):
        Webhook(Hand(), PATH, "")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "text/json"])
async def test_another_content_type_is_turned_away(kind: str, served: Served) -> None:
    assert (await served.post(kind=kind))[0] == 415
    assert served.hand.taken == []


async def test_only_posts_to_the_very_path_are_taken(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        for url, status in ((served.url, 405), (f"{served.url}/x", 404), (f"{served.url}x", 404)):
            async with session.get(url) as answer:
                assert answer.status == status


async def test_a_megabyte_is_the_most(served: Served) -> None:
    frame = len(json.dumps({"update_id": 1, "text": ""}))
    largest = json.dumps({"update_id": 1, "text": "x" * (MOST_BYTES - frame)}).encode()
    assert len(largest) == MOST_BYTES

    assert (await served.post(BytesIO(largest)))[0] == 200
    assert (await served.post(BytesIO(largest + b" ")))[0] == 413
    assert len(served.hand.taken) == 1
    assert served.refused("too_large") == 1


async def test_a_body_that_is_announced_too_large_is_not_read(served: Served) -> None:
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(head(str(10**12)))

    assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_a_body_of_unknown_length_is_not_read_past_the_most(served: Served) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 65_536

    with suppress(aiohttp.ClientConnectionError):  # it may be cut off while it goes on writing
        assert (await served.post(endless()))[0] == 413
    assert served.refused("too_large") == 1


async def test_a_small_body_that_unpacks_to_a_large_one_is_turned_away(served: Served) -> None:
    bomb = gzip.compress(b" " * 50 * MOST_BYTES)
    assert len(bomb) < MOST_BYTES

    status, _ = await served.post(bomb, **{"Content-Encoding": "gzip"})

    assert status in (400, 413)
    assert served.hand.taken == []


# -- slow and broken


async def test_a_body_that_never_ends_is_not_waited_for(impatient: Served) -> None:
    reader, writer = await asyncio.open_connection(*impatient.address)
    writer.write(head("100") + b'{"update_id"')

    assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
    writer.close()
    assert impatient.refused("too_slow") == 1


@pytest.mark.parametrize(
    "broken",
    [
        head(**{"Transfer-Encoding": "chunked"}) + b"zz\r\n{}\r\n",
        head("9", **{"Content-Encoding": "gzip"}) + b"no gzip..",
        head("5", **{"Content-Length": "6"}) + b"{}",
        head("-1") + b"{}",
        head("2", **{"Transfer-Encoding": "chunked"}) + b"2\r\n{}\r\n0\r\n\r\n",
    ],
    ids=["chunks", "gzip", "short", "negative", "two lengths"],
)
async def test_a_broken_body_is_not_taken(
    broken: bytes, impatient: Served, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reader, writer = await asyncio.open_connection(*impatient.address)
    writer.write(broken)

    assert (await reader.readline()).split()[1] in (b"400", b"408")
    writer.close()
    assert impatient.hand.taken == []
    assert "Traceback" not in caplog.text


async def test_a_client_that_leaves_in_the_middle_of_its_body_leaves_nothing_behind(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(20):
        _, writer = await asyncio.open_connection(*served.address)
        writer.write(head("100") + b'{"update_id"')
        await writer.drain()
        writer.transport.abort()

    assert (await served.post())[0] == 200
    assert served.hand.taken == [UPDATE]
    assert caplog.text == ""


async def test_an_update_whose_client_has_left_is_taken_all_the_same(served: Served) -> None:
    served.hand.may_end.clear()
    body = json.dumps(UPDATE).encode()
    _, writer = await asyncio.open_connection(*served.address)
    writer.write(head(str(len(body))) + body)
    await served.hand.began.wait()
    writer.transport.abort()
    served.hand.may_end.set()

    assert (await served.post(b'{"update_id": 8}'))[0] == 200
    assert [one["update_id"] for one in served.hand.taken] == [7, 8]


async def test_slow_clients_hold_up_nobody_else(impatient: Served) -> None:
    slow = [await asyncio.open_connection(*impatient.address) for _ in range(100)]
    for _, writer in slow:
        writer.write(head("100") + b"{")

    # Its own body is quick: it comes in one piece with the head.
    reader, writer = await asyncio.open_connection(*impatient.address)
    writer.write(head("2") + b"{}")

    assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    writer.close()
    for reader, writer in slow:
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        writer.close()
