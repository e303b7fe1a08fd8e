"""`exchange-bot doctor`: is everything in place, and what to do where it is not."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import click

from bot.commands.failing import plainly
from bot.house import FACTS, PEOPLE, utc_now
from bot.settings import Settings, environment
from jobs.people import People
from knowledge.base import FactBase
from knowledge.edition import Guidance
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.vectors import Vectors
from knowledge.errors import EncoderDownError, EncoderStartingError
from knowledge.matching.encoder import Encoder, asked
from knowledge.shipped import read_guidance


@click.command()
@plainly
def doctor() -> None:
    """Check settings, databases and contacts; ends with 1 where the bot could not answer."""
    settings = Settings.read(environment())
    guidance = read_guidance()
    click.echo(f"SQLite {sqlite3.sqlite_version}, data in {settings.data}")
    with closing(FactBase.open(settings.data / FACTS)) as base:
        rows = base.verify()
        edition = base.edition(guidance)
    People.open(settings.data / PEOPLE).close()
    click.echo(
        f"{len(edition.statements)} statements, the newest of {edition.newest_on}; {rows} rows of log, whole"
    )
    click.echo(_about_meanings(settings))
    for worry in (*_about_settings(settings), *_about_contacts(settings, guidance)):
        click.echo(f"note: {worry}")
    if not edition.statements:
        click.echo("the base is empty: `exchange-bot run` fills it at its first start")
        sys.exit(1)


def _about_meanings(settings: Settings) -> str:
    """How the encoder does, tried on a line that nobody typed."""
    encoder = encoder_for(settings.encoder_url, settings.encoder_model, settings.encoder_key)
    if encoder is None:
        return "meanings: off, no model is installed (`make semantic`); questions go by words alone"
    with closing(encoder), closing(Vectors.open(settings.data / VECTORS, encoder.name)) as vectors:
        try:
            seconds = min(_time_of_a_line(encoder) for _ in range(3))
        except EncoderDownError as error:
            return f"meanings: {encoder.name} is down, {error}; questions go by words alone"
        kept = vectors.count()
    return f"meanings: {encoder.name}, {seconds * 1000:.0f} ms a line; vectors of {kept} phrasings"


def _time_of_a_line(encoder: Encoder) -> float:
    started = time.perf_counter()
    while True:
        try:
            encoder.encode([asked("what was agreed in istanbul")])
        except EncoderStartingError:
            continue
        return time.perf_counter() - started


def _about_settings(settings: Settings) -> Iterator[str]:
    for name in settings.unused:
        yield f"{name} is set, but this version does not use it yet"
    if not settings.token:
        yield "EXCHANGE_BOT_TOKEN is not set: `run` opens the preview"
    if not settings.owners:
        yield "EXCHANGE_BOT_OWNER is not set: nobody will be able to edit"


def _about_contacts(settings: Settings, guidance: Guidance) -> Iterator[str]:
    today = utc_now().astimezone(settings.timezone).date()
    for contact in guidance.contacts.values():
        if contact.held:
            yield f"contact {contact.id} is held back until somebody checks it (knowledge/cards/contacts.toml)"
        elif contact.doubtful(today):
            yield f"contact {contact.id} is shown with a warning: nobody has checked it lately"
