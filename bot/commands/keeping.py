"""`exchange-bot backup` and `restore`: both databases, checked."""

from __future__ import annotations

from pathlib import Path

import click
from filelock import FileLock, Timeout

from bot.commands.failing import plainly
from bot.house import FACTS, PEOPLE
from bot.settings import Settings, environment
from knowledge.base import FactBase
from knowledge.copying import copy_database

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=_FOLDER)
@plainly
def backup(folder: Path) -> None:
    """Copy both databases into FOLDER, also while the bot is running."""
    data = Settings.read(environment()).data
    for name in (FACTS, PEOPLE):
        if (data / name).exists():
            size = copy_database(data / name, folder / name)
            click.echo(f"{name}: {size:,} bytes, whole")
        else:
            click.echo(f"{name}: not there yet")
    if (folder / PEOPLE).exists():
        click.echo("people.db concerns persons: keep this folder as closely as the original.")


@click.command()
@click.argument("folder", type=_FOLDER)
@click.option("--over", is_flag=True, help="Replace databases that are there now.")
@plainly
def restore(folder: Path, *, over: bool) -> None:
    """Bring both databases back from FOLDER. Stop the bot first."""
    data = Settings.read(environment()).data
    copies = [name for name in (FACTS, PEOPLE) if (folder / name).exists()]
    if not copies:
        raise click.ClickException(f"{folder} holds neither {FACTS} nor {PEOPLE}")
    there = [name for name in copies if (data / name).exists()]
    if there and not over:
        raise click.ClickException(
            f"{data} already holds {', '.join(there)}; --over replaces them (back up first)"
        )
    try:
        with FileLock(data / "restoring.lock", timeout=0):
            for name in copies:
                _bring_back(folder / name, data / name)
    except Timeout as error:
        raise click.ClickException("another restore is under way in this folder") from error
    base = FactBase.open(data / FACTS)
    try:
        click.echo(f"facts.db: {base.verify()} rows, the chain is whole")
    finally:
        base.close()


def _bring_back(copy: Path, target: Path) -> None:
    for leftover in (f"{target}-wal", f"{target}-shm"):
        Path(leftover).unlink(missing_ok=True)
    click.echo(f"{target.name}: {copy_database(copy, target):,} bytes")
