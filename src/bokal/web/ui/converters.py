"""Parts of addresses that only certain words fit."""

from django.urls import register_converter


class PictureKind:
    """The kinds of file a picture can be."""

    regex = "svg|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PictureKind, "picture")
