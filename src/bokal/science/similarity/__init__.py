"""Which texts say the same, in any language: suggestions and themes for people to decide on."""

from bokal.science.similarity.index import (
    METHOD_VERSION,
    Alike,
    TextIndex,
    add_texts,
    build_index,
    join,
    leave_out,
    likeness,
    ranked,
    similar,
)
from bokal.science.similarity.meanings import (
    Meanings,
    centre,
    likeness_of_meaning,
    looks_or_meaning,
    mean_meaning,
)
from bokal.science.similarity.themes import MOST_FOR_THEMES, Theme, Themes, all_pairs, find_themes

__all__ = [
    "METHOD_VERSION",
    "MOST_FOR_THEMES",
    "Alike",
    "Meanings",
    "TextIndex",
    "Theme",
    "Themes",
    "add_texts",
    "all_pairs",
    "build_index",
    "centre",
    "find_themes",
    "join",
    "leave_out",
    "likeness",
    "likeness_of_meaning",
    "looks_or_meaning",
    "mean_meaning",
    "ranked",
    "similar",
]
