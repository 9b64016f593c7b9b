"""The compact data set of Malmö agrees with itself and with figures known from elsewhere."""

import csv
import json
import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

DATA = Path(__file__).resolve().parents[2] / "data"
MALMO = DATA / "malmo"
COUNTS = {
    "city": 1,
    "programme_areas": 5,
    "stadsdel1996": 10,
    "delomrade": 136,
    "regso2025": 91,
    "deso2025": 209,
    "deso2018": 192,
    "context": 8,
}
LANGUAGES = {"sv", "en", "ar"}
STATUSES = {"ok", "estimated", "missing", "suppressed", "perturbed"}
METRES = [111_320 * math.cos(math.radians(55.58)), 111_320]


def content(name: str) -> Any:
    return json.loads((MALMO / name).read_text(encoding="utf-8"))


def table(name: str) -> list[dict[str, str]]:
    with (MALMO / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def outlines(geography: str) -> dict[str, shapely.Geometry]:
    collection = content(f"boundaries/{geography}.geojson")
    return {f["properties"]["code"]: shape(f["geometry"]) for f in collection["features"]}


@pytest.fixture(scope="module")
def geographies() -> dict[str, dict[str, dict[str, Any]]]:
    return {g["code"]: {area["code"]: area for area in g["areas"]} for g in content("geographies.json")}


@pytest.fixture(scope="module")
def observations() -> list[dict[str, str]]:
    return table("observations.csv")


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    return {source["id"]: source for source in content("sources.json")}


@pytest.fixture(scope="module")
def definitions() -> dict[tuple[str, int], Any]:
    return {(i["code"], d["version"]): d for i in content("indicators.json") for d in i["versions"]}


def test_the_whole_data_set_is_small_enough_to_ship():
    assert sum(path.stat().st_size for path in MALMO.rglob("*") if path.is_file()) <= 2_200_000
    assert sum(path.stat().st_size for path in (MALMO / "boundaries").iterdir()) <= 1_000_000


def test_every_geography_has_its_number_of_areas_and_one_boundary_for_each(geographies):
    assert {code: len(areas) for code, areas in geographies.items()} == COUNTS
    for code, areas in geographies.items():
        assert set(outlines(code)) == set(areas), code


def test_no_two_areas_of_a_geography_share_a_name(geographies):
    for code, areas in geographies.items():
        names = Counter(area["name"] for area in areas.values())
        assert max(names.values()) == 1, (code, names.most_common(1))


def test_every_area_hangs_under_an_area_of_the_parent_geography(geographies):
    for geography in content("geographies.json"):
        above = geography["parent_geography"]
        for area in geography["areas"]:
            assert area["parent"] in (geographies[above] if above else {None}), area


@pytest.mark.parametrize("geography", COUNTS)
def test_boundaries_are_valid_and_lie_where_malmo_lies(geography):
    for code, outline in outlines(geography).items():
        assert outline.is_valid, (code, shapely.is_valid_reason(outline))
        west, south, east, north = outline.bounds
        assert 12.6 < west < east < 13.9, code
        assert 55.2 < south < north < 56.0, code


@pytest.mark.parametrize("geography", [code for code in COUNTS if code != "context"])
def test_neighbours_meet_without_overlapping_beyond_slivers(geography):
    zones = [shapely.transform(zone, lambda p: p * METRES) for zone in outlines(geography).values()]
    overlap = sum(zone.area for zone in zones) - shapely.union_all(zones).area
    assert overlap <= 1e-5 * sum(zone.area for zone in zones)


def test_boundaries_have_no_more_than_five_decimals():
    for path in (MALMO / "boundaries").iterdir():
        points = shapely.get_coordinates(list(outlines(path.stem).values()))
        assert abs(points - points.round(5)).max() == 0, path.name


def test_split_zones_lie_inside_the_zone_they_were_split_from():
    old, new = outlines("deso2018"), outlines("deso2025")
    tree = shapely.STRtree(list(old.values()))
    for code, zone in new.items():
        inside = [list(old)[i] for i in tree.query(zone.representative_point(), predicate="within")]
        assert len(inside) == 1, code
        assert inside[0][:8] == code[:8], code


def test_every_observation_names_an_area_a_definition_and_a_source(
    observations, geographies, definitions, sources
):
    assert len(observations) > 3_000
    for line in observations:
        assert line["area"] in geographies[line["geography"]], line
        assert (line["indicator"], int(line["version"])) in definitions, line
        assert line["source"] in sources, line
        assert line["status"] in STATUSES, line


def test_an_observation_exists_once(observations):
    keys = Counter((o["geography"], o["area"], o["indicator"], o["version"], o["year"]) for o in observations)
    assert keys.most_common(1)[0][1] == 1


def test_values_lie_within_the_range_and_years_of_their_definition(observations, definitions):
    for line in observations:
        definition = definitions[line["indicator"], int(line["version"])]
        assert definition["least"] <= float(line["value"]) <= (definition["most"] or math.inf), line
        assert definition["first_year"] <= int(line["year"]) <= (definition["last_year"] or 9999), line


def test_years_of_two_definitions_of_one_indicator_never_meet():
    for indicator in content("indicators.json"):
        for before, after in pairwise(indicator["versions"]):
            assert before["last_year"] < after["first_year"], indicator["code"]
            assert before["name"] != after["name"], indicator["code"]


def test_a_share_equals_its_numerator_over_its_denominator(observations):
    scale = {"vehicle-fires": 10_000}
    checked = 0
    for line in observations:
        if line["numerator"]:
            ratio = scale.get(line["indicator"], 100) * float(line["numerator"]) / float(line["denominator"])
            assert float(line["value"]) == pytest.approx(ratio, abs=5.1e-5), line
            checked += 1
    assert checked > 900


def test_no_denominator_is_claimed_for_2024(observations):
    assert not [o for o in observations if o["year"] == "2024" and (o["numerator"] or o["denominator"])]


def test_whole_zones_add_up_to_the_population_of_the_city(observations):
    people: dict[tuple[str, str], float] = defaultdict(float)
    for line in observations:
        if line["indicator"] == "population":
            people[line["geography"], line["year"]] += float(line["value"])
    assert people["deso2018", "2022"] == people["city", "2022"] == 357_377
    assert people["deso2018", "2023"] == people["city", "2023"]
    assert people["deso2025", "2025"] == people["city", "2025"] == 367_886
    assert people["regso2025", "2024"] == 365_644


def weighted_means(observations) -> dict[tuple[str, str, int, int], float]:
    """Work out the five areas and the rest of Malmö as the note of ``expected.json`` says."""
    shares: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for row in table("composites.csv"):
        shares[row["geography"], row["zone"]].append((row["area"], float(row["weight"])))
    people = {
        (o["geography"], o["area"]): float(o["value"])
        for o in observations
        if (o["indicator"], o["year"]) == ("population", "2025")
    }
    above: dict[tuple[str, str, int, int], float] = defaultdict(float)
    below: dict[tuple[str, str, int, int], float] = defaultdict(float)
    for line in observations:
        place = line["geography"], line["area"]
        if line["geography"] not in ("deso2018", "deso2025"):
            continue
        parts = shares[place]
        for area, share in [*parts, ("rest", 1 - sum(weight for _, weight in parts))]:
            key = (area, line["indicator"], int(line["version"]), int(line["year"]))
            if line["indicator"] == "population":
                above[key] += share * float(line["value"])
                below[key] = 1
                continue
            persons = float(line["denominator"]) if line["denominator"] else people[place]
            above[key] += share * persons * float(line["value"])
            below[key] += share * persons
    return {key: above[key] / below[key] for key in above}


def test_five_areas_and_the_rest_agree_with_figures_worked_out_before(observations):
    expected = content("expected.json")
    means = weighted_means(observations)
    stored = {
        (o["area"], o["indicator"], int(o["version"]), int(o["year"])): float(o["value"])
        for o in observations
        if o["geography"] == "programme_areas"
    }
    known = [
        f for f in expected["programme_areas"] if (f["area"], f["indicator"]) != ("rest", "turnout-riksdag")
    ]
    assert len(known) >= 100
    for fact in known:
        key = fact["area"], fact["indicator"], fact["version"], fact["year"]
        value = stored.get(key, means.get(key))
        assert value == pytest.approx(fact["value"], abs=expected["tolerance"]), fact


def test_figures_of_the_city_agree_with_what_is_known(observations):
    stored = {
        (o["indicator"], int(o["version"]), int(o["year"])): float(o["value"])
        for o in observations
        if o["geography"] == "city"
    }
    for fact in content("expected.json")["city"]:
        key = fact["indicator"], fact["version"], fact["year"]
        assert stored[key] == pytest.approx(fact["value"], abs=6e-4), fact


def places(values: list[float]) -> list[float]:
    """Rank from the highest value; tied values share the mean of their places."""
    return [sum(v > x for v in values) + (1 + sum(v == x for v in values)) / 2 for x in values]


def test_the_index_of_the_first_report_gives_the_ranks_known_from_an_earlier_trial(observations, geographies):
    spec, known = content("selection.json")["index"], content("expected.json")["index"]
    zones = sorted(geographies[spec["geography"]])
    values = {(o["indicator"], o["year"], o["area"]): float(o["value"]) for o in observations}
    scores = dict.fromkeys(zones, 0.0)
    for domain in spec["domains"]:
        sign = 1 if domain["kind"] == "score" else -1
        column = [sign * values[domain["indicator"], str(spec["year"]), zone] for zone in zones]
        for zone, place in zip(zones, places(column), strict=True):
            scaled = (len(zones) - place + 1) / len(zones)
            kappa = spec["kappa"]
            scores[zone] -= (
                domain["weight"] * kappa * math.log(1 - scaled * (1 - math.exp(-100 / kappa))) / 100
            )
    ranks = {zone: sum(other > scores[zone] for other in scores.values()) + 1 for zone in zones}
    inside = defaultdict(list)
    for row in table("composites.csv"):
        if row["geography"] == "deso2025":
            inside[row["area"]].append(ranks[row["zone"]])
    assert {area: sorted(found) for area, found in inside.items()} == known["zone_ranks"]

    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for zone in zones:
        people = values["population", str(spec["population"]["year"]), zone]
        totals[geographies["deso2025"][zone]["parent"]][0] += people * scores[zone]
        totals[geographies["deso2025"][zone]["parent"]][1] += people
    order = sorted(totals, key=lambda regso: -totals[regso][0] / totals[regso][1])
    assert order[: len(known["lowest_regso"])] == known["lowest_regso"]


def test_an_index_never_uses_background_or_tenure():
    kinds = {i["code"]: i["direction"] for i in content("indicators.json")}
    assert all(kinds[d["indicator"]] != "neutral" for d in content("selection.json")["index"]["domains"])


def test_weights_are_shares_of_zones_that_exist(geographies):
    for row in table("composites.csv"):
        assert row["zone"] in geographies[row["geography"]], row
        assert row["area"] in geographies["programme_areas"], row
        assert 0 < float(row["weight"]) <= 1, row
        assert (row["role"] == "core") == (float(row["weight"]) == 1), row
        assert row["note_sv"] != row["note_en"] != "", row


@pytest.mark.parametrize("geography", ["deso2018", "deso2025"])
def test_shares_of_ground_add_up_to_the_whole_zone(geographies, geography):
    shares: dict[str, float] = defaultdict(float)
    for row in table(f"delomrade_{geography}.csv"):
        assert row["delomrade"] in geographies["delomrade"], row
        shares[row["deso"]] += float(row["share_of_deso"])
    assert set(shares) == set(geographies[geography])
    assert all(total == pytest.approx(1, abs=0.005) for total in shares.values())


def test_every_source_says_who_what_where_and_under_which_licence(sources):
    for source in sources.values():
        for field in ("publisher", "year", "licence", "attribution", "reference", "carrier", "retrieved"):
            assert source[field], (source["id"], field)
        assert source["licence_status"] in {"open", "public_fact"}
        assert (source["licence_status"] == "public_fact") == source["licence"].startswith(
            "No licence stated"
        )
        assert all(len(print_) == 64 for print_ in source["inputs"].values())


def test_nothing_stored_lacks_a_source_and_no_source_is_idle(sources, observations):
    used = {o["source"] for o in observations} | {g["source"] for g in content("geographies.json")}
    assert used == set(sources)


def test_every_text_is_written_in_all_three_languages():
    def texts(node: Any, path: str = ""):
        if isinstance(node, dict):
            if LANGUAGES & set(node):
                yield path, node
            else:
                for key, value in node.items():
                    yield from texts(value, f"{path}/{key}")
        elif isinstance(node, list):
            for place, value in enumerate(node):
                yield from texts(value, f"{path}/{place}")

    found = 0
    for name in (
        "sources.json",
        "geographies.json",
        "indicators.json",
        "programme.json",
        "selection.json",
    ):
        for path, text in texts(content(name), name):
            assert set(text) == LANGUAGES, path
            assert all(text.values()), path
            assert any("\u0600" <= letter <= "\u06ff" for letter in text["ar"]), path
            found += 1
    assert found > 100


def test_the_organisation_has_no_gap_when_units_hand_over():
    programme = content("programme.json")
    units = {unit["code"]: unit for unit in programme["units"]}
    assert len(units) == len(programme["units"])
    for succession in programme["successions"]:
        assert units[succession["predecessor"]]["valid_to"] == succession["from_day"], succession
        assert units[succession["successor"]]["valid_from"] == succession["from_day"], succession
        assert succession["source"]
    ended = {unit["code"] for unit in units.values() if unit["valid_to"]}
    assert ended == {succession["predecessor"] for succession in programme["successions"]}


def test_the_historic_selection_chooses_the_five_areas_and_gives_a_source_for_each(geographies):
    (selection,) = content("selection.json")["selections"]
    assert {choice["area"] for choice in selection["choices"]} == set(geographies["programme_areas"])
    assert all(choice["source"] for choice in selection["choices"])
    assert not selection["constructed"]


def test_people_by_age_and_sex_add_up_to_the_people_of_each_area(observations, geographies):
    people = defaultdict(int)
    groups = defaultdict(set)
    for line in table("population.csv"):
        people[line["area"]] += int(line["people"])
        groups[line["area"]].add((line["ages"], line["sex"]))
    counted = {
        line["area"]: float(line["value"])
        for line in observations
        if (line["geography"], line["indicator"], line["year"]) == ("regso2025", "population", "2024")
    }
    assert people == counted
    assert set(people) == set(geographies["regso2025"])
    ages = ("0-14", "15-19", "20-24", "25-44", "45-64", "65-")
    assert all(found == {(one, sex) for one in ages for sex in ("women", "men")} for found in groups.values())
