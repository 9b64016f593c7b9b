"""Building the compact data set again gives the files that are kept, byte for byte."""

import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(DATA / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_building_again_gives_the_same_bytes(shared_data, tmp_path):
    finished = run(str(shared_data / "data" / "areas"), str(tmp_path))
    assert finished.returncode == 0, finished.stderr
    kept, built = contents(DATA / "malmo"), contents(tmp_path)
    assert set(built) == set(kept)
    assert [name for name in kept if built[name] != kept[name]] == []


def test_building_without_the_collected_data_says_what_is_missing(tmp_path):
    finished = run(str(tmp_path / "nowhere"), str(tmp_path))
    assert finished.returncode == 2
    assert "No area data" in finished.stderr
    assert not list(tmp_path.iterdir())
