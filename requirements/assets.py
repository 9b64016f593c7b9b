"""Copy what pages and PDFs need from node_modules into the static files: run by ./dev after npm ci."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "bokal" / "web" / "static" / "vendor"
DESIGN = MODULES / "@digdir" / "designsystemet-css" / "dist" / "src"
# Only the parts of the design system that our pages use; the whole is six times as large.
PARTS = (
    "base",
    "breadcrumbs",
    "button",
    "details",
    "error-summary",
    "field",
    "fieldset",
    "heading",
    "input",
    "label",
    "link",
    "list",
    "pagination",
    "paragraph",
    "skip-link",
    "table",
    "tag",
    "validation-message",
)
FONTS = {
    "fonts/noto-sans-latin.woff2": "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2",
    "fonts/noto-sans-arabic.woff2": (
        "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2"
    ),
}
PRINT_FACES = ("400Regular", "600SemiBold", "700Bold")


def copy(source: Path, target: str) -> None:
    """Copy one file, and say plainly when it is not there."""
    if not source.exists():
        raise SystemExit(f"{source.relative_to(ROOT)} is missing. Run npm ci first.")
    (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, VENDOR / target)


def design_system() -> str:
    """Return the style sheets of the parts in use as one, without comments."""
    sheets = [(DESIGN / f"{part}.css").read_text() for part in PARTS]
    text = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def main() -> None:
    """Lay the folder anew, so that it holds nothing old."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, source in FONTS.items():
        copy(MODULES / source, target)
    for family in ("noto-sans", "noto-sans-arabic"):
        folder = MODULES / "@expo-google-fonts" / family
        for face in PRINT_FACES:
            for file in sorted((folder / face).glob("*.ttf")):
                copy(file, f"fonts/print/{file.name}")
    copy(DESIGN.parent / "theme" / "designsystemet.css", "designsystemet-theme.css")
    (VENDOR / "designsystemet.css").write_text(design_system())


if __name__ == "__main__":
    main()
