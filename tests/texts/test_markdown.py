"""Markdown of any writer becomes HTML that can do no harm."""

import pytest

from quattropole.texts.markdown import render


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](vbscript:msgbox(1))",
        "[a](file:///etc/passwd)",
        "<javascript:alert(1)>",
        "![x](https://elsewhere.example/pixel.png)",
        "![x](javascript:alert(1))",
        '[a](https://x.example "t\\" onclick=\\"alert(1)")',
        "<div onclick=alert(1)>a</div>",
        "<style>*{display:none}</style>",
        "| a |\n|:-:|\n| <b onmouseover=alert(1)>b</b> |",
        "<iframe src=https://elsewhere.example></iframe>",
        "[a]: javascript:alert(1)\n\n[a]",
        "```<script>\nalert(1)\n```",
    ],
)
def test_render_lets_nothing_harmful_through(source: str) -> None:
    html = render(source)
    for tag in ("<script", "<img", "<iframe", "<style", "<div", "<b "):
        assert tag not in html.lower()
    for scheme in ("javascript:", "data:", "vbscript:", "file:"):
        assert f'href="{scheme}' not in html.lower()
    assert ' onclick="' not in html
    assert ' style="' not in html


def test_render_shows_html_of_the_writer_as_words() -> None:
    assert render("<b>fett</b>") == "<p>&lt;b&gt;fett&lt;/b&gt;</p>\n"


def test_render_shifts_headings_below_those_of_the_page() -> None:
    html = render("# One\n\n## Two\n\n###### Six", top=4)
    assert "<h4>One</h4>" in html
    assert "<h5>Two</h5>" in html
    assert "<h6>Six</h6>" in html


def test_render_keeps_links_that_people_follow() -> None:
    html = render("[net](https://quattropole.org) [mail](mailto:a@example.org) [here](/de/)")
    assert 'href="https://quattropole.org" rel="noopener noreferrer nofollow"' in html
    assert 'href="mailto:a@example.org"' in html
    assert 'href="/de/"' in html


def test_render_says_pictures_in_words() -> None:
    assert render("![Vier <Städte>](https://elsewhere.example/a.png)") == "<p>Vier &lt;Städte&gt;</p>\n"


def test_render_keeps_lists_and_tables() -> None:
    html = render("1. a\n2. b\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<ol>" in html
    assert "<td>2</td>" in html
