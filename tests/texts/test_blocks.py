"""Markdown as blocks for documents."""

from quattropole.texts.blocks import Block, Run, blocks


def said(source: str) -> list[tuple[str, str]]:
    return [(block.kind, "".join(run.text for run in block.runs)) for block in blocks(source)]


def test_paragraphs_headings_lists_quotes_and_code() -> None:
    source = "# Eins\n\nEin *Satz*,\nzwei Zeilen.\n\n- a\n- b\n\n  noch b\n\n> Zitat\n\n    code\n"
    assert said(source) == [
        ("h", "Eins"),
        ("p", "Ein Satz, zwei Zeilen."),
        ("li", "a"),
        ("li", "b"),
        ("li", "noch b"),
        ("quote", "Zitat"),
        ("code", "code"),
    ]


def test_list_items_keep_their_numbers_and_depth() -> None:
    found = blocks("3. drei\n4. vier\n   - tief\n")
    assert [(block.mark, block.level) for block in found] == [("3.", 1), ("4.", 1), ("•", 2)]
    assert [block.mark for block in blocks("- eins\n\n  weiter")] == ["•", ""]


def test_runs_keep_their_style() -> None:
    assert blocks("Ein **starkes** `wort`") == [
        Block("p", [Run("Ein "), Run("starkes", "strong"), Run(" "), Run("wort", "code")])
    ]


def test_what_a_document_cannot_show_is_said() -> None:
    assert said("[Seite](https://example.org/a) ![Bild der Stadt](x.png)") == [
        ("p", "Seite (https://example.org/a) Bild der Stadt")
    ]
    assert said("| A | B |\n|---|---|\n| 1 | 2 |\n") == [("p", "A | B"), ("p", "1 | 2")]


def test_markup_of_other_languages_is_text() -> None:
    assert said('<script>x</script> #panic("x") \\$1') == [("p", '<script>x</script> #panic("x") $1')]


def test_nothing_gives_no_blocks() -> None:
    assert blocks("") == []
