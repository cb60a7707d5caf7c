"""Contrast of the theme's colours by WCAG 2: 4.5 for words, 3 for signs and figures, in both schemes."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "src" / "quattropole" / "static" / "quattropole" / "theme.css").read_text()
LIGHT, DARK = SHEET.split("@media (prefers-color-scheme: dark)", 1)

WORDS = [
    ("ink", "paper"),
    ("ink", "paper-tint"),
    ("ink-soft", "paper"),
    ("ink-soft", "paper-tint"),
    ("action", "paper"),
    ("action", "paper-tint"),
    ("on-action", "action"),
    ("on-band", "band"),
    ("met", "met-tint"),
    ("breached", "breached-tint"),
    ("breached", "paper"),
    ("unsure", "unsure-tint"),
    ("neutral", "neutral-tint"),
    ("info", "info-tint"),
    ("ink", "unsure-tint"),
    ("ink-soft", "met-tint"),
    ("ink-soft", "breached-tint"),
    ("ink-soft", "unsure-tint"),
    ("ink-soft", "neutral-tint"),
    ("action", "breached-tint"),
    ("action", "unsure-tint"),
]
SIGNS = [("focus", "paper"), ("line-strong", "paper"), *((f"city-{slot}", "paper") for slot in range(9))]


def tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--qp-([a-z0-9-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    brighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pair", "least"), [*((pair, 4.5) for pair in WORDS), *((pair, 3.0) for pair in SIGNS)])
def test_colours_are_readable(scheme: str, pair: tuple[str, str], least: float) -> None:
    colours = tokens(LIGHT if scheme == "light" else DARK)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= least


def test_both_schemes_define_the_same_colours() -> None:
    assert tokens(LIGHT).keys() == tokens(DARK).keys()
