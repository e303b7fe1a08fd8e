"""Commands that answer: run, chat, ask, evaluate."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click

from bot.commands.failing import plainly
from bot.house import House, only_one
from bot.logs import log_discreetly
from bot.preview.terminal import converse
from bot.replies import reply_to
from bot.run import run as run_on_telegram
from bot.settings import Settings, environment
from bot.words import words_in
from knowledge.desk import Outcome
from knowledge.evaluation import (
    Evaluation,
    Labelled,
    confusion_lines,
    lines_of,
    noise_lines,
    read_labelled,
    shown_by,
)
from knowledge.evaluation import evaluate as judge
from knowledge.model import LANGUAGES, Language
from knowledge.noise import KINDS

_PATIENCE: Final = 20.0  # seconds


@click.command()
@plainly
def run() -> None:
    """Answer on Telegram; without a token, open a conversation in this terminal."""
    settings = Settings.read(environment())
    if not settings.token:
        click.echo("EXCHANGE_BOT_TOKEN is not set, so this is the local preview.\n")
        _converse(settings)
        return
    log_discreetly(settings.token)
    with only_one(settings.data):
        run_on_telegram(House.open(settings))


@click.command()
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the person.")
@plainly
def chat(lang: Language | None) -> None:
    """Talk to the bot in this terminal: no token, no network."""
    _converse(Settings.read(environment()), lang or "")


def _converse(settings: Settings, language: str = "") -> None:
    # What a real bot has on its way must not be delivered here, nor the other way round.
    with TemporaryDirectory() as apart:
        asyncio.run(converse(House.open(settings, people=Path(apart)), language))


@click.command()
@click.argument("question", required=False)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the answer.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of the text.")
@click.option("--jsonl", is_flag=True, help='Read {"id", "text"} lines, write a line for each.')
@plainly
def ask(question: str | None, lang: Language | None, *, as_json: bool, jsonl: bool) -> None:
    """Answer QUESTION, or many questions, out of the very code that answers in Telegram."""
    if not jsonl and not question:
        raise click.UsageError("give a QUESTION, or --jsonl and lines on standard input")
    house = _open_house()
    try:
        if jsonl:
            _ask_many(house, lang)
        elif question:
            answered = _asked(house, question, lang)
            click.echo(json.dumps(answered, ensure_ascii=False) if as_json else answered["text"])
    finally:
        house.close()


def _open_house() -> House:
    """The house, with meanings where they are to be had: who asks here can wait a moment."""
    house = House.open(Settings.read(environment()))
    if house.meanings:
        house.meanings.wait(_PATIENCE)
    return house


def _ask_many(house: House, lang: Language | None) -> None:
    for number, line in enumerate(sys.stdin, 1):
        if line.strip():
            try:
                asked = json.loads(line)
                name, text = asked["id"], _text(asked["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise click.ClickException(
                    f'line {number} is no {{"id", "text"}} object: {error}'
                ) from error
            answered = {"id": name, **_asked(house, text, lang)}
            click.echo(json.dumps(answered, ensure_ascii=False))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is no string")
    return value


def _asked(house: House, text: str, lang: Language | None) -> dict[str, Any]:
    outcome = house.desk.ask(text, house.today, lang)
    reply = reply_to(outcome, house.edition, words_in(outcome.language), house.today)
    return {
        "kind": outcome.kind,
        "card": outcome.card.id if outcome.card else None,
        "topic": outcome.topic or None,
        "statements": shown_by(outcome),
        "choices": _choices(outcome),
        "score": round(outcome.score, 4),
        "language": outcome.language,
        "text": reply.plain,
    }


def _choices(outcome: Outcome) -> list[dict[str, Any]]:
    if outcome.kind != "choices":
        return []
    return [
        {"id": choice.subject.id, "statements": list(choice.statements)}
        for choice in outcome.choices
    ]


@click.command()
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plainly
def evaluate(questions: Path) -> None:
    """Answer labelled QUESTIONS (JSON lines), and print how well, and how honest the score is."""
    try:
        labelled = read_labelled(questions)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    house = _open_house()
    try:
        spoilt = {kind: _evaluated(house, labelled, spoil) for kind, spoil in KINDS.items()}
        plain = spoilt["as written"]
        for lines in (lines_of(plain), confusion_lines(plain), noise_lines(spoilt)):
            click.echo("\n".join(lines))
    finally:
        house.close()


def _evaluated(
    house: House, labelled: list[Labelled], spoil: Callable[[str, Language], str]
) -> Evaluation:
    return judge(
        (one, house.desk.ask(spoil(one.text, one.language), house.today)) for one in labelled
    )
