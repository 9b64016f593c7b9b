"""Typed readers of the environment; a wrong value stops the start with a sentence."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


def env_text(name: str, default: str = "") -> str:
    """Read text; surrounding space is dropped."""
    return os.environ.get(name, default).strip()


def env_flag(name: str, *, default: bool = False) -> bool:
    """Read yes or no."""
    value = os.environ.get(name)
    if value is None:
        return default
    lowered = value.strip().lower()
    if lowered in TRUE:
        return True
    if lowered in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 for yes or 0 for no.")


def env_number(name: str, default: int, *, least: int = 0) -> int:
    """Read a whole number that is not below ``least``."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number from {least} upwards.")
    return int(value)


def env_list(name: str, default: str = "") -> list[str]:
    """Read a comma-separated list; empty parts are dropped."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_pairs(name: str) -> dict[str, str]:
    """Read a comma-separated list of ``name=value``."""
    pairs = [part.partition("=") for part in env_list(name)]
    if any(not key.strip() or not value.strip() for key, _, value in pairs):
        raise ImproperlyConfigured(f"{name} is not understood. Write name=value, with commas between.")
    return {key.strip(): value.strip() for key, _, value in pairs}


def env_address(name: str) -> str:
    """Read the address of a server, without names, queries or marks; empty when there is none."""
    value = env_text(name)
    if value and not is_address(value):
        raise ImproperlyConfigured(
            f"{name} is no address of a server. Write https://host or http://host:port."
        )
    return value


def is_address(value: str) -> bool:
    """Tell whether a text is the plain address of a server."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value
    return whole and plain and not (parts.query or parts.fragment or "@" in parts.netloc)


def env_folder(name: str, default: Path) -> Path:
    """Read the path of a folder, made absolute."""
    return Path(env_text(name) or default).expanduser().resolve()


def origin_of(address: str) -> str:
    """Return scheme and host of an address, as a content security policy names them."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{address!r} is not an address. Write it as https://host.example/path.")
    return f"{parts.scheme}://{parts.netloc}"


def local_key(folder: Path) -> str:
    """Return the random key of a data folder, made at the first start and readable by its owner alone."""
    path = folder / "local-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32))
        # Two processes that start at once must end up with the same key: only the first link succeeds.
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        os.unlink(made)
    return path.read_text()
