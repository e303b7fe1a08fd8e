"""Taking what an editor types, or chooses, for one field of a draft. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

from knowledge.checking.privacy import kind_in_name
from knowledge.drafting.counting import following, read_number
from knowledge.drafting.draft import Draft
from knowledge.drafting.filling import NotTaken, private_kind, publisher_of, with_speaker
from knowledge.drafting.saying import day_of
from knowledge.drafting.voices import Voices
from knowledge.edition import Edition
from knowledge.matching.reading import normalise
from knowledge.matching.tongue import Tongues
from knowledge.model import LANGUAGES, Attribution, Kind, Language, Precision, Relation, Side

#: A statement is a sentence or three, and a note less.
LONGEST: Final = 1_500
_DAYS: Final = ("said_on", "said_until", "event_date", "source.published_on", "source.checked_on")
_CHOSEN: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": tuple(Kind),
    "attribution": tuple(Attribution),
    "said_on_precision": tuple(Precision),
    "speaker.side": tuple(Side),
}
_SWITCHES: Final = ("unconfirmed", "overtaken")
_IN_LANGUAGES: Final = ("texts", "claim_owner", "speaker.name", "speaker.role")
_LINK: Final = re.compile(r"https?://[^\s/]+\.\S+$")
_SIDES: Final[Mapping[Side, re.Pattern[str]]] = {
    Side.UKRAINE: re.compile(r"укра[їи]н|ukrain"),
    Side.RUSSIA: re.compile(r"рос[сі]|russia"),
    Side.THIRD_PARTY: re.compile(r"трет[яії]|третьи|третья|third[ _]part|third side"),
    Side.MEDIA: re.compile(r"видан|издани|publisher|media|меді[аї]|меди[аи]|змі$|сми$"),
}
_PARAGRAPHS: Final = re.compile(r"\n\s*\n|\n|\s+/\s+")
#: It stands in the data of a button.
_LONGEST_SLUG: Final = 32
#: Empties a field.
NOTHING: Final = "-"

_Taking = Callable[[Draft, str, str, Edition, dt.date], Draft | NotTaken]


def take(draft: Draft, name: str, text: str, edition: Edition, today: dt.date) -> Draft | NotTaken:
    """The draft with what an editor typed (or chose) for one field; "-" empties it.

    `texts` takes one to three paragraphs, each for its own language; `texts.uk` takes one text.
    `speaker` takes the id or any known name, or for somebody new three lines: side, name, role, each
    in up to three languages with " / " between. `numbers` takes "6000 bodies" a line;
    `topics` one id, which is put in or taken out; `relations` "disputes ID", likewise;
    `other_side` where it was looked for, with or without a day.
    """
    text = text.strip()
    if not text:
        return NotTaken(name, "empty")
    if len(text) > LONGEST:
        return NotTaken(name, "long")
    if text == NOTHING:
        return draft.with_field(name, None)
    if kind := _private(draft, name, text, edition):
        return NotTaken(name, "personal", kind)
    return _taking(name)(draft, name, text, edition, today)


def choices(draft: Draft, name: str, edition: Edition) -> tuple[str, ...]:
    """The values to offer as buttons for a field, likeliest first; nothing where it is typed."""
    if name == "speaker":
        return Voices(edition).ids()
    if name == "topics":
        chosen = draft.value("topics") or ()
        topics = edition.guidance.topics.values()
        rest = (t.id for t in topics if not (t.speaker or t.side) and t.id not in chosen)
        return (*chosen, *rest)
    if name in _SWITCHES:
        return ("yes", "no")
    return _CHOSEN.get(name, ())


def _private(draft: Draft, name: str, text: str, edition: Edition) -> str:
    """What a text for a field holds of a private person; what is typed of a speaker is read apart."""
    if name == "speaker":
        return ""
    if name != "speaker.name":
        return private_kind(text, draft, edition, name)
    return kind_in_name(text, person=draft.value("attribution") == Attribution.NAMED_OFFICIAL)


def _taking(name: str) -> _Taking:
    if name in _DAYS:
        return _take_day
    if name in _CHOSEN or name in _SWITCHES:
        return _take_choice
    if name in _IN_LANGUAGES:
        return _take_paragraphs
    if name.startswith("texts."):
        return _take_text
    return _BY_NAME.get(name, _take_words)


def _take_words(draft: Draft, name: str, text: str, _: Edition, __: dt.date) -> Draft | NotTaken:
    return draft.with_field(name, " ".join(text.split()))


def _take_day(draft: Draft, name: str, text: str, _: Edition, today: dt.date) -> Draft | NotTaken:
    found = day_of(text, today)
    if found is None:
        return NotTaken(name, "day")
    draft = draft.with_field(name, found.day.isoformat())
    return draft if found.sure else draft.doubting(name, found.words)


def _take_choice(draft: Draft, name: str, text: str, _: Edition, __: dt.date) -> Draft | NotTaken:
    if name in _SWITCHES and text in ("yes", "no"):
        return draft.with_field(name, value=True if text == "yes" else None)
    allowed = _CHOSEN.get(name, ())
    return draft.with_field(name, text) if text in allowed else NotTaken(name, "choice")


def _take_link(
    draft: Draft, name: str, text: str, edition: Edition, _: dt.date
) -> Draft | NotTaken:
    if not _LINK.match(text):
        return NotTaken(name, "link")
    draft = draft.with_field(name, text)
    known = draft.value("source.publisher")
    return draft if known else draft.with_field("source.publisher", publisher_of(text, edition))


def _take_text(draft: Draft, name: str, text: str, _: Edition, __: dt.date) -> Draft | NotTaken:
    return _following(draft.with_field(name, " ".join(text.split())))


def _take_paragraphs(
    draft: Draft, name: str, text: str, edition: Edition, _: dt.date
) -> Draft | NotTaken:
    paragraphs = [" ".join(part.split()) for part in _PARAGRAPHS.split(text) if part.strip()]
    spoken = _by_language(paragraphs, edition)
    if not spoken:
        return NotTaken(name, "paragraphs")
    for language, paragraph in spoken.items():
        draft = draft.with_field(f"{name}.{language}", paragraph)
    return _following(draft) if name == "texts" else draft


def _by_language(paragraphs: list[str], edition: Edition) -> dict[Language, str]:
    """Each paragraph under its language; nothing where two are in one, or there are too many.

    Three whose languages are unclear, such as names, are taken in the order Ukrainian, Russian,
    English.
    """
    if not 0 < len(paragraphs) <= len(LANGUAGES):
        return {}
    statements = edition.statements.values()
    lines = {lang: [normalise(getattr(s.texts, lang)) for s in statements] for lang in LANGUAGES}
    tongues = Tongues(lines)
    spoken = {tongues.of(paragraph, "uk"): paragraph for paragraph in paragraphs}
    if len(spoken) == len(paragraphs):
        return spoken
    return (
        dict(zip(LANGUAGES, paragraphs, strict=True)) if len(paragraphs) == len(LANGUAGES) else {}
    )


def _following(draft: Draft) -> Draft:
    """The draft with its numbers as its texts say them now."""
    texts: Mapping[str, str] = draft.value("texts") or {}
    names = (draft.value("source.publisher") or "", *(draft.value("speaker.name") or {}).values())
    numbers = following(draft.value("numbers") or (), texts.values(), filter(None, names))
    return draft.with_field("numbers", numbers)


def _take_numbers(draft: Draft, name: str, text: str, _: Edition, __: dt.date) -> Draft | NotTaken:
    numbers = [read_number(line) for line in text.splitlines() if line.strip()]
    if not all(numbers):
        return NotTaken(name, "number")
    values = {number["value"] for number in numbers if number}
    kept = [n for n in draft.value(name) or () if n.get("value") not in values]
    return draft.with_field(name, [*kept, *numbers])


def _take_topic(
    draft: Draft, name: str, text: str, edition: Edition, _: dt.date
) -> Draft | NotTaken:
    if text not in edition.guidance.topics:
        return NotTaken(name, "choice")
    return draft.with_field(name, _toggled(draft.value(name) or [], text))


def _take_relation(
    draft: Draft, name: str, text: str, edition: Edition, _: dt.date
) -> Draft | NotTaken:
    relation, _space, other = text.partition(" ")
    if relation not in tuple(Relation) or other not in edition.statements:
        return NotTaken(name, "choice")
    field = f"relations.{relation}"
    return draft.with_field(field, _toggled(draft.value(field) or [], other))


def _toggled(known: list[str], value: str) -> list[str]:
    return [one for one in known if one != value] if value in known else [*known, value]


def _take_other_side(
    draft: Draft, name: str, text: str, _: Edition, today: dt.date
) -> Draft | NotTaken:
    found = day_of(text, today)
    on = found.day if found else today
    return draft.with_field(name, {"looked": " ".join(text.split()), "on": on.isoformat()})


def _take_speaker(
    draft: Draft, name: str, text: str, edition: Edition, today: dt.date
) -> Draft | NotTaken:
    voices = Voices(edition)
    found = (text,) if text in voices.ids() else voices.found_in(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(found) == 1 and len(lines) == 1:
        return with_speaker(draft, found[0], voices)
    side = side_of(lines[0]) if len(lines) == 3 else None
    if side is None:
        return NotTaken(name, "speaker")
    return _new_speaker(draft, [side.value, *lines[1:]], edition, today, voices)


def side_of(text: str) -> Side | None:
    """The side that somebody writes, in one language or in several with " / " between.

    >>> side_of("Третя сторона / третья сторона / third party")
    <Side.THIRD_PARTY: 'third_party'>
    """
    parts = [part.strip().casefold() for part in text.split("/")]
    found = {next((s for s, word in _SIDES.items() if word.match(part)), None) for part in parts}
    return found.pop() if len(found) == 1 else None


def _new_speaker(
    draft: Draft, lines: list[str], edition: Edition, today: dt.date, voices: Voices
) -> Draft | NotTaken:
    side, name, role = lines
    taken = draft.with_field("speaker", {"side": side, "aliases": []})
    for field, text in (("speaker.name", name), ("speaker.role", role)):
        filled = take(taken, field, text, edition, today)
        if isinstance(filled, NotTaken):
            return filled
        taken = filled
    names: Mapping[str, str] = taken.value("speaker.name")
    known = voices.named(names.values())
    return taken.with_field("speaker.id", known or _free(slug(names.get("en") or name), voices))


def _free(stem: str, voices: Voices) -> str:
    """The id, or the next one: a namesake is somebody else."""
    names = (f"{stem}-{number}" if number > 1 else stem for number in count(1))
    return next(name for name in names if name not in voices.ids())


_LATIN: Final = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "ё": "e", "ы": "y", "э": "e",
    "ъ": "",
})  # fmt: skip


def slug(name: str) -> str:
    """A name in Latin letters with hyphens, the surname alone where there is one.

    >>> slug("Дмитро Лубінець")
    'lubinets'
    """
    words = normalise(name).split()
    chosen = words[-1:] if len(words) == 2 else words[:4]
    latin = re.sub(r"[^a-z0-9-]", "", "-".join(chosen).translate(_LATIN))
    return latin[:_LONGEST_SLUG].strip("-") or "speaker"


_BY_NAME: Final[dict[str, _Taking]] = {
    "source.url": _take_link,
    "numbers": _take_numbers,
    "topics": _take_topic,
    "relations": _take_relation,
    "other_side": _take_other_side,
    "speaker": _take_speaker,
}
