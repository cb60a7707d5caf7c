"""Words as search compares them: small letters without accents, so that `Moselbrucke` finds `Moselbrücke`."""

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")
PLAIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})


def fold(text: str) -> str:
    """`text` in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return WORD.findall(fold(text))
