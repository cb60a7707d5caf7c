"""Every act that the code records has a name in the list from which the languages are made."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from quattropole.access.acts import ACTS
from quattropole.access.templatetags.acts import act_words

SOURCE = Path(__file__).parents[2] / "src" / "quattropole"


def recorded() -> Iterator[tuple[str, bool]]:
    """The first argument of every call of `record`, and whether it is only the beginning of the act."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or "record" not in {
                getattr(node.func, "id", ""),
                getattr(node.func, "attr", ""),
            }:
                continue
            act = node.args[0] if node.args else None
            if isinstance(act, ast.Constant) and isinstance(act.value, str):
                yield act.value, False
            elif isinstance(act, ast.BinOp) and isinstance(act.left, ast.Constant):
                yield str(act.left.value), True


def test_every_recorded_act_is_listed() -> None:
    missing = {
        act
        for act, begins in recorded()
        if not (any(listed.startswith(act) for listed in ACTS) if begins else act in ACTS)
    }
    assert missing == set()


def test_every_listed_act_is_recorded_somewhere() -> None:
    code = "".join(path.read_text() for path in SOURCE.rglob("*.py") if path.name != "acts.py")
    prefixes = tuple(act for act, begins in recorded() if begins)
    assert {act for act in ACTS if f'"{act}"' not in code and not act.startswith(prefixes or ("\0",))} == set()


def test_act_that_is_not_listed_is_shown_as_it_is() -> None:
    with translation.override("de"):
        assert act_words("something of an older version") == "something of an older version"
