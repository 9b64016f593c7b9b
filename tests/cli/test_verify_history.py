"""``bokal verify --history`` says in words whether the past is as it was."""

import contextlib
import io
import logging

import pytest

from bokal.cli import main
from bokal.programme.history.models import Entry
from bokal.programme.history.services import remove_triggers, seal_history, verify_history
from tests.factories.programmes import make_unit


@pytest.mark.django_db
def test_a_chain_that_holds_gives_the_fingerprint_to_keep(capsys: pytest.CaptureFixture[str]) -> None:
    make_unit("a")
    make_unit("b")
    assert main(["verify", "--history"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 entries, 2 in the chain.")
    head = told.split()[-1]
    assert head == verify_history().head
    make_unit("c")
    assert main(["verify", "--history", "--head", f" {head.upper()} "]) == 0


@pytest.mark.django_db
def test_a_changed_entry_is_named_and_the_command_fails(capsys: pytest.CaptureFixture[str]) -> None:
    make_unit("a")
    seal_history()
    remove_triggers()
    Entry.objects.update(actor="1")
    assert main(["verify", "--history"]) == 1
    assert "(row.added" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("head", ["0" * 64, "not a fingerprint"])
def test_a_fingerprint_that_was_never_in_the_chain_fails(
    head: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_unit("a")
    assert main(["verify", "--history", "--head", head]) == 1
    assert "no longer part of the chain" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_command_leaves_the_log_of_whoever_calls_it_where_it_was() -> None:
    """Led anew to the standard error of one test, it would fail in the next, where that is closed."""
    streams = [handler.stream for handler in logging.getLogger().handlers if hasattr(handler, "stream")]
    with contextlib.redirect_stderr(io.StringIO()) as passing:
        assert main(["verify", "--history"]) == 0
    assert streams
    assert [one.stream for one in logging.getLogger().handlers if hasattr(one, "stream")] == streams
    assert passing not in streams
