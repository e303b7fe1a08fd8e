"""The promises in what is told without being asked: alerts, corrections and marks, three languages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts import AlertWriter
from jobs.alerts import Alert, Why
from jobs.claims import Composed, Errand
from jobs.corrections import Correction
from jobs.ledger import Sight
from jobs.subscriptions import Subscription
from jobs.themes import counts_bodies
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, WARRING, Language, Statement, Texts
from knowledge.together import together

TODAY = dt.date(2026, 11, 22)
NEUTRAL = {
    "uk": "Нова заява. Відкрийте, щоб прочитати",
    "ru": "Новое заявление. Откройте, чтобы прочитать",
    "en": "New statement. Open to read",
}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def told(
    edition: Edition, names: list[str], chosen: Subscription, why: Why = "subscribed"
) -> Composed | None:
    """What a chat is told of these statements."""
    alert = Alert(1, "news", {"statements": names}, 0.0)
    return AlertWriter(lambda: edition, lambda: TODAY)(Errand(alert, why, chosen))


def text_of(composed: Composed | None) -> str:
    assert composed is not None
    return str(composed.parameters["text"])


def plain(composed: Composed | None) -> str:
    root = ElementTree.fromstring(f"<m>{text_of(composed)}</m>")  # noqa: S314 - our own words
    return "".join(root.itertext())


def everything(language: Language) -> Subscription:
    return Subscription(1, language, everything=True)


def corrections(one: Statement) -> Iterator[Correction]:
    """A statement corrected, withdrawn, and back again."""
    new = replace(one, version=2)
    old = replace(one, texts=Texts(uk="Було.", ru="Было.", en="It was."))
    for what in ("corrected", "retracted", "restored"):
        yield Correction(9, what, 1_790_000_000.0, new, {1: old}, "")


def errands(one: Statement, language: Language) -> Iterator[Errand]:
    """All that a correction of it leads to."""
    for correction in corrections(one):
        alert = Alert(2, "correction", correction.as_content(), 0.0)
        sight = Sight((1, 1), 1, 0, language, 5, ((one.id, 1),))
        yield Errand(alert, "correction", everything(language), saw=1)
        yield Errand(alert, "mark", everything(language), sight=sight)


@every_language
def test_each_statement_of_the_base_can_be_told(edition: Edition, language: Language) -> None:
    for one in edition.statements.values():
        composed = told(edition, [one.id], everything(language))
        words = plain(composed)

        assert words.splitlines()[0] == NEUTRAL[language]
        assert one.texts.text(language) in words
        assert one.source.publisher in words
        assert "!" not in words
        assert len(words.encode("utf-16-le")) // 2 <= 4096
        assert composed
        assert (one.id, one.version) in composed.shows


@every_language
def test_each_can_be_corrected_withdrawn_and_brought_back(
    edition: Edition, language: Language
) -> None:
    for one in edition.statements.values():
        here = Edition({**edition.statements, one.id: replace(one, version=2)}, edition.guidance, 7)
        for errand in errands(one, language):
            gone = errand.alert.content["what"] == "retracted"
            rest = {n: s for n, s in here.statements.items() if n != one.id or not gone}
            now = Edition(rest, edition.guidance, 8)
            composed = AlertWriter(lambda now=now: now, lambda: TODAY)(errand)  # type: ignore[misc]
            words = plain(composed)

            assert re.match(r"(Виправлення|Исправление|Correction)\b", words)
            assert (one.texts.text(language) in words) == (not gone)
            assert "!" not in words
            assert len(words.encode("utf-16-le")) // 2 <= 4096


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_side_is_told_alone(data: st.DataObject, bases: st.SearchStrategy[Edition]) -> None:
    edition = data.draw(bases)
    names = data.draw(st.lists(st.sampled_from(sorted(edition.statements)), min_size=1, max_size=4))
    answer = together(edition, names, TODAY)
    assert answer is not None
    shown = {s.id for s in answer.statements}

    assert shown >= set(names)
    for one in answer.statements:
        if one.id in names and one.side in WARRING:
            replies = (*edition.replies_to(one), *edition.on_the_same_matter(one))
            assert not replies or shown.intersection(s.id for s in replies)
    sides = {block.side for block in answer.blocks}
    assert not sides.intersection(WARRING) or sides.issuperset(WARRING)


@every_language
def test_who_chose_exchanges_is_shown_no_count_of_bodies(
    edition: Edition, language: Language
) -> None:
    chosen = Subscription(1, language, topics=frozenset(("exchanges",)))
    for one in edition.statements.values():
        composed = told(edition, [one.id], chosen)
        shown = [name for name, _ in composed.shows] if composed else []

        assert not any(counts_bodies(edition.statements[name]) for name in shown)


def test_statements_that_are_gone_and_those_that_nobody_here_wants_are_not_told(
    edition: Edition,
) -> None:
    name = next(iter(edition.statements))

    assert told(edition, ["never-heard-of"], everything("en")) is None
    assert told(edition, [name], Subscription(1, "en", topics=frozenset(("no-topic",)))) is None
