"""What tests of amendments share: an assembly about a text of several paragraphs, and wishes to change it."""

from quattropole.decisions import actions
from quattropole.decisions.actions import Wish
from quattropole.decisions.models import Amendment, Placement
from quattropole.decisions.queries import wording_under
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls

DE = (
    "Die Städte richten ein gemeinsames Büro ein.\n\nDer Beitrag beträgt 50 Cent je Einwohner. "
    "Er ist im Januar fällig.\n\nDas Büro berichtet jährlich."
)
FR = (
    "Les villes créent un bureau commun.\n\nLa contribution est de 50 centimes par habitant. "
    "Elle est due en janvier.\n\nLe bureau rend compte chaque année."
)
TITLES = ("Gemeinsames Büro", "Bureau commun")


def assembly(network: Network, *, councillors: int = 2) -> tuple[halls.Hall, AgendaItem]:
    """An assembly in session with the board's proposal of a joint office on its agenda."""
    house = halls.furnish(network, councillors)
    meeting = halls.plan(house.assembly)
    proposal = halls.proposed(house, text=factories.make_text(DE, FR, title=TITLES))
    item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
    return halls.begin(house, meeting), AgendaItem.objects.get(pk=item.pk)


def now_under(item: AgendaItem) -> tuple[dict[str, str], dict[str, str]]:
    """Titles and bodies under the item, read from the database."""
    titles, bodies = wording_under(AgendaItem.objects.get(pk=item.pk))
    return dict(titles), dict(bodies)


def wish(item: AgendaItem, de: tuple[str, str] | None, fr: tuple[str, str] | None, *unchanged: str) -> Wish:
    """Replace words in the German and in the French body; `unchanged` languages are confirmed."""
    titles, bodies = now_under(item)
    for language, change in (("de", de), ("fr", fr)):
        if change is not None:
            assert change[0] in bodies[language]
            bodies[language] = bodies[language].replace(*change)
    return Wish(titles, bodies, unchanged)


def cents(item: AgendaItem, number: int) -> Wish:
    """Another contribution, in both languages."""
    return wish(item, ("50 Cent", f"{number} Cent"), ("50 centimes", f"{number} centimes"))


def moved(hall: halls.Hall, item: AgendaItem, wanted: Wish, *, place: int = 0, kind: str = "change") -> Amendment:
    """Drafted and moved by who sits at this place."""
    draft = actions.draft_amendment(item, wanted, kind=kind, by=hall.viewer(place))
    return actions.move_amendment(draft, by=hall.viewer(place))


def carried(hall: halls.Hall, amendment: Amendment, choice: str = "yes") -> Amendment:
    """Voted on by everybody alike, and declared."""
    vote = actions.open_amendment_vote(amendment, method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(len(hall.seated)), choice))
    halls.decide(hall, vote)
    amendment.refresh_from_db()
    return amendment


def placement(item: AgendaItem) -> Placement:
    return Placement.objects.get(item=item)
