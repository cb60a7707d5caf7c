"""All languages of a text in one form, and what changed since a wording fell behind."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from quattropole.texts.actions import Change, new_text, write_wording, write_wordings
from quattropole.texts.differences import changed_lines, difference
from quattropole.texts.forms import SideBySideForm
from quattropole.texts.models import State, Text, Wording
from quattropole.texts.queries import columns

pytestmark = pytest.mark.django_db


def text_in_step() -> Text:
    text = new_text(["de", "fr", "lb"], ["de", "fr"])
    write_wordings(
        text,
        [
            Change("de", "Kampagne", "Vier Städte werben gemeinsam.", 0, State.AUTHENTIC),
            Change("fr", "Campagne", "Quatre villes ensemble.", 0, State.AUTHENTIC),
        ],
        by="Sekretariat",
    )
    return text


def sent(text: Text, **changed: Any) -> dict[str, Any]:
    """What a browser sends when somebody opens the form and changes these fields."""
    form = SideBySideForm(text=text)
    data = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    return {name: value for name, value in data.items() if not name.startswith("confirm_")} | changed


def test_difference_names_what_was_added_and_removed() -> None:
    with translation.override("en"):
        html = difference("Vier Städte <werben>.", "Vier kleine Städte.")
    assert "<ins>" in html
    assert "kleine" in html
    assert "[added: " in html
    assert "[removed: " in html
    assert "&lt;" in html
    assert "<werben>" not in html


def test_difference_of_equal_texts_is_the_text() -> None:
    assert difference("a & b", "a & b") == "a &amp; b"


def test_columns_show_every_language_with_its_state() -> None:
    assert [(column.language, column.code) for column in columns(text_in_step())] == [
        ("de", State.AUTHENTIC),
        ("fr", State.AUTHENTIC),
        ("lb", State.MISSING),
    ]


def test_columns_show_what_changed_since_a_wording_fell_behind() -> None:
    text = text_in_step()
    write_wording(text, "de", title="Kampagne", body="Vier Städte werben.", by="x", based_on=1, state=State.AUTHENTIC)
    write_wording(text, "de", title="Kampagne", body="Fünf Städte werben.", by="x", based_on=2, state=State.AUTHENTIC)
    french = columns(text)[1]
    assert french.is_outdated
    (change,) = french.changed
    assert "Fünf" in change.body
    assert "gemeinsam" in change.body
    assert change.title == "Kampagne"


def test_columns_need_the_same_number_of_queries_for_any_number_of_languages(
    django_assert_num_queries: Any,
) -> None:
    for languages in (["de", "fr"], ["de", "fr", "lb", "en", "nl", "pl", "it"]):
        text = new_text(languages, ["de", "fr"])
        write_wordings(text, [Change(language, language, "a", 0) for language in languages], by="x")
        write_wording(text, "de", title="de", body="b", by="x", based_on=1)
        with django_assert_num_queries(3):
            assert len(columns(Text.objects.prefetch_related("wordings").get(pk=text.pk))) == len(languages)


def test_form_writes_all_languages_at_once() -> None:
    text = text_in_step()
    form = SideBySideForm(
        sent(text, body_de="Neu.", body_fr="Nouveau.", title_lb="Campagne", body_lb="Nei."), text=text
    )
    assert form.is_valid(), form.errors
    assert form.write(by="Anna")
    assert dict(Wording.objects.filter(text=text).values_list("language", "state")) == {
        "de": "authentic",
        "fr": "authentic",
        "lb": "draft",
    }


def test_form_for_a_text_that_is_not_there_yet() -> None:
    empty = SideBySideForm({"title_de": "", "title_fr": ""}, languages=["de", "fr"], authentic=["de"])
    assert not empty.is_valid()
    form = SideBySideForm({"title_de": "Neu", "body_de": "Text"}, languages=["de", "fr"], authentic=["de"])
    assert form.is_valid(), form.errors
    text = new_text(["de", "fr"], ["de"])
    assert form.write(text, by="Anna")
    assert Wording.objects.get(text=text).title == "Neu"


def test_form_keeps_both_versions_on_a_conflict() -> None:
    text = text_in_step()
    data = sent(text, body_fr="De Paul.")
    write_wording(text, "fr", title="Campagne", body="D’Anne <b>.", by="Anne", based_on=1)
    form = SideBySideForm(data, text=text)
    assert form.is_valid()
    assert not form.write(by="Paul")
    html = render_to_string("texts/side_by_side.html", {"form": form})
    assert "De Paul." in html
    assert "D’Anne &lt;b&gt;." in html
    assert 'name="based_on_fr" value="2"' in html
    again = SideBySideForm({name: form[name].value() or "" for name in form.fields}, text=text)
    assert again.is_valid()
    assert again.write(by="Paul")
    assert Wording.objects.get(text=text, language="fr").body == "De Paul."


def test_form_confirms_a_wording_that_is_still_right() -> None:
    text = text_in_step()
    write_wording(text, "de", title="Kampagne", body="Neu.", by="x", based_on=1, state=State.AUTHENTIC)
    form = SideBySideForm(sent(text, confirm_fr="on"), text=text)
    assert form.is_valid(), form.errors
    assert form.write(by="Anna")
    assert Wording.objects.get(text=text, language="fr").state == State.AUTHENTIC
    assert Wording.objects.get(text=text, language="fr").revision == 1


def test_form_wants_a_title_for_a_body() -> None:
    text = text_in_step()
    form = SideBySideForm(sent(text, body_lb="Ouni Titel"), text=text)
    assert not form.is_valid()
    assert list(form.errors) == ["title_lb"]


def test_form_does_not_offer_to_make_a_welcome_language_binding() -> None:
    text = text_in_step()
    form = SideBySideForm(sent(text, title_lb="Campagne", state_lb="authentic"), text=text)
    assert not form.is_valid()


def test_fields_of_a_language_say_so() -> None:
    html = render_to_string("texts/side_by_side.html", {"form": SideBySideForm(text=text_in_step())})
    assert html.count('lang="fr"') >= 3
    assert "<fieldset" in html
    assert "style=" not in html


def test_only_lines_that_changed_are_shown_and_the_gaps_are_said() -> None:
    before = "Erster Absatz.\n\nZweiter <Absatz>.\n\nDritter Absatz.\n\nVierter Absatz."
    with translation.override("en"):
        html = changed_lines(before, before.replace("Zweiter", "Anderer"))
    assert html.count("qp-diff__gap") == 2
    assert "Unchanged text is left out here." in html
    assert "Anderer" in html
    assert "Zweiter" in html
    assert "&lt;Absatz&gt;" in html
    assert "Dritter" not in html
