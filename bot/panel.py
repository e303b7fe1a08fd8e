"""The pages of a subscription: what a chat chose, and the buttons that change it in place. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.dates import format_time, get_day_names

from bot.buttons import Button
from bot.choices import ZONES, What, choosing
from bot.reply import Reply, Rows, bold, escape
from bot.words import Words, words_in
from jobs.subscriptions import Subscription
from jobs.themes import BODIES, EXCHANGES, THEMES
from knowledge.edition import Edition
from knowledge.model import LANGUAGES


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page needs: the words, what can be chosen, and what holds just now."""

    words: Words
    edition: Edition
    #: Seconds since the epoch.
    now: float
    halted: bool = False


def offer(text: str, words: Words) -> Reply:
    """What a chat can be told about, to one that has not chosen."""
    rows = (
        (Button(words.say("about-everything"), choosing("everything")),),
        (Button(words.say("about-exchanges"), choosing("only", EXCHANGES)),),
        (Button(words.say("about-bodies"), choosing("only", BODIES)),),
        (Button(words.say("button-choose-topics"), choosing("page", "topics")),),
    )
    return Reply(escape(text), rows)


def unset(frame: Frame) -> Reply:
    """What /settings shows a chat without a subscription."""
    words = frame.words
    lines = [words.say("panel-language", language=words.say("language-name")), *_halted(frame)]
    lines.append(words.say("panel-none"))
    rows = (
        (Button(words.say("button-subscribe"), choosing("page", "offer")),),
        *((Button(name_of(one), f"language:{one}"),) for one in LANGUAGES if one != words.language),
    )
    return Reply(
        "\n".join((bold(words.say("panel-settings")), *map(escape, lines))), _paired(rows, 1)
    )


def home(kept: Subscription, frame: Frame) -> Reply:
    """All that is chosen."""
    lines = [*_halted(frame), *_paused(kept, frame), *_about(kept, frame), *_ways(kept, frame)]
    lines.append("\n" + frame.words.say("panel-silence"))
    text = "\n".join((bold(frame.words.say("panel-settings")), *map(escape, lines)))
    return Reply(text, _home_buttons(kept, frame))


def _halted(frame: Frame) -> Iterable[str]:
    return (frame.words.say("halted-now"),) if frame.halted else ()


def _paused(kept: Subscription, frame: Frame) -> Iterable[str]:
    if kept.paused_until <= frame.now:
        return ()
    until = dt.datetime.fromtimestamp(kept.paused_until, kept.zone)
    clock = format_time(until, "HH:mm", locale=frame.words.language)
    day = frame.words.day(until.date())
    return (frame.words.say("panel-paused", day=day, time=clock),)


def _about(kept: Subscription, frame: Frame) -> Iterable[str]:
    words = frame.words
    if kept.everything:
        yield words.say("panel-about", what=words.say("about-everything"))
    elif kept.topics:
        yield words.say("panel-about", what=_titles(kept.topics, frame))
    else:
        yield words.say("panel-about-nothing")
    if kept.once:
        yield words.say("panel-once", what=_titles(kept.once, frame))


def _titles(chosen: Iterable[str], frame: Frame) -> str:
    """Titles in the order of the menu; a topic that a release took away has none."""
    wanted = frozenset(chosen)
    named = [title for key, title in choosable(frame, wanted) if key in wanted]
    return "; ".join(named)


def _ways(kept: Subscription, frame: Frame) -> Iterable[str]:
    words = frame.words
    yield words.say("panel-when", when=_pace(kept, words))
    if kept.quiet.since == kept.quiet.until:
        yield words.say("panel-quiet-none")
    else:
        hours = (clock_of(kept.quiet.since), clock_of(kept.quiet.until))
        yield words.say("panel-quiet", since=hours[0], until=hours[1])
    if kept.pace != "at_once" and kept.quiet.holds(kept.hour):
        yield words.say("panel-later")
    yield words.say("panel-zone", zone=city_of(kept.zone.key, words))
    yield words.say("panel-sound", silent=_yes(kept.silent))
    yield words.say("panel-preview", neutral=_yes(kept.neutral))
    yield words.say("panel-language", language=name_of(kept.language))


def _home_buttons(kept: Subscription, frame: Frame) -> Rows:
    words = frame.words
    paused = kept.paused_until > frame.now
    buttons = (
        Button(words.say("button-about"), choosing("page", "topics")),
        Button(words.say("button-when"), choosing("page", "when")),
        Button(words.say("button-quiet"), choosing("page", "quiet")),
        Button(words.say("button-zone"), choosing("page", "zone")),
        Button(words.say("button-sound", silent=_yes(kept.silent)), _flag("silent", kept.silent)),
        Button(words.say("button-language"), choosing("page", "language")),
        Button(words.say("button-pause", paused=_yes(paused)), _flag("pause", paused)),
        Button(words.say("button-stop"), choosing("stop")),
    )
    preview = Button(
        words.say("button-preview", neutral=_yes(kept.neutral)), _flag("neutral", kept.neutral)
    )
    return (*rows_of(buttons, 2), (preview,))


# -- parts


def choosable(frame: Frame, chosen: frozenset[str]) -> Iterable[tuple[str, str]]:
    """The two themes, and every topic that has an answer or was chosen; with their titles."""
    for theme in THEMES:
        yield theme, frame.words.say(f"about-{theme}")
    for topic in frame.edition.guidance.topics.values():
        if topic.id in chosen or frame.edition.on_topic(topic):
            yield topic.id, topic.title.text(frame.words.language)


def clock_of(hour: int) -> str:
    """An hour as a clock shows it."""
    return f"{hour:02}:00"


def _pace(kept: Subscription, words: Words) -> str:
    said = words.say("pace", pace=kept.pace)
    if kept.pace == "at_once":
        return said
    day = f"{day_name(kept.weekday, words)}, " if kept.pace == "weekly" else ""
    return f"{said} ({day}{clock_of(kept.hour)})"


def day_name(day: int, words: Words) -> str:
    """A day of the week, Monday being 0."""
    name: str = get_day_names("wide", "stand-alone", locale=words.language)[day]
    return name


def city_of(zone: str, words: Words) -> str:
    """The city of a zone, in words; of one that is not offered, its own name."""
    name = zone.rpartition("/")[2]
    return words.say("zone", city=name) if zone in ZONES else name.replace("_", " ")


def name_of(language: str) -> str:
    """A language in its own words."""
    return words_in(next(one for one in LANGUAGES if one == language)).say("language-name")


def rows_of(buttons: Sequence[Button], many: int) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[at : at + many]) for at in range(0, len(buttons), many))


def _paired(rows: Rows, first: int) -> Rows:
    """The rows, those behind the first ones joined to one."""
    return (*rows[:first], tuple(button for row in rows[first:] for button in row))


def _flag(what: What, now: bool) -> str:
    return choosing(what, int(not now))


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
