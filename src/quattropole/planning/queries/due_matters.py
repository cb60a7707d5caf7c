"""What the charter and the calendar bring onto an agenda: elections, yearly matters, changes of seats."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole import charter, clock
from quattropole.charter import AdmitFacts, MatterRules, OfficeRules, Source, State, Statutes, Verdict
from quattropole.decisions.models import Proposal, Resolution
from quattropole.decisions.queries import goes_by_turn
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Mandate, Office
from quattropole.network.queries import OfficeOn, offices_on, runs_on
from quattropole.planning.hints import Hint, HintKind, in_languages
from quattropole.planning.queries.hints import Standing
from quattropole.texts.names import day_text

YEARLY = {"accounts": -1, "discharge": -1, "budget": 1}
"""Matters that come every year, with the year they are about, counted from that of the meeting.

The charter does not say how often a matter comes; that it is every year is assumed, and said so.
"""
STANDING = (Proposal.State.DRAFT, Proposal.State.PROPOSED)
AHEAD = timedelta(days=365)
"""How long before the end of a term the proposal for the election is due where another organ elects."""


def stopping(standing: Standing, statutes: Statutes, matter: str, office: str | None = None) -> tuple[Verdict, ...]:
    """What the statutes say against putting a matter on the agenda today. No query."""
    meeting = standing.meeting
    rules = statutes.organs[meeting.organ.key]
    offices = (*rules.items.offices, *rules.conveners.offices)
    found = charter.admit_item(
        statutes,
        AdmitFacts(
            organ=meeting.organ.key,
            matter=matter,
            proposed_by=frozenset(),
            added_on=clock.today(),
            meeting_on=meeting.day,
            convened_on=standing.convened_on,
            office=office,
            by_office=next(iter(offices), None),
        ),
    )
    return found.refusals


# Elections


def office_hints(standing: Standing) -> Iterator[Hint]:
    """Offices whose term ends before the organ meets again, or that nobody holds; three queries."""
    meeting, statutes = standing.meeting, standing.statutes
    if statutes is None or meeting.organ.key not in statutes.organs:
        return
    held = offices_on(meeting.network, meeting.day)
    later = set(
        Mandate.objects.filter(office__isnull=False, begins__gt=meeting.day).values_list("office__key", flat=True)
    )
    proposed = set(
        Proposal.objects.filter(office__isnull=False, state__in=STANDING).values_list("office__key", flat=True)
    )
    for entry in held:
        rules = statutes.offices.get(entry.office.key)
        if rules is None or goes_by_turn(rules) or entry.office.key in later:
            continue
        if rules.elected_by == meeting.organ.key:
            yield from _election(standing, statutes, entry, rules, proposed=proposed)
        elif rules.proposed_by == meeting.organ.key and entry.office.key not in proposed:
            yield from _proposal_for(standing, statutes, entry, rules)


def _end_of(entry: OfficeOn) -> date | None:
    """The last day of the term; None where somebody holds the office without an end."""
    ends = [mandate.ends for mandate in entry.mandates]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def _reason(entry: OfficeOn, until: date, standing: Standing) -> str:
    """Why somebody has to be elected; empty where there is no need before `until`."""
    if entry.state is State.VACANT:
        return _("Nobody holds this office.")
    end = _end_of(entry)
    if end is None or end >= until:
        return ""
    told = {"day": day_text(end), "again": day_text(standing.again_on)}
    if entry.is_acting:
        return _("The term ended on %(day)s; who held the office acts until somebody is elected.") % told
    if standing.is_planned:
        return _("The term ends on %(day)s; the organ meets again on %(again)s.") % told
    return _("The term ends on %(day)s; the organ is not expected to meet before %(again)s.") % told


def _election(
    standing: Standing, statutes: Statutes, entry: OfficeOn, rules: OfficeRules, *, proposed: set[str]
) -> Iterator[Hint]:
    office = entry.office
    reason = _reason(entry, standing.again_on, standing)
    if not reason or standing.on_agenda(office=office.key) or office.key in proposed:
        return
    yield Hint(
        key=f"office:{office.key}:{_end_of(entry) or 'vacant'}",
        kind=HintKind.TERM,
        titles=in_languages(
            standing.meeting.network,
            lambda language: _("Election: %(office)s") % {"office": office.names.shown(language).text},
        ),
        reason=reason,
        must=True,
        source=rules.term.source,
        item_kind=AgendaItem.Kind.ELECTION,
        matter="election",
        office=office.key,
        blocked=stopping(standing, statutes, "election", office.key),
        address=reverse("decisions:elections"),
    )


def _proposal_for(standing: Standing, statutes: Statutes, entry: OfficeOn, rules: OfficeRules) -> Iterator[Hint]:
    """Where another organ elects on this one's proposal."""
    office: Office = entry.office
    reason = _reason(entry, standing.meeting.day + AHEAD, standing)
    if not reason:
        return
    yield Hint(
        key=f"propose-office:{office.key}:{_end_of(entry) or 'vacant'}",
        kind=HintKind.TERM,
        titles=in_languages(
            standing.meeting.network,
            lambda language: _("Proposal for the election: %(office)s") % {"office": office.names.shown(language).text},
        ),
        reason=" ".join([reason, _("The election needs a proposal of this organ.")]),
        must=True,
        source=rules.election.source,
        item_kind=AgendaItem.Kind.RESOLUTION,
        matter="ordinary",
        blocked=stopping(standing, statutes, "ordinary"),
        address=reverse("decisions:proposals"),
    )


# Matters that come every year


def matter_hints(standing: Standing) -> Iterator[Hint]:
    """Accounts, discharge, budget, where the organ decides or proposes them and has not this year; two queries."""
    meeting, statutes = standing.meeting, standing.statutes
    if statutes is None or meeting.organ.key not in statutes.organs:
        return
    year = meeting.day.year
    decided = set(
        Resolution.objects.filter(matter__in=YEARLY, year=year).order_by().values_list("matter", flat=True).distinct()
    )
    proposals = set(
        Proposal.objects.filter(matter__in=YEARLY, created_at__year__gte=year)
        .exclude(state__in=[Proposal.State.WITHDRAWN, Proposal.State.REJECTED])
        .values_list("matter", flat=True)
    )
    for key, shift in YEARLY.items():
        rules = statutes.matters.get(key)
        if rules is None or key in decided or standing.on_agenda(matter=key):
            continue
        if shift > 0 and meeting.day.month < 7 and standing.again_on.year == year:
            continue
        if meeting.organ.key in rules.decided_by:
            if key not in proposals:
                yield _yearly(standing, statutes, rules, year + shift)
        elif meeting.organ.key in rules.proposed_by and key not in proposals:
            yield _yearly_proposal(standing, statutes, rules, year + shift)


def _assumed(source: Source) -> Source:
    return Source(source.cite, source.url, source.note, assumed=True)


def _yearly(standing: Standing, statutes: Statutes, rules: MatterRules, year: int) -> Hint:
    return Hint(
        key=f"matter:{rules.key}:{year}",
        kind=HintKind.MATTER,
        titles=in_languages(standing.meeting.network, lambda language: f"{rules.name(language)} {year}"),
        reason=_("Nothing has been decided on it this year. That it comes every year is assumed."),
        must=True,
        source=_assumed(rules.deciding.source),
        item_kind=AgendaItem.Kind.RESOLUTION,
        matter=rules.key,
        blocked=stopping(standing, statutes, rules.key),
        address=reverse("decisions:proposals"),
    )


def _yearly_proposal(standing: Standing, statutes: Statutes, rules: MatterRules, year: int) -> Hint:
    return Hint(
        key=f"propose-matter:{rules.key}:{year}",
        kind=HintKind.MATTER,
        titles=in_languages(
            standing.meeting.network,
            lambda language: _("Proposal: %(matter)s") % {"matter": f"{rules.name(language)} {year}"},
        ),
        reason=_("The organ that decides needs a proposal of this one. That it comes every year is assumed."),
        must=True,
        source=_assumed(rules.proposing.source),
        item_kind=AgendaItem.Kind.RESOLUTION,
        matter="ordinary",
        blocked=stopping(standing, statutes, "ordinary"),
        address=reverse("decisions:proposals"),
    )


# Seats


def composition_hints(standing: Standing) -> Iterator[Hint]:
    """Seats of the organ whose mandates end before it meets again, without a successor; one query."""
    meeting, until = standing.meeting, standing.again_on
    mandates = list(
        Mandate.objects.filter(runs_on(meeting.day, "seat__since", "seat__until"), seat__organ=meeting.organ_id)
        .filter(Q(ends__lt=until, ends__gte=meeting.day) | Q(begins__gt=meeting.day))
        .values_list("seat", "begins", "ends")
    )
    followed = {seat for seat, begins, _ends in mandates if begins > meeting.day}
    ending = {seat: ends for seat, begins, ends in mandates if begins <= meeting.day and seat not in followed and ends}
    if not ending:
        return
    last = max(ending.values())
    yield Hint(
        key=f"seats:{meeting.organ.key}:{last}",
        kind=HintKind.COMPOSITION,
        titles=in_languages(meeting.network, lambda language: _("Changes in the composition of the organ")),
        reason=ngettext(
            "The mandate of %(number)s seat ends by %(day)s, and nobody follows yet.",
            "The mandates of %(number)s seats end by %(day)s, and nobody follows yet.",
            len(ending),
        )
        % {"number": len(ending), "day": day_text(last)},
        address=reverse("planning:mandates"),
    )
