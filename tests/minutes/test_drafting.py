"""Minutes drafted from a whole assembly: what happened is in them, with the figures of the results."""

from pathlib import Path

from quattropole.minutes.documents import minutes_pdf
from quattropole.minutes.models import Version
from quattropole.network.models import Network
from tests.minutes import past as pasts


def test_minutes_are_drafted_from_what_happened(network: Network, tmp_path: Path) -> None:
    past = pasts.assembly(network)
    minutes = pasts.read(past.draft(speakers="times"))
    Path("/tmp/qp/min/draft.pdf").write_bytes(minutes_pdf(minutes, Version.FULL))
    done = pasts.sealed(past, minutes)
    Path("/tmp/qp/min/sealed.pdf").write_bytes(done.documents.get(version="full").content)
    Path("/tmp/qp/min/public.pdf").write_bytes(done.documents.get(version="public").content)
