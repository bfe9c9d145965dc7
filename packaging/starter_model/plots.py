"""Charts by gnuplot, by R, and as web libraries and office programs draw them (as SVG)."""

from __future__ import annotations

import io
import itertools
import math
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from random import Random

import cairosvg
import numpy as np
from common import MONO, SANS, SERIF, Colour, chance, colour, css, mix, number, paper, title
from ingredients import Ingredients
from PIL import Image

SIZES = ((640, 480), (640, 480), (480, 480), (800, 400), (900, 600), (600, 800), (400, 300), (300, 200), (220, 160),
         (1200, 500), (500, 350), (1280, 960), (700, 700), (160, 160))  # fmt: skip


def values(rng: Random, count: int) -> list[float]:
    """Numbers as they are measured: walks, waves, growth, noise; 0 to 1."""
    kind = rng.randrange(7)
    level, out = 0.0, []
    speed, phase, power = rng.uniform(1, 40), rng.uniform(0, 6), rng.uniform(0.3, 4)
    rough = rng.choice((0, 0.02, 0.1, 0.3))
    for i in range(count):
        x = i / max(1, count - 1)
        level += rng.gauss(0, 1)
        plain = (
            level,
            math.sin(x * speed + phase) * 3,
            x**power * 3,
            rng.random() * 3,
            3 / (1 + math.exp(-(x - 0.5) * speed)),
            3 * math.exp(-x * power * 2),
            3 * math.exp(-(((x - 0.5) * power * 3) ** 2)),
        )[kind]
        out.append(plain + rng.gauss(0, rough))
    low, high = min(out), max(out)
    return [(v - low) / (high - low or 1) for v in out]


# gnuplot


def gnuplot(rng: Random, have: Ingredients) -> Image.Image:
    """Thin lines, its key in the corner, surfaces, with and without smooth edges."""
    if shutil.which("gnuplot") is None:
        return svg_chart(rng, have)
    w, h = rng.choice(SIZES[:12])
    terminal = rng.choice(("pngcairo", "pngcairo", "png", "png", "svg"))
    name = rng.choice(SANS + SERIF[:4] + MONO[:2]).replace("'", "")
    size = rng.randint(7, 15)
    faint = (
        f"background rgb '{css(colour(rng, (0, 0.6), (0.85, 0.98)))}'" if chance(rng, 0.12) else ""
    )
    set_terminal = {
        "pngcairo": f"pngcairo size {w},{h} font '{name},{size}' lw {rng.choice((0.5, 1, 1, 1.5, 2.5))} {rng.choice(('', 'rounded', 'dashed'))} {faint}",
        "png": f"png size {w},{h} {rng.choice(('tiny', 'small', 'medium', 'large')) if min(w, h) > 400 else 'tiny'} {rng.choice(('', '', f'background rgb {chr(39)}#f0f0f0{chr(39)}'))}",
        "svg": f"svg size {w},{h} font '{name},{size}' lw {rng.choice((0.5, 1, 2))}",
    }[terminal]  # fmt: skip
    colours = rng.choice(("classic", "classic", "podo", "default", "own", "black"))
    lines = [f"set terminal {set_terminal}", f"set samples {rng.choice((50, 100, 300, 800))}"]
    if colours in ("own", "black"):
        lines += [
            f"set linetype {i} lc rgb '{'#000000' if colours == 'black' else css(colour(rng, (0.3, 1), (0.2, 0.6)))}'"
            for i in range(1, 9)
        ]
    else:
        lines.append(f"set colors {colours}")
    if min(w, h) >= 400 and chance(rng, 0.2):
        rows, columns = rng.choice(((1, 2), (2, 1), (2, 2), (3, 1), (3, 2)))
        lines.append(f"set multiplot layout {rows},{columns}")
        for _ in range(rows * columns):
            lines += ["reset", *_gnuplot_panel(rng)]
    else:
        lines += _gnuplot_panel(rng)
    made = subprocess.run(
        ["gnuplot"], input="\n".join(lines).encode(), capture_output=True, check=False
    )
    if len(made.stdout) < 500:
        return svg_chart(rng, have)
    data = (
        cairosvg.svg2png(bytestring=made.stdout, background_color="white")
        if terminal == "svg"
        else made.stdout
    )
    return Image.open(io.BytesIO(data)).convert("RGB")


def _quoted(text: str) -> str:
    return "'" + "".join(c for c in text if c.isalnum() or c in " .,()-") + "'"


def _formula(rng: Random) -> str:
    a, b = f"{rng.uniform(0.3, 4):.2f}", f"{rng.uniform(0.1, 2):.2f}"
    return rng.choice((
        f"sin({a}*x)", f"cos({a}*x)*exp(-abs(x)*{b})", f"{a}*x**2-x", f"sin(x*{a})/(x+0.01)", f"exp(-{b}*x**2)",
        f"atan({a}*x)", f"besj0({a}*x)", f"abs(sin({a}*x))", f"{a}/(1+x*x)", f"x*sin({a}*x)", f"norm({a}*x)",
        f"x**3-{a}*x", f"sin(x)+sin({a}*x)*{b}", f"int(x*{a})", f"tan({b}*x)", f"rand(0)*{a}", f"sgn(sin({a}*x))",
    ))  # fmt: skip


def _surface(rng: Random) -> str:
    a, b = f"{rng.uniform(0.2, 2):.2f}", f"{rng.uniform(0.2, 2):.2f}"
    return rng.choice((
        f"sin({a}*x)*cos({b}*y)", f"x**2*{a}-y**2", f"sin(sqrt(x*x+y*y)*{a})/(sqrt(x*x+y*y)+0.1)", f"exp(-({a}*x*x+y*y)/9)*x",
        f"{a}*x*y", f"besj0(sqrt(x*x+y*y)*{b})", f"atan(x*y*{b})", "log(x**4+y**2+2)", f"sin({a}*x)+y*{b}",
    ))  # fmt: skip


def _gnuplot_panel(rng: Random) -> list[str]:
    out: list[str] = []
    if chance(rng, 0.6):
        out.append(f"set title {_quoted(title(rng, 5))}")
    if chance(rng, 0.6):
        out += [f"set xlabel {_quoted(title(rng, 3))}", f"set ylabel {_quoted(title(rng, 3))}"]
    if chance(rng, 0.4):
        out.append(
            "set grid " + rng.choice(("", "lt 0", "lc rgb '#dddddd'", "xtics ytics mxtics lt 0"))
        )
    out.append(
        "set key "
        + rng.choice(
            (
                "default",
                "left top",
                "right bottom",
                "outside",
                "below",
                "box",
                "off",
                "left box",
                "center",
            )
        )
    )
    if chance(rng, 0.15):
        out.append(f"set border {rng.choice((0, 3, 15, 31))}")
    if chance(rng, 0.12):
        out += ["set zeroaxis", "set xtics axis", "set ytics axis", "set border 0"]
    if chance(rng, 0.06):
        out += ["unset tics"]
    if chance(rng, 0.1):
        out += [
            f"set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '{css(colour(rng, (0, 0.6), (0.8, 0.97)))}'"
        ]
    for i in range(rng.choice((0, 0, 0, 1, 2))):
        out.append(
            f"set label {i + 1} {_quoted(title(rng, 2))} at graph {rng.random():.2f},{rng.random():.2f}"
        )
        if chance(rng, 0.5):
            out.append(
                f"set arrow from graph {rng.random():.2f},{rng.random():.2f} to graph {rng.random():.2f},{rng.random():.2f}"
            )
    form = rng.choice((_gp_functions, _gp_functions, _gp_functions, _gp_data, _gp_data, _gp_surface, _gp_surface, _gp_surface,
                       _gp_bars, _gp_bars, _gp_heat, _gp_polar, _gp_candles, _gp_filled))  # fmt: skip
    return out + form(rng)


def _gp_functions(rng: Random) -> list[str]:
    reach = rng.choice((1, 3, 5, 10, 20))
    how = rng.choice(
        (
            "lines",
            "lines",
            "lines",
            "lines",
            "points",
            "linespoints",
            "impulses",
            "dots",
            "steps",
            "boxes",
        )
    )
    parts = ", ".join(
        f"{_formula(rng)} with {how}{' lw 2' if chance(rng, 0.2) else ''}{f' title {_quoted(title(rng, 2))}' if chance(rng, 0.4) else ''}"
        for _ in range(rng.choice((1, 1, 2, 3, 5)))
    )
    head = ["set style fill solid 0.4"] if how == "boxes" else []
    if chance(rng, 0.1):
        return [
            *head,
            "set parametric",
            f"plot [0:2*pi] sin({rng.randint(1, 7)}*t),cos({rng.randint(1, 7)}*t) with lines",
        ]
    return [*head, f"plot [{-reach if chance(rng, 0.7) else 0.01}:{reach}] {parts}"]


def _block(rng: Random, name: str, count: int, columns: int) -> list[str]:
    rows = [values(rng, count) for _ in range(columns)]
    scale = 10 ** rng.uniform(-1, 3)
    return [
        f"${name} << EOD",
        *(f"{i} " + " ".join(f"{r[i] * scale + 0.01:.4f}" for r in rows) for i in range(count)),
        "EOD",
    ]


def _gp_data(rng: Random) -> list[str]:
    count = rng.choice((8, 20, 60, 300, 1500))
    series = rng.choice((1, 1, 2, 3, 6))
    out = _block(rng, "d", count, series)
    hows = [
        "lines",
        "points",
        "linespoints",
        "points pt 7 ps 0.5",
        "impulses",
        "steps",
        "fsteps",
        "dots",
        "lines smooth csplines",
        "points pt 6",
        "linespoints pt 5",
    ]
    if chance(rng, 0.1):
        out.append("set logscale y")
    how = rng.choice(hows)
    parts = [
        f"$d using 1:{k + 2} {'smooth csplines with lines' if 'smooth' in how else 'with ' + how} title {_quoted(title(rng, 2))}"
        for k in range(series)
    ]
    if count <= 60 and chance(rng, 0.3):
        parts.append(f"$d using 1:2:($2*{rng.uniform(0.05, 0.3):.2f}+0.1) with yerrorbars notitle")
    return [*out, "plot " + ", ".join(parts)]


def _gp_surface(rng: Random) -> list[str]:
    out = [
        f"set isosamples {rng.choice((15, 20, 30, 50))}",
        f"set view {rng.randint(20, 75)},{rng.randint(10, 350)}",
    ]
    how = rng.choice(("lines", "lines", "pm3d", "pm3d", "points", "impulses"))
    if how == "lines" and chance(rng, 0.7):
        out.append("set hidden3d")
    if chance(rng, 0.35):
        out.append("set contour " + rng.choice(("base", "surface", "both")))
    if how == "pm3d":
        out.append(
            rng.choice(
                (
                    "set palette gray",
                    "set palette rgb 33,13,10",
                    "set palette rgb 7,5,15",
                    "set palette rgb 21,22,23",
                    "set palette cubehelix",
                )
            )
        )
        if chance(rng, 0.35):
            out.append("set view map" if chance(rng, 0.6) else "set pm3d at b")
        if chance(rng, 0.25):
            out.append(
                "set pm3d border lc 'black' lw 0.3" if chance(rng, 0.5) else "unset colorbox"
            )
    if chance(rng, 0.2):
        out += ["unset border", "unset tics"]
    if chance(rng, 0.12):
        out += ["set parametric", "set urange [0:2*pi]", "set vrange [-pi:pi]"]
        return [*out, rng.choice((f"splot cos(u)*(1+{rng.uniform(0.2, 0.5):.2f}*cos(v)),sin(u)*(1+0.4*cos(v)),0.4*sin(v) with {how} notitle",
                                  f"splot cos(u)*cos(v),sin(u)*cos(v),sin(v) with {how} notitle"))]  # fmt: skip
    reach = rng.choice((2, 3, 5, 10))
    more = f", {_surface(rng)} with {how}" if chance(rng, 0.2) else ""
    return [*out, f"splot [-{reach}:{reach}] [-{reach}:{reach}] {_surface(rng)} with {how}{more}"]


def _gp_bars(rng: Random) -> list[str]:
    count, series = rng.randint(3, 20), rng.choice((1, 1, 2, 3, 4))
    out = _block(rng, "b", count, series)
    out += ["set yrange [0:*]", "set style data histograms", f"set style histogram {rng.choice(('clustered gap 1', 'rowstacked', 'clustered gap 3'))}",
            f"set style fill {rng.choice(('solid 1', 'solid 0.4 border -1', 'pattern border', 'empty', 'solid border -1'))}", f"set boxwidth {rng.choice((0.5, 0.8, 0.9, 1))}"]  # fmt: skip
    if chance(rng, 0.4):
        out.append(
            "set xtics rotate by -45 ("
            + ",".join(f"{_quoted(title(rng, 1)[:10])} {i}" for i in range(count))
            + ")"
        )
    return [
        *out,
        "plot "
        + ", ".join(f"$b using {k + 2} title {_quoted(title(rng, 1))}" for k in range(series)),
    ]


def _gp_heat(rng: Random) -> list[str]:
    n, m = rng.randint(4, 40), rng.randint(4, 40)
    shape = values(rng, m)
    rows = [
        " ".join(f"{shape[x] * (0.4 + y / n) + rng.gauss(0, 0.08):.3f}" for x in range(m))
        for y in range(n)
    ]
    palette = rng.choice(
        (
            "gray",
            "rgb 33,13,10",
            "rgb 7,5,15",
            "rgb 30,31,32",
            "cubehelix",
            "defined (0 'blue',1 'white',2 'red')",
        )
    )
    return [
        "$h << EOD",
        *rows,
        "EOD",
        f"set palette {palette}",
        "set autoscale fix",
        f"plot $h matrix with {rng.choice(('image', 'image pixels'))} notitle",
    ]


def _gp_polar(rng: Random) -> list[str]:
    k = rng.randint(1, 7)
    return ["set polar", "set grid polar", "unset border" if chance(rng, 0.6) else "", rng.choice(("unset xtics", "")), "set size square",
            rng.choice((f"plot sin({k}*t)", f"plot 1+{rng.uniform(0.2, 1):.2f}*cos({k}*t), cos(t)", "plot t", f"plot abs(cos({k}*t)) with filledcurves"))]  # fmt: skip


def _gp_candles(rng: Random) -> list[str]:
    level, rows = 50.0, []
    for i in range(rng.choice((15, 30, 70))):
        close = level + rng.gauss(0, 3)
        rows.append(
            f"{i} {level:.2f} {min(level, close) - rng.random() * 3:.2f} {max(level, close) + rng.random() * 3:.2f} {close:.2f}"
        )
        level = close
    how = rng.choice(("candlesticks", "candlesticks", "financebars"))
    return [
        "$c << EOD",
        *rows,
        "EOD",
        "set style fill solid 0.6",
        "set boxwidth 0.6",
        f"plot $c with {how} title {_quoted(title(rng, 1))}",
    ]


def _gp_filled(rng: Random) -> list[str]:
    f = _formula(rng)
    return [f"set style fill {rng.choice(('solid 0.5', 'pattern 2', 'transparent solid 0.3'))}",
            f"plot [0:10] {f} with filledcurves {rng.choice(('x1', 'y1=0', 'above y1=0.2'))}, {_formula(rng)} with lines"]  # fmt: skip


# R


_R_FORMS = (
    "boxplot(lapply(1:k, function(i) rnorm(40, rnorm(1))), {labels}, col={col}, notch={flag}, horizontal={flag})",
    "boxplot(lapply(1:k, function(i) rexp(30)), {labels}, col={col})",
    "hist(rnorm(n), {labels}, col={col}, breaks={breaks})",
    "hist(rexp(n), {labels}, col={col}, breaks={breaks}, freq=FALSE); lines(density(rexp(n)), lwd=2); rug(rexp(40))",
    "plot(rnorm(n), rnorm(n), {labels}, pch={pch}, col={col}, bty={bty})",
    "x <- runif(n); y <- {slope} * x + rnorm(n, 0, 0.3); plot(x, y, {labels}, pch={pch}); abline(lm(y ~ x), col={col}, lwd=2); {grid}",
    "x <- runif(n); y <- x^2 + rnorm(n, 0, 0.1); plot(x, y, {labels}, pch={pch}, col='grey40'); lines(lowess(x, y), col=2, lwd=2)",
    "plot(cumsum(rnorm(n)), type={type}, {labels}, col={col}, las={las}, bty={bty}); {grid}",
    "matplot(apply(matrix(rnorm(n * k), n), 2, cumsum), type={mtype}, lty={lty}, {labels}); legend({place}, paste('Group', 1:k), col=1:k, lty=1:k, bty={lbty})",
    "plot(ts(cumsum(rnorm(n)), start=1960, frequency=12), {labels}, col={col})",
    "plot(ts(apply(matrix(rnorm(n * min(k, 4)), n), 2, cumsum), start=1990, frequency=4), main={main})",
    "barplot(matrix(runif(k * m), k), beside={flag}, {labels}, col={pal}, horiz={flag}, names.arg=substring(LETTERS, 1, 1)[1:m])",
    "barplot(sort(runif(k), decreasing=TRUE), names.arg=nam[1:k], las=2, col={col}, {labels}, border={border})",
    "pie(runif(k, 0.1), labels=nam[1:k], col={pal}, main={main}, radius={radius})",
    "pairs(matrix(rnorm(min(n, 150) * m), ncol=m), pch={pch}, col=1 + (1:min(n, 150)) %% 3, main={main})",
    "pairs(matrix(rexp(100 * m), ncol=m), panel=panel.smooth, gap={gap})",
    "coplot(y ~ x | a, data=data.frame(x=rnorm(200), y=rnorm(200), a=runif(200)))",
    "mosaicplot(matrix(rpois(k * m, 20) + 1, k), col={pal}, main={main})",
    "plot(hclust(dist(matrix(rnorm(k * 9), ncol=3)), {link}), hang={hang}, main={main}, xlab='', sub='')",
    "heatmap(matrix(rnorm(k * 20), ncol=k), col={cols}(20))",
    "image(vol, col={cols}(30), {labels}); contour(vol, add=TRUE, drawlabels={flag})",
    "contour(vol, nlevels={breaks}, {labels}, col={col})",
    "filled.contour(vol, color.palette={cols}, main={main})",
    "persp(vol[seq(1, 60, 3), seq(1, 60, 3)], theta={theta}, phi={phi}, col={col}, shade={shade}, {labels}, expand=0.6, ticktype={tick})",
    "persp(vol, theta={theta}, phi={phi}, col={col}, border=NA, shade=0.6, box={flag})",
    "dotchart(sort(runif(k)), labels=nam[1:k], pch={pch}, main={main}, color={col})",
    "stripchart(lapply(1:k, function(i) rnorm(25, rnorm(1))), pch={pch}, method='jitter', vertical={flag}, {labels})",
    "curve(sin(x * {slope}) / x, 0.1, 20, {labels}, col={col}, n=400, bty={bty}); abline(h=0, lty=3); curve(cos(x), add=TRUE, lty=2)",
    "qqnorm(rnorm(n), pch={pch}, main={main}); qqline(rnorm(n), col=2)",
    "x <- rnorm(60); y <- x + rnorm(60); par(mfrow=c(2, 2)); plot(lm(y ~ x))",
    "acf(cumsum(rnorm(n)), main={main})",
    "plot(ecdf(rnorm(40)), main={main}, col={col})",
    "plot(density(rnorm(n)), {labels}, lwd=2); polygon(density(rnorm(n)), col={col}, border={border})",
    "stars(matrix(runif(k * 6), k), key.loc=NULL, draw.segments={flag}, main={main}, labels=nam[1:k])",
    "symbols(rnorm(20), rnorm(20), circles=runif(20), inches=0.3, bg={pal}, {labels})",
    "biplot(prcomp(matrix(rnorm(40 * 4), 40)), cex=0.6)",
    "spineplot(factor(sample(3, 200, TRUE)) ~ rnorm(200), {labels})",
    "sunflowerplot(round(rnorm(200)), round(rnorm(200)), {labels})",
    "interaction.plot(rep(1:4, 30), rep(c('a', 'b', 'c'), 40), rnorm(120), xlab='', ylab='', main={main})",
    "x <- 1:k; y <- runif(k); plot(x, y, ylim=c(0, 1.4), pch=19, {labels}); arrows(x, y - .1, x, y + .1, angle=90, code=3, length=0.05)",
    "plot(stl(ts(sin(1:120 / 2) + rnorm(120, 0, .3) + 1:120 / 30, frequency=12), 'periodic'), main={main})",
    "fourfoldplot(array(rpois(8, 30), c(2, 2, 2)))",
    "scatter.smooth(1:80, cumsum(rnorm(80)), pch={pch}, {labels})",
    "plot(function(x) x^2 * {slope}, -3, 3, col={col}, lwd=3, {labels}); {grid}; text(0, 3, nam[1])",
    "plot(stepfun(1:9, cumsum(rnorm(10))), main={main}, col={col})",
    "bymonth <- matrix(cumsum(abs(rnorm(60))), 12); plot(0, 0, xlim=c(1, 12), ylim=c(0, max(bymonth)), type='n', {labels}); for (i in 1:5) lines(bymonth[, i], type='b', pch=i, col=i); legend({place}, nam[1:5], col=1:5, pch=1:5)",
)  # fmt: skip


_R_WHOLE = ("pairs", "coplot", "filled.contour", "heatmap", "par(", "stl(", "matrix(rnorm(n * min")
"""Forms that take the whole page for themselves."""


def _drawn(image: Image.Image) -> bool:
    """Whether there is more on it than a frame."""
    grey = np.asarray(image.convert("L").resize((160, 160), Image.Resampling.BOX), np.int16)
    return float((np.abs(grey - np.median(grey)) > 12).mean()) > 0.02


def r_chart(rng: Random, have: Ingredients) -> Image.Image:
    """What R's base graphics give: open circles, thin black boxes, grey fills."""
    if shutil.which("Rscript") is None:
        return gnuplot(rng, have)
    w, h = rng.choice(SIZES[:12])
    dots = rng.choice((60, 72, 72, 100))
    if min(w, h) < 300:
        dots = 50
    many = (
        rng.choice(((1, 1),) * 8 + ((1, 2), (2, 2), (2, 1), (3, 2))) if min(w, h) >= 480 else (1, 1)
    )
    names = ",".join(f'"{_quoted(title(rng, 1))[1:-1][:9]}"' for _ in range(26))
    script = [
        f"set.seed({rng.getrandbits(30)})", f"nam <- c({names})",
        f"vol <- outer(1:60, 1:60, function(x, y) sin(x / {rng.uniform(4, 14):.1f}) * cos(y / {rng.uniform(4, 14):.1f}) + x * {rng.gauss(0, 0.02):.3f})",
        "palette(hcl.colors(8, sample(c('Dark 3', 'Set 2', 'Viridis', 'Zissou 1'), 1)))" if chance(rng, 0.4) else "palette('R3')" if chance(rng, 0.4) else "",
    ]  # fmt: skip
    par = f"par(mfrow=c{many}, bg='{css(paper(rng))}', cex={rng.uniform(0.6, 1.2):.2f}, family='{rng.choice(('sans', 'sans', 'serif', 'mono'))}', las={rng.randint(0, 2)}, mar=c(4,4,3,1)+{rng.uniform(-0.4, 1.2):.1f})"
    for _ in range(many[0] * many[1]):
        main = f'"{_quoted(title(rng, 4))[1:-1]}"' if chance(rng, 0.75) else '""'
        labels = f'main={main}, xlab="{_quoted(title(rng, 2))[1:-1]}", ylab="{_quoted(title(rng, 2))[1:-1]}"'
        one = (
            f'"{css(colour(rng))}"'
            if chance(rng, 0.6)
            else rng.choice(
                ("1", "2", "4", "'lightblue'", "'grey'", "'lightgray'", "'steelblue'", "'tomato'")
            )
        )
        slots = {
            "labels": labels, "main": main, "col": one, "flag": rng.choice(("TRUE", "FALSE", "FALSE")), "breaks": rng.randint(5, 30),
            "pch": rng.choice((1, 1, 1, 2, 3, 4, 16, 19, 20, 21)), "bty": rng.choice(("'o'", "'o'", "'l'", "'n'")), "slope": f"{rng.gauss(0, 2):.2f}",
            "grid": rng.choice(("grid()", "NULL", "abline(h=0, lty=2)")), "type": rng.choice(("'l'", "'l'", "'b'", "'h'", "'s'", "'o'", "'p'")),
            "mtype": rng.choice(("'l'", "'b'", "'p'")), "lty": rng.choice(("1", "1:5")), "place": rng.choice(("'topleft'", "'topright'", "'bottomright'")),
            "lbty": rng.choice(("'o'", "'n'")), "las": rng.randint(0, 2), "radius": f"{rng.uniform(0.6, 1):.2f}", "gap": rng.choice((0, 0.3, 1)),
            "pal": rng.choice(("rainbow(k)", "heat.colors(k)", "gray.colors(k)", "terrain.colors(k)", "hcl.colors(k)", "topo.colors(k)", "1:k", "c('white', 'grey')")),
            "border": rng.choice(("NA", "'black'", "'white'")), "link": rng.choice(("'average'", "'single'", "'complete'")), "hang": rng.choice((-1, 0.1)),
            "cols": rng.choice(("heat.colors", "terrain.colors", "gray.colors", "topo.colors", "cm.colors", "hcl.colors")), "theta": rng.randint(-180, 180),
            "phi": rng.randint(10, 50), "shade": rng.choice(("NA", "0.5")), "tick": rng.choice(("'simple'", "'detailed'")),
        }  # fmt: skip
        form = rng.choice(
            [f for f in _R_FORMS if many == (1, 1) or not any(word in f for word in _R_WHOLE)]
        )
        for slot, value in slots.items():
            form = form.replace("{" + slot + "}", str(value))
        script.append(
            f"k <- {rng.randint(3, 14)}; m <- {rng.randint(3, 5)}; n <- {rng.choice((20, 50, 150, 500, 1500))}; try({{ {form} }}, silent=TRUE)"
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "p%d.png"
        smooth = rng.choice(("default", "default", "none"))
        script.insert(
            1, f"png('{file}', {w}, {h}, res={dots}, type='cairo', antialias='{smooth}'); {par}"
        )
        subprocess.run(
            ["Rscript", "--vanilla", "-"],
            input="\n".join(script).encode(),
            capture_output=True,
            check=False,
        )
        made = sorted(Path(folder).glob("*.png"))
        if not made:
            return gnuplot(rng, have)
        image = Image.open(made[0])
        image.load()
    image = image.convert("RGB")
    return image if _drawn(image) else gnuplot(rng, have)


# As SVG


class Look:
    """How a library or an office program draws: colours, lines, letters."""

    def __init__(self, rng: Random) -> None:
        known = rng.choice(_LOOKS)
        self.ground, self.panel, self.pen, self.grid, names = known
        self.palette = names.split()
        self.lines = rng.choice(("xy", "y", "y", "xy", "", "x"))
        self.frame = rng.choice(("box", "left", "bottom", "none", "l"))
        self.font = rng.choice(SANS if chance(rng, 0.85) else SERIF)
        self.smooth = chance(rng, 0.3)
        self.thick = rng.choice((1, 1, 1.5, 2, 2, 3, 4))
        self.marks = chance(rng, 0.3)
        if chance(rng, 0.2):
            base = colour(rng, (0.4, 1), (0.3, 0.6))
            self.palette = [css(mix(base, (255, 255, 255), i / 9)) for i in range(8)]
        elif chance(rng, 0.25):
            self.palette = [css(colour(rng, (0.3, 1), (0.3, 0.65))) for _ in range(8)]
        if chance(rng, 0.12):
            self.ground = self.panel = css(paper(rng))
            self.pen = "#222"
        rng.shuffle(self.palette)


_LOOKS: tuple[tuple[str, str, str, str, str], ...] = (
    ("#ffffff", "#e5ecf6", "#2a3f5f", "#ffffff", "#636efa #ef553b #00cc96 #ab63fa #ffa15a #19d3f3 #ff6692 #b6e880"),
    ("#ffffff", "#ffffff", "#444444", "#eeeeee", "#1f77b4 #ff7f0e #2ca02c #d62728 #9467bd #8c564b #e377c2 #7f7f7f"),
    ("#ffffff", "#ffffff", "#444444", "#e5e5e5", "#4c78a8 #f58518 #e45756 #72b7b2 #54a24b #eeca3b #b279a2 #ff9da6"),
    ("#ffffff", "#ffffff", "#595959", "#d9d9d9", "#4472c4 #ed7d31 #a5a5a5 #ffc000 #5b9bd5 #70ad47 #264478 #9e480e"),
    ("#ffffff", "#c0c0c0", "#000000", "#000000", "#9999ff #993366 #ffffcc #ccffff #660066 #ff8080 #0066cc #ccccff"),
    ("#ffffff", "#ffffff", "#000000", "#b3b3b3", "#004586 #ff420e #ffd320 #579d1c #7e0021 #83caff #314004 #aecf00"),
    ("#ffffff", "#ffffff", "#444444", "#cccccc", "#3366cc #dc3912 #ff9900 #109618 #990099 #0099c6 #dd4477 #66aa00"),
    ("#ffffff", "#ffffff", "#666666", "#e6e6e6", "#7cb5ec #434348 #90ed7d #f7a35c #8085e9 #f15c80 #e4d354 #2b908f"),
    ("#181b1f", "#181b1f", "#ccccdc", "#2c3038", "#73bf69 #f2cc0c #8ab8ff #ff780a #f2495c #5794f2 #b877d9 #705da0"),
    ("#1e1e1e", "#262626", "#dddddd", "#444444", "#4dc9f6 #f67019 #f53794 #537bc4 #acc236 #166a8f #00a950 #8549ba"),
    ("#100c2a", "#100c2a", "#b9b8ce", "#484753", "#4992ff #7cffb2 #fddd60 #ff6e76 #58d9f9 #05c091 #ff8a45 #8d48e3"),
    ("#121218", "#121218", "#d6d6d6", "#3a3a44", "#f6a625 #99ca53 #38ad6b #3c84a7 #eb8817 #7b7f8c #bf593e #e0e0e0"),
    ("#d5e4eb", "#d5e4eb", "#222222", "#ffffff", "#01a2d9 #014d64 #6794a7 #7ad2f6 #00887d #76c0c1 #7c260b #ee8f71"),
    ("#ffffff", "#f7f7f7", "#333333", "#dddddd", "#5470c6 #91cc75 #fac858 #ee6666 #73c0de #3ba272 #fc8452 #9a60b4"),
    ("#fff1e5", "#fff1e5", "#33302e", "#e2d8cf", "#0f5499 #990f3d #ff7faa #00a0dd #96cc28 #593380 #262a33 #0d7680"),
    ("#ffffff", "#ffffff", "#000000", "#bbbbbb", "#000000 #555555 #888888 #aaaaaa #cccccc #333333 #777777 #dddddd"),
    ("#f0f0f0", "#f0f0f0", "#3c3c3c", "#cbcbcb", "#008fd5 #fc4f30 #e5ae38 #6d904f #8b8b8b #810f7c #30a2da #e39d38"),
    ("#cfe3f7", "#ffffff", "#23343f", "#d2d2d2", "#2d8bbf #99cc33 #f0a30a #bf3030 #6a00ff #00aba9 #a20025 #647687"),
    ("#000000", "#000000", "#00ff00", "#004400", "#00ff00 #ffff00 #ff0000 #00ffff #ff00ff #ffffff #8888ff #ff8800"),
    ("#fffff0", "#ffffff", "#000000", "#999999", "#ff0000 #0000ff #00aa00 #ff00ff #00aaaa #aa5500 #ffaa00 #000000"),
)  # fmt: skip

Box = tuple[float, float, float, float]


class Pen:
    """Collects an SVG's parts."""

    def __init__(self, rng: Random, w: float, h: float, look: Look) -> None:
        self.rng, self.w, self.h, self.look = rng, w, h, look
        self.parts: list[str] = []
        self.letter = max(7.0, min(16.0, min(w, h) / rng.uniform(24, 40)))

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, line: str = "none", more: str = ""
    ) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0, w):.1f}" height="{max(0, h):.1f}" fill="{fill}" stroke="{line}" {more}/>'
        )

    def line(
        self,
        points: list[tuple[float, float]],
        stroke: str,
        width: float = 1,
        fill: str = "none",
        more: str = "",
    ) -> None:
        self.parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" stroke="{stroke}" stroke-width="{width}" fill="{fill}" stroke-linejoin="round" {more}/>'
        )

    def path(
        self, d: str, fill: str, stroke: str = "none", width: float = 1, more: str = ""
    ) -> None:
        self.parts.append(
            f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" {more}/>'
        )

    def dot(
        self, x: float, y: float, r: float, fill: str, stroke: str = "none", more: str = ""
    ) -> None:
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" stroke="{stroke}" {more}/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "middle",
        size: float = 0,
        turn: float = 0,
        fill: str = "",
        more: str = "",
    ) -> None:
        spin = f'transform="rotate({turn} {x:.1f} {y:.1f})"' if turn else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="{self.look.font}" font-size="{size or self.letter:.1f}" fill="{fill or self.look.pen}" {spin} {more}>{escape(text)}</text>'
        )

    def image(self, scale: float = 1) -> Image.Image:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.w}" height="{self.h}">{"".join(self.parts)}</svg>'
        return Image.open(
            io.BytesIO(cairosvg.svg2png(bytestring=svg.encode(), scale=scale))
        ).convert("RGB")


def svg_chart(rng: Random, _have: Ingredients) -> Image.Image:
    """One chart as a library of the web or an office program draws it, or a wall of them."""
    if chance(rng, 0.14):
        return dashboard(rng, _have)
    look = Look(rng)
    w, h = rng.choice(SIZES)
    pen = Pen(rng, w, h, look)
    pen.rect(0, 0, w, h, look.ground)
    if chance(rng, 0.1):
        pen.rect(0.5, 0.5, w - 1, h - 1, "none", look.pen)
    _one(pen, (0, 0, w, h))
    image = pen.image(rng.choice((1, 1, 1, 1.5, 0.75)) if w > 200 else 1)
    return image if _drawn(image) else svg_chart(rng, _have)


def dashboard(rng: Random, _have: Ingredients) -> Image.Image:
    """Many panels on one ground."""
    look = Look(rng)
    w, h = rng.choice(((1200, 800), (1000, 700), (900, 1200), (1400, 600)))
    pen = Pen(rng, w, h, look)
    pen.letter = rng.uniform(9, 12)
    pen.rect(0, 0, w, h, look.ground if chance(rng, 0.5) else look.grid)
    top = rng.choice((0, 0, 40))
    if top:
        pen.text(14, 26, title(rng, 4), "start", 18)
    columns, rows = rng.randint(2, 4), rng.randint(2, 3)
    gap = rng.choice((2, 6, 12))
    for row in range(rows):
        x = 0.0
        shares = [rng.choice((1, 1, 2)) for _ in range(columns)]
        for share in shares:
            wide, high = w * share / sum(shares), (h - top) / rows
            box = (x + gap, top + row * high + gap, wide - 2 * gap, high - 2 * gap)
            pen.rect(*box, look.ground, look.grid, f'rx="{rng.choice((0, 0, 4))}"')
            if chance(rng, 0.12):
                pen.text(
                    box[0] + box[2] / 2,
                    box[1] + box[3] / 2,
                    number(rng),
                    size=min(box[2] / 6, 50),
                    fill=look.palette[0],
                )
                pen.text(box[0] + box[2] / 2, box[1] + box[3] * 0.75, title(rng, 2))
            else:
                _one(pen, box)
            x += wide
    return pen.image()


def _one(pen: Pen, box: Box) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    form = rng.choice(_FREE if chance(rng, 0.35) else _FRAMED)
    small = min(w, h) < 190
    pad = pen.letter
    top = bottom = pad * 0.6
    left = right = pad * 0.8
    if chance(rng, 0.65) and not (small and chance(rng, 0.5)):
        top += pad * 2
        anchor, at = rng.choice((("middle", x + w / 2), ("middle", x + w / 2), ("start", x + pad)))
        pen.text(
            at,
            y + pad * 1.8,
            title(rng, 5),
            anchor,
            pad * rng.uniform(1.1, 1.5),
            more=rng.choice(("", 'font-weight="bold"')),
        )
    count = rng.randint(1, 6)
    legend = rng.choice(("", "", "right", "below", "top")) if not small else ""
    names = [title(rng, 1)[:12] for _ in range(count)]
    if legend == "right":
        right += pad * 7
        for i, name in enumerate(names):
            at = y + top + pad + i * pad * 1.7
            _key(pen, x + w - pad * 7, at, look.palette[i])
            pen.text(x + w - pad * 5.4, at + pad * 0.4, name, "start")
    elif legend:
        at = y + top + pad * 0.6 if legend == "top" else y + h - pad * 1.2
        step = min(pad * 9, (w - 2 * pad) / count)
        start = x + (w - step * count) / 2 if chance(rng, 0.7) else x + pad * 3
        for i, name in enumerate(names):
            _key(pen, start + i * step, at, look.palette[i])
            pen.text(start + i * step + pad * 1.6, at + pad * 0.4, name, "start")
        if legend == "top":
            top += pad * 1.8
        else:
            bottom += pad * 2
    if form in _FRAMED and not (small and chance(rng, 0.4)):
        left, bottom = left + pad * 3.6, bottom + pad * 1.8
        if chance(rng, 0.35):
            left, bottom = left + pad * 1.4, bottom + pad * 1.5
            pen.text(x + pad * 1.2, y + h / 2, title(rng, 2), turn=-90)
            pen.text(
                x + left + (w - left) / 2,
                y + h - pad * (2.6 if legend == "below" else 0.6),
                title(rng, 2),
            )
        inner = (x + left, y + top, w - left - right, h - top - bottom)
        _axes(pen, inner)
    else:
        inner = (x + left, y + top, w - left - right, h - top - bottom)
    form(pen, inner, count)
    if form in _FRAMED:
        px, py, pw, ph = inner
        if look.frame == "box":
            pen.rect(px, py, pw, ph, "none", look.pen)
        elif look.frame != "none":
            pen.line(
                [(px, py), (px, py + ph), (px + pw, py + ph)],
                look.pen,
                more="" if look.frame == "l" else 'stroke-opacity="0.5"',
            )


def _key(pen: Pen, x: float, y: float, fill: str) -> None:
    side = pen.letter
    if pen.look.thick > 1.5:
        pen.rect(x, y - side / 2, side, side * 0.9, fill)
    else:
        pen.line([(x, y), (x + side * 1.3, y)], fill, 2)


def _axes(pen: Pen, box: Box) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    pen.rect(x, y, w, h, look.panel)
    down, across = rng.randint(3, 9), rng.randint(3, 10)
    across = max(2, min(across, int(w / (pen.letter * 4))))
    down = max(2, min(down, int(h / (pen.letter * 1.6))))
    scale = rng.choice((0.1, 0.2, 1, 2, 5, 10, 25, 100, 1000, 20000))
    names = chance(rng, 0.3)
    turn = rng.choice((0, 0, 0, -45, -90)) if names else 0
    ticks = chance(rng, 0.4)
    dashes = rng.choice(("", "", 'stroke-dasharray="3,3"', 'stroke-dasharray="1,2"'))
    for i in range(down + 1):
        at = y + h - h * i / down
        if "y" in look.lines and i > 0:
            pen.line([(x, at), (x + w, at)], look.grid, more=dashes)
        if ticks:
            pen.line([(x - 4, at), (x, at)], look.pen)
        value = i * scale
        pen.text(
            x - 6, at + pen.letter * 0.35, f"{value:,.0f}" if scale >= 1 else f"{value:.1f}", "end"
        )
    start = rng.choice((0, 0, 1, 1990, 2000))
    for i in range(across + 1):
        at = x + w * i / across
        if "x" in look.lines and i > 0:
            pen.line([(at, y), (at, y + h)], look.grid, more=dashes)
        if ticks:
            pen.line([(at, y + h), (at, y + h + 4)], look.pen)
        if names and i < across:
            pen.text(
                at + w / across / 2,
                y + h + pen.letter * 1.4,
                title(rng, 1)[:8],
                "end" if turn else "middle",
                turn=turn,
            )
        elif not names:
            pen.text(
                at,
                y + h + pen.letter * 1.4,
                str(start + i * rng.choice((1, 1, 1))) if scale < 100 else f"{i * scale:,.0f}",
            )


def _points(rng: Random, box: Box, count: int) -> list[tuple[float, float]]:
    x, y, w, h = box
    low, high = sorted((rng.uniform(0, 0.6), rng.uniform(0.3, 0.97)))
    row = values(rng, count)
    return [
        (x + w * i / max(1, count - 1), y + h - h * (low + (high - low) * v))
        for i, v in enumerate(row)
    ]


def _curve(points: list[tuple[float, float]], smooth: bool) -> str:
    out = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        middle = (ax + bx) / 2
        out += (
            f"C{middle:.1f},{ay:.1f} {middle:.1f},{by:.1f} {bx:.1f},{by:.1f}"
            if smooth
            else f"L{bx:.1f},{by:.1f}"
        )
    return out


def _f_lines(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    steps = rng.choice((5, 8, 12, 30, 100, 300))
    for i in range(count):
        points = _points(rng, box, steps)
        dash = rng.choice(("", "", "", 'stroke-dasharray="6,4"'))
        pen.path(
            _curve(points, look.smooth and steps < 40),
            "none",
            look.palette[i % 8],
            look.thick,
            dash,
        )
        if look.marks and steps < 40:
            for x, y in points:
                pen.dot(x, y, 1.5 + look.thick, look.palette[i % 8], rng.choice(("none", "#fff")))


def _f_area(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    steps = rng.choice((6, 12, 40, 150))
    stacked = chance(rng, 0.5)
    rows = [[0.1 + v for v in values(rng, steps)] for _ in range(count)]
    most = max(sum(r[i] for r in rows) for i in range(steps)) if stacked else 1.15
    base = [0.0] * steps
    for k, row in enumerate(rows):
        new = [b + v for b, v in zip(base, row, strict=True)] if stacked else row
        upper = [(x + w * i / (steps - 1), y + h - h * 0.95 * v / most) for i, v in enumerate(new)]
        lower = (
            [(x + w * i / (steps - 1), y + h - h * 0.95 * v / most) for i, v in enumerate(base)]
            if stacked
            else [(x, y + h), (x + w, y + h)]
        )
        pen.path(
            _curve(upper, look.smooth)
            + "L"
            + "L".join(f"{a:.1f},{b:.1f}" for a, b in reversed(lower))
            + "Z",
            look.palette[k % 8],
            more=f'fill-opacity="{0.9 if stacked else 0.35}"',
        )
        pen.path(_curve(upper, look.smooth), "none", look.palette[k % 8], look.thick)
        base = new if stacked else base


def _f_bars(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    groups, series = rng.randint(3, 14), rng.choice((1, 1, 2, min(4, count)))
    stacked, flat = chance(rng, 0.35), chance(rng, 0.25)
    fill_share = rng.uniform(0.4, 0.95)
    long, wide = (w, h) if flat else (h, w)
    step = wide / groups
    thin = step * fill_share / (1 if stacked else series)
    shade, round_ = chance(rng, 0.12), rng.choice((0, 0, 0, 3))
    one_each = series == 1 and chance(rng, 0.3)
    valued = chance(rng, 0.25)
    rows = [values(rng, groups) for _ in range(series)]
    for i in range(groups):
        at = 0.0
        for k in range(series):
            length = (0.06 + 0.9 * rows[k][i]) * long / (series if stacked else 1)
            place = i * step + step * (1 - fill_share) / 2 + (0 if stacked else k * thin)
            fill = look.palette[(i if one_each else k) % 8]
            spot = (
                (x + at, y + place, length, thin * 0.97)
                if flat
                else (x + place, y + h - at - length, thin * 0.97, length)
            )
            pen.rect(*spot, fill, look.pen if shade else "none", f'rx="{round_}"')
            if valued and thin > pen.letter:
                pen.text(
                    spot[0] + spot[2] / 2 if not flat else spot[0] + spot[2] + 3,
                    spot[1] - 3 if not flat else spot[1] + thin / 2,
                    f"{length:.0f}",
                    "start" if flat else "middle",
                    pen.letter * 0.85,
                )
            at += length if stacked else 0


def _f_columns3d(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    groups, series = rng.randint(3, 8), rng.choice((1, 2, min(count, 3)))
    deep = min(w, h) * rng.uniform(0.03, 0.09)
    pen.path(
        f"M{x},{y + h}l{deep},{-deep}h{w - deep}v{-h + deep}h{-w + deep}l{-deep},{deep}Z",
        look.grid,
        look.pen,
        0.7,
        'fill-opacity="0.5"',
    )
    thin = w / groups * 0.7 / series
    for i in range(groups):
        for k in range(series):
            high = h * rng.uniform(0.08, 0.85)
            left = x + i * w / groups + k * thin + thin * 0.2
            fill = look.palette[k % 8]
            base = tuple(int(fill[j : j + 2], 16) for j in (1, 3, 5))
            top = y + h - high
            pen.rect(left, top, thin * 0.8, high, fill, look.pen if chance(rng, 0.4) else "none")
            pen.path(
                f"M{left},{top}l{deep / 2},{-deep / 2}h{thin * 0.8}l{-deep / 2},{deep / 2}Z",
                css(mix(base, (255, 255, 255), 0.35)),
            )
            pen.path(
                f"M{left + thin * 0.8},{top}l{deep / 2},{-deep / 2}v{high}l{-deep / 2},{deep / 2}Z",
                css(mix(base, (0, 0, 0), 0.35)),
            )


def _f_scatter(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    bubbles, hollow = chance(rng, 0.3), chance(rng, 0.25)
    r = rng.choice((1, 1.5, 2.5, 4, 6)) * min(w, h) / 350
    for k in range(count):
        cx, cy, lean, spread = (
            rng.uniform(0.2, 0.8),
            rng.uniform(0.2, 0.8),
            rng.gauss(0, 1),
            rng.uniform(0.05, 0.25),
        )
        fill = look.palette[k % 8]
        for _ in range(rng.choice((8, 25, 80, 200)) if not bubbles else rng.randint(4, 15)):
            d = rng.gauss(0, spread)
            px, py = cx + d, cy + d * lean + rng.gauss(0, spread / 2)
            if 0 < px < 1 and 0 < py < 1:
                pen.dot(
                    x + w * px,
                    y + h - h * py,
                    max(0.8, r * (rng.uniform(1, 9) if bubbles else 1)),
                    "none" if hollow else fill,
                    fill if hollow else "none",
                    'fill-opacity="0.7"',
                )
    if chance(rng, 0.25):
        pen.line([(x, y + h * rng.random()), (x + w, y + h * rng.random())], look.pen, 1.5)


def _f_histogram(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    bins = rng.randint(10, 50)
    for k in range(min(2, count)):
        middle, wide = rng.uniform(0.3, 0.7), rng.uniform(0.08, 0.25)
        for i in range(bins):
            v = math.exp(-(((i / bins - middle) / wide) ** 2) / 2) * rng.uniform(0.75, 0.95)
            pen.rect(
                x + w * i / bins,
                y + h - h * v,
                w / bins * 0.96,
                h * v,
                look.palette[k],
                more='fill-opacity="0.7"',
            )


def _f_candles(pen: Pen, box: Box, _count: int) -> None:
    rng = pen.rng
    x, y, w, h = box
    steps = rng.choice((20, 40, 80))
    up, down = rng.choice(
        (
            ("#26a69a", "#ef5350"),
            ("#3d9970", "#ff4136"),
            ("#ffffff", "#000000"),
            ("#00b060", "#d02020"),
        )
    )
    at = 0.5
    for i in range(steps):
        to = min(0.92, max(0.08, at + rng.gauss(0, 0.05)))
        low, high = min(at, to) - rng.random() * 0.05, max(at, to) + rng.random() * 0.05
        middle = x + w * (i + 0.5) / steps
        pen.line(
            [(middle, y + h - h * low), (middle, y + h - h * high)],
            pen.look.pen if up == "#ffffff" else up if to > at else down,
        )
        pen.rect(
            middle - w / steps * 0.35,
            y + h - h * max(at, to),
            w / steps * 0.7,
            max(1, h * abs(at - to)),
            up if to > at else down,
            "#555",
        )
        if chance(rng, 0.99) and y:
            pen.rect(
                middle - w / steps * 0.35,
                y + h - h * 0.08 * rng.random(),
                w / steps * 0.7,
                h * 0.02,
                pen.look.grid,
            )
        at = to


def _f_boxes(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    groups, violin = rng.randint(2, 9), chance(rng, 0.35)
    for i in range(groups):
        middle, q, wide = rng.uniform(0.3, 0.7), rng.uniform(0.05, 0.15), w / groups * 0.3
        cx, fill = x + w * (i + 0.5) / groups, look.palette[i % min(8, count + 1)]
        if violin:
            side = [
                (
                    wide * math.exp(-((t / 1.2) ** 2)) * (1 + 0.3 * math.sin(t * 3 + i)),
                    y + h - h * (middle + t * q),
                )
                for t in [s / 6 for s in range(-14, 15)]
            ]
            pen.path(
                "M"
                + "L".join(f"{cx - a:.1f},{b:.1f}" for a, b in side)
                + "L"
                + "L".join(f"{cx + a:.1f},{b:.1f}" for a, b in reversed(side))
                + "Z",
                fill,
                look.pen,
            )
            wide /= 5
        pen.line(
            [(cx, y + h - h * (middle - 2.2 * q)), (cx, y + h - h * (middle + 2 * q))], look.pen
        )
        pen.rect(cx - wide, y + h - h * (middle + q), 2 * wide, h * 1.8 * q, fill, look.pen)
        pen.line([(cx - wide, y + h - h * middle), (cx + wide, y + h - h * middle)], look.pen, 2)
        for _ in range(rng.randint(0, 3)):
            pen.dot(
                cx,
                y + h - h * min(0.98, middle + rng.choice((-2.3, 2.1)) * q * rng.uniform(1, 1.3)),
                2,
                "none",
                look.pen,
            )


def _f_waterfall(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    steps, at = rng.randint(5, 14), 0.3
    for i in range(steps):
        to = min(0.95, max(0.05, at + rng.gauss(0.03, 0.15)))
        pen.rect(
            x + w * (i + 0.12) / steps,
            y + h - h * max(at, to),
            w / steps * 0.76,
            max(2, h * abs(to - at)),
            look.palette[0 if to > at else 1],
        )
        at = to


def _f_errors(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    steps = rng.randint(5, 18)
    for k in range(min(count, 3)):
        points = _points(rng, box, steps)
        if chance(rng, 0.4):
            spread = box[3] * rng.uniform(0.04, 0.12)
            pen.path(
                "M"
                + "L".join(f"{a:.1f},{b - spread:.1f}" for a, b in points)
                + "L"
                + "L".join(f"{a:.1f},{b + spread:.1f}" for a, b in reversed(points))
                + "Z",
                look.palette[k],
                more='fill-opacity="0.25"',
            )
        for a, b in points:
            d = box[3] * rng.uniform(0.02, 0.09)
            pen.path(
                f"M{a:.1f},{b - d:.1f}V{b + d:.1f}M{a - 3:.1f},{b - d:.1f}h6M{a - 3:.1f},{b + d:.1f}h6",
                "none",
                look.palette[k],
            )
            pen.dot(a, b, 3, look.palette[k])
        pen.line(points, look.palette[k], look.thick)


def _arc(cx: float, cy: float, r: float, inner: float, a: float, b: float, flat: float = 1) -> str:
    def at(angle: float, radius: float) -> str:
        return f"{cx + radius * math.cos(angle):.1f},{cy + flat * radius * math.sin(angle):.1f}"

    big = int(b - a > math.pi)
    if inner <= 0:
        return f"M{cx:.1f},{cy:.1f}L{at(a, r)}A{r:.1f},{r * flat:.1f} 0 {big} 1 {at(b, r)}Z"
    return f"M{at(a, r)}A{r:.1f},{r * flat:.1f} 0 {big} 1 {at(b, r)}L{at(b, inner)}A{inner:.1f},{inner * flat:.1f} 0 {big} 0 {at(a, inner)}Z"


def _f_pie(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    solid = chance(rng, 0.3)
    flat = rng.uniform(0.4, 0.7) if solid else 1
    r = min(w / 2, h / 2 / flat) * rng.uniform(0.72, 0.97)
    cx, cy = x + w / 2, y + h / 2
    inner = r * rng.uniform(0.3, 0.75) if not solid and chance(rng, 0.4) else 0
    shares = [rng.uniform(0.2, 1) ** 2 for _ in range(max(2, count))]
    angle = rng.choice((-math.pi / 2, 0, 1.0))
    labels, edge = rng.choice((0, 1, 1, 2)), rng.choice(("none", "#fff", look.ground, look.pen))
    if solid:
        pen.parts.append(
            f'<ellipse cx="{cx}" cy="{cy + r * 0.14}" rx="{r}" ry="{r * flat}" fill="{css(mix((90, 90, 90), (200, 200, 200), rng.random()))}"/>'
        )
    for i, share in enumerate(shares):
        end = angle + 2 * math.pi * share / sum(shares)
        middle = (angle + end) / 2
        out = r * 0.1 if chance(rng, 0.06) else 0
        pen.path(
            _arc(
                cx + out * math.cos(middle),
                cy + out * math.sin(middle),
                r,
                inner,
                angle,
                end - 0.001,
                flat,
            ),
            look.palette[i % 8],
            edge,
            rng.choice((1, 2)),
        )
        far = r * (0.65 if labels == 1 else 1.12)
        if labels and end - angle > 0.25:
            pen.text(
                cx + far * math.cos(middle),
                cy + far * flat * math.sin(middle),
                f"{100 * share / sum(shares):.{rng.choice((0, 0, 1))}f}%"
                if labels == 1
                else title(rng, 1)[:9],
                fill="#fff" if labels == 1 and chance(rng, 0.6) else "",
            )
        angle = end


def _f_gauge(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    cx, cy = x + w / 2, y + h * 0.62
    r = min(w / 2, h * 0.55)
    value = rng.random()
    start, reach = rng.choice(((math.pi, math.pi), (math.pi * 0.8, math.pi * 1.4)))
    pen.path(_arc(cx, cy, r, r * 0.72, start, start + reach), look.grid)
    pen.path(_arc(cx, cy, r, r * 0.72, start, start + reach * value), look.palette[0])
    for i in range(11):
        a = start + reach * i / 10
        pen.line(
            [
                (cx + r * 1.0 * math.cos(a), cy + r * math.sin(a)),
                (cx + r * 0.9 * math.cos(a), cy + r * 0.9 * math.sin(a)),
            ],
            look.pen,
        )
    if chance(rng, 0.6):
        a = start + reach * value
        pen.line(
            [(cx, cy), (cx + r * 0.85 * math.cos(a), cy + r * 0.85 * math.sin(a))], look.pen, 3
        )
        pen.dot(cx, cy, r * 0.06, look.pen)
    pen.text(cx, cy + r * 0.35, number(rng), size=r * 0.28)


def _f_gantt(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    rows = rng.randint(5, 16)
    side = w * 0.22
    for i in range(12):
        pen.line(
            [(x + side + (w - side) * i / 11, y), (x + side + (w - side) * i / 11, y + h)],
            look.grid,
        )
    for i in range(rows):
        at = y + h * (i + 0.2) / rows
        pen.text(
            x + side - 5,
            at + h / rows * 0.45,
            title(rng, 2)[:15],
            "end",
            min(pen.letter, h / rows * 0.7),
        )
        start = min(0.85, i / rows * rng.uniform(0.6, 1.0))
        long = rng.uniform(0.05, 0.35) * (1 - start)
        pen.rect(
            x + side + (w - side) * start,
            at,
            (w - side) * long,
            h / rows * 0.6,
            look.palette[i % (count + 1) % 8],
            rng.choice(("none", look.pen)),
        )


def _f_heat(pen: Pen, box: Box, _count: int) -> None:
    rng = pen.rng
    x, y, w, h = box
    n, m = rng.randint(3, 16), rng.randint(4, 24)
    a, b = colour(rng, (0.3, 1), (0.1, 0.4)), colour(rng, (0.2, 1), (0.85, 0.98))
    c: Colour | None = colour(rng, (0.5, 1), (0.3, 0.5)) if chance(rng, 0.4) else None
    bar = w * 0.05 if chance(rng, 0.6) else 0
    inside = w - bar * 2.8

    def shade(v: float) -> str:
        v = min(1, max(0, v))
        return (
            css(mix(b, a, v))
            if c is None
            else css(mix(c, b, v * 2) if v < 0.5 else mix(b, a, v * 2 - 1))
        )

    gap, numbers = rng.choice((0, 0.5, 1, 2)), n * m < 150 and chance(rng, 0.35)
    wave = [values(rng, m) for _ in range(n)]
    for i in range(n):
        for j in range(m):
            pen.rect(
                x + inside * j / m,
                y + h * i / n,
                inside / m - gap + 0.2,
                h / n - gap + 0.2,
                shade(wave[i][j]),
            )
            if numbers:
                pen.text(
                    x + inside * (j + 0.5) / m,
                    y + h * (i + 0.6) / n,
                    f"{wave[i][j]:.1f}",
                    size=min(pen.letter, inside / m / 2.4),
                    fill="#333",
                )
    if bar:
        for k in range(20):
            pen.rect(x + w - bar * 2, y + h * k / 20, bar, h / 20 + 0.5, shade(1 - k / 20))
        for k in range(5):
            pen.text(
                x + w - bar * 0.9, y + h * k / 4 + 4, f"{1 - k / 4:.1f}", "start", pen.letter * 0.8
            )


def _f_treemap(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look

    def split(x: float, y: float, w: float, h: float, depth: int) -> None:
        if depth == 0 or min(w, h) < 25:
            pen.rect(x, y, w - 1, h - 1, rng.choice(look.palette))
            if w > 50:
                pen.text(x + 4, y + pen.letter * 1.2, title(rng, 1)[:9], "start", fill="#fff")
            return
        share = rng.uniform(0.25, 0.75)
        if w > h:
            split(x, y, w * share, h, depth - 1)
            split(x + w * share, y, w * (1 - share), h, depth - 1)
        else:
            split(x, y, w, h * share, depth - 1)
            split(x, y + h * share, w, h * (1 - share), depth - 1)

    split(*box, rng.randint(3, 5))


def _f_radar(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    cx, cy, r, arms = x + w / 2, y + h / 2, min(w, h) * 0.4, rng.randint(4, 9)

    def at(i: int, v: float) -> tuple[float, float]:
        a = 2 * math.pi * i / arms - math.pi / 2
        return cx + r * v * math.cos(a), cy + r * v * math.sin(a)

    for ring in range(1, 6):
        pen.line(
            [at(i, ring / 5) for i in range(arms + 1)],
            look.grid if look.grid != look.ground else look.pen,
        )
    for i in range(arms):
        pen.line([(cx, cy), at(i, 1)], look.grid if look.grid != look.ground else look.pen)
        pen.text(*at(i, 1.14), title(rng, 1)[:8])
    for k in range(min(count, 3)):
        row = [rng.uniform(0.25, 1) for _ in range(arms)]
        pen.line(
            [at(i, row[i % arms]) for i in range(arms + 1)],
            look.palette[k],
            look.thick,
            look.palette[k],
            'fill-opacity="0.3"',
        )


def _f_sparks(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    rows = rng.randint(1, 6)
    for i in range(rows):
        part = (x + w * 0.02, y + h * (i + 0.1) / rows, w * rng.uniform(0.7, 0.95), h / rows * 0.8)
        points = _points(rng, part, rng.choice((20, 60, 200)))
        if chance(rng, 0.3):
            for a, b in points[:: max(1, len(points) // 30)]:
                pen.rect(a, b, part[2] / 45, part[1] + part[3] - b, look.palette[0])
        else:
            pen.line(points, look.palette[i % 3], 1.2)
            pen.dot(*points[-1], 2.5, "#d33")


def _f_matrix(pen: Pen, box: Box, count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    n = rng.randint(2, 5)
    for i in range(n):
        for j in range(n):
            cell = (x + w * j / n + 2, y + h * i / n + 2, w / n - 4, h / n - 4)
            pen.rect(*cell, look.panel, look.pen, 'stroke-width="0.6"')
            if i == j and chance(rng, 0.7):
                _f_histogram(pen, cell, 1)
            else:
                for _ in range(40):
                    d = rng.gauss(0.5, 0.17)
                    px, py = (
                        min(1, max(0, d + rng.gauss(0, 0.1))),
                        min(1, max(0, d if (i + j) % 2 else 1 - d)),
                    )
                    pen.dot(
                        cell[0] + px * cell[2],
                        cell[1] + py * cell[3],
                        1.4,
                        look.palette[rng.randrange(min(3, count))],
                    )


def _f_funnel(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    steps, wide = rng.randint(3, 7), w * 0.9
    for i in range(steps):
        new, top = wide * rng.uniform(0.6, 0.95), y + h * i / steps
        pen.path(
            f"M{x + (w - wide) / 2},{top}h{wide}L{x + (w + new) / 2},{top + h / steps - 2}h{-new}Z",
            look.palette[i % 8],
        )
        pen.text(x + w / 2, top + h / steps * 0.6, f"{title(rng, 1)} {number(rng)}", fill="#fff")
        wide = new


def _f_bullets(pen: Pen, box: Box, _count: int) -> None:
    rng, look = pen.rng, pen.look
    x, y, w, h = box
    rows = rng.randint(4, 12)
    side = w * 0.3
    for i in range(rows):
        at, high = y + h * (i + 0.2) / rows, h / rows * rng.uniform(0.3, 0.6)
        pen.text(
            x + side - 6, at + high * 0.8, title(rng, 2)[:18], "end", min(pen.letter, h / rows)
        )
        length = (w - side) * (0.95 - 0.8 * i / rows) * rng.uniform(0.7, 1)
        pen.rect(x + side, at, length, high, look.palette[0])
        pen.text(
            x + side + length + 4,
            at + high * 0.8,
            f"{length:.0f}",
            "start",
            min(pen.letter, h / rows),
        )


_FRAMED: tuple[Callable[[Pen, Box, int], None], ...] = (
    _f_lines, _f_lines, _f_lines, _f_lines, _f_area, _f_bars, _f_bars, _f_bars, _f_columns3d, _f_scatter, _f_scatter, _f_histogram,
    _f_candles, _f_boxes, _f_waterfall, _f_errors,
)  # fmt: skip
_FREE: tuple[Callable[[Pen, Box, int], None], ...] = (
    _f_pie, _f_pie, _f_pie, _f_gauge, _f_gantt, _f_heat, _f_heat, _f_treemap, _f_radar, _f_sparks, _f_matrix, _f_funnel, _f_bullets,
)  # fmt: skip
