"""How many gates a second the charter answers, and how long a vote of 2,000 seats takes from ballots to result.

Run: .venv/bin/python benchmarks/charter.py. Exits with 1 where a goal is missed. No database is involved.
"""

import random
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import perf_counter

from quattropole.charter import (
    Choice,
    ConveneFacts,
    DeclareFacts,
    Findings,
    ItemFacts,
    OpenVoteFacts,
    Presence,
    Statutes,
    convene,
    count_ballots,
    declare_result,
    load_charter,
    open_vote,
)

GATES_A_SECOND = 10_000
BALLOTS = 2_000
DECLARED_IN_MS = 10
ON = date(2026, 9, 30)
BOARD = frozenset({"board"})
CHARTER = Path(__file__).parents[1] / "networks" / "quattropole"


def seconds(act: Callable[[], object], times: int) -> float:
    """The best mean of five runs."""
    means = []
    for _ in range(5):
        begun = perf_counter()
        for _ in range(times):
            act()
        means.append((perf_counter() - begun) / times)
    return min(means)


def convening(statutes: Statutes) -> Callable[[], Findings]:
    items = tuple(ItemFacts(str(n), "strategic", proposed_by=BOARD) for n in range(3))
    facts = ConveneFacts("assembly", ON, date(2026, 8, 20), by_office="president", by_post="secretariat", items=items)
    return lambda: convene(statutes, facts)


def presence_of(cities: int) -> Presence:
    each = BALLOTS // cities
    return Presence(BALLOTS, BALLOTS, {f"city-{n}": (each, each) for n in range(cities)})


def opening(statutes: Statutes) -> Callable[[], Findings]:
    facts = OpenVoteFacts("assembly", "strategic", ON, True, BOARD, presence_of(4))
    return lambda: open_vote(statutes, facts)


def declaring(statutes: Statutes) -> Callable[[], Findings]:
    """200 cities with ten seats each: count the whole and every city, then declare."""
    drawn = random.Random(2014)
    choices = list(Choice)
    cast = [(f"city-{n % 200}", drawn.choice(choices)) for n in range(BALLOTS)]
    presence = presence_of(200)

    def declare() -> Findings:
        by_city: dict[str, list[tuple[Choice, int]]] = {}
        for city, choice in cast:
            by_city.setdefault(city, []).append((choice, 1))
        groups = {city: count_ballots(ballots) for city, ballots in by_city.items()}
        count = count_ballots(((choice, 1) for _, choice in cast), entitled=BALLOTS)
        return declare_result(statutes, DeclareFacts("assembly", "strategic", ON, True, count, presence, groups=groups))

    return declare


def main() -> int:
    statutes = load_charter(CHARTER).on(ON)
    met = True
    for name, act in (("convene (3 items)", convening(statutes)), ("open vote", opening(statutes))):
        rate = 1 / seconds(act, 2_000)
        met &= rate > GATES_A_SECOND
        verdicts = len(act().verdicts)
        print(f"{name}: {rate:,.0f} gates a second (goal: more than {GATES_A_SECOND:,}), {verdicts} verdicts each")
    act = declaring(statutes)
    took = seconds(act, 50) * 1000
    met &= took < DECLARED_IN_MS
    print(f"declare {BALLOTS:,} ballots of 200 cities: {took:.2f} ms (goal: under {DECLARED_IN_MS} ms)")
    said = convening(statutes)()
    took = seconds(lambda: said.as_dict(), 200) * 1000
    print(f"a proof of {len(said.verdicts)} verdicts in three languages: {took:.2f} ms")
    print("The goals are met." if met else "A goal is missed.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
