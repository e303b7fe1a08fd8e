"""The matcher: from a line to entries with probabilities, and how those probabilities are made."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge import noise
from knowledge.desk import Desk
from knowledge.matching.calibration import ANSWER_AT, USUAL, Calibration, Sample
from knowledge.matching.classifier import Classifier
from knowledge.matching.comparing import Comparing
from knowledge.matching.features import Floats, features_of
from knowledge.matching.index import Index
from knowledge.matching.matcher import SURE_AT, Matcher
from knowledge.matching.reading import normalise
from knowledge.matching.rehearsal import FILES, Rehearsal, rehearse, shipped
from knowledge.model import Card, Language, Topic

thorough = settings(max_examples=100, deadline=None, derandomize=True)
few = settings(max_examples=30, deadline=None, derandomize=True)

Phrasing = tuple[Language, str]

EXCHANGE, BODIES, LISTS, HELP = "topic:exchange", "topic:bodies", "topic:lists", "card:help"
SAID: Mapping[str, tuple[str, ...]] = {
    EXCHANGE: (
        "коли обмін",
        "чи буде обмін полонених",
        "коли повернуть наших хлопців",
        "когда обмен пленных",
        "when is the exchange",
    ),
    BODIES: (
        "скільки тіл передали",
        "коли віддадуть тіла загиблих",
        "сколько тел передали",
        "how many bodies were returned",
    ),
    LISTS: ("хто у списку", "список на 640 осіб", "где список", "is there a list of names"),
    HELP: ("куди дзвонити", "телефон гарячої лінії", "куда звонить", "who can i call"),
}
EVERY_LINE = [(entry, line) for entry, lines in SAID.items() for line in lines]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.fit(SAID)


@pytest.fixture(scope="module")
def clean(desk: Desk) -> list[Phrasing]:
    """Every phrasing of the shipped base, with its language."""
    guidance = desk.edition.guidance
    entries: tuple[Topic | Card, ...] = (*guidance.topics.values(), *guidance.cards.values())
    return [
        (language, line)
        for entry in entries
        for language, lines in entry.phrasings.items()
        for line in lines
        if normalise(line)
    ]


def _best(matcher: Matcher, text: str) -> str:
    best = matcher.rank(text).best
    return best.entry if best else ""


def _probability(matcher: Matcher, text: str) -> float:
    best = matcher.rank(text).best
    return best.probability if best else 0.0


# -- the index and the classifier


@pytest.mark.parametrize(("entry", "line"), EVERY_LINE)
def test_a_phrasing_speaks_for_its_entry_and_against_every_other(entry: str, line: str) -> None:
    index = Index.of(SAID)
    scores = Classifier.fit(index).scores(index.vocabulary.vector(features_of(line)))
    assert [index.entries[at] for at in np.flatnonzero(scores > 0)] == [entry]


def test_the_same_phrasings_give_the_same_classifier() -> None:
    one, other = (Classifier.fit(Index.of(SAID)) for _ in range(2))
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.constants, other.constants)


def test_a_phrasing_given_twice_counts_once() -> None:
    twice = {entry: [*lines, *(f"{line.upper()}?!" for line in lines)] for entry, lines in SAID.items()}  # fmt: skip
    assert Index.of(twice).lines == Index.of(SAID).lines
    assert Matcher.fit(twice).rank("обмін") == Matcher.fit(SAID).rank("обмін")


@pytest.mark.parametrize("line", ["коли обмін", "обмін тіл", "сколько", "зовсім інше"])
def test_closeness_lies_between_nought_and_one(line: str, matcher: Matcher) -> None:
    index = matcher.index
    closeness = index.closeness(index.vocabulary.vector(features_of(line)))
    assert closeness.min() >= 0
    assert closeness.max() <= 1.001  # half precision


def test_two_close_phrasings_count_for_more_than_one_that_is_closer() -> None:
    lucky, steady = ["тіла загиблих", "список імен"], ["тіла загиблих зараз", "тіла загиблих нині"]
    index = Index.of({"lucky": lucky, "steady": steady})
    closeness = index.closeness(index.vocabulary.vector(features_of("тіла загиблих")))
    assert closeness.argmax() == 0
    assert index.two_best(closeness).argmax() == 1


# -- an empty index

NOTHING: list[dict[str, list[str]]] = [{}, {EXCHANGE: []}, {EXCHANGE: ["", "?", "😢"], HELP: []}]


@pytest.mark.parametrize("said", NOTHING)
def test_a_matcher_without_phrasings_knows_nothing_and_does_not_fall_over(
    said: dict[str, list[str]],
) -> None:
    matcher = Matcher.fit(said)
    assert matcher.index.entries == ()
    for text in ("", "коли обмін?", "rjkb j,vsy", "Коли обмін? Скільки тіл передали?"):
        assert matcher.rank(text).best is None
        assert matcher.questions_in(text) == ()
        assert not matcher.knows_a_word_of(normalise(text))


@pytest.mark.parametrize("text", ["", " ", "?!", "😢🙏🏻", "\u200b"])
def test_a_text_without_a_word_means_nothing(text: str, matcher: Matcher) -> None:
    assert matcher.rank(text).candidates == ()


# -- ranking


@pytest.mark.parametrize(("entry", "line"), EVERY_LINE)
def test_a_phrasing_typed_letter_for_letter_wins_with_certainty(
    entry: str, line: str, matcher: Matcher
) -> None:
    assert _best(matcher, line) == entry
    assert _probability(matcher, line) > 0.95


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "скільки поранені",
            {
                "its own": ["тіла обмін скільки", "молоді коли", "молоді", "скільки поранені", "хто", "коли хто"],
                "other": ["список", "поранені", "коли дата де скільки", "скільки"],
            },
        ),
        (
            "де список коли молоді",
            {
                "other": ["хто переговори тіла", "коли", "обмін поранені дата", "де молоді"],
                "its own": ["де список коли молоді", "поранені", "стамбул поранені", "хто стамбул"],
            },
        ),
    ],
)  # fmt: skip
def test_a_phrasing_typed_letter_for_letter_wins_over_phrasings_with_the_same_words(
    line: str, said: Mapping[str, tuple[str, ...]]
) -> None:
    assert _best(Matcher.fit(said), line) == "its own"


@thorough
@given(
    text=st.lists(st.sampled_from(" ".join(line for _, line in EVERY_LINE).split())).map(" ".join)
)
def test_candidates_are_every_entry_the_likeliest_first(text: str, matcher: Matcher) -> None:
    ranking = matcher.rank(text)
    assume(ranking.line)
    probabilities = [one.probability for one in ranking.candidates]
    assert sorted(one.entry for one in ranking.candidates) == sorted(SAID)
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 <= one <= 1 for one in probabilities)
    assert sum(one.share for one in ranking.candidates) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("word", ["ще", "це", "вот", "please"])
def test_a_word_that_is_in_no_phrasing_leaves_every_entry_about_as_likely(
    word: str, matcher: Matcher
) -> None:
    assert all(0.1 < one.share < 0.5 for one in matcher.rank(word).candidates)


@pytest.mark.parametrize("word", ["ще", "ще?", "еще", "що", "это", "и", "the", "чи", "to"])
def test_a_common_word_alone_is_never_sure(word: str, desk: Desk) -> None:
    assert _probability(desk.matcher, word) < 0.9  # what a word alone needs


# -- entries that show the same

SHOWS = {EXCHANGE: frozenset("ab"), BODIES: frozenset("bc"), LISTS: frozenset("d")}


def test_entries_are_alike_that_show_some_of_the_same() -> None:
    matcher = Matcher.fit(SAID, SHOWS)
    alike = {(one, other) for one in SAID for other in SAID if matcher.are_alike(one, other)}
    assert alike == {(one, one) for one in SAID} | {(EXCHANGE, BODIES), (BODIES, EXCHANGE)}


@pytest.mark.parametrize("line", ["обмін тіл", "коли передали", "список", "ще"])
def test_the_shares_of_entries_that_show_the_same_add_up(line: str, matcher: Matcher) -> None:
    own = dict(zip(matcher.index.entries, matcher.shares(line).tolist(), strict=True))
    together = {name: {EXCHANGE, BODIES} if name in (EXCHANGE, BODIES) else {name} for name in own}
    for candidate in matcher.showing(SHOWS).rank(line).candidates:
        share = sum(own[name] for name in together[candidate.entry])
        assert candidate.probability == pytest.approx(USUAL.words.probability(share), abs=1e-3)


def test_a_question_between_two_entries_that_show_the_same_is_no_doubtful_question(
    matcher: Matcher,
) -> None:
    line = "коли обмін і коли тіла загиблих"
    assert _probability(matcher.showing(SHOWS), line) > _probability(matcher, line)


def test_showing_other_statements_changes_the_new_matcher_and_not_the_old(matcher: Matcher) -> None:
    before = matcher.rank("обмін тіл")
    showing = matcher.showing(SHOWS)
    assert showing.rank("обмін тіл") == Matcher.fit(SAID, SHOWS).rank("обмін тіл")
    assert matcher.rank("обмін тіл") == before
    assert not matcher.are_alike(EXCHANGE, BODIES)


# -- from shares to probabilities


@thorough
@given(scores=st.lists(st.floats(-3, 3, width=32), min_size=1, max_size=80))
def test_shares_lie_between_nought_and_one_in_the_order_of_scores(scores: list[float]) -> None:
    shares = USUAL.words.shares_of(np.array(scores, dtype=np.float32))
    assert shares.sum() == pytest.approx(1, abs=1e-4)
    assert shares.min() >= 0
    assert shares.argmax() == np.argmax(scores)


@thorough
@given(one=st.floats(0, 1), other=st.floats(0, 1))
def test_a_probability_lies_between_nought_and_one_and_grows_with_the_share(
    one: float, other: float
) -> None:
    less, more = (USUAL.words.probability(share) for share in sorted((one, other)))
    assert 0 < less <= more < 1
    assert less < more or abs(one - other) < 1e-5


def _samples(curve: Calibration, seed: int, count: int = 4000) -> list[Sample]:
    """Shares of every size, right as often as the curve says."""
    dice = random.Random(seed)  # noqa: S311
    shares = [1 / (1 + 10 ** dice.uniform(-2, 2)) for _ in range(count)]
    return [Sample(share, dice.random() < curve.probability(share)) for share in shares]


curves = st.builds(Calibration, constant=st.floats(-1.5, 1.5), slope=st.floats(0.5, 2))


@few
@given(curve=curves, seed=st.integers(0, 999))
def test_a_curve_is_found_again_in_samples_made_from_it(curve: Calibration, seed: int) -> None:
    found = Calibration.fit(_samples(curve, seed))
    assert found.constant == pytest.approx(curve.constant, abs=0.25)
    assert found.slope == pytest.approx(curve.slope, abs=0.25)


@few
@given(curve=curves, seed=st.integers(0, 999))
def test_the_mean_probability_is_the_share_right(curve: Calibration, seed: int) -> None:
    samples = _samples(curve, seed, 500)
    found = Calibration.fit(samples)
    mean = np.mean([found.probability(sample.share) for sample in samples])
    assert mean == pytest.approx(np.mean([sample.right for sample in samples]), abs=0.002)


@pytest.mark.parametrize("right", [True, False])
def test_samples_that_are_all_right_or_all_wrong_make_a_flat_curve(right: bool) -> None:
    found = Calibration.fit([Sample(share / 100, right) for share in range(101)])
    assert abs(found.probability(0.5) - right) < 0.01


def test_samples_that_a_share_parts_cleanly_are_no_trouble() -> None:
    found = Calibration.fit([Sample(share / 1000, share > 500) for share in range(1000)])
    assert found.probability(0.1) < 0.01
    assert found.probability(0.9) > 0.99


def test_no_curve_is_too_steep_for_a_probability() -> None:
    steep = Calibration(constant=0.0, slope=100.0)
    assert steep.probability(0.0) == pytest.approx(0)


# -- rehearsal: entries of six lines, in words of which no two have a letter in common

TURNS = range(1, 4)


def _word(number: int) -> str:
    return chr(0x4E00 + number) * 4


def _entries(count: int, common: bool) -> dict[str, list[str]]:
    """Each line has a word of its own, and with `common` one that its whole entry has."""
    return {
        f"e{entry}": [
            f"{_word(1000 + entry if common else 2000 + entry * 6 + line)} {_word(entry * 6 + line)}"
            for line in range(6)
        ]
        for entry in range(count)
    }


@pytest.mark.parametrize("rounds", TURNS)
def test_a_rehearsal_asks_every_fifth_line_of_every_entry(rounds: int) -> None:
    samples = rehearse(_entries(9, common=True), rounds).samples({})
    asked = [len(range(turn, 6, 5)) for turn in range(rounds)]
    assert len(samples) == 9 * sum(asked)


@pytest.mark.parametrize("rounds", TURNS)
def test_a_rehearsal_has_never_seen_the_lines_that_it_asks(rounds: int) -> None:
    said = _entries(9, common=False)
    seen = Matcher.fit(said)
    assert min(seen.shares(line).max() for lines in said.values() for line in lines) > 0.5
    assert max(sample.share for sample in rehearse(said, rounds).samples({})) < 0.2


def test_a_rehearsal_has_never_seen_any_line_of_a_hidden_entry() -> None:
    said = _entries(9, common=True)
    samples = rehearse(said, 1).samples({})
    asked = [entry for entry, lines in said.items() for _ in lines[::5]]
    known = [sample.right and sample.share > 0.5 for sample in samples]
    assert {e for e, k in zip(asked, known, strict=True) if not k} == {"e0", "e8"}
    assert {e for e, k in zip(asked, known, strict=True) if k} == set(said) - {"e0", "e8"}


def test_in_a_rehearsal_an_entry_serves_that_shows_the_same() -> None:
    said = _entries(9, common=True)
    said["e1"] = [f"{line} {_word(1000)}" for line in said["e1"]]  # what e0 is known by
    shows = {"e0": frozenset({"a", "b"}), "e1": frozenset({"b"})}
    assert [s.right for s in rehearse(said, 1).samples({})][:2] == [False, False]
    assert [s.right for s in rehearse(said, 1).samples(shows)][:2] == [True, True]


def test_a_line_that_only_looks_different_is_hidden_with_its_like() -> None:
    said = _entries(9, common=False)
    doubled = {e: [*lines, *(f"«{line}»!" for line in lines)] for e, lines in said.items()}
    assert rehearse(doubled).samples({}) == rehearse(said).samples({})


def test_a_calibration_out_of_a_rehearsal_grows_with_the_share() -> None:
    found = rehearse(_entries(17, common=True)).calibration({})
    assert found
    assert found.probability(0.1) < 0.5 < found.probability(0.9)


@pytest.mark.parametrize("said", [{}, {EXCHANGE: SAID[EXCHANGE]}])
def test_a_base_too_small_to_rehearse_has_no_curve_of_its_own(
    said: Mapping[str, tuple[str, ...]],
) -> None:
    assert rehearse(said).calibration({}) is None


def test_a_rehearsal_reads_as_it_was_written() -> None:
    noted = rehearse(_entries(17, common=True))
    read = Rehearsal.read(noted.written())
    assert read.names == noted.names
    assert read.samples({}) == noted.samples({})


@pytest.mark.parametrize("of", FILES)
def test_the_shipped_curve_is_fitted_anew_when_entries_show_something_else(of: str) -> None:
    noted = shipped(of)
    apart = noted.calibration({})
    alike = noted.calibration({name: frozenset({"the same"}) for name in noted.names})
    assert apart
    assert alike
    assert alike.probability(0.5) > apart.probability(0.5)


# -- long messages, and several questions in one

STORY = (
    "Доброго вечора. Ми живемо біля моря й маємо двох котів. {} Зима цього року холодна. Бувайте!"
)


@pytest.mark.parametrize(("entry", "line"), EVERY_LINE)
def test_a_question_in_the_middle_of_a_story_is_found(
    entry: str, line: str, matcher: Matcher
) -> None:
    assert _best(matcher, STORY.format(f"{line.capitalize()}?")) == entry


STORIES: Mapping[Language, str] = {
    "uk": "Доброго дня. Пише вам мама з Полтави. Сусіди питають щодня. {} Дякую. Бережіть себе.",
    "ru": "Здравствуйте. Меня зовут Ольга, живу в Харькове. На душе тяжело. {} Спасибо вам.",
    "en": "Good evening. I live in Lviv with two cats. The weather is cold. {} Thank you. Take care.",
}


# English small talk is heard as the card off_topic in one story of five.
@pytest.mark.parametrize(("language", "floor"), [("uk", 0.94), ("ru", 0.90), ("en", 0.77)])
def test_a_story_means_what_the_question_in_it_means(
    language: Language, floor: float, desk: Desk, clean: list[Phrasing]
) -> None:
    asked = [
        f"{line.capitalize()}?"
        for tongue, line in clean
        if tongue == language and len(line.split()) > 2
    ]
    sample = random.Random(2025).sample(asked, 100)  # noqa: S311
    story = STORIES[language]
    same = [_best(desk.matcher, story.format(one)) == _best(desk.matcher, one) for one in sample]
    assert sum(same) / len(same) >= floor


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        ("Коли обмін? Скільки тіл передали?", [EXCHANGE, BODIES]),
        ("Куди дзвонити і коли обмін", [HELP, EXCHANGE]),
        ("куда звонить, сколько тел передали", [HELP, BODIES]),
        ("who can i call and when is the exchange", [HELP, EXCHANGE]),
        ("Коли обмін. Хто у списку. Куди дзвонити.", [EXCHANGE, LISTS, HELP]),
    ],
)
def test_the_questions_of_one_message_are_found_in_their_order(
    message: str, entries: list[str], matcher: Matcher
) -> None:
    found = matcher.questions_in(message)
    assert [one.best.entry for one in found if one.best] == entries
    assert all(one.best and one.best.probability >= SURE_AT for one in found)


def test_questions_on_lines_of_their_own_are_found(matcher: Matcher) -> None:
    found = matcher.questions_in("коли обмін\nхто у списку")
    assert [one.best.entry for one in found if one.best] == [EXCHANGE, LISTS]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Коли обмін?",
        "Доброго дня, коли обмін? Дякую!",
        "Коли обмін? Коли обмін полонених?",
        "Коли обмін, ще питання маю?",
        "обмін, тіла",
    ],
)
def test_one_question_is_not_several(message: str, matcher: Matcher) -> None:
    assert matcher.questions_in(message) == ()


# -- what changes nothing: phrasings of the shipped base


def _other_apostrophes(line: str, _: Language) -> str:
    return line.replace("'", "’").replace("ʼ", "’")


def _no_apostrophes(line: str, _: Language) -> str:
    return line.replace("'", "").replace("ʼ", "").replace("’", "")


def _title(line: str, _: Language) -> str:
    return f"  {line.title()} ..."


def _tears(line: str, _: Language) -> str:
    return f"«{line}»😢🙏🏻"


LOOKS: tuple[Callable[[str, Language], str], ...] = (
    noise.capitals,
    _title,
    _tears,
    _other_apostrophes,
    _no_apostrophes,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(data=st.data(), look=st.sampled_from(LOOKS))
def test_case_punctuation_and_apostrophes_change_nothing(
    data: st.DataObject, look: Callable[[str, Language], str], desk: Desk, clean: list[Phrasing]
) -> None:
    language, line = data.draw(st.sampled_from(clean))
    assert _best(desk.matcher, look(line, language)) == _best(desk.matcher, line)


def test_tears_after_a_last_word_change_nothing(matcher: Matcher) -> None:
    line = "телефон гарячої лінії. обмін"
    assert matcher.rank(f"{line} 🙏🏻") == matcher.rank(line)


# Some lines cannot be told: "сколко" for "сколько", or a Ukrainian line with Russian letters in it.
@pytest.mark.parametrize("spoil", [noise.latin_letters, noise.wrong_keyboard])
def test_another_alphabet_or_keyboard_changes_nothing_in_98_of_100(
    spoil: Callable[[str, Language], str], desk: Desk, clean: list[Phrasing]
) -> None:
    typed = [one for one in clean if one[0] != "en" or spoil is noise.wrong_keyboard]
    sample = random.Random(2025).sample(typed, 200)  # noqa: S311
    same = [_best(desk.matcher, spoil(line, lang)) == _best(desk.matcher, line) for lang, line in sample]  # fmt: skip
    assert sum(same) / len(same) >= 0.98


# -- a large base


def test_one_phrasing_added_to_two_thousand_works_at_once() -> None:
    dice = random.Random(2025)  # noqa: S311
    syllables = [a + b for a in "бвгдзклмнпрст" for b in "аеиоу"]
    words = ["".join(dice.choices(syllables, k=3)) for _ in range(500)]
    said = {f"e{n}": [" ".join(dice.choices(words, k=4)) for _ in range(20)] for n in range(100)}
    new = "що чути про жнива"
    assert _probability(Matcher.fit(said), new) < 0.5
    said["e42"].append(new)
    after = Matcher.fit(said)
    assert len(after.index.lines) == 2001
    assert (_best(after, new), _best(after, "жнива, що чути?")) == ("e42", "e42")
    assert _probability(after, new) > 0.9


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("лщдн мяру щиьшт", "exchange-status"), ("нашш пщещмш", "readiness")],
    ids=["koly vzhe obmin", "nashi gotovi"],
)
def test_latin_letters_by_sound_typed_on_a_cyrillic_keyboard_are_read(
    typed: str, topic: str, desk: Desk
) -> None:
    assert desk.ask(typed, dt.date(2025, 6, 12)).topic == topic


@pytest.mark.parametrize(
    "typed", ["is 1,200 a minimum or a cap", "what did they say on thursday", "how did it all go"]
)
def test_english_is_not_read_as_if_typed_on_another_keyboard(typed: str, desk: Desk) -> None:
    assert desk.matcher.understand(typed).isascii()


def test_within_one_message_no_line_is_compared_twice_and_after_it_none_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, str]] = []
    compare = Comparing._compare_anew

    def noted(self: Comparing, line: str) -> object:
        compared.append((len(self._index.lines), line))  # of phrasings, or of what is asked for
        return compare(self, line)

    monkeypatch.setattr(Comparing, "_compare_anew", noted)
    text = "скільки тіл передали, і хто не приїхав по них?"
    desk.ask(text, dt.date(2025, 6, 12))
    first = list(compared)
    assert len(first) == len(set(first))
    assert len({size for size, _ in first}) == 2
    desk.ask(text, dt.date(2025, 6, 12))
    assert compared == first * 2


@pytest.mark.parametrize(
    ("line", "is_heard"), [("коли обмін", False), ("зима близько сказав дід", True)]
)
def test_what_a_line_means_is_asked_only_where_its_words_leave_doubt(
    line: str, is_heard: bool, desk: Desk
) -> None:
    heard: list[str] = []

    def meaning(index: Index, lines: Sequence[str]) -> Floats:
        heard.extend(lines)
        return np.zeros((len(lines), len(index.entries)), dtype=np.float32)

    desk.matcher.with_meaning(meaning).rank(line)
    assert bool(heard) is is_heard


@pytest.mark.parametrize("word", ["list", "when", "bodies", "who"])
def test_an_english_word_alone_is_not_read_as_another_alphabet(word: str, desk: Desk) -> None:
    assert desk.matcher.understand(word) == word


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Доброго вечора, мене звати Оксана, коли буде обмін?", "exchange-status"),
        ("спасибо, а списки?", "lists"),
        ("Hi there, good evening, sorry to bother, any news on the swap", "exchange-status"),
    ],
)
def test_a_question_is_not_lost_beside_courtesy(text: str, topic: str, desk: Desk) -> None:
    assert desk.ask(text, dt.date(2025, 6, 12)).topic == topic


@pytest.mark.parametrize(
    "text", ["дякую, на добраніч", "рецепт борщу, будь ласка", "hi, how are you"]
)
def test_courtesy_alone_stays_courtesy(text: str, desk: Desk) -> None:
    card = desk.ask(text, dt.date(2025, 6, 12)).card
    assert card
    assert card.id == "off_topic"


def test_how_sure_meanings_may_be_is_measured_where_they_are_asked() -> None:
    noted = rehearse(_entries(17, common=True))
    curve = noted.calibration({})
    assert curve
    doubted = noted.doubted({}, curve)
    assert 0 < doubted.sum() < len(doubted)
    samples = [s for s, doubt in zip(noted.samples({}), doubted, strict=True) if doubt]
    assert all(curve.probability(sample.share) < ANSWER_AT for sample in samples)
    assert noted.calibration({}, doubted) != curve
    assert noted.is_of_the_same(noted)


def test_both_rehearsals_that_are_shipped_are_of_the_same_phrasings() -> None:
    assert shipped("words").is_of_the_same(shipped("meanings"))
