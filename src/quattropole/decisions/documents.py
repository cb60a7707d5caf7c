"""The result of a vote as a document to keep: a tagged PDF in one language or in several, with the same figures.

The document is set by Typst from `typst/result.typ` (`look.typesetting`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from quattropole.decisions.models import Resolution, Vote
from quattropole.decisions.queries.results import Measure, ResultView, result_view
from quattropole.look.drawings import BAR
from quattropole.look.templatetags.look import colon
from quattropole.look.typesetting import typeset
from quattropole.look.verdicts import rows
from quattropole.network.models import City
from quattropole.texts.blocks import blocks
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text, language_name, moment_text


def result_pdf(vote: Vote, languages: Sequence[str]) -> bytes:
    """The result of a declared vote (with `item.meeting.organ` at hand) as a PDF, one part for each language.

    Raises `ValueError` where no result is stored.
    """
    entry = Resolution.objects.filter(vote=vote).select_related("organ").first()
    cities = {city.slug: city.names for city in City.objects.all()}
    parts = [_part(vote, entry, cities, language) for language in languages]
    declared = timezone.localdate(vote.declared_at)
    data = {
        "title": parts[0]["title"],
        "author": str(vote.network),
        "date": [declared.year, declared.month, declared.day],
        "parts": parts,
    }
    return typeset("decisions", "result.typ", data)


def _part(vote: Vote, entry: Resolution | None, cities: dict[str, Localized], language: str) -> dict[str, Any]:
    """Everything that the document shows in one language, as plain JSON."""
    with translation.override(language):
        view = result_view(vote.result)
        if view is None:
            raise ValueError(f"vote {vote.pk} has no result")
        title, body = vote.titles.shown(language), vote.bodies.shown(language)
        meeting = vote.item.meeting
        return {
            "language": language,
            "title": title.text or _("Result"),
            "kicker": f"{meeting.organ.names} · {day_text(timezone.localdate(meeting.starts_at))}",
            "wording": [asdict(block) for block in blocks(body.text)],
            "wording_language": body.language,
            "foreign": _("Wording in: %(language)s") % {"language": language_name(body.language)}
            if body.is_fallback and body.text
            else "",
            "outcome": _outcome(view),
            "carried": view.carried,
            "sentence": str(view.sentence),
            "bar": _bar(view),
            "measures": [_measure(measure, view) for measure in view.majorities],
            "choices": _choices(view),
            "facts": _facts(vote, view, entry),
            "cities": _cities(view, cities),
            "withheld": _("The votes by city are not shown: they would tell how somebody voted.")
            if view.is_withheld
            else "",
            "lot": _lot(view),
            "verdicts": _verdicts(view.findings.get("verdicts", [])),
            "seals": _seals(vote, entry),
            "words": _words(),
        }


def _words() -> dict[str, str]:
    return {
        "result": _("Result"),
        "wording": _("Wording"),
        "counted": _("Votes counted"),
        "votes": _("Votes"),
        "choice": _("Choice"),
        "share": _("Share"),
        "cities": _("Votes by city"),
        "city": _("City"),
        "verdicts": _("What the statutes say"),
        "seals": _("Seals"),
        "lot": _("Lot"),
    }


def _said(word: str, value: object) -> str:
    """A word and its value, with the colon as the language sets it."""
    return f"{word}{colon()} {value}"


def _outcome(view: ResultView) -> str:
    if not view.is_election:
        return _("Carried") if view.carried else _("Not carried")
    if view.carried:
        return _said(_("Elected"), ", ".join(view.elected))
    return _("Another round follows") if view.run_off else _("Not elected")


def _bar(view: ResultView) -> dict[str, Any] | None:
    bar = view.bar
    if bar is None:
        return None
    said = [(_("Yes"), bar.yes), (_("No"), bar.no), (_("Abstentions"), bar.abstain)]
    said += [(_("needed"), bar.needed)] if bar.needed is not None else []
    widths = ("yes_width", "no_x", "no_width", "abstain_x", "abstain_width", "needed_x")
    drawn = {key: _part_of_bar(getattr(bar, key)) for key in widths}
    return {**drawn, "alt": "; ".join(_said(word, votes) for word, votes in said)}


def _part_of_bar(units: int | None) -> float | None:
    """A width in hundredths of the bar; the drawing alone uses it, no figure is computed from it."""
    return None if units is None else units * 100 / BAR


def _measure(measure: Measure, view: ResultView) -> dict[str, Any]:
    said = [(_("Rule"), measure.rule)] if measure.rule else []
    said += [(_("Votes needed"), measure.needed_of)] if measure.needed is not None else []
    if measure.reached is not None:
        word = pgettext("majority", "reached") if measure.is_met else pgettext("majority", "not reached")
        met = word if view.is_double else ""
        said.append((_("Reached"), f"{measure.reached_of} ({met})" if met else measure.reached_of))
    bar = measure.bar
    drawn = None
    if bar is not None:
        alt = f"{measure.reached_of}; {_said(_('needed'), bar.needed)}"
        drawn = {"width": _part_of_bar(bar.reached_width), "mark": _part_of_bar(bar.needed_x), "alt": alt}
    return {"facts": [[name, str(words)] for name, words in said], "bar": drawn}


def _choices(view: ResultView) -> list[dict[str, Any]]:
    lines = [
        {
            "name": f"{line.name} ({pgettext('candidate', 'elected')})" if line.is_elected else line.name,
            "votes": str(line.votes),
            "share": line.share or "–",
            "bar": None
            if line.bar is None
            else {
                "width": _part_of_bar(line.bar.reached_width),
                "mark": _part_of_bar(line.bar.needed_x),
                "alt": _said(line.name, line.votes),
            },
        }
        for line in view.choices
    ]
    return [*lines, {"name": _("Not voted"), "votes": str(view.not_voted), "share": "–", "bar": None}]


def _facts(vote: Vote, view: ResultView, entry: Resolution | None) -> list[list[str]]:
    """What else belongs to a result, as pairs of a word and its value."""
    meeting = vote.item.meeting
    said: list[tuple[str, object]] = [(_("Method"), vote.get_method_display())]
    if view.by_delegation:
        said.append((_("Unit"), _("each city votes as one")))
    if vote.election_id:
        said.append((_("Round"), vote.round))
    said += [(_("Votes cast"), view.votes_cast), (_("Votes of all who could vote"), view.entitled)]
    said.append((_("Ballots on paper"), view.paper or None))
    said.append((_("Void because of an exclusion"), view.void or None))
    said.append((_("The chair decided the tie with"), view.casting or None))
    said.append((_("Run-off"), ", ".join(view.run_off) or None))
    said.append((_("Place"), meeting.place or None))
    for word, moment in (
        (_("Opened"), vote.opened_at),
        (_("Closed"), vote.closed_at),
        (_("Declared"), vote.declared_at),
    ):
        said.append((word, moment_text(moment) if moment else None))
    said.append((_("Declared by"), vote.declared_by))
    if entry is not None:
        said.append((_("Register"), f"{entry.organ.names} {entry.label}"))
    return [[word, str(value)] for word, value in said if value is not None]


def _cities(view: ResultView, names: dict[str, Localized]) -> list[list[str]]:
    """The table of votes by city: its head, then a line for each."""
    if not view.cities:
        return []
    head = ["", *(line.name for line in view.choices)]
    lines = [
        [str(names.get(line.city, line.city)) or _("Other seats"), *(str(votes) for votes in line.votes)]
        for line in view.cities
    ]
    return [head, *lines]


def _lot(view: ResultView) -> list[list[str]]:
    if view.lot is None:
        return []
    marks = [[f"{name} ({mark})", digest] for mark, name, digest in view.lot.marks]
    return [[_("Lot"), ", ".join(view.lot.drawn)], [_("Seed"), view.lot.seed], *marks, ["", view.lot.command]]


def _verdicts(found: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    return [
        {"word": row.word, "text": str(row.text), "effect": row.effect, "cite": _cite(row.source, assumed=row.assumed)}
        for row in rows(found)
    ]


def _cite(source: str, *, assumed: bool) -> str:
    return f"{source} ({_('to be confirmed against the statutes')})" if assumed else source


def _seals(vote: Vote, entry: Resolution | None) -> list[list[str]]:
    said = [[_("Ballots (SHA-256)"), vote.ballots_digest]]
    if entry is not None:
        said.append([_("Entry in the register (SHA-256)"), entry.digest])
    return said
