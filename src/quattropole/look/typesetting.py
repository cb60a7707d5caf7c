"""Documents set by Typst: tagged PDF from a template of a room and data.

Nothing is written into a template's source: what a document shows goes to it as data (`sys.inputs.data`, JSON), so that
no title or name can be read as a command. The fonts are in the program; nothing is fetched.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import typst

Standard = Literal["ua-1", "a-2a", "a-3a", "1.7"]
ACCESSIBLE: tuple[Standard, ...] = ("ua-1",)
"""The standard that a document keeps unless said otherwise: PDF/UA-1, which requires tags, titles and languages."""


def typeset(room: str, template: str, data: Mapping[str, Any], *, standards: Sequence[Standard] = ACCESSIBLE) -> bytes:
    """The PDF that the template `<room>/typst/<template>` makes of `data`, which must be plain JSON."""
    made = typst.compile(
        _source(room, template),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=list(standards),
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst has made no single document")
    return made


class Typesetter:
    """Sets many documents from one template, one after the other: fonts and template are read once.

    What the documents have in common is given once as well (`sys.inputs.data`); Typst remembers what it made of it.
    What is different goes to each document as `sys.inputs.own`. For one thread at a time.
    """

    def __init__(
        self, room: str, template: str, data: Mapping[str, Any], *, standards: Sequence[Standard] = ACCESSIBLE
    ) -> None:
        self._template = _source(room, template)
        self._data = json.dumps(data, ensure_ascii=False)
        self._standards = list(standards)
        self._compiler = typst.Compiler(self._template, ignore_system_fonts=True)

    def set(self, own: Mapping[str, Any]) -> bytes:
        """The PDF of one document, which must be plain JSON. Raises `typst.TypstError` where it cannot be set."""
        made = self._compiler.compile(
            self._template,
            sys_inputs={"data": self._data, "own": json.dumps(own, ensure_ascii=False)},
            format="pdf",
            pdf_standards=list(self._standards),
        )
        if not isinstance(made, bytes):
            raise TypeError("Typst has made no single document")
        return made


@cache
def _source(room: str, template: str) -> bytes:
    return files(f"quattropole.{room}").joinpath("typst", template).read_bytes()
