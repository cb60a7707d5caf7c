"""Votes and elections in words. Every figure is read by `result_view`, the one place that computes it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from quattropole.decisions.models import Vote
from quattropole.decisions.queries.choices import called
from quattropole.decisions.queries.results import ResultView, choice_names, result_view
from quattropole.minutes.models import Version
from quattropole.minutes.saying.blocks import (
    Block,
    at,
    cited,
    heading,
    outcome,
    pairs,
    paragraph,
    said,
    seated,
    sees,
    source,
    table,
    words,
)
from quattropole.texts.localized import Localized

Facts = dict[str, Any]

RULES = ("majority", "election", "elected", "casting_vote", "circular", "circular_participation")
"""The verdicts of a declaration that say which rule the result was measured by."""


def vote_blocks(vote: Facts, version: Version) -> list[Block]:
    """A vote with its result, its majority and what was recorded around it."""
    shown = sees(version, vote["audience"])
    found = [heading(_title(vote) if shown else _("Vote"))]
    if not shown:
        return [*found, paragraph(_("This vote is not public."))]
    if vote["state"] != Vote.State.DECLARED:
        broken = vote["state"] == Vote.State.CANCELLED
        return [*found, paragraph(_("The vote was broken off.") if broken else _("The result was not declared."))]
    view = result_view(vote["result"])
    if view is None:
        return [*found, paragraph(_("No figures are recorded."))]
    found += [outcome(_outcome(view), good=view.carried)]
    if str(view.sentence):
        found.append(paragraph(str(view.sentence)))
    found += [_counted(view), _facts(vote, view, version)]
    found += list(_around(vote, version))
    return found


def _title(vote: Facts) -> str:
    title = words(vote["titles"])
    if vote["about"] == "election":
        named = said(_("Election"), words(vote["office"]))
        return f"{named}, {_('round %(number)s') % {'number': vote['round']}}"
    return said(_("Vote"), title) if title else _("Vote")


def _outcome(view: ResultView) -> str:
    if not view.is_election:
        return _("Carried") if view.carried else _("Not carried")
    if view.carried:
        return said(_("Elected"), ", ".join(view.elected))
    return _("Another round follows") if view.run_off else _("Not elected")


def _counted(view: ResultView) -> Block:
    rows = [
        [
            f"{line.name} ({pgettext('candidate', 'elected')})" if line.is_elected else line.name,
            str(line.votes),
            line.share or "–",
        ]
        for line in view.choices
    ]
    rows.append([_("Not voted"), str(view.not_voted), "–"])
    return table(_("Votes counted"), [_("Choice"), _("Votes"), _("Share")], rows, figures=2)


def _facts(vote: Facts, view: ResultView, version: Version) -> Block:
    told: list[tuple[str, object]] = [(_("Method"), Vote.Method(vote["method"]).label)]
    if view.by_delegation:
        told.append((_("Unit"), _("each city votes as one")))
    told += [(_("Votes cast"), view.votes_cast), (_("Votes of all who could vote"), view.entitled)]
    for measure in view.majorities:
        told += [
            (_("Rule"), " ".join(filter(None, (measure.rule, _sources(view))))),
            (_("Votes needed"), measure.needed_of if measure.needed is not None else None),
            (_("Reached"), measure.reached_of),
        ]
    told += [
        (_("Ballots on paper"), view.paper or None),
        (_("Void because of an exclusion"), view.void or None),
        (_("The chair decided the tie with"), view.casting or None),
        (_("Run-off"), ", ".join(view.run_off) or None),
    ]
    if view.lot is not None:
        told += [(_("Lot"), ", ".join(view.lot.drawn)), (_("Seed"), view.lot.seed)]
    times = ", ".join(filter(None, (at(vote["opened_at"]), at(vote["closed_at"]), at(vote["declared_at"]))))
    told.append((_("Opened, closed, declared"), times))
    told.append((_("Declared by"), words(vote["declared_by"])))
    if version != Version.PUBLIC:
        told.append((_("Ballots (SHA-256)"), vote["ballots_sha256"]))
    return pairs(told)


def _sources(view: ResultView) -> str:
    """The paragraphs of the rules by which the result was measured."""
    found = [source(verdict) for verdict in view.findings.get("verdicts", []) if verdict.get("rule") in RULES]
    return " ".join(f"[{one}]" for one in dict.fromkeys(filter(None, found)))


def _around(vote: Facts, version: Version) -> Iterator[Block]:
    """Who was excluded, who consented, who objected, who voted how; the public version counts them."""
    excluded, objections = vote["excluded"], vote["objections"]
    if version == Version.PUBLIC:
        if excluded:
            told = ngettext("%(number)s seat was excluded.", "%(number)s seats were excluded.", len(excluded))
            yield paragraph(told % {"number": len(excluded)})
        if objections:
            told = ngettext("%(number)s objection is recorded.", "%(number)s objections are recorded.", len(objections))
            yield paragraph(told % {"number": len(objections)})
        return
    for one in excluded:
        name = seated(one["seat"], one["person"])
        yield paragraph(_("Excluded from this vote: %(seat)s. %(reason)s") % {"seat": name, "reason": cited(one)})
    if vote["consents"]:
        yield paragraph(said(_("Consent in text form"), ", ".join(words(seat) for seat in vote["consents"])))
    for one in objections:
        yield paragraph(_("%(seat)s objects to the resolution.") % {"seat": seated(one["seat"], one["person"])})
        if one["reasons"]:
            yield {"kind": "quote", "text": one["reasons"], "language": one["language"]}
    if vote["ballots"]:
        names = choice_names({key: str(Localized(name)) for key, name in vote["result"].get("names", {}).items()})
        rows = [
            [seated(one["seat"], one["person"]), called(names, one["choice"]), at(one["cast_at"])]
            for one in vote["ballots"]
        ]
        yield table(_("Who voted how"), [_("Seat"), _("Vote"), _("Time")], rows)
