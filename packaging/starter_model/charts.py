"""Charts: by matplotlib in many styles, and drawn line by line as other programs do."""

from __future__ import annotations

import io
from random import Random

import matplotlib as mpl
import numpy as np
import plots
from common import MONO, SANS, SERIF, chance, colour, css, font, number, paper, title
from ingredients import Ingredients
from PIL import Image, ImageDraw

mpl.use("Agg")
import matplotlib.pyplot as plt

_STYLES = [s for s in plt.style.available if not s.startswith("_")]
_MAPS = (
    "viridis",
    "plasma",
    "jet",
    "coolwarm",
    "gray",
    "Blues",
    "RdYlGn",
    "hot",
    "terrain",
    "Set2",
)


def chart(rng: Random, have: Ingredients) -> Image.Image:
    """Numbers drawn to be compared, by one of many programs."""
    makers = (_by_matplotlib, _by_hand, plots.gnuplot, plots.r_chart, plots.svg_chart)
    return rng.choices(makers, (0.26, 0.1, 0.2, 0.16, 0.28))[0](rng, have)


def _series(rng: Random, count: int) -> np.ndarray:
    numbers = np.random.default_rng(rng.getrandbits(32))
    x = np.linspace(0, 1, count)
    kind = rng.randrange(6)
    if kind == 0:
        values = numbers.normal(0, 1, count).cumsum()
    elif kind == 1:
        values = np.sin(x * rng.uniform(3, 40) + rng.random()) * np.exp(-x * rng.uniform(0, 4))
    elif kind == 2:
        values = x ** rng.uniform(0.3, 4) + numbers.normal(0, rng.uniform(0, 0.1), count)
    elif kind == 3:
        values = numbers.random(count)
    elif kind == 4:
        values = 1 / (1 + np.exp(-(x - 0.5) * rng.uniform(5, 30)))
    else:
        values = numbers.normal(0, 1, count)
    return values * 10 ** rng.uniform(-2, 4)


# matplotlib


def _by_matplotlib(rng: Random, _have: Ingredients) -> Image.Image:
    np.random.seed(rng.getrandbits(31))
    style = rng.choice(_STYLES) if chance(rng, 0.55) else "default"
    size = (rng.uniform(3, 11), rng.uniform(2.5, 8))
    with plt.style.context(style), mpl.rc_context({"font.family": rng.choice(SANS[:8] + SERIF[:5]),
                                                   "font.size": rng.uniform(7, 15)}):  # fmt: skip
        if chance(rng, 0.06):
            plt.xkcd()
        rows, columns = rng.choice(((1, 1),) * 8 + ((1, 2), (2, 1), (2, 2), (3, 1), (3, 3), (2, 3)))
        figure = plt.figure(figsize=size)
        for i in range(rows * columns):
            drawer = rng.choice(_DRAWERS)
            projection = {_polar: "polar", _solid: "3d"}.get(drawer)
            axes = figure.add_subplot(rows, columns, i + 1, projection=projection)
            drawer(rng, axes)
            if chance(rng, 0.6):
                axes.set_title(title(rng))
            if projection is None and chance(rng, 0.6):
                axes.set_xlabel(title(rng, 2))
                axes.set_ylabel(title(rng, 2))
            if projection is None and chance(rng, 0.3):
                axes.grid(visible=True)
            if projection is None and chance(rng, 0.25):
                axes.spines[["top", "right"]].set_visible(False)
            if axes.get_legend_handles_labels()[1] and chance(rng, 0.6):
                axes.legend()
        stream = io.BytesIO()
        if chance(rng, 0.6):
            figure.set_layout_engine("tight")
        figure.savefig(stream, dpi=rng.choice((60, 72, 90, 100, 130)))
        plt.close(figure)
    return Image.open(stream).convert("RGB")


def _lines(rng: Random, axes: plt.Axes) -> None:
    count = rng.choice((8, 20, 60, 300, 1000))
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        marker = rng.choice((None, None, "o", "s", "^", "+")) if count < 70 else None
        axes.plot(_series(rng, count), rng.choice(("-", "-", "--", ":")), marker=marker,
                  lw=rng.uniform(0.6, 3), label=title(rng, 2))  # fmt: skip
    if chance(rng, 0.15):
        axes.set_yscale("symlog")
    if chance(rng, 0.2):
        low = _series(rng, count)
        axes.fill_between(range(count), low, low * 1.3 + 0.1, alpha=0.3)


def _bars(rng: Random, axes: plt.Axes) -> None:
    count, groups = rng.randint(2, 16), rng.choice((1, 1, 2, 3))
    draw = axes.barh if chance(rng, 0.3) else axes.bar
    stacked = chance(rng, 0.4)
    base = np.zeros(count)
    for g in range(groups):
        values = np.abs(_series(rng, count)) + 0.05
        where = np.arange(count) + (0 if stacked else g / (groups + 0.5))
        options = {"left" if draw == axes.barh else "bottom": base} if stacked else {}
        size = 0.8 if stacked else 0.8 / groups
        draw(where, values, size, label=title(rng, 1), **options)
        base = base + values
    if chance(rng, 0.5) and draw == axes.bar:
        axes.set_xticks(range(count), [title(rng, 1)[:9] for _ in range(count)],
                        rotation=rng.choice((0, 30, 45, 90)))  # fmt: skip


def _histogram(rng: Random, axes: plt.Axes) -> None:
    for _ in range(rng.choice((1, 1, 2))):
        axes.hist(np.random.normal(rng.gauss(0, 2), rng.uniform(0.5, 2), 800), rng.randint(8, 60),
                  alpha=0.7, histtype=rng.choice(("bar", "step", "stepfilled")))  # fmt: skip


def _points(rng: Random, axes: plt.Axes) -> None:
    for _ in range(rng.choice((1, 2, 3, 4))):
        count = rng.choice((15, 60, 300, 1500))
        x = np.random.normal(rng.gauss(0, 2), rng.uniform(0.3, 2), count)
        y = x * rng.gauss(0, 1) + np.random.normal(0, 1, count)
        axes.scatter(x, y, rng.choice((3, 12, 30, 80)), marker=rng.choice("oos^x+D"), alpha=0.7,
                     label=title(rng, 1))  # fmt: skip
    if chance(rng, 0.3):
        axes.axline((0, 0), slope=rng.gauss(0, 1), color="k")


def _pie(rng: Random, axes: plt.Axes) -> None:
    values = np.abs(np.random.normal(1, 0.6, rng.randint(2, 9))) + 0.05
    ring = {"width": rng.uniform(0.2, 0.6)} if chance(rng, 0.3) else {}
    axes.pie(values, labels=[title(rng, 1)[:10] for _ in values] if chance(rng, 0.7) else None,
             autopct="%1.0f%%" if chance(rng, 0.5) else None, wedgeprops=ring)  # fmt: skip


def _heat(rng: Random, axes: plt.Axes) -> None:
    n, m = rng.randint(3, 40), rng.randint(3, 40)
    shown = axes.imshow(
        np.random.random((n, m)) + np.linspace(0, 2, m), cmap=rng.choice(_MAPS), aspect="auto"
    )
    if chance(rng, 0.7):
        plt.colorbar(shown, ax=axes)
    if n * m < 120 and chance(rng, 0.5):
        for y in range(n):
            for x in range(m):
                axes.text(x, y, f"{rng.random():.1f}", ha="center", va="center", fontsize=7)


def _contours(rng: Random, axes: plt.Axes) -> None:
    x, y = np.meshgrid(np.linspace(-3, 3, 60), np.linspace(-3, 3, 60))
    z = sum(rng.gauss(0, 1) * np.exp(-((x - rng.gauss(0, 1.5)) ** 2 + (y - rng.gauss(0, 1.5)) ** 2))
            for _ in range(5))  # fmt: skip
    (axes.contourf if chance(rng, 0.5) else axes.contour)(
        x, y, z, rng.randint(5, 20), cmap=rng.choice(_MAPS)
    )
    if chance(rng, 0.3):
        axes.scatter(np.random.normal(0, 1, 60), np.random.normal(0, 1, 60), c="k", s=12)


def _boxes(rng: Random, axes: plt.Axes) -> None:
    data = [
        np.random.normal(rng.gauss(0, 2), rng.uniform(0.3, 2), 80) for _ in range(rng.randint(2, 9))
    ]
    (axes.boxplot if chance(rng, 0.6) else axes.violinplot)(data)


def _errors(rng: Random, axes: plt.Axes) -> None:
    count = rng.randint(4, 20)
    axes.errorbar(range(count), _series(rng, count), np.abs(_series(rng, count)) * 0.2,
                  fmt=rng.choice(("o", "o-", "s--")), capsize=3)  # fmt: skip


def _steps(rng: Random, axes: plt.Axes) -> None:
    count = rng.choice((10, 40))
    rng.choice((axes.step, axes.stem, axes.plot))(range(count), _series(rng, count))


def _area(rng: Random, axes: plt.Axes) -> None:
    count = rng.randint(8, 40)
    axes.stackplot(
        range(count), *(np.abs(np.random.normal(2, 0.5, count)) for _ in range(rng.randint(2, 6)))
    )


def _polar(rng: Random, axes: plt.Axes) -> None:
    count = rng.choice((6, 12, 200))
    angles = np.linspace(0, 2 * np.pi, count)
    (axes.bar if chance(rng, 0.3) and count < 20 else axes.plot)(
        angles, np.abs(_series(rng, count))
    )


def _solid(rng: Random, axes: plt.Axes) -> None:
    x, y = np.meshgrid(np.linspace(-3, 3, 25), np.linspace(-3, 3, 25))
    z = np.sin(x * rng.uniform(0.5, 2)) * np.cos(y * rng.uniform(0.5, 2))
    if chance(rng, 0.3):
        axes.scatter(*np.random.normal(0, 1, (3, 100)))
    elif chance(rng, 0.6):
        axes.plot_surface(x, y, z, cmap=rng.choice(_MAPS))
    else:
        axes.plot_wireframe(x, y, z, lw=0.7)


_DRAWERS = (_lines, _lines, _lines, _lines, _bars, _bars, _histogram, _points, _points, _pie, _heat,
            _contours, _boxes, _errors, _steps, _area, _polar, _solid)  # fmt: skip


# By hand


def _by_hand(rng: Random, _have: Ingredients) -> Image.Image:
    """Axes, ticks, a plot of one kind, a legend, in the manner of older or other programs."""
    w, h = rng.choice(((640, 480), (800, 500), (500, 400), (900, 400), (600, 600), (1000, 700)))
    dark = chance(rng, 0.12)
    ground = colour(rng, (0, 0.3), (0.05, 0.2)) if dark else paper(rng)
    pen = (220, 220, 220) if dark else (0, 0, 0) if chance(rng, 0.7) else (90, 90, 90)
    out = Image.new("RGB", (2 * w, 2 * h), ground)
    draw = ImageDraw.Draw(out)
    w, h = 2 * w, 2 * h
    face = font(rng, rng.choice((SANS, SANS, SERIF, MONO)), h // rng.randint(24, 45))
    box = (
        w * rng.uniform(0.05, 0.14),
        h * rng.uniform(0.05, 0.15),
        w * rng.uniform(0.72, 0.97),
        h * rng.uniform(0.8, 0.92),
    )
    x0, y0, x1 = box[:3]
    palette = [colour(rng, (0.4, 1), (0.25, 0.6)) for _ in range(8)]
    if chance(rng, 0.15):
        palette = [pen] * 8
    if chance(rng, 0.2):
        _pie_by_hand(rng, draw, box, palette, face, pen)
    else:
        _frame(rng, draw, box, pen, face)
        rng.choice((_lines_by_hand, _lines_by_hand, _bars_by_hand, _bars_by_hand, _dots_by_hand,
                    _area_by_hand))(rng, draw, box, palette)  # fmt: skip
    if chance(rng, 0.6):
        draw.text((w / 2, y0 / 2), title(rng, 5), pen, face, "mm")
    if chance(rng, 0.5):
        x, y = (x1 + w * 0.01, y0) if x1 < 0.85 * w else (x0 + w * 0.05, y0 + h * 0.03)
        for i in range(rng.randint(1, 5)):
            at = y + i * h * 0.05
            draw.rectangle((x, at, x + w * 0.025, at + h * 0.02), palette[i])
            draw.text((x + w * 0.035, at - h * 0.008), title(rng, 1), pen, face)
    return out.resize((w // 2, h // 2), Image.Resampling.BOX)


def _frame(
    rng: Random,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, ...],
    pen: tuple[int, ...],
    face: object,
) -> None:
    x0, y0, x1, y1 = box
    width = rng.randint(1, 4)
    if chance(rng, 0.5):
        draw.rectangle(box, outline=pen, width=width)
    else:
        draw.line((x0, y0, x0, y1, x1, y1), pen, width)
    grid = chance(rng, 0.5)
    faint = css(colour(rng, (0, 0.1), (0.6, 0.9)))
    for i in range(count := rng.randint(3, 11)):
        x, y = x0 + (x1 - x0) * i / (count - 1), y1 - (y1 - y0) * i / (count - 1)
        if grid and i > 0:
            draw.line((x0 + 2, y, x1 - 2, y), faint)
            if chance(rng, 0.6):
                draw.line((x, y0 + 2, x, y1 - 2), faint)
        draw.line((x, y1, x, y1 - 12), pen, 2)
        draw.line((x0, y, x0 + 12, y), pen, 2)
        draw.text((x, y1 + 8), number(rng)[:7], pen, face, "mt")
        draw.text((x0 - 8, y), number(rng)[:6], pen, face, "rm")


def _scaled(rng: Random, box: tuple[float, ...], count: int) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    values = _series(rng, count)
    values = (values - values.min()) / max(float(np.ptp(values)), 1e-9) * rng.uniform(0.4, 0.95)
    return [(x0 + (x1 - x0) * (i + 0.5) / count, y1 - (y1 - y0) * v) for i, v in enumerate(values)]


def _lines_by_hand(
    rng: Random, draw: ImageDraw.ImageDraw, box: tuple[float, ...], palette: list
) -> None:
    for i in range(rng.randint(1, 5)):
        points = _scaled(rng, box, rng.choice((6, 12, 30, 200)))
        draw.line(points, palette[i], rng.randint(2, 7), joint="curve")
        if len(points) < 40 and chance(rng, 0.5):
            for x, y in points:
                draw.ellipse((x - 8, y - 8, x + 8, y + 8), palette[i])


def _bars_by_hand(
    rng: Random, draw: ImageDraw.ImageDraw, box: tuple[float, ...], palette: list
) -> None:
    count, groups = rng.randint(3, 15), rng.choice((1, 1, 2, 3))
    wide = (box[2] - box[0]) / count / groups * rng.uniform(0.5, 0.95)
    for g in range(groups):
        for i, (x, y) in enumerate(_scaled(rng, box, count)):
            left = x + (g - groups / 2) * wide
            fill = palette[g if groups > 1 or count > 8 else i % 8]
            draw.rectangle((left, min(y, box[3] - 6), left + wide, box[3]), fill)


def _dots_by_hand(
    rng: Random, draw: ImageDraw.ImageDraw, box: tuple[float, ...], palette: list
) -> None:
    radius = rng.randint(3, 12)
    for i in range(rng.randint(1, 4)):
        cx, cy = rng.uniform(box[0], box[2]), rng.uniform(box[1], box[3])
        for _ in range(rng.choice((20, 80, 300))):
            x = min(max(rng.gauss(cx, (box[2] - box[0]) / 6), box[0]), box[2])
            y = min(max(rng.gauss(cy, (box[3] - box[1]) / 6), box[1]), box[3])
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), palette[i])


def _area_by_hand(
    rng: Random, draw: ImageDraw.ImageDraw, box: tuple[float, ...], palette: list
) -> None:
    for i in range(rng.randint(1, 3)):
        points = _scaled(rng, box, rng.choice((8, 30, 100)))
        draw.polygon([(points[0][0], box[3]), *points, (points[-1][0], box[3])], palette[i])


def _pie_by_hand(
    rng: Random,
    draw: ImageDraw.ImageDraw,
    box: tuple[float, ...],
    palette: list,
    face: object,
    pen: tuple,
) -> None:
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    r = min(box[2] - box[0], box[3] - box[1]) / 2 * rng.uniform(0.7, 1)
    flat = rng.choice((1, 1, 0.6))
    angle, i = rng.uniform(0, 360), 0
    stop = angle + 360
    while angle < stop:
        end = min(stop, angle + rng.uniform(15, 130))
        draw.pieslice(
            (cx - r, cy - r * flat, cx + r, cy + r * flat),
            angle,
            end,
            palette[i % 8],
            pen if chance(rng, 0.5) else None,
        )
        middle = np.radians((angle + end) / 2)
        if chance(rng, 0.6):
            at = (cx + np.cos(middle) * r * 1.15, cy + np.sin(middle) * r * flat * 1.15)
            draw.text(at, title(rng, 1), pen, face, "mm")
        angle, i = end, i + 1
    if chance(rng, 0.25):
        draw.ellipse((cx - r / 2, cy - r * flat / 2, cx + r / 2, cy + r * flat / 2), paper(rng))
