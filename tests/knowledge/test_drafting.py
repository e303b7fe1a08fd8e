"""A draft: filled from what is pasted, taking what is typed, complete at last. Nothing pasted stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.checking.drafts import REMARKS, Mend, Remark, check, mended
from knowledge.checking.kindred import duplicates
from knowledge.desk import Desk
from knowledge.drafting.counting import numbers_in, read_number
from knowledge.drafting.draft import (
    FIELDS,
    LONGEST_ID,
    Aim,
    Draft,
    IncompleteDraftError,
    as_json,
    draft_of,
    from_json,
)
from knowledge.drafting.filling import PUBLISHED, Filled, NotTaken, Rank, fill, ranked_by
from knowledge.drafting.saying import day_of, days_in
from knowledge.drafting.taking import choices, slug, take
from knowledge.edition import Edition
from knowledge.model import Kind, Relation, Side

#: A Wednesday.
TODAY = dt.date(2025, 6, 11)
MONDAY = "2025-06-09"

PASTED = (
    "Речник Кремля Дмитро Пєсков у понеділок заявив, що Росія передала 1212 тіл загиблих і готова"
    " передати ще 4788. https://tass.com/politics/1967263"
)
OWN_WORDS = """Речник Кремля Дмитро Пєсков повідомив 9 червня, що Росія віддала 1212 тіл і згодна віддати ще 4788.

Пресс-секретарь президента России Дмитрий Песков сообщил 9 июня, что Россия отдала 1212 тел и согласна отдать ещё 4788.

Kremlin spokesperson Dmitry Peskov said on 9 June that Russia had handed over 1,212 bodies and was ready to hand over 4,788 more."""


@pytest.fixture(scope="module")
def rank(desk: Desk, edition: Edition) -> Rank:
    return ranked_by(desk.matcher, edition)


@pytest.fixture
def pasted(edition: Edition, rank: Rank) -> Draft:
    filled = fill(PASTED, edition, rank, TODAY)
    assert isinstance(filled, Filled)
    return filled.draft


@pytest.fixture
def whole(pasted: Draft, edition: Edition) -> Draft:
    """The pasted statement, once the editor has added what it lacked."""
    return (
        Typing(pasted, edition)
        .type("texts", OWN_WORDS)
        .type("other_side", "сайт Координаційного штабу, 10 червня")
        .draft.confirmed("said_on")
        .named(edition.statements)
    )


class Typing:
    """An editor who types into a draft, field after field."""

    def __init__(self, draft: Draft, edition: Edition) -> None:
        self.draft, self._edition = draft, edition

    def type(self, field: str, text: str) -> Typing:
        taken = take(self.draft, field, text, self._edition, TODAY)
        assert isinstance(taken, Draft), taken
        return Typing(taken, self._edition)


def names(remarks: tuple[Remark, ...], severity: str = "stops") -> list[str]:
    return [remark.name for remark in remarks if remark.severity == severity]


# -- filling


def test_a_pasted_post_fills_all_but_the_words(pasted: Draft) -> None:
    assert pasted.value("speaker.id") == "peskov"
    assert pasted.value("speaker.side") == "russia"
    assert pasted.value("attribution") == "named_official"
    assert pasted.value("said_on") == MONDAY
    assert [n["value"] for n in pasted.value("numbers")] == [1212, 4788]
    assert {n["unit"] for n in pasted.value("numbers")} == {"bodies"}
    assert pasted.value("source.url") == "https://tass.com/politics/1967263"
    assert pasted.value("source.publisher") == "tass.com"
    assert "bodies-1212" in pasted.value("topics")
    assert pasted.missing() == ("texts",)


def test_a_weekday_is_a_guess_until_the_editor_confirms_it(pasted: Draft) -> None:
    assert pasted.doubtful == {"said_on": "понеділок"}
    assert pasted.confirmed("said_on").doubtful == {}
    assert pasted.with_field("said_on", "2025-06-02").doubtful == {}


def test_nothing_that_was_pasted_stays_in_the_draft(pasted: Draft) -> None:
    kept = as_json(pasted)

    assert "передала" not in kept
    assert "готова" not in kept
    assert pasted.pasted


@pytest.mark.parametrize(
    ("text", "speaker", "day"),
    [
        ("Мединский сообщил 7 июня 2025 года, что привезли тела", "medinsky", "2025-06-07"),
        ("Zelenskyy said on 8 June 2025 there was no full list", "zelenskiy", "2025-06-08"),
        ("Глава делегації України повідомив 10.06.2025 про списки", "umerov", "2025-06-10"),
        ("Координаційний штаб 10 червня повідомив про тіла", "coordination-headquarters", "2025-06-10"),
        ("Омбудсман Лубінець сказав 10 червня про обмін", "lubinets", "2025-06-10"),
    ],
)  # fmt: skip
def test_speakers_are_known_by_name_alias_and_office_in_three_languages(
    text: str, speaker: str, day: str, edition: Edition, rank: Rank
) -> None:
    filled = fill(text, edition, rank, TODAY)

    assert isinstance(filled, Filled)
    assert filled.draft.value("speaker.id") == speaker
    assert filled.draft.value("said_on") == day
    assert not filled.draft.doubtful


def test_of_several_speakers_the_editor_says_who_is_meant(edition: Edition, rank: Rank) -> None:
    filled = fill("Пєсков заявив одне. Зеленський заявив інше.", edition, rank, TODAY)

    assert isinstance(filled, Filled)
    assert "speaker" in filled.unclear
    assert "speaker" in filled.draft.doubtful


def test_a_forwarded_post_tells_its_channel_and_its_day(edition: Edition, rank: Rank) -> None:
    filled = fill(
        "Умєров повідомив про списки", edition, rank, TODAY,
        link="https://t.me/umerov/1", published_on=dt.date(2025, 6, 10), channel="Rustem Umerov",
    )  # fmt: skip

    assert isinstance(filled, Filled)
    assert filled.draft.value("source.publisher") == "Rustem Umerov"
    assert filled.draft.value("source.published_on") == "2025-06-10"
    assert filled.draft.value("said_on") == "2025-06-10"
    assert filled.draft.doubtful == {"said_on": PUBLISHED}


def test_yesterday_in_a_post_is_the_day_before_the_post(edition: Edition, rank: Rank) -> None:
    filled = fill(
        "Умєров учора повідомив про списки", edition, rank, TODAY, published_on=dt.date(2025, 6, 8)
    )

    assert isinstance(filled, Filled)
    assert filled.draft.value("said_on") == "2025-06-07"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Повернули Коваленка Тараса Петровича, 12.03.1991", "birth-date"),
        ("Пєсков заявив про обмін. Дзвоніть мамі +380 67 123 45 67", "phone"),
        ("Пєсков заявив про обмін. Серед них Іваненко П. С.", "name"),
    ],
)
def test_a_text_with_a_private_person_is_not_taken(
    text: str, kind: str, edition: Edition, rank: Rank
) -> None:
    assert fill(text, edition, rank, TODAY) == NotTaken("text", "personal", kind)


def test_a_link_alone_opens_a_draft_with_its_publisher(edition: Edition, rank: Rank) -> None:
    link = next(iter(edition.statements.values())).source.url
    filled = fill(link, edition, rank, TODAY)

    assert isinstance(filled, Filled)
    assert filled.draft.value("source.url") == link
    assert filled.draft.value("source.publisher") in {
        s.source.publisher for s in edition.statements.values()
    }


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=300))
def test_whatever_is_pasted_fills_a_draft_or_is_refused(text: str, edition: Edition) -> None:
    filled = fill(text, edition, lambda _: (), TODAY)

    assert isinstance(filled, Filled | NotTaken)
    if isinstance(filled, Filled):
        assert from_json(as_json(filled.draft)) == filled.draft


# -- days and numbers


@pytest.mark.parametrize(
    ("text", "day", "sure"),
    [
        ("9 червня", "2025-06-09", True),
        ("9-го червня 2025 року", "2025-06-09", True),
        ("у понеділок", "2025-06-09", False),
        ("минулої п'ятниці", "2025-06-06", False),
        ("в среду", "2025-06-11", False),
        ("вчера", "2025-06-10", False),
        ("2025-06-09", "2025-06-09", True),
        ("09.06", "2025-06-09", True),
        ("June 9, 2025", "2025-06-09", True),
        ("6/9/2025", "2025-09-06", False),
        ("two days ago", "2025-06-09", False),
        ("9 июня 2024 года", "2024-06-09", True),
        ("12 грудня", "2024-12-12", False),
    ],
)
def test_days_as_editors_write_them(text: str, day: str, sure: bool) -> None:
    found = day_of(text, TODAY)

    assert found
    assert (found.day.isoformat(), found.sure) == (day, sure)


@pytest.mark.parametrize(
    "text", ["1212 тіл", "25 may be exchanged", "31.02.2025", "7–9 червня", "February 2022", "так"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert not days_in(text, TODAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("близько 6 тисяч тіл", (6000, "bodies", "about")),
        ("at least 1,200 prisoners", (1200, "prisoners of war", "at least")),
        ("список из 640 имен", (640, "names on a list", "exact, as stated by the speaker")),
        ("тим, кому менше 25 років", (25, "years of age", "under")),
        ("6000 fallen soldiers from each side", (6000, "bodies", "each side")),
    ],
)
def test_numbers_with_their_units(text: str, number: tuple[int, str, str]) -> None:
    (found,) = numbers_in(text)

    assert (found["value"], found["unit"], found["qualifier"]) == number


def test_a_number_without_anything_counted_is_no_number() -> None:
    assert numbers_in("Указ 1212 підписано") == ()
    assert read_number("тіла") is None


# -- taking what is typed


def test_three_paragraphs_go_each_to_its_language(edition: Edition) -> None:
    draft = Typing(Draft("add"), edition).type("texts", OWN_WORDS).draft

    assert draft.value("texts.uk").startswith("Речник")
    assert draft.value("texts.ru").startswith("Пресс-секретарь")
    assert draft.value("texts.en").startswith("Kremlin")
    assert [n["value"] for n in draft.value("numbers")] == [1212, 4788]


def test_one_paragraph_goes_to_its_language_and_leaves_the_others(edition: Edition) -> None:
    typing = Typing(Draft("add"), edition).type("texts", OWN_WORDS)
    draft = typing.type("texts", "Песков сообщил, что тела переданы.").draft

    assert draft.value("texts.ru") == "Песков сообщил, что тела переданы."
    assert draft.value("texts.uk").startswith("Речник")


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("said_on", "колись", "day"),
        ("source.url", "tass.com", "link"),
        ("kind", "rumour", "choice"),
        ("topics", "weather", "choice"),
        ("numbers", "багато", "number"),
        ("relations", "disputes nobody", "choice"),
        ("speaker", "хтось", "speaker"),
        ("texts", "a\nb\nc\nd", "paragraphs"),
        ("texts.uk", "х" * 1501, "long"),
        ("texts.uk", " ", "empty"),
        ("texts.uk", "Мій син Тарас Коваленко у полоні", "personal"),
        ("note", "просила мати, тел. +380671234567", "personal"),
    ],
)
def test_what_cannot_be_taken_says_why(
    field: str, text: str, reason: str, edition: Edition
) -> None:
    taken = take(Draft("add"), field, text, edition, TODAY)

    assert isinstance(taken, NotTaken)
    assert (taken.field, taken.reason) == (field, reason)


def test_a_new_speaker_is_a_side_a_name_and_a_role(edition: Edition) -> None:
    typed = "third_party\nХакан Фідан / Хакан Фидан / Hakan Fidan\nміністр / министр / minister"
    draft = Typing(Draft("add"), edition).type("speaker", typed).draft

    assert draft.value("speaker.id") == "fidan"
    assert draft.value("speaker.name.ru") == "Хакан Фидан"
    assert draft.value("speaker.role.en") == "minister"


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ("Україна", "ukraine"), ("Украина", "ukraine"), ("UKRAINE", "ukraine"),
        ("Росія", "russia"), ("Россия", "russia"), ("Russia", "russia"),
        ("третя сторона", "third_party"), ("Третья сторона", "third_party"),
        ("third party", "third_party"), ("third_party", "third_party"),
        ("видання", "media"), ("издание", "media"), ("publisher", "media"), ("media", "media"),
        ("Україна / Украина / Ukraine", "ukraine"),
        ("Україна / Россия", None), ("десь", None), ("", None),
    ],
)  # fmt: skip
def test_the_side_of_a_new_speaker_is_written_in_any_language(
    said: str, side: str | None, edition: Edition
) -> None:
    typed = f"{said}\nХакан Фідан / Хакан Фидан / Hakan Fidan\nміністр / министр / minister"
    taken = take(Draft("add"), "speaker", typed, edition, TODAY)

    assert isinstance(taken, Draft) == bool(side)
    assert not isinstance(taken, Draft) or taken.value("speaker.side") == side


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Коваленко Ігор Петрович +380671234567, 12.03.1990", "birth-date"),
        ("Коваленко І. П., 0671234567", "phone"),
        ("Коваленко Ігор 2", "digits"),
    ],
)
def test_a_new_speaker_s_name_is_a_name_and_nothing_else(
    name: str, kind: str, edition: Edition
) -> None:
    taken = take(Draft("add"), "speaker", f"ukraine\n{name}\nполонений", edition, TODAY)

    assert taken == NotTaken("speaker.name", "personal", kind)


def test_a_link_to_a_channel_is_nobody_s_address(edition: Edition) -> None:
    draft = Typing(Draft("add"), edition).type("source.url", "https://t.me/Koord_news/12").draft

    assert draft.value("source.publisher") == "Telegram: @Koord_news"
    named = Typing(draft, edition).type("source.publisher", "Telegram: @rian_ru").draft
    assert named.value("source.publisher") == "Telegram: @rian_ru"


def test_a_body_may_have_figures_in_its_name(edition: Edition) -> None:
    draft = Typing(Draft("add"), edition).type("speaker", "third party\nG7\nmeeting").draft

    assert "G7" in draft.value("speaker.name").values()


def test_nothing_of_a_private_person_comes_by_a_channel_or_a_link(
    edition: Edition, rank: Rank
) -> None:
    phone = fill("Списки звіряють.", edition, rank, TODAY, channel="Шукаю, +380671234567")
    link = fill("https://example.org/?tel=%2B380671234567", edition, rank, TODAY)
    name = fill(
        "Списки звіряють.", edition, rank, TODAY, "https://t.me/x_news/1", channel="Петро Коваленко"
    )

    assert phone == link == NotTaken("text", "personal", "phone")
    assert isinstance(name, Filled)
    assert name.draft.value("source.publisher") == "Telegram: @x_news"


def test_a_new_speaker_is_never_taken_for_somebody_known(edition: Edition) -> None:
    typed = "ukraine\nОлег Умєров / Олег Умеров / Oleh Umerov\nдепутат / депутат / member"
    draft = Typing(Draft("add"), edition).type("speaker", typed).draft

    assert draft.value("speaker.id") == "umerov-2"


def test_a_new_speaker_is_looked_at_twice(whole: Draft, edition: Edition) -> None:
    typed = (
        "russia\nІгор Невідомський / Игорь Неведомский / Igor Nevedomsky\nречник / спикер / aide"
    )
    draft = Typing(whole, edition).type("speaker", typed).draft

    assert "new-speaker" in names(check(draft, edition, TODAY), "warns")
    assert "new-speaker" not in names(check(whole, edition, TODAY), "warns")


@settings(max_examples=60, deadline=None)
@given(field=st.sampled_from(FIELDS), text=st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused(field: str, text: str, edition: Edition) -> None:
    taken = take(Draft("add"), field, text, edition, TODAY)

    if isinstance(taken, Draft):
        assert from_json(as_json(taken)) == taken
        assert all(remark.mend for remark in check(taken, edition, TODAY))


def test_every_choice_that_is_offered_is_taken(edition: Edition) -> None:
    for field in FIELDS:
        for value in choices(Draft("add"), field, edition)[:12]:
            assert isinstance(take(Draft("add"), field, value, edition, TODAY), Draft), field


def test_a_dash_empties_a_field(whole: Draft, edition: Edition) -> None:
    assert Typing(whole, edition).type("topics", "-").draft.missing() == ("topics",)


@given(st.text(max_size=90), st.sampled_from(Kind), st.integers(1, 120))
def test_an_id_has_room_in_every_button_and_is_nobody_else_s(
    speaker: str, kind: Kind, namesakes: int
) -> None:
    taken: set[str] = set()
    for _ in range(namesakes):
        draft = Draft(
            "add",
            {
                "speaker": {"id": speaker or "-", "side": "media"},
                "said_on": "2025-06-09",
                "kind": kind,
            },
        )
        name = draft.named(taken).value("id")
        assert name.isascii()
        assert len(name) <= LONGEST_ID
        assert name not in taken
        taken.add(name)


@pytest.mark.parametrize(
    ("name", "expected"), [("Дмитро Лубінець", "lubinets"), ("МЗС Туреччини", "turechchyny")]
)
def test_a_slug_is_in_latin_letters(name: str, expected: str) -> None:
    assert slug(name) == expected


# -- a draft


def test_an_id_follows_the_draft_until_it_is_published(whole: Draft) -> None:
    assert whole.value("id") == "ru-peskov-claim-0609"
    assert whole.named({"ru-peskov-claim-0609"}) == whole
    assert whole.with_field("kind", "denial").named(()).value("id") == "ru-peskov-denial-0609"
    published = replace(whole, after=1).with_field("kind", "denial")
    assert published.named(()).value("id") == "ru-peskov-claim-0609"


def test_who_was_taken_out_of_a_draft_is_not_named_by_its_id(whole: Draft) -> None:
    nobody = whole.with_field("speaker", None).named(())

    assert "peskov" not in str(nobody.value("id"))
    assert "peskov" not in as_json(nobody.with_field("texts", None))


def test_a_taken_id_is_counted_on(whole: Draft) -> None:
    fresh = whole.with_field("id", None)

    assert fresh.named({"ru-peskov-claim-0609"}).value("id") == "ru-peskov-claim-0609-2"


def test_a_statement_becomes_a_draft_and_the_same_statement_again(edition: Edition) -> None:
    for statement in edition.statements.values():
        draft = from_json(as_json(draft_of(statement, "correct")))
        again = draft.statement(TODAY)

        assert again.version == statement.version + 1
        assert draft_of(again, "correct").record == draft.record


def test_where_the_other_side_was_looked_for_stays_with_the_statement(whole: Draft) -> None:
    statement = whole.statement(TODAY)

    assert statement.cross_checks[-1][0] == "сайт Координаційного штабу, 10 червня"
    assert "2025-06-10" in statement.cross_checks[-1][1]
    assert draft_of(statement, "edit").other_side == whole.other_side


def test_an_incomplete_draft_is_no_statement(pasted: Draft) -> None:
    with pytest.raises(IncompleteDraftError, match="texts"):
        pasted.statement(TODAY)


def test_a_change_needs_a_note(whole: Draft, edition: Edition) -> None:
    statement = edition.statements["ru-medinsky-1212-bodies-0607"]

    assert draft_of(statement, "correct").missing() == ("note",)
    assert whole.missing() == ()


# -- checks


def test_a_whole_draft_is_stopped_by_nothing(whole: Draft, edition: Edition) -> None:
    remarks = check(whole, edition, TODAY)

    assert names(remarks) == []
    assert all(remark.mend[-1].deed == "waive" for remark in remarks)


def test_a_warning_is_let_stand_by_a_tap(whole: Draft, edition: Edition) -> None:
    remarks = check(whole, edition, TODAY)
    assert remarks
    for remark in remarks:
        whole = mended(whole, remark.mend[-1])

    assert check(whole, edition, TODAY) == ()


def test_what_stops_a_draft_is_never_let_stand(whole: Draft, edition: Edition) -> None:
    for name in REMARKS:
        whole = whole.waiving(name)

    assert names(check(whole.with_field("source.url", None), edition, TODAY)) == ["no-link"]


@pytest.mark.parametrize(
    ("field", "value", "remark"),
    [
        ("relations", {"supersedes": ["ua-umerov-6000-each-0602"]}, "not-own"),
        ("texts.uk", "Пєсков нібито сказав про 1212 тіл і ще 4788 тіл", "judging"),
        ("texts.en", "Peskov claimed 1,212 bodies and 4,788 more", "judging"),
        ("texts.ru", "Песков якобы сказал о 1212 телах и ещё 4788", "judging"),
        ("texts.uk", "Пєсков учора сказав про 1212 тіл і ще 4788", "relative-day"),
        ("texts.uk", "1212 тіл і ще 4788!", "loud"),
        ("texts.uk", "Тарас Коваленко: 1212 тіл і ще 4788", "personal-data"),
        ("note", "дзвонила мати, +380671234567", "personal-data"),
        ("speaker.name.uk", "Дмитро Пєсков +380671234567", "personal-data"),
        ("speaker.name.uk", "Дмитро Пєсков 2", "personal-data"),
        ("source.publisher", "Тарас Коваленко", "personal-data"),
        ("source.url", "https://example.org/?tel=+380671234567", "personal-data"),
        ("texts.uk", "Віддали 1212 тіл", "number-missing"),
        ("numbers", [{"value": 1212, "unit": "bodies", "qualifier": "exact", "meaning": "bodies"}], "number-unlisted"),
        ("source.url", None, "no-link"),
        ("source.url", "десь у мережі", "no-link"),
        ("other_side", None, "other-side"),
        ("topics", ["weather"], "unknown-topic"),
        ("relations", {"answers": ["nobody-1"]}, "unknown-relation"),
        ("relations", {"disputes": ["ru-medinsky-1212-bodies-0607"]}, "same-side"),
        ("said_on", "2025-06-12", "future"),
        ("said_on", "колись", "future"),
        ("kind", "rumour", "malformed"),
        ("speaker.role", None, "missing"),
    ],
)  # fmt: skip
def test_what_stops_a_draft(
    field: str, value: object, remark: str, whole: Draft, edition: Edition
) -> None:
    found = check(whole.with_field(field, value), edition, TODAY)

    assert remark in names(found)
    assert all(one.mend for one in found)


def test_every_remark_has_a_severity(whole: Draft, edition: Edition) -> None:
    for draft in (whole, Draft("add"), whole.with_field("texts", {"uk": "нібито 5!"})):
        for remark in check(draft, edition, TODAY):
            assert REMARKS[remark.name] == remark.severity


def test_a_copied_sentence_is_found_by_fingerprints_alone(whole: Draft, edition: Edition) -> None:
    copied = whole.with_field("texts.uk", PASTED.partition(" https")[0].replace("у понеділок ", ""))
    from_article = check(copied, edition, TODAY, frozenset(whole.pasted))

    assert "copied" in names(check(copied, edition, TODAY))
    assert "copied" in names(from_article)


def test_a_number_is_listed_by_a_tap(whole: Draft, edition: Edition) -> None:
    draft = whole.with_field("numbers", None)
    while remark := next(
        (r for r in check(draft, edition, TODAY) if r.name == "number-unlisted"), None
    ):
        assert remark.mend[0].deed == "number"
        draft = mended(draft, remark.mend[0])

    assert draft.value("numbers") == whole.value("numbers")


def test_a_number_that_no_text_says_is_dropped_by_a_tap(whole: Draft, edition: Edition) -> None:
    number = {"value": 7, "unit": "bodies", "qualifier": "exact", "meaning": "bodies"}
    draft = whole.with_field("numbers", [*whole.value("numbers"), number])
    (remark,) = [r for r in check(draft, edition, TODAY) if r.name == "number-unsaid"]

    assert mended(draft, remark.mend[0]) == whole


def test_a_relation_to_the_other_side_is_as_good_as_having_looked(
    whole: Draft, edition: Edition
) -> None:
    draft = whole.with_field("other_side", None)
    (remark,) = [r for r in check(draft, edition, TODAY) if r.name == "other-side"]
    relate = next(mend for mend in remark.mend if mend.deed == "relate")

    assert "other-side" not in names(check(mended(draft, relate), edition, TODAY))


def test_media_have_no_other_side(whole: Draft, edition: Edition) -> None:
    draft = whole.with_field("other_side", None).with_field("speaker.side", Side.MEDIA.value)

    assert "other-side" not in names(check(draft, edition, TODAY))


def test_the_same_statement_again_is_found(edition: Edition) -> None:
    known = edition.statements["ru-medinsky-1212-bodies-0607"]
    draft = draft_of(known, "add").with_field("id", "ru-medinsky-claim-0607")
    (remark,) = [r for r in check(draft, edition, TODAY) if r.name == "duplicate"]

    assert remark.values == {"statement": known.id, "likeness": "100"}


def test_no_two_statements_of_the_base_are_taken_for_duplicates(edition: Edition) -> None:
    assert [s.id for s in edition.statements.values() if list(duplicates(s, edition))] == []


def test_what_it_may_replace_is_offered(whole: Draft, edition: Edition) -> None:
    earlier = edition.statements["ru-medinsky-1212-bodies-0607"]
    draft = (
        Typing(whole, edition)
        .type("speaker", "Мединський")
        .draft.with_field("topics", list(earlier.topics))
    )
    offered = [r for r in check(draft, edition, TODAY) if r.name == "may-supersede"]

    assert offered
    related = mended(draft, offered[0].mend[0])
    assert related.value(f"relations.{Relation.SUPERSEDES}")
    assert "may-supersede" not in names(check(related, edition, TODAY), "warns")


def test_languages_that_are_missing_only_warn(whole: Draft, edition: Edition) -> None:
    draft = whole.with_field("texts.en", None).with_field("texts.ru", None)
    remarks = check(draft, edition, TODAY)

    assert names(remarks) == []
    assert next(r for r in remarks if r.name == "languages").values == {"languages": "ru en"}


# -- changes of what is published


def changed(edition: Edition, aim: Aim, field: str, value: object) -> list[str]:
    statement = edition.statements["ua-umerov-6000-each-0602"]
    draft = draft_of(statement, aim).with_field(field, value).with_field("note", "уточнення")
    return [remark.name for remark in check(draft, edition, TODAY)]


@pytest.fixture
def words(edition: Edition) -> str:
    return edition.statements["ua-umerov-6000-each-0602"].texts.uk


def test_a_change_that_changes_nothing_is_stopped(edition: Edition, words: str) -> None:
    assert "no-change" in changed(edition, "correct", "texts.uk", words)


def test_typography_may_be_edited_in_silence(edition: Edition, words: str) -> None:
    assert changed(edition, "edit", "texts.uk", words.replace(",", " —")) == []


def test_letters_of_a_word_are_looked_at_twice(edition: Edition, words: str) -> None:
    word = max(words.split(), key=len)

    assert changed(edition, "edit", "texts.uk", words.replace(word, word[:3] + word[4:])) == [
        "spelling-changed"
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("said_on", "2025-06-01"),
        ("speaker.side", "russia"),
        ("claim_owner.uk", "хтось інший"),
        ("source.publisher", "інше видання"),
        ("speaker.role.uk", "колишній міністр"),
        ("unconfirmed", True),
        ("attribution", "institution"),
    ],
)
def test_who_and_when_is_no_edit_but_a_correction(field: str, value: str, edition: Edition) -> None:
    assert "text-changed" in changed(edition, "edit", field, value)
    assert "text-changed" not in changed(edition, "correct", field, value)


def test_a_word_more_is_no_edit_but_a_correction(edition: Edition, words: str) -> None:
    assert "text-changed" in changed(edition, "edit", "texts.uk", f"Не {words}")


def test_an_edit_becomes_a_correction_by_a_tap(edition: Edition) -> None:
    draft = draft_of(edition.statements["ua-umerov-6000-each-0602"], "edit")

    assert mended(draft, Mend("correct")).aim == "correct"


def test_a_number_is_changed_only_by_a_correction(edition: Edition, words: str) -> None:
    assert "text-changed" in changed(edition, "edit", "texts.uk", words.replace("6", "7"))


# -- kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Пєсков заперечив 9 червня зрив обміну", Kind.DENIAL),
        ("Умеров сообщил 2 июня, что стороны договорились", Kind.AGREEMENT),
        ("Peskov said on 9 June that Russia is ready", Kind.CLAIM),
    ],
)
def test_the_kind_is_guessed_from_the_verb(
    text: str, kind: Kind, edition: Edition, rank: Rank
) -> None:
    filled = fill(text, edition, rank, TODAY)

    assert isinstance(filled, Filled)
    assert filled.draft.value("kind") == kind
