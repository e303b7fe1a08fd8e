"""Whether somebody asks after one person whom they do not name: a relative, "he", "mine"."""

from __future__ import annotations

from typing import Final

from knowledge.guard.told import Told
from knowledge.guard.wordlists import is_ordinary

_FATE: Final = frozenset(("state", "listed", "seek"))
#: So far apart "he" and his fate may stand.
_REACH: Final = 4
#: A line of so few words is about nothing else.
_SHORT: Final = 9
_VERBS: Final = frozenset(
    ("state", "listed", "swap", "seek", "whether", "near", "about", "he", "when")
)


def asks_after_one(told: Told) -> bool:
    """Whether a reading asks after one person.

    A question whether an age or an injury belongs to a group of the agreement, and a question
    whom to call, are not such, though a relative stands in them.
    """
    words = tuple(word for word in told if word.text.isalnum())
    labels = [word.labels for word in words]
    here = frozenset[str]().union(*labels)
    if here & {"group", "whereto"}:
        return False
    kin = [at for at in range(len(words)) if "kin" in labels[at] and not _only_tells(labels, at)]
    if kin and here & (_FATE | {"news"}):
        return True
    if any(_is_asked_of(labels, at) for at in kin):
        return True
    if "swap" in here and any(_is_own(labels, at) for at in kin):
        return True
    if here & (_FATE | {"swap", "news"}) and any(
        _stands_alone(words, at) for at in range(len(words))
    ):
        return True
    # What somebody says of him is theirs; whether he is among those counted is asked all the same.
    said = bool(here & {"saying", "forecast"})
    return _of_him(labels, frozenset({"listed"}) if said else frozenset({"state", "listed"}))


def _only_tells(labels: list[frozenset[str]], at: int) -> bool:
    """Whether a relative is only the one who says or asks it."""
    return any("hearsay" in beside for beside in labels[at + 1 : at + 3])


def _is_own(labels: list[frozenset[str]], at: int) -> bool:
    return any("mine" in beside for beside in labels[max(0, at - 1) : at + 2])


def _is_asked_of(labels: list[frozenset[str]], at: int) -> bool:
    """Whether a question leads to a relative: "where is my son", "when will they return him"."""
    if any("where" in beside for beside in labels[max(0, at - 3) : at]):
        return True
    asked = any("when" in beside for beside in labels[max(0, at - _REACH) : at + 2])
    return asked and (_is_own(labels, at) or any("swap" in beside for beside in labels))


def _stands_alone(words: Told, at: int) -> bool:
    """Whether "mine" is said with nobody and nothing named beside it."""
    if "own" not in words[at].labels:
        return False
    after = [word for word in words[at + 1 : at + 3] if "already" not in word.labels][:1]
    return not after or bool(after[0].labels & _VERBS) or not is_ordinary(after[0].text)


def _of_him(labels: list[frozenset[str]], fates: frozenset[str]) -> bool:
    for at, here in enumerate(labels):
        if "he" not in here:
            continue
        around = labels[max(0, at - _REACH) : at + _REACH + 1]
        if any(beside & fates for beside in around):
            return True
        close = labels[max(0, at - 2) : at + 3]
        if (
            "state" in fates
            and len(labels) <= _SHORT
            and any(beside & {"swap", "seek"} for beside in close)
        ):
            return True
    return False
