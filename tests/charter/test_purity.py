"""The charter computes exactly and knows nothing but its facts: read from its own source."""

import ast
from pathlib import Path

import pytest

from tests.charter.charters import ROOT

PACKAGE = ROOT / "src" / "quattropole" / "charter"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOREIGN = {"django", "decimal", "random", "time", "math"}
WHOLE = {"lcm"}
"""What the module ``math`` gives in whole numbers."""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_float_anywhere(path: Path) -> None:
    """No literal, no conversion, no annotation; and no true division, which makes floats of whole numbers.

    Only paths are joined by a slash, and only where files are read.
    """
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float | complex)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in {"float", "complex"}), node.lineno
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            assert path.name == "loading.py"
            assert isinstance(node, ast.BinOp)
            assert isinstance(node.right, ast.Constant)
            assert isinstance(node.right.value, str)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_clock_no_database_no_chance(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            assert not {name.name.split(".")[0] for name in node.names} & FOREIGN, node.lineno
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in FOREIGN:
            assert {name.name for name in node.names} <= WHOLE, node.lineno
        if isinstance(node, ast.Attribute) and node.attr in {"today", "now", "utcnow"}:
            assert path.name == "cli.py", node.lineno


def test_modules_are_short() -> None:
    assert [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []
