"""From the preview of a draft to the log, past a second person where one is wanted, and back."""

from __future__ import annotations

from typing import Final

from telegram import Update

from bot.context import Context
from bot.editing import asking, lists, publication
from bot.editing.card import card
from bot.editing.presses import Pressed
from bot.editing.publication import Look
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from bot.reply import Reply, escape
from bot.verdicts import Published, Stale, Stopped, Undone, Waiting
from jobs.drafts import Kept, Overtaken
from jobs.editors import Editor, Refused, Role
from knowledge.model import LANGUAGES, Language

_MINUTE: Final = 60


async def press(talk: Talk, kept: Kept, pressed: Pressed) -> None:
    """Act on a button that has to do with publishing a draft."""
    match pressed.action:
        case "look":
            language = next((one for one in LANGUAGES if one == pressed.value), talk.words.language)
            await look(talk, kept, language)
        case "send":
            await publish(talk, kept)
        case "approve":
            done = await talk.newsroom.approve(talk.by, kept.id, kept.revision)
            await _show(talk, done)
        case "return":
            await talk.expect(kept, "return")
            sheet = await talk.sheet(kept)
            await talk.put(kept, asking.asking(sheet, "return", ()))
        case "catch_up":
            caught = await talk.newsroom.catch_up(talk.by, kept.id, kept.revision)
            await _again(talk, caught)


async def look(talk: Talk, kept: Kept, language: Language) -> None:
    """Show what families will see, and how many will be told."""
    settings = talk.context.house.settings
    seen = await talk.preview(kept, language)
    audience = await talk.newsroom.audience(kept)
    sheet = await talk.sheet(kept)
    approves = kept.state == "waiting" and talk.by.label not in kept.hands
    await talk.expect(kept, "")
    page = Look(
        sheet,
        language,
        seen,
        audience,
        int(settings.hold // _MINUTE),
        settings.approval,
        approves,
    )
    await talk.put(kept, publication.looking(page))


async def publish(talk: Talk, kept: Kept) -> None:
    """Publish what was just looked at. Warnings stood under it: pressing lets them stand."""
    done = await talk.newsroom.publish(talk.by, kept.id, kept.revision, let_stand=True)
    await _show(talk, done)


async def _again(talk: Talk, result: Kept | Overtaken | Refused) -> None:
    if isinstance(result, Kept):
        await talk.card(result)
    elif isinstance(result, Overtaken):
        await talk.overtaken(result)
    else:
        await talk.refuse(result)


async def _show(
    talk: Talk, done: Published | Stopped | Waiting | Stale | Overtaken | Refused
) -> None:
    """What came of it."""
    match done:
        case Published():
            await _published(talk, done)
        case Stopped():
            await talk.card(done.kept)
        case Waiting():
            await _waiting(talk, done)
        case Stale():
            await talk.put(
                done.kept, publication.stale(done, talk.words, talk.context.house.edition)
            )
        case Overtaken():
            await talk.overtaken(done)
        case Refused():
            await talk.refuse(done)


async def _published(talk: Talk, done: Published) -> None:
    house = talk.context.house
    zone = house.settings.timezone
    await talk.expect(done.kept, "")
    page = publication.published(done, talk.words, zone, talk.by.role)
    await talk.put(done.kept, page)
    await _left(talk, done)
    wrote = done.kept.submitted or done.kept.changed_by
    author = await talk.newsroom.person(wrote) if wrote != talk.by.label else None
    if author:
        words = await talk.words_of(author)
        page = publication.published(done, words, zone, author.role)
        first = escape(words.say("waiting-approved", by=talk.by.label))
        await talk.tell(author, Reply(f"{first}\n{page.html}", page.buttons))


async def _left(talk: Talk, done: Published) -> None:
    """Tell whoever changed the draft while it was being published that theirs is a correction now."""
    left = done.left
    other = await talk.newsroom.person(left.changed_by) if left else None
    if left and other:
        words = await talk.words_of(other)
        first = words.say("published-meanwhile", by=done.entry.author)
        await talk.tell(other, card(await talk.sheet(left, words), first))


async def _waiting(talk: Talk, done: Waiting) -> None:
    """Say that it waits, and ask everybody who may approve it."""
    said = talk.words.say("waiting-sent", count=len(done.by))
    sheet = await talk.sheet(done.kept)
    await talk.expect(done.kept, "")
    reopen = sheet.button("button-reopen", "reopen")
    await talk.put(done.kept, Reply(escape(said), ((reopen,),)))
    audience = await talk.newsroom.audience(done.kept)
    for one in done.by:
        words = await talk.words_of(one)
        seen = await talk.preview(done.kept, words.language)
        page = Look(
            await talk.sheet(done.kept, words), words.language, seen, audience, 0, approves=True
        )
        await talk.tell(one, publication.looking(page))


async def send_back(talk: Talk, kept: Kept, note: str) -> None:
    """Return what waits to its author, with a note."""
    result = await talk.newsroom.send_back(talk.by, kept.id, kept.revision, note)
    if isinstance(result, Overtaken):
        await talk.overtaken(result)
        return
    if isinstance(result, Refused):
        await talk.refuse(result)
        return
    await talk.expect(kept, "")
    await talk.say("waiting-returned", by=result.editor)
    author = await talk.newsroom.person(result.editor)
    if author:
        sheet = await talk.sheet(result, await talk.words_of(author))
        await talk.tell(author, card(sheet))


# -- what was published


@for_role(Role.EDITOR)
async def undo(event: Update, context: Context, by: Editor) -> None:
    """Show what an undo would take back."""
    talk = await Talk.of(event, context, by)
    change = await talk.newsroom.last_change(by)
    reach = await talk.newsroom.reach_of_undo(by, change) if change else None
    await talk.show(lists.undoing(change, reach, talk.words, context.house.settings.timezone))


async def press_published(talk: Talk, pressed: Pressed) -> None:
    """Act on a button under what was published."""
    value = pressed.value
    if pressed.action == "undo" and "-" in value:
        await _all_undone(talk, value)
    elif pressed.action == "undo":
        await _undone(talk, await talk.newsroom.undo(talk.by, value))
    elif not value.isdecimal():
        await talk.refuse(Refused("unknown"))
    elif pressed.action == "take_back":
        await _taken_back(talk, await talk.newsroom.take_back(talk.by, int(value)))
    else:
        released = await talk.newsroom.release(talk.by, int(value))
        if isinstance(released, Refused):
            await talk.refuse(released)
        else:
            await talk.say("released" if released else "released-not")


async def _all_undone(talk: Talk, value: str) -> None:
    """Take back all that an import brought: `value` is its first and last position."""
    first, _, last = value.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        await talk.refuse(Refused("unknown"))
        return
    done = await talk.newsroom.undo_all(talk.by, int(first), int(last))
    if isinstance(done, Refused):
        await talk.refuse(done)
    else:
        await talk.say("import-undone")


async def _undone(talk: Talk, done: Undone | Kept | Refused) -> None:
    if isinstance(done, Refused):
        await talk.refuse(done)
        return
    if isinstance(done, Kept):
        await talk.card(done, talk.words.say("undo-reason"))
        return
    zone = talk.context.house.settings.timezone
    await talk.show(lists.undone(done, talk.words, zone))


async def _taken_back(talk: Talk, done: Undone | Refused) -> None:
    if isinstance(done, Refused):
        await talk.refuse(done)
        return
    what = lists.name_of(done.before)
    said = talk.words.say("taken-back", statement=what)
    if done.reopened is None:
        await talk.show(Reply(escape(said)))
        return
    await talk.card(done.reopened, said)
