"""What pages show of index runs: one by its address, and all of them in order."""

from dataclasses import dataclass
from functools import partial

from bokal.programme.areas.models import Dataset, Definition, IndexRun
from bokal.programme.areas.services.describe_indicators import sources_of_run
from bokal.programme.areas.services.ranking import RANKED, DomainOfRun, domains_of_run, figures_changed
from bokal.programme.history.services import kept


@dataclass(frozen=True, slots=True)
class RunPage:
    """How a run was made, what it rests on, and the other runs there are.

    ``changed`` tells whether a figure under it is another by now, missing or hidden.
    """

    run: IndexRun
    domains: tuple[DomainOfRun, ...]
    sources: tuple[Dataset, ...]
    others: tuple[IndexRun, ...]
    changed: bool

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions the run rests on."""
        return tuple(domain.definition for domain in self.domains)


def find_run(slug: str) -> IndexRun:
    """Return a run by its address; raises ``IndexRun.DoesNotExist``."""
    return IndexRun.objects.select_related("geography").get(slug=slug)


def run_page(run: IndexRun) -> RunPage:
    """Return everything around a run, kept in memory between readers; its rows come from ``ranked_areas``."""
    return kept(("page of a run", run.pk), partial(gather_run_page, run), of=RANKED)


def gather_run_page(run: IndexRun) -> RunPage:
    """Read everything around a run from the records."""
    domains = domains_of_run(run)
    definitions = [domain.definition for domain in domains]
    others = IndexRun.objects.exclude(pk=run.pk).defer("summary", "parameters")
    return RunPage(
        run=run,
        domains=tuple(domains),
        sources=tuple(sources_of_run(run.geography, definitions, run.year)),
        others=tuple(others.order_by("-computed_at", "-pk")[:12]),
        changed=figures_changed(run),
    )
