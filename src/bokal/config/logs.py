"""Logs: one JSON object a line for machines, plain lines for a person at a terminal."""

import re
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

QUIET = {"handlers": ["console"], "level": "WARNING", "propagate": False}

# What people type into an address by mistake: e-mail addresses, receipt codes, numbers of people and phones.
SIGN = "[2-9B-HJKMNP-TV-Z]"
PERSONS = re.compile(
    rf"[^\s/@?&='\"]+(?:@|%40)[^\s/@?&='\"]+"
    rf"|(?<=/){SIGN}{{5}}(?:-|%20)?{SIGN}{{5}}(?![^/\s])"
    r"|(?<!\w)(?:\+|%2B)?\d(?:(?:-|%20)?\d){8,}(?!\w)",
    re.IGNORECASE,
)


def without_words(error: BaseException) -> str:
    """Return kinds and places of an error and of what caused it; its words may name a person."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        parts = [f"{type(current).__module__}.{type(current).__qualname__}", *places, *parts]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(parts)


def error_without_words(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace an exception by its kinds and places."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = without_words(error)
    return event


def without_persons(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Leave out of messages and addresses what leads to a person."""
    for name in ("event", "path"):
        if isinstance(event.get(name), str):
            event[name] = PERSONS.sub("…", event[name])
    return event


def request_fields(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Give the parts of an access line fields of their own."""
    given = event.pop("positional_args", None)
    if event.get("logger") == "granian.access" and isinstance(given, dict):
        event["event"] = "request"
        event.update((name, given[name]) for name in ("method", "path", "status"))
        event["milliseconds"] = round(given["dt_ms"], 1)
    return event


def logging_settings(*, plain: bool) -> dict[str, Any]:
    """Return the value of LOGGING.

    A log names nobody, whoever reads it. What an error says is shown by a site that is being debugged.
    """
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [without_persons, structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)]
        if plain
        else [request_fields, without_persons, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    line = {
        "()": "structlog.stdlib.ProcessorFormatter",
        "foreign_pre_chain": before,
        "pass_foreign_args": not plain,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            error_without_words,
            *last,
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            # Django would send these to its own handlers as well.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.tasks": {"level": "WARNING"},
            "_granian": QUIET,
            "granian.access": {"handlers": ["console"], "level": "INFO", "propagate": False},
        },
    }
