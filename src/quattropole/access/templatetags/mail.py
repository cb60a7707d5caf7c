"""What pages of other rooms say about mail."""

from datetime import date
from typing import Any

from django import template

from quattropole.access.bounces import failing_in
from quattropole.network.models import Organ

register = template.Library()


@register.inclusion_tag("access/failing.html", takes_context=True)
def failing_addresses(context: template.Context, organ: Organ, day: date) -> dict[str, Any]:
    """A warning before something formal is sent: who of the organ will not get it by e-mail."""
    return {"failing": failing_in(organ, day), "is_secretariat": context.get("is_secretariat", False)}
