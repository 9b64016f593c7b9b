"""Lay what pages and PDFs need from node_modules into the static files: run by ./dev after npm ci."""

import io
import re
import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
STATIC = ROOT / "src" / "bokal" / "web" / "static"
VENDOR = STATIC / "vendor"
FRESH = STATIC / "vendor.new"
DESIGN = MODULES / "@digdir" / "designsystemet-css" / "dist"
# Only the parts of the design system that our pages use; the whole is twenty times as large.
PARTS = ("base", "button", "error-summary")
WEIGHTS = (400, 700)
TYPOGRAPHY = range(0x2000, 0x2070)
# What pages load on first view: the signs of our languages, at the weights in use. The whole is four times
# as heavy. Each face has the same range in static/css/bokal.css.
FONTS = {
    "noto-sans-latin.woff2": (
        "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
        (range(0x20, 0x7F), range(0xA0, 0x100), TYPOGRAPHY, (0x20AC, 0x2122, 0x2212)),
    ),
    "noto-sans-latin-ext.woff2": (
        "@fontsource-variable/noto-sans/files/noto-sans-latin-ext-wght-normal.woff2",
        (range(0x100, 0x180),),
    ),
    "noto-sans-arabic.woff2": (
        "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2",
        (range(0x600, 0x700), range(0x200C, 0x2010)),
    ),
}
PRINT_FACES = ("400Regular", "600SemiBold", "700Bold")


def found(path: str) -> Path:
    """Return a file of the packages, and say plainly when it is not there."""
    source = MODULES / path
    if not source.exists():
        raise SystemExit(f"{source.relative_to(ROOT)} is missing. Run npm ci first.")
    return source


def text_face(source: Path, signs: set[int]) -> bytes:
    """Return a variable text face with these signs and our weights only."""
    whole = TTFont(source, recalcTimestamp=False)
    face = instantiateVariableFont(whole, {"wght": WEIGHTS})
    # Glyph variations are read lazily and lost when signs are cut away, so they are written out first.
    face.flavor = None
    between = io.BytesIO()
    face.save(between)
    face = TTFont(between, recalcTimestamp=False)
    cutter = Subsetter(Options(layout_features=["*"], hinting=False, notdef_outline=True))
    cutter.populate(unicodes=signs)
    cutter.subset(face)
    face.flavor = "woff2"
    written = io.BytesIO()
    face.save(written)
    return written.getvalue()


def design_system() -> str:
    """Return tokens and parts in use as one sheet, without comments and without tokens nobody reads."""
    parts = "\n".join((DESIGN / "src" / f"{part}.css").read_text() for part in PARTS)
    own = "\n".join(path.read_text() for path in sorted((STATIC / "css").glob("*.css")))
    tokens = only_read((DESIGN / "theme" / "designsystemet.css").read_text(), parts + own)
    text = re.sub(r"/\*.*?\*/", "", f"{tokens}\n{parts}", flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def only_read(tokens: str, readers: str) -> str:
    """Drop each custom property that neither the readers nor a kept property asks for."""
    values: dict[str, set[str]] = {}
    for name, value in re.findall(r"(--[\w-]+):([^;{}]*)", tokens):
        values.setdefault(name, set()).update(re.findall(r"var\((--[\w-]+)", value))
    wanted = set(re.findall(r"var\((--[\w-]+)", readers))
    wanted |= set(
        re.findall(r"(?<=[;{}])[\w-]+:[^;{}]*?var\((--[\w-]+)", re.sub(r"--[\w-]+:[^;{}]*", "", tokens))
    )
    while more := {name for kept in wanted for name in values.get(kept, ())} - wanted:
        wanted |= more
    text = re.sub(r"(--[\w-]+):[^;{}]*;?", lambda one: one[0] if one[1] in wanted else "", tokens)
    while (lighter := re.sub(r"(?<=[{};])[^{};]*\{\s*\}", "", text)) != text:
        text = lighter
    return text


def main() -> None:
    """Lay the folder anew beside the old one, so that it holds nothing old and is never half there."""
    shutil.rmtree(FRESH, ignore_errors=True)
    (FRESH / "fonts" / "print").mkdir(parents=True)
    for name, (source, ranges) in FONTS.items():
        signs = {sign for part in ranges for sign in part}
        (FRESH / "fonts" / name).write_bytes(text_face(found(source), signs))
    for family in ("noto-sans", "noto-sans-arabic"):
        for face in PRINT_FACES:
            for file in sorted(found(f"@expo-google-fonts/{family}/{face}").glob("*.ttf")):
                shutil.copyfile(file, FRESH / "fonts" / "print" / file.name)
    (FRESH / "designsystemet.css").write_text(design_system())
    shutil.rmtree(VENDOR, ignore_errors=True)
    FRESH.rename(VENDOR)


if __name__ == "__main__":
    main()
