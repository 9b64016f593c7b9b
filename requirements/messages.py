"""Gather, check and compile the texts to translate: `messages.py update|check|compile`.

It needs no gettext on the machine: Django turns templates into Python calls, Babel reads the calls, and polib
writes the catalogues.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.template.base import TemplateSyntaxError
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "bokal"
LOCALE = SOURCE / "locale"
LANGUAGES = ("sv", "ar")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURALS = {
    "sv": "nplurals=2; plural=(n != 1);",
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;"
    ),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@dataclass
class Message:
    """One text to translate, with the places that use it."""

    context: str | None
    single: str
    plural: str | None
    places: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def calls(path: Path) -> Iterator[tuple[int, str, object, list[str]]]:
    """Yield every translation call of one Python file or template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template between its calls must not look like indented Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract_python(io.BytesIO(text.encode()), KEYWORDS, ["Translators:"], {"encoding": "utf-8"})


def message_of(function: str, arguments: object) -> Message | None:
    """Sort the arguments of a call into context, single and plural."""
    words = list(arguments) if isinstance(arguments, tuple) else [arguments]
    context = words.pop(0) if "pgettext" in function else None
    if not words or not isinstance(words[0], str) or (context is not None and not isinstance(context, str)):
        return None
    plural = words[1] if "ngettext" in function or "npgettext" in function else None
    return Message(context, words[0], plural if isinstance(plural, str) else None)


def gather() -> dict[tuple[str | None, str], Message]:
    """Return every text of the program, by context and English wording."""
    found: dict[tuple[str | None, str], Message] = {}
    files = sorted([*SOURCE.rglob("*.py"), *(SOURCE / "web/templates").rglob("*.*")])
    for path in files:
        if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
            continue
        try:
            for _line, function, arguments, notes in calls(path):
                message = message_of(function, arguments)
                if message is None or not message.single:
                    continue
                known = found.setdefault((message.context, message.single), message)
                known.plural = known.plural or message.plural
                known.places.append(str(path.relative_to(ROOT)))
                known.notes += notes
        except (SyntaxError, TemplateSyntaxError) as error:
            raise SystemExit(f"{path}: {error}") from error
    return found


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def entry_of(message: Message, language: str, known: polib.POEntry | None) -> polib.POEntry:
    """Write a message as a catalogue entry, keeping what is already translated."""
    entry = polib.POEntry(
        msgid=message.single,
        msgctxt=message.context,
        occurrences=[(place, "") for place in sorted(set(message.places))],
        comment="\n".join(sorted(set(message.notes))),
        flags=["python-format"] if "%(" in message.single else [],
    )
    if message.plural:
        forms = int(PLURALS[language].split("nplurals=")[1][0])
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
        if known and known.msgstr_plural:
            entry.msgstr_plural.update({int(form): text for form, text in known.msgstr_plural.items()})
    elif known:
        entry.msgstr = known.msgstr
    return entry


def fresh_catalogue(language: str) -> polib.POFile:
    """Return the catalogue as it should be: all texts of the program, and no others."""
    path = catalogue_path(language)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for key, message in sorted(gather().items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        catalogue.append(entry_of(message, language, known.get(key)))
    return catalogue


def complete(entry: polib.POEntry) -> bool:
    """Tell whether every form of an entry is translated."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def placeholders(text: str) -> set[str]:
    """Return the placeholders of a text."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def faults_of(entry: polib.POEntry) -> Iterator[str]:
    """Name what is wrong with one entry: no text, or other placeholders than the English."""
    if not complete(entry):
        yield f"“{entry.msgid}” is not translated."
    allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        strange = placeholders(text) - allowed
        lost = placeholders(entry.msgid) - placeholders(text) if text and not entry.msgid_plural else set()
        if strange or lost:
            yield f"“{entry.msgid}”: placeholders differ in “{text}”."


def faults() -> list[str]:
    """Name every text that is missing, stale or broken in a required language."""
    found = []
    for language in LANGUAGES:
        path = catalogue_path(language)
        if not path.exists():
            found.append(f"{language}: there is no catalogue at {path.relative_to(ROOT)}.")
            continue
        expected = fresh_catalogue(language)
        present = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
        wanted = {(entry.msgctxt, entry.msgid) for entry in expected}
        found += [
            f"{language}: “{text}” is no longer used. Run ./dev messages." for _, text in present - wanted
        ]
        found += [f"{language}: {fault}" for entry in expected for fault in faults_of(entry)]
    return found


def update() -> int:
    """Write the catalogues anew, keeping what is translated, and say how much is left."""
    for language in LANGUAGES:
        catalogue = fresh_catalogue(language)
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        left = sum(not complete(entry) for entry in catalogue)
        print(f"{language}: {len(catalogue)} texts, {left} to translate.")
    return compile_all()


def check() -> int:
    """Say what is missing; 1 when anything is."""
    found = faults()
    print("\n".join(found) or "Every text is translated.")
    return 1 if found else 0


def compile_all() -> int:
    """Write the binary catalogues that the program reads."""
    for path in sorted(LOCALE.rglob("*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    actions = {"update": update, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        raise SystemExit(__doc__)
    sys.exit(actions[sys.argv[1]]())
