"""How long `make demo` takes from clone to first page, with an empty and with a warm package cache.

Run: python3 benchmarks/demo.py [--port 8196]

Clones this project into a temporary folder (committed state), runs `make demo` with a package cache of its own, and
waits for the first page. Then the same with the cache that is now warm, and once more where everything is installed
already. Needs git, make, and a connection to the package index.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 900


def first_page(clone: Path, cache: Path, port: int) -> float:
    """Seconds from `make demo` to the first page of the site."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUATTROPOLE_")}
    environment |= {"PIP_CACHE_DIR": str(cache)}
    log = clone / "demo.log"
    began = time.monotonic()
    with log.open("w") as file:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        while time.monotonic() - began < PATIENCE:
            if process.poll() is not None:
                raise SystemExit(f"make demo ended:\n{log.read_text()}")
            try:
                with urlopen(f"http://127.0.0.1:{port}/de/", timeout=10):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"make demo showed nothing in {PATIENCE} s:\n{log.read_text()}")
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def clone_into(folder: Path) -> tuple[Path, float]:
    """A fresh clone, and how long it took."""
    began = time.monotonic()
    subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(folder)], check=True)
    return folder, time.monotonic() - began


def main() -> int:
    """Measure the three cases and print them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8196)
    port = parser.parse_args().port
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cache = folder / "cache"
        for case in ("empty package cache", "warm package cache"):
            clone, cloned = clone_into(folder / case.split()[0])
            print(f"{case:<24}{cloned + first_page(clone, cache, port):>8.1f} s from clone to first page", flush=True)
        print(f"{'installed already':<24}{first_page(clone, cache, port):>8.1f} s from `make demo` to first page")
    return 0


if __name__ == "__main__":
    sys.exit(main())
