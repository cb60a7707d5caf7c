"""Dates, names and order are those of the reader's language."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from quattropole.texts import names
from quattropole.texts.localized import Localized


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "2. Juni 2026"), ("fr", "2 juin 2026"), ("lb", "2. Juni 2026"), ("en", "2 June 2026")],
)
def test_day_is_written_as_in_the_readers_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert names.day_text(date(2026, 6, 2)) == expected


def test_day_writes_the_first_in_french_as_the_first() -> None:
    assert names.day_text(date(2026, 6, 1), "fr") == "1er juin 2026"
    assert names.day_text(date(2026, 6, 1), "fr", "full") == "lundi 1er juin 2026"
    assert names.day_text(date(2026, 6, 21), "fr") == "21 juin 2026"


def test_moment_is_in_the_networks_time_zone() -> None:
    moment = datetime(2026, 6, 2, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Luxembourg"):
        assert names.moment_text(moment, "de") == "3. Juni 2026, 00:30"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2007", "2007"),
        ("2007-09", "septembre 2007"),
        ("2000-02-29", "29 février 2000"),
        ("2001-02-29", "2001-02-29"),
        ("2007-13", "2007-13"),
        ("vor langer Zeit", "vor langer Zeit"),
    ],
)
def test_partial_date_says_as_much_as_is_known(words: str, expected: str) -> None:
    assert names.partial_date_text(words, "fr") == expected


def test_sorting_ignores_accents_and_case() -> None:
    words = ["Zürich", "École", "eau", "Äpfel", "apfel", "Straße", "Strasse", "Œuvre"]
    assert sorted(words, key=names.sort_key) == [
        "apfel",
        "Äpfel",
        "eau",
        "École",
        "Œuvre",
        "Strasse",
        "Straße",
        "Zürich",
    ]


def _rendered(source: str, **values: object) -> str:
    return Template("{% load texts %}" + source).render(Context(values))


def test_shown_marks_words_in_another_language() -> None:
    both, one = Localized(de="Stadt", fr="Ville"), Localized(fr="Ville <3")
    with translation.override("de"):
        assert _rendered("{{ x|shown }}", x=both) == "Stadt"
        assert _rendered("{{ x|shown }}", x=one) == '<span lang="fr">Ville &lt;3</span>'
        assert _rendered("{{ x|foreign }}", x=one) == '<span class="qp-foreign">Französisch</span>'
        assert _rendered("{{ x|foreign }}{{ y|shown }}", x=both, y=None) == ""


def test_markdown_says_in_which_language_a_fallback_is() -> None:
    with translation.override("en"):
        html = _rendered("{{ x|markdown:3 }}", x=Localized(de="# Ziel"))
        assert '<div class="qp-prose" lang="de"><h3>Ziel</h3>' in html
        assert "German" in html
        assert '<div class="qp-prose" lang="en"><p>plain</p>' in _rendered("{{ x|markdown }}", x="plain")
        assert _rendered("{{ x|markdown }}", x=Localized()) == ""


def test_in_language_never_falls_back() -> None:
    assert _rendered('{{ x|in_language:"fr" }}|{{ x|in_language:"de" }}', x=Localized(de="Ziel")) == "|Ziel"


def test_filters_take_dates_moments_and_iso_text() -> None:
    with translation.override("de"), timezone.override("Europe/Luxembourg"):
        moment = datetime(2026, 6, 2, 12, 30, tzinfo=UTC)
        assert _rendered("{{ x|day }}", x=moment) == "2. Juni 2026"
        assert _rendered("{{ x|day }}", x="2026-06-02") == "2. Juni 2026"
        assert _rendered('{{ x|day:"full" }}', x=date(2026, 6, 2)) == "Dienstag, 2. Juni 2026"
        assert _rendered("{{ x|moment }}", x=moment) == "2. Juni 2026, 14:30"
        assert _rendered("{{ x|moment }}", x="2026-06-02T12:30:00+00:00") == "2. Juni 2026, 14:30"
        assert _rendered("{{ x|clock_time }}", x=moment) == "14:30"
        assert _rendered("{{ x|day }}{{ x|moment }}{{ x|partial_date }}", x=None) == ""


def test_names_of_countries_and_languages() -> None:
    with translation.override("fr"):
        assert _rendered("{{ x|country_name }}", x="DE") == "Allemagne"
        assert _rendered("{{ x|country_name }}", x="??") == "??"
        assert _rendered("{{ x|language_name }}", x="lb") == "Lëtzebuergesch"
        assert _rendered("{{ x|language_name }}", x="zz") == "zz"
