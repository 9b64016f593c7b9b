"""The machine, the files and the settings."""

import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.utils.translation import override

from bokal.cli.doctor.findings import Finding, broken, good, look

LEAST_PYTHON = (3, 12)
GIGABYTE = 1024**3
STATIC = re.compile(r"{%\s*static\s+[\"']([^\"'{]+)[\"']")
KEPT_OFF = ("console", "locmem", "dummy", "filebased")


def check_python() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] < LEAST_PYTHON:
        yield broken("Python", f"This is Python {version}.", "Install Python 3.12 or newer.")
    else:
        yield good("Python", f"This is Python {version}.")


def check_data_folder() -> Iterator[Finding]:
    folder: Path = settings.DATA_DIR
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield broken(
            "data folder",
            f"{folder} cannot be written ({error.strerror}).",
            "Give it to the user Bokal runs as, or name another with BOKAL_DATA_DIR.",
        )
        return
    free = shutil.disk_usage(folder).free / GIGABYTE
    sentence = f"{folder} can be written and has {free:.1f} GB free."
    if free < 1:
        yield look("data folder", sentence, "Make room: under one gigabyte, imports and backups may fail.")
    else:
        yield good("data folder", sentence)


def check_browser_files() -> Iterator[Finding]:
    folders = cast("list[Path]", settings.TEMPLATES[0]["DIRS"])
    pages = [page for folder in folders for page in folder.rglob("*.html")]
    named = {name for page in pages for name in STATIC.findall(page.read_text())}
    missing = sorted(name for name in named if finders.find(name) is None)
    if missing:
        yield broken(
            "browser files",
            f"{len(missing)} of {len(named)} files that pages ask for are missing, first {missing[0]}.",
            "Run “./dev serve” once in a clone, or install the built package, which contains them.",
        )
    else:
        yield good("browser files", f"All {len(named)} files that pages ask for are here.")


def check_translations() -> Iterator[Finding]:
    sources = [path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")]
    stale = [
        path
        for path in sources
        if not path.with_suffix(".mo").exists()
        or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
    ]
    if stale:
        languages = ", ".join(sorted(path.parts[-3] for path in stale))
        yield broken("translations", f"Not compiled or out of date: {languages}.", "Run “./dev messages”.")
    else:
        languages = ", ".join(code for code, _ in settings.LANGUAGES)
        yield good("translations", f"The site speaks {languages}.")


def check_mail() -> Iterator[Finding]:
    mailer = getattr(settings, "MAILERS", {}).get("default", {})
    backend = mailer.get("BACKEND", "")
    remedy = "Set the mail server as docs/reference/settings.md says. Codes for sign-in go by mail."
    if not backend or any(name in backend for name in KEPT_OFF):
        yield mail_kept_off(remedy, printed="console" in backend)
        return
    options = mailer.get("OPTIONS", {})
    host, port = options.get("host", "localhost"), int(options.get("port", 25))
    try:
        with socket.create_connection((host, port), timeout=5):
            yield good("mail", f"The mail server {host}:{port} answers.")
    except OSError as error:
        yield broken("mail", f"The mail server {host}:{port} does not answer ({error}).", remedy)


def mail_kept_off(remedy: str, *, printed: bool) -> Finding:
    """Say what becomes of mail that is not sent; codes in the output let its readers sign in as anybody."""
    if settings.DEVELOPMENT:
        return good("mail", "Mail is not sent; this is a machine for development.")
    if is_demonstration():
        return good("mail", "Mail is not sent; this is a demonstration.")
    if printed:
        sentence = "Mail is not sent but printed in the output of the server, codes for sign-in with it."
        return look("mail", sentence, f"{remedy} Until then whoever reads the output can sign in as anybody.")
    return look("mail", "Mail is not sent anywhere.", remedy)


def is_demonstration() -> bool:
    """Tell whether the programme is made up; records that cannot be read are none."""
    from bokal.programme.programmes.services import current_programme

    try:
        programme = current_programme()
    except DatabaseError:
        return False
    return programme is not None and programme.constructed


def check_secret() -> Iterator[Finding]:
    key: str = settings.SECRET_KEY
    remedy = "Set BOKAL_SECRET_KEY to a random text of fifty letters and keep it secret."
    if key.startswith("insecure-local-"):
        if settings.DEVELOPMENT or only_this_machine():
            yield good("secret key", "A key made for this machine alone is used.")
        else:
            yield broken(
                "secret key",
                "The key is the one this machine made for itself, and others can reach this site.",
                remedy,
            )
    elif len(key) < 32 or len(set(key)) < 8:
        yield look("secret key", "The key is short or uniform.", remedy)
    else:
        yield good("secret key", "A key of its own is set.")


def check_translation() -> Iterator[Finding]:
    """Look whether the translation service answers; the key is tried on a word of ours, never on a voice."""
    from bokal.programme.voices.errors import TranslationRefused
    from bokal.programme.voices.services import read_languages, service_set, translated

    service = service_set()
    if service is None:
        yield good("translation service", "None is set; no words leave this site for translation.")
        return
    remedy = "Look at BOKAL_TRANSLATE_URL and BOKAL_TRANSLATE_KEY. Translations by hand go on meanwhile."
    try:
        with override("en"):
            known = read_languages(service)
            pair = next(((code, target) for code in sorted(known) for target in sorted(known[code])), None)
            if pair is not None:
                translated(service, "Bokal", source=pair[0], target=pair[1])
    except TranslationRefused as refusal:
        yield broken("translation service", str(refusal), remedy)
        return
    lacking = [code for code, _name in settings.LANGUAGES if code not in known]
    sentence = f"{service.host} answers and has {len(known)} languages."
    if lacking:
        yield look("translation service", f"{sentence} Not {', '.join(lacking)}.", "Add them at the service.")
    elif service.key and not service.is_private:
        yield look(
            "translation service",
            f"{sentence} The key can be read on its way.",
            "Use https, or a service on this machine.",
        )
    else:
        yield good("translation service", sentence)


def only_this_machine() -> bool:
    return set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}


def check_addresses() -> Iterator[Finding]:
    if settings.DEBUG:
        yield look("debugging", "Error pages show the code.", "Unset BOKAL_DEBUG where others can reach it.")
    if "*" in settings.ALLOWED_HOSTS:
        yield broken("host names", "Any host name is accepted.", "Name yours in BOKAL_HOSTS.")
    else:
        yield good("host names", f"The site answers to {', '.join(settings.ALLOWED_HOSTS)}.")
    if settings.HTTPS:
        yield good("HTTPS", "Every visit is sent to HTTPS, and cookies stay there.")
    elif only_this_machine():
        yield good("HTTPS", "Not needed: only this machine can reach the site.")
    else:
        yield look("HTTPS", "Visits can be read on their way.", "Put HTTPS in front and set BOKAL_HTTPS=1.")
    if settings.HTTPS and not settings.SECURE_PROXY_SSL_HEADER:
        yield look(
            "proxy",
            "HTTPS is asked for, but no proxy is said to provide it; every page may redirect to itself.",
            "Set BOKAL_BEHIND_PROXY=1 when a proxy ends HTTPS and sets X-Forwarded-Proto.",
        )


def check_user() -> Iterator[Finding]:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not settings.DEVELOPMENT:
        yield look("user", "Bokal runs as root.", "Run it as a user of its own.")


CHECKS = [
    check_python,
    check_data_folder,
    check_browser_files,
    check_translations,
    check_mail,
    check_translation,
    check_secret,
    check_addresses,
    check_user,
]
