"""What no template and no style sheet may contain."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

PACKAGE = Path(__file__).parents[2] / "src" / "quattropole"
TEMPLATES = sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.svg")])
OURS = sorted((PACKAGE / "static" / "quattropole").iterdir())
OTHER_HOST = re.compile(
    r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""", re.IGNORECASE
)
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|hx-on|javascript:", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_nothing_inline_and_nothing_from_another_host(path: Path) -> None:
    text = path.read_text()
    assert not INLINE.search(text)
    assert not INLINE_SCRIPT.search(text)
    assert not OTHER_HOST.search(text)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_static_file_loads_nothing_from_another_host(path: Path) -> None:
    assert not OTHER_HOST.search(path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_parses(path: Path) -> None:
    parts = path.parts
    get_template("/".join(parts[len(parts) - parts[::-1].index("templates") :]))


def test_style_sheets_point_only_to_files_that_exist() -> None:
    for sheet in OURS:
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / address).resolve().is_file(), (sheet.name, address)


def test_icons_used_in_templates_are_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (PACKAGE / "static" / "quattropole" / "icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert used <= drawn
