"""Words that the base keeps out of every text that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from knowledge.checking.dates import DATE
from knowledge.fingerprints import shared_run
from knowledge.guard.persons import has_private_name, kind_of_personal_data

#: Verbs and hedges that judge a speaker, and one side's names for the other.
_JUDGING: Final = re.compile(
    r"\b(?:allegedly|alleg(?:e|es|ed|ing)|so-called|purported(?:ly)?|supposedly|claimed|claiming|claims that"
    r"|admitted|admits|confessed|insist(?:s|ed|ing)|lied|kyiv regime|cargo 200"
    r"|нібито|начебто|буцімто|так зван\w+|визна(?:в|ла|ли|є|ють)|вкину(?:в|ла|ли)|зізна(?:вся|лася|лися)"
    r"|збреха(?:в|ла|ли)|київськ\w+ режим\w*|бойовик\w*|вантаж\w* 200|двохсот(?:ий|і|их|ого)"
    r"|якобы|будто бы|так называем\w+|призна(?:л|ла|ло|ли|[её]т|ют)|проговорил\w*|вбросил\w*|сознал\w+"
    r"|солгал\w*|киевск\w+ режим\w*|боевик\w*|груз\w* 200|двухсот(?:ый|ые|ых|ого)"
    r"|окк?упант\w*|карател\w+|захисник\w*|геро(?:й|ї|я|їв|и|ев)|оборон(?:ець|ц[яіюе]\w*))\b",
    re.IGNORECASE,
)

#: Days that mean something only on the day they were said.
_RELATIVE: Final = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|yesterday|tomorrow|tonight|weekend|recently"
    r"|(?:this|last|next|past|coming) (?:few )?(?:day|week|month|year)s?|(?:day|week|month|year|hour)s? ago"
    r"|понеділ\w+|вівтор\w+|серед(?:а|у|и|і|ою)|четвер(?:г\w*)?|п['’ʼ]?ятниц\w+|субот\w+|неділ(?:я|ю|і|ею)"
    r"|сьогодні\w*|[ву]чора\w*|позавчора|завтра\w*|післязавтра|нещодавно|торік"
    r"|(?:ц(?:ього|ьому|ими|их)|минул|наступн|найближч|останн|поточн)\w* (?:кілька )?"
    r"(?:дн|день|тиж|місяц|рок|році|рік|вихідн)\w*"
    r"|(?:дні|днів|день|тиж\w+|місяц\w+|рок\w+|рік|годин\w*) тому(?! що)"
    r"|понедельник\w*|вторник\w*|сред(?:а|у|ы|е|ой)|пятниц\w+|суббот\w+|воскресень\w+"
    r"|сегодня\w*|вчера\w*|позавчера|послезавтра|недавно"
    r"|(?:эт(?:от|ого|ой|ом|у|и|их|ими)|прошл|следующ|ближайш|последн|текущ|минувш)\w* (?:несколько )?"
    r"(?:дн|день|недел|месяц|год|выходн)\w*"
    r"|(?:дн\w+|день|недел\w+|месяц\w*|год\w*|лет|час\w*) назад)(?!\w)",
    re.IGNORECASE,
)
_AS_OF: Final = re.compile(
    rf"\b(?:as of|станом на|по состоянию на) (?:{DATE.pattern})", re.IGNORECASE
)
_SENTENCE: Final = re.compile(r"(?<=[.!?…;])\s+")
#: How many words a date may stand away from the day it settles: "Sunday evening, 8 June".
_BESIDE: Final = 3

_LOUD: Final = re.compile(
    "[!\uff01\u00a1\u203c\u2049\u231a-\u23ff\u2600-\u27bf\u2b05-\u2b55\ufe0f\u20e3\U0001f000-\U0001faff]"
)

#: What is said of a flaw, and what to do about it.
_TOLD: Final = {
    "judging": "{found!r} judges; write said, stated or reported, the same for both sides",
    "relative-day": "{found!r} passes; write the date beside it",
    "loud": "take out {found!r}: no emoji and no exclamation marks",
    "copied": "{found!r} stands in an article; say it in other words",
    "personal-data": "looks like personal data; name nobody but the speakers of the base",
}


@dataclass(frozen=True, slots=True)
class Flaw:
    """A thing that is wrong in a text."""

    name: Literal["judging", "relative-day", "loud", "copied", "personal-data"]
    #: The words; of personal data only its kind.
    found: str

    def told(self) -> str:
        """What is wrong and what to do about it, in a sentence."""
        return _TOLD[self.name].format(found=self.found)


@dataclass(frozen=True)
class Wording:
    """The rules for a text, with what they need to know of the base."""

    #: Fingerprints of the articles.
    articles: frozenset[str]
    #: Who speaks in the base: public, and named in it.
    speakers: frozenset[str]
    #: Who wrote published sources, and how their addresses and days are known: that is public.
    sources: frozenset[str] = frozenset()

    def faults(self, text: str) -> Iterator[str]:
        """What is wrong in a text that people read, and what to do about it."""
        yield from (flaw.told() for flaw in self.flaws(text))

    def faults_of_note(self, text: str) -> Iterator[str]:
        """What must stand in no text, whether it is shown or not."""
        yield from (flaw.told() for flaw in self.flaws_of_note(text))

    def faults_of_cross_check(self, text: str) -> Iterator[str]:
        """The same, where years and numbers of other pages are in their place."""
        yield from (flaw.told() for flaw in self._copied(text))
        if has_private_name(self._without_speakers(text)):
            yield Flaw("personal-data", "name").told()

    def flaws(self, text: str) -> Iterator[Flaw]:
        """What is wrong in a text that people read."""
        if found := _JUDGING.search(text):
            yield Flaw("judging", found[0])
        if day := relative_day(text):
            yield Flaw("relative-day", day)
        if found := _LOUD.search(text):
            yield Flaw("loud", found[0])
        yield from self.flaws_of_note(text)

    def flaws_of_note(self, text: str) -> Iterator[Flaw]:
        """What is wrong in a text that is kept, whether it is shown or not."""
        yield from self._copied(text)
        if kind := self.kind_of_personal_data(text):
            yield Flaw("personal-data", kind)

    def kind_of_personal_data(self, text: str) -> str:
        """What a text holds of a private person, as knowledge/guard/persons.py names it; or nothing."""
        if text in self.sources:
            return ""
        if text not in self._kinds:
            self._kinds[text] = kind_of_personal_data(self._without_speakers(text))
        return self._kinds[text]

    def _copied(self, text: str) -> Iterator[Flaw]:
        if copied := shared_run(text, self.articles):
            yield Flaw("copied", copied)

    def _without_speakers(self, text: str) -> str:
        # The guard lets a text pass that names a public person, whoever else is named beside them.
        return self._named.sub(" ", text)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """What was found so far: in a file the same words stand in many rows."""
        return {}

    @cached_property
    def _named(self) -> re.Pattern[str]:
        names = "|".join(map(re.escape, sorted(self.speakers, key=len, reverse=True)))
        return re.compile(rf"(?<!\w)(?:{names or '(?!)'})(?!\w)", re.IGNORECASE)


def relative_days(text: str) -> Iterator[re.Match[str]]:
    """All that names a day by when it is said, wherever it stands."""
    return _RELATIVE.finditer(text)


def relative_day(text: str) -> str | None:
    """The first day that depends on when it is read, unless a date stands beside it."""
    for sentence in _SENTENCE.split(text):
        if _AS_OF.search(sentence):
            continue
        for found in _RELATIVE.finditer(sentence):
            before = sentence[: found.start()].split()[-_BESIDE:]
            after = sentence[found.end() :].split()[:_BESIDE]
            if not (DATE.search(" ".join(before)) or DATE.search(" ".join(after))):
                return found[0]
    return None
