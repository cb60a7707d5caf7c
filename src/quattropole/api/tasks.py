"""Background work of this room."""

from django_tasks import task

from quattropole.api.oparl import following
from quattropole.api.oparl.keeping import READER


@task()
def take_over() -> bool:
    """Take over for the OParl server what changed, however much it is; whether nothing is left."""
    following.follow_all()
    return not READER.is_behind()
