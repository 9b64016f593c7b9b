"""Directions and file names that import-linter cannot see."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField, OneToOneField

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = ROOT / "src" / "bokal" / "programme"
FILES = {
    "__init__",
    "admin",
    "apps",
    "calculations",
    "enums",
    "errors",
    "models",
    "notices",
    "perms",
    "services",
    "tasks",
}


def flow() -> list[str]:
    """Return the apps in the order of the work, first stage first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "flow"]
    return list(reversed(layers))


def relations_upward(relations: Iterable[tuple[str, str, str]], order: list[str]) -> list[str]:
    """Name each relation (from app, field, to app) that points to a later stage."""
    place = {app: number for number, app in enumerate(order)}
    return [
        f"{field} in “{source}” points to the later stage “{target}”. Let the later stage hold the reference."
        for source, field, target in relations
        if source in place and target in place and place[target] > place[source]
    ]


def relations() -> list[tuple[str, str, str]]:
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("bokal.programme."):
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if isinstance(field, Field) and isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                target = field.related_model
                assert not isinstance(target, str)
                found.append(
                    (model._meta.app_label, f"{model.__name__}.{field.name}", target._meta.app_label)
                )
    return found


def strange_files(folder: Path, allowed: set[str]) -> list[str]:
    """Name each file or folder of an app that has a name of its own."""
    return [
        f"{path.relative_to(folder.parent)}: an app has only the files {', '.join(sorted(allowed))}."
        for path in sorted(folder.iterdir())
        if path.name not in {"__pycache__", "migrations"} and path.stem not in allowed
    ]


def programme_apps() -> list[Path]:
    return sorted(path for path in PROGRAMME.iterdir() if (path / "__init__.py").exists())


def test_no_relation_points_to_a_later_stage() -> None:
    assert relations_upward(relations(), flow()) == []


def test_a_relation_to_a_later_stage_is_named() -> None:
    seeded = [("areas", "Area.report", "reports"), ("reports", "Report.area", "areas")]
    assert relations_upward(seeded, flow()) == [
        "Area.report in “areas” points to the later stage “reports”. Let the later stage hold the reference."
    ]


def test_every_app_on_disk_is_installed_and_placed() -> None:
    on_disk = {path.name for path in programme_apps()}
    installed = {
        config.label for config in apps.get_app_configs() if config.name.startswith("bokal.programme.")
    }
    assert on_disk == installed == set(flow())


@pytest.mark.parametrize("app", programme_apps(), ids=lambda path: path.name)
def test_every_app_has_the_same_file_names(app: Path) -> None:
    assert strange_files(app, FILES) == []


def test_a_file_with_a_name_of_its_own_is_named(tmp_path: Path) -> None:
    app = tmp_path / "votes"
    app.mkdir()
    for name in ("models.py", "utils.py"):
        (app / name).touch()
    (message,) = strange_files(app, FILES)
    assert message.startswith("votes/utils.py")


@pytest.mark.parametrize("app", programme_apps(), ids=lambda path: path.name)
def test_every_app_has_one_migration_until_the_first_release(app: Path) -> None:
    names = [path.name for path in (app / "migrations").glob("0*.py")]
    assert names in ([], ["0001_initial.py"])


def test_no_package_is_called_utils_or_helpers() -> None:
    names = {path.stem for path in (ROOT / "src").rglob("*") if "vendor" not in path.parts}
    assert names.isdisjoint({"utils", "util", "helpers", "helper", "common", "misc"})
