"""What a line means, before anything is looked up: a card, a subject, a choice, or nothing here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from knowledge.answering import Subject
from knowledge.lexicon import Figure
from knowledge.model import Side


@dataclass(frozen=True, slots=True)
class Meant:
    """A card, else a subject, else topics to choose from; none of these means: not known."""

    #: How sure that is, 0 to 1.
    score: float = 1.0
    card: str = ""
    subject: Subject | None = None
    #: The side whose words are asked for: its block comes on top.
    first: Side | None = None
    choices: tuple[str, ...] = ()
    #: Who is asked for and has said nothing in the base.
    stranger: Figure | None = None
    #: The day that is asked for, where nothing was said on it. The subject is then shown beside that word, where a day is only named loosely.
    day: dt.date | None = None
    #: Whose words of that day are asked for, or on what: a topic.
    topic: str = ""
    #: Topics to point to where it is not known.
    near: tuple[str, ...] = ()
