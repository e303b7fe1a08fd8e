"""What owners order and ask. To everybody else these commands do not exist."""

from __future__ import annotations

from telegram import Update

from bot import pages
from bot.context import Context
from bot.handlers.editing.rights import for_role
from bot.numbers import numbers_page
from bot.sending import send, send_to
from bot.words import words_in
from jobs.editors import Editor, Role


@for_role(Role.OWNER)
async def halt(event: Update, context: Context, _by: Editor) -> None:
    """Stop all pushes; questions are answered as ever."""
    user = event.effective_user
    done = await context.house.operation.halt(user.id if user else 0)
    await _tell(event, context, "halted" if done else "halted-already", others=done)


@for_role(Role.OWNER)
async def resume(event: Update, context: Context, _by: Editor) -> None:
    """Let pushes go on."""
    done = await context.house.operation.resume()
    await _tell(event, context, "resumed" if done else "resumed-already", others=done)


@for_role(Role.OWNER)
async def stats(event: Update, context: Context, _by: Editor) -> None:
    """Show numbers by day."""
    house = context.house
    await house.tallying.save()
    numbers = await house.operation.numbers()
    await send(event, numbers_page(numbers, house.edition, await context.words(event)))


async def _tell(event: Update, context: Context, key: str, *, others: bool) -> None:
    """Answer an owner, and let the other owners know of what was done."""
    house, user = context.house, event.effective_user
    waiting = await house.operation.waiting()
    await send(event, pages.say(await context.words(event), key, waiting=waiting))
    for one in await house.newsroom.editors() if others else ():
        if user and one.role is Role.OWNER and one.user != user.id:
            words = words_in(await house.language_of(one.user, None))
            await send_to(context.bot, one.user, pages.say(words, key, waiting=waiting))
