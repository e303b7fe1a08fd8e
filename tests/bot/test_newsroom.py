"""What editors order, over real databases: once however often it comes, and never against another."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlite_utils import Database

from bot.house import FACTS, PEOPLE, House
from bot.newsroom import Newsroom, key_of
from bot.settings import Settings
from bot.verdicts import Published, Stale, Stopped, Undone, Waiting
from jobs.drafts import Drafts, Kept, Overtaken
from jobs.editors import Editor, Refused, Role
from jobs.events import Events, News
from jobs.ledger import Ledger
from jobs.released import Released
from jobs.schema import migrations
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.base import Change, Event, FactBase
from knowledge.drafting.draft import Draft
from knowledge.edition import Guidance
from knowledge.model import Card, Statement, Texts
from knowledge.store import Store
from tests.bot.drafting import LIKE, TEXTS, complete, hire, written

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
OWNER, ANNA, BORYS, RITA = 7, 100, 200, 300


class Clock:
    at = NOW

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def house(open_house: Callable[..., House], tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path, Clock())
    yield opened
    opened.close()


@pytest.fixture
def newsroom(house: House) -> Newsroom:
    return house.newsroom


@pytest.fixture
async def owner(newsroom: Newsroom) -> Editor:
    found = await newsroom.editor(OWNER)
    assert found is not None
    return found


@pytest.fixture
async def anna(house: House) -> Editor:
    return await hire(house, ANNA, Role.EDITOR, "anna")


@pytest.fixture
async def borys(house: House) -> Editor:
    return await hire(house, BORYS, Role.EDITOR, "borys")


@pytest.fixture
async def rita(house: House) -> Editor:
    return await hire(house, RITA, Role.REVIEWER, "rita")


@pytest.fixture
def fresh(house: House) -> Draft:
    return complete(house.edition.statements[LIKE])


def _ask_for_approval(house: House) -> None:
    house.settings = replace(house.settings, approval=True)


def _kept(found: object) -> Kept:
    assert isinstance(found, Kept), found
    return found


async def _published(newsroom: Newsroom, by: Editor, draft: Draft) -> Published:
    kept = await written(newsroom, by, draft)
    done = await newsroom.publish(by, kept.id, kept.revision)
    assert isinstance(done, Published), done
    return done


async def _corrected(newsroom: Newsroom, by: Editor, statement: str) -> Any:
    kept = _kept(await newsroom.revise(by, statement, "correct"))
    draft = replace(kept.draft, note="It was put wrongly.")
    for language, (old, new) in _NEW.items():
        text = draft.value(f"texts.{language}").replace(old, new)
        draft = draft.with_field(f"texts.{language}", text)
    for remark in await newsroom.check(replace(kept, draft=draft)):
        assert remark.severity == "warns", remark
        draft = draft.waiving(remark.key)
    kept = _kept(await newsroom.change(by, kept.id, kept.revision, draft))
    return await newsroom.publish(by, kept.id, kept.revision)


_NEW: Final = {
    "uk": ("новий", "повний"),
    "ru": ("новый", "полный"),
    "en": ("a new list", "a complete list"),
}


def _shown(house: House, statement: str) -> Statement | None:
    return house.edition.statements.get(statement)


# -- publishing


async def test_from_the_moment_of_publishing_questions_are_answered_with_it(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    answer = (await house.ask(5, "Коли Росія передала список?", "uk")).answer

    assert answer is not None
    assert done.entry.statement.id in {s.id for s in answer.statements}
    assert (done.entry.author, done.entry.event) == ("anna", Event.PUBLISHED)
    assert done.told_at == NOW.timestamp() + house.settings.hold
    assert done.kept.state == "done"


async def test_pressed_twice_it_is_published_once(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    both = await asyncio.gather(
        newsroom.publish(anna, kept.id, kept.revision),
        newsroom.publish(anna, kept.id, kept.revision),
    )
    again = await newsroom.publish(anna, kept.id, kept.revision)

    entries = {one.entry.position for one in (*both, again) if isinstance(one, Published)}
    assert len(entries) == 1
    assert isinstance(again, Published)


async def test_checks_stand_in_the_way_until_all_is_mended_or_let_stand(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    kept = _kept(await newsroom.open(anna, fresh.with_field("source.url", None)))
    stopped = await newsroom.publish(anna, kept.id, kept.revision)

    assert isinstance(stopped, Stopped)
    assert any(remark.field == "source.url" for remark in stopped.findings)


async def test_the_preview_is_what_families_see_then(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    preview = await newsroom.preview(kept, "uk")
    done = await newsroom.publish(anna, kept.id, kept.revision)
    assert isinstance(done, Published)
    assert preview is not None
    assert preview.outcome.answer is not None
    seen = preview.outcome.answer

    shown = await house.show(5, seen.subject, "uk")
    assert shown.answer is not None
    assert [[s.texts for s in b.statements] for b in seen.blocks] == [
        [s.texts for s in b.statements] for b in shown.answer.blocks
    ]
    assert {block.side.value for block in seen.blocks} >= {"ukraine", "russia"}


async def test_an_unfinished_draft_has_no_preview(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    kept = _kept(await newsroom.open(anna, fresh.with_field("texts", None)))

    assert await newsroom.preview(kept, "uk") is None
    assert await newsroom.audience(kept) == 0


async def test_it_says_how_many_will_be_told(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    wishes = [
        Subscription(1, "uk", everything=True),
        Subscription(2, "uk", topics=frozenset(("lists",))),
        Subscription(3, "uk", topics=frozenset(("azov",))),
        Subscription(4, "uk", everything=True, paused_until=NOW.timestamp() + 60),
    ]

    def keep(db: Database) -> None:
        for wish in wishes:
            Subscriptions(db).keep(wish, NOW.timestamp())

    await house.people.write(keep)
    kept = await written(newsroom, anna, fresh)

    assert await newsroom.audience(kept) == 2
    done = await newsroom.publish(anna, kept.id, kept.revision)
    assert isinstance(done, Published)
    assert done.audience == 2


async def test_a_correction_is_for_those_who_saw_what_it_corrects(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    name = done.entry.statement.id

    def shown(db: Database) -> None:
        for outbox, chat in enumerate((11, 11, 12)):
            Ledger(db).note(outbox, chat, 0, "uk", [(name, 1)], NOW.timestamp())

    await house.people.write(shown)
    corrected = await _corrected(newsroom, anna, name)

    assert isinstance(corrected, Published)
    assert corrected.audience == 2
    assert corrected.entry.event is Event.CORRECTED
    again = await newsroom.publish(anna, corrected.kept.id, corrected.kept.revision)
    assert isinstance(again, Published)
    assert again.audience == 2


async def test_a_draft_of_two_is_the_one_that_came_first(
    newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    theirs = await newsroom.change(
        borys, kept.id, kept.revision, kept.draft.with_field("source.title", "Title")
    )
    mine = await newsroom.change(
        anna, kept.id, kept.revision, kept.draft.with_field("source.title", "Other")
    )

    assert isinstance(theirs, Kept)
    assert mine == Overtaken(theirs)
    assert await newsroom.publish(anna, kept.id, kept.revision) == Overtaken(theirs)


async def test_what_somebody_writes_while_another_publishes_stays_open_as_a_correction(
    newsroom: Newsroom,
    anna: Editor,
    borys: Editor,
    fresh: Draft,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = await written(newsroom, anna, fresh)
    title = kept.draft.with_field("source.title", "Title")
    append, theirs = newsroom._append, []

    async def meanwhile(change: Change) -> Any:
        entry = await append(change)
        theirs.append(await newsroom.change(borys, kept.id, kept.revision, title))
        return entry

    monkeypatch.setattr(newsroom, "_append", meanwhile)
    done = await newsroom.publish(anna, kept.id, kept.revision)
    now = await newsroom.draft(kept.id)

    assert isinstance(theirs[0], Kept)
    assert isinstance(done, Published)
    assert done.entry.statement.source.title == ""
    assert done.left == now
    assert now
    assert (now.state, now.changed_by, now.draft.aim, now.draft.after) == (
        "open", "borys", "correct", 1,
    )  # fmt: skip
    assert now.draft.value("source.title") == "Title"


async def test_what_somebody_saves_just_after_another_has_published_is_a_correction_too(
    house: House, newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    seen = await written(newsroom, anna, fresh)
    assert isinstance(await newsroom.publish(anna, seen.id, seen.revision), Published)
    title = seen.draft.with_field("source.title", "Title")
    theirs = await house.people.write(
        lambda db: Drafts(db).change(seen, title, "borys", NOW.timestamp())
    )

    kept = _kept(theirs)
    assert (kept.state, kept.draft.aim, kept.draft.after, kept.event) == ("open", "correct", 1, 0)
    draft = replace(kept.draft, note="The title was missing.")
    kept = _kept(await newsroom.change(borys, kept.id, kept.revision, draft))
    done = await newsroom.publish(borys, kept.id, kept.revision, let_stand=True)
    assert isinstance(done, Published), done
    assert [step.entry.author for step in await newsroom.history(done.entry.statement.id)] == [
        "anna",
        "borys",
    ]


async def test_a_statement_of_two_is_told_of_and_can_be_caught_up_with(
    newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    mine = _kept(await newsroom.revise(anna, name, "edit"))
    draft = replace(mine.draft.with_field("source.title", "Mine"), note="title")
    mine = _kept(await newsroom.change(anna, mine.id, mine.revision, draft))
    theirs = _kept(await newsroom.revise(borys, name, "edit"))
    draft = replace(theirs.draft.with_field("source.title", "Theirs"), note="title")
    draft = draft.with_field("source.author", "Author")
    theirs = _kept(await newsroom.change(borys, theirs.id, theirs.revision, draft))
    assert isinstance(await newsroom.publish(borys, theirs.id, theirs.revision), Published)

    stale = await newsroom.publish(anna, mine.id, mine.revision)
    assert isinstance(stale, Stale), stale
    caught = await newsroom.catch_up(anna, mine.id, mine.revision)

    assert (stale.entry.author, stale.kept) == ("borys", mine)
    assert {one.field for one in stale.differences} >= {"source.title", "source.author"}
    assert isinstance(caught, Kept)
    assert (caught.draft.value("source.title"), caught.draft.value("source.author")) == (
        "Mine",
        "Author",
    )
    assert dict(caught.draft.doubtful) == {"source.title": "@changed:borys"}
    confirmed = await newsroom.change(
        anna, caught.id, caught.revision, caught.draft.confirmed("source.title")
    )
    assert isinstance(confirmed, Kept)
    assert isinstance(await newsroom.publish(anna, confirmed.id, confirmed.revision), Published)
    assert len(await newsroom.history(name)) == 3


async def test_a_new_statement_whose_id_was_taken_gets_another(
    house: House, newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    name = str(kept.draft.value("id"))
    like = replace(house.edition.statements[LIKE], id=name)
    await newsroom.apply_all(borys, [Change(Event.PUBLISHED, like, 0, "borys")])

    stale = await newsroom.publish(anna, kept.id, kept.revision, let_stand=True)
    assert isinstance(stale, Stale)
    caught = _kept(await newsroom.catch_up(anna, kept.id, kept.revision))
    done = await newsroom.publish(anna, caught.id, caught.revision, let_stand=True)
    assert isinstance(done, Published), done
    assert done.entry.statement.id == f"{name}-2"
    assert house.edition.statements[name].texts == like.texts


async def test_a_reason_with_personal_data_is_published_to_nobody(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    stopped = await newsroom.retract(anna, name, "Просила мати, +380 67 123 45 67.")

    assert isinstance(stopped, Stopped), stopped
    assert len(await newsroom.history(name)) == 1


async def test_an_order_that_comes_again_after_the_alerts_were_looked_at_is_the_same_order(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    event = (await _published(newsroom, anna, fresh)).entry.position
    first = await newsroom.take_back(anna, event)
    await house.people.write(lambda db: Events(db).position("news", event + 1))
    again = await newsroom.take_back(anna, event)

    assert isinstance(first, Undone)
    assert isinstance(again, Undone)
    assert again.now == first.now


async def test_an_edit_tells_nobody(newsroom: Newsroom, anna: Editor, fresh: Draft) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    kept = _kept(await newsroom.revise(anna, name, "edit"))
    draft = replace(kept.draft.with_field("source.title", "Title"), note="title")
    kept = _kept(await newsroom.change(anna, kept.id, kept.revision, draft))
    done = await newsroom.publish(anna, kept.id, kept.revision)

    assert isinstance(done, Published)
    assert (done.audience, done.told_at, done.entry.event) == (0, 0, Event.EDITED)


async def test_a_retraction_needs_a_reason_and_stays_in_the_history(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id

    assert await newsroom.retract(anna, name, " ") == Refused("no_note")
    done = await newsroom.retract(anna, name, "The source withdrew it.")
    assert isinstance(done, Published), done
    assert _shown(house, name) is None
    steps = await newsroom.history(name)
    assert [step.entry.event for step in steps] == [Event.PUBLISHED, Event.RETRACTED]
    assert steps[-1].entry.note == "The source withdrew it."
    assert await newsroom.revise(anna, name, "correct") == Refused("unknown")


# -- a second person


async def test_a_second_person_approves_and_both_are_in_the_log(
    house: House, newsroom: Newsroom, owner: Editor, anna: Editor, rita: Editor, fresh: Draft
) -> None:
    _ask_for_approval(house)
    kept = await written(newsroom, anna, fresh)
    waiting = await newsroom.publish(anna, kept.id, kept.revision)
    assert isinstance(waiting, Waiting)
    assert {one.label for one in waiting.by} == {"owner-1", "rita"}
    assert _shown(house, str(kept.draft.value("id"))) is None

    assert await newsroom.approve(anna, kept.id, kept.revision) == Refused("own")
    assert [one.id for one in await newsroom.drafts(rita)] == [kept.id]
    done = await newsroom.approve(rita, kept.id, kept.revision)
    assert isinstance(done, Published)
    assert (done.entry.author, done.entry.approver) == ("anna", "rita")
    again = await newsroom.approve(owner, kept.id, kept.revision)
    assert isinstance(again, Published)
    assert again.entry == done.entry


async def test_whoever_wrote_or_submitted_any_of_it_is_no_second_person(
    house: House, newsroom: Newsroom, owner: Editor, anna: Editor, borys: Editor, rita: Editor,
    fresh: Draft,
) -> None:  # fmt: skip
    _ask_for_approval(house)
    kept = await written(newsroom, anna, fresh)
    draft = kept.draft.with_field("source.title", "Title")
    kept = _kept(await newsroom.change(owner, kept.id, kept.revision, draft))
    kept = _kept(await newsroom.change(anna, kept.id, kept.revision, draft.waiving("x")))
    waiting = await newsroom.publish(borys, kept.id, kept.revision, let_stand=True)

    assert isinstance(waiting, Waiting), waiting
    assert [one.label for one in waiting.by] == ["rita"]
    for one in (owner, anna, borys):
        assert await newsroom.approve(one, kept.id, kept.revision) == Refused("own")
    done = await newsroom.approve(rita, kept.id, kept.revision)
    assert isinstance(done, Published)
    assert (done.entry.author, done.entry.approver) == ("borys", "rita")


async def test_what_is_sent_back_is_open_again_with_the_note(
    house: House, newsroom: Newsroom, anna: Editor, rita: Editor, fresh: Draft
) -> None:
    _ask_for_approval(house)
    kept = await written(newsroom, anna, fresh)
    await newsroom.publish(anna, kept.id, kept.revision)

    assert await newsroom.send_back(rita, kept.id, kept.revision, " ") == Refused("no_note")
    for _ in range(2):
        back = await newsroom.send_back(rita, kept.id, kept.revision, "Which day?")
        assert isinstance(back, Kept)
        assert (back.state, back.returned) == ("open", "Which day?")
    assert await newsroom.approve(rita, kept.id, kept.revision) == Refused("not_waiting", "anna")


async def test_what_was_changed_while_it_waited_is_not_approved_unseen(
    house: House, newsroom: Newsroom, anna: Editor, rita: Editor, fresh: Draft
) -> None:
    _ask_for_approval(house)
    kept = await written(newsroom, anna, fresh)
    await newsroom.publish(anna, kept.id, kept.revision)
    draft = kept.draft.with_field("source.title", "Title")
    changed = _kept(await newsroom.change(anna, kept.id, kept.revision, draft))

    assert await newsroom.approve(rita, kept.id, kept.revision) == Overtaken(changed)


async def test_corrections_and_retractions_wait_for_a_second_person_too(
    house: House, newsroom: Newsroom, anna: Editor, rita: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    _ask_for_approval(house)

    waiting = await newsroom.retract(anna, name, "The source withdrew it.")
    assert isinstance(waiting, Waiting)
    assert _shown(house, name)
    done = await newsroom.approve(rita, waiting.kept.id, waiting.kept.revision)
    assert isinstance(done, Published)
    assert _shown(house, name) is None


# -- taking back


async def test_what_is_taken_back_can_be_published_again(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    name, event = done.entry.statement.id, done.entry.position
    for _ in range(2):
        undone = await newsroom.take_back(anna, event)
        assert isinstance(undone, Undone), undone
    assert _shown(house, name) is None

    kept = await newsroom.draft(done.kept.id)
    assert kept is not None
    assert (kept.state, kept.draft.after) == ("open", 2)
    again = await newsroom.publish(anna, kept.id, kept.revision)
    assert isinstance(again, Published), again
    assert again.entry.event is Event.RESTORED
    assert _shown(house, name)
    assert len(await newsroom.history(name)) == 3


async def test_the_draft_that_is_open_again_is_as_it_was_promised(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    undone = await newsroom.take_back(anna, done.entry.position)

    assert isinstance(undone, Undone)
    assert undone.reopened == await newsroom.draft(done.kept.id)


async def test_what_subscribers_were_told_is_retracted_and_not_taken_back(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    event = done.entry.position
    news = News(event, done.entry.statement.id, NOW.timestamp(), frozenset(("lists",)))
    await house.people.write(lambda db: Events(db).turn([news], event, NOW.timestamp()))

    assert await newsroom.take_back(anna, event) == Refused("told")


async def test_only_its_author_or_an_owner_takes_back(
    newsroom: Newsroom, owner: Editor, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    event = (await _published(newsroom, anna, fresh)).entry.position

    assert await newsroom.take_back(borys, event) == Refused("not_allowed", "anna")
    assert isinstance(await newsroom.take_back(owner, event), Undone)


async def test_only_an_owner_tells_at_once(
    house: House, newsroom: Newsroom, owner: Editor, anna: Editor, fresh: Draft
) -> None:
    event = (await _published(newsroom, anna, fresh)).entry.position
    assert await newsroom.release(anna, event) == Refused("not_allowed")
    assert await newsroom.release(owner, event) is True
    assert await house.people.read(lambda db: Released(db).among([event])) == {event}
    assert await newsroom.release(owner, 1 << 30) == Refused("unknown")
    await newsroom.take_back(anna, event)

    assert await newsroom.release(owner, event) is False


# -- undo


async def test_undo_takes_back_the_last_change_and_undo_again_brings_it_back(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    await _corrected(newsroom, anna, name)
    corrected = _shown(house, name)
    seen = []
    last = await newsroom.last_change(anna)
    for _ in range(2):
        assert last is not None
        for _ in range(2):  # the update comes twice
            undone = await newsroom.undo(anna, key_of(last))
            assert isinstance(undone, Undone), undone
        seen.append(_shown(house, name))
        assert isinstance(undone, Undone)
        last = undone.now

    assert corrected is not None
    assert [one.texts if one else None for one in seen] == [TEXTS, corrected.texts]


async def test_one_change_after_another_is_undone_and_brought_back(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    name = (await _published(newsroom, anna, fresh)).entry.statement.id
    await _corrected(newsroom, anna, name)
    corrected = _shown(house, name)
    seen = []
    for again in (True, False, False):
        last = await newsroom.last_change(anna)
        assert last
        undone = await newsroom.undo(anna, key_of(last))
        assert isinstance(undone, Undone), undone
        if again:
            assert isinstance(await newsroom.undo(anna, key_of(undone.now)), Undone)
        seen.append(_shown(house, name))

    assert corrected
    assert [one.texts if one else None for one in seen] == [corrected.texts, TEXTS, None]
    assert await newsroom.last_change(anna) is None


@pytest.mark.parametrize("how", ["told", "seen"])
async def test_what_was_told_or_seen_is_not_undone_without_a_reason(
    how: str, house: House, newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    name, event = done.entry.statement.id, done.entry.position

    def reached(db: Database) -> None:
        if how == "told":
            news = News(event, name, NOW.timestamp(), frozenset(("lists",)))
            Events(db).turn([news], event, NOW.timestamp())
        else:
            Ledger(db).note(1, 11, 0, "uk", [(name, 1)], NOW.timestamp())

    await house.people.write(reached)
    reach = await newsroom.reach_of_undo(anna, done.entry)
    draft = await newsroom.undo(anna, key_of(done.entry))

    assert reach == (Event.RETRACTED, int(how == "seen"))
    assert _shown(house, name)
    assert isinstance(draft, Kept), draft
    assert (draft.draft.aim, draft.draft.missing()) == ("retract", ("note",))
    assert await newsroom.undo_all(anna, event, event) == Refused("told")


async def test_what_an_import_brought_is_taken_back_together(
    house: House, newsroom: Newsroom, anna: Editor, borys: Editor
) -> None:
    like = house.edition.statements[LIKE]
    changes = [Change(Event.PUBLISHED, replace(like, id=f"copy-{n}"), 0, "anna") for n in range(3)]
    changes.append(Change(Event.CORRECTED, replace(like, texts=TEXTS), 1, "anna", "a slip"))

    def seen(db: Database) -> None:
        Subscriptions(db).keep(Subscription(1, "uk", everything=True), NOW.timestamp())
        for chat in (11, 12):
            Ledger(db).note(chat, chat, 0, "uk", [(LIKE, 1)], NOW.timestamp())

    await house.people.write(seen)
    assert await newsroom.reach(changes) == (1, 2)
    made = await newsroom.apply_all(anna, changes)
    assert not isinstance(made, Refused)
    first, last = made[0].position, made[-1].position

    assert await newsroom.undo_all(borys, first, last) == Refused("nothing")
    for _ in range(2):
        assert not isinstance(await newsroom.undo_all(anna, first, last), Refused)
    assert not {"copy-0", "copy-1", "copy-2"} & set(house.edition.statements)
    assert house.edition.statements[LIKE].texts == like.texts
    assert await newsroom.last_change(anna) is None


async def test_what_an_import_brought_is_not_taken_back_over_somebody_elses_change(
    house: House, newsroom: Newsroom, anna: Editor
) -> None:
    like = replace(house.edition.statements[LIKE], id="copy")
    made = await newsroom.apply_all(anna, [Change(Event.PUBLISHED, like, 0, "anna")])
    assert not isinstance(made, Refused)
    edit = Change(Event.EDITED, replace(like, editor_note="Seen."), 1, "borys", "seen")
    await newsroom.apply_all(anna, [edit])
    position = made[0].position

    assert await newsroom.undo_all(anna, position, position) == Refused("changed", "borys")


async def test_a_log_that_was_cut_off_is_warned_of(
    house: House, newsroom: Newsroom, anna: Editor, fresh: Draft, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    await house.watch_heads()
    await _published(newsroom, anna, fresh)
    await house.watch_heads()
    assert caplog.text == ""
    with closing(sqlite3.connect(tmp_path / FACTS)) as db, db:
        db.execute("DROP TRIGGER log_is_not_shortened")
        db.execute("DELETE FROM log WHERE position = (SELECT max(position) FROM log)")
        db.execute("UPDATE sqlite_sequence SET seq = seq - 1 WHERE name = 'log'")
    await house.watch_heads()

    assert "WAS CUT OFF OR WRITTEN ANEW" in caplog.text


async def test_undo_of_what_somebody_else_has_changed_names_them(
    newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    await _corrected(newsroom, borys, done.entry.statement.id)

    assert await newsroom.undo(anna, key_of(done.entry)) == Refused("changed", "borys")


async def test_undo_is_of_ones_own_last_change_only(
    house: House, newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    assert await newsroom.last_change(anna) is None
    first = await _published(newsroom, anna, fresh)
    like = house.edition.statements[LIKE]
    base = replace(like, editor_note="Seen.")
    edit = Change(Event.EDITED, base, like.version, "anna", "seen")
    assert not isinstance(await newsroom.apply_all(anna, [edit]), Refused)

    assert await newsroom.undo(borys, key_of(first.entry)) == Refused("nothing")
    assert await newsroom.undo(anna, key_of(first.entry)) == Refused("nothing")
    assert await newsroom.undo(anna, "s999999") == Refused("nothing")
    assert await newsroom.undo(anna, "nonsense") == Refused("nothing")


# -- who


async def test_who_was_removed_is_refused_by_the_next_call(
    newsroom: Newsroom, owner: Editor, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    assert isinstance(await newsroom.remove(owner, "anna"), Editor)

    refused = Refused("not_allowed")
    assert await newsroom.publish(anna, kept.id, kept.revision) == refused
    assert await newsroom.change(anna, kept.id, kept.revision, kept.draft) == refused
    assert await newsroom.drop(anna, kept.id) == refused
    assert await newsroom.open(anna, fresh) == refused
    assert await newsroom.publish(borys, kept.id, kept.revision) == refused, "owners only"
    assert kept.id not in {one.id for one in await newsroom.drafts(borys)}
    assert isinstance(await newsroom.publish(owner, kept.id, kept.revision), Published)


async def test_a_reviewer_writes_and_publishes_nothing(
    newsroom: Newsroom, anna: Editor, rita: Editor, fresh: Draft
) -> None:
    done = await _published(newsroom, anna, fresh)
    name, refused = done.entry.statement.id, Refused("not_allowed")

    assert await newsroom.open(rita, fresh) == refused
    assert await newsroom.retract(rita, name, "why") == refused
    assert await newsroom.take_back(rita, done.entry.position) == refused
    assert await newsroom.undo(rita, key_of(done.entry)) == refused
    assert await newsroom.attach(rita, "topic:lists", "uk", "де список") == refused
    assert await newsroom.apply_all(rita, []) == refused
    assert await newsroom.drafts(rita) == []
    assert await newsroom.history(name)


async def test_only_owners_invite_and_remove(
    newsroom: Newsroom, owner: Editor, anna: Editor, rita: Editor
) -> None:
    for by in (anna, rita):
        assert await newsroom.invite(by, Role.EDITOR) == Refused("not_allowed")
        assert await newsroom.remove(by, "borys") == Refused("not_allowed")
    assert await newsroom.remove(owner, "owner-1") == Refused("from_settings")
    assert [one.label for one in await newsroom.editors()] == ["owner-1", "anna", "rita"]


async def test_someone_elses_label_gives_no_rights(newsroom: Newsroom, anna: Editor) -> None:
    forged = Editor(user=999, label="owner-1", role=Role.OWNER)
    promoted = replace(anna, role=Role.OWNER)

    assert await newsroom.invite(forged, Role.OWNER) == Refused("not_allowed")
    assert await newsroom.invite(promoted, Role.OWNER) == Refused("not_allowed")


# -- drafts


async def test_a_draft_that_was_dropped_can_be_taken_up_again(
    newsroom: Newsroom, anna: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    _kept(await newsroom.drop(anna, kept.id))
    assert await newsroom.drafts(anna) == []
    refused = await newsroom.change(anna, kept.id, kept.revision, kept.draft)
    assert refused == Refused("closed", "anna")
    assert await newsroom.publish(anna, kept.id, kept.revision) == Refused("closed", "anna")

    again = _kept(await newsroom.reopen(anna, kept.id))
    assert again.state == "open"


async def test_the_next_message_is_for_the_field_that_was_asked_for(
    newsroom: Newsroom, anna: Editor, borys: Editor, fresh: Draft
) -> None:
    kept = await written(newsroom, anna, fresh)
    await newsroom.expect(anna, kept.id, "texts.uk")

    assert await newsroom.expected(anna) == (kept.id, "texts.uk")
    assert await newsroom.expected(borys) is None


# -- phrasings


async def test_an_attached_phrasing_works_at_once_and_can_be_undone(tmp_path: Path) -> None:
    card = Card("help", Texts(en="Help."), {"en": ("help", "what can you do")})
    settings = Settings(data=tmp_path, owners=(OWNER,))
    facts, store = FactBase.open(tmp_path / FACTS), Store.open(tmp_path / PEOPLE, migrations)
    house = House(settings, facts, store, Guidance({}, {"help": card}, {}, {}), Clock())
    owner = await house.newsroom.editor(OWNER)
    assert owner is not None
    odd = "whereabouts of buttons"
    made = await house.newsroom.attach(owner, "card:help", "en", f"  {odd} ")
    assert not isinstance(made, Refused)
    assert odd in house.desk.matcher.index.lines
    assert odd in house.edition.guidance.cards["help"].phrasings["en"]

    undone = await house.newsroom.undo(owner, key_of(made))
    again = await house.newsroom.undo(owner, key_of(made))
    assert isinstance(undone, Undone)
    assert isinstance(again, Undone)
    assert undone.now == again.now
    assert odd not in house.desk.matcher.index.lines
    house.close()


@pytest.mark.parametrize(
    ("entry", "text", "reason"),
    [
        ("topic:nowhere", "де список", "unknown"),
        ("lists", "де список", "unknown"),
        ("topic:lists", " ", "incomplete"),
        ("topic:lists", "х" * 201, "incomplete"),
        ("topic:lists", "де мій син 12.03.1999 +380671234567", "personal"),
    ],
)
async def test_what_cannot_be_attached(
    entry: str, text: str, reason: str, newsroom: Newsroom, anna: Editor
) -> None:
    assert await newsroom.attach(anna, entry, "uk", text) == Refused(reason)  # type: ignore[arg-type]
    assert await newsroom.last_change(anna) is None


async def test_many_changes_are_applied_together(
    house: House, newsroom: Newsroom, anna: Editor
) -> None:
    like = house.edition.statements[LIKE]
    changes = [Change(Event.PUBLISHED, replace(like, id=f"copy-{n}"), 0, "anna") for n in range(3)]
    made = await newsroom.apply_all(anna, changes)

    assert not isinstance(made, Refused)
    assert [one.statement.id for one in made] == [
        "copy-0",
        "copy-1",
        "copy-2",
    ]
    assert "copy-2" in house.edition.statements
