"""One word is a whole message: it leads to its matter, at most one tap away, never to a wrong card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from knowledge.model import Language

if TYPE_CHECKING:
    from tests.bot.conftest import Bot


@pytest.mark.parametrize(
    ("word", "language", "topic"),
    [
        ("обмін", "uk", "exchange-status"),
        ("обмен?", "ru", "exchange-status"),
        ("exchange", "en", "exchange-status"),
        ("статус", "uk", "exchange-status"),
        ("статус?", "ru", "exchange-status"),
        ("status", "en", "exchange-status"),
        ("список", "uk", "lists"),
        ("списки", "ru", "lists"),
        ("list", "en", "lists"),
        ("тіла", "uk", "bodies-status"),
        ("тела", "ru", "bodies-status"),
        ("bodies", "en", "bodies-status"),
    ],
)
def test_a_word_leads_to_its_matter(word: str, language: Language, topic: str, bot: Bot) -> None:
    """By an answer on it (whose own buttons carry the topic), or by a choice that holds it."""
    (answer,) = bot.person(language).says(word)

    assert [data for _, data in answer.buttons if data.startswith(f"show:t:{topic}:")], answer.plain


@pytest.mark.parametrize(("word", "language"), [("скоро?", "ru"), ("скоро", "uk"), ("soon?", "en")])
def test_impatience_is_not_taken_for_despair(word: str, language: Language, bot: Bot) -> None:
    (answer,) = bot.person(language).says(word)

    assert "112" not in answer.plain


@pytest.mark.parametrize(
    ("word", "language"), [("статус", "uk"), ("статус", "ru"), ("status", "en")]
)
def test_a_question_of_status_is_not_taken_for_fraud(
    word: str, language: Language, bot: Bot
) -> None:
    card = bot.house.edition.guidance.cards["scam"]
    (answer,) = bot.person(language).says(word)

    assert not answer.plain.startswith(card.texts.text(language).strip()[:30])
