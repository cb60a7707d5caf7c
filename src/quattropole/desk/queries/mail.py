"""Addresses that mail comes back from, for the secretariat."""

from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.bounces import failing
from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import Due, Section, section


def mail_sections(viewer: Viewer) -> list[Section]:
    """Who does not get what is sent, with the reason the mail server gave. One query."""
    if not viewer.is_secretariat:
        return []
    rows = [
        Due(
            what=bounce.mail.person.name,
            address=reverse("access:mails"),
            do=_("Look at the address"),
            whom=bounce.address,
            note=f"{bounce.status} {bounce.text}".strip()[:120],
        )
        for bounce in failing()
    ]
    return [section("mail", _("Addresses that mail comes back from"), rows)]
