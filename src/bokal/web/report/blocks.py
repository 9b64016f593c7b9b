"""What a report is made of, once for page and PDF: blocks of text, tables and pictures in one language."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 starts a chapter, level 3 a part of it."""

    text: str
    anchor: str
    level: Literal[2, 3] = 2
    kind: str = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` for the answer in short, ``note`` for what qualifies it."""

    text: str
    tone: Literal["lead", "plain", "note"] = "plain"
    kind: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table: text, and an address when it can be opened."""

    text: str
    opens: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title that says what it shows; the first cell of a row is its heading."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    name: str
    source: str = ""
    anchor: str = ""
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of the key of a map: its field for the page, its colours for paper, and what they mean."""

    swatch: str
    fill: str
    stroke: str
    text: str
    count: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map drawn as SVG, what a careful person would say of it, and the name of its table.

    The drawing for paper leaves out what a file of its own has: letters in it could not be read aloud from a
    PDF, so the key of a map stands beside it.
    """

    title: str
    svg: str
    print_svg: str
    description: str
    source: str
    name: str
    table: str
    heading: str = ""
    key: tuple[KeyLine, ...] = ()
    kind: str = field(default="picture", init=False)


type Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report in one language."""

    title: str
    subtitle: str
    language: str
    author: str
    date: tuple[int, ...]
    blocks: tuple[Block, ...]
    footer: str
    pages: str

    def as_data(self) -> dict[str, Any]:
        """Return the paper as plain data, for the PDF."""
        return asdict(self)
