"""Build the compact data set of Malmö in ``data/malmo`` from the collected area data.

Run ``python data/build.py [AREAS] [OUT]``. Without arguments the collected files are looked for in
``$BOKAL_SHARED/data/areas`` or beside the repository. Texts and judgements come from ``data/written``.
The same input gives the same bytes.
"""

import hashlib
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from figures import POPULATION, Observation, observations, people_by_age
from files import (
    CITY,
    PROGRAMME_AREAS,
    STADSDELAR,
    features,
    figure,
    slug,
    table,
    write_json,
    write_table,
    written,
)
from outlines import boundaries, write_boundaries

HERE = Path(__file__).resolve().parent
RETRIEVED = "2026-11-23"
KNOWN_FIGURES = {
    "low_econ_standard_pct": ("low-economic-standard", {2022: 1, 2024: 1}),
    "employed_16_64_pct": ("employed", {2022: 2}),
    "employed_20_64_pct": ("employed", {2024: 3}),
    "unemployed_16_64_pct_lf": ("unemployed", {2022: 1}),
    "unemployed_20_64_pct_lf": ("unemployed", {2024: 2}),
    "net_income_median_tkr": ("median-net-income", {2022: 1, 2024: 2}),
    "post_secondary_25_64_pct": ("post-secondary", {2022: 1}),
    "post_secondary_25_65_pct": ("post-secondary", {2024: 2}),
    "foreign_background_pct": ("foreign-background", {2022: 1, 2024: 1}),
    "rental_dwellings_pct": ("rental-dwellings", {2022: 1, 2024: 1}),
    "population": ("population", {2022: 1, 2023: 1, 2025: 1}),
    "turnout_riksdag_pct": ("turnout-riksdag", {2014: 1}),
}


def zone_names(zones: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name zones by their RegSO and a running number, so that people can tell them apart."""
    inside: dict[str, list[str]] = defaultdict(list)
    for code, regso in sorted(zones):
        inside[regso].append(code)
    return {
        code: regso if len(codes) == 1 else f"{regso} {number}"
        for regso, codes in inside.items()
        for number, code in enumerate(codes, start=1)
    }


def split_zone_names(old_of: dict[str, str], old_names: dict[str, str]) -> dict[str, str]:
    """Keep the old name of a zone; the parts of a split zone get a letter."""
    parts: dict[str, list[str]] = defaultdict(list)
    for new, old in sorted(old_of.items()):
        parts[old].append(new)
    names = {}
    for old, news in parts.items():
        name = old_names[old]
        space = "" if name[-1].isdigit() else " "
        letters = [""] if len(news) == 1 else [space + letter for letter in "abcdef"]
        names |= {new: name + letter for new, letter in zip(news, letters, strict=False)}
    return names


def area_lists(areas: Path) -> dict[str, list[dict[str, str | None]]]:
    def listed(rows: Iterable[tuple[str, str, str | None]]) -> list[dict[str, str | None]]:
        return [{"code": code, "name": name, "parent": parent} for code, name, parent in sorted(rows)]

    neighbourhoods = [f["properties"] for f in features(areas, "malmo_delomraden.geojson")]
    old = [f["properties"] for f in features(areas, "malmo_deso2018_land.geojson")]
    new = [f["properties"] for f in features(areas, "malmo_deso2025_land.geojson")]
    old_names = zone_names((p["deso2018"], p["regso2020_namn"]) for p in old)
    new_names = split_zone_names({p["deso2025"]: p["deso2018"] for p in new}, old_names)
    around = [f["properties"] for f in features(areas, "skane_vast_kommuner.geojson")]
    return {
        "city": listed([(CITY, "Malmö", None)]),
        "programme_areas": listed((code, name, CITY) for name, code in PROGRAMME_AREAS.items()),
        "stadsdel1996": listed((slug(name), name, CITY) for name in STADSDELAR),
        "delomrade": listed((p["do_kod"], p["delomrade"], slug(p["stadsdel"])) for p in neighbourhoods),
        "regso2025": listed({(p["regso2025"], p["regso_namn"], CITY) for p in new}),
        "deso2025": listed((p["deso2025"], new_names[p["deso2025"]], p["regso2025"]) for p in new),
        "deso2018": listed((p["deso2018"], old_names[p["deso2018"]], p["regso2020"]) for p in old),
        "context": listed((p["kommun_kod"], p["kommun"], None) for p in around if p["kommun_kod"] != CITY),
    }


PARENT_GEOGRAPHY = {
    "programme_areas": "city",
    "stadsdel1996": "city",
    "delomrade": "stadsdel1996",
    "regso2025": "city",
    "deso2025": "regso2025",
    "deso2018": "regso2025",
}


def geographies(areas: Path) -> list[dict[str, Any]]:
    lists = area_lists(areas)
    return [
        {**head, "parent_geography": PARENT_GEOGRAPHY.get(head["code"]), "areas": lists[head["code"]]}
        for head in written("geographies.json")
    ]


def composites(areas: Path) -> Iterable[tuple[str, ...]]:
    notes = written("notes.json")
    for row in table(areas, "programomraden_deso.csv"):
        note = notes[f"{row['programomrade']}|{row['deso']}"]
        for geography in ("deso2018", "deso2025"):
            if weight := row[f"weight_{geography}"]:
                area = PROGRAMME_AREAS[row["programomrade"]]
                yield area, geography, row["deso"], figure(float(weight)), row["role"], note["sv"], note["en"]


def areal_shares(areas: Path, geography: str) -> Iterable[tuple[str, ...]]:
    for row in table(areas, f"koppling_{geography}_delomrade.csv"):
        yield row["do_kod"], row[geography], figure(float(row["share_of_deso"]))


def expected(areas: Path) -> dict[str, Any]:
    """Figures computed by hand before this project, as ground truth for its tests."""
    figures = []
    for row in table(areas, "malmo_programomraden_mot_resten.csv"):
        if row["indicator"] not in KNOWN_FIGURES:
            continue
        indicator, versions = KNOWN_FIGURES[row["indicator"]]
        year = int(row["year"])
        figures += [
            {
                "area": code,
                "indicator": indicator,
                "version": versions[year],
                "year": year,
                "value": float(row[name]),
            }
            for name, code in {**PROGRAMME_AREAS, "Övriga Malmö": "rest"}.items()
        ]
    return {**written("expected.json"), "programme_areas": figures}


def fingerprints(areas: Path, sources: list[dict[str, Any]]) -> dict[str, str]:
    names = sorted({name for source in sources for name in source["inputs"]})
    return {name: hashlib.sha256((areas / name).read_bytes()).hexdigest() for name in names}


def build(areas: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "boundaries").mkdir(exist_ok=True)
    sources = written("sources.json")
    prints = fingerprints(areas, sources)
    write_json(
        out / "sources.json",
        [
            {**source, "retrieved": RETRIEVED, "inputs": {name: prints[name] for name in source["inputs"]}}
            for source in sources
        ],
    )
    write_json(out / "geographies.json", geographies(areas))
    for geography, outlines in boundaries(areas).items():
        write_boundaries(out / "boundaries" / f"{geography}.geojson", outlines)
    for name in ("indicators.json", "initiatives.json", "programme.json", "selection.json"):
        write_json(out / name, written(name))
    write_table(out / "observations.csv", Observation._fields, observations(areas))
    write_table(out / "population.csv", POPULATION, people_by_age(areas))
    header = ("area", "geography", "zone", "weight", "role", "note_sv", "note_en")
    write_table(out / "composites.csv", header, sorted(composites(areas)))
    for geography in ("deso2018", "deso2025"):
        shares = sorted(areal_shares(areas, geography))
        write_table(out / f"delomrade_{geography}.csv", ("delomrade", "deso", "share_of_deso"), shares)
    write_json(out / "expected.json", expected(areas))


def collected() -> Path:
    """Return the folder of collected area data named by the environment, or beside the repository."""
    return Path(os.environ.get("BOKAL_SHARED", HERE.parents[1] / "shared")) / "data" / "areas"


def main(arguments: Sequence[str]) -> int:
    areas = Path(arguments[0]) if arguments else collected()
    out = Path(arguments[1]) if len(arguments) > 1 else HERE / "malmo"
    if not areas.is_dir():
        print(f"No area data in {areas}. Name the folder: python data/build.py AREAS [OUT].", file=sys.stderr)
        return 2
    build(areas, out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"Wrote {out}: {size / 1000:.0f} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
