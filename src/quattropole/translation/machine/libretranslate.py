"""LibreTranslate: https://docs.libretranslate.com; a service of one's own needs no key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quattropole.translation.machine.protocol import ServiceError, post, texts_of, told

ADDRESS = "http://127.0.0.1:5000"
AT_ONCE = 20


@dataclass(frozen=True)
class LibreTranslate:
    """Asks a LibreTranslate server."""

    key: str = field(default="", repr=False)
    url: str = ADDRESS
    name: str = "LibreTranslate"

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """Translate, twenty texts at once."""
        found: list[str] = []
        for first in range(0, len(texts), AT_ONCE):
            found += self._some(list(texts[first : first + AT_ONCE]), source, target)
        return found

    def _some(self, texts: list[str], source: str, target: str) -> list[str]:
        content: dict[str, Any] = {"q": texts, "source": source, "target": target, "format": "html"}
        if self.key:
            content["api_key"] = self.key
        try:
            answer = post(f"{(self.url or ADDRESS).rstrip('/')}/translate", content)
        except ServiceError as error:
            raise told(error) from None
        return texts_of(answer.get("translatedText") if isinstance(answer, dict) else None, len(texts))
