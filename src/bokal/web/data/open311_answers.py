"""Answers of Open311 GeoReport v2, as JSON and as XML."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse, JsonResponse

FORMS = ("json", "xml")
# What the specification calls one item of each list.
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answered(form: str, name: str, facts: Any, *, status: int = 200) -> HttpResponse:
    """Return facts in the form that was asked for; ``name`` is the root of the XML."""
    if form == "xml":
        root = element(name, facts)
        content = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return HttpResponse(content, content_type="text/xml; charset=utf-8", status=status)
    return JsonResponse(facts, safe=False, status=status)


def element(name: str, value: Any) -> ElementTree.Element:
    """Return a value as XML."""
    made = ElementTree.Element(name)
    if isinstance(value, Mapping):
        made.extend(element(key, part) for key, part in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        made.extend(element(ITEMS[name], part) for part in value)
    elif isinstance(value, bool):
        made.text = str(value).lower()
    elif value is not None:
        made.text = NOT_IN_XML.sub("\ufffd", str(value))
    return made


def refused(form: str, code: int, description: str) -> HttpResponse:
    """Return an error as the specification writes it."""
    return answered(form, "errors", [{"code": code, "description": description}], status=code)
