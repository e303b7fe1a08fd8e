"""In a group the bot is silent unless it is spoken to; and what it reads besides plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from bot.words import words_in
from knowledge.model import LANGUAGES, Language

if TYPE_CHECKING:
    from tests.bot.conftest import Bot

PHOTO: dict[str, Any] = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
SOMEBODY: dict[str, Any] = {
    "id": 9,
    "is_bot": False,
    "first_name": "Somebody",
    "username": "somebody",
}
MENTION = {"type": "mention", "offset": 0, "length": 18}


@pytest.mark.parametrize(
    "text",
    [
        "коли обмін?",
        "@somebody коли обмін?",
        "@local_preview_bot_2 коли обмін?",
        "local_preview_bot, коли обмін?",
    ],
)
def test_what_is_not_said_to_the_bot_is_not_answered(text: str, bot: Bot) -> None:
    assert bot.person("uk", group=True).says(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "@local_preview_bot коли обмін?",
        "коли обмін? @local_preview_bot",
        "🙏🙏 @local_preview_bot коли обмін?",
    ],
)
def test_a_mention_anywhere_is_answered(text: str, bot: Bot) -> None:
    (answer,) = bot.person("uk", group=True).says(text)

    assert "Російська сторона" in answer.plain


def test_a_mention_in_capitals_is_answered(bot: Bot) -> None:
    text = "@Local_Preview_BOT коли обмін?"
    (answer,) = bot.person("uk", group=True).sends(text=text, entities=[MENTION])

    assert "Російська сторона" in answer.plain


def test_a_mention_alone_says_what_can_be_asked(bot: Bot) -> None:
    (answer,) = bot.person("uk", group=True).says("@local_preview_bot")

    assert "/topics" in answer.plain


def test_a_reply_to_the_bot_is_answered_and_a_reply_to_somebody_else_is_not(bot: Bot) -> None:
    person = bot.person("uk", group=True)
    person.says("@local_preview_bot хто винен")
    chat = {"id": person.number, "type": "supergroup", "title": "Group"}
    theirs = {"message_id": 3, "date": 1, "chat": chat, "from": SOMEBODY, "text": "хто винен"}

    assert person.says("а джерело?", reply_to_message=theirs) == []
    (answer,) = person.replies("а джерело?")
    assert answer.plain.startswith("Джерела цієї відповіді")


def test_a_command_is_answered_when_it_is_for_this_bot(bot: Bot) -> None:
    person = bot.person("uk", group=True)

    assert len(person.says("/topics")) == 1
    assert len(person.says("/topics@local_preview_bot")) == 1
    assert person.says("/topics@another_bot") == []


def test_a_photo_is_answered_only_with_a_mention_in_its_caption(bot: Bot) -> None:
    person = bot.person("uk", group=True)

    assert person.sends(photo=[PHOTO]) == []
    assert person.sends(photo=[PHOTO], caption="хто бачив?") == []
    caption = "@local_preview_bot мій брат зник, він живий?"
    (answer,) = person.sends(photo=[PHOTO], caption=caption, caption_entities=[MENTION])
    assert "не говорить про долю" in answer.plain


@pytest.mark.parametrize(
    "event",
    [
        {"new_chat_members": [SOMEBODY]},
        {"left_chat_member": SOMEBODY},
        {"new_chat_title": "Another"},
        {"sticker": {"file_id": "1", "file_unique_id": "1", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
    ],
)  # fmt: skip
def test_what_happens_in_a_group_is_not_commented_on(event: dict[str, Any], bot: Bot) -> None:
    assert bot.person("uk", group=True).sends(**event) == []


def test_a_group_that_got_a_new_number_keeps_its_language(bot: Bot) -> None:
    before, after = bot.person("uk", group=True), bot.person("uk", group=True)
    before.says("/language")
    before.presses("English")

    assert before.sends(migrate_to_chat_id=after.number) == []
    assert "Language: English" in after.says("/settings")[0].plain
    assert "Мова: українська" in before.says("/settings")[0].plain


# -- in private, what is not plain text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "sent",
    [
        {"photo": [PHOTO]},
        {"contact": {"phone_number": "+380501234567", "first_name": "Петро"}},
        {"document": {"file_id": "1", "file_unique_id": "1", "file_name": "паспорт.pdf"}},
        {"video": {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1, "duration": 1}},
    ],
    ids=lambda sent: next(iter(sent)),
)
def test_a_picture_a_contact_and_a_document_get_the_answer_about_persons(
    sent: dict[str, Any], language: Language, bot: Bot
) -> None:
    (answer,) = bot.person(language).sends(**sent)
    card = bot.house.edition.guidance.cards["person"]

    assert card.on_personal_data is not None
    assert answer.plain.startswith(card.on_personal_data.text(language).strip())
    assert "380501234567" not in answer.plain
    assert "Петро" not in answer.plain


@pytest.mark.parametrize(
    ("caption", "card"),
    [
        ("who is to blame?", "person"),
        ("I do not want to live any more", "crisis"),
        ("they ask 2000 dollars to put my son on the list", "scam"),
    ],
)
def test_a_picture_is_about_a_person_unless_its_caption_is_more_urgent(
    caption: str, card: str, bot: Bot
) -> None:
    (answer,) = bot.person("en").sends(photo=[PHOTO], caption=caption)

    text = bot.house.edition.guidance.cards[card].texts.text("en").strip()
    assert text.splitlines()[0] in answer.plain


def test_the_caption_of_a_voice_message_is_read_as_a_question(bot: Bot) -> None:
    voice = {"file_id": "1", "file_unique_id": "1", "duration": 1}
    (answer,) = bot.person("en").sends(voice=voice, caption="who is to blame?")

    assert "Russian side" in answer.plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "sent",
    [
        {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
        {"location": {"latitude": 50.0, "longitude": 36.0}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
    ids=lambda sent: next(iter(sent)),
)
def test_what_holds_no_words_is_asked_for_words(
    sent: dict[str, Any], language: Language, bot: Bot
) -> None:
    (answer,) = bot.person(language).sends(**sent)

    assert answer.plain == words_in(language).say("only-text")


def test_an_edited_question_is_not_answered_again(bot: Bot) -> None:
    person = bot.person("uk")
    person.says("хто винен")

    assert person.edits("хто винен?") == []


def test_an_unknown_command_is_answered(bot: Bot) -> None:
    assert len(bot.person("uk").says("/obmin")) == 1


def test_a_follow_up_leans_on_nothing_after_the_data_were_deleted(
    start_bot: Callable[[], Bot],
) -> None:
    person = start_bot().person("uk")
    person.says("хто винен")
    person.says("/delete")

    (answer,) = person.says("а джерело?")

    assert "Джерела цієї відповіді" not in answer.plain


@pytest.mark.parametrize(
    "text",
    ["x" * 4096, "\u200b", "👨‍👩‍👧‍👦" * 300, "\x00<b>&amp;", "٣٤٥٦", "a\n" * 2000, "-" * 4096],
)
def test_whatever_is_typed_is_answered(text: str, bot: Bot) -> None:
    assert len(bot.person("uk").says(text)) == 1


def test_an_answer_is_sent_although_the_question_was_deleted_meanwhile(bot: Bot) -> None:
    """The bot itself asks people to delete what is personal; a quote of it must not be needed."""
    begin = len(bot.telegram.calls)
    bot.person("uk", group=True).says("@local_preview_bot Іваненко Петро Васильович, де він?")

    quotes = [values.get("reply_parameters") for _, values in bot.telegram.calls[begin:]]
    assert len(quotes) == 1
    assert [
        quote for quote in quotes if quote and not quote.get("allow_sending_without_reply")
    ] == []
