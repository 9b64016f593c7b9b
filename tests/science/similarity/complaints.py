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


@dataclass(frozen=True, slots=True)
class InOtherLanguage:
    language: str
    topic: str
    text: str


with (Path(__file__).parent / "complaints.csv").open(newline="") as stream:
    COMPLAINTS = [Complaint(**row) for row in csv.DictReader(stream)]
with (Path(__file__).parent / "complaints_other_languages.csv").open(newline="") as stream:
    IN_OTHER_LANGUAGES = [InOtherLanguage(**row) for row in csv.DictReader(stream)]
