"""Make an index run: gather the figures, compute, and keep the whole answer for good."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from bokal import __version__
from bokal.programme.accounts.models import Account
from bokal.programme.areas.calculations import ImpossibleInput, RunAnswer, compute_answer
from bokal.programme.areas.errors import RunExists, RunImpossible
from bokal.programme.areas.models import Area, Geography, IndexResult, IndexRun
from bokal.programme.areas.services.index_input import gather_inputs
from bokal.programme.areas.services.index_spec import RunSpec, parameters_of
from bokal.programme.history.services import record

STEPS = 3


def compute_run(parameters: Mapping[str, Any], *, geography: str, year: int) -> RunAnswer:
    """Compute an index from the stored figures, without keeping anything."""
    areas, inputs = gather_inputs(parameters, geography=geography, year=year)
    try:
        return compute_answer(areas=areas, inputs=inputs, parameters=parameters)
    except ImpossibleInput as impossible:
        raise RunImpossible(str(impossible)) from impossible


def answer_run(run: IndexRun) -> RunAnswer:
    """Compute a stored run again from the figures as they are now."""
    return compute_run(run.parameters, geography=run.geography.code, year=run.year)


def run_index(
    *, spec: RunSpec, actor: Account | None, tell: Callable[[int, int], None] = lambda done, total: None
) -> IndexRun:
    """Compute an index and keep it; the same spec on the same figures gives the run that is already there.

    Computing takes a second or more, so it is done before the short transaction that keeps the answer.
    ``tell`` hears how many steps are done, and of how many.

    Raises
    ------
    RunRefused
        The exact kind says what is wrong, and what to do about it. Nothing is kept.
    """
    parameters = parameters_of(spec)
    tell(1, STEPS)
    answer = compute_run(parameters, geography=spec.geography, year=spec.year)
    tell(2, STEPS)
    run = keep_run(spec=spec, parameters=parameters, answer=answer, actor=actor)
    tell(STEPS, STEPS)
    return run


@transaction.atomic
def keep_run(
    *, spec: RunSpec, parameters: dict[str, Any], answer: RunAnswer, actor: Account | None
) -> IndexRun:
    """Store a run with all its results, once."""
    geography = Geography.objects.select_for_update().get(code=spec.geography)
    known = IndexRun.objects.filter(slug=spec.slug).first()
    if known is not None:
        if known.input_sha256 == answer.input_sha256 and known.parameters == parameters:
            return known
        raise RunExists
    run = IndexRun.objects.create(
        slug=spec.slug,
        title=dict(spec.title),
        geography=geography,
        year=spec.year,
        method=spec.method,
        parameters=parameters,
        input_sha256=answer.input_sha256,
        bokal_version=__version__,
        summary=answer.summary,
        computed_by=actor,
    )
    keys = dict(Area.objects.filter(geography=geography).order_by().values_list("code", "pk"))
    IndexResult.objects.bulk_create(
        IndexResult(
            run=run,
            area_id=keys[place.code],
            score=place.score,
            rank=place.rank,
            rank_low=place.rank_low,
            rank_high=place.rank_high,
            decile=place.decile,
            contributions=dict(place.contributions),
        )
        for place in answer.places
    )
    record(actor=actor, verb="index.computed", subject=run, input_sha256=answer.input_sha256)
    return run
