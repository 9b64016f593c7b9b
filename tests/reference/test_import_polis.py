"""Real statements on local needs: Bowling Green, 896 of them, run through intake and moderation."""

from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from bokal.cli import main
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, Moderation, Receipt, Voice, Words
from bokal.programme.voices.services import numbers_of_voices, readable_cases


@pytest.mark.django_db
def test_bowling_green_comes_in_once_and_only_what_was_accepted_is_shown(
    shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shared_data / "data/opinion/conversations/american-assembly.bowling-green"
    arguments = ["import", "voices", str(folder / "comments.csv"), "--slug", folder.name, "--language", "en"]
    for _time in range(2):
        assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "896 new, 0 here already." in said
    assert "0 new, 896 here already." in said
    assert Voice.objects.count() == Words.objects.count() == Receipt.objects.count() == 896
    assert Counter(Case.objects.values_list("standing", flat=True)) == {
        Standing.PUBLISHED: 607,
        Standing.HELD: 289,
    }
    assert Counter(Moderation.objects.values_list("act", flat=True)) == {"publish": 607, "hold": 289}
    assert numbers_of_voices().waiting == 896
    assert readable_cases(words="Smallhouse Rd (at Campbell Ln)").count() == 1
    hidden = Words.objects.filter(voice__case__standing=Standing.HELD).order_by("pk")[:40]
    page = Client().get("/en/voices/").text
    assert [words.text for words in hidden if len(words.text) > 20 and words.text in page] == []
