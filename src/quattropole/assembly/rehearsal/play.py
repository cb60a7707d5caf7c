"""A whole assembly with simulated members, played through the pages of a running demo.

Everybody has a browser of their own and does what people do: check in, ask to speak, move, vote. What is said and how
it is voted is invented and follows from a seed, so that a rehearsal can be played again.
"""

import re
import time
from collections.abc import Iterable
from urllib.parse import urljoin

from quattropole.assembly.rehearsal.browser import Form, Page, Stuck
from quattropole.assembly.rehearsal.company import Player
from quattropole.assembly.rehearsal.preparation import Preparation
from quattropole.assembly.rehearsal.script import ITEMS, LANGUAGES, MOTION, REPLACED


class Rehearsal(Preparation):
    """The play itself."""

    def run(self) -> str:
        """Play it from the invitation to the last result; the address of the meeting. Raises `Stuck`."""
        self.secretary, self.chair = self.enter("secretariat"), self.enter("president")
        self.prepare()
        self.go_to_the_day()
        self._check_in()
        self.act(self.chair, "session/open/", "The chair opens the meeting.")
        self._debate()
        self._motion()
        self._secret_vote()
        self._election()
        self.act(self.chair, "session/close/", "The chair closes the meeting.")
        return f"{self.origin}/de/desk/meetings/{self.meeting}/session/"

    def _check_in(self) -> None:
        """Members take out their phones, one after the other, until as many are there as were asked for."""
        self.people = []
        for slug in self.slugs():
            if len(self.people) >= self.members:
                break
            player = self.chair if slug == "president" else self.enter(slug)
            player.language = self.chance.choice(LANGUAGES)
            page = self.live(player)
            form = page.find("/here/") if page.status == 200 else None
            if form is None:
                continue
            self.send(player, page, form)
            self.people.append(player)
            self.wait(2 / max(self.members, 1))
        if not self.people:
            raise Stuck("Nobody could check in.")
        self.say(f"{len(self.people)} members have checked in with their own devices.")
        self._record_the_rest()

    def _record_the_rest(self) -> None:
        """The secretariat records those who came without a device, city by city."""
        recorded = 0
        for _city in range(400):
            page = self.console(self.secretary)
            form = next((form for form in page.forms if "/arrive-city/" in form.action), None)
            if form is None:
                break
            self.send(self.secretary, page, form)
            recorded += 1
        if recorded:
            self.say(f"The secretariat records everybody else, {recorded} cities.")

    def _items(self, page: Page) -> list[Form]:
        """The forms that call an item, in the order in which the items were put on the agenda."""
        calls = [form for form in page.forms if "/live/call/" in form.action and form.fields.get("item")]
        return [form for _item, form in sorted({int(form.fields["item"][0]): form for form in calls}.items())]

    def _item(self, number: int, what: str) -> bool:
        """Call the item at this place of the agenda, counted from 0; whether there is one."""
        page = self.console(self.chair)
        calls = self._items(page)
        if not 0 <= number < len(calls):
            return False
        self.send(self.chair, page, calls[number])
        self.say(f"The chair calls {what}.")
        self.wait()
        return True

    def _debate(self) -> None:
        """Some ask to speak; the chair gives the floor in the order that the rules of the debate make."""
        self._item(1, "the report")
        wishes = self.chance.sample(self.people, min(4, len(self.people)))
        asked = 0
        for player in wishes:
            page = self.live(player)
            form = page.find("/speak/")
            if form is not None:
                self.send(player, page, form)
                asked += 1
        self.say(f"{asked} members ask to speak.")
        for _speech in range(asked):
            page = self.console(self.chair)
            form = page.find("/floor/")
            if form is None:
                break
            self.send(self.chair, page, form)
            self.wait()
            page = self.console(self.chair)
            end = page.find("/end/")
            if end is not None:
                self.send(self.chair, page, end)
        self.say("All who asked have spoken.")

    def _motion(self) -> None:
        """Somebody moves something from the floor in both languages, somebody else amends it, both are voted on."""
        if not self._item(self._place_of("motion"), "the item on which members can move something"):
            return
        mover, other = self.chance.sample(self.people, 2) if len(self.people) > 1 else (self.people * 2)[:2]
        self._fill(mover, "/motion/", MOTION, "A member moves a text in German and French.")
        self._fill(other, "/amendments/", REPLACED, "Another member moves an amendment, in both languages.")
        page = self.console(self.chair)
        form = next((form for form in page.forms if re.search(r"/amendments/\d+/vote/", form.action)), None)
        if form is not None:
            self.send(self.chair, page, form, {"method": "named"})
            self._ballots("the amendment", {"yes": 7, "no": 2, "abstain": 1})
        self._vote("named", "the motion", {"yes": 8, "no": 1, "abstain": 1})

    def _place_of(self, key: str) -> int:
        """Where the rehearsal's own item stands: they were added last, in the order of the script."""
        own = [item.key for item in ITEMS]
        return len(self._items(self.console(self.chair))) - len(own) + own.index(key)

    def _follow(self, player: Player, page: Page, part: str) -> Page:
        link = page.link(part)
        if link is None:
            raise Stuck(f"{page.address}: no link to “{part}”.")
        return player.browser.get(urljoin(page.address, link))

    def _fill(self, player: Player, action: str, words: dict[str, tuple[str, str]], line: str) -> None:
        """Open the page behind a link of the live page and write a text in every language there."""
        page = self.live(player)
        page = self._follow(player, page, "/text/") if page.link(action) is None else page
        page = self._follow(player, page, action)
        form = next((form for form in page.forms if form.method == "post" and _has_text(form)), None)
        if form is None:
            raise Stuck(f"{page.address}: nowhere to write the text.")
        values = {name: text for name in form.fields if (text := _text_for(name, words)) is not None}
        values |= {name: value for name, value in form.buttons if (name, value) == ("act", "move")}
        self.send(player, page, form, values)
        self.say(line)
        self.wait()

    def _secret_vote(self) -> None:
        if self._item(self._place_of("secret"), "the item that is voted on in secret"):
            self._vote("secret", "the secret vote", {"yes": 6, "no": 3, "abstain": 1})

    def _vote(self, method: str, what: str, weights: dict[str, int]) -> None:
        page = self.console(self.chair)
        votes = [form for form in page.forms if re.search(r"/items/\d+/vote/", form.action)]
        form = next((form for form in votes if ("method", method) in form.buttons), None)
        if form is None:
            raise Stuck(f"{page.address}: the console offers no vote ({method}).")
        self.send(self.chair, page, form, {"method": method})
        self.say(f"The chair opens {what}.")
        self._ballots(what, weights)

    def _ballots(self, what: str, weights: dict[str, int]) -> None:
        """Everybody votes in their own time; then the chair closes and declares."""
        wanted = {player.slug: self._choice(weights) for player in self.people}
        delays = {player.slug: self.chance.random() * self.pace * 2 for player in self.people}

        def vote(player: Player) -> bool:
            time.sleep(delays[player.slug])
            return self._cast(player, wanted[player.slug])

        cast = self.everybody(vote)
        self.say(f"{cast} ballots are cast on {what}.")
        self.wait()
        self._close_and_declare(what)

    def _choice(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _cast(self, player: Player, wanted: str) -> bool:
        """Cast on the own page: the wish where it is offered, else one of the candidates."""
        page = self.live(player)
        form = page.find("/ballot/")
        if form is None:
            return False
        offered = [value for name, value in form.buttons if name == "choice"] or form.options.get("choice", [])
        if not offered:
            return False
        candidates = [choice for choice in offered if choice.startswith("c")]
        other = candidates[sum(player.slug.encode()) % len(candidates)] if candidates else offered[0]
        choice = wanted if wanted in offered else other
        self.send(player, page, form, {"choice": choice})
        return True

    def _close_and_declare(self, what: str) -> None:
        self.act(self.chair, "/close/", f"The chair closes {what}.")
        self.act(self.chair, "/declare/", f"The chair declares the result of {what}.")

    def _election(self) -> None:
        """Two candidates, as many rounds as it takes."""
        place = self._election_place()
        if place is None or not self._item(place, "the election"):
            return
        for _candidate in range(2):
            page = self.console(self.chair)
            form = page.find("/nominate/")
            people = form.options.get("person", []) if form else []
            if form is None or not people:
                break
            self.send(self.chair, page, form, {"person": next(one for one in people if one)})
        for number in range(1, 4):
            page = self.console(self.chair)
            form = next((form for form in page.forms if "/round/" in form.action), None)
            if form is None:
                break
            method = next((value for name, value in form.buttons if name == "method" and value == "secret"), "named")
            self.send(self.chair, page, form, {"method": method})
            self.say(f"The chair opens round {number} of the election.")
            self._ballots(f"round {number}", {"candidate": 1})

    def _election_place(self) -> int | None:
        """Where the election stands on the demo's agenda; None where the rehearsal planned its own meeting."""
        return 2 if len(self._items(self.console(self.chair))) > len(ITEMS) else None


def _has_text(form: Form) -> bool:
    return any(name.rpartition("-")[2] in {"title", "body"} or "title" in name for name in form.fields)


def _text_for(name: str, words: dict[str, tuple[str, str]]) -> str | None:
    """The text for a field such as `de-title` or `body_fr`, or None for any other field."""
    parts: Iterable[str] = re.split(r"[-_]", name)
    found = set(parts)
    for language, (title, body) in words.items():
        if language in found and "title" in found:
            return title
        if language in found and "body" in found:
            return body
    return None
