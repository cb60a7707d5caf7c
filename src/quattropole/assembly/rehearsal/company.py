"""The people of a rehearsal, each with a browser, and how they reach the pages of a meeting."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urljoin

from quattropole.assembly.rehearsal.browser import Browser, Form, Page, Stuck, Values

AT_ONCE = 12


@dataclass
class Player:
    """Somebody in the play."""

    slug: str
    browser: Browser
    language: str = "de"

    def open(self, path: str) -> Page:
        """A page in the person's language."""
        return self.browser.get(f"/{self.language}/{path}")


@dataclass
class Company:
    """Who plays: `pace` is how long a step lasts, in seconds; `say` gets a line for each step."""

    origin: str
    members: int
    pace: float = 2.0
    seed: int = 2014
    say: Callable[[str], None] = print
    host: str = ""
    chance: Random = field(init=False)
    meeting: str = field(init=False, default="")
    people: list[Player] = field(init=False, default_factory=list)
    chair: Player = field(init=False)
    secretary: Player = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - a play, not a secret

    def enter(self, slug: str) -> Player:
        """Somebody comes, with a browser of their own."""
        player = Player(slug, Browser(self.origin, host=self.host))
        page = player.browser.get("/de/access/demo/")
        if page.status != 200:
            raise Stuck(f"{self.origin} is no running demo: {page.address} answers {page.status}.")
        form = page.find("/access/demo/", entry=slug)
        if form is None:
            raise Stuck(f"Nobody can enter as “{slug}” in this demo.")
        player.browser.submit(page, form, {"entry": slug})
        return player

    def slugs(self) -> list[str]:
        """Everybody as whom one can enter, the chair first."""
        page = self.chair.browser.get("/de/access/demo/")
        offered = [value for form in page.forms for name, value in form.buttons if name == "entry"]
        offered += [value for form in page.forms for value in form.options.get("entry", [])]
        return list(dict.fromkeys(["president", *offered]))

    def everybody(self, deed: Callable[[Player], bool]) -> int:
        """Everybody does it, some at the same time; for how many it worked."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(deed, self.people))

    def wait(self, steps: float = 1.0) -> None:
        """Let so many steps of time pass."""
        time.sleep(self.pace * steps)

    def live(self, player: Player) -> Page:
        """The live page of a member."""
        return player.open(f"desk/meetings/{self.meeting}/live/?anew=1")

    def console(self, player: Player) -> Page:
        """The console of the chair or the secretariat."""
        return player.open(f"desk/meetings/{self.meeting}/live/console/?anew=1")

    def send(self, player: Player, page: Page, form: Form, values: Values | None = None) -> Page:
        """Send a form; raises `Stuck` where the platform does not take it."""
        answer = player.browser.submit(page, form, values)
        if answer.status >= 400:
            raise Stuck(f"{player.slug}: {urljoin(page.address, form.action)} answers {answer.status}.")
        return answer

    def act(self, player: Player, action: str, line: str, values: Values | None = None, **offering: str) -> Page:
        """The chair or the secretariat presses a button of the console."""
        page = self.console(player)
        answer = self.send(player, page, page.form(action, **offering), {**offering, **(values or {})})
        self.say(line)
        self.wait()
        return answer
