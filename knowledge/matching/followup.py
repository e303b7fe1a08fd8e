"""A line that leans on the answer before it: its source, its day, the other side, more of it."""

from __future__ import annotations

import re
from typing import Final, Literal

Followup = Literal["sources", "dates", "other_side", "more"]

_LONGEST: Final = 7  # words; a longer line is a question of its own

_PATTERNS: Final[tuple[tuple[Followup, re.Pattern[str]], ...]] = (
    (
        "other_side",
        re.compile(
            r"\b(?:інш\w* сторон\w*|друг\w* сторон\w*|протилежн\w* сторон\w*|ин\w+ сторон\w*|другая версия|інша версія|other side|opposite side|the others?)\b"
            r"|^(?:а |and )?(?:що|шо|что|what about|what does|how about) (?:каже |кажуть |говорит |говорят )?(?:the )?(?:ті|інші|они|вони|those)(?: say)?$"
        ),
    ),
    (
        "dates",
        re.compile(
            r"\b(?:коли це|когда это|когда он\w? это|коли він це|коли вона це|when was (?:that|this|it)|when did (?:he|she|they) say|якого числа|какого числа|за яке число|за какое число|what date|which day|коли сказа\w*|когда сказа\w*|коли було сказано)\b"
        ),
    ),
    (
        "sources",
        re.compile(
            r"\b(?:джерел\w*|источник\w*|sources?|пруф\w*|proofs?|посилання|ссылк\w*|links?|звідки (?:це|інфа|інформація|ви|дані)|откуда (?:это|инфа|информация|вы|данные)|where (?:is|did) (?:this|that|you)|who says|хто це сказав|кто это сказал|де написано|где написано)\b"
        ),
    ),
    (
        "more",
        re.compile(
            r"^(?:а )?(?:ще|еще|більше|больше|далі|дальше|детальніше|подробнее|докладніше|more|more please|what else|tell me more|go on|що ще|шо ще|что еще)(?: (?:є|есть|скажи|розкажи))?$"
        ),
    ),
)


def followup_of(line: str) -> Followup | None:
    """What a normalised line asks of the answer before it, if it does."""
    if len(line.split()) > _LONGEST:
        return None
    for followup, pattern in _PATTERNS:
        if pattern.search(line):
            return followup
    return None
