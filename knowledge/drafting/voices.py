"""Who a text says has spoken: speakers of the base, those shipped with it, and the well-known. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge.edition import Edition
from knowledge.lexicon import Figure
from knowledge.matching.reading import normalise, sentences
from knowledge.mentions import Mentioning
from knowledge.model import Attribution, Side, Speaker
from knowledge.record import record_of


class Voices:
    """Finds speakers by name, alias, spelling or office. Built once an edition; holds no state."""

    def __init__(self, edition: Edition) -> None:
        lexicon = edition.guidance.lexicon
        newest = sorted(edition.statements.values(), key=lambda s: (s.said_on, s.id))
        self._spoken = {s.speaker.id: s for s in newest}
        self._figures: Mapping[str, Figure] = {**lexicon.strangers, **lexicon.speakers}
        self._attributions = {
            name: Counter(s.attribution for s in newest if s.speaker.id == name)
            for name in self._spoken
        }
        known = {name: s.speaker for name, s in self._spoken.items()}
        for name, figure in lexicon.speakers.items():
            known.setdefault(
                name, Speaker(name, figure.side or Side.MEDIA, figure.name, figure.name)
            )
        self._mentioning = Mentioning(lexicon, known.values(), ())

    def ids(self) -> tuple[str, ...]:
        """Everybody who has spoken in the base, who spoke last first; then whoever else is known."""
        heard = list(reversed(self._spoken))
        return (*heard, *(name for name in self._figures if name not in self._spoken))

    def name(self, speaker: str) -> str:
        """A speaker's name in the first language that it has; the id where nobody is known by it."""
        record = self.record(speaker)
        return str(next(iter(record["name"].values()))) if record else speaker

    def named(self, names: Iterable[str]) -> str:
        """Who is called just so, in any language; empty where nobody known is."""
        wanted = {normalise(name) for name in names}
        called = {who: self.record(who) or {} for who in self.ids()}
        return next(
            (who for who, r in called.items() if wanted & set(map(normalise, r["name"].values()))),
            "",
        )

    def record(self, speaker: str) -> dict[str, Any] | None:
        """What a record holds of a speaker; without a role where only the name is known."""
        if speaker in self._spoken:
            written: dict[str, Any] = json.loads(json.dumps(record_of(self._spoken[speaker])))
            return dict(written["speaker"])
        figure = self._figures.get(speaker)
        if figure is None:
            return None
        names = {language: figure.name.text(language) for language in figure.name.written_in()}
        record: dict[str, Any] = {"id": figure.id, "name": names, "aliases": []}
        return {**record, "side": figure.side.value} if figure.side else record

    def attribution(self, speaker: str) -> Attribution | None:
        """How firmly this speaker's words are usually tied to them."""
        if speaker in self._attributions:
            return self._attributions[speaker].most_common(1)[0][0]
        figure = self._figures.get(speaker)
        if figure is None:
            return None
        return Attribution.NAMED_OFFICIAL if figure.spellings else Attribution.INSTITUTION

    def found_in(self, text: str) -> tuple[str, ...]:
        """Who says something in a text, most often first; without a word of saying, who is named."""
        named = [(who, saying) for who, saying in map(self._in, sentences(text)) if who]
        saying = [who for who, says in named if says]
        return tuple(who for who, _ in Counter(saying or (who for who, _ in named)).most_common())

    def sentences_of(self, speaker: str, text: str) -> Iterator[str]:
        """The sentences in which somebody is named."""
        return (sentence for sentence in sentences(text) if self._in(sentence)[0] == speaker)

    def matter(self, text: str) -> str:
        """The words of a text without who speaks, when, and that they speak."""
        return self._mentioning.of(normalise(text)).rest

    def _in(self, sentence: str) -> tuple[str, bool]:
        mentions = self._mentioning.of(normalise(sentence))
        stranger = mentions.stranger.id if mentions.stranger else ""
        return mentions.speaker or stranger, mentions.saying
