"""People who speak and say something of themselves, and people who live somewhere; all of it constructed."""

import uuid
from collections.abc import Iterable

from bokal.programme.areas.models import Area, Dataset, Population
from bokal.programme.voices.enums import Question
from bokal.programme.voices.models import GroupAnswer, Voice
from tests.factories.areas import make_dataset
from tests.factories.voices import make_area, make_voice


def speak(
    number: int, *, age: str = "", gender: str = "", area: Area | None = None, **fields: object
) -> list[Voice]:
    """Return voices of people who said this of themselves."""
    voices = []
    for _each in range(number):
        voice = make_voice(words=str(uuid.uuid4()), area=area or make_area(), **fields).voice
        answers = {Question.AGE: age, Question.GENDER: gender}
        for question, answer in answers.items():
            if answer:
                GroupAnswer.objects.create(voice=voice, question=question, answer=answer)
        voices.append(voice)
    return voices


def settle(area: Area, people: Iterable[tuple[str, int, int | None, int]]) -> None:
    """Let people live in an area."""
    dataset = Dataset.objects.first() or make_dataset()
    for sex, first, last, number in people:
        facts = {"sex": sex, "age_from": first, "age_to": last, "people": number}
        Population.objects.create(area=area, year=2024, dataset=dataset, **facts)


def everybody(number: int) -> list[tuple[str, int, int | None, int]]:
    """Return as many people of each sex and band."""
    bands = ((0, 15), (16, 24), (25, 44), (45, 64), (65, None))
    return [(sex, *band, number) for sex in ("women", "men") for band in bands]
