"""A small city with figures, a run and a report; all of it constructed."""

from bokal.programme.areas.models import Area, Boundary, Composition, Definition, IndexRun, Observation
from bokal.programme.areas.services import DomainChoice, RunSpec, run_index
from bokal.programme.reports.models import Report
from bokal.programme.reports.services import prepare_report
from tests.factories.areas import DAY, make_dataset, make_definition, make_geography

CODES = tuple(f"Z{number:02}" for number in range(1, 25))


def outline_of(place: int) -> list[list[int]]:
    """Return a square of one kilometre."""
    x, y = (place % 6) * 1000, (place // 6) * 1000
    return [[x, y, x + 1000, y, x + 1000, y + 1000, x, y + 1000]]


def make_city_with_figures() -> dict[str, Definition]:
    """Return two definitions with a value in each of 24 zones, in the city and in one composite area."""
    dataset = make_dataset("figures", publisher="Constructed office")
    zones = make_geography("zones", areas=CODES)
    city = make_geography("city", areas=("C",))
    whole = make_geography("programme_areas", areas=("P",))
    definitions = {
        "poor": make_definition("poor", name={"en": "Poor"}),
        "employed": make_definition("employed", name={"en": "Employed"}),
    }
    definitions["poor"].indicator.direction = "worse"
    definitions["poor"].indicator.save()
    for place, area in enumerate(Area.objects.filter(geography=zones).order_by("code")):
        Boundary.objects.create(
            area=area,
            valid_from=DAY,
            geometry={},
            outline=outline_of(place),
            sha256="0" * 64,
            west=12.0,
            south=55.0,
            east=13.0,
            north=56.0,
            square_metres=1_000_000,
            dataset=dataset,
        )
        add(area, definitions["poor"], 60.0 - 2 * place, dataset)
        add(area, definitions["employed"], 40.0 + place + 0.5 * (place % 3), dataset)
    for geography in (city, whole):
        area = geography.areas.get()
        add(area, definitions["poor"], 37.0, dataset, status="estimated")
        add(area, definitions["employed"], 52.0, dataset, status="estimated")
    for code in CODES[:2]:
        Composition.objects.create(
            whole=whole.areas.get(),
            part=Area.objects.get(geography=zones, code=code),
            weight=1,
            role="core",
            judged=True,
            dataset=dataset,
        )
    return definitions


def add(area: Area, definition: Definition, value: float, dataset: object, *, status: str = "ok") -> None:
    """Add one observation of 2024."""
    Observation.objects.create(
        area=area, definition=definition, year=2024, value=value, status=status, dataset=dataset
    )


def make_run(definitions: dict[str, Definition], slug: str = "lowest", **changes: object) -> IndexRun:
    """Return a run over both indicators with equal weights and few draws."""
    spec = {
        "slug": slug,
        "title": {"en": "Where is welfare lowest?"},
        "geography": "zones",
        "year": 2024,
        "domains": [DomainChoice(definition.pk, 50.0) for definition in definitions.values()],
        "draws": 50,
    }
    return run_index(spec=RunSpec(**(spec | changes)), actor=None)


def make_report(run: IndexRun) -> Report:
    """Return a report of a run that is not published yet."""
    return prepare_report(
        slug="where-is-welfare-lowest",
        profile="welfare-ranking",
        title={"en": "Where is welfare lowest?", "sv": "Var är välfärden lägst?", "ar": "أين الرفاه أدنى؟"},
        subject={"run": run.slug, "city": "city", "composites": "programme_areas"},
        actor=None,
    )
