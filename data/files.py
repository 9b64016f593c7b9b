"""Read the collected files and write compact ones, always in the same bytes."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).resolve().parent / "written"
CITY = "1280"
PROGRAMME_AREAS = {
    "Herrgården": "herrgarden",
    "Holma/Kroksbäck": "holma-kroksback",
    "Södra Sofielund/Seved": "sodra-sofielund-seved",
    "Lindängen": "lindangen",
    "Segevång": "segevang",
}
STADSDELAR = (
    "Centrum", "Fosie", "Husie", "Hyllie", "Kirseberg", "Limhamn-Bunkeflo",
    "Oxie", "Rosengård", "Södra innerstaden", "Västra innerstaden",
)  # fmt: skip


type Row = dict[str, str]


def table(folder: Path, name: str) -> list[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def features(folder: Path, name: str) -> list[dict[str, Any]]:
    collection: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return list(collection["features"])


def written(name: str) -> Any:
    return json.loads((WRITTEN / name).read_text(encoding="utf-8"))


def write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def figure(value: float, decimals: int = 4) -> str:
    """Write a number shortly: no trailing zeros, no exponent."""
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def slug(name: str) -> str:
    return name.lower().translate(str.maketrans("åäö ", "aao-"))
