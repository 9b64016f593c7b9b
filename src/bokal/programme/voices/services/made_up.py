"""Tell whether what is counted holds voices that are made up."""

from bokal.programme.history.services import kept
from bokal.programme.voices.models import Voice


def some_are_constructed() -> bool:
    """Tell whether any voice belongs to a demonstration, so that numbers of voices are marked."""
    return kept(("constructed voices",), find_one, of=("voices.voice",))


def find_one() -> bool:
    """Look for a voice that is made up."""
    return Voice.objects.filter(constructed=True).exists()
