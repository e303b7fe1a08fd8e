"""Reading a line as people type it: one normalisation for the index and the question."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from typing import Final

import snowballstemmer

# People mix alphabets inside a word ("зеленскiй" with a Latin i): in a word that holds Cyrillic,
# these Latin letters are read as their Cyrillic look-alikes.
_LOOK_ALIKE: Final = str.maketrans("abcehikmnoptuxy", "авсенікмпортиху")
_DROPPED: Final = dict.fromkeys(map(ord, "'’ʼ`´‘\"«»“”„"), None)
_FOLDED: Final = str.maketrans({"ё": "е", "ґ": "г"})
#: Letters that slip most often between Ukrainian, Russian and their mix; folded for features only.
_SLIPS: Final = str.maketrans({"і": "и", "ї": "и", "й": "и", "ы": "и", "є": "е", "э": "е", "ъ": ""})
_THOUSANDS: Final = re.compile(r"(?<=\d)[ ,.\u00a0\u202f](?=\d{3}(?!\d))")
_JOINED: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_WORD: Final = re.compile(r"\w+")
#: Words, blanks and the signs of any keyboard: nothing that would have to be dropped.
_PLAIN: Final = re.compile(r"[\w\s!-/:-@\[\\\]{|}~–—…]*")
_CYRILLIC: Final = re.compile(r"[а-яіїєґё]")
_LATIN: Final = re.compile(r"[a-z]")

_KEYS: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_KEYBOARD_UK: Final = "йцукенгшщзхїфівапролджєячсмитьбю.'"
_KEYBOARD_RU: Final = "йцукенгшщзхъфывапролджэячсмитьбю.ё"
#: By language: the keys of a Latin keyboard, and what the same keys write on the other one.
KEYBOARDS: Final = {"uk": (_KEYS, _KEYBOARD_UK), "ru": (_KEYS, _KEYBOARD_RU)}
_UKRAINIAN_KEYS: Final = str.maketrans(_KEYS, _KEYBOARD_UK)
_RUSSIAN_KEYS: Final = str.maketrans(_KEYS, _KEYBOARD_RU)
_BACK: Final = str.maketrans(_KEYBOARD_UK + "ыэъ", _KEYS + "s']")

# Latin spellings of Cyrillic, longest first; both tables are what people type, not a standard.
_SOUNDS_UK: Final = (
    ("shch", "щ"), ("zgh", "зг"), ("kh", "х"), ("sh", "ш"), ("zh", "ж"), ("hoch", "хоч"), ("ch", "ч"), ("ts", "ц"),
    ("ya", "я"), ("ia", "я"), ("ja", "я"), ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ye", "є"), ("ie", "є"),
    ("yi", "ї"), ("yo", "йо"), ("y", "и"), ("i", "і"), ("h", "г"), ("g", "г"), ("j", "й"), ("w", "в"),
    ("x", "х"), ("q", "к"), ("c", "ц"), ("a", "а"), ("b", "б"), ("v", "в"), ("d", "д"), ("e", "е"),
    ("z", "з"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("4", "ч"), ("6", "ш"),
)  # fmt: skip
_SOUNDS_RU: Final = (
    ("shch", "щ"), ("sch", "щ"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("zh", "ж"), ("ts", "ц"),
    ("ya", "я"), ("ia", "я"), ("ja", "я"), ("yu", "ю"), ("iu", "ю"), ("ju", "ю"), ("ye", "е"), ("yo", "е"),
    ("y", "ы"), ("i", "и"), ("h", "х"), ("g", "г"), ("j", "й"), ("w", "в"), ("x", "х"), ("q", "к"),
    ("c", "ц"), ("a", "а"), ("b", "б"), ("v", "в"), ("d", "д"), ("e", "е"), ("z", "з"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с"), ("t", "т"),
    ("u", "у"), ("f", "ф"), ("4", "ч"), ("6", "ш"),
)  # fmt: skip

#: Endings that are cut, the longest of a word, where at least three letters are left.
_ENDINGS: Final = frozenset((
    "енные", "енный", "остей", "аний", "ання", "ений", "ення", "лася", "лись", "лось", "ости",
    "ость", "ості", "тись", "тися", "ться", "ает", "ала", "али", "ало", "ами", "ана", "ано",
    "ані", "ают", "его", "емо", "ему", "ена", "ене", "ено", "ены", "ень", "ені", "ете", "ешь",
    "ила", "или", "ило", "ими", "имо", "ите", "ишь", "лся", "ого", "ому", "ыла", "ыли", "ыми",
    "яет", "ями", "ять", "яют", "ією", "ам", "ах", "ая", "ев", "ее", "ей", "ем", "ет", "ею",
    "ие", "им", "ит", "их", "на", "не", "ни", "но", "ов", "ое", "ой", "ом", "ою", "ої", "сь",
    "ся", "ти", "ть", "ут", "ые", "ым", "ых", "ют", "ям", "ях", "яя", "єю", "ів", "ій", "іх",
    "ію", "їв", "їх", "а", "е", "и", "й", "о", "у", "ы", "ь", "ю", "я",
))  # fmt: skip
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))
_SHORTEST_STEM: Final = 3


def normalise(text: str) -> str:
    """Lower case, one alphabet a word, no apostrophes, emoji or punctuation, numbers whole.

    >>> normalise("Об'єкт: 1 212 тіл?!")
    'обєкт 1212 тіл'
    """
    text = text.translate(_DROPPED)  # before NFKC, which makes a blank of an acute accent
    text = unicodedata.normalize("NFKC", text).casefold().translate(_DROPPED).translate(_FOLDED)
    if not _PLAIN.fullmatch(text):
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Mn", "So", "Sk"))
    text = _JOINED.sub(" ", _THOUSANDS.sub("", text))
    return " ".join(_one_alphabet(word) for word in _WORD.findall(text.replace("_", " ")))


def is_in_letters_of(language: str, text: str) -> bool:
    """Whether some letter of a text belongs to the alphabet of a language, or it has no letters."""
    line = text.casefold()
    own, other = (_LATIN, _CYRILLIC) if language == "en" else (_CYRILLIC, _LATIN)
    return bool(own.search(line)) or not other.search(line)


def _one_alphabet(word: str) -> str:
    if _CYRILLIC.search(word) and _LATIN.search(word):
        return word.translate(_LOOK_ALIKE)
    return word


_SENTENCE_ENDS: Final = re.compile(r"[.!?…\n;]+(?:\s|$)|\n+")
_COMMA: Final = re.compile(r",\s+|\s+[-–—]\s+")
#: Words from which on a sentence is a story of its own, and the fewest of a part of it.
_RUNS_ON: Final = 16
_SOME_WORDS: Final = 4
_CLAUSE_ENDS: Final = re.compile(
    r"\n+|[.!?…;,]+(?:\s|$)|\s+(?:і|й|та|и|да|а|and|also|plus|ще|еще|ещё|або|или|or)\s+",
    re.IGNORECASE,
)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; one where it has no more."""
    return tuple(part.strip() for part in _SENTENCE_ENDS.split(text) if part.strip())


def passages(text: str) -> tuple[str, ...]:
    """The sentences of a text; one that runs on is parted at its commas, into some words each."""
    return tuple(passage for sentence in sentences(text) for passage in _parted(sentence))


def _parted(sentence: str) -> list[str]:
    if len(sentence.split()) <= _RUNS_ON:
        return [sentence]
    parts: list[str] = []
    for piece in _COMMA.split(sentence):
        if parts and min(len(parts[-1].split()), len(piece.split())) < _SOME_WORDS:
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    return parts


def pieces_of(text: str) -> tuple[str, ...]:
    """What stands between the commas of a text."""
    return tuple(piece.strip() for piece in _COMMA.split(text) if piece.strip())


def clauses(text: str) -> tuple[str, ...]:
    """The parts of a text that may be questions of their own."""
    return tuple(part.strip() for part in _CLAUSE_ENDS.split(text) if part.strip())


def readings(text: str) -> tuple[str, ...]:
    """The ways in which a line may be meant: as typed, then other alphabets and keyboards.

    Keyboard readings are made before punctuation goes, because `[ ] ; ' , .` are letters there.
    """
    typed = normalise(text)
    lowered = text.casefold()
    if _LATIN.search(typed) and not _CYRILLIC.search(typed):
        others: Iterable[str] = (
            _sound(lowered, _SOUNDS_UK),
            _sound(lowered, _SOUNDS_RU),
            lowered.translate(_UKRAINIAN_KEYS),
            lowered.translate(_RUSSIAN_KEYS),
        )
    elif _CYRILLIC.search(typed):
        latin = lowered.translate(_BACK)
        # Some who write Latin letters by their sound do not see that the keyboard is Cyrillic.
        others = (latin, _sound(latin, _SOUNDS_UK), _sound(latin, _SOUNDS_RU))
    else:
        others = ()
    return tuple(dict.fromkeys((typed, *(normalise(other) for other in others))))


def transliterated(text: str, language: str) -> str:
    """Lower-case Latin text as Ukrainian (`uk`) or Russian (`ru`) that was typed by its sound."""
    return _sound(text, _SOUNDS_UK if language == "uk" else _SOUNDS_RU)


def _sound(text: str, table: tuple[tuple[str, str], ...]) -> str:
    text = text.replace("'", "ь")
    for latin, cyrillic in table:
        if not latin.isdigit():
            text = text.replace(latin, cyrillic)
    return text


#: The stemmer works on a word within itself: one thread at a time, and the word is taken out again.
_english = snowballstemmer.stemmer("english")
_stemming = threading.Lock()


def stem(word: str) -> str:
    """A word without its ending: snowball for English, a light suffix list for Cyrillic."""
    if word.isascii():
        return word if word.isdigit() else _stem_english(word)
    for size in range(min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM), 0, -1):
        if word[-size:] in _ENDINGS:
            word = word[:-size]
            break
    return word.translate(_SLIPS)


def _stem_english(word: str) -> str:
    with _stemming:
        try:
            return str(_english.stemWord(word))
        finally:
            _english.set_current("")


def letters(word: str) -> tuple[str, ...]:
    """The three-letter pieces of a word, its edges marked."""
    edged = f"^{word.translate(_SLIPS)}$"
    return tuple(edged[at : at + 3] for at in range(max(1, len(edged) - 2)))
