"""What editors publish, the newsroom's fourth layer.

A change is appended to facts.db first; its draft is closed right after, unless somebody has changed
it meanwhile. Whoever is killed between the two is asked again by Telegram, and the same change is
not appended twice.
"""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from bot.proofs import NEWS, Proofs, event_of
from bot.subscribers import keep
from bot.verdicts import Published, Stale, Stopped, Waiting
from jobs.drafts import Drafts, Kept, Overtaken
from jobs.editors import Editor, Refused, Role
from jobs.events import Events
from jobs.released import Released
from knowledge.change import Change, Entry, differences
from knowledge.errors import StaleStatementError
from knowledge.guard.persons import has_personal_data


class Publishing(Proofs):
    """From a draft to a row of the log."""

    async def publish(
        self,
        by: Editor,
        number: int,
        revision: int,
        *,
        at_once: bool = False,
        let_stand: bool = False,
    ) -> Published | Stopped | Waiting | Stale | Overtaken | Refused:
        """Publish a draft: from then on questions are answered with it.

        `at_once` tells subscribers without the hold; owners only. With `let_stand`, warnings that
        were shown do not stand in the way. Where EXCHANGE_BOT_APPROVAL is set it is `Waiting` for a
        second person. Pressed twice, it is `Published` twice, once done.
        """
        kept = await self._mine(by, number)
        if isinstance(kept, Refused):
            return kept
        if at_once and not await self._is(by, Role.OWNER):
            return Refused("not_allowed")
        over = await self._over(kept, revision)
        if over:
            return over
        if self._house.settings.approval:
            return await self._submit(by, kept, let_stand=let_stand)
        return await self._publish(kept, by.label, at_once=at_once, let_stand=let_stand)

    async def _over(self, kept: Kept, revision: int) -> Published | Overtaken | Refused | None:
        """What there is to say of a draft that cannot be published as it was seen."""
        if kept.state == "done":
            entry = await self._house.ask_base(lambda base: base.at(kept.event))
            return await self._published(kept, entry) if entry else Refused("closed")
        if kept.state == "dropped":
            return Refused("closed", kept.changed_by)
        return Overtaken(kept) if kept.revision != revision else None

    async def _submit(self, by: Editor, kept: Kept, *, let_stand: bool) -> Stopped | Waiting:
        stopped = await self._stopped(kept, let_stand=let_stand)
        if stopped:
            return stopped
        now = self._house.timestamp()
        waiting = await self._note(lambda drafts: drafts.submit(kept.id, by.label, now))
        editors = await self.editors()
        return Waiting(waiting, [one for one in editors if one.label not in waiting.hands])

    async def approve(
        self, by: Editor, number: int, revision: int
    ) -> Published | Stopped | Stale | Overtaken | Refused:
        """Publish what waits, as a second person, who lets warnings stand.

        Nobody is who wrote any of it or sent it for approval; the log names the latter as author.
        Reasons: own, not_waiting, not_allowed, unknown.
        """
        kept = await self._submitted(by, number, revision)
        if not isinstance(kept, Kept):
            return kept
        author = kept.submitted or kept.changed_by
        return await self._publish(kept, author, by.label, let_stand=True)

    async def send_back(
        self,
        by: Editor,
        number: int,
        revision: int,
        note: str,
    ) -> Kept | Overtaken | Refused:
        """Return what waits to its editor, open again, with a note. Who that is: `person(label)`.

        Reasons: own, not_waiting, no_note, personal.
        """
        note = " ".join(note.split())
        if not await self._is(by, Role.REVIEWER):
            return Refused("not_allowed")
        if not note or has_personal_data(note):
            return Refused("personal" if note else "no_note")
        now = await self.draft(number)
        if now and now.state == "open" and (now.returned, now.revision) == (note, revision):
            return now  # the same order before
        kept = await self._submitted(by, number, revision)
        if not isinstance(kept, Kept):
            return Refused("closed") if isinstance(kept, Published) else kept
        at = self._house.timestamp()
        return await self._note(lambda drafts: drafts.turn(kept.id, "open", at, note))

    async def _submitted(
        self, by: Editor, number: int, revision: int
    ) -> Kept | Published | Overtaken | Refused:
        """A draft that waits for somebody like `by`."""
        if not await self._is(by, Role.REVIEWER):
            return Refused("not_allowed")
        kept = await self.draft(number)
        if kept is None:
            return Refused("unknown")
        if by.label in kept.hands:
            return Refused("own")
        over = await self._over(kept, revision)
        if over is None and kept.state != "waiting":
            return Refused("not_waiting", kept.changed_by)
        return over or kept

    async def retract(
        self, by: Editor, statement: str, reason: str
    ) -> Published | Stopped | Waiting | Stale | Overtaken | Refused:
        """Withdraw a statement. The same as `revise(..., "retract")` with the reason as note, then
        `publish`: `kept.draft.aim` is "retract"."""
        if not reason.strip():
            return Refused("no_note")
        kept: Kept | Overtaken | Refused = await self.revise(by, statement, "retract")
        if isinstance(kept, Kept) and kept.draft.note != reason:
            kept = await self.change(by, kept.id, kept.revision, replace(kept.draft, note=reason))
        if not isinstance(kept, Kept):
            return kept
        return await self.publish(by, kept.id, kept.revision)

    async def _publish(
        self,
        kept: Kept,
        author: str,
        approver: str = "",
        *,
        at_once: bool = False,
        let_stand: bool = False,
    ) -> Published | Stopped | Stale:
        statement = self._statement(kept.draft)
        if statement is None:
            return Stopped(kept, await self.check(kept))
        draft = kept.draft
        change = Change(
            event_of(draft), statement, draft.after, author, draft.note.strip(), approver
        )
        entry = await self._house.ask_base(lambda base: base.done(change))
        if entry is None:
            stopped = await self._stopped(kept, let_stand=let_stand)
            if stopped:
                return stopped
            try:
                entry = await self._append(change)
            except StaleStatementError as error:
                return await self._stale(kept, error.entry)
        left = await self._close(kept, entry, at_once=at_once)
        await self._house.look_for_news(relearn=False)
        done = replace(kept, state="done", event=entry.position)
        return replace(await self._published(done, entry, at_once=at_once), left=left)

    async def _stopped(self, kept: Kept, *, let_stand: bool) -> Stopped | None:
        remarks = await self.check(kept)
        stops = any(remark.severity == "stops" for remark in remarks)
        return Stopped(kept, remarks) if stops or (remarks and not let_stand) else None

    async def _append(self, change: Change) -> Entry:
        now = self._house.now
        return await self._house.ask_base(lambda base: base.apply(change, now))

    async def _close(self, kept: Kept, entry: Entry, *, at_once: bool) -> Kept | None:
        """Close the draft; what somebody made of it meanwhile stays open, and is returned."""
        now = self._house.timestamp()

        def closed(db: Database) -> Kept | None:
            if at_once:
                Released(db).add(entry.position, now)
            return Drafts(db).done(kept, entry.position, now)

        return await self._write(closed)

    async def _published(self, kept: Kept, entry: Entry, *, at_once: bool = False) -> Published:
        audience = await self._told_of(entry.event, entry.statement)
        if at_once or entry.event not in NEWS:
            return Published(kept, entry, audience)
        told_at = entry.happened_at.timestamp() + self._house.settings.hold
        return Published(kept, entry, audience, told_at)

    async def _stale(self, kept: Kept, entry: Entry) -> Stale:
        history = await self._house.ask_base(lambda base: base.versions(entry.statement.id))
        followed = history[kept.draft.after - 1].statement if kept.draft.after else None
        return Stale(kept, entry, differences(followed, entry.statement))

    async def release(self, by: Editor, event: int) -> bool | Refused:
        """Tell subscribers of this event without waiting for the hold; owners only.

        False where they were told, or it was taken back, before.
        """
        if not await self._is(by, Role.OWNER):
            return Refused("not_allowed")
        entry = await self._house.ask_base(lambda base: base.at(event))
        if entry is None or entry.event not in NEWS:
            return Refused("unknown")
        if entry.statement.id not in self._house.edition.statements or await self._is_told(entry):
            return False
        now = self._house.timestamp()
        await keep(self._house.people, lambda db: Released(db).add(event, now))
        return True

    async def _is_told(self, entry: Entry) -> bool:
        """Whether subscribers were told of a statement, now or before it was withdrawn."""
        name = entry.statement.id

        def told(db: Database) -> bool:
            events = Events(db)
            return events.position_now("news") >= entry.position or name in events.are_old([name])

        return await self._house.people.read(told)
