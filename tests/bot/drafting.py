"""A draft that can be published as it is. Nobody has said any of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.house import House
from bot.newsroom import Newsroom
from jobs.drafts import Kept
from jobs.editors import Editor, Role
from knowledge.drafting.draft import Draft, draft_of
from knowledge.model import Statement, Texts
from tests.bot.newsdesk import SAID_ON

#: Whose statement it borrows speaker and source from.
LIKE: Final = "ru-kremlin-ready-0609"
TEXTS: Final = Texts(
    uk="Речник Кремля Дмитро Пєсков сказав 21 листопада 2026 року, що Росія передала новий список.",
    ru="Пресс-секретарь Кремля Дмитрий Песков сказал 21 ноября 2026 года, что Россия передала новый список.",
    en="Kremlin spokesman Dmitry Peskov said on 21 November 2026 that Russia had handed over a new list.",
)
_LEFT_OUT: Final = (
    "id", "added_on", "relations", "numbers", "cross_checks", "editor_note", "said_on_basis",
)  # fmt: skip


def complete(like: Statement) -> Draft:
    """A new draft to which nothing is left to add."""
    lent = replace(like, texts=TEXTS, said_on=SAID_ON, event_date=None, topics=("lists",))
    record = {k: v for k, v in draft_of(lent, "add").record.items() if k not in _LEFT_OUT}
    draft = Draft("add", record, other_side={"looked": "koordshtab.gov.ua", "on": "2026-11-21"})
    return draft.with_field("source.published_on", None).with_field("source.author", None)


async def written(newsroom: Newsroom, by: Editor, draft: Draft) -> Kept:
    """A draft kept, named, and every warning let stand."""
    kept = await newsroom.open(by, draft)
    assert isinstance(kept, Kept)
    waived = kept.draft
    for remark in await newsroom.check(kept):
        assert remark.severity == "warns", remark
        waived = waived.waiving(remark.key)
    kept_so = await newsroom.change(by, kept.id, kept.revision, waived)
    assert isinstance(kept_so, Kept)
    return kept_so


async def hire(house: House, user: int, role: Role, label: str) -> Editor:
    """Somebody with a role, by way of an invitation."""
    newsroom = house.newsroom
    owner = await newsroom.editor(house.settings.owners[0])
    assert owner is not None
    invitation = await newsroom.invite(owner, role)
    assert hasattr(invitation, "token")
    made = await newsroom.accept(invitation.token, user, label)
    assert isinstance(made, Editor)
    return made
