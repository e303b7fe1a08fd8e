"""From a line to what it means: what it names, what its signs say, its numbers, its likeliest topic.

Pure: nothing is looked up or shown here. What a ranking alone is worth, knowledge/deciding.py says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Final

from knowledge.answering import Subject, about, mark_of
from knowledge.asking import Asking
from knowledge.deciding import card_meant, decide, offer
from knowledge.directness import Directness
from knowledge.edition import Edition, belongs
from knowledge.guard import asks_of_somebody, only_tells_of_somebody, speaks_of_somebody
from knowledge.guard.persons import is_about_somebody
from knowledge.matching.calibration import ANSWER_AT
from knowledge.matching.matcher import Matcher, Ranking
from knowledge.matching.reading import passages
from knowledge.meaning import Meant
from knowledge.mentions import Mentions
from knowledge.numbers import Numbers
from knowledge.signs import Signs
from knowledge.stories import Stories, is_story, parts_of, told_in

#: One character means nothing, and never gets a statement.
_SHORTEST: Final = 2
#: So sure a sentence of a story must be of its topic to be what the story asks.
_PLAIN: Final = 0.7
#: A part of a message that is no sentence must be surer, have some words, and the whole of it must
#: not look like a question after a person: of 340 such questions two are lost, of 240 messages
#: that only tell of somebody a third more are answered.
_SURELY: Final = 0.8
_A_QUESTION: Final = 4
_PERSON: Final = 0.3


class Understanding:
    """Understands lines. Built once an edition; holds no state."""

    def __init__(self, edition: Edition, matcher: Matcher, directness: Directness) -> None:
        self._topics = edition.guidance.topics
        self._held = frozenset(name for name, t in self._topics.items() if edition.on_topic(t))
        self._matcher = matcher
        self._edition = edition
        self._stories = Stories(edition.guidance.lexicon)
        self._numbers = Numbers(edition)
        self._directness = directness
        self._asking = Asking(edition)
        self._signs = Signs(edition.guidance.lexicon)

    def with_matcher(self, matcher: Matcher) -> Understanding:
        """The same, where a matcher of the same phrasings ranks."""
        other = copy(self)
        other._matcher = matcher  # noqa: SLF001, it is one of us
        return other

    def for_one_message(self, matcher: Matcher) -> Understanding:
        """The same for one message, which this matcher of the same phrasings ranks."""
        other = self.with_matcher(matcher)
        other._directness = self._directness.for_one_message()  # noqa: SLF001, it is one of us
        return other

    def rank(self, text: str, *, by_words: bool = False) -> Ranking:
        """The likeliest entries for a text: slang read as the plain word, 25 June not as an age.

        `by_words` where the text is about a person: it goes to no encoder.
        """
        ranking = self._matcher.rank(text, by_words=by_words)
        mentioning = self._asking.mentioning
        plain = mentioning.plain(ranking.line)
        asked = self._asked_in(text)
        only_told = is_story(text) and not asked
        compared = mentioning.without_foreign_days(plain)
        if compared == ranking.line:
            return replace(ranking, asked=asked, only_told=only_told)
        ranked = self._matcher.rank(compared, by_words=by_words)
        return replace(ranked, line=plain, read=ranking.read, asked=asked, only_told=only_told)

    def _asked_in(self, text: str) -> str:
        """What a story asks, read as the rest is; empty where the message is no story, or only
        tells."""
        asked = self._stories.asked_in(text) if is_story(text) else ()
        plain = self._asking.mentioning.plain
        return plain(self._matcher.understand(" ".join(asked))) if asked else ""

    def asks_of_all(self, text: str, *, named: bool = False) -> bool:
        """Whether a message that speaks of somebody plainly asks what is about nobody alone.

        `named` where a private name is in it: then nobody's words are what is asked for, for the
        name may be theirs too ("Зеленський Андрій з Кривого Рогу").
        """
        is_plain = partial(self._is_plain_topic, voices=not named)
        asked = self._stories.asked_in(text)
        if any(map(asks_of_somebody, asked)):
            return not is_story(text) and self._asks_beside_telling(text, is_plain)
        if self._asks_somewhere(text, is_plain):
            return True
        if is_story(text):
            parts: Iterable[str] = passages(text)
        else:
            parts = (
                (part for one in asked for part in passages(one))
                if len(told_in(text)) > len(asked)
                else ()
            )
        lines = (self._matcher.understand(part) for part in parts)
        if any(is_plain(line) for line in lines if not is_about_somebody(line)):
            return True
        return not is_story(text) and self._asks_beside_telling(text, is_plain)

    def _asks_somewhere(self, text: str, is_plain: Callable[..., bool]) -> bool:
        """Whether some window of a message surely asks of all, and the message does not look like
        one that asks after a person."""
        ranking = self._matcher.rank(text, by_words=True)
        if any(one.card == "person" and one.probability >= _PERSON for one in ranking.candidates):
            return False
        parts = filter(speaks_of_somebody, parts_of(text))
        if not all(map(only_tells_of_somebody, parts)):
            return False
        windows = (
            window
            for window in self._stories.windows_of(text)
            if len(window.split()) >= _A_QUESTION and not speaks_of_somebody(window)
        )
        lines = map(self._matcher.understand, windows)
        return any(is_plain(line, _SURELY) for line in lines)

    def _asks_beside_telling(self, text: str, is_plain: Callable[..., bool]) -> bool:
        """Whether one part of a short message only tells of somebody, and another asks of all."""
        parts = parts_of(text)
        of_somebody = [part for part in parts if speaks_of_somebody(part)]
        if not of_somebody or not all(map(only_tells_of_somebody, of_somebody)):
            return False
        lines = (self._matcher.understand(part) for part in parts if part not in of_somebody)
        return any(map(is_plain, lines))

    def _is_plain_topic(self, line: str, enough: float = _PLAIN, *, voices: bool = True) -> bool:
        best = self._matcher.rank(line, by_words=True).best if len(line.split()) > 2 else None
        if best is None or not best.topic or best.probability < enough:
            return False
        return voices or not self._asking.is_voice(best.topic)

    def of(
        self, ranking: Ranking, before: Subject | None = None, today: dt.date | None = None
    ) -> Meant:
        """What a line means; `before` is what the last answer was about."""
        meant = self._of(ranking, before, today)
        if meant.subject and meant.subject.kind == "topic" and meant.subject.id in self._held:
            return replace(meant, subject=self._led(meant.subject.id, ranking.question))
        return meant

    def _of(self, ranking: Ranking, before: Subject | None, today: dt.date | None) -> Meant:
        named = self._asking.mentioning.of(ranking.question, today)
        asked = self._asking.of(named, self._sure_topic, before)
        if asked and not ranking.only_told:
            return asked
        if not ranking.candidates or self._is_noise(ranking.line):
            return Meant(card="off_topic")
        signed = self._signed(ranking, named)
        if signed:
            return signed
        if named.only_somebody_unknown(self._matcher.knows_a_word_of):
            return Meant(ranking.candidates[0].probability)
        return self._plainly(ranking, self._likeliest(ranking))

    def _likeliest(self, ranking: Ranking) -> Meant:
        best = ranking.candidates[0]
        decision = decide(ranking, self._held)
        if decision.kind == "card":
            return Meant(best.probability, card=decision.entries[0])
        if decision.kind == "topic":
            return self._topic(decision.entries[0], ranking)
        return self._about_number(ranking) or self._offer(ranking)

    def matter_of(self, ranking: Ranking) -> Subject | None:
        """What a line is about where it is about a person first: only what it clearly names."""
        numbered = self._about_number(ranking)
        if numbered:
            return numbered.subject
        best = ranking.best
        sure = best is not None and best.topic and best.probability >= ANSWER_AT
        if best and self._asking.is_voice(best.topic):
            return None  # beside a private name, nobody's words are an answer
        return Subject("topic", best.topic) if best and sure else None

    def _is_noise(self, line: str) -> bool:
        return len(line) < _SHORTEST or not self._matcher.knows_a_word_of(line)

    def _sure_topic(self, words: str) -> str:
        best = self._matcher.rank(words, by_words=True).best if words else None
        return best.topic if best and best.probability >= ANSWER_AT else ""

    def _signed(self, ranking: Ranking, named: Mentions) -> Meant | None:
        """What the words of a sign mean, whatever the others say, even another card."""
        sign, card = self._signs.of(ranking.question), card_meant(ranking)
        if sign is None or card in ("crisis", "scam") or (card == "person" and not sign.persons):
            return None
        if sign.of_base and named.anybody:
            return None
        likely = {candidate.entry: candidate.probability for candidate in ranking.candidates}
        score = max(ANSWER_AT, *(likely.get(entry, 0.0) for entry in sign.entries))
        names = tuple(entry.partition(":")[2] for entry in sign.entries)
        if len(names) > 1:
            return Meant(score, choices=names)
        if sign.of_base:
            return Meant(score, subject=Subject("topic", names[0]), first=sign.first)
        return Meant(score, card=names[0])

    def _topic(self, name: str, ranking: Ranking) -> Meant:
        score = ranking.candidates[0].probability
        if name not in self._held:
            # Whether the 1,212 were identified: the number alone would answer something else.
            return Meant(score, subject=Subject("topic", name))
        if self._numbers.is_part_unsaid(ranking.question):
            return Meant(score, near=(name,))
        numbers = self._counted(ranking)
        own = self._numbers.of_topic(name)
        if not numbers <= own | self._numbers.said:
            # A number nobody in the base has said: whatever the words, it is not answered here.
            return Meant(score, near=(name,))
        if numbers and not numbers & own:
            # Somebody has said it, but on another matter: that is what is asked about.
            return self._about_number(ranking) or self._offer(ranking)
        return Meant(score, subject=Subject("topic", name))

    def _plainly(self, ranking: Ranking, meant: Meant) -> Meant:
        """The same, or the likeliest topic that holds the one statement plainly asked for."""
        if not meant.choices and not (meant.subject and meant.subject.id in self._held):
            return meant
        asked = self._directness.plainly(ranking.question, self._matcher.closest)
        holding = self._held_by(asked)
        if not holding or (meant.subject and meant.subject.id in holding):
            return meant
        likely = (one.topic for one in ranking.candidates if one.topic in holding)
        name = next(likely, holding[0])
        return Meant(max(meant.score, ANSWER_AT), subject=Subject("topic", name))

    def _held_by(self, statement: str) -> list[str]:
        """The topics that a statement belongs to."""
        known = self._edition.statements.get(statement)
        topics = self._topics.values()
        return [topic.id for topic in topics if known and belongs(known, topic)]

    def _led(self, name: str, line: str) -> Subject:
        """A topic, led by the one of its statements that is asked for where it is not seen first."""
        subject = Subject("topic", name)
        page = about(self._edition, subject, dt.date.min)
        said = self._edition.on_topic(self._topics[name])
        shown = page.statements if page else ()
        voice = self._asking.is_voice(name)
        lead = self._directness.lead(line, shown, said, self._matcher.closest, voice=voice)
        return replace(subject, lead=mark_of(lead)) if lead else subject

    def _about_number(self, ranking: Ranking) -> Meant | None:
        """What is known of a number that somebody said, where the words alone do not decide."""
        said = sorted(ranking.numbers & self._numbers.said, reverse=True)
        subject = self._numbers.subject_of(said[0]) if said else None
        if subject and self._numbers.is_part_unsaid(ranking.question):
            return Meant(ANSWER_AT, near=(subject.id,) if subject.kind == "topic" else ())
        return Meant(ANSWER_AT, subject=subject) if subject else None

    def _offer(self, ranking: Ranking) -> Meant:
        """Up to three topics to choose from; silence is honest where that would be a guess."""
        best = ranking.candidates[0]
        decision = offer(ranking, self._held)
        if self._counted(ranking) - self._numbers.said:
            return Meant(1 - best.probability, near=decision.entries)
        if decision.kind == "unknown":
            return Meant(1 - best.probability)
        return Meant(best.probability, choices=decision.entries)

    def _counted(self, ranking: Ranking) -> frozenset[int]:
        return ranking.numbers - self._asking.mentioning.slang_numbers(ranking.question)
