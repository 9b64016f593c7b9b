"""Without a key of its own an installation makes a random one, once; what is no address stops the start."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from bokal.config.env import env_address, local_key


def test_a_data_folder_gets_one_random_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    first, second = local_key(tmp_path / "a"), local_key(tmp_path / "a")
    assert first == second
    assert len(first) == 64
    assert local_key(tmp_path / "b") != first
    assert stat.S_IMODE((tmp_path / "a" / "local-key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["local-key"]


@pytest.mark.parametrize(
    "value", ["", "https://tolk.malmo.se", "http://localhost:5000", "https://[::1]:1/lt/"]
)
def test_the_address_of_a_server_is_read(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BOKAL_SERVER", f" {value} ")
    assert env_address("BOKAL_SERVER") == value


@pytest.mark.parametrize(
    "value",
    [
        *(
            "tolk.malmo.se",
            "ftp://tolk.malmo.se",
            "https://",
            "https:///lt",
            "https://a b",
            "https://tölk.se",
        ),
        *("https://user:secret@tolk.se", "https://tolk.se/?a=1", "https://tolk.se/#a", "https://[::1"),
        *("http://tolk.se:port", "http://tolk.se:99999", "file:///etc/passwd"),
    ],
)
def test_what_is_no_address_of_a_server_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BOKAL_SERVER", value)
    with pytest.raises(ImproperlyConfigured, match="BOKAL_SERVER"):
        env_address("BOKAL_SERVER")
