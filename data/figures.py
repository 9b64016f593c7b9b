"""Turn the collected tables into observations: measured figures only, each with its source."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from files import CITY, PROGRAMME_AREAS, Row, figure, slug, table


class Observation(NamedTuple):
    """One line of ``observations.csv``."""

    geography: str
    area: str
    indicator: str
    version: int
    year: int
    value: str
    numerator: str
    denominator: str
    status: str
    source: str


class Ratio(NamedTuple):
    """An indicator of 2022: columns to add up for the numerator and the denominator."""

    indicator: str
    version: int
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]


class Level(NamedTuple):
    """An indicator given as a finished figure, and the column that weighs it, if any."""

    indicator: str
    version: int
    column: str
    weight: str


RATIOS_2022 = (
    Ratio("employed", 2, ("employed_16_64",), ("pop_16_64",)),
    Ratio("unemployed", 1, ("unemployed_16_64",), ("labour_force_16_64",)),
    Ratio("post-secondary", 1, ("edu_post_secondary_lt3", "edu_post_secondary_3plus"),
          ("edu_pre_upper_secondary", "edu_upper_secondary", "edu_post_secondary_lt3",
           "edu_post_secondary_3plus")),
    Ratio("foreign-background", 1, ("foreign_background",), ("swedish_background", "foreign_background")),
    Ratio("rental-dwellings", 1, ("dwell_rental",),
          ("dwell_rental", "dwell_coop", "dwell_owned", "dwell_missing")),
)  # fmt: skip
LEVELS_2022 = (
    Level("low-economic-standard", 1, "low_econ_standard_pct", "econ_persons"),
    Level("median-net-income", 1, "net_income_median_tkr", "net_income_persons"),
)
LEVELS_2024 = (
    Level("low-economic-standard", 1, "low_econ_standard_pct_2024", "pop_2025"),
    Level("employed", 3, "employed_pct_2024", "pop_2025"),
    Level("unemployed", 2, "unemployed_pct_2024", "pop_2025"),
    Level("median-net-income", 2, "median_net_income_tkr_2024", "pop_2025"),
    Level("post-secondary", 2, "post_secondary_pct_2024", "pop_2025"),
    Level("foreign-background", 1, "foreign_background_pct_2024", "pop_2025"),
    Level("rental-dwellings", 1, "rental_dwellings_pct_2024", "pop_2025"),
)
STADSDEL_SERIES = {
    "employed_20_64_pct": ("employed", 1, "malmo-welfare-employment"),
    "turnout_municipal_pct": ("turnout-municipal", 1, "malmo-welfare-turnout"),
    "malmo_valfardsindex": ("valfardsindex", 1, "malmo-valfardsindex"),
}
FIRE_SERIES = {
    "vehicle_fires_msb": (1, "msb-vehicle-fires"),
    "reported_car_fire_offences": (2, "police-car-fires"),
}


def total(rows: Iterable[Row], columns: Sequence[str]) -> float:
    return sum(float(row[column]) for row in rows for column in columns)


def weighted(rows: Sequence[Row], level: Level) -> float:
    return sum(float(r[level.column]) * float(r[level.weight]) for r in rows) / total(rows, [level.weight])


def population(
    geography: str, people: Iterable[tuple[str, float]], year: int, source: str
) -> list[Observation]:
    return [
        Observation(geography, area, "population", 1, year, figure(number), "", "", "ok", source)
        for area, number in people
    ]


def observations_2022(rows: list[Row]) -> Iterable[Observation]:
    source = "scb-deso-2022"
    units = [("deso2018", row["deso2018"], [row]) for row in rows] + [("city", CITY, rows)]
    for geography, area, inside in units:
        for year in (2022, 2023):
            yield from population(geography, [(area, total(inside, [f"pop_{year}"]))], year, source)
        for ratio in RATIOS_2022:
            above, below = total(inside, ratio.numerator), total(inside, ratio.denominator)
            yield Observation(
                geography, area, ratio.indicator, ratio.version, 2022,
                figure(100 * above / below), figure(above), figure(below), "ok", source,
            )  # fmt: skip
        for level in LEVELS_2022:
            yield Observation(
                geography, area, level.indicator, level.version, 2022, figure(weighted(inside, level)), "",
                figure(total(inside, [level.weight])), "estimated" if geography == "city" else "ok", source,
            )  # fmt: skip


def observations_2024(rows: list[Row]) -> Iterable[Observation]:
    source = "scb-deso-2024"
    units = [("deso2025", row["deso2025"], [row]) for row in rows] + [("city", CITY, rows)]
    for geography, area, inside in units:
        yield from population(geography, [(area, total(inside, ["pop_2025"]))], 2025, source)
        for level in LEVELS_2024:
            yield Observation(
                geography, area, level.indicator, level.version, 2024, figure(weighted(inside, level)),
                "", "", "estimated" if geography == "city" else "ok", source,
            )  # fmt: skip


def regso_population(rows: list[Row]) -> list[Observation]:
    people: dict[str, float] = defaultdict(float)
    for row in rows:
        if row["age"] == "total" and row["sex"] in ("men", "women"):
            people[row["regso2025"]] += float(row["n"])
    return population("regso2025", people.items(), 2024, "scb-regso-population-2024")


def turnout_of_city(rows: list[Row]) -> Iterable[Observation]:
    for row in rows:
        if row["kommun"] == CITY and int(row["year"]) >= 1998:
            entitled = float(row["rostberattigade"])
            voted = entitled - float(row["ej_rostande"])
            yield Observation(
                "city", CITY, "turnout-riksdag", 1, int(row["year"]), figure(100 * voted / entitled),
                figure(voted), figure(entitled), "ok", "scb-riksdag-elections",
            )  # fmt: skip


def turnout_by_district_name(rows: list[Row]) -> Iterable[Observation]:
    """Sum voting districts to the neighbourhood they are named after.

    A district named after two neighbourhoods counts for neither, but for a programme area if it was
    judged to belong there.
    """
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["do_kod_1"] and not row["do_kod_2"]:
            named["delomrade", row["do_kod_1"]].append(row)
        if row["programomrade"]:
            named["programme_areas", PROGRAMME_AREAS[row["programomrade"]]].append(row)
    for (geography, area), districts in named.items():
        voted, entitled = total(districts, ["rostande"]), total(districts, ["rostberattigade"])
        yield Observation(
            geography, area, "turnout-riksdag", 1, 2014, figure(100 * voted / entitled),
            figure(voted), figure(entitled), "estimated", "val-2014-districts",
        )  # fmt: skip


def stadsdel_series(rows: list[Row]) -> Iterable[Observation]:
    for row in rows:
        if row["indicator"] not in STADSDEL_SERIES or row["area"] == "Sverige":
            continue
        indicator, version, source = STADSDEL_SERIES[row["indicator"]]
        place = ("city", CITY) if row["area"] == "Malmö" else ("stadsdel1996", slug(row["area"]))
        yield Observation(
            *place, indicator, version, int(row["year"]), figure(float(row["value"])), "", "", "ok", source
        )


def vehicle_fires(rows: list[Row]) -> Iterable[Observation]:
    places = {name: ("programme_areas", code) for name, code in PROGRAMME_AREAS.items()}
    places["Malmö totalt"] = ("city", CITY)
    for row in rows:
        if row["indicator"] not in FIRE_SERIES or row["area"] not in places:
            continue
        version, source = FIRE_SERIES[row["indicator"]]
        fires, people = float(row["n"]), float(row["pop_2022"])
        yield Observation(
            *places[row["area"]], "vehicle-fires", version, int(row["year"]), figure(10_000 * fires / people),
            figure(fires), figure(people), "estimated", source,
        )  # fmt: skip


def observations(areas: Path) -> list[Observation]:
    return sorted(
        [
            *observations_2022(table(areas, "malmo_deso2018_scb_2022.csv")),
            *observations_2024(table(areas, "malmo_deso2025_indikatorer_2024.csv")),
            *regso_population(table(areas, "malmo_regso2025_befolkning_alder_kon_2024.csv")),
            *turnout_of_city(table(areas, "sverige_kommun_riksdagsval_1973_2018.csv")),
            *turnout_by_district_name(table(areas, "malmo_valdistrikt_riksdagsval_2014.csv")),
            *stadsdel_series(table(areas, "malmo_stadsdel_panel.csv")),
            *vehicle_fires(table(areas, "malmo_programomraden_brander_2018_2023.csv")),
        ]
    )


POPULATION = ("geography", "area", "year", "ages", "sex", "people")
AGES = ((0, 14), (15, 19), (20, 24), (25, 44), (45, 64), (65, None))


def people_by_age(areas: Path) -> Iterable[tuple[str, ...]]:
    """Sum the people of each RegSO in groups of ages, the oldest without an end."""
    people: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in table(areas, "malmo_regso2025_befolkning_alder_kon_2024.csv"):
        if "total" not in (row["age"], row["sex"]):
            first = int(row["age"].rstrip("+").split("-")[0])
            start, end = next(ages for ages in AGES if ages[1] is None or first <= ages[1])
            people[row["regso2025"], row["year"], f"{start:02}-{end or ''}", row["sex"]] += int(row["n"])
    for (regso, year, ages, sex), number in sorted(people.items()):
        yield "regso2025", regso, year, ages.removeprefix("0") if ages[0] == "0" else ages, sex, str(number)
