"""Without a key of its own an installation makes a random one, once."""

import stat
from pathlib import Path

from bokal.config.env import local_key


def test_a_data_folder_gets_one_random_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    first, second = local_key(tmp_path / "a"), local_key(tmp_path / "a")
    assert first == second
    assert len(first) == 64
    assert local_key(tmp_path / "b") != first
    assert stat.S_IMODE((tmp_path / "a" / "local-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["local-key"]
