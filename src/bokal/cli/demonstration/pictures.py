"""Pictures of the constructed work: drawn by code, flat as a poster, and saying so across the foot."""

import io
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

FONTS = "vendor/fonts/print"
LABELS = (
    ("NotoSans_700Bold.ttf", "Konstruerat exempel – en teckning, ingen bild av en plats"),
    ("NotoSans_600SemiBold.ttf", "Constructed example – a drawing, no picture of a place"),
    ("NotoSansArabic_600SemiBold.ttf", "مثال مُصطنع – رسم وليس صورة لمكان"),
)
WIDTH, HEIGHT, FOOT = 960, 720, 170
LAMPS = 12
INK, PAPER, ACCENT = "#1c1b19", "#fbf9f4", "#8a2c1b"


@dataclass(frozen=True, slots=True)
class Evening:
    """The colours of an evening, with the lamps lit or none there."""

    sky: str
    ground: str
    houses: str
    path: str
    lamps: bool


EVENINGS = {
    "before": Evening(sky="#23262e", ground="#2b2d2c", houses="#31343c", path="#3a3a38", lamps=False),
    "after": Evening(sky="#36425c", ground="#4a5a48", houses="#56607a", path="#d9c9a0", lamps=True),
}


def draw_work(moment: str) -> bytes:
    """Draw the path before the lamps or after, the same each time."""
    evening = EVENINGS[moment]
    picture = Image.new("RGB", (WIDTH, HEIGHT), evening.sky)
    draw = ImageDraw.Draw(picture)
    draw_place(draw, evening)
    if evening.lamps:
        for number in range(LAMPS):
            draw_lamp(draw, number)
    draw_foot(draw)
    stream = io.BytesIO()
    picture.quantize(32, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw_place(draw: ImageDraw.ImageDraw, evening: Evening) -> None:
    """Draw houses, ground, the path that narrows away, and the stairs beside it."""
    horizon, foot = 260, HEIGHT - FOOT
    for left, top, right in ((60, 120, 250), (280, 170, 420), (640, 90, 900)):
        draw.rectangle((left, top, right, horizon), fill=evening.houses)
    draw.rectangle((0, horizon, WIDTH, foot), fill=evening.ground)
    draw.polygon([(440, horizon), (520, horizon), (700, foot), (260, foot)], fill=evening.path)
    for step in range(5):
        top = foot - 40 - step * 24
        draw.rectangle((730 + step * 22, top, 930, top + 14), fill=evening.path)


def draw_lamp(draw: ImageDraw.ImageDraw, number: int) -> None:
    """Draw one of the low lamps, six on each side, smaller the farther away."""
    row, side = divmod(number, 2)
    near = (row + 1) / (LAMPS / 2)
    foot = 268 + (HEIGHT - FOOT - 290) * near
    across = (50 + 190 * near) * (1 if side else -1)
    x, height, glow = 480 + across, 18 + 70 * near, 7 + 20 * near
    top = foot - height
    draw.line((x, foot, x, top), fill=INK, width=max(2, round(6 * near)))
    draw.ellipse((x - glow, top - glow, x + glow, top + glow), fill="#f2d27a")
    draw.ellipse((x - glow / 2, top - glow / 2, x + glow / 2, top + glow / 2), fill="#fff6d6")


def draw_foot(draw: ImageDraw.ImageDraw) -> None:
    """Write in three languages that it is a drawing of something made up."""
    draw.rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT), fill=PAPER)
    draw.rectangle((0, HEIGHT - FOOT, WIDTH, HEIGHT - FOOT + 6), fill=ACCENT)
    for line, (font, words) in enumerate(LABELS):
        face = ImageFont.truetype(font_file(font), 28)
        draw.text((WIDTH / 2, HEIGHT - FOOT + 38 + line * 48), words, font=face, fill=INK, anchor="mm")


def font_file(name: str) -> str:
    """Return the file of a font that is shipped."""
    found = finders.find(f"{FONTS}/{name}")
    if not isinstance(found, str):
        raise FileNotFoundError("The fonts are missing. Run ./dev once, or install a released package.")
    return found
