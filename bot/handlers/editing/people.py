"""Inviting editors, taking up an invitation, listing and removing them; each with the right menu."""

from __future__ import annotations

from telegram import Update

from bot import pages
from bot.context import Context
from bot.editing import people
from bot.editing.presses import Pressed
from bot.handlers.editing.rights import editor_of, for_role, refused
from bot.handlers.editing.talk import Talk
from bot.menus import menu_calls
from bot.permission import misplaced
from bot.sending import arrange, replace, send
from jobs.editors import Editor, Refused, Role

INVITATION = "edit_"


@for_role(Role.OWNER)
async def invite(event: Update, context: Context, by: Editor) -> None:
    """Ask for which role."""
    talk = await Talk.of(event, context, by)
    named = next((role for role in Role if [role.value] == context.args), None)
    await (_invited(talk, named) if named else talk.show(people.inviting(talk.words)))


@for_role(Role.REVIEWER)
async def editors(event: Update, context: Context, by: Editor) -> None:
    """List who may do what."""
    await _listed(await Talk.of(event, context, by))


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button about people."""
    if pressed.action == "list":
        await _listed(talk)
    elif pressed.action == "role":
        role = next((one for one in Role if one.value == pressed.value), None)
        await (_invited(talk, role) if role else talk.show(people.inviting(talk.words)))
    elif pressed.action == "remove":
        await talk.show(people.removing(pressed.value, talk.words))
    else:
        await _removed(talk, pressed.value)


async def _listed(talk: Talk) -> None:
    zone = talk.context.house.settings.timezone
    found = await talk.newsroom.editors()
    await talk.show(people.editor_list(found, talk.by, talk.words, zone))


async def _invited(talk: Talk, role: Role) -> None:
    invitation = await talk.newsroom.invite(talk.by, role)
    if isinstance(invitation, Refused):
        await talk.refuse(invitation)
        return
    zone = talk.context.house.settings.timezone
    username = talk.context.bot.username
    await talk.show(people.invited(invitation, username, talk.words, zone))


async def _removed(talk: Talk, label: str) -> None:
    gone = await talk.newsroom.remove(talk.by, label)
    if isinstance(gone, Refused):
        await talk.refuse(gone)
        return
    await talk.say("editors-removed", label=label)
    words = await talk.words_of(gone)
    await talk.tell(gone, pages.say(words, "editors-told"))
    for call in menu_calls(gone.user, None):
        await arrange(talk.context.bot, call)


# -- taking up an invitation: by somebody who has no role yet


async def invited(event: Update, context: Context, token: str) -> None:
    """Show what an invitation gives. A link that was only opened is not used up."""
    words = await context.words(event)
    why = misplaced(event)
    if why:
        refused(why, "invitation")
        await send(event, pages.say(words, f"refused-{why}"))
        return
    role = await context.house.newsroom.invited(
        token, event.effective_user.id if event.effective_user else 0
    )
    if isinstance(role, Refused):
        refused(role.reason, "invitation")
        await send(event, pages.say(words, "refused", reason=role.reason, by=""))
    else:
        await send(event, people.joining(token, role, words))


async def join(event: Update, context: Context, pressed: Pressed) -> None:
    """Give whoever pressed the role."""
    words, user = await context.words(event), event.effective_user
    if misplaced(event) or user is None or user.is_bot:
        refused("elsewhere", "invitation")
        return
    before = await editor_of(event, context)
    editor = await context.house.newsroom.accept(pressed.value, user.id)
    if isinstance(editor, Refused):
        refused(editor.reason, "invitation")
        await replace(event, pages.say(words, "refused", reason=editor.reason, by=""))
        return
    await Talk.of(event, context, editor)  # from now on they are written to in this language
    await replace(event, people.joined(editor, words))
    for call in menu_calls(user.id, editor.role):
        await arrange(context.bot, call)
    if before is None:
        await _tell_inviter(event, context, editor)


async def _tell_inviter(event: Update, context: Context, editor: Editor) -> None:
    inviter = await context.house.newsroom.person(editor.by)
    if inviter is None:
        return
    talk = await Talk.of(event, context, editor)
    words = await talk.words_of(inviter)
    role = words.say("role", role=editor.role.value)
    await talk.tell(inviter, pages.say(words, "join-told", label=editor.label, role=role))
