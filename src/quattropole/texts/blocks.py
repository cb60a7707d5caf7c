"""Markdown as blocks of runs, for documents that are not HTML: paragraphs, headings, list items, quotations, code.

A run is a piece of text in one style (`plain`, `strong`, `emph`, `code`). What a document cannot show is said in words,
as on pages: a picture by its description, a link by its words and its address.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

STYLES = {"strong_open": "strong", "em_open": "emph"}
CLOSING = {"strong_close", "em_close"}


@dataclass(frozen=True)
class Run:
    """Some text in one style."""

    text: str
    style: str = "plain"


@dataclass
class Block:
    """One block: `p`, `h`, `li`, `quote` or `code`; `level`: of the heading, or how deep the list lies; `mark`: 1."""

    kind: str
    runs: list[Run] = field(default_factory=list)
    level: int = 1
    mark: str = ""


def blocks(source: str) -> list[Block]:
    """The blocks of a Markdown text, in order."""
    return [block for block in _blocks(_parser().parse(source)) if block.runs]


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[int | None] = []
    quoted, level, item_begins, row = 0, 0, False, None
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                item_begins = True
            case "blockquote_open" | "blockquote_close":
                quoted += token.nesting
            case "heading_open" | "heading_close":
                level = int(token.tag[1:]) if token.nesting > 0 else 0
            case "tr_open":
                row = Block("p")
            case "tr_close":
                if row is not None:
                    yield row
                row = None
            case "fence" | "code_block":
                yield Block("code", [Run(token.content.rstrip("\n"), "code")])
            case "inline" if row is not None:
                row.runs += [*([Run(" | ")] if row.runs else []), *_runs(token)]
            case "inline" if level:
                yield Block("h", list(_runs(token)), level)
            case "inline" if lists:
                yield Block("li", list(_runs(token)), len(lists), _mark(lists) if item_begins else "")
                item_begins = False
            case "inline":
                yield Block("quote" if quoted else "p", list(_runs(token)))


def _mark(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "•"
    lists[-1] = number + 1
    return f"{number}."


def _runs(inline: Token) -> Iterator[Run]:
    style, addresses = ["plain"], []
    for token in inline.children or []:
        if token.type in STYLES:
            style.append(STYLES[token.type])
        elif token.type in CLOSING:
            style.pop()
        elif token.type == "link_open":
            addresses.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            yield Run(f" ({addresses.pop()})", style[-1])
        elif token.type == "softbreak":
            yield Run(" ", style[-1])
        elif token.type == "hardbreak":
            yield Run("\n", style[-1])
        elif token.content:
            yield Run(token.content, "code" if token.type == "code_inline" else style[-1])
