"""The words of the bot in three languages: complete, used, calm, and right in number and date."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final, get_args

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Identifier, Junk, Message, SelectExpression, VariableReference
from fluent.syntax.visitor import Visitor

from bot.handlers import COMMANDS
from bot.permission import Misplaced
from bot.words import AgeUnit, MissingWordsError, age_unit, words_in
from jobs.care import Care
from jobs.corrections import What as Changed
from jobs.notices import Name
from jobs.themes import THEMES
from knowledge.bulk.records import FAULTS
from knowledge.checking.drafts import REMARKS
from knowledge.model import LANGUAGES, WARRING, Language, Precision, Side, Texts
from knowledge.shipped import Shipped

BOT: Final = Path(__file__).parents[2] / "bot"


def written(language: Language) -> str:
    """The locale files of a language, one behind the other."""
    files = [BOT / "locales" / f"{language}{part}.ftl" for part in ("", "-editing")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def messages(language: Language) -> dict[str, Message]:
    """The messages of the locale files by key."""
    body = FluentParser().parse(written(language)).body
    assert [entry.content for entry in body if isinstance(entry, Junk)] == []
    return {entry.id.name: entry for entry in body if isinstance(entry, Message)}


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.variants: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802
        self.variants |= {v.key.name for v in node.variants if isinstance(v.key, Identifier)}
        self.generic_visit(node)


def variables(message: Message) -> set[str]:
    found = _Variables()
    found.visit(message)
    return found.names


# -- complete and used


def test_the_three_languages_have_the_same_messages_in_the_same_order() -> None:
    assert list(messages("uk")) == list(messages("ru")) == list(messages("en"))


@pytest.mark.parametrize("key", messages("en"))
def test_a_message_needs_the_same_values_in_every_language(key: str) -> None:
    needed = {language: variables(messages(language)[key]) for language in LANGUAGES}

    assert needed["uk"] == needed["ru"] == needed["en"]


def test_no_message_stands_twice_in_a_file() -> None:
    for language in LANGUAGES:
        keys = re.findall(r"^([a-z][\w-]*) =", written(language), re.MULTILINE)

        assert sorted(keys) == sorted(messages(language))


#: What may stand in the families of keys that are put together.
FAMILIES: Final = {
    "side-": [side.value for side in Side],
    "check-": list(REMARKS),
    "import-": [*FAULTS],
    "care-": [*Care().counts, "title"],
    "refused-": list(get_args(Misplaced)),
    "none-of-": [side.value for side in WARRING],
    "about-": [*THEMES, "everything"],
    "notice-": get_args(Name),
    "correction-": get_args(Changed),
    "mark-": get_args(Changed),
    "command-": [command.name for command in COMMANDS if command.in_menu],
}


@cache
def _constants() -> frozenset[str]:
    """Every string in the sources of bot/, and every key of a family that is put together there."""
    found: set[str] = set()
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                found |= {start + name for name in FAMILIES.get(start, ())}
    return frozenset(found)


def _said() -> Iterator[tuple[str, str]]:
    """Every key that a call of `say` names outright or puts together, with its file and line."""
    for path in BOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", "")) == "say"
            ):
                for argument in node.args[:2]:
                    place = f"{path.name}:{node.lineno}"
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield place, argument.value
                    if isinstance(argument, ast.JoinedStr):
                        start = str(getattr(argument.values[0], "value", ""))
                        assert start in FAMILIES, (
                            f"{place}: {start} is a family this test does not know"
                        )
                        yield from ((place, start + name) for name in FAMILIES[start])


def test_every_message_that_the_code_says_exists() -> None:
    said = [(place, key) for place, key in _said() if not key.startswith("/")]

    assert len(said) > 40
    assert [(place, key) for place, key in said if key not in messages("en")] == []


def test_every_message_is_said_somewhere() -> None:
    assert [key for key in messages("en") if key not in _constants()] == []


def test_a_message_that_is_not_there_or_lacks_a_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(MissingWordsError, match=r"uk\.ftl: nothing-of-the-kind"):
        words_in("uk").say("nothing-of-the-kind")
    with pytest.raises(MissingWordsError, match=r"en\.ftl: around"):
        words_in("en").say("around")


# -- calm

#: Words that judge, console, or belong to one side: domain guide, wording for families and verbs.
UNWANTED: Final[dict[Language, str]] = {
    "en": r"\b(?:claimed|admitted|insisted|alleged(?:ly)?|lied|so-called|unfortunately|sadly|good news|"
    r"stay (?:positive|strong)|be patient|will be fine|closure|move on|cargo 200|batch|corpses?|frozen|"
    r"hero(?:es)?|the deceased|breaking|already asked)\b",
    "uk": r"\b(?:нібито|начебто|так зван\w+|визна(?:в|ла|ли)|вкину\w+|на жаль|гарн\w+ новин\w*|добр\w+ новин\w*|"
    r"тримайтес\w*|буде добре|зміріться|змиріться|наберіться терпіння|вантаж 200|двохсот\w+|труп\w*|"
    r"геро[йїя]\w*|захисник\w*|оборонц\w*|окупант\w*|вже питали)\b",
    "ru": r"\b(?:якобы|так называем\w+|призна(?:л|ла|ли)|проговорил\w+|к сожалению|хорош\w+ новост\w*|"
    r"держитесь|будет хорошо|смиритесь|отпустит\w*|наберитесь терпения|груз 200|двухсот\w+|труп\w*|"
    r"геро[йяи]\w*|боевик\w*|карател\w*|оккупант\w*|уже спрашивали|(?:в|на) украине)\b",
}
_EMOJI: Final = re.compile("[\u2190-\u2bff\u3030\ufe0f\U0001f000-\U0001faff]")


def _faults(text: str, language: Language) -> list[str]:
    found = re.findall(UNWANTED[language], text.casefold()) + _EMOJI.findall(text)
    return found + ["!"] * text.count("!")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bot_neither_exclaims_nor_judges_nor_consoles(language: Language) -> None:
    lines = [line for line in written(language).splitlines() if not line.startswith("#")]

    assert [(line, _faults(line, language)) for line in lines if _faults(line, language)] == []


def test_the_wording_test_knows_what_it_looks_for() -> None:
    assert _faults("На жаль, новин немає! 🙏", "uk") == ["на жаль", "🙏", "!"]
    assert _faults("К сожалению, он якобы признал", "ru") == ["к сожалению", "якобы", "признал"]
    assert _faults("He allegedly lied.", "en") == ["allegedly", "lied"]


def _texts_of_guidance(shipped: Shipped) -> Iterator[tuple[str, Texts]]:
    guidance = shipped.guidance
    for card in guidance.cards.values():
        yield f"card {card.id}", card.texts
        if card.on_personal_data:
            yield f"card {card.id}, on personal data", card.on_personal_data
    for topic in guidance.topics.values():
        yield f"topic {topic.id}", topic.title
    for explanation in guidance.explanations.values():
        yield f"explanation {explanation.id}", explanation.texts
    for contact in guidance.contacts.values():
        yield f"contact {contact.id}", contact.name
        yield f"contact {contact.id}, purpose", contact.purpose


def test_cards_titles_and_contacts_exist_in_three_languages_and_are_as_calm(
    shipped: Shipped,
) -> None:
    wrong: list[tuple[object, ...]] = []
    for name, texts in _texts_of_guidance(shipped):
        if texts.written_in() != LANGUAGES:
            wrong.append((name, "only in", texts.written_in()))
        wrong.extend(
            (name, language, *_faults(texts.text(language), language))
            for language in texts.written_in()
            if _faults(texts.text(language), language)
        )

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_text_is_short_and_names_what_matters(language: Language) -> None:
    privacy = words_in(language).say("privacy")

    assert len(privacy) < 1000
    assert "/delete" in privacy
    assert "Telegram" in privacy


# -- number and date

_FORMS: Final[dict[Language, dict[int, str]]] = {
    "uk": {1: "заява", 2: "заяви", 5: "заяв", 11: "заяв", 21: "заява", 22: "заяви", 25: "заяв"},
    "ru": {1: "заявление", 2: "заявления", 5: "заявлений", 11: "заявлений", 21: "заявление",
           22: "заявления", 25: "заявлений"},
    "en": {1: "statement", 2: "statements"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "number"), [(one, n) for one, forms in _FORMS.items() for n in forms]
)
def test_statements_are_counted_in_the_right_form(language: Language, number: int) -> None:
    counted = words_in(language).say("status-count", total=number, ukraine=1, russia=2, other=3)

    assert f" {number} {_FORMS[language][number]}:" in counted


def test_days_are_written_as_each_language_writes_them() -> None:
    day = dt.date(2025, 6, 9)

    assert words_in("uk").day(day) == "9 червня 2025 року"
    assert words_in("ru").day(day) == "9 июня 2025 года"
    assert words_in("en").day(day) == "9 June 2025"


def test_the_day_of_a_statement_is_said_as_exactly_as_it_is_known(shipped: Shipped) -> None:
    day, end = dt.date(2025, 6, 7), dt.date(2025, 6, 9)
    exact = replace(
        shipped.statements[0].statement,
        said_on=day,
        said_until=None,
        said_on_precision=Precision.DAY,
    )
    inferred = replace(exact, said_on_precision=Precision.INFERRED)
    between = replace(exact, said_until=end, said_on_precision=Precision.RANGE)

    assert words_in("en").said_on(exact) == "7 June 2025"
    assert words_in("en").said_on(inferred) == "about 7 June 2025"
    assert re.fullmatch(
        r"between 7 (?:June 2025 )?and 9 June 2025", words_in("en").said_on(between)
    )
    assert words_in("uk").said_on(inferred) == "близько 7 червня 2025 року"
    assert words_in("ru").said_on(inferred) == "около 7 июня 2025 года"


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (-1, "future"), (0, "today"), (1, "yesterday"), (2, "days"), (7, "days"), (8, "weeks"),
        (14, "weeks"), (15, "fortnight"), (30, "fortnight"), (31, "month"), (60, "month"),
        (61, "months"), (183, "months"), (184, "half-year"), (365, "half-year"), (366, "year"),
        (730, "year"), (731, "two-years"), (1095, "two-years"), (1096, "years"), (9999, "years"),
    ],
)  # fmt: skip
def test_the_age_changes_on_the_right_day(days: int, unit: AgeUnit) -> None:
    today = dt.date(2026, 11, 22)

    assert age_unit(today - dt.timedelta(days=days), today) == unit


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_age_has_words_of_its_own_and_no_digit(language: Language) -> None:
    found = _Variables()
    found.visit(messages(language)["age"])
    said = {unit: words_in(language).say("age", unit=unit) for unit in get_args(AgeUnit)}

    assert found.variants == set(get_args(AgeUnit))
    assert len(set(said.values())) == len(said)
    assert [age for age in said.values() if re.search(r"\d", age)] == []
