"""What people asked and nobody could answer: attached to a topic, or made a draft of."""

from __future__ import annotations

from telegram import Update

from bot import pages
from bot.buttons import Button
from bot.context import Context
from bot.editing import unmet
from bot.editing.material import Material
from bot.editing.presses import Pressed, pressing
from bot.editing.sheet import title_of
from bot.handlers.editing import drafting
from bot.handlers.editing.rights import for_role
from bot.handlers.editing.talk import Talk
from bot.newsroom import key_of
from bot.reply import Reply
from jobs.editors import Editor, Refused, Role
from jobs.unanswered import Likes


@for_role(Role.EDITOR)
async def questions(event: Update, context: Context, by: Editor) -> None:
    """List what was asked and not answered."""
    await listed(await Talk.of(event, context, by))


async def listed(talk: Talk) -> None:
    """Show the list, with the likeliest topic of each."""
    found = await talk.context.house.unmet.questions()
    pairs = [(likes, _likely(talk, likes)) for likes in found]
    await talk.show(unmet.list_of(pairs, talk.words, talk.context.house.edition))


async def press(talk: Talk, pressed: Pressed) -> None:
    """Act on a button of the list."""
    if pressed.action == "list":
        await listed(talk)
        return
    if pressed.action == "begin":
        await drafting.begin(talk, Material(""))
        return
    name, _, topic = pressed.value.partition("~")
    found = await talk.context.house.unmet.questions()
    likes = next((one for one in found if unmet.name_of(one) == name), None)
    if likes is None:
        await listed(talk)
    elif pressed.action == "forget":
        await talk.context.house.unmet.drop(likes)
        await talk.say("questions-forgotten")
    elif pressed.action == "asked":
        edition = talk.context.house.edition
        await talk.show(unmet.placing(likes, _likely(talk, likes), talk.words, edition))
    else:
        await _attach(talk, likes, topic)


def _likely(talk: Talk, likes: Likes) -> list[str]:
    """The topics to propose; one that holds statements helps who asks next, so it comes first."""
    house = talk.context.house
    names = [subject.id for subject in house.unmet.likely(likes.groups[0])]
    topics = house.edition.guidance.topics
    return sorted(names, key=lambda name: not house.edition.on_topic(topics[name]))


async def _attach(talk: Talk, likes: Likes, topic: str) -> None:
    """Let the words lead to a topic from now on; undone with one tap."""
    first, house = likes.groups[0], talk.context.house
    attached = await talk.newsroom.attach(talk.by, f"topic:{topic}", first.language, first.words)
    if isinstance(attached, Refused):
        await talk.refuse(attached)
        return
    await house.unmet.drop(likes)
    title = title_of(topic, house.edition, talk.words)
    said = pages.say(talk.words, "questions-attached", asked=first.words, title=title)
    undo = Button(talk.words.say("button-undo"), pressing("undo", key_of(attached)))
    more = Button(talk.words.say("command-questions"), pressing("list", "questions"))
    await talk.show(Reply(said.html, ((undo,), (more,))))
