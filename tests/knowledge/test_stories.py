"""Stories: what they ask is understood, and what they only tell decides nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.desk import Desk, Outcome
from knowledge.shipped import read_guidance
from knowledge.stories import Stories, is_story, told_in

TODAY = dt.date(2025, 6, 12)
SEVEN = "Пишу вночі. Дощ третій день. {} Дякую, телефон сідає."


def _topic(outcome: Outcome) -> str:
    return outcome.topic or (outcome.card.id if outcome.card else outcome.kind)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Ніч. Не сплю. Коли обмін? Дякую.", ("Коли обмін?",)),
        ("Ніч. Не сплю. Хочу знати, хто дав списки. Дякую.", ("Хочу знати, хто дав списки.",)),
        (
            "Late here. Rain. I want to know who is covered. Bye.",
            ("I want to know who is covered.",),
        ),
        ("Ніч. Не сплю. Дощ.", ()),
    ],
)
def test_what_a_story_asks_ends_in_a_question_mark_or_says_so(
    text: str, asked: tuple[str, ...]
) -> None:
    assert is_story(text)
    assert Stories(read_guidance().lexicon).asked_in(text) == asked


def test_two_sentences_are_no_story() -> None:
    assert not is_story("Добрий вечір. Коли обмін?")
    assert told_in("Добрий вечір. Коли обмін?") == ("Добрий вечір.", "Коли обмін?")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        # Weekdays that are only told are no question about what was said on a Saturday.
        ("I work on Saturdays. It rains here. Who is covered by the exchange? Bye.", "who-is-covered"),
        ("В понедельник я была на рынке. Устала. Кто передал списки на обмен? Спасибо.", "lists"),
        # A relative in the story is not who the question is about.
        (SEVEN.format("Брат у полоні другий рік. Хто підпадає під обмін?"), "who-is-covered"),
        ("My sister cries. I read all night. How many prisoners does the deal cover? We wait.",
         "how-many-prisoners"),
    ],
)  # fmt: skip
def test_a_story_is_answered_by_what_it_asks(text: str, topic: str, desk: Desk) -> None:
    assert _topic(desk.ask(text, TODAY)) == topic


@pytest.mark.parametrize(
    "text",
    [
        "Пишу вночі. Дощ третій день. Мій брат зник під Бахмутом. Чи він живий? Дякую.",
        "Late here. Rain. My son was captured in May. Is he on the list? Thanks.",
        # A general question beside it does not take the card away.
        "Сын пропал. Сколько тел передали? Он среди них?",
        "My brother is a POW. What is the list of 640 people? Is he on it?",
        "Чоловік Ткаченко Сергій у полоні. Чекаємо. Коли обмін полоненими? Чи є Ткаченко в списку?",
    ],
)
def test_a_story_that_asks_after_one_person_still_gets_the_card(text: str, desk: Desk) -> None:
    assert _topic(desk.ask(text, TODAY)) == "person"


@pytest.mark.parametrize(
    "text",
    [
        "Ніч уже, сижу на кухні. Хата пуста. Заснути б та й не прокинутись більше ніколи.",
        "Всё пусто. Не вижу, зачем мне завтра просыпаться. Пишу вам ночью.",
        "They gave me a flag. Everyone left on Sunday. I just want to be where he is.",
        "Я уже написала прощальное письмо. Дети у мамы. Когда обмен?",
        "Скільки ще? Хочу заснути назавжди. Коли обмін?",
        "I've nothing left. I have saved up the pills. When will the bodies be returned?",
    ],
)
def test_despair_in_a_story_comes_before_everything(text: str, desk: Desk) -> None:
    assert _topic(desk.ask(text, TODAY)) == "crisis"


@pytest.mark.parametrize(
    "text",
    [
        "скільки з тих 640 тяжкохворих",
        "сколько из 640 младше 25",
        "how many of the 1,212 were officers",
        "из 640 сколько тяжелораненых",
        "скільки жінок у списку 640",
        "how many of the 1212 are Russian",
        "скільки наших офіцерів з 640",
    ],
)
def test_how_many_of_a_number_are_such_is_not_answered_with_the_number(
    text: str, desk: Desk
) -> None:
    outcome = desk.ask(text, TODAY)
    assert outcome.kind == "unknown"
    assert outcome.choices  # what is held on the number itself


@pytest.mark.parametrize(
    "text",
    [
        "муж пропал осенью, что вообще решили в стамбуле",
        "my brother is a prisoner. who is holding up the exchange?",
        "внук в плену. кто между ними посредничает",
        "what did the headquarters say about the bodies, my brother fell in march",
    ],
)
def test_a_relative_who_is_only_told_of_does_not_stand_before_the_answer(
    text: str, desk: Desk
) -> None:
    assert desk.ask(text, TODAY).kind == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "муж в плену, его обменяют по этому списку?",
        "чоловік загинув, коли привезуть тіло",
        "брат пропал, есть он в списке 640",
        "Сын пропал под Суджей. Его обменяют?",
        "чи є новини про Коваленко Андрія, коли наступний обмін полоненими",
        "Песков Коля пропал, что говорят в кремле",
    ],
)
def test_a_relative_who_is_asked_after_gets_the_card_first(text: str, desk: Desk) -> None:
    assert _topic(desk.ask(text, TODAY)) == "person"


@pytest.mark.parametrize(
    "text",
    ["скільки з тих 1212 українці", "сколько из 1212 наших", "how many people on the list of 640"],
)
def test_whose_a_number_is_may_have_been_said(text: str, desk: Desk) -> None:
    assert desk.ask(text, TODAY).kind == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "Человек из плена звонил, сказал пополнить карту. Когда обмен?",
        "A woman rang us from a prison hospital. She needs 800 euros for medicine. Our son is there.",
    ],
)
def test_fraud_told_as_a_story_is_warned_of(text: str, desk: Desk) -> None:
    assert _topic(desk.ask(text, TODAY)) == "scam"


def test_whatever_follows_a_name_is_noticed_and_the_reply_says_what_to_do_with_it(
    desk: Desk,
) -> None:
    for text in (
        "мій син Коваленко Андрій у полоні, коли наступний обмін полоненими",
        "Petrenko Ivan was killed at Bakhmut. When will the bodies be returned?",
    ):
        assert desk.ask(text, TODAY).personal_data, text


@pytest.mark.parametrize("word", ["чи що хто ", "what did who said ", "а "])
def test_a_message_of_nothing_but_question_words_is_read_in_a_bounded_number_of_windows(
    word: str, desk: Desk
) -> None:
    stories = Stories(desk.edition.guidance.lexicon)
    windows = stories.windows_of("Мій син у полоні. " + word * 800)
    assert len(windows) <= 20
    assert sum(len(window.split()) for window in windows) < 3000


@pytest.mark.parametrize("text", ["мій вдома! приїхав!", "we buried him on monday"])
def test_a_homecoming_or_a_funeral_that_is_told_is_not_answered_as_a_search(
    text: str, desk: Desk
) -> None:
    assert _topic(desk.ask(text, TODAY)) == "off_topic"
