"""Re-computes what must hold here: debates as they were sealed, motions as they were voted on."""

from collections.abc import Iterator

from django_scopes import scope

from quattropole.access.models import AuditEntry
from quattropole.assembly.actions.speeches import debate_digest
from quattropole.assembly.models import Debate, ProceduralMotion, Speech
from quattropole.decisions.models import Vote
from quattropole.network.models import Network

CHUNK = 500


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in (*debates(), *motions())]
    return problems


def debates() -> Iterator[str]:
    """Debates that are over and whose speeches are not those that the log has sealed."""
    sealed = dict(
        AuditEntry.objects.filter(act="debate ended", subject_type=Debate._meta.label_lower)
        .order_by("number")
        .values_list("subject_id", "details__digest")
    )
    over = Debate.objects.filter(ended_at__isnull=False).select_related("item").order_by("pk")
    for debate in over.iterator(chunk_size=CHUNK):
        if debate.pk not in sealed and not Speech.objects.filter(item=debate.item_id).exists():
            continue
        if sealed.get(debate.pk) != debate_digest(debate.item):
            yield f"debate {debate.pk}: the speeches do not fit their seal"


def motions() -> Iterator[str]:
    """Motions whose state does not follow from the vote on them."""
    voted = ProceduralMotion.objects.filter(vote__state=Vote.State.DECLARED).select_related("vote").order_by("pk")
    for motion in voted.iterator(chunk_size=CHUNK):
        carried = motion.vote is not None and motion.vote.result["carried"]
        if (motion.state == ProceduralMotion.State.CARRIED) != carried:
            yield f"procedural motion {motion.pk}: its state does not follow from its vote"
