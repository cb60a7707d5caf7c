"""What machines fetch: OParl objects, and calendars."""

from quattropole.api.calendars.models import CalendarAddress
from quattropole.api.oparl.models import OParlObject

__all__ = ["CalendarAddress", "OParlObject"]
