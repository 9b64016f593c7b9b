"""Works: what is built is recorded step by step, each with its trace; what cannot be is refused."""

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import NotAPicture
from bokal.programme.documents.services import document_bytes
from bokal.programme.documents.services.store import holds
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import Moment, WorkKind, WorkStep
from bokal.programme.initiatives.errors import Documented, SourceMissing, TitleMissing
from bokal.programme.initiatives.errors.places import (
    AmountMissing,
    DayNotCome,
    EndsBeforeStart,
    FarFromCity,
    NothingKnown,
    PhotoThere,
    PictureUnsaid,
    TurnoverNeedsBoth,
    WorkTaken,
)
from bokal.programme.initiatives.models import Displacement, Quantity, Work, WorkPhase
from bokal.programme.initiatives.services.read_works import (
    displaced_by,
    find_work,
    spans_of,
    stage_in,
    standing_in,
    works_shown,
    years_of,
)
from bokal.programme.initiatives.services.works import (
    PhaseFacts,
    RentFacts,
    add_photo,
    add_quantity,
    add_work,
    describe_work,
    drop_phase,
    drop_photo,
    drop_quantity,
    free_work_slug,
    note_displacement,
    place_work,
    set_phase,
    tell_noise,
)
from tests.factories.initiatives import make_idea, make_initiative
from tests.factories.voices import make_picture
from tests.factories.works import LINE, POINT, make_built, make_facts, make_ground, make_known, make_work

pytestmark = pytest.mark.django_db
DATE = datetime.date


def years(first: int | None, last: int | None, **plan: DATE | None) -> PhaseFacts:
    begins, ends = (DATE(year, 1, 1) if year else None for year in (first, last))
    return PhaseFacts(step=WorkStep.CONSTRUCTION, from_day=begins, to_day=ends, **plan)


def rents(moment: Moment = Moment.BEFORE, **facts: Any) -> RentFacts:
    given: dict[str, Any] = {"on": DATE(2012, 1, 1), "source": "The landlord's list", "rent": 95_000}
    return RentFacts(moment=moment, **(given | facts))


def test_a_work_is_added_described_and_placed_and_each_leaves_a_trace() -> None:
    work = make_work(make_idea(), geometry=None)
    assert (work.geometry, work.outline) == (None, None)
    facts = make_facts(kind=WorkKind.LIGHTING, place={"sv": "Vid skolan", "en": " "}, source=" A plan ")
    describe_work(work_id=work.pk, facts=facts, actor=None)
    place_work(work_id=work.pk, geometry=LINE, about=True, actor=None)
    work.refresh_from_db()
    assert (work.kind, work.place, work.source) == ("lighting", {"sv": "Vid skolan"}, "A plan")
    assert (work.geometry, work.about) == (LINE, True)
    place_work(work_id=work.pk, geometry=None, about=True, actor=None)
    work.refresh_from_db()
    assert (work.geometry, work.outline, work.about) == (None, None, False)
    verbs = list(Entry.objects.filter(verb__startswith="work.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["work.added", "work.described", "work.placed", "work.unplaced"]


def test_a_work_needs_a_name_an_address_of_its_own_and_a_place_in_the_city() -> None:
    make_ground()
    idea = make_idea()
    make_work(idea)
    for refusal, more in (
        (TitleMissing, {"facts": make_facts(name={"sv": " "}), "slug": "other"}),
        (WorkTaken, {"facts": make_facts(), "slug": "path"}),
        (FarFromCity, {"facts": make_facts(), "slug": "far", "geometry": {**POINT, "coordinates": [18, 59]}}),
    ):
        with pytest.raises(refusal):
            add_work(initiative_id=idea.pk, actor=None, **more)
    assert Work.objects.count() == 1
    assert free_work_slug({"en": "Path"}) == "path-2"
    assert free_work_slug({"ar": "ممر"}) == "work"
    assert free_work_slug({"en": "New"}) == "new-2"


def test_what_is_known_from_sources_is_not_changed() -> None:
    known = make_known()
    work = Work.objects.create(initiative=known, slug="old", kind=WorkKind.PARK, name={"sv": "Park"})
    changes: list[Any] = [
        lambda: make_work(known, "new"),
        lambda: describe_work(work_id=work.pk, facts=make_facts(), actor=None),
        lambda: place_work(work_id=work.pk, geometry=POINT, actor=None),
        lambda: set_phase(work_id=work.pk, phase=years(2012, 2013), actor=None),
        lambda: drop_phase(work_id=work.pk, step=WorkStep.IN_USE, actor=None),
        lambda: add_quantity(work_id=work.pk, what={"sv": "B"}, value=Decimal(1), unit="m", actor=None),
        lambda: note_displacement(work_id=work.pk, rents=rents(), actor=None),
        lambda: tell_noise(work_id=work.pk, noise={}, actor=None),
    ]
    for change in changes:
        with pytest.raises(Documented):
            change()


def test_a_step_is_said_again_when_it_changes_and_its_days_must_be_possible() -> None:
    work, today = make_work(make_idea()), timezone.localdate()
    set_phase(work_id=work.pk, phase=years(2012, None), actor=None)
    set_phase(work_id=work.pk, phase=years(2012, 2014), actor=None)
    assert WorkPhase.objects.get().to_day == DATE(2014, 1, 1)
    ahead = today + datetime.timedelta(days=2)
    for refusal, phase in (
        (EndsBeforeStart, years(2014, 2014)),
        (EndsBeforeStart, years(None, None, planned_from=ahead, planned_to=today)),
        (DayNotCome, PhaseFacts(step=WorkStep.CONSTRUCTION, from_day=ahead)),
        (DayNotCome, PhaseFacts(step=WorkStep.CONSTRUCTION, from_day=today, to_day=ahead)),
        (NothingKnown, years(None, None)),
    ):
        with pytest.raises(refusal):
            set_phase(work_id=work.pk, phase=phase, actor=None)
    drop_phase(work_id=work.pk, step=WorkStep.CONSTRUCTION, actor=None)
    assert not WorkPhase.objects.exists()


def test_zero_is_an_amount_and_less_or_nothing_is_not() -> None:
    work = make_work(make_idea())
    given: dict[str, Any] = {"work_id": work.pk, "what": {"sv": "Lampor"}, "unit": "st", "actor": None}
    add_quantity(value=Decimal("0"), **given)
    kept = add_quantity(value=Decimal("140.125"), **given)
    kept.refresh_from_db()
    assert kept.value == Decimal("140.125")
    for wrong in ({"value": Decimal("-0.001")}, {"value": Decimal("NaN")}, {"value": Decimal(10) ** 12}):
        with pytest.raises(AmountMissing):
            add_quantity(**(given | wrong))
    for missing in ({"unit": " "}, {"what": {}}):
        with pytest.raises(AmountMissing):
            add_quantity(**(given | {"value": Decimal(1)} | missing))
    drop_quantity(work_id=work.pk, quantity_id=kept.pk, actor=None)
    assert Quantity.objects.count() == 1


def test_rent_and_turnover_are_kept_whole_and_corrected_for_the_same_day() -> None:
    work = make_work(make_idea())
    note_displacement(work_id=work.pk, rents=rents(rent=95_050), actor=None)
    note_displacement(work_id=work.pk, rents=rents(rent=95_000, moved=0, homes=140), actor=None)
    row = Displacement.objects.get()
    assert (row.rent, row.moved, row.homes) == (95_000, 0, 140)
    later = timezone.localdate() + datetime.timedelta(days=1)
    for refusal, wrong in (
        (NothingKnown, rents(rent=None)),
        (TurnoverNeedsBoth, rents(moved=3)),
        (TurnoverNeedsBoth, rents(moved=3, homes=2)),
        (TurnoverNeedsBoth, rents(moved=0, homes=0)),
        (SourceMissing, rents(source=" ")),
        (DayNotCome, rents(on=later)),
    ):
        with pytest.raises(refusal):
            note_displacement(work_id=work.pk, rents=wrong, actor=None)


def test_the_database_holds_turnover_to_both_numbers_whichever_way_it_comes() -> None:
    row = note_displacement(work_id=make_work(make_idea()).pk, rents=rents(), actor=None)
    for wrong in ({"moved": 3}, {"homes": 3}, {"moved": 3, "homes": 2}, {"moved": 0, "homes": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Displacement.objects.filter(pk=row.pk).update(**wrong)


def test_before_and_after_are_compared_only_where_both_are_known() -> None:
    work = make_work(make_idea())
    note_displacement(work_id=work.pk, rents=rents(rent=None, moved=28, homes=140), actor=None)
    note_displacement(work_id=work.pk, rents=rents(on=DATE(2013, 1, 1)), actor=None)
    found = displaced_by(work)
    assert (found.rent_rose, found.turnover_known) == (None, False)
    after = rents(Moment.AFTER, on=DATE(2016, 1, 1), rent=121_000, moved=10, homes=140)
    note_displacement(work_id=work.pk, rents=after, actor=None)
    found = displaced_by(Work.objects.get())
    assert (found.rent_rose, found.turnover_known) == (26_000, False), "the last before has no turnover"


def photo(work: Work, **fields: Any) -> Any:
    given: dict[str, Any] = {
        "content": make_picture(),
        "name": "IMG_1.jpg",
        "moment": Moment.BEFORE,
        "taken_on": DATE(2012, 5, 1),
        "alt": {"sv": "En mörk gångväg."},
    }
    return add_photo(work_id=work.pk, actor=None, **(given | fields))


def test_a_picture_says_what_it_shows_and_not_where_it_was_taken() -> None:
    work = make_work(make_idea())
    kept = photo(work)
    assert kept.document.access == Access.PUBLIC
    picture = Image.open(io.BytesIO(document_bytes(kept.document)))
    assert not picture.getexif()
    assert not picture.getexif().get_ifd(0x8825)
    for refusal, wrong in (
        (PictureUnsaid, {"alt": {"sv": "  "}}),
        (PhotoThere, {}),
        (DayNotCome, {"taken_on": DATE(2999, 1, 1)}),
        (NotAPicture, {"content": b"%PDF-1.7 not a picture"}),
        (NotAPicture, {"content": b"GIF89a" + b"\x00" * 20}),
    ):
        with pytest.raises(refusal):
            photo(work, **wrong)
    drop_photo(work_id=work.pk, photo_id=kept.pk, actor=None)
    assert not work.photos.exists()


def test_a_picture_taken_off_a_work_falls_away_with_the_last_work_that_shows_it(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = make_work(make_idea()), make_work(make_idea(slug="other"), slug="other")
    shown, also = photo(first), photo(second)
    address = reverse("data:document", args=(shown.document.sha256, shown.document.name))
    drop_photo(work_id=first.pk, photo_id=shown.pk, actor=None)
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        drop_photo(work_id=second.pk, photo_id=also.pk, actor=None)
    assert client.get(address).status_code == 404
    assert not holds(shown.document.sha256)


def test_neighbours_are_told_what_they_will_hear() -> None:
    work = make_work(make_idea())
    tell_noise(work_id=work.pk, noise={"sv": "Pålning vardagar 8–15.", "en": ""}, actor=None)
    work.refresh_from_db()
    assert work.noise == {"sv": "Pålning vardagar 8–15."}


@pytest.mark.parametrize(
    ("year", "stage"), [(2011, None), (2012, "built"), (2013, "built"), (2014, "used"), (2026, "used")]
)
def test_a_work_stands_in_a_year_as_far_as_its_last_step(year: int, stage: str | None) -> None:
    work = make_work(make_idea())
    make_built(work, 2012, 2014)
    found = stage_in(spans_of(work.phases.all()), year, this_year=2026)
    assert (found and found[0]) == stage


def test_what_was_only_planned_is_not_drawn_as_built_when_its_year_has_come() -> None:
    work = make_work(make_idea())
    plan = years(None, None, planned_from=DATE(2020, 1, 1), planned_to=DATE(2023, 1, 1))
    set_phase(work_id=work.pk, phase=plan, actor=None)
    assert stage_in(spans_of(work.phases.all()), 2021, this_year=2026) == ("planned", True)
    assert stage_in(spans_of(work.phases.all()), 2021, this_year=2019) == ("built", True)
    assert stage_in(spans_of(work.phases.all()), 2023, this_year=2026) is None


def test_a_plan_that_is_past_does_not_end_what_is_being_built() -> None:
    work = make_work(make_idea())
    set_phase(work_id=work.pk, phase=years(2012, None), actor=None)
    use = PhaseFacts(step=WorkStep.IN_USE, planned_from=DATE(2014, 1, 1))
    set_phase(work_id=work.pk, phase=use, actor=None)
    assert stage_in(spans_of(work.phases.all()), 2015, this_year=timezone.localdate().year) == (
        "built",
        False,
    )


def test_only_what_everybody_may_read_is_on_the_map_and_years_run_to_this_one() -> None:
    hidden, shown = make_idea("hidden"), make_initiative("light")
    make_work(hidden, "secret")
    work = make_work(shown)
    make_work(shown, "unknown-years")
    make_built(work, 2012, 2014)
    works = works_shown()
    assert [one.work.slug for one in works] == ["path", "unknown-years"]
    assert years_of(works) == list(range(2012, timezone.localdate().year + 1))
    assert years_of(works[1:]) == []
    assert [(one.work.slug, one.stage) for one in standing_in(works, 2013)] == [("path", "built")]
    with pytest.raises(Work.DoesNotExist):
        find_work("secret")
