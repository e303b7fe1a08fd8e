"""Reading what people type: case, punctuation, other keyboards, other alphabets, slips."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.desk import phrasings_of
from knowledge.matching.matcher import Matcher
from knowledge.matching.reading import normalise, readings, stem
from knowledge.model import Card, Language, Topic
from knowledge.shipped import Shipped

thorough = settings(max_examples=200, deadline=None, derandomize=True)

_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъabcdefghijklmnopqrstuvwxyz"
words = st.text(alphabet=_LETTERS, min_size=1, max_size=9)
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
typed = st.text(
    alphabet=_LETTERS + _LETTERS.upper() + "0123456789 .,'’-!?:;\u200b\u0301😀«»_\n", max_size=60
)


# -- one normalisation


@thorough
@given(text=typed | st.text(max_size=60))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@thorough
@given(text=typed | st.text(max_size=60))
def test_a_normalised_line_is_words_with_single_spaces(text: str) -> None:
    line = normalise(text)
    assert line == " ".join(line.split())
    assert all(character.isalnum() or character == " " for character in line)


@thorough
@given(line=lines)
def test_capitals_change_nothing(line: str) -> None:
    assert normalise(line.upper()) == normalise(line.title()) == normalise(line)
    assert readings(line.upper()) == readings(line)


NOTHING_SAID = (
    "?",
    "!!!",
    " ...",
    "😢",
    "🙏🏻",
    "❤️",
    "👨‍👩‍👦",
    "\u200b",
    "\u2060",
    "\ufeff",
    " — ",
    "\n",
    "»",
)


@thorough
@given(line=lines, noise=st.sampled_from(NOTHING_SAID), at=st.integers(0, 6))
def test_marks_between_words_change_nothing(line: str, noise: str, at: int) -> None:
    typed_words = line.split()
    typed_words.insert(at, noise)
    assert normalise(" ".join(typed_words)) == normalise(line)


INVISIBLE = (
    "\u200b",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u0301",
    "'",
    "’",
    "ʼ",
    "`",
    "´",
    "‘",
)


@thorough
@given(word=words, mark=st.sampled_from(INVISIBLE), at=st.integers(1, 8))
def test_marks_inside_a_word_change_nothing(word: str, mark: str, at: int) -> None:
    at = min(at, len(word))
    # An accent may belong to the letter before it; only those that stress a vowel do not.
    if mark != "\u0301" or word[at - 1] in "аеиіоуюяєїыэ":
        assert normalise(word[:at] + mark + word[at:]) == normalise(word)


@pytest.mark.parametrize(
    "number", ["1212", "1 212", "1,212", "1.212", "1\u00a0212", "1\u202f212", "1'212", "1’212"]
)
def test_thousands_are_read_whole(number: str) -> None:
    assert normalise(f"чому {number} тіл?") == "чому 1212 тіл"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("6000 1212", "6000 1212"),
        ("6,000 and 1,212", "6000 and 1212"),
        ("1 212 345", "1212345"),
        ("до25", "до 25"),
        ("груз200", "груз 200"),
        ("7 червня 2025", "7 червня 2025"),
        ("640, 1212", "640 1212"),
        ("9.06.2025", "9 06 2025"),
        ("зеленскiй", "зеленскій"),
        ("об'єкт", "обєкт"),
        ("Ё-моё", "е мое"),
        ("POW-ів", "pow ів"),
        ("“why?”", "why"),
    ],
)
def test_a_line_is_read_as(text: str, line: str) -> None:
    assert normalise(text) == line


def test_a_first_reading_is_the_line_as_typed() -> None:
    assert readings("Коли обмін?")[0] == "коли обмін"
    assert "коли обмін" in readings("rjkb j,vsy")
    assert "когда обмен" in readings("rjulf j,vty")
    assert "коли обмін" in readings("koly obmin")
    assert "exchange" in readings("учсрфтпу")


@thorough
@given(text=st.text(max_size=60))
def test_anything_can_be_read(text: str) -> None:
    found = readings(text)
    assert found[0] == normalise(text)
    assert len(set(found)) == len(found) <= 6


@thorough
@given(word=words)
def test_a_stem_is_never_empty_nor_longer_than_the_word(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word)


@pytest.mark.parametrize(
    "forms",
    [
        ("полонених", "полоненими", "полоненому"),
        ("пленные", "пленных", "пленными"),
        ("обміну", "обміном", "обмінами"),
        ("списки", "списків", "списками", "списку"),
        ("exchange", "exchanges", "exchanged", "exchanging"),
    ],
)
def test_the_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


# -- slips of the hand: what 200 phrasings are understood as when the index does not hold them

_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_KEYBOARDS = {
    "uk": "йцукенгшщзхїфівапролджєячсмитьбю.'",
    "ru": "йцукенгшщзхъфывапролджэячсмитьбю.ё",
}
_COMMON = dict(zip("абвдежзйклмнопрстуфхцчшщюяєїґ", [
    "a", "b", "v", "d", "e", "zh", "z", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
    "ts", "ch", "sh", "shch", "yu", "ya", "ye", "yi", "g",
], strict=True))  # fmt: skip
_SOUNDS = {
    "uk": {**_COMMON, "г": "h", "и": "y", "і": "i", "ь": "", "'": "", "’": ""},
    "ru": {**_COMMON, "г": "g", "и": "i", "ы": "y", "э": "e", "ё": "yo", "ь": "", "ъ": ""},
}

Slip = Callable[[Language, str, random.Random], str]
Phrasing = tuple[Language, str]


def _wrong_layout(language: Language, line: str, _: random.Random) -> str:
    return line.lower().translate(str.maketrans(_KEYBOARDS[language], _KEYS))


def _transliterated(language: Language, line: str, _: random.Random) -> str:
    return "".join(_SOUNDS[language].get(character, character) for character in line.lower())


def _one_typo(_: Language, line: str, chance: random.Random) -> str:
    at = chance.choice([place for place, character in enumerate(line) if character.isalpha()])
    before, letter, after = line[:at], line[at], line[at + 1 :]
    return chance.choice(
        (before + after, before + letter * 2 + after, before + after[:1] + letter + after[1:])
    )


@pytest.fixture(scope="module")
def unheard(shipped: Shipped) -> tuple[Matcher, list[Phrasing]]:
    """A matcher, and 200 phrasings that it has never seen."""
    guidance = shipped.guidance
    entries: tuple[Topic | Card, ...] = (*guidance.topics.values(), *guidance.cards.values())
    said: list[Phrasing] = [
        (language, line)
        for entry in entries
        for language in ("uk", "ru")
        for line in entry.phrasings[language]
        if sum(map(str.isalpha, line)) > 3
    ]
    sample = random.Random(2025).sample(said, 200)  # noqa: S311
    hidden = {line for _, line in sample}
    kept = {
        entry: [line for line in known if line not in hidden]
        for entry, known in phrasings_of(guidance).items()
    }
    return Matcher.fit(kept), sample


@pytest.mark.parametrize(
    ("slip", "floor"), [(_wrong_layout, 0.92), (_transliterated, 0.82), (_one_typo, 0.88)]
)
def test_a_slip_changes_nothing_in(
    slip: Slip, floor: float, unheard: tuple[Matcher, list[Phrasing]]
) -> None:
    matcher, sample = unheard
    chance = random.Random(2025)  # noqa: S311
    same = 0
    for language, line in sample:
        meant, understood = (
            matcher.rank(text).best for text in (line, slip(language, line, chance))
        )
        same += meant is not None and understood is not None and meant.entry == understood.entry
    assert same / len(sample) >= floor


def test_many_threads_may_stem_english_at_once() -> None:
    words = ["captivity", "forces", "confirmation", "exchanged", "negotiations", "returned"] * 300
    alone = [stem(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda _: [stem(word) for word in words], range(8)))
    assert together == [alone] * 8
