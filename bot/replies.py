"""From an outcome to what a person reads: text and buttons. Pure."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import replace
from typing import Final

from bot.buttons import Button, showing, telling
from bot.choices import choosing
from bot.reply import Reply, Rows, bold, escape, language_buttons, source_lines
from bot.words import Words, words_in
from jobs.ledger import Shown
from knowledge.answering import Answer, Block
from knowledge.days import read_day_id
from knowledge.desk import Outcome
from knowledge.edition import Edition
from knowledge.model import Attribution, Contact, Side, Source, Statement

#: Characters with markup; Telegram takes 4,096 without it.
_TOGETHER: Final = 4000
_UNNAMED: Final = (Attribution.UNNAMED_OFFICIALS, Attribution.UNNAMED_THIRD_PARTY)


def reply_to(outcome: Outcome, edition: Edition, words: Words, today: dt.date) -> Reply:
    """The reply that an outcome deserves; first of all what to do with personal data in it."""
    reply = _reply_to(outcome, edition, words, today)
    first = _about_personal_data(edition, words) if outcome.personal_data else []
    return replace(reply, html="\n\n".join((*first, reply.html)))


def _reply_to(outcome: Outcome, edition: Edition, words: Words, today: dt.date) -> Reply:
    if outcome.kind == "card":
        return _card(outcome, words, today, edition)
    if outcome.kind == "choices":
        return _choices(outcome, words)
    if outcome.answer is None:
        return _unknown(outcome, edition, words, today)
    if outcome.view == "sources":
        return _sources_of(outcome.answer, words)
    if outcome.view == "dates":
        return _dates_of(outcome.answer, words)
    first = Reply(
        answer_text(outcome.answer, edition, words, other_day=outcome.day),
        _answer_buttons(outcome.answer, words),
        shown_by(outcome.answer, words),
    )
    return _with_second(first, outcome.also, edition, words) if outcome.also else first


# -- an answer


def _with_second(first: Reply, also: Answer, edition: Edition, words: Words) -> Reply:
    """Two questions in one message are answered together, where one message holds both answers.

    The second has its page, its sources and the rest behind a button of its own in any case.
    """
    heading = _heading(also, words)
    opening = Button(heading, showing(also.subject, 0)) if heading else None
    buttons = (*first.buttons, *(((opening,),) if opening else ()))
    second = answer_text(also, edition, words, warned=True)
    together = f"{first.html}\n\n{second}"
    if len(together) > _TOGETHER or first.shown is None:
        return replace(first, buttons=buttons)
    versions = dict.fromkeys((*first.shown.versions, *shown_by(also, words).versions))
    return Reply(together, buttons, replace(first.shown, versions=tuple(versions)))


def shown_by(answer: Answer, words: Words) -> Shown:
    """The versions that an answer shows."""
    return Shown(words.language, tuple((s.id, s.version) for s in answer.statements))


def answer_text(
    answer: Answer,
    edition: Edition,
    words: Words,
    *,
    warned: bool = False,
    other_day: dt.date | None = None,
) -> str:
    """The text of an answer: its frame, the blocks of both sides, what is to be said of them.

    `other_day` is the day that was asked for, where nothing was said on it.
    """
    parts = [_frame(answer, words, warned=warned)]
    if other_day and answer.title:
        title = answer.title.text(words.language)
        missing = words.say("answer-not-of-day", date=words.day(other_day), title=title)
        parts.append(escape(missing))
    parts.extend(escape(e.texts.text(words.language)) for e in answer.alike)
    parts.extend(block_text(block, edition, words) for block in answer.blocks)
    parts.extend(escape(e.texts.text(words.language)) for e in answer.readings)
    if answer.disputed:
        parts.append(words.say("dispute"))
    return "\n\n".join(parts)


def _frame(answer: Answer, words: Words, *, warned: bool) -> str:
    heading = _heading(answer, words)
    age = words.age(answer.as_of, answer.today)
    lines = (
        [words.say("stale", date=words.day(answer.newest_on))]
        if answer.stale and not warned
        else []
    )
    lines.append(words.say("as-of", date=words.day(answer.as_of), age=age))
    return "\n".join((*map(escape, lines), *([bold(heading)] if heading else ())))


def _heading(answer: Answer, words: Words) -> str:
    """What the question was understood as."""
    title = answer.title.text(words.language) if answer.title else ""
    said = read_day_id(answer.subject.id) if answer.subject.kind == "day" else None
    if said:
        date = words.day(said[0])
        if title:
            return words.say("understood-on-day", title=title, date=date)
        return words.say("said-on-day", date=date)
    if answer.subject.kind == "latest":
        return words.say("latest-title")
    return words.say("understood", title=title) if title else ""


def block_text(block: Block, edition: Edition, words: Words) -> str:
    """What one side said, or the plain word that the base has nothing of it on this."""
    heading = bold(words.say(f"side-{block.side}"))
    if not block.statements:
        as_of = words.day(edition.newest_on) if edition.newest_on else ""
        return f"{heading}\n{escape(words.say(f'none-of-{block.side}', date=as_of))}"
    introduced: set[str] = set()
    lines = [heading]
    for statement in block.statements:
        lines.append(
            statement_line(statement, edition, words, known=statement.speaker.id in introduced)
        )
        introduced.add(statement.speaker.id)
    return "\n".join(lines)


def statement_line(statement: Statement, edition: Edition, words: Words, *, known: bool) -> str:
    """Day, speaker (role), what, publisher; then what must be known about the line itself."""
    said = f"{words.said_on(statement)}{_speaker(statement, words, known=known)}:"
    flags = "; ".join(_flags(statement, edition, words))
    noted = f" [{escape(flags)}]" if flags else ""
    text = escape(statement.texts.text(words.language))
    return f"— {escape(said)} {text} {_link(statement.source)}{noted}"


def _speaker(statement: Statement, words: Words, *, known: bool) -> str:
    """Who speaks, with the first of their offices unless the line above has it.

    Whoever is not named has no office to add, and a publisher's words end with its name anyway.
    """
    if statement.narration and statement.side is Side.MEDIA:
        return ""
    speaker = statement.speaker.name.text(words.language)
    if known or statement.attribution in _UNNAMED:
        return f", {speaker}"
    office = statement.speaker.role.text(words.language).partition(";")[0]
    return f", {speaker} ({office})"


def _flags(statement: Statement, edition: Edition, words: Words) -> list[str]:
    flags = []
    if statement.unconfirmed:
        flags.append(words.say("flag-unconfirmed"))
    if statement.overtaken:
        flags.append(words.say("flag-overtaken"))
    if statement.id in edition.superseded:
        flags.append(words.say("flag-superseded"))
    if statement.claim_owner:
        flags.append(words.say("flag-relayed", owner=statement.claim_owner.text(words.language)))
    if statement.texts.language_for(words.language) != words.language:
        own = words_in(statement.texts.language_for(words.language))
        flags.append(words.say("flag-other-language", language=own.say("language-name")))
    return flags


def _link(source: Source) -> str:
    return f'(<a href="{html.escape(source.url)}">{escape(source.publisher)}</a>)'


def _answer_buttons(answer: Answer, words: Words) -> Rows:
    subject, page = answer.subject, answer.page
    turning = []
    if page > 0:
        turning.append(Button(words.say("button-previous"), showing(subject, page - 1)))
    if page + 1 < answer.pages:
        turning.append(Button(words.say("button-next"), showing(subject, page + 1)))
    below = (
        Button(words.say("button-sources"), showing(subject, page, "sources")),
        Button(words.say("button-not-what"), "not_asked"),
    )
    rows = (below, *_telling(answer, words))
    return (tuple(turning), *rows) if turning else rows


def _telling(answer: Answer, words: Words) -> Rows:
    """The way to be told more: of a topic once, of what is newest by a subscription."""
    subject = answer.subject
    if subject.kind == "latest":
        return ((Button(words.say("button-subscribe"), choosing("open", "offer")),),)
    topics = (subject.id,) if subject.kind == "topic" else _topics_of(answer)
    return tuple((Button(words.say("button-tell-change"), telling(one)),) for one in topics[:1])


def _topics_of(answer: Answer) -> tuple[str, ...]:
    """The topics of the one statement that an answer is about."""
    about = (s.topics for s in answer.statements if s.id == answer.subject.id)
    return next(about, ()) if answer.subject.kind == "statement" else ()


# -- sources and dates


def _sources_of(answer: Answer, words: Words) -> Reply:
    lines = [bold(words.say("sources-title"))]
    days: dict[Source, dict[str, None]] = {}
    for statement in answer.statements:
        days.setdefault(statement.source, {})[words.said_on(statement)] = None
    for source, said in days.items():
        lines.append(source_lines(source, words))
        lines.append(escape(words.say("source-days", days=", ".join(said))))
    back = Button(words.say("button-back"), showing(answer.subject, answer.page))
    return Reply("\n".join(lines), ((back,),))


def _dates_of(answer: Answer, words: Words) -> Reply:
    lines = [bold(words.say("dates-title"))]
    for statement in answer.statements:
        speaker = statement.speaker.name.text(words.language)
        line = words.say("date-line", speaker=speaker, said=words.said_on(statement))
        if statement.event_date and statement.event_date != statement.said_on:
            line += f", {words.say('date-event', date=words.day(statement.event_date))}"
        lines.append(f"— {escape(line)}")
    age = words.age(answer.as_of, answer.today)
    lines.append(escape(words.say("as-of", date=words.day(answer.as_of), age=age)))
    back = Button(words.say("button-back"), showing(answer.subject, answer.page))
    return Reply("\n".join(lines), ((back,),))


# -- what is not there, and choosing


def _unknown(outcome: Outcome, edition: Edition, words: Words, today: dt.date) -> Reply:
    understood = outcome.missing or outcome.silent or outcome.day
    lines = [
        _nothing_held(outcome, words),
        _since(edition, words, today),
        words.say("unknown-person"),
        words.say("unknown-other" if understood else "unknown-hint"),
    ]
    near = tuple(
        (Button(choice.title.text(words.language), showing(choice.subject)),)
        for choice in outcome.choices
    )
    if near:
        lines.insert(-1, words.say("unknown-near"))
    topics = Button(words.say("button-topics"), "topics")
    contacts = Button(words.say("button-contacts"), "contacts")
    once = (
        ((Button(words.say("button-tell-answer"), telling(outcome.topic)),),)
        if outcome.topic
        else ()
    )
    return Reply("\n\n".join(map(escape, lines)), (*near, *once, (topics, contacts)))


def _nothing_held(outcome: Outcome, words: Words) -> str:
    """What the base does not hold, as far as that was understood. Names are ours, never typed."""
    if outcome.silent:
        return words.say("unknown-of", name=outcome.silent.text(words.language))
    title = outcome.missing.text(words.language) if outcome.missing else ""
    if outcome.day and title:
        return words.say("unknown-on-day-about", date=words.day(outcome.day), title=title)
    if outcome.day:
        return words.say("unknown-on-day", date=words.day(outcome.day))
    return words.say("unknown-about", title=title) if title else words.say("unknown")


def _since(edition: Edition, words: Words, today: dt.date) -> str:
    if edition.newest_on is None or edition.grown_on is None:
        return words.say("unknown-empty")
    return words.say(
        "unknown-since",
        newest=words.day(edition.newest_on),
        age=words.age(edition.newest_on, today),
        grown=words.day(edition.grown_on),
    )


def _choices(outcome: Outcome, words: Words) -> Reply:
    rows = tuple(
        (Button(choice.title.text(words.language), showing(choice.subject)),)
        for choice in outcome.choices
    )
    none = Button(words.say("none-of-these"), "not_asked")
    return Reply(escape(words.say("choose")), (*rows, (none,)))


# -- cards


def _card(outcome: Outcome, words: Words, today: dt.date, edition: Edition) -> Reply:
    card = outcome.card
    if card is None:
        raise ValueError("an outcome of kind card holds a card")
    parts = [escape(card.texts.text(words.language))]
    if outcome.contacts:
        parts.append("\n".join(_contact(contact, words, today) for contact in outcome.contacts))
    buttons: Rows = ()
    if outcome.answer:
        parts.append(answer_text(outcome.answer, edition, words))
        buttons = _answer_buttons(outcome.answer, words)
    if card.id == "language":
        buttons = language_buttons()
    shown = shown_by(outcome.answer, words) if outcome.answer else None
    return Reply("\n\n".join(parts), buttons, shown)


def _about_personal_data(edition: Edition, words: Words) -> list[str]:
    """What is said first when personal data was typed, whatever follows."""
    texts = edition.guidance.cards["person"].on_personal_data
    return [escape(texts.text(words.language))] if texts else []


def _contact(contact: Contact, words: Words, today: dt.date) -> str:
    if contact.checked_on:
        seen = words.say("contact-checked", date=words.day(contact.checked_on))
    elif contact.seen_on:
        seen = words.say("contact-seen", date=words.day(contact.seen_on))
    else:
        seen = words.say("contact-undated")
    if contact.doubtful(today):
        seen = f"{seen}; {words.say('contact-doubtful')}"
    language = words.language
    name = f"{contact.name.text(language)}: {contact.purpose.text(language)}"
    return f"— {escape(name)}. {escape(', '.join(contact.reach))} <i>({escape(seen)})</i>"
