"""Messages about one person, and messages that only look like them.

Each message is put to the whole desk, because the card that a person gets is what counts: the rules
and the matcher stand in for each other.
"""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.desk import Desk

TODAY = dt.date(2025, 6, 12)

# about one person
PERSON = """
чи є мій син у списку
Іваненко Петро Сергійович 12.05.1994
мій чоловік зник під Бахмутом, чи він у полоні
шукаю брата, 93 бригада, позивний Грім
чи обміняли Тараса Шевчука
де мій батько
чи є в списках Коваленко Олег
син 1998 року народження зник безвісти, чи є він серед тіл
чи живий мій чоловік
чи є серед тіл мій син
Бондаренко О.В. є в списках?
підкажіть за Мельника Андрія, морпіх
0671234567, передзвоніть, якщо знайдете сина
в/ч А1234, чи є в списку мій
у нього татуювання на лівій руці, чи бачили його
мого сина нема в списках?
есть ли мой сын в списке
ищу мужа, Сидоров Алексей Викторович
жив ли мой брат
пропал под Авдеевкой, Смирнов Дмитрий 1990 г.р.
где мой муж
обменяли ли Николая Петрова
сын в плену, когда его обменяют
есть ли среди 1212 мой сын
коваленко андрій миколайович
is my husband on the list
Is Andriy Kovalenko alive
my brother Oleh is missing, can you find him
is my son among the 1,212 bodies
looking for my father, born 1975
has Petro Ivanchuk been exchanged
chy ye miy syn u spysku
gde moy muzh
Ivan Petrenko 03.04.1991 zhyvyi?
Володимир Зеленський пропав безвісти під Бахмутом
Иван Песков зник
Дмитрий Федоров в плену
Сергій Умєров
Олег Усов
Умєров Сергій
моего сына опознали?
де моя мама, вона в полоні
чи знайшли мою бабусю
is my mother alive
чому не обмінюють мого
почему не меняют моего
xb ' vsq cby e cgbcre
ult vjq ve;
"""

# public people, places, bodies, groups, numbers
NO_PERSON = """
що сказав Зеленський
що заявив Дмитро Пєсков
Владимир Мединский о списках
Володимир Зеленський про обмін
what did Vladimir Medinsky say
Rustem Umerov 6000
Дмитро Лубінець що каже
Кирило Буданов про обмін
Трамп і Ердоган посередники?
Петро Яценко з коордштабу сказав що?
обмін у Стамбулі
Червоний Хрест мовчить
Координаційний Штаб про списки
Міністерство Оборони України про тіла
тіла в Івано-Франківську
обмін на кордоні з Білоруссю
Київ Харків Дніпро
Юрій Ігнат сказав?
Red Cross and the bodies
Follow Global Trends
чи є надія на обмін
моя надія тільки на обмін
наша віра в обмін
нет надежды на обмен
Слава Україні, коли обмін
will Russia return the bodies
чи підпадає мій син, якщо йому 23
мужу 24, попадает под обмен?
коли повернуть наших хлопців
когда вернут наших ребят
куди дзвонити, якщо чоловік у полоні
куда обратиться, если муж пропал
де здати днк для пошуку сина
how do I write a letter to my husband in captivity
що каже друга сторона про списки
почему обвиняют друг друга
чи є жінки в списках
02.06.2025 домовленість
1200 6000 1212 що означають
списки 640 чоловік
сколько человек в списке
shcho skazav zelenskyi
Александр Зорин сказал
Ігор Клименко про тіла
Василь Малюк що сказав
Дмитро Усов сказав про обмін
Зеленський Володимир
Vladimir Zelensky said
де можна мати список обміну
oj crfpfd ptktycmrbq
"""


def _messages(block: str) -> list[str]:
    return block.strip().split("\n")


def _card(desk: Desk, message: str) -> str:
    card = desk.ask(message, TODAY).card
    return card.id if card else ""


@pytest.mark.parametrize("message", _messages(PERSON))
def test_who_asks_after_one_person_gets_the_person_card(message: str, desk: Desk) -> None:
    assert _card(desk, message) == "person"


@pytest.mark.parametrize("message", _messages(NO_PERSON))
def test_who_names_public_people_or_places_does_not(message: str, desk: Desk) -> None:
    assert _card(desk, message) != "person"


@pytest.mark.parametrize(
    "message", ["Іваненко Петро Сергійович сказав", "Сергій Умєров", "Иван Песков зник"]
)
def test_beside_a_private_name_stand_no_words_of_a_politician(message: str, desk: Desk) -> None:
    answer = desk.ask(message, TODAY).answer
    assert answer is None or answer.subject.id not in ("zelenskiy", "peskov", "umerov", "medinsky")


@pytest.mark.parametrize("message", ["Александр Зорин", "Александр Зорин сказал"])
def test_a_stranger_by_full_name_has_said_nothing_in_the_base(message: str, desk: Desk) -> None:
    shown = desk.ask(message, TODAY)
    assert shown.silent
    assert shown.silent.ru == "Александр Зорин"


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_language_has_messages_of_each_sort(language: str, desk: Desk) -> None:
    for block in (PERSON, NO_PERSON):
        messages = _messages(block)
        assert len(messages) == len(set(messages)) >= 25
        assert sum(desk.ask(message, TODAY).language == language for message in messages) >= 4


DATA = (
    "Іваненко Петро, 12.05.1994",
    "мій син, 3/4/1987",
    "born 12-05-1994, missing since March",
    "0671234567",
    "+38 067 123 45 67 мій номер",
    "8 (916) 123-45-67",
    "паспорт КВ 123456",
    "в/ч А1234",
    "В.Ч. 3057",
    "позивний Грім",
    "позывной Гром, где он",
    "his call sign was Thunder",
    "Бондаренко О.В.",
    "тато 1975 р.н.",
    "1990 г.р., пропал в мае",
    "у нього тату на плечі",
    "Петро Сергійович у полоні",
    "мій чоловік з 93 бригади",
)


@pytest.mark.parametrize("message", DATA)
def test_data_about_a_person_is_noticed(message: str, desk: Desk) -> None:
    assert desk.ask(message, TODAY).personal_data


@pytest.mark.parametrize(
    "message", ["7 червня 2025", "02.06.2025", "1 212 тіл", "6000 на 6000", "до 25 років", "640"]
)
def test_dates_and_numbers_of_the_agreement_are_no_such_data(message: str, desk: Desk) -> None:
    assert not desk.ask(message, TODAY).personal_data
