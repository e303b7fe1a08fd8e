"""`exchange-bot doctor`: is everything in place, and what to do where it is not."""

from __future__ import annotations

import sqlite3
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError

import click

from bot.commands.failing import plainly
from bot.commands.meanings import about_meanings
from bot.house import FACTS, PEOPLE, utc_now
from bot.settings import TELEGRAM, Settings, environment
from bot.transport.budget import FREE
from bot.transport.listening import written
from jobs.people import People
from knowledge.base import FactBase
from knowledge.edition import Guidance
from knowledge.shipped import read_guidance

_PATIENCE: Final = 10.0  # seconds


@click.command()
@click.option("--running", is_flag=True, help="Ask the bot that is running whether it is well.")
@plainly
def doctor(*, running: bool) -> None:
    """Check settings, databases and contacts; ends with 1 where the bot could not answer."""
    settings = Settings.read(environment())
    if running:
        well, said = _asked(settings)
        click.echo(said)
        sys.exit(0 if well else 1)
    guidance = read_guidance()
    click.echo(f"SQLite {sqlite3.sqlite_version}, data in {settings.data}")
    with closing(FactBase.open(settings.data / FACTS)) as base:
        rows = base.verify()
        edition = base.edition(guidance)
    People.open(settings.data / PEOPLE).close()
    click.echo(
        f"{len(edition.statements)} statements, the newest of {edition.newest_on}; {rows} rows of log, whole"
    )
    click.echo(about_meanings(settings))
    for worry in (*_about_settings(settings), *_about_contacts(settings, guidance)):
        click.echo(f"note: {worry}")
    if not edition.statements:
        click.echo("the base is empty: `exchange-bot run` fills it at its first start")
        sys.exit(1)


def _asked(settings: Settings) -> tuple[bool, str]:
    """What the running bot says of itself on /readyz, and whether that is well."""
    host, port = settings.listen
    # A bot that listens on all addresses is reached on this machine's own.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - it only asks
    address = written((host, port))
    # Never by way of a proxy that the environment may name for Telegram.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{address}/readyz", timeout=_PATIENCE) as answer:
            return True, answer.read().decode().strip()
    except HTTPError as error:
        with error:
            return False, error.read().decode(errors="replace").strip()
    except (OSError, HTTPException) as error:
        return False, f"no bot answers on {address} (EXCHANGE_BOT_LISTEN): {error}"


def _about_settings(settings: Settings) -> Iterator[str]:
    if not settings.token:
        yield "EXCHANGE_BOT_TOKEN is not set: `run` opens the preview"
    if not settings.owners:
        yield "EXCHANGE_BOT_OWNER is not set: nobody will be able to edit"
    if settings.webhook_url.startswith("http://") and settings.api_url == TELEGRAM:
        yield "EXCHANGE_BOT_WEBHOOK_URL: Telegram posts to https only"
    if settings.rate > FREE:
        yield f"EXCHANGE_BOT_RATE is over {FREE:g}: alerts are paid broadcasts, and cost Stars"


def _about_contacts(settings: Settings, guidance: Guidance) -> Iterator[str]:
    today = utc_now().astimezone(settings.timezone).date()
    for contact in guidance.contacts.values():
        if contact.held:
            yield f"contact {contact.id} is held back until somebody checks it (knowledge/cards/contacts.toml)"
        elif contact.doubtful(today):
            yield f"contact {contact.id} is shown with a warning: nobody has checked it lately"
