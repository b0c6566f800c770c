"""Folded board: a box seen over its front edge, milk with a gable, a brick with a straw or a cap."""

from __future__ import annotations

from dataclasses import dataclass

from parts.canvas import Canvas, dark, ellipse, group, light, line, mix, num, path, polygon, rect
from parts.lathe import soft
from parts.surface import INK, STEEL, ground_shadow

FLOOR_Y = 600.0
SHADE = "#54606E"  # what white board becomes in its own shadow


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels: front from `left` to `edge`, side from `edge` to `right`; `rise` is how much the far
    corners stand higher."""

    left: float
    edge: float
    right: float
    top: float
    rise_front: float = 12
    rise_side: float = 20
    floor: float = FLOOR_Y

    def at(self, side: bool, u: float, y: float) -> tuple[float, float]:
        """The sheet's point for share u (0..1 away from the front edge) at height y of the front edge."""
        if side:
            return self.edge + (self.right - self.edge) * u, y - self.rise_side * u
        return self.edge - (self.edge - self.left) * u, y - self.rise_front * u


def faces(c: Canvas, b: Box, front: str, side: str, ground: str) -> str:
    """Both faces with light; `front` is drawn in 0..width by 0..height, `side` likewise in its own
    unforeshortened space."""
    wide = b.edge - b.left
    f = polygon(
        [b.at(False, 1, b.top), b.at(False, 0, b.top), b.at(False, 0, b.floor), b.at(False, 1, b.floor)]
    )
    s = polygon([b.at(True, 0, b.top), b.at(True, 1, b.top), b.at(True, 1, b.floor), b.at(True, 0, b.floor)])
    lean_f = b.rise_front / wide
    lean_s = -b.rise_side / (b.right - b.edge)
    glow = c.linear(
        [(0, "#FFFFFF", 0.3), (0.3, "#FFFFFF", 0.1), (0.7, "#FFFFFF", 0), (1, INK, 0.1)], (0, 0, 1, 0.3)
    )
    shadow = c.linear([(0, INK, 0.26), (0.6, INK, 0.4), (1, INK, 0.3)])
    move_f = f"matrix(1 {lean_f:.4f} 0 1 {num(b.left)} {num(b.top - b.rise_front)})"
    move_s = f"matrix(1 {lean_s:.4f} 0 1 {num(b.edge)} {num(b.top)})"
    foot = path(
        polygon(
            [
                b.at(False, 1, b.floor - 26),
                b.at(False, 0, b.floor - 26),
                b.at(False, 0, b.floor),
                b.at(False, 1, b.floor),
            ]
        ),
        c.down((0, INK, 0), (1, INK, 0.2)),
    )
    return "".join(
        [
            group(path(s, ground), group(side, move=move_s), path(s, shadow), attributes=c.clip(s)),
            group(path(f, ground), group(front, move=move_f), path(f, glow), foot, attributes=c.clip(f)),
            line(f"M{num(b.edge)} {num(b.top)}V{num(b.floor)}", "#FFFFFF", 2.2, 0.55),
            line(
                f"M{num(b.left + 1)} {num(b.top - b.rise_front)}V{num(b.floor - b.rise_front)}",
                "#FFFFFF",
                1.6,
                0.5,
            ),
        ]
    )


def shadow_of(c: Canvas, b: Box, colour: str) -> str:
    return ground_shadow(c, (b.left + b.right) / 2, b.floor + 2, (b.right - b.left) / 2, colour)


def gable(c: Canvas, b: Box, front: str, side: str, ground: str, roof: str, fin: str) -> None:
    """A milk carton: the roof leans back to a ridge, the fin stands on it. The roof is painted `roof`,
    the fin `fin`."""
    c.add(shadow_of(c, b, ground), faces(c, b, front, side, ground))
    fl, fe, sr = b.at(False, 1, b.top), b.at(False, 0, b.top), b.at(True, 1, b.top)
    depth = (b.right - b.edge) * 0.5
    ridge_l = (fl[0] + depth * 0.86, fl[1] - 92)
    ridge_r = (fe[0] + depth * 0.98, fe[1] - 98)
    up = 42
    slope = path(
        polygon([fl, fe, ridge_r, ridge_l]),
        c.linear([(0, light(roof, 0.25)), (0.5, roof), (1, mix(roof, SHADE, 0.1))], (0, 0, 1, 0.2)),
    )
    inner = (fe[0] + (sr[0] - fe[0]) * 0.5, fe[1] - 34)
    gable_ = (
        path(polygon([fe, sr, ridge_r]), mix(roof, SHADE, 0.4))
        + path(polygon([fe, inner, ridge_r]), mix(roof, SHADE, 0.28))
        + path(polygon([sr, inner, ridge_r]), mix(roof, SHADE, 0.5))
    )
    fin_f = [ridge_l, ridge_r, (ridge_r[0], ridge_r[1] - up), (ridge_l[0], ridge_l[1] - up)]
    fin_ = path(polygon(fin_f), c.linear([(0, light(fin, 0.35)), (0.5, fin), (1, dark(fin, 0.15))]))
    thick = path(
        polygon(
            [
                ridge_r,
                (ridge_r[0] + 7, ridge_r[1] - 2),
                (ridge_r[0] + 7, ridge_r[1] - up - 2),
                (ridge_r[0], ridge_r[1] - up),
            ]
        ),
        dark(fin, 0.45),
    )
    seam = line(f"M{num(ridge_l[0])} {num(ridge_l[1])}L{num(ridge_r[0])} {num(ridge_r[1])}", INK, 2, 0.35)
    fold = line(
        f"M{num(fl[0])} {num(fl[1])}L{num(fe[0])} {num(fe[1])}L{num(sr[0])} {num(sr[1])}", "#FFFFFF", 2, 0.6
    )
    press = line(
        f"M{num(ridge_l[0] + 4)} {num(ridge_l[1] - 14)}L{num(ridge_r[0] - 4)} {num(ridge_r[1] - 14)}",
        INK,
        1.4,
        0.22,
    )
    c.add(
        gable_,
        slope,
        fin_,
        thick,
        seam,
        press,
        fold,
        _cap(c, (fl[0] + fe[0]) / 2 + 30, (fl[1] + fe[1]) / 2 - 44, fin),
    )


def _cap(c: Canvas, x: float, y: float, colour: str) -> str:
    """A small screw cap lying on a roof."""
    side = c.linear(
        [(0, dark(colour, 0.35)), (0.3, light(colour, 0.5)), (0.6, colour), (1, dark(colour, 0.4))]
    )
    return "".join(
        [
            ellipse(x + 4, y + 16, 36, 20, INK, f'opacity="0.3" {c.blur(4)}'),
            path(
                (
                    f"M{num(x - 31)} {num(y - 2)}V{num(y + 13)}A31 16 0 0 0 {num(x + 31)} {num(y + 13)}"
                    f"V{num(y - 2)}Z"
                ),
                side,
            ),
            ellipse(x, y - 2, 31, 16, c.linear([(0, light(colour, 0.6)), (1, colour)], (0, 0, 1, 1))),
            ellipse(x, y - 2, 23, 11, "none", 'stroke="#FFF" stroke-width="1.4" opacity="0.5"'),
        ]
    )


def brick(c: Canvas, b: Box, front: str, side: str, ground: str, straw: str = "", cap: str = "") -> None:
    """An aseptic brick; either a bent straw stands in it or a cap sits on it."""
    c.add(shadow_of(c, b, ground), faces(c, b, front, side, ground))
    fl, fe, sr = b.at(False, 1, b.top), b.at(False, 0, b.top), b.at(True, 1, b.top)
    back = (fl[0] + sr[0] - fe[0], fl[1] + sr[1] - fe[1])
    lid = c.linear(
        [(0, light(ground, 0.5)), (0.6, light(ground, 0.2)), (1, dark(ground, 0.06))], (0, 0, 1, 0.6)
    )
    c.add(path(polygon([fl, fe, sr, back]), lid))
    mid_l, mid_r = ((fl[0] + back[0]) / 2, (fl[1] + back[1]) / 2), ((fe[0] + sr[0]) / 2, (fe[1] + sr[1]) / 2)
    c.add(
        line(f"M{num(mid_l[0])} {num(mid_l[1])}L{num(mid_r[0])} {num(mid_r[1])}", dark(ground, 0.4), 2.4, 0.5)
    )
    c.add(line(polygon([fl, fe, sr], close=False), "#FFFFFF", 2.4, 0.7))
    x, y = (fl[0] + sr[0]) / 2 - 6, (fl[1] + sr[1]) / 2 + 4
    if straw:
        paint = c.linear(
            [(0, dark(straw, 0.3)), (0.3, light(straw, 0.65)), (0.6, straw), (1, dark(straw, 0.3))]
        )
        c.add(ellipse(x, y, 15, 6, "#B9BFC6"), ellipse(x, y, 10, 4, "#4A4F55"))
        joint = "".join(line(f"M-9 {-52 - i * 7}H9", dark(straw, 0.35), 2, 0.5) for i in range(5))
        c.add(
            group(
                rect(-8, -86, 16, 88, paint),
                joint,
                group(rect(-8, -66, 16, 68, paint, 2), move="translate(0 -84) rotate(44)"),
                move=f"translate({num(x)} {num(y)})",
            )
        )
    if cap:
        c.add(_cap(c, x, y - 12, cap))


def pack(c: Canvas, b: Box, front: str, side: str, ground: str) -> None:
    """A closed carton, its top seen from above."""
    c.add(shadow_of(c, b, ground), faces(c, b, front, side, ground))
    fl, fe, sr = b.at(False, 1, b.top), b.at(False, 0, b.top), b.at(True, 1, b.top)
    back = (fl[0] + sr[0] - fe[0], fl[1] + sr[1] - fe[1])
    c.add(
        path(
            polygon([fl, fe, sr, back]),
            c.linear([(0, light(ground, 0.55)), (1, light(ground, 0.2))], (0, 0, 1, 1)),
        )
    )
    c.add(line(polygon([fl, fe, sr], close=False), "#FFFFFF", 2.2, 0.7))


def foil_bar(c: Canvas, x: float, y: float, width: float, tall: float) -> str:
    """A crumpled strip of bare foil for opened wrappers."""
    teeth = [(x + width * i / 16, y - (7 if i % 2 else 0)) for i in range(17)]
    body = [*teeth, (x + width, y + tall), (x, y + tall)]
    folds = "".join(
        (
            f"M{num(x + width * (0.05 + i * 0.09))} {num(y)}L{num(x + width * (0.03 + i * 0.094))} "
            f"{num(y + tall)}"
        )
        for i in range(11)
    )
    return (
        path(polygon(body), c.linear(STEEL))
        + line(folds, "#FFFFFF", 4, 0.5, c.blur(1.5))
        + soft(
            c,
            polygon([(x, y + tall - 14), (x + width, y + tall - 14), (x + width, y + tall), (x, y + tall)]),
            INK,
            0.3,
            5,
        )
    )
