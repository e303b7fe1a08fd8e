"""Filling a draft from what an editor pastes: it is read here and kept nowhere. Pure.

What an editor types for one field is taken by knowledge/drafting/taking.py.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from knowledge.checking.drafts import wording_for
from knowledge.checking.privacy import kind_in, kind_in_name
from knowledge.drafting.counting import following
from knowledge.drafting.draft import Draft
from knowledge.drafting.saying import Day, days_in
from knowledge.drafting.voices import Voices
from knowledge.edition import Edition
from knowledge.fingerprints import fingerprint
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import sentences
from knowledge.model import Attribution, Kind

#: The topics that a text is about, best first.
Rank = Callable[[str], Sequence[str]]

#: A longer text is no post and no article.
LONGEST: Final = 30_000
_TOPICS: Final = 4
#: So many topics a sentence may have, each at least so likely as this part of the likeliest.
_A_SENTENCE: Final = 3
_SHARE: Final = 0.3
_LINK: Final = re.compile(r"https?://[^\s<>«»\"]+[^\s<>«»\".,;:!?)\]]")
#: A text this short is the statement itself; of a longer one only the speaker's sentences count.
_SHORT: Final = 3
#: Words that tell what sort of statement it is; the first that stands there decides.
_KINDS: Final = {
    Kind.DENIAL: re.compile(
        r"\b(?:спросту\w+|запереч\w+|опроверг\w*|отрица\w+|den(?:y|ied|ies)|rejected)\b", re.IGNORECASE
    ),
    Kind.AGREEMENT: re.compile(
        r"\b(?:домовил\w+|погодил\w+|договорил\w+|согласовал\w+|agreed)\b", re.IGNORECASE
    ),
}  # fmt: skip
#: The end of a sentence, and not that of an initial.
_ENDS: Final = re.compile(r"(?<!\b\w)[.!?…]+\s+|\n+")
#: Said to be the day on which a post was published, and not read in its words.
PUBLISHED: Final = "@published"


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft with what could be read, and what could not."""

    draft: Draft
    #: Fields that were looked for and not found, or found twice.
    unclear: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why a text was not taken; nothing of it is kept.

    Reasons are texts `not-taken-REASON`: `personal` (kind: birth-date, phone, document, unit,
    call-sign, mark, name), `long`, `empty`, `day`, `link`, `number`, `choice`, `speaker`, `paragraphs`,
    `forwarded` (others' words fill no field).
    """

    field: str
    reason: str
    kind: str = ""


def fill(
    text: str,
    edition: Edition,
    rank: Rank,
    today: dt.date,
    link: str = "",
    published_on: dt.date | None = None,
    channel: str = "",
) -> Filled | NotTaken:
    """A new draft with whatever a pasted text tells; `channel` is a forwarded channel's title.

    Takes up to a tenth of a second, and longer the first time: call it in a thread.
    """
    if len(text) > LONGEST:
        return NotTaken("text", "long")
    link = link or _first(_LINK.findall(text))
    text = _LINK.sub(" ", text).strip()
    draft = Draft("add")
    kind = (
        private_kind(link, draft, edition, "source.url")
        or kind_in_name(channel)
        or private_kind(text, draft, edition)
    )
    if kind:
        return NotTaken("text", "personal", kind)
    if private_kind(channel, draft, edition, "source.publisher"):
        channel = ""  # it is called after somebody: its address names it as well
    draft = _sourced(draft, link, published_on, channel, edition)
    voices = Voices(edition)
    speakers = voices.found_in(text)
    own = _own(text, speakers, voices)
    draft = _spoken(draft, speakers, voices)
    draft = _dated(draft, own, text, published_on or today, published_on)
    topics = _topics(own, rank)
    draft = draft.with_field(
        "numbers", following((), own, (draft.value("source.publisher") or "",))
    )
    draft = draft.with_field("topics", topics).with_field("kind", _kind(own, draft))
    draft = draft.with_pasted(fingerprint(text))
    several = ("speaker",) if len(speakers) > 1 else ()
    unread = [name for name in ("speaker", "said_on", "topics") if text and not draft.value(name)]
    return Filled(draft, tuple(dict.fromkeys((*several, *unread))))


def private_kind(text: str, draft: Draft, edition: Edition, name: str = "texts") -> str:
    """What a text for a field holds of a private person, or nothing; sentence by sentence, as people
    are named."""
    wording = wording_for(draft, edition, frozenset())
    kinds = (kind_in(name, sentence, wording) for sentence in _ENDS.split(text))
    return _first(filter(None, kinds))


def ranked_by(matcher: Matcher, edition: Edition) -> Rank:
    """The topics that the matcher finds; those that stand for a speaker or a side are left out.

    Who speaks is left out of the text, for names would outweigh the matter. Of the shipped
    statements 90 in 100 got a topic of theirs so, and 60 in 100 of the topics were right: the
    editor sees them on the card and takes out what is wrong.
    """
    standing = {t.id for t in edition.guidance.topics.values() if t.speaker or t.side}
    voices = cache(lambda: Voices(edition))  # made where it is asked, which is on a thread

    def rank(text: str) -> Sequence[str]:
        found = matcher.rank(voices().matter(text) or text, by_words=True).candidates
        topics = [c for c in found if c.topic and c.topic not in standing]
        enough = topics[0].share * _SHARE if topics else 1.0
        return [c.topic for c in topics[:_A_SENTENCE] if c.share >= enough]

    return rank


def publisher_of(link: str, edition: Edition) -> str:
    """Who publishes at an address: as the base calls them, else the host's name."""
    host = _host(link)
    for statement in edition.statements.values():
        if host and _host(statement.source.url) == host:
            return statement.source.publisher
    if host in ("t.me", "telegram.me"):
        name = urlsplit(link).path.strip("/").split("/")[0]
        return f"Telegram: @{name}" if name else ""
    return host


def _sourced(
    draft: Draft, link: str, published_on: dt.date | None, channel: str, edition: Edition
) -> Draft:
    publisher = channel.strip() or (publisher_of(link, edition) if link else "")
    for name, value in (
        ("source.url", link),
        ("source.publisher", publisher),
        ("source.published_on", published_on.isoformat() if published_on else ""),
    ):
        draft = draft.with_field(name, value) if value else draft
    return draft


def _own(text: str, speakers: Sequence[str], voices: Voices) -> list[str]:
    """The sentences that are the statement: all of a short text, of a long one the speaker's."""
    every = list(sentences(text))
    if len(every) <= _SHORT or not speakers:
        return every
    return list(voices.sentences_of(speakers[0], text)) or every


def _spoken(draft: Draft, speakers: Sequence[str], voices: Voices) -> Draft:
    """The draft with whoever speaks most; of several the editor has to say who is meant."""
    if not speakers:
        return draft
    draft = with_speaker(draft, speakers[0], voices)
    if len(speakers) == 1:
        return draft
    return draft.doubting("speaker", ", ".join(map(voices.name, speakers)))


def with_speaker(draft: Draft, speaker: str, voices: Voices) -> Draft:
    """The draft with a known speaker, and with how firmly words are usually tied to them."""
    attribution = voices.attribution(speaker)
    draft = draft.with_field("speaker", voices.record(speaker))
    return draft.with_field("attribution", attribution.value if attribution else None)


def _dated(
    draft: Draft, own: Iterable[str], text: str, written_on: dt.date, published_on: dt.date | None
) -> Draft:
    """The draft with the day on which it was said, doubtful unless the words alone settle it."""
    found = _first_day(own, written_on) or _first_day((text,), written_on)
    if found:
        draft = draft.with_field("said_on", found.day.isoformat())
        return draft if found.sure else draft.doubting("said_on", found.words)
    if published_on:
        draft = draft.with_field("said_on", published_on.isoformat())
        return draft.doubting("said_on", PUBLISHED)
    return draft


def _first_day(texts: Iterable[str], written_on: dt.date) -> Day | None:
    """The first day named; one that the words settle before one that has to be confirmed.

    Several different days leave a doubt even so: one may be that of the event.
    """
    days = [day for text in texts for day in days_in(text, written_on) if day.day <= written_on]
    days.sort(key=lambda day: not day.sure)
    if len({day.day for day in days}) > 1:
        first = days[0]
        return Day(first.day, first.words, first.at, sure=False)
    return days[0] if days else None


def _topics(own: Iterable[str], rank: Rank) -> list[str]:
    """At most four topics: the best of each sentence first, then the second best."""
    ranked = [list(rank(sentence)) for sentence in own]
    deepest = max(map(len, ranked), default=0)
    in_turn = (topics[at] for at in range(deepest) for topics in ranked if at < len(topics))
    return list(dict.fromkeys(in_turn))[:_TOPICS]


def _kind(own: Iterable[str], draft: Draft) -> str | None:
    """What sort of statement it is: nobody is shown this, so a guess does no harm."""
    if draft.value("attribution") in (None, Attribution.PUBLISHER.value):
        return None
    said = " ".join(own)
    return next((kind for kind, words in _KINDS.items() if words.search(said)), Kind.CLAIM).value


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _first(found: Iterable[str]) -> str:
    return next(iter(found), "")
