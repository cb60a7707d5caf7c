"""Comparing and merging wordings: exact, and nothing is lost or said twice."""

from hypothesis import given
from hypothesis import strategies as st

from quattropole.texts.comparing import Kind, after_of, before_of, changed_words, pieces, tokens
from quattropole.texts.merging import Merged, hunks, merge, passages

SENTENCES = [
    "Die Versammlung beschließt den Haushalt.",
    "Der Beitrag beträgt 0,50 Euro je Einwohner.",
    "Er wird am 2. Januar 2027 fällig!",
    "Wer später zahlt, zahlt Zinsen.",
    "Näheres regelt Art. 5 Abs. 2 der Satzung.",
    "Die Städte berichten jährlich.",
]
STARTS = ["", "# Beschluss\n\n", "- eins\n- zwei\n\n"]
written = st.text(alphabet=" \n\tabcÄß.!?-#1|«»", max_size=60)
prose = st.builds(
    lambda start, chosen, joints: start + "".join(s + j for s, j in zip(chosen, joints, strict=False)).strip(),
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(SENTENCES), max_size=6),
    st.lists(st.sampled_from([" ", "\n\n"]), min_size=6, max_size=6),
)
wordings = written | prose


@given(wordings, wordings)
def test_pieces_make_up_both_wordings(before: str, after: str) -> None:
    found = pieces(before, after)
    assert before_of(found) == before
    assert after_of(found) == after
    assert (before == after) == all(piece.kind is Kind.SAME for piece in found)


@given(wordings)
def test_tokens_and_passages_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert "".join(passages(text)) == text


@given(wordings, wordings)
def test_size_of_a_difference_does_not_depend_on_its_direction_when_everything_changes(one: str, other: str) -> None:
    assert changed_words(one, one) == 0
    assert changed_words("", one) + changed_words(other, "") >= changed_words(other, one)


def test_changed_words_are_counted_exactly() -> None:
    assert changed_words("Der Beitrag beträgt 50 Cent.", "Der Beitrag beträgt 60 Cent.") == 2
    assert changed_words("Der Beitrag steigt.", "Der jährliche Beitrag steigt nicht.") == 2
    assert changed_words("a, b", "c, d") == 4


def test_figure_is_one_word_whatever_separates_its_digits() -> None:
    for before, after in (("50.000", "45.000"), ("50 000", "45 000"), ("0,50", "0,60"), ("50’000", "45’000")):
        found = pieces(f"höchstens {before} Euro", f"höchstens {after} Euro")
        assert [piece.text for piece in found] == ["höchstens ", before, after, " Euro"]
        assert changed_words(f"höchstens {before} Euro", f"höchstens {after} Euro") == 2


def test_two_changes_with_only_a_sign_between_them_read_as_one() -> None:
    found = pieces("Es gilt a, b und mehr.", "Es gilt c, d und mehr.")
    assert [(piece.kind.value, piece.text) for piece in found] == [
        ("same", "Es gilt "),
        ("removed", "a, b"),
        ("added", "c, d"),
        ("same", " und mehr."),
    ]


def test_very_long_passages_are_compared_in_no_time() -> None:
    before, after = " ".join(f"eins{n}" for n in range(4000)), " ".join(f"zwei{n}" for n in range(4000))
    assert changed_words(before, after) == 8000


def test_passages_are_sentences_and_lines_of_lists_but_not_parts_of_dates_or_citations() -> None:
    text = "# Titel\n\nAm 2. Januar gilt Art. 5. Danach nicht mehr! « Et après ? »\n\n- eins\n- zwei, z. B. Brot"
    assert [passage for passage in passages(text) if passage.strip()] == [
        "# Titel",
        "Am 2. Januar gilt Art. 5. Danach nicht mehr!",
        "« Et après ? »",
        "- eins",
        "- zwei, z. B. Brot",
    ]


def test_hunks_say_which_passage_changed() -> None:
    before = "Erster Satz. Zweiter Satz. Dritter Satz."
    assert [(hunk.before, hunk.after) for hunk in hunks(before, "Erster Satz. Neuer Satz. Dritter Satz.")] == [
        ("Zweiter Satz.", "Neuer Satz.")
    ]


@given(wordings, wordings)
def test_merging_into_what_is_unchanged_gives_the_change(base: str, theirs: str) -> None:
    assert merge(base, theirs, base) == Merged(theirs)
    assert merge(base, base, theirs) == Merged(theirs)
    assert merge(base, theirs, theirs) == Merged(theirs)


@given(wordings, wordings, wordings)
def test_merging_does_not_depend_on_which_change_came_first(base: str, one: str, other: str) -> None:
    there, back = merge(base, one, other), merge(base, other, one)
    assert bool(there.clashes) == bool(back.clashes)
    if not there.clashes:
        assert there.text == back.text
    else:
        assert [(clash.base, clash.theirs, clash.current) for clash in there.clashes] == [
            (clash.base, clash.current, clash.theirs) for clash in back.clashes
        ]


different = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=6, unique=True)


@given(different, st.data())
def test_changes_of_different_sentences_are_both_there(sentences: list[str], data: st.DataObject) -> None:
    joint = data.draw(st.sampled_from([" ", "\n\n"]))
    places = st.integers(0, len(sentences) - 1)
    mine, yours = data.draw(st.lists(places, min_size=2, max_size=2, unique=True))

    def with_changes(*changed: int) -> str:
        return joint.join(f"Neu ist Satz {n} hier." if n in changed else s for n, s in enumerate(sentences))

    merged = merge(with_changes(), with_changes(mine), with_changes(yours))
    assert merged == Merged(with_changes(mine, yours))


def test_same_passage_changed_in_two_ways_clashes() -> None:
    base = "Erster Satz. Der Beitrag beträgt 50 Cent. Dritter Satz."
    theirs = base.replace("50", "60")
    current = base.replace("50", "40")
    merged = merge(base, theirs, current)
    assert merged.text == current
    (clash,) = merged.clashes
    assert (clash.base, clash.theirs, clash.current) == (
        "Der Beitrag beträgt 50 Cent.",
        "Der Beitrag beträgt 60 Cent.",
        "Der Beitrag beträgt 40 Cent.",
    )


def test_what_does_not_clash_is_merged_beside_what_does() -> None:
    base = "Erster Satz. Der Beitrag beträgt 50 Cent. Dritter Satz."
    merged = merge(base, base.replace("50", "60").replace("Dritter", "Letzter"), base.replace("50", "40"))
    assert merged.text == "Erster Satz. Der Beitrag beträgt 40 Cent. Letzter Satz."
    assert len(merged.clashes) == 1


def test_two_additions_at_the_same_place_clash_unless_they_are_the_same() -> None:
    base = "Erster Satz."
    assert merge(base, "Erster Satz.\n\nA kommt dazu.", "Erster Satz.\n\nB kommt dazu.").clashes
    same = "Erster Satz.\n\nA kommt dazu."
    assert merge(base, same, same) == Merged(same)


def test_addition_after_a_sentence_that_was_changed_is_made() -> None:
    base = "Erster Satz. Letzter Satz."
    merged = merge(base, base + " Und noch einer.", "Erster Satz. Der letzte Satz.")
    assert merged == Merged("Erster Satz. Der letzte Satz. Und noch einer.")


def test_sentence_that_both_add_in_front_is_not_said_twice() -> None:
    merged = merge("Alt ist es.", "Dazu kommt dies. Alt ist es.", "Dazu kommt dies. Neu ist es.")
    assert merged.clashes


def test_striking_out_a_sentence_that_was_changed_clashes() -> None:
    base = "Erster Satz. Zweiter Satz. Dritter Satz."
    merged = merge(base, "Erster Satz. Dritter Satz.", base.replace("Zweiter", "Anderer"))
    assert [clash.theirs.strip() for clash in merged.clashes] == [""]


@given(prose, prose, prose)
def test_merged_text_says_nothing_that_no_side_says(base: str, one: str, other: str) -> None:
    merged = merge(base, one, other)
    if merged.clashes:
        return
    known = {passage for side in (base, one, other) for passage in passages(side) if passage.strip()}
    assert {passage for passage in passages(merged.text) if passage.strip()} <= known
