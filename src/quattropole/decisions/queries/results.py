"""A declared result as people see it: every screen, page and export reads it here, from what was declared."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quattropole.look.drawings import MajorityBar, majority_bar
from quattropole.texts.localized import Localized

Bar = MajorityBar


@dataclass(frozen=True)
class ChoiceLine:
    """One choice with its votes and its share of yes, no and abstentions (in thousandths, adding up to 1000)."""

    key: str
    name: str
    votes: int | str
    per_mille: int | None


@dataclass(frozen=True)
class CityLine:
    """One city's votes, in the order of the choices."""

    city: str
    votes: tuple[int | str, ...]


@dataclass(frozen=True)
class ResultView:
    """A declared result. `needed` and `reached` belong to the majority; `sentence` says it in each language."""

    carried: bool
    is_election: bool
    sentence: Localized
    choices: tuple[ChoiceLine, ...]
    cities: tuple[CityLine, ...]
    votes_cast: int | str
    needed: int | str | None
    reached: int | str | None
    not_voted: int | str
    bar: MajorityBar | None
    elected: tuple[str, ...]
    run_off: tuple[str, ...]
    findings: dict[str, Any]


def choice_names(names: dict[str, str]) -> dict[str, str]:
    """Choice -> what it is called in the active language; `names` are those of candidates."""
    return {
        "yes": _("Yes"),
        "no": _("No"),
        "abstain": _("Abstention"),
        "invalid": _("Invalid"),
        "not_voted": _("Not voted"),
        **names,
    }


def result_view(result: dict[str, Any]) -> ResultView | None:
    """A result as stored by `declare_vote`, or None where none is stored (a record from sources)."""
    if not result.get("counts"):
        return None
    tally = result.get("tally") or {}
    outcome = result.get("outcome") or {}
    counts: dict[str, int | str] = result["counts"]
    names = choice_names({choice: str(Localized(name)) for choice, name in result.get("names", {}).items()})
    shares: dict[str, int] = result.get("per_mille", {})
    order = [choice for choice in counts if choice != "not_voted"]
    needed = tally.get("needed") if tally else outcome.get("needed")
    return ResultView(
        carried=bool(result.get("carried")),
        is_election=result["kind"] == "election",
        sentence=Localized(result.get("texts", {})),
        choices=tuple(ChoiceLine(c, names.get(c, c), counts[c], shares.get(c)) for c in order),
        cities=tuple(
            CityLine(city, tuple(votes.get(choice, 0) for choice in order))
            for city, votes in result.get("cities", {}).items()
        ),
        votes_cast=tally.get("votes_cast", outcome.get("votes_cast", 0)),
        needed=needed,
        reached=tally.get("reached"),
        not_voted=counts.get("not_voted", 0),
        bar=_bar(counts, needed) if result["kind"] == "motion" else None,
        elected=tuple(names.get(key, key) for key in outcome.get("elected", [])),
        run_off=tuple(names.get(key, key) for key in outcome.get("run_off", [])),
        findings=result.get("findings", {}),
    )


def _bar(counts: dict[str, int | str], needed: int | str | None) -> MajorityBar | None:
    """The drawn bar; fractions of votes are not drawn, the table shows them."""
    yes, no, abstain = counts["yes"], counts["no"], counts["abstain"]
    if isinstance(yes, int) and isinstance(no, int) and isinstance(abstain, int):
        return majority_bar(yes, no, abstain, needed if isinstance(needed, int) else None)
    return None
