"""A text is written in its languages side by side; none is the original."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quattropole.texts.actions import (
    STEPS,
    Change,
    Conflict,
    StateNotAllowed,
    UnknownLanguage,
    confirm_wording,
    new_text,
    set_state,
    write_wording,
    write_wordings,
)
from quattropole.texts.models import State, Text, Wording, WordingRevision
from quattropole.texts.queries import columns, localized, missing_or_behind

pytestmark = pytest.mark.django_db


def text_in_step() -> Text:
    """A text whose German and French are authentic, with a reviewed English."""
    text = new_text(["de", "fr", "en"], ["de", "fr"])
    write_wordings(
        text,
        [
            Change("de", "Kampagne", "Vier Städte werben gemeinsam.", 0, State.AUTHENTIC),
            Change("fr", "Campagne", "Quatre villes ensemble.", 0, State.AUTHENTIC),
            Change("en", "Campaign", "Four cities together.", 0, State.REVIEWED),
        ],
        by="Sekretariat",
    )
    return text


def states(text: Text) -> dict[str, str]:
    return {wording.language: wording.state for wording in Wording.objects.filter(text=text)}


def wording(text: Text, language: str) -> Wording:
    return Wording.objects.get(text=text, language=language)


def test_write_refuses_a_language_the_network_does_not_have() -> None:
    text = new_text(["de", "fr"], ["de", "fr"])
    with pytest.raises(UnknownLanguage):
        write_wording(text, "pt", title="Campanha", body="", by="x", based_on=0)
    assert not Wording.objects.exists()


def test_new_text_refuses_an_authentic_language_it_does_not_have() -> None:
    with pytest.raises(UnknownLanguage):
        new_text(["de"], ["de", "fr"])


def test_write_saves_a_revision_each_time() -> None:
    text = text_in_step()
    write_wording(text, "de", title="Kampagne", body="Neu.", by="Anna", based_on=1, state=State.AUTHENTIC)
    revisions = list(WordingRevision.objects.filter(wording=wording(text, "de")).values_list("number", "body", "by"))
    assert revisions == [(1, "Vier Städte werben gemeinsam.", "Sekretariat"), (2, "Neu.", "Anna")]


def test_write_without_a_change_leaves_no_revision() -> None:
    text = text_in_step()
    before = wording(text, "de")
    write_wording(text, "de", title=before.title, body=before.body, by="Anna", based_on=1)
    assert wording(text, "de").revision == 1
    assert states(text) == {"de": "authentic", "fr": "authentic", "en": "reviewed"}


def test_write_of_nothing_makes_nothing() -> None:
    text = new_text(["de", "fr"], ["de", "fr"])
    empty = write_wording(text, "fr", title="", body="", by="x", based_on=0)
    assert not empty.pk
    assert (empty.revision, empty.state) == (0, "missing")


def test_write_refuses_to_lose_what_somebody_else_wrote() -> None:
    text = text_in_step()
    write_wording(text, "fr", title="Campagne", body="D’Anne.", by="Anne", based_on=1)
    with pytest.raises(Conflict) as caught:
        write_wordings(
            text,
            [Change("de", "Kampagne", "Von Paul.", 1), Change("fr", "Campagne", "De Paul.", 1)],
            by="Paul",
        )
    assert caught.value.theirs["fr"].body == "D’Anne."
    assert list(caught.value.theirs) == ["fr"]
    assert wording(text, "de").body == "Vier Städte werben gemeinsam.", "all or none"


def test_change_in_an_authentic_language_makes_the_others_outdated() -> None:
    text = text_in_step()
    write_wording(text, "fr", title="Campagne", body="Quatre villes.", by="x", based_on=1, state=State.AUTHENTIC)
    assert states(text) == {"de": "outdated", "fr": "authentic", "en": "outdated"}
    assert missing_or_behind(text) == ["de"]


def test_change_in_another_language_leaves_the_authentic_ones() -> None:
    text = text_in_step()
    write_wording(text, "en", title="Campaign", body="Four cities.", by="x", based_on=1, state=State.REVIEWED)
    assert states(text) == {"de": "authentic", "fr": "authentic", "en": "reviewed"}
    assert missing_or_behind(text) == []


def test_languages_written_together_are_in_step() -> None:
    text = text_in_step()
    write_wordings(
        text,
        [Change("de", "K", "Neu.", 1, State.AUTHENTIC), Change("fr", "C", "Nouveau.", 1, State.AUTHENTIC)],
        by="x",
    )
    assert states(text) == {"de": "authentic", "fr": "authentic", "en": "outdated"}


def test_catching_up_does_not_make_the_leading_language_outdated() -> None:
    text = text_in_step()
    write_wording(text, "de", title="K", body="Neu.", by="x", based_on=1, state=State.AUTHENTIC)
    write_wording(text, "fr", title="C", body="Nouveau.", by="x", based_on=1, state=State.AUTHENTIC)
    assert states(text) == {"de": "authentic", "fr": "authentic", "en": "outdated"}
    english = next(column for column in columns(text) if column.language == "en")
    assert [change.language for change in english.changed] == ["de", "fr"]


def test_confirm_brings_an_outdated_wording_back_to_its_state() -> None:
    text = text_in_step()
    write_wording(text, "de", title="Kampagne", body="Vier Städte.", by="x", based_on=1, state=State.AUTHENTIC)
    confirm_wording(text, "fr", based_on=1)
    confirm_wording(text, "en", based_on=1)
    assert states(text) == {"de": "authentic", "fr": "authentic", "en": "reviewed"}
    assert wording(text, "fr").in_step_with == {"de": 2, "en": 1}
    assert wording(text, "fr").revision == 1


def test_confirm_refuses_what_is_not_there_or_changed_meanwhile() -> None:
    text = new_text(["de", "fr"], ["de", "fr"])
    with pytest.raises(UnknownLanguage):
        confirm_wording(text, "fr", based_on=0)
    write_wording(text, "fr", title="C", body="", by="x", based_on=0)
    with pytest.raises(Conflict):
        confirm_wording(text, "fr", based_on=0)


def test_only_an_authentic_language_can_be_authentic() -> None:
    text = text_in_step()
    with pytest.raises(StateNotAllowed):
        set_state(wording(text, "en"), State.AUTHENTIC)
    with pytest.raises(StateNotAllowed):
        write_wording(text, "en", title="C", body="New.", by="x", based_on=1, state=State.AUTHENTIC)
    with pytest.raises(StateNotAllowed):
        write_wording(text, "de", title="K", body="Neu.", by="x", based_on=1, state=State.OUTDATED)


def test_machine_translation_is_reviewed_before_it_binds() -> None:
    text = new_text(["de", "fr"], ["de", "fr"])
    french = write_wording(text, "fr", title="C", body="", by="x", based_on=0, state=State.MACHINE)
    with pytest.raises(StateNotAllowed):
        set_state(french, State.AUTHENTIC)
    set_state(french, State.REVIEWED)
    set_state(french, State.AUTHENTIC)
    assert wording(text, "fr").state == State.AUTHENTIC


def test_every_state_has_its_steps() -> None:
    assert set(STEPS) == set(State)
    assert all(set(after) <= set(State) for after in STEPS.values())


def test_revisions_cannot_be_changed_by_sql() -> None:
    text_in_step()
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingRevision.objects.update(body="forged")


def test_localized_holds_what_is_written() -> None:
    text = text_in_step()
    titles, bodies = localized(text)
    assert titles == {"de": "Kampagne", "fr": "Campagne", "en": "Campaign"}
    assert bodies["fr"] == "Quatre villes ensemble."


class TestStepping(TestCase):
    """Whatever is written in whatever order, the states tell the truth about the revisions."""

    @given(st.lists(st.sampled_from(["de", "fr", "en", "confirm de", "confirm fr", "confirm en"]), max_size=12))
    def test_outdated_means_that_an_authentic_language_moved_on(self, acts: list[str]) -> None:
        text = text_in_step()
        for number, act in enumerate(acts):
            language = act.split()[-1]
            now = wording(text, language)
            if act.startswith("confirm"):
                confirm_wording(text, language, based_on=now.revision)
            else:
                write_wording(text, language, title=now.title, body=str(number), by="x", based_on=now.revision)
        wordings = {found.language: found for found in Wording.objects.filter(text=text)}
        for found in wordings.values():
            passed = [
                other.language
                for other in wordings.values()
                if other.language in text.authentic
                and other.language != found.language
                and other.revision > found.in_step_with[other.language]
            ]
            assert (found.state == State.OUTDATED) == bool(passed)
            assert bool(found.settled_state) == (found.state == State.OUTDATED)
        assert any(found.state != State.OUTDATED for found in wordings.values())
