"""From an update as Telegram sent it to its effects being durable.

Telegram is the inbox: whoever brings an update here (`polling`, `webhook`) acknowledges it only
after `take` has returned. What people typed stays in memory; what is kept is what will be said.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from telegram import Update
from telegram.ext import Application, CallbackContext

from bot.transport.effects import Effects, Send, collecting, current_effects
from bot.transport.lanes import Lanes
from bot.transport.metrics import Metrics
from bot.transport.storage import Aside, Inbox, NotTakenError, Row, StoppingError, StoreDownError

log = logging.getLogger(__name__)

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

#: A handler that fails is called again, in case it was not its fault; then never again.
ATTEMPTS: Final = 3
_PAUSE: Final = 0.05  # seconds before the second attempt, twice that before the third


class Verdict(Enum):
    """What became of an update. All of them may be acknowledged to Telegram."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"
    #: It could not be parsed, or its handler failed every time; its type and size are noted.
    SET_ASIDE = "set_aside"
    #: The store was down: the person got an answer directly, and nothing of it is kept.
    UNKEPT = "unkept"


class Intake:
    """Takes updates of one application, each in turn with the others of its chat.

    `deliver` is handed rows that are durable. `directly` sends what could not be kept and says
    whether it arrived; `promptly` is for what is only worth having at once. `unsaved` says what to
    tell a person whose command could not be saved. Times are in seconds.
    """

    def __init__(
        self,
        app: AnyApplication,
        store: Inbox,
        deliver: Callable[[Sequence[Row]], None],
        directly: Callable[[Send], Awaitable[bool]],
        promptly: Callable[[Send], None],
        *,
        unsaved: Callable[[Update], Awaitable[Sequence[Send]]] | None = None,
        lanes: int = 32,
        most: int = 1000,
        deadline: float = 30.0,
        metrics: Metrics | None = None,
    ) -> None:
        self._app, self._store = app, store
        self._deliver, self._directly, self._promptly = deliver, directly, promptly
        self._unsaved, self._deadline, self._metrics = unsaved, deadline, metrics
        self._lanes = Lanes(lanes, most)
        self._turn = asyncio.Lock()
        self._pending: dict[int, asyncio.Future[Verdict]] = {}
        self._handled: dict[int, None] = {}  # in order of handling: the first are forgotten first
        _hear_failures_first(app)

    @property
    def full(self) -> bool:
        """Whether the next update would be refused with FullError."""
        return self._lanes.full

    async def start(self) -> None:
        """Learn which updates were handled before."""
        self._remember(await self._store.handled())

    async def stop(self, grace: float = 1.0) -> None:
        """Take nothing more; what has begun gets so many seconds, the rest stays with Telegram."""
        await self._lanes.close(grace)

    async def take(self, raw: Mapping[str, Any]) -> Verdict:
        """Handle an update; returns when its effects are durable.

        Raises NotTakenError where it is to come again: the store is down, or too many wait.
        """
        future = self.offer(raw)
        await asyncio.wait((future,))  # cancelling whoever waits here must not cancel the work
        if future.cancelled():
            raise StoppingError
        return future.result()

    def offer(self, raw: Mapping[str, Any]) -> asyncio.Future[Verdict]:
        """The same without waiting: the future brings the verdict, or StoreDownError.

        Raises FullError at once. Offered twice, an update is handled once.
        """
        update = raw.get("update_id")
        if not isinstance(update, int) or isinstance(update, bool):
            return self._lanes.put(0, lambda: self._without_id(raw))
        if update in self._pending:
            return self._pending[update]
        if update in self._handled:
            return self._duplicate()
        future = self._lanes.put(chat_of(raw), lambda: self._handle(update, raw))
        self._pending[update] = future
        ticket = self._metrics.update_began() if self._metrics else 0
        future.add_done_callback(lambda done: self._ended(update, ticket, done))
        return future

    def _duplicate(self) -> asyncio.Future[Verdict]:
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        future.set_result(Verdict.DUPLICATE)
        return future

    def _ended(self, update: int, ticket: int, done: asyncio.Future[Verdict]) -> None:
        del self._pending[update]
        failed = done.cancelled() or done.exception()
        if not failed:
            self._remember((update,))
        if self._metrics:
            verdict = "store_down" if failed else done.result().value
            self._metrics.update_ended(ticket, verdict)

    def _remember(self, updates: Iterable[int], most: int = 100_000) -> None:
        self._handled.update(dict.fromkeys(updates))
        while len(self._handled) > most:
            del self._handled[next(iter(self._handled))]

    # -- one update, in its lane

    async def _without_id(self, raw: Mapping[str, Any]) -> Verdict:
        await self._set_aside(_aside(raw))
        return Verdict.SET_ASIDE

    async def _handle(self, number: int, raw: Mapping[str, Any]) -> Verdict:
        try:
            update = await self._parsed(raw)
        except Exception as error:  # noqa: BLE001, because anything may be in there
            return await self._keep(number, None, Effects(self._promptly), _aside(raw, error))
        effects, failure = await self._attempt(update)
        aside = _aside(raw, failure) if failure else None
        try:
            return await self._keep(number, update, effects, aside)
        except NotTakenError:
            raise
        except Exception as error:  # noqa: BLE001, because one fault of ours must not stop the rest
            excuse = await self._excuse(update, error)
            return await self._keep_at_least(number, excuse, _aside(raw, error))

    async def _parsed(self, raw: Mapping[str, Any]) -> Update:
        # One in each round of the event loop: a batch of a hundred would stop it for long enough to
        # be felt by everybody else.
        async with self._turn:
            await asyncio.sleep(0)
            return Update.de_json(dict(raw), self._app.bot)

    async def _attempt(self, update: Update) -> tuple[Effects, BaseException | None]:
        """Call the handlers, again where they fail; the effects are those of the last time."""
        effects = Effects(self._promptly)
        try:
            async with asyncio.timeout(self._deadline):
                for attempt in range(ATTEMPTS):
                    await asyncio.sleep(_PAUSE * attempt)
                    with collecting(self._promptly) as effects:
                        await self._app.process_update(update)
                    if effects.failure is None:
                        break
        except TimeoutError as error:
            # It would hold up the offset, and so in the end everybody.
            effects = await self._excuse(update, error)
        return effects, effects.failure

    async def _excuse(self, update: Update, error: Exception) -> Effects:
        """What the application's error handlers have to say."""
        with collecting(self._promptly) as effects:
            await self._app.process_error(update, error)
        return effects

    async def _keep(
        self, number: int, update: Update | None, effects: Effects, aside: Aside | None
    ) -> Verdict:
        if aside:
            log.warning("set aside: %s of %d bytes, %s", aside.kind, aside.size, aside.reason)
        try:
            rows = await self._store.keep(number, effects.sends, effects.writes, aside)
        except StoreDownError:
            if await self._tell(update, effects):
                return Verdict.UNKEPT
            raise
        if rows is None:
            return Verdict.DUPLICATE
        self._deliver(rows)
        return Verdict.SET_ASIDE if aside else Verdict.HANDLED

    async def _keep_at_least(self, number: int, effects: Effects, aside: Aside) -> Verdict:
        """Note what is left of an update whose effects the store will never take."""
        try:
            return await self._keep(number, None, effects, aside)
        except NotTakenError:
            raise
        except Exception:  # noqa: BLE001, because then not even its number can be noted
            await self._set_aside(aside)
            return Verdict.SET_ASIDE

    async def _tell(self, update: Update | None, effects: Effects) -> bool:
        """Answer although nothing can be kept; whether there is nothing left to do.

        Where something had to be kept, the person is told that it was not.
        """
        sends: Sequence[Send] = effects.sends
        if effects.writes:
            if update is None or self._unsaved is None:
                return False
            sends = await self._unsaved(update)
        for send in sends:
            if not await self._directly(send):
                return False
        return True

    async def _set_aside(self, aside: Aside) -> None:
        log.warning("set aside: %s of %d bytes, %s", aside.kind, aside.size, aside.reason)
        try:
            await self._store.set_aside(aside)
        except StoreDownError as error:
            # It is in the log, and would never parse: it is not worth asking for again.
            log.warning("it could not be noted: %s", error)


def chat_of(raw: Mapping[str, Any]) -> int:
    """The chat that a raw update concerns, else the person, else 0; whatever its shape."""
    part = next((one for one in raw.values() if isinstance(one, Mapping)), {})
    # A pressed button belongs to the chat of its message, a vote to whoever casts it.
    for path in (("chat",), ("message", "chat"), ("from",), ("user",)):
        found: object = part
        for name in (*path, "id"):
            found = found.get(name) if isinstance(found, Mapping) else None
        if isinstance(found, int):
            return found
    return 0


def _aside(raw: Mapping[str, Any], error: BaseException | None = None) -> Aside:
    """Kind and size of an update, and the kind of error: its message may quote the person."""
    kind = next((name for name in raw if name in Update.ALL_TYPES), "unknown")
    try:
        size = len(json.dumps(raw, default=str))
    except (TypeError, ValueError, RecursionError):
        size = -1
    return Aside(kind, size, type(error).__name__ if error else "no update_id")


def _hear_failures_first(app: AnyApplication) -> None:
    """Be the first error handler of the application, before one that ends the round."""
    others = dict(app.error_handlers)
    app.error_handlers.clear()
    app.add_error_handler(_note_failure)
    app.error_handlers.update(others)


async def _note_failure(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    effects = current_effects()
    if effects:
        effects.failure = context.error
