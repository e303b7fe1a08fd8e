"""A draft as an editor sees it: what its fields hold, in words. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.buttons import Button
from bot.editing.presses import Action, fits, pressing
from bot.reply import Rows
from bot.words import Words, words_in
from jobs.drafts import Kept
from knowledge.checking.drafts import Remark
from knowledge.drafting.draft import BY_EDITOR, Draft
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, Language, Relation, Statement

#: Characters of a text on the card; the preview shows all of it.
_CUT: Final = 280


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft with what is said of it, for one editor."""

    words: Words
    edition: Edition
    number: int
    revision: int
    draft: Draft
    remarks: Sequence[Remark] = ()
    #: The field that the editor's next message fills; empty for none.
    expects: str = ""
    kept: Kept | None = None

    @property
    def stopped(self) -> bool:
        """Whether something has to be mended before it can be published."""
        return any(remark.severity == "stops" for remark in self.remarks)

    def button(self, key: str, action: Action, value: str = "", **values: str | int) -> Button:
        """A button about this draft, with a label of the locale files."""
        return self.labelled(self.words.say(key, **values), action, value)

    def labelled(self, label: str, action: Action, value: str = "") -> Button:
        """A button about this draft with a label that is no word of ours."""
        return Button(shortened(label, 60), pressing(action, value, self.number, self.revision))


def rows_that_fit(buttons: Sequence[Button], many: int = 1) -> Rows:
    """Buttons in rows of so many, without those that Telegram would refuse."""
    fitting = [one for one in buttons if fits(one)]
    return tuple(tuple(fitting[at : at + many]) for at in range(0, len(fitting), many))


def shortened(text: str, most: int = _CUT) -> str:
    """A text cut at a word, so long as it says more than that."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def value_of(draft: Draft, name: str, words: Words, edition: Edition) -> str:
    """What a field holds, as a person reads it; empty where it holds nothing."""
    value = draft.value(name)
    if value is None:
        return ""
    if name in _DAYS:
        return day_of(value, words)
    read = _READ.get(name)
    return read(value, words, edition) if read else str(value)


_DAYS: Final = (
    "said_on", "said_until", "event_date", "source.published_on", "source.checked_on",
)  # fmt: skip


def day_of(written: object, words: Words) -> str:
    """A day of a record in words; as it is written where it is none."""
    try:
        return words.day(dt.date.fromisoformat(str(written)))
    except ValueError:
        return str(written)


def _speaker(value: Mapping[str, Any], words: Words) -> str:
    named = _in_words(value.get("name", {}), words.language) or str(value.get("id", ""))
    role = _in_words(value.get("role", {}), words.language).partition(";")[0]
    side = words.say(f"side-{value['side']}") if value.get("side") else ""
    return ", ".join(filter(None, (f"{named} ({role})" if role else named, side)))


def _in_words(texts: Mapping[str, str], language: Language) -> str:
    order = (language, *LANGUAGES)
    return next((texts[one] for one in order if texts.get(one)), "")


def _basis(value: object, words: Words) -> str:
    """How something is known, where it is not our own words for it."""
    return words.say("by-editor") if value == BY_EDITOR else str(value)


def _number(number: Mapping[str, Any], words: Words) -> str:
    """What is counted, and how many."""
    written = str(number.get("unit", ""))
    unit = words.say("unit", unit=written.replace(" ", "-"), written=written)
    value = number.get("value")
    qualifier = str(number.get("qualifier", "")).replace(" ", "-")
    if value is None:
        return unit
    return f"{unit}: {words.say('qualified', qualifier=qualifier, value=str(value))}"


def _relations(value: Mapping[str, Sequence[str]], edition: Edition, words: Words) -> list[str]:
    return [
        f"{words.say('relation', relation=name)}: {named(other, edition, words)}"
        for name, others in value.items()
        for other in others
    ]


def named(statement: str, edition: Edition, words: Words) -> str:
    """A published statement in a few words: who, and on what day; its id where it is none."""
    known = edition.statements.get(statement)
    return brief(known, words) if known else statement


def brief(statement: Statement, words: Words) -> str:
    """A statement in a few words: who, and on what day."""
    speaker = statement.speaker.name.text(words.language)
    return f"{speaker}, {words.said_on(statement)}"


def title_of(topic: str, edition: Edition, words: Words) -> str:
    """The title of a topic; its id where there is none."""
    known = edition.guidance.topics.get(topic)
    return known.title.text(words.language) if known else topic


_READ: Final[Mapping[str, Callable[[Any, Words, Edition], str]]] = {
    "speaker": lambda value, words, _: _speaker(value, words),
    "kind": lambda value, words, _: words.say("kind", kind=str(value)),
    "attribution": lambda value, words, _: words.say("attribution", level=str(value)),
    "topics": lambda value, words, edition: "; ".join(title_of(t, edition, words) for t in value),
    "numbers": lambda value, words, _: "; ".join(_number(number, words) for number in value),
    "relations": lambda value, words, edition: "; ".join(_relations(value, edition, words)),
    "other_side": lambda value, words, _: words.say(
        "looked", where=value["looked"], date=day_of(value["on"], words)
    ),
    "claim_owner": lambda value, words, _: _in_words(value, words.language),
    "said_on_basis": lambda value, words, _: _basis(value, words),
    "source.url_basis": lambda value, words, _: _basis(value, words),
    "unconfirmed": lambda value, words, _: words.say("yes") if value else "",
    "overtaken": lambda value, words, _: words.say("yes") if value else "",
}


def relation_of(value: str) -> tuple[Relation, str] | None:
    """A relation and a statement out of "disputes ID"; None for anything else."""
    name, _, statement = value.partition(" ")
    known = next((one for one in Relation if one == name), None)
    return (known, statement) if known and statement else None


def language_name(language: Language) -> str:
    """A language in its own words."""
    return words_in(language).say("language-name")
