"""Filling an office: candidates, rounds, and the mandates that begin and end by themselves."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import Question, begin_vote, require_open_proposal
from quattropole.decisions.models import Candidacy, Election, Placement, Proposal, Vote
from quattropole.decisions.queries import (
    choice_counts,
    counts_by_city,
    counts_json,
    election_of,
    eligible_for,
    going_on,
    office_rules,
    round_outcome,
)
from quattropole.decisions.queries.circular import consent_verdicts
from quattropole.decisions.rules import may_nominate, may_step_back
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.rules import may_prepare
from quattropole.network.actions import MandateProblem, begin_mandate
from quattropole.network.models import Mandate, Office, Organ, Person
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text

DAY = timedelta(days=1)
OVER = frozenset({Election.State.DECIDED, Election.State.FAILED})


def prepare_election(item: AgendaItem, *, by: Viewer) -> Election:
    """Prepare the election for which the item is on the agenda; the charter gives the days of the term."""
    require(may_prepare(by, item.meeting.organ), _("Only those who prepare this organ's meetings may do this."))
    with transaction.atomic():
        office = Office.objects.filter(key=item.office).select_related("network").first()
        if item.kind != AgendaItem.Kind.ELECTION or office is None:
            raise NotPossible(_("The agenda item names no office to be filled."))
        day = item.meeting.day
        last = Mandate.objects.filter(office=office, begins__lte=day).order_by("-begins").first()
        term = charter.term(office_rules(office, day), day, last.ends if last else None)
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


def eligible(election: Election) -> list[Person]:
    """Who can be elected on the day of the meeting, by the charter's rule on eligibility."""
    return eligible_for(election.office, election.item.meeting)


def _only_eligible(election: Election) -> str:
    rules = office_rules(election.office, election.item.meeting.day)
    organ = Organ.objects.filter(key=rules.eligible.seat_in).first()
    return _("Only holders of a seat in “%(organ)s” can be elected (%(cite)s).") % {
        "organ": organ or rules.eligible.seat_in,
        "cite": rules.eligible.source.cite,
    }


def _require_eligible(election: Election, candidates: Iterable[Candidacy]) -> None:
    """Raise `NotPossible` for a candidate who could be elected when nominated and no longer can."""
    able = {person.pk for person in eligible(election)}
    gone = next((candidate for candidate in candidates if candidate.person_id not in able), None)
    if gone is not None:
        raise NotPossible(f"{gone.person}: {_only_eligible(election)}")


def _locked_election(election: Election) -> Election:
    return (
        Election.objects.select_for_update(of=("self",))
        .select_related("item__meeting__organ", "office__network")
        .get(pk=election.pk)
    )


def nominate(election: Election, person: Person, *, by: Viewer) -> Candidacy:
    """Put somebody up as a candidate, before the first round. Nominating twice changes nothing."""
    with transaction.atomic():
        locked = _locked_election(election)
        require(
            may_nominate(by, locked.item.meeting),
            _("Only the secretariat, the chair and members of the electing organ nominate candidates."),
        )
        if locked.state != Election.State.NOMINATING:
            raise NotPossible(_("The election has begun; no more candidates can be nominated."))
        if person not in eligible(locked):
            raise NotPossible(_only_eligible(locked))
        candidacy, created = Candidacy.objects.get_or_create(
            election=locked,
            person=person,
            defaults={
                "network": by.network,
                "position": locked.candidacies.count() + 1,
                "nominated_at": clock.now(),
                "nominated_by": by.person,
            },
        )
        if created or candidacy.withdrawn_at:
            candidacy.withdrawn_at = None
            candidacy.save(update_fields=["withdrawn_at"])
            record("candidate nominated", locked, by=by.person, network=by.network, person=person.slug)
    return candidacy


def withdraw_candidacy(candidacy: Candidacy, *, by: Viewer) -> Candidacy:
    """A candidate steps back, before the first round or between two rounds; stepping back twice changes nothing."""
    with transaction.atomic():
        locked = _locked_election(candidacy.election)
        require(
            may_step_back(by, candidacy, locked.item.meeting),
            _("Only the candidate, whoever nominated the candidate, the secretariat and the chair may do this."),
        )
        if locked.state in OVER:
            raise NotPossible(_("The election is over."))
        if locked.rounds.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
            raise NotPossible(_("A round is running; nobody can step back now."))
        current = Candidacy.objects.select_related("person").get(pk=candidacy.pk)
        if current.withdrawn_at is None:
            current.withdrawn_at = clock.now()
            current.save(update_fields=["withdrawn_at"])
            record("candidate withdrawn", locked, by=by.person, network=by.network, person=current.person.slug)
            _fail_if_deserted(locked, by=by)
    return current


def _fail_if_deserted(election: Election, *, by: Viewer) -> None:
    """After a round nobody new can stand: where all step back, the election is without result."""
    if election.state == Election.State.VOTING and not standing_candidates(election):
        election.state = Election.State.FAILED
        election.save(update_fields=["state"])
        _conclude_proposal(election, by=by)


def standing_candidates(election: Election) -> list[Candidacy]:
    """Who stands in the next round: all candidates, or after a round those whom its result sends on."""
    return going_on(election.candidacies.select_related("person"), election.rounds.all())


def open_round(election: Election, *, method: str, by: Viewer) -> Vote:
    """Open the next round. One candidate: for or against; several: one of them; abstaining is always possible."""
    with transaction.atomic():
        locked = _locked_election(election)
        if locked.state in OVER:
            raise NotPossible(_("The election is over."))
        require_open_proposal(locked.item)
        _require_free_term(locked)
        candidates = standing_candidates(locked)
        if not candidates:
            raise NotPossible(_("There is no candidate yet. Nominate one first."))
        _require_eligible(locked, candidates)
        number = locked.rounds.filter(state=Vote.State.DECLARED).count() + 1
        choices = [candidate.choice for candidate in candidates]
        choices += ["no", "abstain"] if len(candidates) == 1 else ["abstain"]
        question = Question(
            locked.item.titles,
            locked.item.notes,
            locked.item.matter or "election",
            choices=choices,
            election=locked,
            number=number,
        )
        vote = begin_vote(locked.item, question, method=method, by=by)
        if locked.state == Election.State.NOMINATING:
            locked.state = Election.State.VOTING
            locked.save(update_fields=["state"])
    return vote


def names_in(vote: Vote) -> dict[str, Localized]:
    """Choice -> candidate's name in each language: a seat that no source names is called differently in each."""
    election = election_of(vote)
    candidates = list(election.candidacies.select_related("person"))
    found = {candidate.choice: Localized() for candidate in candidates}
    for language in election.network.languages:
        with translation.override(language):
            for candidate in candidates:
                found[candidate.choice][language] = candidate.person.name
    return found


def round_result(vote: Vote, *, by: Viewer) -> dict[str, Any]:
    """The result of a closed round, computed by the charter; a tie that the charter decides by lot is drawn here."""
    election = election_of(vote)
    rules = office_rules(election.office, clock.today())
    counts = choice_counts(vote)
    outcome = round_outcome(vote, clock.today())
    elected = list(outcome.elected)
    drawn: dict[str, Any] = {}
    if outcome.tied and rules.tie.then is charter.Tie.LOT:
        seed = vote.ballots_digest
        elected.append(charter.lot(seed, outcome.tied))
        drawn = {"seed": seed, "between": sorted(outcome.tied), "drawn": elected[-1]}
    names = names_in(vote)
    labels = {choice: charter.Label(choice, name) for choice, name in names.items()}
    done = len(elected) >= rules.places
    verdict = charter.Verdict(
        rule="election",
        source=rules.tie.source if outcome.tied else rules.majority.source,
        outcome=charter.Outcome.MET if done else charter.Outcome.BREACHED,
        effect=charter.Effect.NONE if done else charter.Effect.NOT_ELECTED,
        facts={
            "round": outcome.round,
            "elected": tuple(labels[key] for key in elected),
            "run_off": tuple(labels[key] for key in outcome.run_off),
            "tied": tuple(labels[key] for key in outcome.tied),
            "needed": outcome.needed,
            "votes_cast": outcome.votes_cast,
        },
        case=outcome.text_key,
    )
    verdicts = (*consent_verdicts(vote, clock.today()), verdict)
    findings = charter.Findings(
        "declare_result", clock.today(), by.network.charter.on(clock.today()).key, verdicts, carried=done
    )
    return {
        "kind": "election",
        "carried": done,
        "outcome": {**outcome.as_dict(), "elected": elected},
        "lot": drawn,
        "counts": counts_json(counts),
        "cities": {city: counts_json(shares) for city, shares in counts_by_city(vote).items()},
        "names": {choice: dict(name) for choice, name in names.items()},
        "texts": verdict.texts,
        "findings": findings.as_dict(),
        **(_words(election, [names[key] for key in elected]) if done else {}),
    }


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
    """What the result of a round means: mandates begin, another round follows, or the election is without result."""
    election = _locked_election(election_of(vote))
    if not vote.result["carried"]:
        election.state = Election.State.VOTING if vote.result["outcome"]["run_off"] else Election.State.FAILED
        election.save(update_fields=["state"])
        _conclude_proposal(election, by=by)
        return
    elected = [int(choice.removeprefix("c")) for choice in vote.result["outcome"]["elected"]]
    candidacies = election.candidacies.select_related("person").in_bulk(elected)
    _require_eligible(election, candidacies.values())
    election.state = Election.State.DECIDED
    election.save(update_fields=["state"])
    _conclude_proposal(election, by=by)
    for candidacy in (candidacies[pk] for pk in elected):
        mandate = _begin_term(election, candidacy.person)
        election.mandates.add(mandate)
        record(
            "mandate given",
            mandate,
            by=by.person,
            network=by.network,
            office=election.office.key,
            person=candidacy.person.slug,
            begins=election.term_begins,
            ends=election.term_ends,
        )


def _conclude_proposal(election: Election, *, by: Viewer) -> None:
    """An election that is over closes the proposal to hold it."""
    placement = Placement.objects.filter(item=election.item_id).first()
    if placement is None or election.state not in OVER:
        return
    proposal = Proposal.objects.select_for_update().get(pk=placement.proposal_id)
    decided = election.state == Election.State.DECIDED
    proposal.state = Proposal.State.DECIDED if decided else Proposal.State.REJECTED
    proposal.save(update_fields=["state"])
    record("proposal " + proposal.state, proposal, by=by.person, network=by.network)


def _require_free_term(election: Election) -> None:
    """Raise `NotPossible` where somebody has been given the office for a part of the term already."""
    if election.office.places > 1:
        return
    held = Mandate.objects.filter(office=election.office, begins__gte=election.term_begins)
    if election.term_ends is not None:
        held = held.filter(begins__lte=election.term_ends)
    first = held.select_related("person").order_by("begins").first()
    if first is not None:
        raise NotPossible(
            _("%(person)s holds this office from %(day)s already.")
            % {"person": first.person, "day": day_text(first.begins)}
        )


def _begin_term(election: Election, person: Person) -> Mandate:
    """The mandate of somebody elected; a predecessor without an end, or with a later one, ends the day before."""
    try:
        return begin_mandate(person, election.office, begins=election.term_begins, ends=election.term_ends)
    except MandateProblem as problem:
        raise NotPossible(str(problem)) from problem
