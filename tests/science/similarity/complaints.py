"""The constructed complaints; see README.md."""

import csv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Complaint:
    part: str
    topic: str
    theme: str
    text: str


with (Path(__file__).parent / "complaints.csv").open(newline="") as stream:
    COMPLAINTS = [Complaint(**row) for row in csv.DictReader(stream)]
