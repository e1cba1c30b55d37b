"""The nine shots of the film, in order."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samples.film.drawing import HEIGHT, WIDTH, Layer, Placement, Sheet, ease, ink
from samples.film.props import (
    CORAL,
    CREAM,
    INK,
    Hung,
    badge,
    caption,
    curtains,
    drift,
    garland,
    hills,
    lower_third,
    pair,
    ring,
    rise,
    stars,
)


@dataclass(frozen=True, slots=True)
class Shot:
    """One uninterrupted piece of film. ``light`` gives its brightness at each second since its start."""

    start_s: float
    end_s: float
    layers: tuple[Layer, ...]
    light: Callable[[float], float] = lambda _: 1.0

    def frame(self, at_s: float) -> NDArray[np.uint8]:
        """The picture at ``at_s`` of the film, (720, 1280, 3) RGB."""
        picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        for layer in self.layers:
            layer.draw(picture, at_s - self.start_s)
        lit = np.clip(picture * self.light(at_s - self.start_s), 0, 1)
        return np.asarray(np.rint(lit * 255), np.uint8)


def film(pictures: dict[str, NDArray[np.uint8]]) -> list[Shot]:
    """Lay out the whole film."""
    collins, ardern, obama = pictures["collins"], pictures["ardern"], pictures["obama"]
    near, wide, middle, far = (72, 0, 320, 400), (20, 0, 640, 800), (64, 10, 560, 700), (95, 30, 480, 600)
    return [
        Shot(0, 3, _title()),
        Shot(3, 7, _space((collins, near)), lambda s: 0.45 + 0.55 * ease(s / 1.2)),
        Shot(7, 11, _garden((ardern, wide))),
        Shot(11, 14, _side_by_side((collins, near), (ardern, middle))),
        Shot(14, 18, _sea(), lambda s: 1.08 - 0.4 * ease(s / 4)),
        Shot(18, 21, _sunburst((obama, far))),
        Shot(21, 24, _cat(pictures["chelsea"])),
        Shot(24, 27, _lamp((collins, near), (obama, far)), lambda s: 1.0 - 0.28 * float(np.sin(np.pi * s / 3)) ** 2),
        Shot(27, 30, _thanks()),
    ]


def _title() -> tuple[Layer, ...]:
    sky = Sheet().fill(ink("fde7c2"), ink("fbc9a5"))
    sun = Sheet()
    sun.ellipse((640, 560), (210, 210), ink("ffd166"))
    land = Sheet()
    hills(land, 560, 46, 0.4, ink("8fcfb8"))
    hills(land, 620, 34, 2.1, ink("4fa79b"))
    hills(land, 676, 24, 4.0, ink("2f7f80"))
    words = Sheet()
    words.text("작은 초상 극장", (640, 300), 104, INK, "centre", serif=True)
    words.text("The Little Portrait Theatre", (640, 366), 40, INK, "centre")
    words.text("오픈튜브 샘플 · an Open-Tube sample", (640, 694), 27, CREAM, "centre")
    return (
        sky.layer(),
        sun.layer(lambda s: Placement(y=90 * (1 - ease(s / 2.8)))),
        land.layer(drift(3, (12, -12))),
        words.layer(rise(0.7)),
        *curtains(lambda s: 1 - s / 1.8),
    )


def _space(hung: Hung) -> tuple[Layer, ...]:
    sky = Sheet().fill(ink("141b45"), ink("3d3a7c"))
    stars(sky, 120, 760, 3)
    planet = Sheet()
    planet.ellipse((250, 250), (120, 120), ink("f4a261"))
    planet.ellipse((216, 216), (26, 20), ink("e78a4c"))
    planet.ellipse((292, 290), (36, 26), ink("e78a4c"))
    planet.line(ring((250, 250), (196, 44), -18), ink("ffe0b0"), 7)
    window = Sheet()
    window.window(*hung, (660, 96, 464, 580), ink("f3c969"))
    name = lower_third("아일린 콜린스", "Eileen Collins · astronaut", CORAL)
    motions = drift(4, (0, 26)), drift(4, (0, 44)), drift(4, (0, -10), (1.0, 1.06))
    return sky.layer(motions[0]), planet.layer(motions[1]), window.layer(motions[2]), name, badge()


def _garden(hung: Hung) -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("cdeccf"), ink("8fd3b6"))
    leaves = Sheet()
    random = np.random.default_rng(11)
    for x, y in ((790, 240), (930, 470), (1080, 230), (1200, 520), (1290, 300), (60, 660), (20, 180), (760, 640)):
        for leaf in range(6):
            turn = leaf * 60 + random.uniform(-8, 8)
            reach = 52.0
            centre = (x + reach * np.cos(np.deg2rad(turn)), y + reach * np.sin(np.deg2rad(turn)))
            leaves.ellipse(centre, (46, 17), ink("5bb08d") if leaf % 2 else ink("6fc29c"), turn)
        leaves.ellipse((x, y), (17, 17), ink("ffd166"))
    window = Sheet()
    window.window(*hung, (170, 70, 448, 560), CREAM)
    name = lower_third("저신다 아던", "Jacinda Ardern · from New Zealand", ink("2f8f6b"), 676)
    motions = drift(4, (-20, 20)), drift(4, (-64, 48)), drift(4, (-34, 30), (1.03, 1.03))
    return wall.layer(motions[0]), leaves.layer(motions[1]), window.layer(motions[2]), name, badge(INK)


def _side_by_side(left: Hung, right: Hung) -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("ffd9d0"), ink("f7b7c5"))
    for x in range(-128, WIDTH + 128, 64):
        wall.polygon([(x, -72), (x + 20, -72), (x + 20, 792), (x, 792)], ink("fbc8cb"))
    flags = Sheet()
    garland(flags)
    first, second = pair(left, right, CREAM)
    motions = drift(3, (-26, 6)), drift(3, (26, -6))
    words = caption("둘이서 나란히", "Side by side", ink("7d2f4e"))
    return wall.layer(), first.layer(motions[0]), second.layer(motions[1]), flags.layer(drift(3, (-10, 10))), words


def _sea() -> tuple[Layer, ...]:
    sky = Sheet().fill(ink("4d3b8f"), ink("ff9a6b"))
    stars(sky, 60, 250, 8)
    sun = Sheet()
    sun.ellipse((860, 452), (92, 92), ink("ffe08a"))
    rocket = Sheet()
    rocket.polygon([(398, 420), (422, 420), (418, 900), (402, 900)], ink("ffd8b0"))
    rocket.polygon([(394, 418), (426, 418), (410, 486)], ink("ffb347"))
    rocket.polygon([(380, 420), (396, 380), (396, 420)], CORAL)
    rocket.polygon([(440, 420), (424, 380), (424, 420)], CORAL)
    rocket.polygon([(394, 330), (426, 330), (426, 420), (394, 420)], CREAM)
    rocket.ellipse((410, 330), (16, 40), CREAM)
    rocket.ellipse((410, 350), (9, 9), ink("6c8ae4"))
    land = Sheet()
    hills(land, 470, 40, 1.1, ink("6b4a8a"))
    land.polygon([(-128, 500), (WIDTH + 128, 500), (WIDTH + 128, 792), (-128, 792)], ink("3b4b8c"))
    glitter = Sheet()
    random = np.random.default_rng(5)
    for row in range(16):
        y = 512 + row * 14
        for _ in range(3):
            x, half = 860 + random.normal(0, 26 + row * 5), random.uniform(14, 40 + row * 3)
            glitter.ellipse((x, y), (half, 2.4), ink("ffcf8f"))
    words = caption("아무도 없는 바다", "Nobody at the sea", ink("ffe9cf"), (360, 640))
    return (
        sky.layer(drift(4, (-8, 8))),
        sun.layer(lambda s: Placement(y=64 * ease(s / 4))),
        rocket.layer(lambda s: Placement(x=10 * s, y=250 - 740 * ease(s / 3.6))),
        land.layer(drift(4, (-20, 20))),
        glitter.layer(lambda s: Placement(x=-20 + 40 * ease(s / 4) + 6 * float(np.sin(3 * s)))),
        words,
    )


def _sunburst(hung: Hung) -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("f9c74f"), ink("f6a94a"))
    rays = Sheet()
    for ray in range(0, 360, 30):
        a, b = np.deg2rad(ray), np.deg2rad(ray + 14)
        edge = [(640 + 1100 * np.cos(a), 380 + 1100 * np.sin(a)), (640 + 1100 * np.cos(b), 380 + 1100 * np.sin(b))]
        rays.polygon([(640, 380), *edge], ink("fbd77a"))
    window = Sheet()
    window.window(*hung, (430, 80, 420, 525), ink("fffaf0"))
    name = lower_third("버락 오바마", "Barack Obama · from the US Senate", ink("6c8ae4"))
    return (
        wall.layer(),
        rays.layer(lambda s: Placement(angle=5 * s, zoom=1.25, pivot=(640, 380))),
        window.layer(drift(3, (60, 110), (1.05, 1.0))),
        name,
        badge(INK),
    )


def _cat(picture: NDArray[np.uint8]) -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("bfe3f7"), ink("93c5ec"))
    paws = Sheet()
    for step in range(9):
        x, y = 20 + step * 160, 620 - (step % 2) * 60 - step * 14
        paws.ellipse((x, y), (22, 18), ink("74a9d8"))
        for toe in (-24, -8, 8, 24):
            paws.ellipse((x + toe, y - 26 + abs(toe) / 3), (7, 10), ink("74a9d8"))
    window = Sheet()
    window.window(picture, (0, 0, 451, 300), (352, 116, 576, 383), ink("ffffff"), round_top=False)
    window.polygon([(338, 506), (942, 506), (942, 590), (338, 590)], ink("ffffff"))
    window.text("고양이 첼시도 왔어요  ·  Chelsea the cat", (640, 560), 31, INK, "centre")

    def swing(s: float) -> Placement:
        return Placement(angle=4 * float(np.exp(-0.7 * s) * np.cos(4.2 * s)), pivot=(640, 60))

    return wall.layer(), paws.layer(drift(3, (-40, 40))), window.layer(swing), badge(INK)


def _lamp(left: Hung, right: Hung) -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("2d8c8c"), ink("1f5f73"))
    for x in (396, 884):
        wall.line([(x, -72), (x, 30)], ink("163f4d"), 4)
        wall.polygon([(x - 26, 30), (x + 26, 30), (x + 220, 792), (x - 220, 792)], ink("48a39b"))
        wall.polygon([(x - 18, 18), (x + 18, 18), (x + 46, 62), (x - 46, 62)], ink("f3c969"))
    first, second = pair(left, right, ink("f3c969"))
    words = caption("한 번 더, 둘이서", "Two at a time", CREAM)
    zoom = drift(3, (0, 0), (1.0, 1.05))
    return wall.layer(drift(3, (0, 0), (1.0, 1.03))), first.layer(zoom), second.layer(zoom), words


def _thanks() -> tuple[Layer, ...]:
    wall = Sheet().fill(ink("27304d"), ink("3b4472"))
    stars(wall, 50, 210, 21)
    words = Sheet()
    words.text("고맙습니다", (640, 300), 100, CREAM, "centre", serif=True)
    words.text("Thank you for watching", (640, 364), 38, CREAM, "centre")
    words.text("사진 · Pictures", (640, 470), 23, ink("f3c969"), "centre")
    words.text(
        "NASA · Office of the Vice President of the US · US Senate · S. van der Walt", (640, 508), 23, CREAM, "centre"
    )
    return wall.layer(drift(3, (-10, 10))), words.layer(rise(0.2)), *curtains(lambda s: (s - 1.6) / 1.9)
