"""Filling an office: rounds, and the mandates that begin and end by themselves."""

from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.candidacies import (
    OVER,
    end_election,
    locked_election,
    require_eligible,
    standing_candidates,
)
from quattropole.decisions.actions.voting import Question, begin_vote, require_open_proposal
from quattropole.decisions.models import Candidacy, Election, Vote
from quattropole.decisions.queries import (
    ballot_paper,
    counted,
    election_of,
    last_end,
    lot_seed,
    office_rules,
    open_places,
    round_outcome,
)
from quattropole.decisions.queries.circular import consent_verdicts
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.rules import may_prepare
from quattropole.network.actions import MandateProblem, begin_mandate
from quattropole.network.models import Mandate, Office, Person
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text


def prepare_election(item: AgendaItem, *, by: Viewer) -> Election:
    """Prepare the election for which the item is on the agenda; the charter gives the days of the term."""
    require(may_prepare(by, item.meeting.organ), _("Only those who prepare this organ's meetings may do this."))
    with transaction.atomic():
        office = Office.objects.filter(key=item.office).select_related("network").first()
        if item.kind != AgendaItem.Kind.ELECTION or office is None:
            raise NotPossible(_("The agenda item names no office to be filled."))
        day = item.meeting.day
        term = charter.term(office_rules(office, day), day, last_end(office, day))
        election, created = Election.objects.get_or_create(
            item=item,
            defaults={
                "network": by.network,
                "office": office,
                "term_begins": term.begins,
                "term_ends": term.ends,
            },
        )
        if created:
            record("election prepared", election, by=by.person, network=by.network, office=office.key)
    return election


def open_round(election: Election, *, method: str, by: Viewer) -> Vote:
    """Open the next round. One can vote for as many as are open, abstain, and be against where nobody else stands."""
    with transaction.atomic():
        locked = locked_election(election)
        if locked.state in OVER:
            raise NotPossible(_("The election is over."))
        require_open_proposal(locked.item)
        candidates = standing_candidates(locked)
        if not candidates:
            raise NotPossible(_("There is no candidate yet. Nominate one first."))
        require_eligible(locked, candidates)
        choices, places = ballot_paper(candidates, require_open_places(locked, candidates))
        if places > 1 and method == Vote.Method.HANDS:
            raise NotPossible(_("One ballot can name several people here; hands cannot be counted. Vote by name."))
        question = Question(
            locked.item.titles,
            locked.item.notes,
            locked.item.matter or "election",
            choices=choices,
            election=locked,
            number=locked.rounds.filter(state=Vote.State.DECLARED).count() + 1,
            places=places,
        )
        vote = begin_vote(locked.item, question, method=method, by=by)
        if locked.state == Election.State.NOMINATING:
            locked.state = Election.State.VOTING
            locked.save(update_fields=["state"])
    return vote


def require_open_places(election: Election, candidates: list[Candidacy]) -> int:
    """How many places can be filled; raises `NotPossible` where they have been given for a part of the term already."""
    places = open_places(election)
    needed = max(len(candidate.people) for candidate in candidates)
    if places >= needed:
        return places
    if election.office.places > 1:
        raise NotPossible(_("All places of this office are held on that day; end a mandate first."))
    held = Mandate.objects.filter(office=election.office, begins__gte=election.term_begins).select_related("person")
    first = held.order_by("begins").first()
    raise NotPossible(
        _("%(person)s holds this office from %(day)s already.")
        % {"person": first.person if first else "", "day": day_text(first.begins if first else election.term_begins)}
    )


def names_in(vote: Vote) -> dict[str, Localized]:
    """Choice -> candidate's name in each language: a seat that no source names is called differently in each."""
    election = election_of(vote)
    candidates = list(election.candidacies.select_related("person", "partner"))
    found = {candidate.choice: Localized() for candidate in candidates}
    for language in election.network.languages:
        with translation.override(language):
            for candidate in candidates:
                found[candidate.choice][language] = candidate.name
    return found


def round_result(vote: Vote, *, by: Viewer) -> dict[str, Any]:
    """The result of a closed round, computed by the charter; a tie that the charter decides by lot is drawn here."""
    election = election_of(vote)
    rules = office_rules(election.office, clock.today())
    outcome = round_outcome(vote, clock.today())
    lot = _drawn(vote, outcome, rules)
    elected = [*outcome.elected, *lot.get("drawn", [])]
    names = names_in(vote)
    labels = {choice: charter.Label(choice, name) for choice, name in names.items()}
    told: dict[str, tuple[charter.Label, ...]] = {
        "elected": tuple(labels[key] for key in outcome.elected),
        "run_off": tuple(labels[key] for key in outcome.run_off),
        "tied": tuple(labels[key] for key in outcome.tied),
        "drawn": tuple(labels[key] for key in lot.get("drawn", [])),
    }
    verdict = charter.Verdict(
        rule="election",
        source=rules.tie.source if outcome.tied else rules.majority.source,
        outcome=charter.Outcome.MET if elected else charter.Outcome.BREACHED,
        effect=charter.Effect.NONE if elected else charter.Effect.NOT_ELECTED,
        facts={
            "round": outcome.round,
            "needed": charter.Votes(outcome.needed),
            "votes_cast": charter.Votes(outcome.votes_cast),
            **told,
        },
        case=outcome.text_key.replace("tie_lot", "lot_drawn"),
    )
    verdicts = (*consent_verdicts(vote, clock.today()), verdict)
    statutes = by.network.charter.on(clock.today())
    findings = charter.Findings("declare_result", clock.today(), statutes.key, verdicts, carried=bool(elected))
    return {
        "kind": "election",
        "carried": bool(elected),
        "places": vote.places,
        "outcome": {**outcome.as_dict(), "elected": elected},
        "lot": lot,
        **counted(vote),
        "names": {choice: dict(name) for choice, name in names.items()},
        "texts": verdict.texts,
        "findings": findings.as_dict(),
        **(_words(election, [names[key] for key in elected]) if elected else {}),
    }


def _drawn(vote: Vote, outcome: charter.ElectionOutcome, rules: charter.OfficeRules) -> dict[str, Any]:
    """The lot, where it decides: its seed, between whom it was drawn, and on whom it fell, in order."""
    if not outcome.tied or rules.tie.then is not charter.Tie.LOT:
        return {}
    seed = lot_seed(vote)
    drawn = charter.draw(seed, outcome.tied, vote.places - len(outcome.elected))
    return {"seed": seed, "between": sorted(outcome.tied), "drawn": list(drawn)}


def _words(election: Election, elected: list[Localized]) -> dict[str, Any]:
    """Title and wording of the resolution that an election is, in the network's languages."""
    titles, bodies = Localized(), Localized()
    for language in election.network.languages:
        with translation.override(language):
            facts = {
                "office": str(election.office.names),
                "people": ", ".join(str(name) for name in elected),
                "begins": day_text(election.term_begins),
                "ends": day_text(election.term_ends) if election.term_ends else "…",
            }
            titles[language] = _("Election: %(office)s (%(people)s)") % facts
            bodies[language] = _("Elected as %(office)s for the term from %(begins)s to %(ends)s: %(people)s.") % facts
    return {"titles": titles, "bodies": bodies}


def conclude_round(vote: Vote, *, by: Viewer) -> None:
    """What the result of a round means: mandates begin, another round follows, or the election is over."""
    election = locked_election(election_of(vote))
    outcome = vote.result["outcome"]
    elected = [int(choice.removeprefix("c")) for choice in outcome["elected"]]
    candidacies = election.candidacies.select_related("person", "partner").in_bulk(elected)
    require_eligible(election, candidacies.values())
    for candidacy in (candidacies[pk] for pk in elected):
        for person in candidacy.people:
            _give_mandate(election, person, by)
    if outcome["run_off"]:
        election.state = Election.State.VOTING
        election.save(update_fields=["state"])
    else:
        end_election(election, by=by)


def _give_mandate(election: Election, person: Person, by: Viewer) -> None:
    """The mandate of somebody elected; a predecessor without an end, or with a later one, ends the day before."""
    try:
        mandate = begin_mandate(person, election.office, begins=election.term_begins, ends=election.term_ends)
    except MandateProblem as problem:
        raise NotPossible(str(problem)) from problem
    election.mandates.add(mandate)
    record(
        "mandate given",
        mandate,
        by=by.person,
        network=by.network,
        office=election.office.key,
        person=person.slug,
        begins=election.term_begins,
        ends=election.term_ends,
    )
