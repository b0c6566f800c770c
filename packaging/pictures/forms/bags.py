"""Film bags: a pillow full of air, a pouch that stands, both with the creases that make film look like
film."""

from __future__ import annotations

from parts.canvas import Canvas, dark, group, light, line, mix, num, path, polygon
from parts.lathe import soft
from parts.surface import INK, ground_shadow

FLOOR_Y = 600.0
CX = 320.0


def pillow_outline(half: float, top: float, floor: float = FLOOR_Y, belly: float = 12) -> str:
    """Saw-toothed seals at both ends, sides that swell between them."""
    teeth = 22
    upper = [(CX - half + 2 * half * i / teeth, top + (6 if i % 2 else 0)) for i in range(teeth + 1)]
    lower = [(CX + half - 2 * half * i / teeth, floor - (6 if i % 2 else 0)) for i in range(teeth + 1)]
    mid = (top + floor) / 2
    right = (
        f"C{num(CX + half)} {num(top + 40)} {num(CX + half - 10)} {num(top + 46)} {num(CX + half - 6)} "
        f"{num(top + 66)}C{num(CX + half + belly)} {num(top + 130)} {num(CX + half + belly)} "
        f"{num(mid + 100)} {num(CX + half - 6)} {num(floor - 62)}C{num(CX + half - 10)} {num(floor - 44)} "
        f"{num(CX + half)} {num(floor - 40)} {num(lower[0][0])} {num(lower[0][1])}"
    )
    left = (
        f"C{num(CX - half)} {num(floor - 40)} {num(CX - half + 10)} {num(floor - 44)} "
        f"{num(CX - half + 6)} {num(floor - 62)}C{num(CX - half - belly)} {num(mid + 100)} "
        f"{num(CX - half - belly)} {num(top + 130)} {num(CX - half + 6)} {num(top + 66)}"
        f"C{num(CX - half + 10)} {num(top + 46)} {num(CX - half)} {num(top + 40)} {num(upper[0][0])} "
        f"{num(upper[0][1])}"
    )
    return polygon(upper, close=False) + right + "L" + polygon(lower, close=False)[1:] + left + "Z"


def pouch_outline(half: float, top: float, floor: float = FLOOR_Y) -> str:
    """Straight seal on top, sides slightly drawn in, a rounded foot."""
    return (
        f"M{num(CX - half + 6)} {num(top)}H{num(CX + half - 6)}Q{num(CX + half)} {num(top)} "
        f"{num(CX + half)} {num(top + 6)}"
        f"C{num(CX + half - 10)} {num(top + 140)} {num(CX + half - 4)} {num(floor - 160)} "
        f"{num(CX + half + 4)} {num(floor - 30)}"
        f"Q{num(CX + half + 4)} {num(floor - 6)} {num(CX + half - 26)} {num(floor - 4)}Q{num(CX)} "
        f"{num(floor + 14)} {num(CX - half + 26)} {num(floor - 4)}"
        f"Q{num(CX - half - 4)} {num(floor - 6)} {num(CX - half - 4)} {num(floor - 30)}"
        f"C{num(CX - half + 4)} {num(floor - 160)} {num(CX - half + 10)} {num(top + 140)} {num(CX - half)} "
        f"{num(top + 6)}Q{num(CX - half)} {num(top)} {num(CX - half + 6)} {num(top)}Z"
    )


def crumple(c: Canvas, outline: str, seed: int, strength: float = 0.55) -> str:
    """Soft dents of film: lit noise laid over the print."""
    body = (
        '<filter id="ID" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">'
        f'<feTurbulence type="fractalNoise" baseFrequency="0.011 0.006" numOctaves="3" seed="{seed}"/>'
        '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1.6 0 0 0 -0.2"/>'
        '<feDiffuseLighting surfaceScale="26" diffuseConstant="1.05" lighting-color="#FFF"><feDistantLight '
        'azimuth="225" elevation="52"/></feDiffuseLighting></filter>'
    )
    fill = f'<rect x="0" y="0" width="640" height="640" filter="url(#{c.define(body)})"/>'
    return group(
        fill, attributes=f'{c.clip(outline)} style="mix-blend-mode:soft-light" opacity="{strength:g}"'
    )


def pillow(c: Canvas, half: float, top: float, art: str, ground: str, seed: int) -> None:
    """A crisp bag; `art` is drawn on the sheet and cut to the bag."""
    shape = pillow_outline(half, top)
    c.add(ground_shadow(c, CX, FLOOR_Y + 2, half * 0.98, ground))
    tone = dark(ground, 0.75)
    bulge = "".join(
        [
            soft(c, _strip(CX + half * 0.46, CX + half * 1.2, top), tone, 0.5, half * 0.17),
            soft(c, _strip(CX + half * 0.84, CX + half * 1.2, top), tone, 0.45, half * 0.06),
            soft(c, _strip(CX - half * 1.2, CX - half * 0.86, top), tone, 0.5, half * 0.07),
            soft(
                c,
                (
                    f"M{num(CX - half * 0.66)} {num(top + 90)}Q{num(CX - half * 0.88)} 330 "
                    f"{num(CX - half * 0.64)} {num(FLOOR_Y - 90)}Q{num(CX - half * 0.5)} 330 "
                    f"{num(CX - half * 0.42)} {num(top + 90)}Z"
                ),
                "#FFFFFF",
                0.62,
                12,
            ),
            soft(
                c,
                (
                    f"M{num(CX + half * 0.72)} {num(top + 120)}Q{num(CX + half * 0.86)} 330 "
                    f"{num(CX + half * 0.74)} {num(FLOOR_Y - 120)}Q{num(CX + half * 0.78)} 330 "
                    f"{num(CX + half * 0.72)} {num(top + 120)}Z"
                ),
                "#FFFFFF",
                0.5,
                5,
            ),
        ]
    )
    c.add(
        group(
            group(path(shape, ground), art, attributes=c.clip(shape)),
            crumple(c, shape, seed),
            group(
                bulge,
                _creases(c, half, top, tone),
                _seal(c, half, top, tone),
                _seal(c, half, FLOOR_Y - 46, tone),
                attributes=c.clip(shape),
            ),
            attributes='style="isolation:isolate"',
        )
    )


def _strip(x0: float, x1: float, top: float) -> str:
    return f"M{num(x0)} {num(top - 20)}H{num(x1)}V660H{num(x0)}Z"


def _creases(c: Canvas, half: float, top: float, tone: str) -> str:
    """Folds running from the seals into the belly, each a dark line with a lit lip."""
    out = []
    for i in range(9):
        share = -0.86 + i * 0.215 + c.random.uniform(-0.05, 0.05)
        for y0, way in ((top + 47, 1), (FLOOR_Y - 47, -1)):
            reach = c.random.uniform(18, 52)
            x = CX + half * share
            x1 = CX + half * share * 0.86 + c.random.uniform(-8, 8)
            data = (
                f"M{num(x)} {num(y0)}Q{num(x)} {num(y0 + way * reach * 0.5)} {num(x1)} "
                f"{num(y0 + way * reach)}"
            )
            out.append(line(data, tone, 5, 0.22, c.blur(2.2)))
            out.append(line(data, "#FFFFFF", 3, 0.3, f'transform="translate(-5 0)" {c.blur(1.6)}'))
    return "".join(out)


def _seal(c: Canvas, half: float, y: float, tone: str) -> str:
    """The pressed end with its fine vertical ribs."""
    ribs = "".join(f"M{num(CX - half + 3 + i * 6.4)} {num(y)}v46" for i in range(int(half * 2 / 6.4)))
    edge = y + 47 if y < 300 else y - 1
    body = f"M{num(CX - half - 10)} {num(y)}h{num(half * 2 + 20)}v46h{num(-half * 2 - 20)}Z"
    return "".join(
        [
            path(
                body,
                c.linear(
                    [
                        (0, "#FFFFFF", 0.1),
                        (0.24, "#FFFFFF", 0.5),
                        (0.5, "#FFFFFF", 0.08),
                        (0.78, "#FFFFFF", 0.24),
                        (1, tone, 0.3),
                    ]
                ),
            ),
            line(ribs, tone, 1.6, 0.24),
            line(ribs, "#FFFFFF", 1.3, 0.34, 'transform="translate(-2 0)"'),
            line(f"M{num(CX - half - 6)} {num(edge)}h{num(half * 2 + 12)}", tone, 3, 0.3, c.blur(1)),
        ]
    )


def pouch(c: Canvas, half: float, top: float, art: str, ground: str, seed: int, zip_: bool = True) -> None:
    """A stand-up pouch; `art` is drawn on the sheet and cut to it."""
    shape = pouch_outline(half, top)
    c.add(ground_shadow(c, CX, FLOOR_Y + 4, half * 1.0, ground))
    tone = dark(ground, 0.72)
    seal = path(
        f"M{num(CX - half)} {num(top)}h{num(half * 2)}v30h{num(-half * 2)}Z",
        light(ground, 0.3),
        'opacity="0.5"',
    )
    seal += line(
        "".join(f"M{num(CX - half)} {num(top + 5 + i * 6)}h{num(half * 2)}" for i in range(5)),
        tone,
        1.2,
        0.22,
    )
    if zip_:
        seal += line(f"M{num(CX - half)} {num(top + 46)}h{num(half * 2)}", tone, 3, 0.3) + line(
            f"M{num(CX - half)} {num(top + 50)}h{num(half * 2)}", "#FFFFFF", 2.4, 0.55
        )
    notch = "".join(
        path(
            f"M{num(CX + s * half)} {num(top + 22)}l{-s * 9} 5l{s * 9} 5Z",
            mix(ground, INK, 0.5),
            'opacity="0.6"',
        )
        for s in (-1, 1)
    )
    c.add(
        group(
            group(path(shape, ground), art, attributes=c.clip(shape)),
            crumple(c, shape, seed, 0.5),
            group(_pouch_folds(c, half, top, tone), seal, notch, attributes=c.clip(shape)),
            attributes='style="isolation:isolate"',
        )
    )


def _pouch_folds(c: Canvas, half: float, top: float, tone: str) -> str:
    """Shade at the sides, two long reflections, the seam of the foot."""
    return "".join(
        [
            soft(c, _strip(CX + half * 0.56, CX + half * 1.2, top), tone, 0.42, half * 0.15),
            soft(c, _strip(CX + half * 0.88, CX + half * 1.2, top), tone, 0.4, half * 0.05),
            soft(c, _strip(CX - half * 1.2, CX - half * 0.9, top), tone, 0.42, half * 0.06),
            soft(
                c,
                (
                    f"M{num(CX - half * 0.82)} {num(top + 70)}L{num(CX - half * 0.5)} {num(top + 70)}"
                    f"L{num(CX - half * 0.6)} 560L{num(CX - half * 0.8)} 560Z"
                ),
                "#FFFFFF",
                0.5,
                11,
            ),
            soft(
                c,
                (
                    f"M{num(CX + half * 0.8)} {num(top + 80)}L{num(CX + half * 0.86)} {num(top + 80)}"
                    f"L{num(CX + half * 0.88)} 550L{num(CX + half * 0.82)} 550Z"
                ),
                "#FFFFFF",
                0.45,
                4,
            ),
            line(f"M{num(CX - half)} 540Q{num(CX)} 618 {num(CX + half)} 540", tone, 4, 0.3, c.blur(2)),
            line(f"M{num(CX - half)} 544Q{num(CX)} 622 {num(CX + half)} 544", "#FFFFFF", 2.6, 0.5, c.blur(1)),
        ]
    )
