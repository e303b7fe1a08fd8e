"""The base that a release ships, read from the files beside this module.

Statements are TOML, one file an article, because a person reviews them in a pull request: it takes
comments and dates, reads itself without a library, and has none of YAML's surprises ("no" is a word
here). Phrasings are plain text, one a line, a file a language, because that is how people write them.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from knowledge.asked import read_asked
from knowledge.edition import Edition, Guidance
from knowledge.errors import MalformedShippedError
from knowledge.lexicon import Figure, Lexicon, Sign
from knowledge.model import (
    LANGUAGES,
    Card,
    Contact,
    Explanation,
    Language,
    Side,
    Statement,
    Topic,
)
from knowledge.patterns import Groups, pattern
from knowledge.places import Place
from knowledge.record import MalformedRecordError, statement_from, texts_from

HOME: Final = Path(__file__).parent

#: Files beside the articles that hold no statements.
NO_ARTICLES: Final = ("speakers.toml", "strangers.toml")

_Entry = TypeVar("_Entry", Topic, Card, Contact, Explanation, Figure, Sign)

_STATEMENT: Final = re.compile(r"^[ \t]*\[\[statement\]\]", re.MULTILINE)
_TOML_LINE: Final = re.compile(r"at line (\d+)")

#: What a field of the wrong shape raises while a record is read.
_UNREADABLE: Final = (AttributeError, KeyError, TypeError, ValueError)

#: Fields that a statement takes from elsewhere: its speaker's entry, or the head of its article.
_OF_SPEAKER: Final = ("side", "name", "role", "aliases")
_OF_SOURCE: Final = ("source", "publisher", "url", "published_on", "checked_on")


@dataclass(frozen=True)
class ShippedStatement:
    """A statement with the place it was read from."""

    statement: Statement
    file: Path
    #: The line on which its table begins.
    line: int = 1

    @property
    def place(self) -> Place:
        """Where the statement stands in its file."""
        return Place(self.file, self.line, "[[statement]]")


@dataclass(frozen=True)
class Shipped:
    """All that a release ships."""

    statements: tuple[ShippedStatement, ...]
    guidance: Guidance
    problems: tuple[str, ...] = field(default=())

    def edition(self) -> Edition:
        """All of it as if it were what is published."""
        return Edition({s.statement.id: s.statement for s in self.statements}, self.guidance)


def read_shipped(home: Path = HOME) -> Shipped:
    """Read the shipped base; raises MalformedShippedError naming file, line and reason."""
    shipped = survey_shipped(home)
    if shipped.problems:
        raise MalformedShippedError(shipped.problems)
    return shipped


def survey_shipped(home: Path = HOME) -> Shipped:
    """Read the shipped base as far as it can be read, with the problems met on the way.

    A problem is one line for a person: `file:line: statement or topic: what is wrong`.
    """
    reading = _Reading(home)
    statements, guidance = tuple(reading.statements()), reading.guidance()
    return Shipped(statements, guidance, tuple(reading.problems))


def read_guidance(home: Path = HOME) -> Guidance:
    """Read topics, cards, contacts and explanations; raises MalformedShippedError."""
    reading = _Reading(home)
    guidance = reading.guidance()
    if reading.problems:
        raise MalformedShippedError(tuple(reading.problems))
    return guidance


class _Reading:
    """One reading of the files below a folder, and the problems met on the way."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.problems: list[str] = []

    def statements(self) -> Iterator[ShippedStatement]:
        folder = self._home / "statements"
        speakers = self._load(folder / "speakers.toml")
        for path in sorted(folder.glob("*.toml")):
            if path.name not in NO_ARTICLES and speakers is not None:
                yield from self._article(path, speakers)

    def guidance(self) -> Guidance:
        topics, cards = self._home / "topics", self._home / "cards"
        return Guidance(
            topics=self._in_menu_order(self._folders(topics, "topic.toml", _topic)),
            cards=self._folders(cards, "card.toml", _card),
            contacts=self._tables(cards / "contacts.toml", _contact),
            explanations=self._tables(topics / "explanations.toml", _explanation),
            lexicon=self._lexicon(),
            asked=read_asked(self._home / "statements"),
        )

    def _lexicon(self) -> Lexicon:
        words, statements = self._home / "words", self._home / "statements"
        written = self._load(words / "words.toml") or {}
        groups = {name: tuple(forms) for name, forms in written.items() if name != "slang"}
        figure, sign = partial(_figure, groups), partial(_sign, groups)
        return Lexicon(
            groups,
            slang={plain: tuple(forms) for plain, forms in written.get("slang", {}).items()},
            speakers=self._tables(statements / "speakers.toml", figure),
            strangers=self._tables(statements / "strangers.toml", figure),
            signs=tuple(self._tables(words / "signs.toml", sign).values()),
        )

    def _in_menu_order(self, topics: dict[str, Topic]) -> dict[str, Topic]:
        """Topics as the menu lists them; what the menu does not name comes last."""
        menu = (self._load(self._home / "topics" / "menu.toml") or {}).get("order", ())
        return {**{name: topics[name] for name in menu if name in topics}, **topics}

    def _article(self, path: Path, speakers: Mapping[str, Any]) -> Iterator[ShippedStatement]:
        article = self._load(path) or {}
        statements = article.get("statement", ())
        text = path.read_text(encoding="utf-8", errors="replace")
        heads = [text.count("\n", 0, head.start()) + 1 for head in _STATEMENT.finditer(text)]
        if article and len(heads) != len(statements):
            reason = "begin every statement with [[statement]] on a line of its own"
            self._note(Place(path), path.stem, reason, "statement")
            return
        for line, written in zip(heads, statements, strict=False):
            try:
                statement = _statement(written, article, speakers)
            except _UNREADABLE as error:
                place, name = _blame(Place(path, line, "[[statement]]"), written, error)
                self._note(place, name, _reason(error), _field(error))
            else:
                yield ShippedStatement(statement, path, line)

    def _folders(
        self, folder: Path, name: str, read: Callable[[Path, Mapping[str, Any]], _Entry]
    ) -> dict[str, _Entry]:
        entries = {}
        for path in sorted(folder.glob(f"*/{name}")):
            written = self._load(path)
            try:
                if written is not None:
                    entries[path.parent.name] = read(path.parent, written)
            except _UNREADABLE as error:
                self._note(Place(path), path.parent.name, _reason(error), _field(error))
        return entries

    def _tables(
        self, path: Path, read: Callable[[str, Mapping[str, Any]], _Entry]
    ) -> dict[str, _Entry]:
        entries = {}
        for name, written in (self._load(path) or {}).items():
            try:
                entries[name] = read(name, written)
            except _UNREADABLE as error:
                place = Place(path, table=f"\n[{name}]")
                self._note(place, name, _reason(error), _field(error))
        return entries

    def _load(self, path: Path) -> dict[str, Any] | None:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self._note(Place(path), path.stem, "the file is missing")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._note(Place(path, line), path.stem, "save the file as UTF-8")
        except tomllib.TOMLDecodeError as error:
            found = _TOML_LINE.search(str(error))
            self._note(Place(path, int(found[1]) if found else 1), path.stem, f"no TOML: {error}")
        return None

    def _note(self, place: Place, name: str, reason: str, field: str = "") -> None:
        file = place.file.relative_to(self._home).as_posix()
        problem = f"{file}:{place.line_for(field)}: {name}: {reason}"
        # What is wrong in the head of an article comes up again with each of its statements.
        if problem not in self.problems:
            self.problems.append(problem)


def _statement(
    written: Mapping[str, Any], article: Mapping[str, Any], speakers: Mapping[str, Any]
) -> Statement:
    speaker = written.get("speaker")
    if not speaker:
        raise MalformedRecordError("speaker", "missing")
    if speaker not in speakers:
        raise MalformedRecordError("speaker", f"{speaker!r} is not in speakers.toml; add it there")
    return statement_from(
        {
            "source": article.get("source"),
            "added_on": article.get("added_on"),
            **written,
            "speaker": {"id": speaker, **speakers[speaker]},
        }
    )


def _topic(folder: Path, entry: Mapping[str, Any]) -> Topic:
    return Topic(
        id=folder.name,
        title=texts_from(entry, "title"),
        leads=tuple(entry.get("leads", ())),
        explanations=tuple(entry.get("explanations", ())),
        phrasings=_phrasings(folder),
        near=tuple(entry.get("near", ())),
        speaker=entry.get("speaker", ""),
        side=_side(entry),
    )


def _card(folder: Path, entry: Mapping[str, Any]) -> Card:
    return Card(
        id=folder.name,
        texts=texts_from(entry, "texts"),
        phrasings=_phrasings(folder),
        on_personal_data=(
            texts_from(entry, "on_personal_data") if "on_personal_data" in entry else None
        ),
        contacts=tuple(entry.get("contacts", ())),
        then=entry.get("then", ""),
    )


def _contact(name: str, entry: Mapping[str, Any]) -> Contact:
    for needed in ("reach", "seen_at"):
        if not entry.get(needed):
            raise MalformedRecordError(needed, "missing")
    for day in ("seen_on", "checked_on"):
        if not isinstance(entry.get(day, dt.date.min), dt.date):
            raise MalformedRecordError(day, "write YYYY-MM-DD, without quotation marks")
    return Contact(
        id=name,
        name=texts_from(entry, "name"),
        purpose=texts_from(entry, "purpose"),
        reach=tuple(entry["reach"]),
        seen_at=entry["seen_at"],
        seen_on=entry.get("seen_on"),
        checked_on=entry.get("checked_on"),
        held=entry.get("held", False),
    )


def _explanation(name: str, entry: Mapping[str, Any]) -> Explanation:
    texts = {language: entry[language] for language in LANGUAGES if language in entry}
    return Explanation(
        id=name,
        texts=texts_from({"texts": texts}, "texts"),
        rests_on=tuple(entry.get("rests_on", ())),
        alike=entry.get("alike", False),
    )


def _figure(groups: Groups, name: str, entry: Mapping[str, Any]) -> Figure:
    spellings, offices = tuple(entry.get("spellings", ())), tuple(entry.get("offices", ()))
    pattern((*spellings, *offices), groups)  # raises where a group is missing
    return Figure(name, texts_from(entry, "name"), _side(entry), spellings, offices)


def _sign(groups: Groups, name: str, entry: Mapping[str, Any]) -> Sign:
    every = tuple(_several(forms) for forms in entry["every"])
    without = tuple(entry.get("without", ()))
    pattern((*(form for forms in every for form in forms), *without), groups)
    return Sign(
        id=name,
        every=every,
        without=without,
        entries=_several(entry["entry"]),
        alone=entry.get("alone", False),
        persons=entry.get("persons", False),
        first=_side(entry, "first"),
    )


def _several(written: str | list[str]) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def _side(entry: Mapping[str, Any], field: str = "side") -> Side | None:
    side = entry.get(field)
    if side and side not in tuple(Side):
        raise MalformedRecordError(field, f"{side!r} is none of {', '.join(Side)}")
    return Side(side) if side else None


def _phrasings(folder: Path) -> dict[Language, tuple[str, ...]]:
    phrasings: dict[Language, tuple[str, ...]] = {}
    for language in LANGUAGES:
        path = folder / f"{language}.txt"
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            phrasings[language] = tuple(line.strip() for line in lines if line.strip())
    return phrasings


def _blame(statement: Place, written: Mapping[str, Any], error: Exception) -> tuple[Place, str]:
    """The entry to mend where a statement cannot be read, and its name."""
    lacking, file = _field(error), statement.file
    if lacking in _OF_SPEAKER:
        speaker = written["speaker"]
        return Place(file.with_name("speakers.toml"), table=f"\n[{speaker}]"), speaker
    if lacking in _OF_SOURCE and "source" not in written:
        return Place(file, table="\n[source]"), file.stem
    if lacking == "added_on" and "added_on" not in written:
        return Place(file), file.stem
    return statement, str(written.get("id", "?"))


def _field(error: Exception) -> str:
    name = error.field if isinstance(error, MalformedRecordError) else ""
    return "numbers" if name in ("unit", "qualifier", "meaning") else name


def _reason(error: Exception) -> str:
    if not isinstance(error, MalformedRecordError):
        return f"cannot be read: {error}"
    return f"{error.field} is missing; add it" if error.reason == "missing" else str(error)
