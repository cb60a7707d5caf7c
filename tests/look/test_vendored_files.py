import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src" / "quattropole" / "static" / "vendor"


def test_vendored_files_are_those_we_checked() -> None:
    ran = subprocess.run([sys.executable, ROOT / "scripts" / "vendor", "verify"], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_vendored_folder_has_its_licence() -> None:
    folders = [path for path in VENDOR.iterdir() if path.is_dir()]
    assert folders
    assert all(any(file.name.startswith("LICENCE") for file in folder.iterdir()) for folder in folders)
