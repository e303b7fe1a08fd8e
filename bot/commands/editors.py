"""`exchange-bot editors`: who may change the base, also while the bot is running."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.commands.failing import plainly
from bot.house import PEOPLE, utc_now
from bot.settings import Settings, environment
from jobs.editors import Editors, Reason, Refused, Role
from jobs.schema import migrations
from knowledge.storage import open_database, writing

#: Whose doing it is, where no editor has ordered it.
_OPERATOR = "operator"
_WHY: dict[Reason, str] = {
    "unknown": "nobody has this label; `exchange-bot editors list` shows those there are",
    "label_taken": "somebody has, or had, this label; choose another",
    "label_wrong": "a label has 2 to 24 letters, digits, hyphens or single spaces",
    "from_settings": "EXCHANGE_BOT_OWNER names this owner; take the id out there",
}


@click.group()
def editors() -> None:
    """Who may change the base: list, add, remove."""


@contextmanager
def _staff() -> Iterator[Editors]:
    settings = Settings.read(environment())
    db = open_database(settings.data / PEOPLE, migrations)
    try:
        with writing(db):
            staff = Editors(db, settings.owners)
            staff.own(utc_now().timestamp())
            yield staff
    finally:
        db.close()


@editors.command("list")
@plainly
def list_editors() -> None:
    """List everybody with a role, owners first."""
    with _staff() as staff:
        for one in staff.everybody():
            since = dt.datetime.fromtimestamp(one.since, dt.UTC)
            click.echo(f"{one.role:8}  {one.label}  {one.user}  since {since:%Y-%m-%d} by {one.by}")


@editors.command()
@click.argument("user", type=click.IntRange(min=1))
@click.option(
    "--role", type=click.Choice([one.value for one in Role]), default="editor", show_default=True
)
@click.option("--label", default="", help="How facts.db names them; made up where there is none.")
@plainly
def add(user: int, role: str, label: str) -> None:
    """Give the Telegram id USER a role."""
    with _staff() as staff:
        made = staff.add(user, Role(role), label, _OPERATOR, utc_now().timestamp())
        if isinstance(made, Refused):
            raise click.ClickException(_WHY[made.reason])
        click.echo(f"{made.label} is {made.role}")


@editors.command()
@click.argument("label")
@plainly
def remove(label: str) -> None:
    """End the role of LABEL at once; their drafts stay, the Telegram id is forgotten."""
    with _staff() as staff:
        gone = staff.remove(label)
        if isinstance(gone, Refused):
            raise click.ClickException(_WHY[gone.reason])
        click.echo(f"{gone.label} is no {gone.role} any more")
