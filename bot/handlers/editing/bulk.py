"""The base as a file, and a file into the base.

Nothing of a file is kept: the button that applies it fetches it again from the chat, where the dry
run quotes it, and looks whether it is still the same.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from telegram import Document, InputFile, Message, Update
from telegram.error import BadRequest

from bot.context import Context
from bot.editing import files
from bot.editing.presses import Pressed
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from bot.sending import answer_to
from jobs.editors import Editor, Refused, Role
from knowledge.bulk.linked import as_linked
from knowledge.bulk.reading import read
from knowledge.bulk.records import BYTES, Fault, as_json
from knowledge.bulk.tables import as_csv
from knowledge.bulk.trial import Base, Trial, try_out
from knowledge.checking import shipped_articles
from knowledge.errors import StaleStatementError, UnknownStatementError
from knowledge.model import Statement

_KINDS: Final[Mapping[str, Callable[[list[Statement]], bytes]]] = {
    "json": as_json,
    "csv": as_csv,
    "jsonld": as_linked,
}
_ENDINGS: Final = (".json", ".csv", ".zip")
#: What tables and texts are saved as by mistake: it is said what to save them as.
_OTHERS: Final = (".xlsx", ".xls", ".ods", ".numbers", ".tsv", ".jsonld")
#: What the next message is for, after /import.
AWAITED: Final = "import"


@dataclass(frozen=True, slots=True)
class Tried:
    """A file that was tried, and by what it is known again."""

    trial: Trial
    digest: str = ""


@for_role(Role.REVIEWER)
async def export(event: Update, context: Context, by: Editor) -> None:
    """Ask in which shape."""
    talk = await Talk.of(event, context, by)
    await talk.show(files.exporting(talk.words))


@for_role(Role.EDITOR)
async def bring(event: Update, context: Context, by: Editor) -> None:
    """Ask for a file."""
    talk = await Talk.of(event, context, by)
    await talk.newsroom.expect(by, 0, AWAITED)
    await talk.say("import-ask")


async def write(talk: Talk) -> bool:
    """Try a file of statements that an editor sent; whether it was one."""
    message = talk.event.effective_message
    document = message.document if message else None
    name = (document.file_name or "").lower() if document else ""
    if message is None or document is None or not talk.by.role.covers(Role.EDITOR):
        return False
    if name.endswith(_ENDINGS):
        tried = await _tried(talk, document, message.caption or "")
    elif name.endswith(_OTHERS) or await talk.newsroom.expected(talk.by) == (0, AWAITED):
        tried = _refused("wrong-kind")
    else:
        return False
    reach = await talk.newsroom.reach(tried.trial.changes)
    edition = talk.context.house.edition
    page = files.trial_page(tried.trial, tried.digest, talk.words, edition, reach)
    await answer_to(talk.event, page)
    return True


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button of an import or an export."""
    if pressed.action == "export":
        await _send(talk, pressed.value)
    else:
        await _apply(talk, pressed.value)


async def _send(talk: Talk, kind: str) -> None:
    """Send the base. A file cannot wait in the outbox: who asks and gets none asks again."""
    chat, house = talk.event.effective_chat, talk.context.house
    if chat is None or kind not in _KINDS:
        return
    statements = list(house.edition.statements.values())
    data = await asyncio.to_thread(_KINDS[kind], statements)
    file = InputFile(data, filename=f"statements-{house.today}.{kind}")
    await talk.context.bot.send_document(chat.id, file)
    await talk.show(files.exporting(talk.words))


async def _apply(talk: Talk, digest: str) -> None:
    query = talk.event.callback_query
    message = query.message if query else None
    quoted = message.reply_to_message if isinstance(message, Message) else None
    if talk.context.house.settings.approval:
        await talk.say("import-approval")
        return
    tried = Tried(Trial())
    if quoted and quoted.document:
        tried = await _tried(talk, quoted.document, quoted.caption or "")
    if tried.digest != digest:
        await talk.say("import-gone")
        return
    if tried.trial.faults or not tried.trial.changes:
        page = files.trial_page(tried.trial, digest, talk.words, talk.context.house.edition)
        await talk.show(page)
        return
    reach = await talk.newsroom.reach(tried.trial.changes)
    try:
        made = await talk.newsroom.apply_all(talk.by, tried.trial.changes)
    except (StaleStatementError, UnknownStatementError):
        await talk.say("import-moved")
        return
    if isinstance(made, Refused):
        await talk.refuse(made)
    else:
        await talk.show(files.applied(made, tried.trial.changes, reach, talk.words))


def _refused(name: str, **values: str) -> Tried:
    return Tried(Trial(faults=(Fault(0, "", name, values),)))


async def _tried(talk: Talk, document: Document, note: str) -> Tried:
    """Fetch a file and try it; one that is too large is not even fetched."""
    if (document.file_size or 0) > BYTES:
        return _refused("too-big", most=str(BYTES))
    try:
        file = await talk.context.bot.get_file(document.file_id)
        data = bytes(await file.download_as_bytearray())
    except BadRequest:
        return _refused("not-fetched")
    house, by = talk.context.house, talk.by.label
    latest = await house.ask_base(lambda base: base.latest())

    def tried() -> Trial:
        against = Base(house.edition, latest, shipped_articles())
        return try_out(read(data), against, by, note.strip(), house.today)

    return Tried(await asyncio.to_thread(tried), hashlib.sha256(data).hexdigest()[:16])
