"""Who works in the newsroom: roles, invitations, removal. The lowest of the newsroom's layers."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlite_utils import Database

from bot.settings import Settings
from jobs.editors import Editor, Editors, Invitation, Refused, Role
from knowledge.base import FactBase
from knowledge.edition import Edition
from knowledge.store import Store

_T = TypeVar("_T")


class Premises(Protocol):
    """What the newsroom needs of the house it is in."""

    @property
    def settings(self) -> Settings:
        """All that can be set."""

    @property
    def people(self) -> Store:
        """people.db."""

    @property
    def edition(self) -> Edition:
        """All that is published, as people are answered from now."""

    @property
    def now(self) -> dt.datetime:
        """The time now."""

    @property
    def today(self) -> dt.date:
        """The day now, where the bot's people are."""

    def timestamp(self) -> float:
        """The time now, in seconds since the epoch."""

    async def ask_base(self, verb: Callable[[FactBase], _T]) -> _T:
        """What a verb over facts.db brings; it is durable when this returns."""

    async def look_for_news(self, *, relearn: bool = True) -> None:
        """Answer from what is published now, and with `relearn` from phrasings attached now."""

    async def learn(self, patience: float) -> None:
        """The same; after so many seconds whoever waits goes on, and so does the learning."""


class Staff:
    """Roles, and who has them."""

    def __init__(self, house: Premises) -> None:
        self._house = house

    async def editor(self, user: int) -> Editor | None:
        """Who a Telegram id is, from the table or from EXCHANGE_BOT_OWNER; None for everybody else.

        Asked on every message, button and file; it reads people.db each time.
        """
        found = await self._look(lambda staff: staff.who(user))
        if found is None and user in self._house.settings.owners:
            await self._own()
            found = await self._look(lambda staff: staff.who(user))
        return found

    async def editors(self) -> Sequence[Editor]:
        """Everybody with a role, owners first, then by label."""
        found = await self._look(lambda staff: staff.everybody())
        if not {one.user for one in found}.issuperset(self._house.settings.owners):
            await self._own()
            found = await self._look(lambda staff: staff.everybody())
        return found

    async def person(self, label: str) -> Editor | None:
        """Who has this label now."""
        return await self._look(lambda staff: staff.person(label))

    async def invite(self, by: Editor, role: Role) -> Invitation | Refused:
        """A link for one person, good for a day. Owners only."""
        if not await self._is(by, Role.OWNER):
            return Refused("not_allowed")
        token, now = secrets.token_urlsafe(16), self._house.timestamp()
        return await self._order(lambda staff: staff.invite(token, role, by.label, now))

    async def invited(self, token: str, user: int) -> Role | Refused:
        """The role that a token would give this person now: unknown, used or expired otherwise."""
        now = self._house.timestamp()
        return await self._look(lambda staff: staff.invited(token, user, now))

    async def accept(self, token: str, user: int, label: str = "") -> Editor | Refused:
        """Take up an invitation. Without a label it becomes "editor-3", "reviewer-2" or the like.

        The same person may call it again. Somebody who has a role keeps the label, and the higher
        role. Reasons: unknown, used, expired, label_taken, label_wrong.
        """
        now = self._house.timestamp()
        return await self._order(lambda staff: staff.accept(token, user, label, now))

    async def remove(self, by: Editor, label: str) -> Editor | Refused:
        """End somebody's role; returns who that was (with the id, to take the menu away).

        Their drafts stay, for owners; the invitations that they made are void. Owners only, and
        nobody whom EXCHANGE_BOT_OWNER names (from_settings).
        """
        if not await self._is(by, Role.OWNER):
            return Refused("not_allowed")
        return await self._order(lambda staff: staff.remove(label))

    async def _is(self, by: Editor, role: Role) -> bool:
        """Whether somebody has this role, or more, at this moment."""
        now = await self.editor(by.user)
        return now is not None and now.label == by.label and now.role.covers(role)

    async def _own(self) -> None:
        now = self._house.timestamp()
        await self._order(lambda staff: staff.own(now))

    async def _look(self, verb: Callable[[Editors], _T]) -> _T:
        owners = self._house.settings.owners
        return await self._house.people.read(lambda db: verb(Editors(db, owners)))

    async def _order(self, verb: Callable[[Editors], _T]) -> _T:
        owners = self._house.settings.owners
        return await self._write(lambda db: verb(Editors(db, owners)))

    async def _write(self, verb: Callable[[Database], _T]) -> _T:
        """At once and not with the update: what the next line reads must be there, and true."""
        return await self._house.people.write(verb)
