"""A rehearsal plays a whole assembly in a running demo, through the pages that people use."""

from pathlib import Path

from tests.browser.servers import running_demo

PLAYED = (
    "members have checked in",
    "The chair opens the meeting.",
    "members ask to speak.",
    "A member moves a text in German and French.",
    "The chair declares the result of the amendment.",
    "The chair declares the result of the motion.",
    "The chair declares the result of the secret vote.",
    "The chair declares the result of round 1.",
    "The chair closes the meeting.",
)


def test_a_whole_assembly_is_played_and_leaves_everything_in_order(tmp_path: Path) -> None:
    with running_demo(tmp_path) as server:
        played = server.run("rehearse", "--members", "6", "--pace", "0", "--url", server.address)
        assert played.returncode == 0, played.stdout + played.stderr
        assert [line for line in PLAYED if line not in played.stdout] == []
        verified = server.run("verify")
        assert verified.returncode == 0, verified.stdout
        nobody = server.run("rehearse", "--members", "0", "--url", server.address)
        assert nobody.returncode == 2
        lost = server.run("rehearse", "--url", "http://127.0.0.1:9")
        assert lost.returncode == 2
        assert "does not answer" in lost.stderr
