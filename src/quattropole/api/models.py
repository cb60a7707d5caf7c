"""What machines fetch: OParl objects."""

from quattropole.api.oparl.models import OParlObject

__all__ = ["OParlObject"]
