"""Writing a draft: commands that open one, buttons of its card, and what is sent for a field."""

from __future__ import annotations

import asyncio
from dataclasses import replace as changed
from functools import partial
from typing import Literal

from telegram import Update

from bot.buttons import Button
from bot.context import Context
from bot.editing import asking, card, lists
from bot.editing.care import care_lines
from bot.editing.material import Material, is_forwarded, is_post, material_of
from bot.editing.presses import Pressed
from bot.editing.remarks import read_mend
from bot.editing.sheet import Sheet, value_of
from bot.handlers.editing import publishing
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from bot.reply import Reply, escape
from jobs.drafts import Kept, Overtaken
from jobs.editors import Editor, Refused, Role
from knowledge.checking.drafts import mended
from knowledge.drafting.draft import Draft
from knowledge.drafting.filling import Filled, NotTaken, fill, ranked_by
from knowledge.drafting.taking import choices, take


@for_role(Role.EDITOR)
async def add(event: Update, context: Context, by: Editor) -> None:
    """Open a draft, out of whatever came with the command."""
    message = event.effective_message
    await begin(
        await Talk.of(event, context, by), material_of(message) if message else Material("")
    )


@for_role(Role.REVIEWER)
async def drafts(event: Update, context: Context, by: Editor) -> None:
    """List what is open or waits."""
    talk = await Talk.of(event, context, by)
    kept = await talk.newsroom.drafts(by)
    edition = context.house.edition
    care = care_lines(await talk.newsroom.care(), talk.words, edition)
    await talk.show(lists.draft_list(kept, talk.words, edition, care))


async def begin(talk: Talk, material: Material) -> None:
    """Open a draft with what could be read; where nothing may be taken, an empty one is opened."""
    filled = await _filled(talk, material) if material else Filled(Draft("add"))
    draft = Draft("add") if isinstance(filled, NotTaken) else filled.draft
    kept = await talk.newsroom.open(talk.by, draft)
    if isinstance(kept, Refused):
        await talk.refuse(kept)
    elif isinstance(filled, NotTaken):
        why = talk.words.say("not-taken", reason=filled.reason, kind=filled.kind)
        await talk.card(kept, why)
    else:
        await talk.card(kept)


async def _filled(talk: Talk, material: Material) -> Filled | NotTaken:
    """A draft out of what was pasted. The first time, reading days takes a while: on a thread."""
    house = talk.context.house
    desk = house.desk
    rank = ranked_by(desk.matcher, desk.edition)
    read = partial(fill, material.text, desk.edition, rank, house.today)
    return await asyncio.to_thread(read, material.link, material.published_on, material.channel)


# -- what is sent


async def write(talk: Talk) -> bool:
    """Take a message for the field that waits for one; whether it was meant for that.

    What was forwarded is others' words: it is material for a new draft, and fills no field.
    """
    message = talk.event.effective_message
    if message is None:
        return False
    kept, name = await _awaited(talk)
    if is_post(message) and name != "paste" and talk.by.role.covers(Role.EDITOR):
        await begin(talk, material_of(message))
        return True
    if kept is None:
        return False
    if is_forwarded(message) and name != "paste":
        await _not_taken(talk, kept, NotTaken(name, "forwarded"), name)
    elif name == "return":
        await publishing.send_back(talk, kept, message.text or message.caption or "")
    elif name == "paste":
        await _paste(talk, kept, material_of(message))
    else:
        await _take(talk, kept, name, message.text or message.caption or "")
    return True


async def _awaited(talk: Talk) -> tuple[Kept | None, str]:
    """The draft, and the field of it, that the next message is for; no draft where it is for none."""
    expected = await talk.newsroom.expected(talk.by)
    if expected is None or not expected[1]:
        return None, ""
    number, (name, _, seen) = expected[0], expected[1].partition("@")
    kept = await talk.newsroom.draft(number)
    if kept is None or kept.state in _CLOSED:
        return None, ""
    if kept.changed_by != talk.by.label:
        # What somebody else has changed since it was shown is not written over.
        kept = changed(kept, revision=int(seen or kept.revision))
    return kept, name


async def _paste(talk: Talk, kept: Kept, material: Material) -> None:
    filled = await _filled(talk, material)
    if isinstance(filled, NotTaken):
        await _not_taken(talk, kept, filled, "paste")
    else:
        # The text that was pasted stays in the chat, because it is written from; the card goes below.
        await _change(talk, await talk.below(kept), filled.draft)


async def _take(talk: Talk, kept: Kept, name: str, text: str) -> None:
    house = talk.context.house
    reading = partial(take, kept.draft, name, text, house.edition, house.today)
    taken = await asyncio.to_thread(reading)
    if isinstance(taken, NotTaken):
        await _not_taken(talk, kept, taken, name)
    else:
        await _change(talk, kept, taken, name)


async def _not_taken(talk: Talk, kept: Kept, refused: NotTaken, name: str) -> None:
    """Say why below; what was sent stays there to be mended, and the next card comes below that."""
    await talk.below(kept)
    await talk.show(asking.not_taken(await talk.sheet(kept), refused, name))


async def _change(talk: Talk, kept: Kept, draft: Draft, name: str = "") -> None:
    result = await talk.newsroom.change(talk.by, kept.id, kept.revision, draft)
    if isinstance(result, Overtaken):
        await talk.overtaken(result, _mine(talk, draft, name))
    elif isinstance(result, Refused):
        await talk.refuse(result)
    elif result.draft.after != draft.after:
        # It was published while this was being written, which is now a correction of that.
        history = await talk.newsroom.history(result.draft.value("id"))
        await talk.card(result, talk.words.say("published-meanwhile", by=history[-1].entry.author))
    else:
        await _shown(talk, changed(result, card=kept.card))


async def _shown(talk: Talk, kept: Kept) -> None:
    """The card; of a withdrawal that has its reason, at once what it does."""
    if kept.draft.aim == "retract" and kept.draft.note:
        await publishing.look(talk, kept, talk.words.language)
    else:
        await talk.card(kept)


def _mine(talk: Talk, draft: Draft, name: str) -> str:
    """What the editor wrote for a field that somebody else was faster with."""
    if not name:
        return ""
    words = talk.words
    names = [f"texts.{one}" for one in ("uk", "ru", "en")] if name == "texts" else [name]
    values = [value_of(draft, one, words, talk.context.house.edition) for one in names]
    field = words.say("field", field=name.split(".", 1)[0])
    return words.say("overtaken-yours", field=field, value="\n".join(filter(None, values)))


# -- buttons of the card


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button of a draft."""
    kept = await talk.newsroom.draft(pressed.draft)
    if kept is None:
        await talk.say("refused", reason="unknown", by="")
        return
    if not talk.newsroom.may(talk.by, kept, await talk.newsroom.editors()):
        await talk.refuse(Refused("not_allowed"))
    elif pressed.action in _ANY_REVISION:
        await _leave(talk, kept, pressed)
    elif kept.state in _CLOSED:
        await talk.refuse(Refused("closed"))
    elif kept.revision != pressed.revision:
        await talk.overtaken(Overtaken(kept))
    else:
        await _act(talk, kept, pressed)


_CLOSED = ("done", "dropped")
#: Buttons that do the same whatever the draft has become meanwhile.
_ANY_REVISION = ("open", "later", "drop", "dropped", "reopen")


async def _leave(talk: Talk, kept: Kept, pressed: Pressed) -> None:
    sheet = await talk.sheet(kept)
    if pressed.action == "later":
        await talk.expect(kept, "")
        await talk.put(kept, Reply(escape(talk.words.say("card-later")), (_again(sheet, "open"),)))
    elif pressed.action == "drop":
        sure = sheet.button("button-drop-sure", "dropped")
        back = sheet.button("button-to-card", "open")
        await talk.put(kept, Reply(escape(talk.words.say("drop-sure")), ((sure,), (back,))))
    elif pressed.action == "dropped":
        gone = await talk.newsroom.drop(talk.by, kept.id)
        if isinstance(gone, Refused):
            await talk.refuse(gone)
            return
        await talk.expect(kept, "")
        await talk.put(gone, Reply(escape(talk.words.say("card-gone")), (_again(sheet, "reopen"),)))
    elif pressed.action == "reopen":
        again = await talk.newsroom.reopen(talk.by, kept.id)
        await (talk.refuse(again) if isinstance(again, Refused) else talk.card(again))
    elif kept.state in _CLOSED:
        await talk.refuse(Refused("closed"))
    elif kept.state == "waiting" and talk.by.label not in kept.hands:
        await publishing.look(talk, kept, talk.words.language)
    else:
        await talk.card(kept)


def _again(sheet: Sheet, action: Literal["open", "reopen"]) -> tuple[Button, ...]:
    key = "button-to-card" if action == "open" else "button-reopen"
    return (sheet.button(key, action),)


async def _act(talk: Talk, kept: Kept, pressed: Pressed) -> None:
    draft = kept.draft
    match pressed.action:
        case "more":
            await talk.put(kept, card.more(await talk.sheet(kept)))
        case "ask":
            await _ask(talk, kept, pressed.value)
        case "take":
            name, _, value = pressed.value.partition("~")
            await _choose(talk, kept, name, value)
        case "topic":
            await _choose(talk, kept, "topics", pressed.value)
        case "flag":
            value = "no" if draft.value(pressed.value) else "yes"
            await _choose(talk, kept, pressed.value, value)
        case "empty":
            await _change(talk, kept, draft.with_field(pressed.value, None))
        case "mend":
            mend = read_mend(pressed.value)
            await _change(talk, kept, mended(draft, mend) if mend else draft)
        case _:
            await publishing.press(talk, kept, pressed)


async def _ask(talk: Talk, kept: Kept, name: str) -> None:
    await talk.expect(kept, "" if name in asking.CHOSEN else name)
    offered = choices(kept.draft, name, talk.context.house.edition)
    await talk.put(kept, asking.asking(await talk.sheet(kept), name, offered))


async def _choose(talk: Talk, kept: Kept, name: str, value: str) -> None:
    house = talk.context.house
    taken = take(kept.draft, name, value, house.edition, house.today)
    if isinstance(taken, NotTaken):
        await _not_taken(talk, kept, taken, name)
        return
    result = await talk.newsroom.change(talk.by, kept.id, kept.revision, taken)
    if isinstance(result, Overtaken):
        await talk.overtaken(result)
    elif isinstance(result, Refused):
        await talk.refuse(result)
    elif name == "topics":
        await _ask(talk, result, name)
    elif name in card.FLAGS:
        await talk.put(result, card.more(await talk.sheet(result)))
    else:
        await talk.card(result)
