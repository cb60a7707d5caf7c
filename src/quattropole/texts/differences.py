"""What changed between two versions of a wording, word by word, as HTML that can also be heard."""

from collections.abc import Iterable, Iterator

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quattropole.texts.comparing import Kind, Piece, pieces

MARKS = {
    tag: f'<{tag}><span class="visually-hidden">[{{}}: </span>{{}}<span class="visually-hidden">]</span></{tag}>'
    for tag in ("ins", "del")
}


def difference(before: str, after: str) -> SafeString:
    """`after` with what was added in `<ins>` and what was removed in `<del>`; both are named for screen readers."""
    return _html(pieces(before, after))


def changed_lines(before: str, after: str) -> SafeString:
    """The same, but only the lines in which something changed; each gap between them is said and shown as dots."""
    gap = format_html(
        '<p class="qp-diff__gap"><span aria-hidden="true">[…]</span><span class="visually-hidden">{}</span></p>',
        _("Unchanged text is left out here."),
    )
    shown: list[SafeString] = []
    for line in _lines(pieces(before, after)):
        if any(piece.kind is not Kind.SAME for piece in line):
            shown.append(format_html("<p>{}</p>", _html(line)))
        elif "".join(piece.text for piece in line).strip() and shown[-1:] != [gap]:
            shown.append(gap)
    return format_html_join("", "{}", ((part,) for part in shown))


def _lines(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line, without the ends of the lines; a change of several lines stays together."""
    line: list[Piece] = []
    for piece in found:
        parts = piece.text.split("\n") if piece.kind is Kind.SAME else [piece.text]
        for number, part in enumerate(parts):
            if number:
                yield line
                line = []
            if part:
                line.append(Piece(piece.kind, part))
    yield line


def _html(found: Iterable[Piece]) -> SafeString:
    parts = [_part(piece) for piece in found]
    return mark_safe("".join(parts))  # noqa: S308  # every part is escaped or made by format_html


def _part(piece: Piece) -> str:
    if piece.kind is Kind.ADDED:
        return format_html(MARKS["ins"], _("added"), piece.text)
    if piece.kind is Kind.REMOVED:
        return format_html(MARKS["del"], _("removed"), piece.text)
    return conditional_escape(piece.text)
