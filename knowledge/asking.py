"""Who said what when: from what a line names to the subject that it asks for. Pure.

A day, an office or a stranger counts only where the line is about saying, or holds nothing else;
in a question on another matter ("чи домовились 2 червня про тіла") they decide nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from knowledge.answering import Subject
from knowledge.days import day_id, read_day_id
from knowledge.edition import Edition
from knowledge.lexicon import Figure
from knowledge.meaning import Meant
from knowledge.mentions import Mentioning, Mentions
from knowledge.model import Side

#: The topic that some words are surely about; empty where they are about none, or unsurely.
TopicOf = Callable[[str], str]


class Asking:
    """Decides what lines ask for by naming it. Built once an edition; holds no state."""

    def __init__(self, edition: Edition) -> None:
        statements = edition.statements.values()
        self._edition = edition
        self.mentioning = Mentioning(
            edition.guidance.lexicon,
            (s.speaker for s in statements),
            (s.said_on for s in statements),
        )
        topics = edition.guidance.topics.values()
        self._of_speaker = {topic.speaker: topic.id for topic in topics if topic.speaker}
        self._of_side = {topic.side: topic.id for topic in topics if topic.side}
        self._voices = frozenset((*self._of_speaker.values(), *self._of_side.values()))

    def is_voice(self, topic: str) -> bool:
        """Whether a topic is all that a speaker or a side has said."""
        return topic in self._voices

    def of(self, named: Mentions, topic_of: TopicOf, before: Subject | None = None) -> Meant | None:
        """What a line asks for that names this; `before` is what the last answer was about."""
        if not named.saying and named.rest:
            return None
        if named.stranger:
            return self._of_stranger(named.stranger, topic_of(named.rest))
        if named.day:
            return self._on_day(named.day, named, topic_of, before)
        if named.by_office and not self._is_of_a_matter(topic_of(named.rest)):
            topic = self._of_speaker.get(named.speaker)
            subject = Subject("topic", topic) if topic else Subject("speaker", named.speaker)
            return Meant(subject=subject)
        return None

    def _is_of_a_matter(self, topic: str) -> bool:
        return bool(topic) and not self.is_voice(topic)

    def _of_stranger(self, stranger: Figure, matter: str) -> Meant:
        voice = self._of_side.get(stranger.side) if stranger.side else None
        near = tuple(topic for topic in (matter, voice) if topic)
        return Meant(stranger=stranger, near=tuple(dict.fromkeys(near)))

    def _on_day(
        self, day: dt.date, named: Mentions, topic_of: TopicOf, before: Subject | None
    ) -> Meant | None:
        matter = topic_of(named.rest)
        voice = self._voice(named.speaker, named.sides) or (matter if self.is_voice(matter) else "")
        if voice or not named.saying:
            voice = voice or self._voice_before(before)
        for topic in (voice, matter if named.dated else ""):
            if topic and self._edition.said_on(day, self._edition.guidance.topics[topic]):
                return Meant(subject=Subject("day", day_id(day, topic)))
        if voice and named.saying:
            newest = Subject("topic", voice) if named.loosely else None
            return Meant(day=day, subject=newest, topic=voice, near=(voice,))
        if self._is_of_a_matter(matter):
            return None
        if self._edition.said_on(day):
            return Meant(subject=Subject("day", day_id(day)))
        return None if named.loosely and named.rest else Meant(day=day)

    def _voice(self, speaker: str, sides: tuple[Side, ...]) -> str:
        if speaker:
            return self._of_speaker.get(speaker, "")
        return self._of_side.get(sides[0], "") if len(sides) == 1 else ""

    def _voice_before(self, before: Subject | None) -> str:
        """Whose words the last answer gave: "and on the 9th?" asks for theirs."""
        if before is None:
            return ""
        read = read_day_id(before.id) if before.kind == "day" else None
        topic = read[1] if read else before.id
        return topic if before.kind in ("topic", "day") and self.is_voice(topic) else ""
