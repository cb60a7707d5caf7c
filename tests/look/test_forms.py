import re

import pytest
from django import forms
from django.utils import translation


class Motion(forms.Form):
    title = forms.CharField(label="Title", help_text="Short and plain.")
    body = forms.CharField(label="Body", widget=forms.Textarea, required=False)
    way = forms.ChoiceField(label="Way", choices=[("open", "open"), ("hand", "hand")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed")
    when = forms.SplitDateTimeField(label="When", required=False)
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture
def faulty() -> str:
    with translation.override("en"):
        return str(Motion({"title": ""}))


def test_form_summarises_errors_with_links_to_the_fields(faulty: str) -> None:
    assert faulty.index('role="alert"') < faulty.index('name="title"')
    assert '<a href="#id_title">Title</a>' in faulty


def test_field_names_its_hint_and_its_error(faulty: str) -> None:
    described = re.search(r'name="title"[^>]*aria-describedby="([^"]+)"', faulty)
    assert described is not None
    assert described[1].split() == ["id_title_helptext", "id_title_error"]
    assert all(f'id="{target}"' in faulty for target in described[1].split())


def test_field_has_a_label_or_a_legend(faulty: str) -> None:
    assert 'for="id_title"' in faulty
    assert 'for="id_agreed"' in faulty
    assert re.search(r"<fieldset[^>]*>\s*<legend>Way", faulty)


def test_only_boxes_get_the_class_of_a_box(faulty: str) -> None:
    assert len(re.findall(r'name="(?:title|when_0|when_1)"[^>]*kern-form-input__input', faulty)) == 3
    assert re.search(r'<textarea name="body"[^>]*kern-form-input__input', faulty)
    assert not re.search(r'type="(?:radio|checkbox|hidden)"[^>]*kern-form-input__input', faulty)


def test_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in str(Motion())
