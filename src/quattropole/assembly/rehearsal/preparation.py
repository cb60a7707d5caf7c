"""What comes before the day of a rehearsal: a convened assembly, and the demo's clock on its day."""

import re
from datetime import date, timedelta

from quattropole.assembly.rehearsal.browser import Page, Stuck
from quattropole.assembly.rehearsal.company import Company
from quattropole.assembly.rehearsal.script import ITEMS, LANGUAGES, MEETING, Words

NOTICE = 36
"""Days ahead of a meeting that the rehearsal plans itself: more than any notice period of the demo's statutes."""
NUMBER = re.compile(r"/meetings/(\d+)/")


class Preparation(Company):
    """The secretariat's part."""

    def prepare(self) -> None:
        """A convened assembly: the demo's own where it has not been held yet, else one that is planned now."""
        found = self._planned()
        if found is None:
            found = self._plan()
        self.meeting = found
        page = self.secretary.open(f"desk/meetings/{found}/")
        convene = page.find(f"/meetings/{found}/convene/")
        if convene is None:
            self.say("The assembly has been convened already.")
            return
        for item in ITEMS:
            self._add_item(found, item)
        page = self.secretary.open(f"desk/meetings/{found}/")
        self.send(self.secretary, page, page.form("/convene/"))
        self.say("The secretariat has convened the assembly; every member has the agenda in the own language.")

    def _planned(self) -> str | None:
        """An assembly that is planned or convened, or None."""
        page = self.secretary.open("desk/meetings/")
        numbers = dict.fromkeys(found.group(1) for link in page.links if (found := NUMBER.search(link)))
        for number in numbers:
            shown = self.secretary.open(f"desk/meetings/{number}/")
            waits = shown.find(f"/meetings/{number}/convene/") or shown.find(f"/meetings/{number}/cancel/")
            if waits and self._is_assembly(shown):
                return number
        return None

    def _is_assembly(self, page: Page) -> bool:
        return "Mitgliederversammlung" in page.text.partition("<h1")[2].partition("</dl>")[0]

    def _plan(self) -> str:
        page = self.secretary.open("desk/meetings/new/")
        form = page.form("", mode="hybrid")
        organ = self._assembly_of(page)
        today = self._today(page)
        values = {f"title_{language}": words for language, words in MEETING.items()}
        values |= {
            "organ": organ,
            "starts_at": f"{today + timedelta(days=NOTICE):%Y-%m-%d}T17:00",
            "mode": "hybrid",
            "place": "Rathaus (Probe)",
            "link": "https://example.org/rehearsal",
            "audience": "public",
        }
        answer = self.send(self.secretary, page, form, values)
        found = NUMBER.search(answer.address)
        if found is None:
            raise Stuck(f"The meeting could not be planned: {answer.address}")
        return found.group(1)

    def _assembly_of(self, page: Page) -> str:
        found = re.search(r'<option value="(\d+)"[^>]*>\s*Mitgliederversammlung', page.text)
        if found is None:
            raise Stuck("The demo has no assembly for which a meeting can be planned.")
        return found.group(1)

    def _today(self, page: Page) -> date:
        found = re.search(r'data-today="(\d{4}-\d{2}-\d{2})"', page.text)
        return date.fromisoformat(found.group(1)) if found else date.today()  # noqa: DTZ011 - the demo's own day

    def _add_item(self, meeting: str, item: Words) -> None:
        page = self.secretary.open(f"desk/meetings/{meeting}/items/new/")
        values = {f"title_{language}": item.title[language] for language in LANGUAGES}
        form = page.form("", kind=item.kind)
        self.send(
            self.secretary, page, form, {**values, "kind": item.kind, "matter": item.matter, "audience": "public"}
        )

    def go_to_the_day(self) -> None:
        """Set the demo's clock to the day of the meeting, from one meeting to the next until it is this one."""
        for _leap in range(20):
            page = self.console(self.chair)
            if page.find("/session/open/") or page.find("/live/call/"):
                self.say("It is the day of the assembly.")
                return
            start = self.chair.open("desk/")
            form = start.find("/access/demo/clock/", to="meeting")
            if form is None:
                break
            self.send(self.chair, start, form, {"to": "meeting"})
        raise Stuck("The demo's clock cannot be set to the day of the assembly.")
