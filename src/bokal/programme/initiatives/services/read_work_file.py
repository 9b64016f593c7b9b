"""Works from a GeoJSON file, one feature each: read, checked line by line, nothing mended."""

import datetime
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_json import parse_members
from bokal.programme.areas.services.read_problems import Problems, Unreadable, is_plain
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import WorkKind, WorkStep
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services.work_place import Lie, read_place
from bokal.programme.initiatives.services.works import PhaseFacts

MOST_WORKS = 2_000
LONGEST_TEXT = 2_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
TEXTS = ("name", "place", "noise", "unknown")
DAYS = ("planned_from", "planned_to", "from", "to")
FIELDS = {"planned_from": "planned_from", "planned_to": "planned_to", "from": "from_day", "to": "to_day"}


def property_names() -> list[str]:
    """Return the properties a feature may have, in the order of a download."""
    codes = [code for code, _name in settings.LANGUAGES]
    texts = [f"{name}_{code}" for name in TEXTS for code in codes]
    phases = [f"{step}_{day}" for step in WorkStep for day in DAYS]
    return ["slug", "initiative", "kind", *texts, "about", "source", "constructed", *phases]


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One feature: what it says of a work; what it does not name is left as it is."""

    line: int
    number: int
    slug: str
    initiative: Initiative
    facts: Mapping[str, Any]
    lie: Lie | None
    phases: tuple[PhaseFacts, ...]


@dataclass(slots=True)
class Feature:
    """A feature while it is read; what is wrong goes to the problems with its place."""

    line: int
    number: int
    properties: Mapping[str, Any]
    problems: Problems
    wrong: int = field(default=0)

    def tell(self, reason: object, remedy: object = "", *, name: str = "", value: object = "") -> None:
        """Note what is wrong with a property."""
        self.wrong += 1
        column = name or _("shape %(number)d") % {"number": self.number}
        self.problems.add(str(reason), str(remedy), line=self.line, column=column, value=value)

    def text(self, name: str, *, most: int = LONGEST_TEXT) -> str:
        """Return a property as text."""
        value = self.properties.get(name)
        if value is None:
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
        if text is None or len(text) > most or not is_plain(text):
            self.tell(
                _("The text is too long or holds signs that cannot be kept."),
                _("Shorten it."),
                name=name,
                value=value,
            )
            return ""
        return text

    def texts(self, name: str) -> dict[str, str] | None:
        """Return a text by language; nothing when the feature does not name it at all."""
        codes = [code for code, _name in settings.LANGUAGES if f"{name}_{code}" in self.properties]
        found = {code: self.text(f"{name}_{code}") for code in codes}
        return {code: text for code, text in found.items() if text} if codes else None

    def flag(self, name: str) -> bool:
        """Return a property that is yes or no."""
        value = self.properties.get(name)
        if value not in (None, True, False):
            self.tell(_("This is neither true nor false."), _("Write true or false."), name=name, value=value)
        return value is True

    def day(self, name: str, *, ends: bool) -> tuple[datetime.date | None, bool]:
        """Return a day, and whether only the year is given; a year that ends is in it to its last day."""
        text = self.text(name)
        if not text:
            return None, False
        try:
            if YEAR.fullmatch(text):
                return datetime.date(int(text) + ends, 1, 1), True
            return datetime.date.fromisoformat(text), False
        except ValueError:
            self.tell(
                _("This is no day."), _("Write it as 2013-05-01, or the year alone."), name=name, value=text
            )
            return None, False


def read_work_file(
    content: bytes,
    problems: Problems,
    *,
    areas: Collection[str] | None,
    documented: bool,
) -> list[WorkRow]:
    """Read the works of a file; ``areas`` are those whose initiatives may be changed, all with None."""
    try:
        rest, items = parse_members(content, "features", problems)
    except Unreadable:
        return []
    if rest.get("type") != "FeatureCollection":
        problems.add(
            _("The file is not a GeoJSON FeatureCollection."), _("Export the layer as GeoJSON in WGS 84.")
        )
        return []
    if len(items) > MOST_WORKS:
        problems.add(_("The file holds more than 2,000 works."), _("Split it."))
        return []
    known = {one.slug: one for one in Initiative.objects.select_related("area").order_by("pk")}
    rows = list(read_features(items, problems, Allowed(known, areas, documented=documented)))
    if not items:
        problems.add(_("The file holds no shapes."), _("Choose a file with one feature for each work."))
    seen: dict[str, int] = {}
    for row in rows:
        if row.slug in seen:
            told = _("The work stands in the file twice: %(slug)s.") % {"slug": row.slug}
            column = _("shape %(number)d") % {"number": row.number}
            problems.add(told, _("Join the two, or give one another slug."), line=row.line, column=column)
        seen.setdefault(row.slug, row.line)
    return rows


@dataclass(frozen=True, slots=True)
class Allowed:
    """The initiatives that there are, and which of them a file may say something of."""

    known: Mapping[str, Initiative]
    areas: Collection[str] | None
    documented: bool

    def find(self, feature: Feature) -> Initiative | None:
        """Return the initiative a feature names, or tell what is wrong with that."""
        slug = feature.text("initiative", most=80)
        found = self.known.get(slug)
        if found is None:
            near = get_close_matches(slug, self.known, n=1)
            remedy = _("Did you mean “%(name)s”?") % {"name": near[0]} if near else _("Plan it first.")
            feature.tell(_("There is no such initiative."), remedy, name="initiative", value=slug)
        elif self.areas is not None and (found.area is None or found.area.code not in self.areas):
            feature.tell(
                _("You have no role where this initiative is."),
                _("Ask who coordinates that area."),
                name="initiative",
                value=slug,
            )
        elif found.documented and not self.documented:
            feature.tell(
                _("This initiative is known from sources alone. Nothing is decided or reported on it here."),
                _("Leave the work out."),
                name="initiative",
                value=slug,
            )
        else:
            return found
        return None


def read_features(items: list[tuple[int, Any]], problems: Problems, allowed: Allowed) -> Iterator[WorkRow]:
    """Yield the works that nothing is wrong with."""
    names = set(property_names())
    for number, (line, item) in enumerate(items, 1):
        properties = item.get("properties") if isinstance(item, dict) else None
        feature = Feature(line, number, properties if isinstance(properties, dict) else {}, problems)
        if not isinstance(item, dict) or item.get("type") != "Feature":
            feature.tell(
                _("This is not a GeoJSON feature."), _("Export the layer again from the map program.")
            )
            continue
        for unknown in sorted(map(str, feature.properties.keys() - names)):
            near = get_close_matches(unknown, names, n=1)
            remedy = _("Did you mean “%(name)s”?") % {"name": near[0]} if near else ""
            problems.warn(_("This property is not read."), remedy, line=line, column=unknown)
        row = read_feature(feature, item.get("geometry"), allowed)
        if row is not None:
            yield row


def read_feature(feature: Feature, geometry: object, allowed: Allowed) -> WorkRow | None:
    """Return the work a feature describes; nothing when something is wrong with it."""
    initiative = allowed.find(feature)
    facts = facts_of(feature)
    if initiative is not None and initiative.documented and not facts.get("source"):
        feature.tell(_("The source is missing. Say where the figures come from."), name="source")
    slug = slug_of(feature, facts)
    lie, phases = lie_of(feature, geometry), tuple(phases_of(feature))
    if feature.wrong or initiative is None:
        return None
    return WorkRow(feature.line, feature.number, slug, initiative, facts, lie, phases)


def facts_of(feature: Feature) -> dict[str, Any]:
    """Return what a feature says of a work, by the fields of the record."""
    facts: dict[str, Any] = {}
    kind = feature.text("kind", most=20)
    if kind in WorkKind.values:
        facts["kind"] = kind
    else:
        kinds = ", ".join(WorkKind.values)
        feature.tell(
            _("This is no kind of work."),
            _("Choose one: %(kinds)s.") % {"kinds": kinds},
            name="kind",
            value=kind,
        )
    for name in TEXTS:
        texts = feature.texts(name)
        if texts is not None:
            facts[name] = texts
    if not facts.get("name"):
        feature.tell(_("The work has no name."), _("Fill in name_sv, name_en or name_ar."), name="name_sv")
    if "source" in feature.properties:
        facts["source"] = feature.text("source")
    for name in ("about", "constructed"):
        if name in feature.properties:
            facts[name] = feature.flag(name)
    return facts


def slug_of(feature: Feature, facts: Mapping[str, Any]) -> str:
    """Return the address of a work: the one that is given, else made of its name, each time alike."""
    given = feature.text("slug", most=80)
    if given and not SLUG.fullmatch(given):
        feature.tell(
            _("This is no address."),
            _("Use small letters a to z, digits and hyphens."),
            name="slug",
            value=given,
        )
    names = facts.get("name") or {}
    made = next(filter(None, (slugify(names.get(code, ""))[:80].strip("-") for code in ("sv", "en"))), "")
    if not given and not made and names:
        feature.tell(_("The work has no address."), _("Fill in slug."), name="slug")
    return given or made


def lie_of(feature: Feature, geometry: object) -> Lie | None:
    """Return where the work lies; nothing when the feature has no geometry."""
    if geometry is None:
        return None
    try:
        return read_place(geometry)
    except InitiativeRefused as refusal:
        feature.tell(refusal)
        return None


def phases_of(feature: Feature) -> Iterator[PhaseFacts]:
    """Yield the steps that a feature gives days of."""
    today = timezone.localdate()
    for step in WorkStep:
        found = {day: feature.day(f"{step}_{day}", ends=day.endswith("to")) for day in DAYS}
        if all(day is None for day, _year in found.values()):
            continue
        years = any(year for day, year in found.values() if day is not None)
        days = {FIELDS[name]: day for name, (day, _year) in found.items()}
        phase = PhaseFacts(step=step, year_only=years, **days)
        try:
            phase.facts(today)
        except Refused as refusal:
            feature.tell(refusal, name=f"{step}_from")
        else:
            yield phase
