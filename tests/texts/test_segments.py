"""A text in segments is the text again, and its languages stand beside each other sentence by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from quattropole.texts.segments import align, codes, joined, runs, segments

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *(
                "# Titel",
                "- Punkt",
                "1. Erstens",
                "> Zitat",
                "Ein Satz. Noch einer!",
                "**fett** und _kursiv_",
                "\n",
                "\n\n",
            ),
            *(
                "`Code`",
                "[Wort](https://example.org/a_(b))",
                "```\nblock\n```",
                "| a | b |",
                "| --- | --- |",
                "  \n",
                " ",
            ),
            *("\\*", "<https://example.org>", "50.000 €", "§ 12", "~~~", "***", "é", "​", "\t", "&amp; <b>"),
        ]
    ),
    max_size=14,
).map("".join) | st.text(max_size=80)


@given(MARKDOWN)
def test_segments_of_any_text_joined_are_the_text_again(text: str) -> None:
    found = segments(text)
    assert str(found) == text
    assert all("".join(run.text for run in runs(words)) == words for words in found.words)


@given(MARKDOWN, MARKDOWN)
def test_rows_hold_all_words_of_both_texts_in_order(one: str, other: str) -> None:
    first, second = segments(one), segments(other)
    rows = align(first, second)
    flat = "".join
    assert flat(flat(row.source for row in rows).split()) == flat(_without_gaps(one, rows, "source").split())
    assert all(row.source or row.target for row in rows)
    assert [row.target for row in rows if row.target] or not second.parts


def _without_gaps(text: str, rows: list, side: str) -> str:  # type: ignore[type-arg]  # rows of any kind
    place, kept = 0, ""
    for row in rows:
        words = getattr(row, side)
        if words:
            place = text.index(words, place)
            kept += words
            place += len(words)
    return kept


def test_marks_of_headings_and_items_stand_before_their_words() -> None:
    found = segments("# Ziel\n\n- eins\n- zwei\n\nEin Satz. Noch einer.")
    assert found.words == ["Ziel", "eins", "zwei", "Ein Satz.", "Noch einer."]
    assert [part.mark for part in found.parts] == ["#", "-", "-", "", ""]


def test_blocks_of_code_are_not_translated() -> None:
    assert segments("Vorher.\n\n```\nmake demo\n```\n\nNachher.").words == ["Vorher.", "Nachher."]


def test_codes_are_emphasis_links_and_addresses() -> None:
    assert codes("**Die** [Stadt](https://metz.fr) mit `code`") == ["**", "**", "[", "](https://metz.fr)", "`code`"]


def test_a_missing_language_has_a_row_for_each_sentence() -> None:
    rows = align(segments("# Ziel\n\nEin Satz. Noch einer."), segments(""))
    assert [(row.source, row.target) for row in rows] == [("Ziel", ""), ("Ein Satz.", ""), ("Noch einer.", "")]
    assert joined([(row.before, row.source) for row in rows]) == "# Ziel\n\nEin Satz. Noch einer."


def test_a_paragraph_with_other_sentences_is_one_row() -> None:
    rows = align(segments("Ein Satz. Noch einer.\n\nDrei."), segments("Une seule phrase.\n\nTrois."))
    assert [(row.source, row.target) for row in rows] == [
        ("Ein Satz. Noch einer.", "Une seule phrase."),
        ("Drei.", "Trois."),
    ]


def test_a_paragraph_that_was_added_stands_alone() -> None:
    source = segments("# Ziel\n\nDer erste Absatz ist ziemlich lang.\n\nNeu 2026.\n\nDer letzte Absatz ist auch lang.")
    target = segments("# But\n\nLe premier paragraphe est assez long.\n\nLe dernier paragraphe est long aussi.")
    assert [row.target for row in align(source, target)] == [
        "But",
        "Le premier paragraphe est assez long.",
        "",
        "Le dernier paragraphe est long aussi.",
    ]
