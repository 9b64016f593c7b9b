"""Parts of addresses that only certain words fit."""

import datetime

from django.urls import register_converter


class PictureKind:
    """The kinds of file a picture can be."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Day:
    """A day as 2026-12-24; what is no day is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


register_converter(PictureKind, "picture")
register_converter(Day, "day")
