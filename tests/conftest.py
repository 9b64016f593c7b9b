"""Rules for every test: no network, own files, no undefined template variable, no order by luck."""

import atexit
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator

# Each process of a run has files of its own, also where it was started by one that has.
os.environ["BOKAL_DATA_DIR"] = tempfile.mkdtemp(prefix="bokal-test-")
os.environ.setdefault("BOKAL_DEVELOPMENT", "1")
# Playwright keeps an event loop running in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.template import engines
from django.test import override_settings
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

atexit.register(shutil.rmtree, os.environ["BOKAL_DATA_DIR"], ignore_errors=True)
# A shell starts what runs in the background deaf to Ctrl-C, and the programs that tests start would be too.
signal.signal(signal.SIGINT, signal.default_int_handler)
# A law holds however busy the machine is; time is measured in benchmarks.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


class UndefinedVariable(str):
    """Stands in for a variable that the view did not give, and fails the test that meets it."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, name: object) -> str:
        pytest.fail(f"A template asks for “{name}”, which nobody gave it. Give it, or ask with if first.")


@pytest.fixture(autouse=True, scope="session")
def _own_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give each process of a run files of its own: what one sweeps away, another may just have stored."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("documents")):
        yield


@pytest.fixture(autouse=True)
def _all_threads_end() -> Iterator[None]:
    """Let no thread go on beside the next test: what it prints or writes there would fail by chance."""
    from bokal.web.ui.post import wait_for_post

    # The hand that sends the mail starts with the first letter, and stays.
    wait_for_post()
    before = threading.enumerate()
    yield
    wait_for_post()
    begun = [thread for thread in threading.enumerate() if thread not in before]
    for thread in begun:
        thread.join(timeout=10)
    left = [thread.name for thread in begun if thread.is_alive()]
    assert not left, f"These threads go on after the test: {left}. Join them when it ends."


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_undefined_template_variable() -> None:
    engines["django"].engine.string_if_invalid = UndefinedVariable("%s")


@pytest.fixture(autouse=True)
def _no_order_by_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database answer in random order wherever a query names none."""
    named_order = SQLCompiler.get_order_by

    def order(compiler: SQLCompiler) -> list:
        query = compiler.query
        found = named_order(compiler)
        unfit = query.distinct or query.combinator or query.subquery or query.is_sliced or query.group_by
        if found or unfit or not query.default_cols or query.annotation_select:
            return found
        by_luck = OrderBy(Random())
        return [(by_luck, (*compiler.compile(by_luck), False))]

    monkeypatch.setattr(SQLCompiler, "get_order_by", order)


@pytest.fixture(autouse=True, scope="session")
def _history_can_be_emptied_between_tests() -> Iterator[None]:
    """Take the triggers out before tables are emptied; the signal after a migration brings them back."""
    from bokal.programme.history.services import remove_triggers

    empty = BaseDatabaseOperations.execute_sql_flush

    def emptied(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        remove_triggers()
        if operations.connection.vendor == "sqlite":
            # The numbers start again too, or the history would look as if its end had been cut off.
            statements = [*statements, "DELETE FROM sqlite_sequence WHERE name = 'history_entry'"]
        empty(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = emptied
    yield
    BaseDatabaseOperations.execute_sql_flush = empty


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests() -> Iterator[None]:
    """Empty the memory of pages and figures: after a rollback, numbers are given out a second time."""
    from bokal.programme.history.services import forget_kept

    cache.clear()
    forget_kept()
    yield
    cache.clear()
    forget_kept()


@pytest.fixture(autouse=True)
def _one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test run within one minute; else what is limited by the minute starts anew in the midst of it."""
    monkeypatch.setattr("bokal.web.ui.tries.this_minute", lambda: 30_000_000)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Read what the program says in the language it is written in, unless a page names another."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    """Forget who acts: a command that a test calls says so for the whole process."""
    from bokal.programme.history.services.acting import NOBODY, _acting

    token = _acting.set(NOBODY)
    yield
    _acting.reset(token)
