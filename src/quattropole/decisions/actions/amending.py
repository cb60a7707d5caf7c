"""What becomes of amendments: put in order, voted on, adopted, settled; what is carried is merged into the text.

The merged text stands with the placement of the proposal under its item; the proposal's own text is never touched,
but for one that its own organ amends before it makes it.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.amendments import open_amendment, reading, require_no_vote
from quattropole.decisions.actions.proposals import only_drafters
from quattropole.decisions.actions.voting import Question, begin_vote, only_chair
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution, Vote
from quattropole.decisions.queries.facts import texts_present
from quattropole.decisions.queries.rewording import Reading, Standing, ballot_of, in_order, label_of
from quattropole.decisions.rules import is_drafter, may_adopt, may_run_votes
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.texts.actions import Change, write_wordings
from quattropole.texts.localized import Localized
from quattropole.texts.models import State


def pending_under(item: AgendaItem) -> list[Amendment]:
    """The amendments that are moved and not decided, in the order of votes."""
    return in_order(Amendment.objects.filter(placement__item=item, state=Amendment.State.MOVED))


def amendments_first(item: AgendaItem, question: Question, method: str) -> str | None:
    """Why the text cannot be voted on yet: amendments come first. Asked before any vote is opened."""
    if question.proposal is None:
        return None
    waiting = pending_under(item)
    if not waiting:
        return None
    return _("First it is decided on: %(amendments)s.") % {"amendments": ", ".join(map(label_of, waiting))}


def open_amendment_vote(amendment: Amendment, *, method: str, by: Viewer) -> Vote:
    """Put an amendment to the vote: the furthest first, unless the chair gave it another place.

    Raises `NotPossible` where another comes first, a language is unsaid, or the text reads otherwise by now.
    """
    with transaction.atomic():
        current = open_amendment(amendment, Amendment.State.MOVED)
        item = current.placement.item
        first = pending_under(item)[0]
        if first.pk != current.pk:
            raise NotPossible(
                _("%(amendment)s goes further and comes first. The chair may set another order.")
                % {"amendment": label_of(first)}
            )
        found = _mergeable(current)
        titles, bodies = ballot_of(current, found)
        question = Question(titles, bodies, "procedural", amendment=current)
        vote = begin_vote(item, question, method=method, by=by)
        publish(item.meeting_id, Topic.AMENDMENTS)
    return vote


def _mergeable(amendment: Amendment) -> Reading:
    """The amendment read against the text, if it can be merged as it is; says why not, if it cannot."""
    found = reading(amendment)
    if found.standing is Standing.CLASHING:
        raise NotPossible(
            _("The text that it changes reads otherwise by now. The mover or the chair fits it, or it is settled.")
        )
    if found.standing is Standing.MOOT:
        raise NotPossible(_("This changes nothing: the text reads so already."))
    if found.standing is Standing.UNSAID:
        raise NotPossible(
            _("Unchanged and not confirmed: %(languages)s. The mover says that it needs no change, or changes it.")
            % {"languages": found.unsaid_names}
        )
    return found


def _merge(amendment: Amendment) -> None:
    placement = amendment.placement
    placement.amended_titles, placement.amended_bodies = _mergeable(amendment).wording
    placement.save(update_fields=["amended_titles", "amended_bodies"])


def _close(amendment: Amendment, state: str) -> None:
    amendment.state, amendment.decided_at = state, clock.now()
    amendment.save(update_fields=["state", "decided_at"])


def adopt_amendment(amendment: Amendment, *, by: Viewer) -> Amendment:
    """Those who moved the text adopt the change, so that nobody votes on it: it is merged at once."""
    with transaction.atomic():
        current = open_amendment(amendment, Amendment.State.MOVED)
        item = current.placement.item
        require(may_adopt(by, item), _("Only the mover of the text, or the chair for its organ, may do this."))
        if item.meeting.state != Meeting.State.OPEN:
            raise NotPossible(_("The meeting is not in session."))
        require_no_vote(item, _("A vote on this item is already running."))
        _merge(current)
        _close(current, Amendment.State.ADOPTED)
        record("amendment adopted", current, by=by.person, network=by.network, item=item.pk, number=current.number)
        publish(item.meeting_id, Topic.AMENDMENTS)
    return current


def settle_amendment(amendment: Amendment, *, by: Viewer) -> Amendment:
    """The chair finds that another vote has settled it: the text says so already, or the opposite was carried."""
    with transaction.atomic():
        current = open_amendment(amendment, Amendment.State.MOVED)
        item = current.placement.item
        require(may_run_votes(by, item.meeting), only_chair())
        require_no_vote(item, _("A vote on this item is already running."))
        if reading(current).standing not in {Standing.CLASHING, Standing.MOOT}:
            raise NotPossible(_("No other vote has settled it; it can still be voted on."))
        _close(current, Amendment.State.SETTLED)
        record("amendment settled", current, by=by.person, network=by.network, item=item.pk, number=current.number)
        publish(item.meeting_id, Topic.AMENDMENTS)
    return current


def rank_amendment(amendment: Amendment, *, place: int | None, by: Viewer) -> list[Amendment]:
    """Give it a place in the order of votes, counted from 1; None: all stand as the rule has them. The new order."""
    with transaction.atomic():
        current = open_amendment(amendment, Amendment.State.MOVED)
        item = current.placement.item
        require(may_run_votes(by, item.meeting), only_chair())
        require_no_vote(item, _("A vote on this item is already running."))
        order = pending_under(item)
        if place is not None:
            moved = next(one for one in order if one.pk == current.pk)
            order.remove(moved)
            order.insert(max(0, min(place - 1, len(order))), moved)
        for number, one in enumerate(order, start=1):
            one.rank = None if place is None else number
        Amendment.objects.bulk_update(order, ["rank"])
        record("amendments ordered", current, by=by.person, network=by.network, item=item.pk, place=place)
        publish(item.meeting_id, Topic.AMENDMENTS)
    return in_order(order)


def follow_result(vote: Vote, by: Viewer) -> None:
    """What a declared result means for amendments and for the text; one of the `consequences` of declaring."""
    if vote.amendment is not None:
        _decide(vote, vote.amendment, by)
    elif vote.proposal_id is not None and vote.result["carried"]:
        _write_back(vote, by)


def _decide(vote: Vote, voted_on: Amendment, by: Viewer) -> None:
    placement = Placement.objects.select_related("item__meeting", "proposal__text").get(item=vote.item_id)
    Proposal.objects.select_for_update(of=("self",)).get(pk=placement.proposal_id)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=voted_on.pk)
    amendment.placement = placement
    carried = vote.result["carried"]
    if carried:
        _merge(amendment)
    _close(amendment, Amendment.State.CARRIED if carried else Amendment.State.LOST)
    record("amendment " + amendment.state, amendment, by=by.person, network=by.network, number=amendment.number)
    publish(placement.item.meeting_id, Topic.AMENDMENTS)


def _write_back(vote: Vote, by: Viewer) -> None:
    """An organ that amends its own draft before it makes the proposal makes it as amended."""
    placement = Placement.objects.filter(item=vote.item_id, purpose=Placement.Purpose.PROPOSE).first()
    if placement is None or not placement.amended_titles:
        return
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("text").get(pk=placement.proposal_id)
    before = {wording.language: wording for wording in proposal.text.wordings.all()}
    changes = []
    for language, title in placement.amended_titles.items():
        was = before.get(language)
        settled = was.state if was and was.state != State.OUTDATED else None
        body = placement.amended_bodies.get(language, "")
        changes.append(Change(language, title, body, was.revision if was else 0, settled))
    written = write_wordings(proposal.text, changes, by=str(by.person or ""))
    revisions = {language: wording.revision for language, wording in written.items() if wording.pk}
    record("proposal written", proposal, by=by.person, network=by.network, revisions=revisions)


def complete_amended(item: AgendaItem, *, titles: Localized, bodies: Localized, by: Viewer) -> Placement:
    """Add languages to an amended wording; those that were amended along stay as they were carried.

    Raises `NotPossible` where nothing was amended, or what was carried is in the register already.
    """
    with transaction.atomic():
        Proposal.objects.select_for_update(of=("self",)).get(placements__item=item)
        placement = Placement.objects.select_related("proposal__origin").get(item=item)
        require(is_drafter(by, placement.proposal), only_drafters())
        if not placement.amended_titles:
            raise NotPossible(_("Nothing was amended here."))
        require_no_vote(item, _("A vote on this item is already running."))
        if Resolution.objects.filter(vote__item=item).exists():
            raise NotPossible(_("The resolution is already in the register."))
        there = texts_present(placement.amended_titles, placement.amended_bodies)
        added = [language for language in texts_present(titles, bodies) - there if language in by.network.languages]
        for language in added:
            placement.amended_titles[language] = titles[language].strip()
            placement.amended_bodies[language] = bodies[language].replace("\r\n", "\n").strip()
        if not added:
            raise NotPossible(_("Write the title and the text in a language that is missing."))
        placement.save(update_fields=["amended_titles", "amended_bodies"])
        record("amended text completed", placement, by=by.person, network=by.network, languages=sorted(added))
        publish(item.meeting_id, Topic.AMENDMENTS)
    return placement
