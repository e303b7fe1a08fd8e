"""What lines name: days, offices, strangers, slang; and the signs that decide what they ask."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from bot.buttons import read_press, showing
from bot.replies import reply_to
from bot.words import words_in
from knowledge.answering import Subject
from knowledge.asking import Asking
from knowledge.days import day_id, read_day_id
from knowledge.desk import Desk, Outcome, Place
from knowledge.edition import Edition
from knowledge.lexicon import Lexicon
from knowledge.matching.reading import normalise
from knowledge.mentions import Mentioning, Mentions
from knowledge.model import LANGUAGES, WARRING, Language, Side, Statement, Texts
from knowledge.patterns import UnknownGroupError, folded, pattern

TODAY = dt.date(2025, 6, 12)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def mentioning(edition: Edition) -> Mentioning:
    return Asking(edition).mentioning


def _named(mentioning: Mentioning, line: str) -> Mentions:
    return mentioning.of(normalise(line))


def _meant(outcome: Outcome) -> str:
    """An outcome in a word: the subject shown, the card, or what is not held."""
    if outcome.answer:
        return f"{outcome.answer.subject.kind}:{outcome.answer.subject.id}"
    if outcome.card:
        return f"card:{outcome.card.id}"
    return outcome.kind


# -- forms


def test_a_star_stands_for_any_ending_and_letters_that_slip_are_one() -> None:
    forms = pattern(("пєсков*",), {})

    for line in ("песков", "пескова", "пісков пєсковим"):
        assert forms.search(folded(line)), line
    assert not forms.search(folded("пес"))


def test_a_group_may_stand_in_a_form_and_small_words_between() -> None:
    groups = {"head": ("head", "chief"), "between": ("of", "the")}
    forms = pattern(("$head delegation",), groups)

    assert forms.search("the chief of the delegation said")
    assert not forms.search("the chief said the delegation")


def test_the_words_of_an_office_may_change_places() -> None:
    forms = pattern(("spokesman kremlin",), {}, any_order=True)

    assert forms.search("kremlin spokesman")
    assert forms.search("spokesman kremlin")


def test_a_form_with_no_such_group_is_refused() -> None:
    with pytest.raises(UnknownGroupError, match="nobody"):
        pattern(("$nobody",), {})


# -- days

DAYS = {
    "що казали 7 червня": dt.date(2025, 6, 7),
    "что говорили 7-го июня": dt.date(2025, 6, 7),
    "what was said on June 9": dt.date(2025, 6, 9),
    "what was said on the 9th of June 2025": dt.date(2025, 6, 9),
    "що казали 7.06": dt.date(2025, 6, 7),
    "що казали 07.06.2025": dt.date(2025, 6, 7),
    "said 2025-06-08": dt.date(2025, 6, 8),
    "що сказали в понеділок": dt.date(2025, 6, 9),
    "что заявили в воскресенье": dt.date(2025, 6, 8),
    "said on saturday": dt.date(2025, 6, 7),
    "говорили 25 июня": dt.date(2025, 6, 25),
    "говорили 7 июня 2024": dt.date(2024, 6, 7),
    "що казали у вівторок": None,
    "до 25 років": None,
    "6000 на 6000": None,
    "31 червня": None,
    "18 25": None,
    "what may 640 mean": None,
}


@pytest.mark.parametrize("line", DAYS)
def test_a_day_is_read_as_people_write_it(line: str, mentioning: Mentioning) -> None:
    assert _named(mentioning, line).day == DAYS[line]


@pytest.mark.parametrize("name", ["", "peskov", "2025-13-01", "peskov@", "@", "a@b@c", "7"])
def test_a_name_that_means_no_day_is_read_as_none(name: str) -> None:
    assert read_day_id(name) is None


@pytest.mark.parametrize("topic", ["", "coordination-headquarters"])
def test_a_day_is_read_as_it_was_named(topic: str) -> None:
    assert read_day_id(day_id(dt.date(2025, 6, 7), topic)) == (dt.date(2025, 6, 7), topic)


def test_every_day_of_every_topic_fits_into_a_button(edition: Edition) -> None:
    for topic in ("", *edition.guidance.topics):
        subject = Subject("day", day_id(dt.date(2025, 6, 7), topic))
        data = showing(subject, 99)
        press = read_press(data)

        assert len(data.encode()) <= 64
        assert press
        assert press.subject == subject


ASKED_ON_A_DAY = {
    "що казали 7 червня": "day:2025-06-07",
    "новости за 9 июня": "day:2025-06-09",
    "what was said on monday": "day:2025-06-09",
    "що казав кремль 7 червня": "day:russia-says@2025-06-07",
    "что говорил киев 8 июня": "day:ukraine-says@2025-06-08",
    "що казав пєсков у понеділок": "day:peskov@2025-06-09",
    "помощник кремля 7 июня что говорил": "day:medinsky@2025-06-07",
    "что говорили 8 июня про списки": "day:lists@2025-06-08",
    "what did russia and ukraine say on june 7": "day:2025-06-07",
}


@pytest.mark.parametrize("line", ASKED_ON_A_DAY)
def test_what_was_said_on_a_day_is_shown(line: str, desk: Desk) -> None:
    assert _meant(desk.ask(line, TODAY)) == ASKED_ON_A_DAY[line]


@pytest.mark.parametrize("line", ASKED_ON_A_DAY)
def test_what_comes_first_was_said_on_that_day_and_both_sides_are_heard(
    line: str, desk: Desk
) -> None:
    answer = desk.ask(line, TODAY).answer
    assert answer
    said = read_day_id(answer.subject.id)

    assert said
    assert answer.statements[0].said_on == said[0]
    assert {block.side for block in answer.blocks} >= set(WARRING)


@pytest.mark.parametrize(
    "line",
    [
        "чи домовились 2 червня про тіла",
        "чому 7 червня не забрали тіла",
        "обмін 25 червня буде?",
        "обмен до 25 июня будет или нет",
        "was an exchange agreed for 7 june",
    ],
)
def test_a_day_in_a_question_on_another_matter_decides_nothing(line: str, desk: Desk) -> None:
    outcome = desk.ask(line, TODAY)

    assert outcome.day is None
    assert not _meant(outcome).startswith("day:")


def test_a_day_that_is_no_day_of_the_base_is_no_age(desk: Desk) -> None:
    assert desk.ask("обмен до 25 июня будет или нет", TODAY).topic != "who-is-covered"
    assert desk.ask("обмен до 25 лет это кто", TODAY).topic == "who-is-covered"


@every_language
def test_a_day_on_which_nothing_was_said_is_admitted(language: Language, desk: Desk) -> None:
    outcome = desk.ask("що казали 5 червня", TODAY, language)
    reply = reply_to(outcome, desk.edition, words_in(language), TODAY)

    assert (outcome.kind, outcome.day) == ("unknown", dt.date(2025, 6, 5))
    assert words_in(language).day(dt.date(2025, 6, 5)) in reply.plain


@every_language
def test_a_speaker_who_was_silent_that_day_is_told_apart_from_the_day(
    language: Language, desk: Desk
) -> None:
    outcome = desk.ask("що казав пєсков 7 червня", TODAY, language)
    title = desk.edition.guidance.topics["peskov"].title.text(language)
    first = reply_to(outcome, desk.edition, words_in(language), TODAY).plain.splitlines()[0]

    assert outcome.kind == "unknown"
    assert title in first
    assert words_in(language).day(dt.date(2025, 6, 7)) in first
    assert [choice.subject.id for choice in outcome.choices] == ["peskov"]


@every_language
def test_the_heading_names_the_day(language: Language, desk: Desk) -> None:
    words = words_in(language)
    for line in ("що казали 7 червня", "що казав кремль 7 червня"):
        outcome = desk.ask(line, TODAY, language)
        heading = reply_to(outcome, desk.edition, words, TODAY).plain.splitlines()[1]

        assert words.day(dt.date(2025, 6, 7)) in heading


def test_a_followup_leans_on_a_day(desk: Desk) -> None:
    kremlin = Place(Subject("day", "russia-says@2025-06-09"))

    assert _meant(desk.ask("а 7 червня?", TODAY, before=kremlin)) == "day:russia-says@2025-06-07"
    assert _meant(desk.ask("а 2 червня?", TODAY, before=kremlin)) == "day:2025-06-02"
    assert desk.ask("джерело?", TODAY, before=kremlin).view == "sources"
    more = desk.ask("ще", TODAY, before=kremlin).answer
    assert more
    assert (more.subject, more.page) == (kremlin.subject, 1)
    turned = desk.ask("а інша сторона?", TODAY, before=kremlin).answer
    assert turned
    assert turned.blocks[0].side is Side.UKRAINE


def test_a_day_leans_on_the_speaker_before(desk: Desk) -> None:
    zelenskiy = Place(Subject("topic", "zelenskiy"))

    assert _meant(desk.ask("а в неділю?", TODAY, before=zelenskiy)) == "day:zelenskiy@2025-06-08"


# -- offices

OFFICES = {
    "прессекретар президента рф": "peskov",
    "прес-секретар президента росії": "peskov",
    "пресс-секретарь путина": "peskov",
    "речник кремля": "peskov",
    "the kremlin's spokesman": "peskov",
    "spokesperson of the russian president": "peskov",
    "помічник кремля": "medinsky",
    "помощник президента россии": "medinsky",
    "глава российской делегации": "medinsky",
    "head of the russian delegation": "medinsky",
    "голова української делегації": "umerov",
    "глава делегации украины": "umerov",
    "міністр оборони україни": "umerov",
    "ukraine's defence minister": "umerov",
    "президент україни": "zelenskiy",
    "ukrainian president": "zelenskiy",
    "минобороны украины": "ministry-of-defence-ua",
    "ukraine's ministry of defence": "ministry-of-defence-ua",
}


@pytest.mark.parametrize("office", OFFICES)
def test_an_office_names_who_holds_it(office: str, mentioning: Mentioning) -> None:
    named = _named(mentioning, f"{office} що сказав")

    assert (named.speaker, named.by_office) == (OFFICES[office], True)


@pytest.mark.parametrize("office", OFFICES)
def test_who_asks_for_an_office_gets_the_words_of_its_holder(office: str, desk: Desk) -> None:
    outcome = desk.ask(f"{office} що каже", TODAY)
    topic = desk.edition.guidance.topics[outcome.topic]

    assert topic.speaker == OFFICES[office]


def test_a_matter_that_is_surely_named_beside_an_office_is_shown(desk: Desk) -> None:
    assert (
        desk.ask("глава російської делегації сказав про список 640", TODAY).topic == "list-of-640"
    )


# -- strangers

STRANGERS = {
    "лавров про обмен высказался?": "lavrov",
    "что заявил путин": "putin",
    "did the russian president comment on the swap": "putin",
    "минобороны россии чо заявили": "ministry-of-defence-ru",
    "what did russia's defence minister say": "belousov",
    "кулеба каже про обмін шось?": "kuleba",
    "лубінець що каже": "lubinets",
    "омбудсман росії що каже": "moskalkova",
    "буданов сказав що": "budanov",
    "міністр закордонних справ україни заявив": "sybiha",
    "захарова прокомментировала?": "zakharova",
    "what did trump say about the exchange": "trump",
    "president of turkey said what": "erdogan",
    "фідан що сказав": "fidan",
    "what did the un say": "united-nations",
    "трамп": "trump",
}


@pytest.mark.parametrize("line", STRANGERS)
def test_who_has_said_nothing_is_lent_nobody_s_words(line: str, desk: Desk) -> None:
    outcome = desk.ask(line, TODAY)
    figure = desk.edition.guidance.lexicon.strangers[STRANGERS[line]]

    assert (outcome.kind, outcome.silent) == ("unknown", figure.name)


@every_language
def test_the_reply_names_a_stranger_out_of_our_own_list(language: Language, desk: Desk) -> None:
    outcome = desk.ask("a vot LAVROFF lavrov shcho skazav?", TODAY, language)
    reply = reply_to(outcome, desk.edition, words_in(language), TODAY).plain

    assert outcome.silent
    assert outcome.silent.text(language) in reply
    assert "lavroff" not in reply.casefold()


@pytest.mark.parametrize(
    "line",
    [
        "путин хочет обмена?",
        "пєсков відповів путіну?",
        "що пєсков сказав про путіна",
        "what did zelensky say about trump",
    ],
)
def test_a_stranger_who_is_not_asked_for_decides_nothing(line: str, desk: Desk) -> None:
    assert desk.ask(line, TODAY).silent is None


def test_a_name_that_nobody_knows_is_lent_nobody_s_words(desk: Desk) -> None:
    for line in ("what did tomberlin say about it", "що каже вербицький", "цимбалюк заявил что?"):
        assert desk.ask(line, TODAY).answer is None, line


def test_nobody_in_the_list_of_strangers_speaks_in_the_base(edition: Edition) -> None:
    lexicon = edition.guidance.lexicon
    names = [
        folded(normalise(name))
        for s in edition.statements.values()
        for name in (s.speaker.name.uk, s.speaker.name.ru, s.speaker.name.en)
    ]

    for figure in lexicon.strangers.values():
        assert not any(map(pattern(figure.spellings, lexicon.groups).search, names)), figure.id


def test_a_stranger_who_speaks_one_day_is_none_any_more(
    edition: Edition, template: Statement
) -> None:
    lavrov = replace(
        template.speaker, id="lavrov-mid", name=Texts(ru="Сергей Лавров"), side=Side.RUSSIA
    )
    spoken = replace(template, id="lavrov-said", speaker=lavrov)
    grown = replace(edition, statements={**edition.statements, spoken.id: spoken})
    named = Asking(grown).mentioning.of("лавров что сказал")

    assert named.stranger is None
    assert named.speaker == "lavrov-mid"


def test_a_speaker_of_whom_the_release_knows_nothing_is_named_as_the_base_spells_it(
    template: Statement,
) -> None:
    mentioning = Mentioning(Lexicon(), [template.speaker], [])

    assert mentioning.of(normalise(template.speaker.name.uk)).speaker == template.speaker.id


def test_every_stranger_has_a_name_in_three_languages(edition: Edition) -> None:
    strangers = edition.guidance.lexicon.strangers

    assert [f.id for f in strangers.values() if f.name.written_in() != LANGUAGES] == []
    assert [f.id for f in strangers.values() if not f.spellings + f.offices] == []


# -- slang and numbers


def test_slang_is_read_and_never_repeated(desk: Desk) -> None:
    for line in ("груз 200 когда", "двохсоті коли", "300ті коли міняють", "трехсотых меняют?"):
        outcome = desk.ask(line, TODAY, "uk")
        reply = reply_to(outcome, desk.edition, words_in("uk"), TODAY).plain.casefold()
        assert not re.search(r"\b[23]00\b|вантаж|двохсот|трьохсот", reply), line


def test_200_of_something_is_a_number_that_nobody_said(desk: Desk) -> None:
    for line in ("200 пленных отдадут?", "300 полонених обміняють", "обмін 200 на 200"):
        assert desk.ask(line, TODAY).answer is None, line


# -- signs


def test_every_sign_names_an_entry_that_there_is(edition: Edition) -> None:
    guidance = edition.guidance
    known = {f"topic:{name}" for name in guidance.topics} | {
        f"card:{name}" for name in guidance.cards
    }

    assert guidance.lexicon.signs
    for sign in guidance.lexicon.signs:
        assert set(sign.entries) <= known, sign.id


SIGNED = {
    "тіла в росію коли": "topic:bodies-both-ways",
    "will russia get its russian dead back": "topic:bodies-both-ways",
    "чи віддасть україна тіла": "topic:bodies-both-ways",
    "чому росія відхилила українські списки": "topic:lists",
    "did russia reject ukraine's lists": "topic:lists",
    "почему украина отклонила списки россии": "topic:lists-rejected",
    "why did ukraine reject russia's lists": "topic:lists-rejected",
    "чому не приїхали на переговори": "topic:talks",
    "украина нарушила соглашение?": "topic:who-is-to-blame",
    "чи порушила україна домовленості": "topic:who-is-to-blame",
    "россия нарушила соглашение?": "topic:changed-terms",
    "позиція росії та позиція україни": "topic:how-accounts-differ",
    "russia's version and ukraine's version": "topic:how-accounts-differ",
    "росія сама без згоди привезла тіла": "topic:who-did-not-come",
    "телефон координаційного штабу": "card:contacts",
    "how do i reach the red cross, phone number": "card:contacts",
    "перестаньте слать мне уведомления": "card:stop",
    "обмен стоп?": "topic:exchange-status",
    "что с обменом, какие шансы": "topic:exchange-status",
    "чоловікові 41, він у цю домовленість не влазить?": "topic:who-is-covered",
    "2001 р.н. проходить?": "topic:who-is-covered",
}


@pytest.mark.parametrize("line", SIGNED)
def test_a_sign_decides_what_a_line_asks(line: str, desk: Desk) -> None:
    assert _meant(desk.ask(line, TODAY)) == SIGNED[line]


def test_a_forecast_asked_for_at_the_end_is_declined_first(desk: Desk) -> None:
    for line in ("что с обменом, какие шансы", "what next with the swap, what's your guess"):
        card = desk.ask(line, TODAY).card
        assert card
        assert card.id == "prediction"


def test_the_words_of_the_side_that_says_so_come_on_top(desk: Desk) -> None:
    for line, side in (
        ("росія сама без згоди привезла тіла", Side.UKRAINE),
        ("украина нарушила соглашение?", Side.RUSSIA),
    ):
        answer = desk.ask(line, TODAY).answer
        assert answer
        assert answer.blocks[0].side is side


def test_a_sign_gives_way_to_a_speaker_who_is_named(desk: Desk) -> None:
    assert (
        desk.ask("мінОборони україни звинуватило росію в чому", TODAY).topic
        == "ministry-of-defence"
    )


# -- persons


@pytest.mark.parametrize(
    "line",
    [
        "мой муж в этих 1212?",
        "is my brother one of the 640",
        "дружину мою будуть міняти?",
        "чи є Ковтунець Ілля в тих 640",
        "коли обміняють мого чоловіка",
        "ковтунець 1999 р.н.",
    ],
)
def test_a_relative_or_a_name_beside_a_number_or_a_fate_is_a_person(line: str, desk: Desk) -> None:
    card = desk.ask(line, TODAY).card
    assert card
    assert card.id == "person"


def test_an_age_of_a_relative_gets_the_groups_beside_the_card(desk: Desk) -> None:
    for line in ("сыну 23, его обменяют?", "чоловікові 41, він у цю домовленість не влазить?"):
        outcome = desk.ask(line, TODAY)
        assert outcome.answer, line
        assert outcome.answer.subject.id == "who-is-covered", line


# -- a single choice


def test_a_single_thing_is_never_offered_for_choice(desk: Desk) -> None:
    for topic in desk.edition.guidance.topics.values():
        for lines in topic.phrasings.values():
            for line in lines[:3]:
                choices = desk.ask(line.rsplit(" ", 1)[0], TODAY)
                assert choices.kind != "choices" or len(choices.choices) > 1, line


_AGO = {
    "що сказав Песков вчора": ("peskov", 1),
    "що сказав Зеленський позавчора": ("zelenskiy", 2),
    "what did Ukraine say today": ("ukraine-says", 0),
    "что Украина сказала вчера": ("ukraine-says", 1),
    "що сказав медінський у вівторок": ("medinsky", 5),
}


@pytest.mark.parametrize("asked", _AGO)
def test_where_nothing_was_said_yesterday_that_comes_first_and_the_newest_after_it(
    asked: str, desk: Desk
) -> None:
    today = dt.date(2025, 7, 20)
    shown, (voice, days) = desk.ask(asked, today), _AGO[asked]
    assert (shown.kind, shown.day) == ("answer", today - dt.timedelta(days=days))
    assert shown.topic == voice


@pytest.mark.parametrize("asked", ["що сказав Песков 12 червня", "what did Ukraine say on 12 June"])
def test_of_a_date_on_which_nothing_was_said_nothing_older_is_shown(asked: str, desk: Desk) -> None:
    shown = desk.ask(asked, dt.date(2025, 7, 20))
    assert (shown.kind, shown.day) == ("unknown", dt.date(2025, 6, 12))


@pytest.mark.parametrize(
    "asked",
    [
        "My fiance's unit chat says Thursday my cousin says never, has it started or what",
        "у нас в Чернігові всі стоять під лікарнею, кажуть сьогодні. то був обмін чи нє",
    ],
)
def test_a_day_that_is_only_talk_does_not_deny_the_answer(asked: str, desk: Desk) -> None:
    shown = desk.ask(asked, dt.date(2025, 6, 12))
    assert shown.kind in ("answer", "choices")


def test_what_was_said_yesterday_is_shown_where_the_base_has_it(desk: Desk) -> None:
    shown = desk.ask("що сказав Медінський вчора", dt.date(2025, 6, 8))
    assert shown.answer
    assert shown.answer.subject.id == "medinsky@2025-06-07"


@pytest.mark.parametrize("asked", ["який стан обміну на сьогодні", "чи був вчора обмін"])
def test_today_without_a_word_of_saying_names_no_day(asked: str, desk: Desk) -> None:
    assert desk.ask(asked, dt.date(2025, 7, 20)).day is None


def test_a_month_may_be_written_in_one_figure(desk: Desk) -> None:
    shown = desk.ask("що сказали 7/6/2025", dt.date(2025, 7, 20))
    assert shown.answer
    assert shown.answer.subject.id == "2025-06-07"


_SIGNED = {
    "чи правда що Україна відмовилась забрати 6000 тіл": "who-did-not-come",
    "скільки тіл ідентифіковано з 1212": "identification",
    "чи є російські тіла серед 1212": "identification",
    "how many bodies were handed over": "bodies-returned-so-far",
}


@pytest.mark.parametrize("asked", _SIGNED)
def test_a_number_beside_a_sign_does_not_turn_the_question_round(asked: str, desk: Desk) -> None:
    assert desk.ask(asked, dt.date(2025, 6, 12)).topic == _SIGNED[asked]
