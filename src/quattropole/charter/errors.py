"""What can go wrong with a charter: problems in its files, and days for which it says nothing."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a charter file: where it stands, what was expected, what was found."""

    file: str
    key: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: expected {self.expected}, found {self.found}"


class CharterError(Exception):
    """A charter cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        lines = "\n".join(f"  {problem}" for problem in problems)
        noun = "problem" if len(problems) == 1 else "problems"
        super().__init__(f"The charter has {len(problems)} {noun}:\n{lines}")


class NoStatutes(LookupError):
    """No version of the statutes was in force on the day asked for."""

    def __init__(self, network: str, on: date) -> None:
        self.network = network
        self.on = on
        super().__init__(f"{network} had no statutes in force on {on.isoformat()}")
