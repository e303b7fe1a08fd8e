"""The promises once more, in the words that a person reads: every page, in three languages."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.pages import base_sources, status
from bot.replies import reply_to
from bot.reply import Reply
from bot.words import Words, words_in
from knowledge.answering import Answer, Subject, about
from knowledge.days import read_day_id
from knowledge.desk import Desk, Outcome, View
from knowledge.edition import Edition
from knowledge.model import LANGUAGES, WARRING, Language, Relation, Side, Statement, Texts, Topic

TODAY = dt.date(2025, 6, 12)
MUCH_LATER = dt.date(2026, 11, 22)
VIEWS: tuple[View, ...] = ("full", "sources", "dates")
AnswersOf = Callable[..., Iterator[Answer]]
made_up = settings(
    max_examples=100, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def _reply(answer: Answer, edition: Edition, words: Words, view: View = "full") -> Reply:
    outcome = Outcome("answer", words.language, answer=answer, view=view)
    return reply_to(outcome, edition, words, answer.today)


# -- checks of one reply


def _fits_into_one_message(text: Reply, *_: object) -> None:
    assert 0 < len(text.html.encode("utf-16-le")) // 2 < 4096


def _is_calm(text: Reply, *_: object) -> None:
    assert "!" not in text.plain
    assert not [c for c in text.plain if unicodedata.category(c) in ("So", "Cs", "Co")]


class _Tags(HTMLParser):
    """Raises AssertionError where Telegram would refuse the markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("b", "i", "a")
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self.links.extend(value or "" for _, value in attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert not re.search(r"[<>&]", data)

    def handle_entityref(self, name: str) -> None:
        assert name in ("lt", "gt", "amp", "quot")


def _links_of(text: Reply) -> list[str]:
    tags = _Tags()
    tags.feed(text.html)
    tags.close()
    assert tags.open == []
    return tags.links


def _is_well_formed(text: Reply, *_: object) -> None:
    _links_of(text)


def _digits(*texts: str) -> set[str]:
    joined = re.sub(r"(?<=\d)[\s\u00a0\u202f,.](?=\d{3}(?!\d))", "", "\n".join(texts))
    return set(re.findall(r"\d+", joined))


def _published(statement: Statement) -> list[str]:
    """All that is published about a statement, in every language."""
    said = [statement.texts, statement.speaker.name, statement.speaker.role]
    said += [statement.claim_owner] if statement.claim_owner else []
    source = statement.source
    texts = [texts.text(language) for texts in said for language in texts.written_in()]
    return [*texts, source.publisher, source.author, source.title, source.url]


def _holds_no_number_of_its_own(
    text: Reply, answer: Answer, edition: Edition, words: Words
) -> None:
    days = {answer.as_of, answer.newest_on, edition.grown_on}
    asked = read_day_id(answer.subject.id) if answer.subject.kind == "day" else None
    days |= {asked[0]} if asked else set()
    for s in answer.statements:
        days |= {s.said_on, s.said_until, s.event_date, s.source.published_on}
    dates = [words.day(day) for day in days if day]
    known = [line for s in answer.statements for line in _published(s)]
    assert _digits(text.plain) <= _digits(*dates, *known)


IN_EVERY_VIEW = (_fits_into_one_message, _is_calm, _is_well_formed, _holds_no_number_of_its_own)


def _warns_first_when_it_is_old(text: Reply, answer: Answer, _: Edition, words: Words) -> None:
    warning = words.say("stale", date=words.day(answer.newest_on))
    assert text.plain.startswith(warning) == answer.stale
    assert text.plain.count(warning) == answer.stale


def _says_as_of_when(text: Reply, answer: Answer, _: Edition, words: Words) -> None:
    first = text.plain.splitlines()[answer.stale]
    assert words.day(answer.as_of) in first
    assert words.age(answer.as_of, answer.today) in first


def _names_both_sides_or_none(text: Reply, answer: Answer, edition: Edition, words: Words) -> None:
    shown = {s.side for s in answer.statements}
    headings = text.html.split("\n")
    assert edition.newest_on
    for side in WARRING:
        heading = f"<b>{words.say(f'side-{side}')}</b>"
        assert headings.count(heading) == bool(shown & set(WARRING))
        none = words.say(f"none-of-{side}", date=words.day(edition.newest_on))
        assert (none in text.plain) == (bool(shown & set(WARRING)) and side not in shown)


def _attributes_every_line(text: Reply, answer: Answer, _: Edition, words: Words) -> None:
    lines = [line for line in text.html.split("\n") if line.startswith("— ")]
    assert len(lines) == len(answer.statements)
    for line, statement in zip(lines, answer.statements, strict=True):
        shown = Reply(line).plain
        assert words.day(statement.said_on) in shown
        assert statement.texts.text(words.language) in shown
        assert f"({statement.source.publisher})" in shown
        assert _links_of(Reply(line)) == [statement.source.url]
        assert statement.narration or statement.speaker.name.text(words.language) in shown
        owner = statement.claim_owner
        assert owner is None or owner.text(words.language) in shown


IN_FULL = (
    _warns_first_when_it_is_old,
    _says_as_of_when,
    _names_both_sides_or_none,
    _attributes_every_line,
)


def _check(answer: Answer, edition: Edition, words: Words) -> None:
    for view in VIEWS:
        reply = _reply(answer, edition, words, view)
        for check in (*IN_EVERY_VIEW, *(IN_FULL if view == "full" else ())):
            check(reply, answer, edition, words)


# -- over the shipped base, and over made-up ones


@every_language
@pytest.mark.parametrize("today", [TODAY, MUCH_LATER], ids=["in time", "much later"])
def test_every_reply_from_the_shipped_base_keeps_the_promises(
    today: dt.date, language: Language, edition: Edition, answers_of: AnswersOf
) -> None:
    for answer in answers_of(edition, today):
        _check(answer, edition, words_in(language))


@made_up
@given(data=st.data(), language=st.sampled_from(LANGUAGES), late=st.integers(0, 40))
def test_every_reply_from_a_made_up_base_keeps_the_promises(
    bases: st.SearchStrategy[Edition],
    answers_of: AnswersOf,
    data: st.DataObject,
    language: Language,
    late: int,
) -> None:
    edition = data.draw(bases)
    pages = list(answers_of(edition, TODAY + dt.timedelta(days=late)))
    some = data.draw(st.lists(st.sampled_from(pages), min_size=1, max_size=8)) if pages else []
    for answer in some:
        _check(answer, edition, words_in(language))


@every_language
def test_nine_in_ten_first_pages_fit_on_one_screen(
    language: Language, edition: Edition, answers_of: AnswersOf
) -> None:
    firsts = [
        a for a in answers_of(edition, MUCH_LATER) if a.page == 0 and a.subject.kind == "topic"
    ]
    lengths = [len(_reply(answer, edition, words_in(language)).plain) for answer in firsts]
    assert sum(length < 1500 for length in lengths) >= 0.9 * len(lengths), sorted(lengths)[-9:]


@every_language
def test_every_card_is_calm_and_fits_into_one_message(language: Language, desk: Desk) -> None:
    for name in desk.edition.guidance.cards:
        outcome = desk.card(name, language, MUCH_LATER, private=True)
        reply = reply_to(outcome, desk.edition, words_in(language), MUCH_LATER)
        for check in (_fits_into_one_message, _is_calm, _is_well_formed):
            check(reply)


@every_language
def test_i_do_not_know_says_how_old_the_base_is(language: Language, desk: Desk) -> None:
    words, edition = words_in(language), desk.edition
    reply = reply_to(Outcome("unknown", language), edition, words, MUCH_LATER)
    assert edition.newest_on
    assert edition.grown_on
    assert words.day(edition.newest_on) in reply.plain
    assert words.day(edition.grown_on) in reply.plain
    _is_calm(reply)
    _is_well_formed(reply)


# -- single cases


def _page_on(statement: Statement, edition: Edition, language: Language = "en") -> str:
    answer = about(edition, Subject("statement", statement.id), TODAY)
    assert answer
    return _reply(answer, edition, words_in(language)).plain


def _with(edition: Edition, *statements: Statement) -> Edition:
    return replace(edition, statements={s.id: s for s in statements})


FLAGGED = {"unconfirmed": "flag-unconfirmed", "overtaken": "flag-overtaken"}


@pytest.mark.parametrize("flag", FLAGGED)
def test_what_must_be_known_about_a_statement_stands_beside_it(
    flag: str, edition: Edition, template: Statement
) -> None:
    note = words_in("en").say(FLAGGED[flag])
    assert note not in _page_on(template, _with(edition, template))
    statement = replace(template, **{flag: True})  # type: ignore[arg-type]
    assert note in _page_on(statement, _with(edition, statement))


def test_a_replaced_statement_says_that_a_newer_one_exists(
    edition: Edition, template: Statement
) -> None:
    newer = replace(template, id="newer", relations={Relation.SUPERSEDES: (template.id,)})
    note = words_in("en").say("flag-superseded")
    assert note in _page_on(template, _with(edition, template, newer))
    assert note not in _page_on(newer, _with(edition, template, newer))


def test_a_text_in_another_language_says_so(edition: Edition, template: Statement) -> None:
    statement = replace(template, texts=Texts(uk="Лише українською."))
    page = _page_on(statement, _with(edition, statement))
    assert "Лише українською." in page
    assert words_in("uk").say("language-name") in page


def test_long_statements_still_fit_into_one_message(edition: Edition, template: Statement) -> None:
    sides = [s.speaker for s in edition.statements.values() if s.side is not Side.THIRD_PARTY]
    speakers = {speaker.side: speaker for speaker in sides}.values()
    long = [
        replace(template, id=f"{speaker.id}-{one}", speaker=speaker, texts=Texts(uk="слово " * 100))
        for speaker in speakers
        for one in ("first", "second")
    ]
    topic = Topic("bodies", Texts(uk="Тіла"), leads=tuple(s.id for s in long))
    guidance = replace(edition.guidance, topics={topic.id: topic})
    grown = replace(_with(edition, *long), guidance=guidance)
    answer = about(grown, Subject("topic", topic.id), TODAY)
    assert answer
    _fits_into_one_message(_reply(answer, grown, words_in("uk")))


@every_language
def test_a_replaced_statement_still_counts_for_its_own_side(
    language: Language, edition: Edition, template: Statement
) -> None:
    words = words_in(language)
    newer = replace(template, id="newer", relations={Relation.SUPERSEDES: (template.id,)})
    grown = _with(edition, template, newer)
    said = words.say("sources-base", ukraine=2, russia=0, other=0)
    assert said in base_sources(grown, words).plain
    said = words.say("status-count", total=2, ukraine=2, russia=0, other=0)
    assert said in status(grown, words, TODAY).plain
