"""What pages show of index runs: one by its address, and all of them in order."""

from dataclasses import dataclass
from functools import partial

from bokal.programme.areas.models import Dataset, Definition, IndexRun
from bokal.programme.areas.services.describe_indicators import sources_of_run
from bokal.programme.areas.services.ranking import RANKED, DomainOfRun, domains_of_run, figures_changed
from bokal.programme.areas.services.show_run import public_runs
from bokal.programme.history.services import kept


@dataclass(frozen=True, slots=True)
class RunPage:
    """How a run was made, what it rests on, and the other public runs, the one shown first in front.

    ``changed`` tells whether a figure under it is another by now, missing or hidden; ``public`` whether it is
    more than a trial, and ``first`` whether it is the one that the site shows first.
    """

    run: IndexRun
    domains: tuple[DomainOfRun, ...]
    sources: tuple[Dataset, ...]
    others: tuple[IndexRun, ...]
    changed: bool
    public: bool
    first: bool

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions the run rests on."""
        return tuple(domain.definition for domain in self.domains)


def find_run(slug: str) -> IndexRun:
    """Return a run by its address; raises ``IndexRun.DoesNotExist``."""
    return IndexRun.objects.select_related("geography").get(slug=slug)


def sources_of(run: IndexRun) -> tuple[Dataset, ...]:
    """Return the datasets the figures of a run come from."""
    definitions = [entry["definition"] for entry in run.parameters["domains"]]
    return tuple(sources_of_run(run.geography, definitions, run.year))


def run_page(run: IndexRun) -> RunPage:
    """Return everything around a run, kept in memory between readers; its rows come from ``ranked_areas``."""
    return kept(("page of a run", run.pk), partial(gather_run_page, run), of=RANKED)


def gather_run_page(run: IndexRun) -> RunPage:
    """Read everything around a run from the records."""
    domains = domains_of_run(run)
    definitions = [domain.definition for domain in domains]
    shown = public_runs()
    return RunPage(
        run=run,
        domains=tuple(domains),
        sources=tuple(sources_of_run(run.geography, definitions, run.year)),
        others=tuple(other for other in shown if other != run)[:12],
        changed=figures_changed(run),
        public=run in shown,
        first=shown[:1] == [run],
    )
