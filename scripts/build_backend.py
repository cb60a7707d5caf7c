"""Builds the package with setuptools, after compiling the message catalogues, which git does not keep."""

import sys
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403  # the hooks that need nothing of ours

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from quattropole.messages import compile_messages  # the line above finds it


def build_wheel(*arguments: Any, **options: Any) -> str:
    """A wheel with compiled catalogues."""
    compile_messages()
    return str(build_meta.build_wheel(*arguments, **options))


def build_editable(*arguments: Any, **options: Any) -> str:
    """The source tree as it is, with compiled catalogues."""
    compile_messages()
    return str(build_meta.build_editable(*arguments, **options))
