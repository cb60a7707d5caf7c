"""A declared result as people see it: every screen, page, document and export reads it here, from what was declared.

Figures are as people write them in the active language; `result_document` gives the exact ones to machines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quattropole import charter
from quattropole.decisions.queries.choices import is_candidate, place_on_ballot
from quattropole.look.drawings import MajorityBar, MeasureBar, majority_bar, measure_bar
from quattropole.texts.figures import figure_text, share_text
from quattropole.texts.localized import Localized

Bar = MajorityBar
Figure = int | str


@dataclass(frozen=True)
class ChoiceLine:
    """One choice with its votes and its share in thousandths, also as a percentage; None of what is not shared out.

    In an election with several candidates `bar` draws the votes of each against what elects.
    """

    key: str
    name: str
    votes: Figure
    per_mille: int | None
    share: str = ""
    is_elected: bool = False
    bar: MeasureBar | None = None


@dataclass(frozen=True)
class CityLine:
    """One city's votes, in the order of the choices; `city` is its slug, empty for votes that belong to none."""

    city: str
    votes: tuple[Figure, ...]


@dataclass(frozen=True)
class Measure:
    """One majority: the main one, or one that has to hold beside it (double majority).

    `rule` says it in words, `of` what it is measured against and how much that is: "44 seats"; `reached_of` and
    `needed_of` say how much of it was reached and is needed. `bar` draws a further majority; the main one is drawn by
    `ResultView.bar`.
    """

    base: str
    rule: str
    of: str
    size: Figure | None
    needed: Figure | None
    reached: Figure | None
    is_met: bool
    bar: MeasureBar | None = None

    reached_of: str = ""
    needed_of: str = ""


def _of(part: Figure | None, whole: str) -> str:
    """How much of how much, in the active language: "23 of 44 seats"."""
    if part is None:
        return ""
    return _("%(part)s of %(whole)s") % {"part": part, "whole": whole} if whole else str(part)


@dataclass(frozen=True)
class LotView:
    """A lot, and how to draw it again: the seed, the marks that took part with their names, and whom it fell on."""

    seed: str
    marks: tuple[tuple[str, str, str], ...]
    drawn: tuple[str, ...]
    command: str


@dataclass(frozen=True)
class ResultView:
    """A declared result. `needed` and `reached` belong to the majority; `sentence` says it in each language.

    `majorities`: the main one first, then those that had to hold beside it. `entitled`: the votes of all who could
    vote; `void`: votes of those who were excluded after voting; `paper`: ballots that came on paper; `is_withheld`: the
    votes by city are not told, because they would show how somebody voted in secret.
    """

    carried: bool
    is_election: bool
    sentence: Localized
    choices: tuple[ChoiceLine, ...]
    cities: tuple[CityLine, ...]
    votes_cast: Figure
    needed: Figure | None
    reached: Figure | None
    not_voted: Figure
    bar: MajorityBar | None
    elected: tuple[str, ...]
    run_off: tuple[str, ...]
    findings: dict[str, Any]
    majorities: tuple[Measure, ...] = ()
    method: str = ""
    by_delegation: bool = False
    entitled: Figure | None = None
    void: Figure = 0
    paper: int = 0
    casting: str = ""
    is_withheld: bool = False
    places: int = 1
    lot: LotView | None = None

    @property
    def is_double(self) -> bool:
        """Whether several majorities have to hold at the same time."""
        return len(self.majorities) > 1


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
    outcome = result.get("outcome") or {}
    tally = result.get("tally") or {}
    measured = tally or outcome
    names = choice_names({choice: str(Localized(name)) for choice, name in result.get("names", {}).items()})
    counts = {choice: Fraction(votes) for choice, votes in result["counts"].items()}
    order = sorted((choice for choice in counts if choice != "not_voted"), key=place_on_ballot)
    void = sum((Fraction(votes) for votes in result.get("void", {}).values()), Fraction(0))
    return ResultView(
        carried=bool(result.get("carried")),
        is_election=result["kind"] == "election",
        sentence=Localized(result.get("texts", {})),
        choices=tuple(_choice(choice, counts[choice], names, result) for choice in order),
        cities=tuple(
            CityLine(city, tuple(_figure(votes.get(choice, 0)) for choice in order))
            for city, votes in result.get("cities", {}).items()
        ),
        votes_cast=_figure(measured.get("votes_cast", 0)),
        needed=_known(measured.get("needed")),
        reached=_known(tally.get("reached")),
        not_voted=figure_text(counts.get("not_voted", Fraction(0))),
        bar=_bar(counts, measured, carried=bool(result.get("carried"))),
        elected=tuple(names.get(key, key) for key in outcome.get("elected", [])),
        run_off=tuple(names.get(key, key) for key in outcome.get("run_off", [])),
        findings=result.get("findings", {}),
        majorities=_majorities(result, measured),
        method=result.get("method", ""),
        by_delegation=result.get("unit") == "delegation",
        entitled=_known(result.get("entitled")),
        void=figure_text(void),
        paper=result.get("paper", 0),
        casting=names.get(result.get("casting", ""), "") if tally.get("decided_by_chair") else "",
        is_withheld=bool(result.get("is_withheld")),
        places=result.get("places", 1),
        lot=_lot(result.get("lot") or {}, names),
    )


def _figure(votes: Figure) -> Figure:
    """A stored number of votes, as people write it."""
    return figure_text(Fraction(votes))


def _known(votes: Figure | None) -> Figure | None:
    return None if votes is None else _figure(votes)


def _choice(choice: str, votes: Fraction, names: Mapping[str, str], result: dict[str, Any]) -> ChoiceLine:
    share = result.get("per_mille", {}).get(choice)
    outcome = result.get("outcome") or {}
    elected = choice in outcome.get("elected", [])
    several = sum(is_candidate(one) for one in result["counts"]) > 1
    bar = None
    if several and is_candidate(choice):
        mark = None if outcome.get("relative") else Fraction(outcome["needed"])
        bar = measure_bar(votes, Fraction(outcome["votes_cast"]), mark)
    words = "" if share is None else share_text(share)
    return ChoiceLine(choice, names.get(choice, choice), figure_text(votes), share, words, elected, bar)


def _bar(counts: Mapping[str, Fraction], measured: dict[str, Any], *, carried: bool) -> MajorityBar | None:
    """Yes and no as one bar, against all seats where the majority is one of them; one candidate alone is a yes."""
    candidates = [choice for choice in counts if is_candidate(choice)]
    if len(candidates) > 1 or ("yes" not in counts and not candidates):
        return None
    needed = measured.get("needed")
    size = measured.get("base_votes") if measured.get("base") in {"present", "seats"} else 0
    parts = measured.get("parts") or []
    return majority_bar(
        counts.get("yes", counts.get(candidates[0], Fraction(0)) if candidates else Fraction(0)),
        counts.get("no", Fraction(0)),
        counts.get("abstain", Fraction(0)),
        None if needed is None or measured.get("base") in {"members", "cities", "population"} else Fraction(needed),
        size=Fraction(size or 0),
        is_met=None if parts or carried else False,
    )


def _majorities(result: dict[str, Any], measured: dict[str, Any]) -> tuple[Measure, ...]:
    """The main majority, then the parts of a double one; nothing where the result says none."""
    if not measured.get("base"):
        return ()
    weighted = bool(result.get("is_weighted"))
    main = _measure(measured, weighted, drawn=measured["base"] in {"members", "cities", "population"})
    return (main, *(_measure(part, weighted, drawn=True) for part in measured.get("parts") or []))


def _measure(told: dict[str, Any], weighted: bool, *, drawn: bool) -> Measure:
    size, needed, reached = told.get("base_votes"), told.get("needed"), told.get("reached")
    base, relative = told["base"], bool(told.get("relative"))
    met = is_met(told)
    bar = None
    if drawn and size is not None and needed is not None and reached is not None:
        bar = measure_bar(Fraction(reached), Fraction(size), Fraction(needed), is_met=met)
    whole = "" if size is None else _size_words(base, Fraction(size), weighted=weighted)
    return Measure(
        base=base,
        rule=_rule(told, relative=relative),
        of=whole,
        size=_known(size),
        needed=_known(needed),
        reached=_known(reached),
        is_met=met,
        bar=bar,
        reached_of=_of(_known(reached), whole),
        needed_of=_of(_known(needed), whole),
    )


def is_met(told: dict[str, Any]) -> bool:
    """Whether this one majority was reached, whatever became of those beside it.

    Of a base that is not a whole number `needed` is the bound itself, which more than the half has to exceed.
    """
    if told.get("needed") is None or told.get("reached") is None:
        return False
    if told.get("decided_by_chair"):
        return bool(told["carried"])
    reached, needed, size = (Fraction(told[key]) for key in ("reached", "needed", "base_votes"))
    more_is_asked = bool(told.get("strict")) and size.denominator != 1
    return reached > needed or (reached == needed and not more_is_asked)


def _rule(told: dict[str, Any], *, relative: bool) -> str:
    if "threshold" not in told:
        return ""
    majority = charter.Majority(
        Fraction(told["threshold"]), charter.Base(told["base"]), bool(told["strict"]), charter.Source(""), relative
    )
    return charter.majority_line(majority, get_language() or "de").text


def _size_words(base: str, size: Fraction, *, weighted: bool) -> str:
    """What a majority is measured against, with its number."""
    number = int(size) if size.denominator == 1 else 2
    if base == "seats" and weighted:
        base = "all_votes"
    words = {
        "cast": ngettext("%(size)s vote cast", "%(size)s votes cast", number),
        "present": ngettext("%(size)s vote present", "%(size)s votes present", number),
        "all_votes": ngettext("%(size)s vote of all seats", "%(size)s votes of all seats", number),
        "seats": ngettext("%(size)s seat", "%(size)s seats", number),
        "members": ngettext("%(size)s member", "%(size)s members", number),
        "cities": ngettext("%(size)s city", "%(size)s cities", number),
        "population": ngettext("%(size)s inhabitant", "%(size)s inhabitants", number),
    }
    return words[base] % {"size": figure_text(size)}


def _lot(lot: dict[str, Any], names: Mapping[str, str]) -> LotView | None:
    if not lot:
        return None
    drawn = lot["drawn"] if isinstance(lot["drawn"], list) else [lot["drawn"]]
    marks = tuple((mark, names.get(mark, mark), digest) for mark, digest in charter.lots(lot["seed"], lot["between"]))
    places = f" --places {len(drawn)}" if len(drawn) > 1 else ""
    return LotView(
        seed=lot["seed"],
        marks=marks,
        drawn=tuple(names.get(mark, mark) for mark in drawn),
        command=f"quattropole charter lot {lot['seed']} {' '.join(lot['between'])}{places}",
    )
