"""Numbers in questions: who said them, and on which matter. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from knowledge.answering import Subject
from knowledge.edition import Edition
from knowledge.matching.reading import normalise
from knowledge.mentions import SLANG
from knowledge.model import Statement, Topic
from knowledge.patterns import folded, pattern

#: From here on a number counts people; below it may be an age.
_COUNTS: Final = 100


class Numbers:
    """The numbers of an edition. Built once an edition; holds no state."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        topics = edition.guidance.topics.values()
        self._of_topic = {topic.id: self._said_on(topic) | _asked_on(topic) for topic in topics}
        #: All that anybody has said.
        self.said = frozenset(
            n.value for s in edition.statements.values() for n in s.numbers if n.value is not None
        )
        groups = edition.guidance.lexicon.groups
        how_many, part_of, in_list, people, lists = (
            pattern(groups.get(n, ()), groups).pattern
            for n in ("how-many", "part-of", "in-a-list", "people", "lists")
        )
        number = r"(?:[^\W\d]+ )?(?P<number>\d{3,})\b"
        self._parts = (
            re.compile(rf"{how_many}(?!.*{lists} {part_of} \d).*?{part_of} {number}"),
            re.compile(rf"{part_of} {number} {how_many} \w+"),
            re.compile(rf"{how_many} (?!{people})\w+ {in_list} {number}"),
        )
        ukrainian = pattern(groups.get("of-ukraine", ()), groups)
        self._ours = pattern((*groups.get("of-ukraine", ()), *groups.get("ours", ())), groups)
        self._beside = re.compile("|".join((how_many, part_of, self._ours.pattern)))
        self._smallest = _smallest(edition.statements.values())
        self._of_ukrainians = frozenset(
            n.value
            for s in edition.statements.values()
            for n in s.numbers
            if n.value is not None
            and ukrainian.search(folded(normalise(" ".join(s.texts.every()))))
        )

    def of_topic(self, name: str) -> frozenset[int]:
        """The numbers that belong to a topic: in its statements, or in what people ask of it."""
        return self._of_topic[name]

    def is_part_unsaid(self, line: str) -> bool:
        """Whether a normalised line asks how many of a number are such: nobody counted within the
        smallest number of its kind. That all of them are Ukrainians may have been said."""
        line = folded(line)
        found = next(filter(None, (part.search(line) for part in self._parts)), None)
        if found is None or int(found["number"]) not in self._smallest:
            return False
        if int(found["number"]) not in self._of_ukrainians or not self._ours.search(line):
            return True
        return any(len(word) > 3 for word in self._beside.sub(" ", line).split() if word.isalpha())

    def subject_of(self, number: int) -> Subject | None:
        """The topic led by a statement with this number, best one that names it; else the statement."""
        led = [
            topic
            for topic in self._edition.guidance.topics.values()
            if any(number == n.value for s in self._edition.on_topic(topic)[:1] for n in s.numbers)
        ]
        named = [topic for topic in led if number in _titled(topic)]
        if led:
            return Subject("topic", (named or led)[0].id)
        statements = self._edition.in_order(self._edition.statements.values())
        holding = (s for s in statements if any(number == n.value for n in s.numbers))
        return next((Subject("statement", statement.id) for statement in holding), None)

    def _said_on(self, topic: Topic) -> frozenset[int]:
        numbers = (n.value for s in self._edition.on_topic(topic) for n in s.numbers)
        return frozenset(number for number in numbers if number is not None)


def _smallest(statements: Iterable[Statement]) -> frozenset[int]:
    """The smallest number of each unit that counts in the hundreds or more."""
    least: dict[str, int] = {}
    for number in (n for s in statements for n in s.numbers):
        if number.value is not None and number.value >= _COUNTS:
            least[number.unit] = min(number.value, least.get(number.unit, number.value))
    return frozenset(least.values())


def _asked_on(topic: Topic) -> frozenset[int]:
    return _numbers_in(line for lines in topic.phrasings.values() for line in lines) - SLANG


def _titled(topic: Topic) -> frozenset[int]:
    return _numbers_in(topic.title.every())


def _numbers_in(lines: Iterable[str]) -> frozenset[int]:
    # Most lines hold none, and reading all of them would hold up every publication.
    likely = (line for line in lines if any(map(str.isnumeric, line)))
    return frozenset(
        int(word) for line in likely for word in normalise(line).split() if word.isdecimal()
    )
