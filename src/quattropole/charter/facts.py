"""The facts a gate is asked about. Callers fill them in; nothing here reads a clock or a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from quattropole.charter.counting import Choice, Count, Presence
from quattropole.charter.model import Form, Mode, Number

NOBODY: frozenset[str] = frozenset()
NO_GROUPS: Mapping[str, Count] = {}
NO_POPULATIONS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An agenda item as the convocation names it. ``proposed_by``: organs whose resolution proposes it.

    ``office``: for the matter ``election``, the office to be filled. ``texts``: languages in which the item's text is
    there; None where that is not asked.
    """

    key: str
    matter: str
    named: bool = True
    proposed_by: frozenset[str] = NOBODY
    office: str | None = None
    texts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """Members who demand a meeting (BGB § 37): how many of how many, and in what way."""

    demanded_by: int
    members: int
    form: Form
    purpose: bool
    reasons: bool


@dataclass(frozen=True, slots=True)
class ConveneFacts:
    """A convocation. ``by_office``: the office in whose name it goes out; ``by_post``: the post that sends it for it.

    ``received_on``: the day the last member has it; needed only where receipt triggers the notice period.
    ``virtual_resolved``: an earlier resolution allows the mode. ``second_call_of``: the day of the first meeting, which
    had no quorum. ``languages``: languages of the convocation; None where that is not asked.
    """

    organ: str
    meeting_on: date
    sent_on: date
    received_on: date | None = None
    form: Form = Form.TEXT
    by_office: str | None = None
    by_post: str | None = None
    demand: DemandFacts | None = None
    mode: Mode = Mode.IN_PERSON
    virtual_resolved: bool = False
    rights_explained: bool = False
    items: tuple[ItemFacts, ...] = ()
    agenda_attached: bool = True
    languages: frozenset[str] | None = None
    second_call_of: date | None = None


@dataclass(frozen=True, slots=True)
class DutyFacts:
    """Whether an organ has to be convened: the days it met in this calendar year, a demand, a need."""

    organ: str
    on: date
    met_on: tuple[date, ...] = ()
    demand: DemandFacts | None = None
    interest_requires: bool = False


@dataclass(frozen=True, slots=True)
class AdmitFacts:
    """An item to be put on an agenda.

    ``convened_on``: the day of the convocation, or None while it has not gone out. ``renotified_on``: the day members
    were told of an item added later. ``by_office``, ``by_organ``: who asks; ``supporters`` of ``members`` instead.
    """

    organ: str
    matter: str
    proposed_by: frozenset[str]
    added_on: date
    meeting_on: date
    convened_on: date | None = None
    renotified_on: date | None = None
    office: str | None = None
    by_office: str | None = None
    by_organ: str | None = None
    supporters: int | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class OpenMeetingFacts:
    """A meeting about to begin. ``chair_office``: the office of the person in the chair; None for somebody else."""

    organ: str
    on: date
    presence: Presence
    chair_office: str | None = None
    second_call: bool = False
    convocation_ok: bool = True
    defect_relevant: bool = True


@dataclass(frozen=True, slots=True)
class OpenVoteFacts:
    """A vote about to be opened. ``defect_relevant``: a defect of the convocation counts only if a judicious member
    would find it relevant. ``weights``: the weight of every seat, to protect secret ballots."""

    organ: str
    matter: str
    on: date
    item_named_in_convocation: bool
    proposed_by: frozenset[str]
    presence: Presence
    convocation_ok: bool = True
    defect_relevant: bool = True
    office: str | None = None
    second_call: bool = False
    secret: bool = False
    secret_demanded_by: int = 0
    weights: tuple[Number, ...] = ()
    texts_present: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class DeclareFacts:
    """A closed vote whose result is to be declared.

    ``excluded``: ballots inside ``count`` that were cast in spite of an exclusion; they are void. ``groups``: the
    count of each city, for majorities of cities or of their population; ``excluded_groups``: the void ballots in it.
    ``consents``: members absent from the meeting who consented in text form (BGB § 33(1) s. 2). ``members``: members
    of the association, where they are not the seats. ``casting``: the chair's deciding vote on a tie.
    """

    organ: str
    matter: str
    on: date
    vote_closed: bool
    count: Count
    presence: Presence
    excluded: Count = field(default_factory=Count)
    groups: Mapping[str, Count] = field(default_factory=lambda: NO_GROUPS)
    excluded_groups: Mapping[str, Count] = field(default_factory=lambda: NO_GROUPS)
    populations: Mapping[str, int] = field(default_factory=lambda: NO_POPULATIONS)
    members: int | None = None
    members_yes: int | None = None
    consents: int = 0
    casting: Choice | None = None
    second_call: bool = False


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """A resolution about to enter the register.

    ``declared``: the result has been declared. ``number``: the number it gets; ``last_number``: the last one given in
    the series, 0 for none. ``public_register_on``: the day the public register of associations entered it.
    """

    matter: str
    on: date
    carried: bool
    texts_present: frozenset[str]
    declared: bool = True
    count: Count | None = None
    number: int | None = None
    last_number: int | None = None
    public_register_on: date | None = None


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A resolution without a meeting.

    ``members``: who is asked; ``consents`` and ``objections``: who said yes, who said no; ``answers``: who answered at
    all in time; ``count``: the answers counted, for statutes that let a majority of them decide (None in elections).
    """

    organ: str
    matter: str
    on: date
    members: int
    consents: int
    objections: int = 0
    answers: int = 0
    count: Count | None = None
    form: Form = Form.TEXT
    proposed_by: frozenset[str] = NOBODY
    office: str | None = None


@dataclass(frozen=True, slots=True)
class InterestFacts:
    """A person's interest in a matter (BGB § 34).

    ``interest``: one of ``quattropole.charter.INTERESTS``. When the person has voted all the same, ``decisive`` says
    whether that turned the result; where it is not given, ``count``, the whole count, and ``ballots``, the person's
    part in it, show it.
    """

    interest: str
    organ: str | None = None
    matter: str | None = None
    voted: bool = False
    decisive: bool | None = None
    count: Count | None = None
    ballots: Count | None = None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class CastFacts:
    """One ballot about to be cast. ``begins`` and ``ends``: the mandate's days; None and None for no mandate."""

    organ: str
    matter: str
    on: date
    begins: date | None
    ends: date | None = None
    vote_open: bool = True
    already_cast: bool = False
    present: bool = True
    fee_paid: bool | None = None
    interest: str | None = None
    proxy: bool = False
    proxies_held: int = 0
    substitute_for_city: str | None = None
    substitute_city: str | None = None
    substitute_named: bool = False
    holder_present: bool = False
