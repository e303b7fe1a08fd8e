"""What an alert says to one chat: text and buttons, as things are now. Pure but for its memory.

It is asked just before a row is sent, for each of up to 300,000 chats; there are few different
texts, so each is made once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Final

from cachetools import LRUCache

from bot.buttons import Button, showing
from bot.choices import choosing
from bot.replies import answer_text, block_text, shown_by, statement_line
from bot.reply import Reply, bold, escape
from bot.sending import shown
from bot.words import Words, words_in
from jobs.claims import Composed, Errand
from jobs.corrections import Correction, correction_from
from jobs.ledger import Shown
from jobs.subscriptions import Subscription
from jobs.themes import BODIES, counts_bodies, is_of_the_dead, news_of
from knowledge.answering import Answer, Block, Composer, Subject
from knowledge.edition import Edition
from knowledge.model import Statement
from knowledge.together import together

#: What Telegram takes in one message, in its own characters.
_LONGEST: Final = 4096
_KEPT: Final = 512  # texts


class AlertWriter:
    """Composes what `jobs.claims` asks for. Called from the one thread that writes people.db."""

    def __init__(self, edition: Callable[[], Edition], today: Callable[[], dt.date]) -> None:
        self._edition, self._today = edition, today
        self._texts: LRUCache[Hashable, Reply | None] = LRUCache(_KEPT)

    def __call__(self, errand: Errand) -> Composed | None:
        """What an errand amounts to; None where there is nothing (any more) to say."""
        edition, today = self._edition(), self._today()
        chosen = replace(errand.chosen, chat=0, thread=0, silent=False, paused_until=0.0)
        sight = errand.sight.versions if errand.sight else None
        key = (errand.alert.id, errand.why, edition.position, today, chosen.language, chosen.neutral,
               _wanted(errand, edition), _shield(chosen), errand.saw, sight)  # fmt: skip
        if key not in self._texts:
            self._texts[key] = _reply(errand, edition, words_in(chosen.language), today)
        reply = self._texts[key]
        if reply is None:
            return None
        versions = reply.shown.versions if reply.shown else ()
        if errand.why == "mark":
            return Composed("editMessageText", shown(reply), versions)
        quietly = {"disable_notification": True} if errand.chosen.silent else {}
        return Composed("sendMessage", {**shown(reply), **quietly}, versions)


def _reply(errand: Errand, edition: Edition, words: Words, today: dt.date) -> Reply | None:
    if errand.why == "mark":
        return _mark(errand, edition, words, today)
    if errand.why == "correction":
        return _correction(errand, edition, words, today)
    return _news(errand, edition, words, today)


# -- news


def _wanted(errand: Errand, edition: Edition) -> tuple[str, ...]:
    """The statements that are published, are for this chat, and are news to it."""
    published = (edition.statements[s] for s in errand.alert.statements if s in edition.statements)
    topics = edition.guidance.topics.values()
    return tuple(
        s.id
        for s in published
        if errand.chosen.wants(news_of(s, topics)) and (s.id, s.version) not in errand.known
    )


def _shield(chosen: Subscription) -> frozenset[str] | None:
    """The topics a chat must have chosen to be shown a count of bodies; None where it is shown any."""
    topics = chosen.topics | chosen.once
    if chosen.everything or BODIES in topics or any(map(is_of_the_dead, topics)):
        return None
    return topics


def _is_veiled(statement: Statement, chosen: Subscription) -> bool:
    shield = _shield(chosen)
    return shield is not None and counts_bodies(statement) and shield.isdisjoint(statement.topics)


def _news(errand: Errand, edition: Edition, words: Words, today: dt.date) -> Reply | None:
    wanted = _wanted(errand, edition)
    if not wanted:
        return None
    open_ones: list[str] = []
    veiled: list[str] = []
    for name in wanted:
        alone = together(edition, [name], today)
        statements = alone.statements if alone else ()
        hidden = any(_is_veiled(one, errand.chosen) for one in statements)
        (veiled if hidden else open_ones).append(name)
    answer = together(edition, open_ones, today)
    first = _first_line(errand, wanted, edition, words)
    reply = _told(first, answer, veiled, edition, words)
    return reply if _fits(reply) else _too_long(first, wanted, edition, words)


def _first_line(errand: Errand, wanted: tuple[str, ...], edition: Edition, words: Words) -> str:
    """What a locked screen shows: with `neutral`, no word on what it is about."""
    if errand.chosen.neutral:
        return escape(words.say("alert-neutral", count=len(wanted)))
    title = _title(edition.statements[wanted[0]], edition, words)
    return bold(words.say("alert-titled", count=len(wanted), title=title))


def _told(
    first: str, answer: Answer | None, veiled: list[str], edition: Edition, words: Words
) -> Reply:
    parts = [first]
    rows = [_reading(name, edition, words) for name in veiled]
    if answer:
        parts.append(answer_text(answer, edition, words))
    if veiled:
        parts.append(escape(words.say("alert-veiled", count=len(veiled))))
    if answer and len(answer.statements) and not veiled:
        rows.append((Button(words.say("button-sources"), showing(answer.subject, 0, "sources")),))
    rows.append(_settings(words))
    return Reply("\n\n".join(parts), tuple(rows), shown_by(answer, words) if answer else None)


def _too_long(first: str, wanted: tuple[str, ...], edition: Edition, words: Words) -> Reply:
    parts = (first, escape(words.say("alert-too-long")))
    rows = tuple(_reading(name, edition, words) for name in wanted)
    return Reply("\n\n".join(parts), (*rows, _settings(words)))


def _reading(name: str, edition: Edition, words: Words) -> tuple[Button, ...]:
    title = _title(edition.statements[name], edition, words)
    return (Button(words.say("alert-read", title=title), showing(Subject("statement", name))),)


def _settings(words: Words) -> tuple[Button, ...]:
    return (Button(words.say("alert-settings"), choosing("open", "home")),)


def _title(statement: Statement, edition: Edition, words: Words) -> str:
    """The first topic of a statement, else who said it."""
    topics = edition.guidance.topics
    known = next((topics[topic] for topic in statement.topics if topic in topics), None)
    return (known.title if known else statement.speaker.name).text(words.language)


# -- corrections


def _correction(errand: Errand, edition: Edition, words: Words, today: dt.date) -> Reply | None:
    correction = correction_from(errand.alert.content)
    gone = correction.what == "retracted"
    answer = None if gone else together(edition, [correction.now.id], today)
    if answer is None and not gone:
        return None  # it was withdrawn since, which is told to the same chats
    old = correction.wrong.get(errand.saw) if correction.what != "restored" else None
    parts = _correction_head(errand, correction, words)
    was = [_was(old, edition, words)] if old else []
    now = [_reply_of(correction.now, edition, words, today)] if gone else []
    if answer:
        now = [bold(words.say("correction-is")), answer_text(answer, edition, words)]
    versions = shown_by(answer, words).versions if answer else ()
    seen = Shown(words.language, tuple({*versions, (correction.now.id, correction.now.version)}))
    whole = Reply("\n\n".join([*parts, *was, *now]), (), seen)
    return whole if _fits(whole) else Reply("\n\n".join([*parts, *now]), (), seen)


def _correction_head(errand: Errand, correction: Correction, words: Words) -> list[str]:
    day = dt.datetime.fromtimestamp(correction.happened_at, errand.chosen.zone).date()
    said = escape(words.say(f"correction-{correction.what}", date=words.day(day)))
    parts = [escape(words.say("correction-neutral")), said] if errand.chosen.neutral else [said]
    if correction.reason:
        parts.append(escape(words.say("correction-reason", reason=correction.reason)))
    return parts


def _was(old: Statement, edition: Edition, words: Words) -> str:
    return "\n".join(
        (bold(words.say("correction-was")), statement_line(old, edition, words, known=False))
    )


def _reply_of(gone: Statement, edition: Edition, words: Words, today: dt.date) -> str:
    """The other side's word beside one that was withdrawn; empty where it had no other side."""
    other = gone.side.other
    if other is None:
        return ""
    heading = escape(words.say("correction-reply"))
    replies = edition.replies_to(gone) or edition.on_the_same_matter(gone)
    block = Block(other, replies[:1])
    if not replies:
        return f"{heading}\n{block_text(block, edition, words)}"
    subject = Subject("statement", replies[0].id)
    answer = Composer(edition, subject, None, replies[:1], today).laid_out([block], other)
    return f"{heading}\n{answer_text(answer, edition, words)}"


def _mark(errand: Errand, edition: Edition, words: Words, today: dt.date) -> Reply | None:
    """The message as it reads now, saying so; None where it does not show a wrong version."""
    correction = correction_from(errand.alert.content)
    versions = errand.sight.versions if errand.sight else ()
    if not any(name == correction.now.id and n in correction.wrong for name, n in versions):
        return None
    day = dt.datetime.fromtimestamp(correction.happened_at, errand.chosen.zone).date()
    parts = [bold(words.say(f"mark-{correction.what}", date=words.day(day)))]
    answer = together(edition, [name for name, _ in versions], today)
    if answer:
        parts.append(answer_text(answer, edition, words))
    current = shown_by(answer, words) if answer else Shown(words.language, ())
    whole = Reply("\n\n".join(parts), (), current)
    return whole if _fits(whole) else Reply(parts[0], (), Shown(words.language, ()))


def _fits(reply: Reply) -> bool:
    return len(reply.plain.encode("utf-16-le")) // 2 <= _LONGEST
