"""Tests against the collected reference data, which is not part of the repository."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of collected reference data, or skip with the reason."""
    folder = Path(os.environ.get("BOKAL_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    if not (folder / "data").is_dir():
        pytest.skip(f"No collected reference data in {folder}; set BOKAL_SHARED to its folder.")
    return folder
