"""Makes `.venv` with exactly the locked packages: `install.py base` to run the platform, `dev` to work on it.

Runs on any Python 3 without packages. Looks for a newer Python when its own is too old, and does nothing when
nothing has changed since the last time.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
FOUND = f"Python {sys.version_info[0]}.{sys.version_info[1]}"
PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"


def stop(message: str) -> None:
    """End with one clear sentence."""
    print("\n" + message, file=sys.stderr)
    sys.exit(2)


def find_new_enough_python() -> None:
    """Start again under a Python that is new enough, where the machine has one."""
    if sys.version_info[:2] >= OLDEST:
        return
    for minor in range(15, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            os.execv(other, [other, *sys.argv])  # noqa: S606  # the same script under another Python
    stop(
        f"QuattroPole needs Python 3.11 or newer; this is {FOUND}. Install a newer one, or say where it is: "
        "make demo PYTHON=/path/to/python3.12"
    )


def fingerprint(wanted: str) -> str:
    """What the installation depends on: the locked packages, the package's description, the Python."""
    digest = hashlib.sha256(f"{sys.version} {PROJECT}".encode())
    for path in [PROJECT / "requirements" / f"{wanted}.txt", PROJECT / "pyproject.toml"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_installed(wanted: str) -> bool:
    """Whether `.venv` holds what `wanted` asks for, as of now."""
    stamp = VENV / f"installed-{wanted}"
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(wanted)


def run(*command: object) -> None:
    """Run a command; end when it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=str(PROJECT), check=False).returncode:
        stop("That failed: " + " ".join(words))


def make_venv() -> None:
    """Make `.venv`, where there is none yet."""
    if PYTHON.exists():
        return
    if importlib.util.find_spec("ensurepip") is None:
        stop(f"{FOUND} cannot make virtual environments here. On Debian and Ubuntu: apt install python3-venv")
    run(sys.executable, "-m", "venv", VENV)


def main() -> None:
    """Install `base` or `dev`; nothing to do where that was done already (`dev` includes `base`)."""
    wanted = sys.argv[1]
    find_new_enough_python()
    if is_installed(wanted) or (wanted == "base" and is_installed("dev")):
        return
    print("Installing the locked packages into .venv ...", flush=True)
    make_venv()
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    run(*pip, "--require-hashes", "-r", PROJECT / "requirements" / f"{wanted}.txt")
    run(*pip, "--no-deps", "--no-build-isolation", "-e", PROJECT)
    (VENV / f"installed-{wanted}").write_text(fingerprint(wanted))


if __name__ == "__main__":
    main()
