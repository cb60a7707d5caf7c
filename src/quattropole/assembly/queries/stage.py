"""What is on the floor of a meeting: its current item, the wording, the vote under way or the last result."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from quattropole import charter
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.assembly.models import Debate, Speech
from quattropole.assembly.queries.floor import floor_of
from quattropole.charter import wording
from quattropole.decisions.models import Candidacy, Election, Placement, Vote
from quattropole.decisions.queries import VoteView, office_rules, vote_views, wording_under
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.meetings.queries import PaperView, paper_views
from quattropole.texts.localized import Localized, reading_order

RUNNING = (Vote.State.OPEN, Vote.State.CLOSED)


@dataclass(frozen=True)
class Words:
    """A wording in one language; `is_missing` where an authentic language has none yet."""

    language: str
    title: str
    body: str

    @property
    def is_missing(self) -> bool:
        """Whether nothing is written in this language."""
        return not (self.title or self.body)


@dataclass(frozen=True)
class Stage:
    """What a screen shows of the floor. `is_hidden`: something is dealt with that is not for this screen."""

    item: AgendaItem | None = None
    is_hidden: bool = False
    words: tuple[Words, ...] = ()
    view: VoteView | None = None
    election: Election | None = None
    candidates: tuple[Candidacy, ...] = ()
    papers: tuple[PaperView, ...] = ()
    matter: str = ""
    majority: charter.Line | None = None
    debate: Debate | None = None
    placement: Placement | None = None

    @property
    def has_bodies(self) -> bool:
        """Whether there is more of it than a title."""
        return any(words.body for words in self.words)

    @property
    def is_running(self) -> bool:
        """Whether a vote is open, or closed and not declared."""
        return self.view is not None and self.view.vote.state in RUNNING


def running_votes_of(meeting: Meeting) -> list[Vote]:
    """The votes of a meeting that are open or wait for their declaration, the newest first."""
    votes = Vote.objects.filter(item__meeting=meeting, state__in=RUNNING)
    return list(votes.select_related("item__meeting__organ", "election__office", "proposal").order_by("-opened_at"))


def current_item(meeting: Meeting, running: Collection[Vote]) -> AgendaItem | None:
    """The item that was called; where none was, the one on which a vote is running."""
    if meeting.state != Meeting.State.OPEN:
        return None
    called = floor_of(meeting).item
    return called if called is not None else next((vote.item for vote in running), None)


def stage_of(meeting: Meeting, audiences: Collection[str], *, runs_votes: bool = False) -> Stage:
    """What is on the floor, for records of these audiences; `runs_votes` adds what the chair needs to run a vote."""
    running = running_votes_of(meeting)
    item = current_item(meeting, running)
    if item is None:
        return Stage()
    if item.audience not in audiences:
        return Stage(is_hidden=True)
    item.meeting = meeting
    vote = next((vote for vote in running if vote.item_id == item.pk), None) or _last_declared(item)
    view = vote_views(Viewer(meeting.network), [vote], may_run=runs_votes)[vote.pk] if vote else None
    placement = Placement.objects.filter(item=item).select_related("proposal__text", "proposal__origin").first()
    election = Election.objects.filter(item=item).select_related("office__network").first()
    titles, bodies = _wording(item, vote)
    return Stage(
        item=item,
        words=words_of(meeting, titles, bodies),
        view=view,
        election=election,
        candidates=_candidates(election),
        papers=tuple(_papers(meeting, item, audiences)),
        matter=_matter_name(meeting, item, vote),
        majority=_majority(meeting, item, vote, election),
        debate=Debate.objects.filter(item=item).select_related("referred_to").first(),
        placement=placement,
    )


def _last_declared(item: AgendaItem) -> Vote | None:
    """The last result under the item; one on procedure gives way as soon as somebody has the floor again."""
    votes = Vote.objects.filter(item=item, state=Vote.State.DECLARED)
    spoken = Speech.objects.filter(item=item, called_at__gt=OuterRef("declared_at"))
    votes = votes.exclude(Exists(spoken), procedural_motion__isnull=False)
    return votes.select_related("item__meeting__organ", "election__office", "proposal").order_by("declared_at").last()


def _wording(item: AgendaItem, vote: Vote | None) -> tuple[Localized, Localized]:
    """What is voted on, as frozen at the opening; before that what stands under the item as it reads now."""
    if vote is not None and (vote.state in RUNNING or vote.amendment_id is None):
        return vote.titles, vote.bodies
    titles, bodies = wording_under(item)
    return (titles, bodies) if titles or bodies else (item.titles, item.notes)


def words_of(meeting: Meeting, titles: Localized, bodies: Localized) -> tuple[Words, ...]:
    """The wording in the reader's language first, then in the authentic languages; those without words say so."""
    reader = get_language() or "de"
    authentic = list(meeting.network.authentic_languages)
    written = set(titles.languages()) | set(bodies.languages())
    order = [language for language in reading_order(reader) if language in authentic or language == reader]
    shown = dict.fromkeys([language for language in order if language in written] + authentic)
    return tuple(Words(language, titles.get(language, ""), bodies.get(language, "")) for language in shown)


def _candidates(election: Election | None) -> tuple[Candidacy, ...]:
    if election is None:
        return ()
    listed = Candidacy.objects.filter(election=election).select_related("person__city", "partner__city")
    return tuple(listed.order_by("position"))


def _papers(meeting: Meeting, item: AgendaItem, audiences: Collection[str]) -> list[PaperView]:
    """The papers of the item that are for these audiences."""
    papers = Paper.objects.filter(item=item, audience__in=audiences).select_related("item")
    return paper_views(papers, meeting.network.authentic_languages)


def _matter_name(meeting: Meeting, item: AgendaItem, vote: Vote | None) -> str:
    statutes = meeting.network.charter.on(meeting.day)
    rules = statutes.matters.get(vote.matter if vote else item.matter)
    return rules.name(wording.language(get_language() or "de")) if rules else ""


def _majority(meeting: Meeting, item: AgendaItem, vote: Vote | None, election: Election | None) -> charter.Line | None:
    """Which majority the item needs, in words; None where nothing is decided under it."""
    language = wording.language(get_language() or "de")
    if election is not None:
        try:
            return charter.majority_line(office_rules(election.office, meeting.day).majority, language)
        except NotPossible:
            return None
    statutes = meeting.network.charter.on(meeting.day)
    matter = vote.matter if vote else item.matter
    if matter not in statutes.matters or meeting.organ.key not in statutes.organs:
        return None
    return charter.majority_line(statutes.majority_for(meeting.organ.key, matter), language)
