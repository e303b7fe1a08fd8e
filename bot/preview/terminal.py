"""A conversation in the terminal: buttons are numbered lines."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from typing import TextIO

import click

from bot.house import House
from bot.preview.chat import LocalChat, local_chat
from bot.preview.telegram import Shown

_HELLO = """\
This is a conversation with the bot, without Telegram: nothing leaves this machine.
Write a question and press Enter; a number presses a button; Ctrl-D ends.
To connect Telegram, set EXCHANGE_BOT_TOKEN to a token from @BotFather and run again.
"""


async def converse(house: House, language: str = "", source: TextIO = sys.stdin) -> None:
    """Talk until the input ends."""
    asking = source.isatty()
    click.echo(_HELLO)
    async with local_chat(house, language=language) as chat:
        last = _print(await chat.say("/start"), None)
        while True:
            if asking:
                click.echo("> ", nl=False)
            line = await asyncio.to_thread(source.readline)
            if not line:
                break
            if line.strip():
                if not asking:
                    click.echo(f"> {line.strip()}\n")
                last = _print(await _act(chat, line.strip(), last), last)


async def _act(chat: LocalChat, line: str, last: Shown | None) -> list[Shown]:
    if last and line.isdecimal() and 1 <= int(line) <= len(last.buttons):
        return await chat.press_data(last, last.buttons[int(line) - 1][1])
    return await chat.say(line)


def _print(news: Iterable[Shown], last: Shown | None) -> Shown | None:
    """Print what was shown; returns the message whose buttons the numbers now press."""
    for shown in news:
        click.echo(shown.plain)
        for number, (label, _) in enumerate(shown.buttons, 1):
            click.echo(f"  [{number}] {label}")
        click.echo()
        last = shown if shown.buttons else last
    return last
