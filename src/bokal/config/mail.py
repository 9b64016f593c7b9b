"""Reads where mail goes from one address: smtp://, smtps://, console: or file:FOLDER."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKENDS = "django.core.mail.backends"


def mailer(address: str) -> dict[str, Any]:
    """Return the settings of the mailer that an address names."""
    parts = urlsplit(address)
    if parts.scheme == "console":
        return {"BACKEND": f"{BACKENDS}.console.EmailBackend"}
    if parts.scheme == "file":
        return {"BACKEND": f"{BACKENDS}.filebased.EmailBackend", "OPTIONS": {"file_path": parts.path}}
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        options: dict[str, Any] = {"host": parts.hostname, "timeout": 20}
        options["port"] = parts.port or (465 if parts.scheme == "smtps" else 25)
        options["use_ssl"] = parts.scheme == "smtps"
        if parts.username:
            options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
        return {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": options}
    raise ImproperlyConfigured(
        "BOKAL_MAIL_URL is not understood. "
        "Write smtp://host:port, smtps://user:secret@host, console: or file:/folder."
    )
