"""What a form asks for is done, or said to be refused: in one way on every page."""

from collections.abc import Callable

from django import forms

from bokal.programme.history.errors import Refused


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do what a form asks for, and tell whether it was done; what is refused goes back into the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
