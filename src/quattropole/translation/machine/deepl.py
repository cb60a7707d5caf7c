"""DeepL, API version 2: https://developers.deepl.com/docs/api-reference/translate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quattropole.translation.machine.protocol import ServiceError, post, texts_of, told

ADDRESS = "https://api.deepl.com"
FREE_ADDRESS = "https://api-free.deepl.com"
AT_ONCE = 50
TARGETS: Mapping[str, str] = {"en": "EN-GB"}
"""How DeepL calls a language into which it translates, where it wants to know more than which one."""


@dataclass(frozen=True)
class DeepL:
    """Asks DeepL. `glossary`: the id of a glossary made there, for one pair of languages; optional."""

    key: str = field(repr=False)
    url: str = ""
    glossary: str = ""
    name: str = "DeepL"

    @property
    def address(self) -> str:
        """Where it is asked: keys that end in `:fx` are those of the free service."""
        return (self.url or (FREE_ADDRESS if self.key.endswith(":fx") else ADDRESS)).rstrip("/")

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """Translate, fifty texts at once."""
        found: list[str] = []
        for first in range(0, len(texts), AT_ONCE):
            found += self._some(list(texts[first : first + AT_ONCE]), source, target)
        return found

    def _some(self, texts: list[str], source: str, target: str) -> list[str]:
        content: dict[str, Any] = {
            "text": texts,
            "source_lang": source.upper(),
            "target_lang": TARGETS.get(target, target.upper()),
            "tag_handling": "xml",
            "ignore_tags": ["x"],
            "preserve_formatting": True,
        }
        if self.glossary:
            content["glossary_id"] = self.glossary
        try:
            answer = post(f"{self.address}/v2/translate", content, {"Authorization": f"DeepL-Auth-Key {self.key}"})
        except ServiceError as error:
            raise told(error) from None
        rows = answer.get("translations") if isinstance(answer, dict) else None
        return texts_of(
            [row.get("text") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None, len(texts)
        )
