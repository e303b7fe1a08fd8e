"""The pages behind the settings of a subscription, each of which changes one thing. Pure."""

from __future__ import annotations

from typing import Final

from bot.buttons import Button
from bot.choices import ZONES, What, choosing
from bot.panel import Frame, choosable, city_of, clock_of, day_name, home, name_of, rows_of
from bot.reply import Reply, Rows, bold, escape
from bot.words import Words
from jobs.subscriptions import PACES, Subscription
from knowledge.model import LANGUAGES

#: Quiet hours that most want; all others take two presses more.
_QUIET: Final = ((21, 9), (22, 8), (23, 7))
_A_ROW: Final = 6  # hours
#: A typographic sign and no picture: the only mark that a label has room for.
_CHOSEN: Final = "\u2713 "


def page(name: str, kept: Subscription, frame: Frame) -> Reply:
    """A page by the name that its button carries; the first page for a name not known."""
    if name.startswith("until-"):
        return _until(int(name.removeprefix("until-")), frame.words)
    pages = {
        "topics": _topics,
        "when": _when,
        "hour": _hour,
        "weekday": _weekday,
        "quiet": _quiet,
        "since": _since,
        "zone": _zone,
        "language": _language,
    }
    return pages.get(name, home)(kept, frame)


def _topics(kept: Subscription, frame: Frame) -> Reply:
    words = frame.words
    everything = Button(
        _marked(words.say("about-everything"), kept.everything), choosing("everything")
    )
    chosen = frozenset() if kept.everything else kept.topics
    rows = tuple(
        (Button(_marked(title, key in chosen), choosing("topic", ("+", "-")[key in chosen] + key)),)
        for key, title in choosable(frame, chosen)
    )
    return Reply(
        f"{bold(words.say('topics-choose'))}\n{escape(words.say('topics-apart'))}",
        ((everything,), *rows, (_done(words),)),
    )


def _when(kept: Subscription, frame: Frame) -> Reply:
    words = frame.words
    rows = tuple(
        (Button(_marked(words.say("pace", pace=pace), kept.pace == pace), choosing("pace", pace)),)
        for pace in PACES
    )
    return _asking("when-title", (*rows, (_back(words),)), words)


def _hour(kept: Subscription, frame: Frame) -> Reply:
    chosen = kept.hour if kept.pace != "at_once" else None
    return _asking("hour-title", _hours(frame.words, "hour", "{}", chosen), frame.words)


def _weekday(kept: Subscription, frame: Frame) -> Reply:
    words = frame.words
    rows = tuple(
        (Button(_marked(day_name(day, words), kept.weekday == day), choosing("weekday", day)),)
        for day in range(7)
    )
    return _asking("weekday-title", (*rows, (_back(words),)), words)


def _quiet(kept: Subscription, frame: Frame) -> Reply:
    words = frame.words
    now = (kept.quiet.since, kept.quiet.until)
    presets = tuple(
        (
            Button(
                _marked(f"{clock_of(since)}–{clock_of(until)}", (since, until) == now),
                choosing("quiet", f"{since}-{until}"),
            ),
        )
        for since, until in _QUIET
    )
    rows = (
        *presets,
        (Button(words.say("button-other-hours"), choosing("page", "since")),),
        (
            Button(
                _marked(words.say("button-no-quiet"), now[0] == now[1]), choosing("quiet", "0-0")
            ),
        ),
        (_back(words),),
    )
    return _asking("quiet-title", rows, words)


def _since(_kept: Subscription, frame: Frame) -> Reply:
    return _asking("since-title", _hours(frame.words, "page", "until-{}"), frame.words)


def _until(since: int, words: Words) -> Reply:
    text = words.say("until-title", since=clock_of(since))
    return Reply(escape(text), _hours(words, "quiet", f"{since}-{{}}"))


def _zone(kept: Subscription, frame: Frame) -> Reply:
    words = frame.words
    buttons = [
        Button(_marked(city_of(zone, words), kept.zone.key == zone), choosing("zone", zone))
        for zone in ZONES
    ]
    return _asking("zone-title", (*rows_of(buttons, 2), (_back(words),)), words)


def _language(kept: Subscription, frame: Frame) -> Reply:
    rows = tuple(
        (Button(_marked(name_of(one), kept.language == one), choosing("language", one)),)
        for one in LANGUAGES
    )
    return _asking("language-title", (*rows, (_back(frame.words),)), frame.words)


# -- parts


def _asking(key: str, rows: Rows, words: Words) -> Reply:
    return Reply(escape(words.say(key)), rows)


def _hours(words: Words, what: What, value: str, chosen: int | None = None) -> Rows:
    buttons = [
        Button(_marked(clock_of(hour), hour == chosen), choosing(what, value.format(hour)))
        for hour in range(24)
    ]
    return (*rows_of(buttons, _A_ROW), (_back(words),))


def _marked(label: str, chosen: bool) -> str:
    return _CHOSEN + label if chosen else label


def _back(words: Words) -> Button:
    return Button(words.say("button-back"), choosing("page", "home"))


def _done(words: Words) -> Button:
    return Button(words.say("button-done"), choosing("page", "home"))
