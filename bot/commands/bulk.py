"""`exchange-bot facts export` and `facts import`: many statements at once."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import click

from bot.commands.facts import opened_base
from bot.commands.failing import plainly
from bot.house import utc_now
from knowledge.base import FactBase
from knowledge.bulk.linked import as_linked
from knowledge.bulk.reading import read
from knowledge.bulk.records import BYTES, as_json
from knowledge.bulk.tables import as_csv
from knowledge.bulk.trial import Base, Trial, try_out
from knowledge.change import SHIPPED, Event
from knowledge.checking import shipped_articles
from knowledge.model import Statement
from knowledge.record import record_of
from knowledge.shipped import read_guidance

_FORMATS: Final[Mapping[str, Callable[[Iterable[Statement]], bytes]]] = {
    "json": as_json,
    "csv": as_csv,
    "jsonld": as_linked,
}


@click.command()
@click.option(
    "--format", "kind", type=click.Choice(tuple(_FORMATS)), help="what `import` reads, or JSON-LD"
)
@plainly
def export(kind: str | None) -> None:
    """Print every published statement: as JSON in the shape the log keeps, or in a format.

    With a format each has its version, by which `import` sees what was changed since.
    """
    with opened_base() as base:
        published = base.edition(read_guidance()).statements.values()
    if kind:
        click.echo(_FORMATS[kind](published), nl=False)
        return
    records = [record_of(statement) for statement in published]
    click.echo(json.dumps(records, ensure_ascii=False, indent=2))


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "applied", is_flag=True, help="publish it; without this it is only tried")
@click.option("--author", default="command-line", show_default=True, help="label in the log")
@click.option("--note", default="", help="why; needed to change what is published")
@plainly
def bring(file: Path, *, applied: bool, author: str, note: str) -> None:
    """Try FILE (JSON or CSV, as `export` writes it), and publish it with --apply: all or nothing."""
    if author == SHIPPED:
        raise click.ClickException(
            f"{SHIPPED!r} marks what a release brought; choose another label"
        )
    with file.open("rb") as opened:
        data = opened.read(BYTES + 1)
    with opened_base() as base:
        trial = _tried(data, base, author, note)
        for fault in trial.faults:
            click.echo(fault.told(), err=True)
        if trial.faults:
            click.echo(f"{len(trial.faults)} faults, nothing was changed")
            sys.exit(1)
        for warning in trial.warnings:
            click.echo(f"worth a look: {warning.told()}", err=True)
        if applied:
            base.apply_all(trial.changes, utc_now())
    click.echo(_counted(trial, applied=applied))


def _tried(data: bytes, base: FactBase, author: str, note: str) -> Trial:
    rows = read(data)
    against = Base(base.edition(read_guidance()), base.latest(), shipped_articles())
    with click.progressbar(length=len(rows.records), label="checking", file=sys.stderr) as bar:
        return try_out(rows, against, author, note, utc_now().date(), bar.update)


def _counted(trial: Trial, *, applied: bool) -> str:
    counts = ", ".join(
        f"{trial.count(event)} {event}"
        for event in (Event.PUBLISHED, Event.CORRECTED, Event.EDITED)
    )
    would = "done" if applied else "only tried, --apply does it"
    return f"{counts}, {trial.unchanged} unchanged: {would}"
