import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from quattropole.look import navigation, verdicts

BREACHED = {
    "rule": "notice",
    "cite": "§ 8",
    "assumed": True,
    "outcome": "breached",
    "effect": "void",
    "texts": {"de": "Zu spät.", "fr": "Trop tard.", "en": "Too late."},
}
NOT_REQUIRED = {
    "rule": "quorum",
    "cite": "§ 32 BGB",
    "outcome": "not_required",
    "effect": "void",
    "texts": {"de": "Nein."},
}


def test_verdict_speaks_the_readers_language() -> None:
    with translation.override("fr"):
        html = render_to_string("parts/verdicts.html", {"verdicts": [BREACHED]})
    assert "Trop tard." in html
    assert "lang=" not in html


def test_verdict_in_another_language_says_so() -> None:
    with translation.override("lb"):
        html = render_to_string("parts/verdicts.html", {"verdicts": [BREACHED]})
    assert 'lang="de"' in html
    assert "qp-foreign" in html


def test_verdict_shows_effect_only_of_a_breach() -> None:
    breached, not_required = verdicts.rows([BREACHED, NOT_REQUIRED])
    assert breached.effect
    assert breached.assumed
    assert not not_required.effect


def test_breach_without_effect_is_noted_not_held_against_the_act() -> None:
    (noted,) = verdicts.rows([{**BREACHED, "effect": "none"}])
    assert (noted.kind, noted.icon, noted.effect) == ("noted", "cannot-tell", "")


def test_language_links_of_an_answer_to_a_form_lead_to_the_page_of_the_form() -> None:
    factory = RequestFactory()
    asked = factory.post("/de/desk/meetings/6/convene/", headers={"referer": "http://testserver/de/desk/meetings/6/"})
    with translation.override("de"):
        assert [link.address for link in navigation.languages(asked)][1] == "/fr/desk/meetings/6/"
    foreign = factory.post("/de/desk/proposals/1/", headers={"referer": "http://elsewhere.test/de/"})
    assert navigation.address_of_page(foreign) == "/de/desk/proposals/1/"


def test_language_links_keep_the_page_and_its_query() -> None:
    with translation.override("de"):
        links = navigation.languages(RequestFactory().get("/de/resolutions/?year=2026"))
    assert [link.address for link in links] == [f"/{code}/resolutions/?year=2026" for code in ("de", "fr", "lb", "en")]
    assert [link.absolute for link in links][1] == "http://testserver/fr/resolutions/"
    assert [link.name for link in links] == ["Deutsch", "français", "Lëtzebuergesch", "English"]
    assert [link.current for link in links] == [True, False, False, False]


@pytest.mark.parametrize(("path", "expected"), [("/de/cities/", "page"), ("/de/cities/metz/", "true"), ("/de/", "")])
def test_navigation_marks_where_one_is(path: str, expected: str) -> None:
    with translation.override("de"):
        entries = navigation.entries(navigation.PUBLIC, path)
    (cities,) = (entry for entry in entries if entry.address == "/de/cities/")
    assert cities.current == expected


def test_majority_bar_says_its_figures_in_words() -> None:
    with translation.override("en"):
        html = Template("{% load look %}{% majority_bar yes=27 no=9 abstain=4 needed=19 %}").render(Context())
    assert 'aria-label="Yes 27, no 9, abstentions 4; needed: 19"' in html


@pytest.mark.parametrize(("language", "expected"), [("de", "Ja:"), ("fr", "Ja\u00a0:"), ("lb", "Ja:"), ("en", "Ja:")])
def test_colon_is_set_as_the_language_does(language: str, expected: str) -> None:
    with translation.override(language):
        assert Template("{% load look %}Ja{% colon %}").render(Context()) == expected
