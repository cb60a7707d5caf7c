"""What changed between two versions of a wording, word by word, as HTML that can also be heard."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

MARKS = {
    tag: f'<{tag}><span class="visually-hidden">[{{}}: </span>{{}}<span class="visually-hidden">]</span></{tag}>'
    for tag in ("ins", "del")
}
WORDS = re.compile(r"\s+|[^\s\w]|\w+")


def difference(before: str, after: str) -> SafeString:
    """`after` with what was added in `<ins>` and what was removed in `<del>`; both are named for screen readers.

    Lines are matched first, words only inside changed lines, so that long texts stay quick.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[str] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(conditional_escape("".join(new[c:d])))
        else:
            parts += _words("".join(old[a:b]), "".join(new[c:d]))
    return mark_safe("".join(parts))  # noqa: S308  # every part is escaped or made by format_html


def _words(before: str, after: str) -> Iterator[str]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield conditional_escape("".join(new[c:d]))
            continue
        if a < b:
            yield _marked("del", _("removed"), "".join(old[a:b]))
        if c < d:
            yield _marked("ins", _("added"), "".join(new[c:d]))


def _marked(tag: str, word: str, words: str) -> SafeString:
    return format_html(MARKS[tag], word, words)
