"""What the statutes say for an organ on a day, and in which office somebody acts under them."""

from collections.abc import Iterable
from datetime import date

from quattropole import charter
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings, OrganRules, Statutes, Verdict
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network, Organ, Person
from quattropole.network.queries import offices_on

MODES = {
    Meeting.Mode.ON_SITE: charter.Mode.IN_PERSON,
    Meeting.Mode.HYBRID: charter.Mode.HYBRID,
    Meeting.Mode.VIRTUAL: charter.Mode.VIRTUAL,
}


def rules_of(organ: Organ, day: date) -> OrganRules | None:
    """The organ's rules on a day; None for a body that the charter does not know, such as a project group."""
    return organ.network.charter.on(day).organs.get(organ.key)


def no_findings(gate: str, statutes: Statutes, day: date) -> Findings:
    """The findings of a gate that has nothing to check, because the charter does not know the body."""
    return Findings(gate, day, statutes.key, ())


def findings_of(gate: str, statutes: Statutes, day: date, *verdicts: Verdict) -> Findings:
    """Verdicts that were asked for one by one, as findings."""
    return Findings(gate, day, statutes.key, tuple(verdicts))


def holders(network: Network, offices: Iterable[str], day: date) -> list[tuple[str, Person]]:
    """Who fills the offices on a day, in the order of `offices`; who goes on acting after the term counts."""
    filled = {held.office.key: held.mandates for held in offices_on(network, day)}
    return [(key, mandate.person) for key in offices for mandate in filled.get(key, ())]


def office_held(viewer: Viewer, offices: Iterable[str]) -> str | None:
    """The first of the offices that the viewer fills on the viewer's day."""
    if viewer.person is None:
        return None
    return next(
        (key for key, person in holders(viewer.network, offices, viewer.day) if person.pk == viewer.person.pk),
        None,
    )


def posts_held(viewer: Viewer) -> list[str]:
    """The posts of the secretariat that the viewer holds, as the charter may name them: the organ's key, the seat's."""
    posts: list[str] = []
    for seat in viewer.seats:
        if seat.organ.kind == Organ.Kind.SECRETARIAT:
            posts += [seat.organ.key, seat.key]
    return posts


def convening_offices(organ: Organ, rules: OrganRules | None) -> tuple[str, ...]:
    """The offices that convene the organ; without a rule, those that are held in it."""
    if rules is not None and rules.conveners.offices:
        return rules.conveners.offices
    return tuple(office.key for office in organ.offices.all())


def chairing_offices(organ: Organ, rules: OrganRules | None) -> tuple[str, ...]:
    """The offices that chair, first first; without a rule, those that are held in the organ."""
    if rules is not None and rules.chair.offices:
        return rules.chair.offices
    return tuple(office.key for office in organ.offices.all())


def acts_for(
    viewer: Viewer | None, rules: OrganRules | None, offices: tuple[str, ...]
) -> tuple[str | None, str | None]:
    """In which of the offices, and through which post, the viewer acts: `(office, post)`.

    A post acts in the name of the first office. Without a viewer the secretariat is meant.
    """
    through = rules.conveners.through if rules is not None else ()
    first = offices[0] if offices else None
    if viewer is None:
        return first, through[0] if through else None
    own = office_held(viewer, offices)
    if own is not None:
        return own, None
    posts = posts_held(viewer)
    post = next((post for post in posts if post in through), posts[0] if posts else None)
    return (first if post is not None else None), post
