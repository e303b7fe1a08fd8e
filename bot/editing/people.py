"""Who changes the base: the list, invitations, and what those concerned are told. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.buttons import Button
from bot.editing.lists import when
from bot.editing.presses import pressing
from bot.editing.sheet import rows_that_fit
from bot.reply import Reply, bold, escape
from bot.words import Words
from jobs.editors import Editor, Invitation, Role


def editor_list(editors: Sequence[Editor], by: Editor, words: Words, zone: ZoneInfo) -> Reply:
    """Everybody with a role; owners can remove and invite."""
    lines = [bold(words.say("editors-title")), *(escape(_line(e, words, zone)) for e in editors)]
    if by.role is not Role.OWNER:
        return Reply("\n".join(lines))
    removable = [one for one in editors if one.since and one.user != by.user]
    buttons = [
        Button(words.say("editors-remove", label=one.label), pressing("remove", one.label))
        for one in removable
    ]
    invite = Button(words.say("editors-invite"), pressing("role"))
    return Reply("\n".join(lines), (*rows_that_fit(buttons), (invite,)))


def _line(editor: Editor, words: Words, zone: ZoneInfo) -> str:
    role = words.say("role", role=editor.role.value)
    if not editor.since:
        return words.say("editors-settings", label=editor.label, role=role)
    since = dt.datetime.fromtimestamp(editor.since, zone).date()
    return words.say("editors-row", label=editor.label, role=role, date=words.day(since))


def inviting(words: Words) -> Reply:
    """Which role to invite to."""
    buttons = [
        Button(words.say("role", role=role.value), pressing("role", role.value))
        for role in (Role.EDITOR, Role.REVIEWER, Role.OWNER)
    ]
    text = f"{bold(words.say('invite-title'))}\n{escape(words.say('invite-about'))}"
    return Reply(text, rows_that_fit(buttons, 3))


def invited(invitation: Invitation, username: str, words: Words, zone: ZoneInfo) -> Reply:
    """The link, to be forwarded to one person."""
    day, time = when(dt.datetime.fromtimestamp(invitation.expires_at, dt.UTC), words, zone)
    role = words.say("role-invited", role=invitation.role.value)
    said = words.say("invited", role=role, time=f"{day}, {time}")
    link = f"https://t.me/{username}?start=edit_{invitation.token}"
    return Reply(f"{escape(said)}\n\n{escape(link)}")


def joining(token: str, role: Role, words: Words) -> Reply:
    """What an invitation gives, and the button that takes it up."""
    said = words.say("join-title", role=words.say("role-invited", role=role.value))
    return Reply(escape(said), ((Button(words.say("join"), pressing("join", token)),),))


def joined(editor: Editor, words: Words) -> Reply:
    """What somebody may do from now on, and how to begin."""
    role = words.say("role", role=editor.role.value)
    return Reply(escape(words.say("join-done", role=role, label=editor.label)))


def removing(label: str, words: Words) -> Reply:
    """Whether to remove somebody."""
    sure = Button(words.say("editors-remove", label=label), pressing("removed", label))
    back = Button(words.say("button-back"), pressing("list", "editors"))
    return Reply(escape(words.say("editors-sure", label=label)), ((sure,), (back,)))
