"""What tests against real server processes share."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.assembly.servers import PROJECT, environment


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Path:
    """A folder for servers, with the static files as an installation has them."""
    var = tmp_path_factory.mktemp("served")
    subprocess.run(
        [sys.executable, "-c", "from quattropole.cli import _start_django; _start_django(); "
         "from quattropole.serving import collect_static; collect_static()"],
        cwd=PROJECT, env=environment(var), check=True,
    )  # fmt: skip
    return var
