"""Drawn scenes that stand in for CIFAR-10 where it cannot be had.

Ten classes of 32x32 colour pictures: machines and animals before skies,
roads, meadows, water and walls. Backgrounds are shared between classes, and
colours, poses, light and clutter differ from one to the next. They are not
photographs, and results on them are not results on CIFAR-10; the captions
say so.
"""
import numpy as np

from utils.shapes import (
    Dice,
    Plane,
    ellipse,
    plane,
    polygon,
    slab,
    stroke,
    wave,
)

SIZE = 32

# Ranges of colours (red, green, blue), darkest and lightest.
BLUE_SKY = (0.40, 0.60, 0.85), (0.72, 0.87, 1.00)
GREY_SKY = (0.55, 0.58, 0.62), (0.88, 0.89, 0.91)
DUSK = (0.65, 0.38, 0.36), (0.97, 0.78, 0.56)
GRASS = (0.12, 0.32, 0.08), (0.48, 0.64, 0.26)
DRY = (0.50, 0.42, 0.22), (0.78, 0.70, 0.44)
ROAD = (0.24, 0.24, 0.26), (0.56, 0.55, 0.55)
SAND = (0.66, 0.58, 0.42), (0.92, 0.85, 0.70)
SEA = (0.06, 0.20, 0.34), (0.32, 0.54, 0.68)
LEAVES = (0.06, 0.20, 0.06), (0.34, 0.48, 0.18)
WOOD = (0.34, 0.20, 0.10), (0.66, 0.47, 0.30)
WALL = (0.50, 0.42, 0.40), (0.93, 0.88, 0.82)
SNOW = (0.80, 0.84, 0.90), (0.97, 0.98, 1.00)

BROWN = (0.28, 0.16, 0.07), (0.58, 0.38, 0.22)
BLACK = (0.03, 0.03, 0.04), (0.20, 0.18, 0.17)
WHITE = (0.80, 0.79, 0.76), (1.00, 1.00, 1.00)
GREY = (0.36, 0.36, 0.37), (0.68, 0.67, 0.66)
GINGER = (0.66, 0.36, 0.12), (0.92, 0.64, 0.34)
GREEN = (0.16, 0.36, 0.06), (0.50, 0.70, 0.24)
RED = (0.55, 0.03, 0.05), (0.90, 0.18, 0.14)
BLUE = (0.05, 0.12, 0.42), (0.22, 0.40, 0.78)
YELLOW = (0.80, 0.62, 0.05), (0.98, 0.86, 0.25)
PAINTS = RED, BLUE, YELLOW, WHITE, BLACK, GREY, GREEN
FURS = BROWN, BLACK, WHITE, GREY, GINGER
DARK = np.float32(0.06)

# Class by class: what is above the horizon, what below, how much it turns.
SETTINGS = {
    "airplane": ((BLUE_SKY, BLUE_SKY, GREY_SKY, DUSK),
                 (BLUE_SKY, GREY_SKY, ROAD, GRASS), 0.22),
    "automobile": ((BLUE_SKY, GREY_SKY, LEAVES, WALL),
                   (ROAD, ROAD, SAND, GRASS), 0.05),
    "bird": ((BLUE_SKY, GREY_SKY, LEAVES, GRASS),
             (BLUE_SKY, GRASS, SAND, SEA), 0.16),
    "cat": ((WALL, WOOD, GREY_SKY, GRASS), (WOOD, WALL, GRASS, ROAD), 0.10),
    "deer": ((LEAVES, GRASS, DRY, GREY_SKY), (GRASS, DRY, SNOW, LEAVES), 0.06),
    "dog": ((WALL, GRASS, BLUE_SKY, WOOD), (GRASS, WOOD, SAND, SNOW), 0.10),
    "frog": ((LEAVES, GRASS, WALL, SEA), (LEAVES, SEA, WOOD, SAND), 0.12),
    "horse": ((BLUE_SKY, LEAVES, DUSK, GREY_SKY),
              (GRASS, DRY, SAND, GRASS), 0.06),
    "ship": ((BLUE_SKY, GREY_SKY, DUSK, BLUE_SKY), (SEA, SEA, SEA, GREY_SKY),
             0.06),
    "truck": ((BLUE_SKY, GREY_SKY, DUSK, WALL), (ROAD, SAND, ROAD, DRY), 0.05),
}


def draw_scenes(per_class, seed=0):
    """Pictures of each of CIFAR-10's ten classes, in their order.

    Parameters
    ----------
    per_class : int
    seed : int
        The same seed gives the same pictures, on every machine.

    Returns
    -------
    images : uint8 ndarray, shape (10 * per_class, 3, 32, 32)
    labels : uint8 ndarray, shape (10 * per_class,)

    Examples
    --------
    >>> images, labels = draw_scenes(2)
    >>> images.shape, labels[:6].tolist()
    ((20, 3, 32, 32), [0, 0, 1, 1, 2, 2])
    """
    images = [_photograph(artist, setting, Dice(per_class, 10 * seed + label))
              for label, (artist, setting) in enumerate(
                  zip(ARTISTS, SETTINGS.values()))]
    labels = np.repeat(np.arange(10, dtype=np.uint8), per_class)
    return np.concatenate(images), labels


def _photograph(artist, setting, dice):
    """One class: backdrop, the layers of the artist, light, grain; bytes."""
    above, below, turn = setting
    picture = _backdrop(dice, above, below)
    p = plane(dice, SIZE, shift=0.16, zoom=(0.72, 1.12), turn=turn,
              shear=0.08, mirror=True)
    for mask, color in artist(p, dice):
        paint(picture, mask, color)
    picture *= 0.85 + 0.3 * dice.clouds(SIZE, 7)[:, None]
    picture *= dice.color(((0.72,) * 3, (1.1,) * 3))
    picture += 0.07 * dice.noise((3, SIZE, SIZE))
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def paint(picture, mask, color):
    """Lay a colour over the picture, in place, where the mask covers it.

    Parameters
    ----------
    picture : float32 ndarray, shape (n, 3, size, size)
    mask : ndarray, shape (n, size, size)
    color : float or ndarray, shape (n, 3, 1, 1)

    Examples
    --------
    >>> picture = np.zeros((1, 3, 2, 2), np.float32)
    >>> paint(picture, np.eye(2)[None], 0.5)
    >>> picture[0, 0].tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """
    picture += (color - picture) * mask[:, None].astype(np.float32)


def _backdrop(dice, above, below):
    """Two grounds that meet at a horizon, with texture and some clutter."""
    p = plane(dice, SIZE, shift=0.3, zoom=(1, 1), turn=0.03, shear=0)
    picture = np.empty((dice.n, 3, SIZE, SIZE), np.float32)
    picture[:] = dice.color(*above)
    fade = np.clip(0.5 - 0.5 * p.y, 0, 1) * dice(0, 0.6)
    paint(picture, fade, dice.color(*above))
    for _ in range(2):
        tree = ellipse(p, dice(-1, 1), dice(-0.5, 0.3), dice(0.1, 0.5),
                       dice(0.1, 0.6)) * dice.chance(0.35)
        paint(picture, 0.8 * tree, dice.color(LEAVES, WALL, WHITE, WOOD))
    paint(picture, p.cover(p.y - dice(0.05, 0.6)), dice.color(*below))
    picture *= 1 + dice(0.1, 0.5)[:, None] * (
        dice.clouds(SIZE, 9)[:, None] - 0.5)
    return picture


def _airplane(p, dice):
    """A fuselage, swept wings, a fin; seen from the side or from below."""
    skin, trim = dice.color(WHITE, WHITE, GREY, BLUE), dice.color(*PAINTS)
    thick = dice(0.09, 0.16)
    hull = ellipse(p, 0, 0, 0.92, thick)
    fin = polygon(p, (-0.86, -dice(0.38, 0.55)), (-0.7, -0.38), (-0.5, 0),
                  (-0.8, 0))
    reach, sweep = dice(0.35, 0.8), dice(0.1, 0.5)
    near = polygon(p, (-0.05, 0), (0.28, 0), (-sweep, reach),
                   (-sweep - 0.18, reach))
    far = polygon(p, (-sweep - 0.12, -reach), (-sweep, -reach), (0.24, 0),
                  (-0.02, 0)) * dice.chance(0.55)
    engine = ellipse(p, 0.1, thick + 0.1, 0.14, 0.07) * dice.chance(0.6)
    windows = (wave(p.x * 7) > 0.5) * p.cover(0.03 - abs(p.y + 0.03)) * (
        abs(p.x) < 0.6)
    nose = ellipse(p, 0.8, -0.02, 0.08, 0.05)
    tail = polygon(p, (-0.85, 0), (-0.62, 0), (-0.85, 0.2), (-0.95, 0.2))
    return [(far, skin * 0.75), (hull, skin), (fin, trim), (tail, skin * 0.7),
            (near, skin * 0.85), (engine, skin * 0.5),
            (0.8 * windows, DARK), (nose, DARK)]


def _wheel(p, x, y, radius):
    """A tyre and its hub: two layers."""
    return [(ellipse(p, x, y, radius, radius), DARK),
            (ellipse(p, x, y, radius * 0.45, radius * 0.45), np.float32(0.6))]


def _automobile(p, dice):
    """A low body, a cabin with windows, two wheels, lamps."""
    body, floor, roof = dice.color(*PAINTS), dice(0.3, 0.42), dice(-0.5, -0.25)
    hood, back = dice(-0.12, 0.06), dice(-0.2, 0.05)
    lower = slab(p, [-0.92, -0.82, 0.8, 0.94],
                 [back + 0.12, back, hood, hood + 0.14], [floor] * 4)
    a, b = dice(-0.75, -0.5), dice(0.3, 0.55)
    cabin = slab(p, [a, a + 0.22, b - 0.3, b], [back, roof, roof, hood],
                 [hood + 0.1] * 4)
    glass = slab(p, [a + 0.1, a + 0.26, b - 0.32, b - 0.1],
                 [back, roof + 0.08, roof + 0.08, hood],
                 [np.minimum(hood, back)] * 4)
    post = p.cover(0.04 - abs(p.x - (a + b) / 2))
    radius = dice(0.17, 0.23)
    lamp = ellipse(p, 0.86, hood + 0.2, 0.07, 0.05)
    shadow = ellipse(p, 0, floor + 0.16, 0.9, 0.1)
    return [(0.6 * shadow, DARK), (lower, body), (cabin, body),
            (glass, dice.color(BLACK, GREY, BLUE_SKY)),
            (glass * post, body), (lamp, dice.color(YELLOW, WHITE)),
            *_wheel(p, -0.52, floor, radius), *_wheel(p, 0.52, floor, radius)]


def _truck(p, dice):
    """A tall load behind a cab, big wheels under it."""
    cab, load = dice.color(*PAINTS), dice.color(*PAINTS, WHITE, WHITE)
    floor, top = dice(0.38, 0.5), dice(-0.75, -0.4)
    split, roof = dice(0.2, 0.42), dice(-0.4, -0.1)
    low = dice.chance(0.3) * dice(0.3, 0.6)
    box = slab(p, [-0.96, split], [top + low] * 2, [floor - 0.1] * 2)
    bed = slab(p, [-0.96, split], [top + low] * 2, [top + low + 0.08] * 2)
    front = slab(p, [split + 0.03, 0.72, 0.95],
                 [roof, roof, roof + dice(0.05, 0.5)], [floor] * 3)
    glass = polygon(p, (0.58, roof + 0.06), (0.72, roof + 0.06),
                    (0.86, roof + 0.3), (0.58, roof + 0.3))
    chassis = slab(p, [-0.95, 0.95], [floor - 0.12] * 2, [floor] * 2)
    ribs = box * (wave(p.x * dice(2, 6)) > 0.8) * dice.chance(0.5)
    radius = dice(0.17, 0.24)
    extra = [(mask * dice.chance(0.5), color)
             for mask, color in _wheel(p, -0.3, floor, radius)]
    return [(box, load), (0.4 * ribs, DARK),
            (bed, load * 0.8), (chassis, DARK), (front, cab),
            (glass, dice.color(BLACK, BLUE_SKY)), *extra,
            *_wheel(p, -0.68, floor, radius), *_wheel(p, 0.62, floor, radius)]


def _ship(p, dice):
    """A hull with raised ends; decks, funnel, masts or sails above it."""
    hull, deck = dice.color(*PAINTS), dice.color(WHITE, WHITE, GREY, WOOD)
    line, deep = dice(0.05, 0.2), dice(0.2, 0.34)
    body = slab(p, [-0.92, -0.7, 0.5, 0.96],
                [line - 0.05, line, line, line - dice(0.08, 0.25)],
                [line + 0.02, line + deep, line + deep, line])
    stripe = body * p.cover(p.y - line - deep + 0.08)
    left, high = dice(-0.65, -0.3), dice(0.2, 0.4)
    house = slab(p, [left, left + dice(0.3, 0.8)], [line - high] * 2,
                 [line] * 2)
    ports = house * (wave(p.x * 7) > 0.5) * (wave(p.y * 5) > 0.5)
    x = left + dice(0.1, 0.35)
    funnel = slab(p, [x, x + 0.14], [line - high - dice(0.1, 0.3)] * 2,
                  [line - high] * 2) * dice.chance(0.7)
    x = dice(-0.2, 0.5)
    mast = stroke(p, (x, line), (x, line - dice(0.5, 0.9)), 0.05)
    sails = dice.chance(0.35)
    sail = polygon(p, (x + 0.03, line - 0.85), (x + 0.5, line - 0.08),
                   (x + 0.03, line - 0.08)) * sails
    jib = polygon(p, (x - 0.04, line - 0.8), (x - 0.04, line - 0.1),
                  (x - 0.4, line - 0.1)) * sails
    return [(mast, DARK), (house * ~sails, deck), (0.7 * ports * ~sails, DARK),
            (funnel * ~sails, dice.color(*PAINTS)), (sail, deck),
            (jib, deck * 0.9), (body, hull), (stripe, hull * 0.5),
            (0.6 * ellipse(p, 0, line + deep, 1, 0.06), dice.color(WHITE))]


def _bird(p, dice):
    """A body, a head with a beak, a wing folded or raised, a tail."""
    coat = dice.color(*FURS, BLUE, RED, YELLOW)
    wing_coat = np.where(dice.chance(0.5)[:, None], coat * 0.6,
                         dice.color(*FURS))
    fat, hx, hy = dice(0.2, 0.34), dice(0.4, 0.55), dice(-0.45, -0.15)
    body = ellipse(p, 0, 0.05, 0.46, fat)
    neck = stroke(p, (0.25, 0), (hx, hy), dice(0.14, 0.3))
    head = ellipse(p, hx, hy, 0.19, 0.17)
    long_ = dice(0.16, 0.36)
    beak = polygon(p, (hx + 0.14, hy - 0.06), (hx + 0.14 + long_, hy + 0.02),
                   (hx + 0.14, hy + 0.07))
    tail = polygon(p, (-0.95, dice(-0.2, 0.15)), (-0.3, -0.08), (-0.3, 0.16),
                   (-0.9, 0.25))
    folded = ellipse(p, -0.1, 0.03, 0.36, fat * 0.6)
    up = polygon(p, (-dice(0.2, 0.6), -dice(0.5, 0.95)), (0.22, 0),
                 (-0.25, 0.05))
    wing = np.where(dice.chance(0.35), up, folded)
    legs = np.maximum(stroke(p, (0.0, fat), (0.05, 0.72), 0.06),
                      stroke(p, (0.14, fat), (0.2, 0.72), 0.06))
    branch = stroke(p, (-1.2, 0.78), (1.2, dice(0.6, 0.9)), 0.1)
    sits, leg = dice.chance(0.45), dice.color(GINGER, BLACK)
    return [(branch * sits, dice.color(WOOD)), (legs * dice.chance(0.6), leg),
            (tail, wing_coat), (body, coat), (neck, coat), (head, coat),
            (wing, wing_coat), (beak, dice.color(YELLOW, GINGER, BLACK)),
            (ellipse(p, hx + 0.06, hy - 0.04, 0.045, 0.045), DARK)]


def _legs(p, dice, xs, top, foot, width):
    """Legs from the belly to the ground, each a little astride."""
    return [stroke(p, (x, top), (x + dice(-0.14, 0.14), foot), width)
            for x in xs]


def _horse(p, dice):
    """A heavy body, a thick neck with a mane, a long head, a long tail."""
    coat = dice.color(BROWN, BROWN, BLACK, WHITE, GINGER, GREY)
    hair = np.where(dice.chance(0.6)[:, None], coat * 0.4, coat)
    fat, foot = dice(0.2, 0.27), dice(0.72, 0.85)
    far = _legs(p, dice, (-0.3, 0.36), 0.15, foot, 0.12)
    near = _legs(p, dice, (-0.42, 0.26), 0.15, foot, 0.13)
    hx, hy = dice(0.55, 0.72), dice(-0.62, -0.35)
    neck = stroke(p, (0.34, 0.0), (hx, hy), dice(0.24, 0.32))
    mane = stroke(p, (0.2, -0.16), (hx - 0.1, hy - 0.08), 0.12)
    drop = dice(0.15, 0.35)
    head = stroke(p, (hx, hy), (hx + 0.26, hy + drop), 0.2)
    ear = stroke(p, (hx - 0.02, hy), (hx, hy - 0.18), 0.08)
    tail = stroke(p, (-0.5, -0.02), (dice(-0.8, -0.55), dice(0.3, 0.55)), 0.15)
    body = ellipse(p, -0.05, 0.05, 0.52, fat)
    return [*((leg, coat * 0.6) for leg in far), (tail, hair),
            *((leg, coat * 0.85) for leg in near), (body, coat),
            (neck, coat), (mane, hair), (head, coat), (ear, coat * 0.8),
            (ellipse(p, hx + 0.04, hy + 0.02, 0.04, 0.04), DARK),
            (ellipse(p, 0, 0.2, 0.4, 0.1) * 0.4, coat * 0.5)]


def _deer(p, dice):
    """A slim body on thin legs, a small head, antlers or big ears."""
    coat = dice.color(BROWN, BROWN, GINGER, DRY)
    foot, slim = dice(0.75, 0.88), dice(0.15, 0.2)
    legs = _legs(p, dice, (-0.34, -0.22, 0.2, 0.3), 0.15, foot, 0.075)
    hx, hy = dice(0.38, 0.55), dice(-0.55, -0.38)
    neck = stroke(p, (0.28, 0.05), (hx, hy), dice(0.13, 0.18))
    head = stroke(p, (hx, hy), (hx + 0.18, hy + 0.1), 0.15)
    ears = stroke(p, (hx, hy), (hx - 0.18, hy - 0.1), 0.08)
    buck, horn = dice.chance(0.6), []
    for lean in (-0.2, 0.14):
        tip = hx + lean, hy - dice(0.32, 0.45)
        horn.append(stroke(p, (hx, hy - 0.04), tip, 0.055))
        horn.append(stroke(p, (hx + lean / 2, hy - 0.2),
                           (hx + lean / 2 + 0.16, hy - 0.34), 0.05))
    antlers = np.maximum.reduce(horn) * buck
    body = ellipse(p, -0.04, 0.05, 0.42, slim)
    spots = body * (wave(p.x * 5) * wave(p.y * 6) > 0.6) * dice.chance(0.4)
    rump = ellipse(p, -0.44, 0.0, 0.08, 0.12)
    belly = ellipse(p, 0, 0.05 + slim * 0.7, 0.3, 0.06)
    return [*((leg, coat * 0.75) for leg in legs), (neck, coat), (body, coat),
            (0.7 * belly, dice.color(WHITE, SAND)), (rump, dice.color(WHITE)),
            (0.6 * spots, dice.color(WHITE)), (head, coat),
            (ears, coat * 0.8), (antlers, dice.color(SAND, WOOD, DRY)),
            (ellipse(p, hx + 0.18, hy + 0.1, 0.05, 0.05), DARK)]


def _face(p, x, y, size):
    """The plane of a face: its centre at 0, its half-width about 0.5."""
    return Plane((p.x - x) / size, (p.y - y) / size, p.sharp * 0.8)


def _cat(p, dice):
    """A round head, pointed ears, slit eyes, whiskers; often a body."""
    coat, iris = dice.color(*FURS), dice.color(YELLOW, GREEN, BLUE_SKY)
    close = dice.chance(0.5)
    f = _face(p, np.where(close, 0, dice(0.1, 0.4)),
              np.where(close, 0.1, dice(-0.35, -0.15)),
              np.where(close, dice(1.1, 1.4), dice(0.65, 0.8)))
    q = Plane(abs(f.x), f.y, f.sharp)
    body = ellipse(p, dice(-0.2, 0), 0.45, dice(0.4, 0.6), dice(0.4, 0.5))
    tail = stroke(p, (-0.5, 0.6), (dice(-0.95, -0.7), dice(-0.1, 0.4)), 0.16)
    ear = polygon(q, (0.16, -0.3), (0.44, -0.72), (0.5, -0.1))
    inner = polygon(q, (0.26, -0.32), (0.41, -0.58), (0.44, -0.2))
    head = ellipse(f, 0, 0, 0.52, 0.44)
    stripes = np.maximum(head, body * ~close) * (
        wave(f.x * 4 + abs(f.y)) > 0.65) * dice.chance(0.5)
    muzzle = ellipse(f, 0, 0.2, 0.22, 0.16)
    whisker = np.maximum(stroke(q, (0.15, 0.18), (0.7, 0.08), 0.04),
                         stroke(q, (0.15, 0.22), (0.7, 0.28), 0.04))
    return [(tail * ~close, coat * 0.8), (body * ~close, coat * 0.9),
            (ear, coat * 0.85), (inner, dice.color(DUSK)), (head, coat),
            (0.55 * stripes, coat * 0.4), (0.7 * muzzle, dice.color(WHITE)),
            (ellipse(q, 0.22, -0.06, 0.12, 0.09), iris),
            (ellipse(q, 0.22, -0.06, 0.04, 0.09), DARK),
            (ellipse(f, 0, 0.13, 0.07, 0.05), dice.color(DUSK, BLACK)),
            (0.6 * whisker, dice.color(WHITE, BLACK))]


def _dog_face(p, dice, coat, ear_coat):
    """Hanging ears, a long muzzle with a big nose, round dark eyes."""
    f = _face(p, 0, dice(-0.15, 0.1), dice(1.0, 1.3))
    q = Plane(abs(f.x), f.y, f.sharp)
    ear = stroke(q, (0.36, -0.28), (dice(0.48, 0.6), dice(0.1, 0.4)),
                 dice(0.2, 0.3))
    head = np.maximum(ellipse(f, 0, -0.1, 0.42, 0.4),
                      ellipse(f, 0, 0.22, 0.3, 0.32))
    tongue = ellipse(f, 0.02, 0.5, 0.09, 0.14) * dice.chance(0.5)
    chest = ellipse(p, 0, 1.1, 0.7, 0.6)
    blaze = ellipse(f, 0, -0.1, 0.1, 0.4) * dice.chance(0.4)
    return [(chest, coat * 0.85), (head, coat), (ear, ear_coat),
            (blaze, dice.color(WHITE)),
            (0.8 * ellipse(f, 0, 0.24, 0.24, 0.22), dice.color(WHITE, SAND)),
            (tongue, dice.color(RED)), (ellipse(f, 0, 0.14, 0.12, 0.09), DARK),
            (stroke(f, (0, 0.18), (0, 0.36), 0.04), DARK),
            (ellipse(q, 0.19, -0.16, 0.065, 0.065), DARK)]


def _dog_body(p, dice, coat, ear_coat):
    """From the side: four short legs, a raised tail, a hanging ear."""
    foot, hx, hy = dice(0.6, 0.75), dice(0.45, 0.6), dice(-0.4, -0.2)
    legs = _legs(p, dice, (-0.42, -0.3, 0.22, 0.34), 0.15, foot, 0.13)
    body = ellipse(p, -0.05, 0.1, 0.5, dice(0.18, 0.25))
    neck = stroke(p, (0.3, 0.05), (hx, hy), 0.26)
    head = ellipse(p, hx, hy, 0.22, 0.2)
    snout = stroke(p, (hx + 0.1, hy + 0.06), (hx + 0.32, hy + 0.1), 0.16)
    ear = stroke(p, (hx - 0.08, hy - 0.1), (hx - 0.14, hy + 0.16), 0.16)
    tail = stroke(p, (-0.5, 0.0), (dice(-0.85, -0.6), dice(-0.5, -0.2)), 0.1)
    return [*((leg, coat * 0.8) for leg in legs), (tail, coat), (body, coat),
            (neck, coat), (head, coat), (snout, coat), (ear, ear_coat),
            (ellipse(p, hx + 0.4, hy + 0.06, 0.06, 0.05), DARK),
            (ellipse(p, hx + 0.08, hy - 0.05, 0.045, 0.045), DARK)]


def _dog(p, dice):
    """A face with hanging ears, or a whole dog from the side."""
    coat = dice.color(*FURS)
    ear_coat = np.where(dice.chance(0.5)[:, None], coat * 0.55,
                        dice.color(BROWN, BLACK))
    close = dice.chance(0.5)
    return [*((mask * close, color)
              for mask, color in _dog_face(p, dice, coat, ear_coat)),
            *((mask * ~close, color)
              for mask, color in _dog_body(p, dice, coat, ear_coat))]


def _frog(p, dice):
    """A squat body, eyes on top of the head, a wide mouth, bent legs."""
    skin = dice.color(GREEN, GREEN, GREEN, BROWN, DRY, LEAVES)
    q = Plane(abs(p.x), p.y, p.sharp)
    wide, high = dice(0.5, 0.66), dice(0.32, 0.44)
    thigh = ellipse(q, wide * 0.95, 0.36, 0.26, dice(0.18, 0.3))
    foot = stroke(q, (wide * 0.8, 0.58), (wide + dice(0.1, 0.35), 0.64), 0.12)
    arm = stroke(q, (0.3, 0.35), (dice(0.3, 0.42), 0.66), 0.14)
    body = ellipse(p, 0, 0.25, wide, high)
    head_y = dice(-0.15, 0.02)
    head = ellipse(p, 0, head_y, wide * 0.85, 0.3)
    ex, ey, ball = wide * 0.6, head_y - 0.24, dice(0.13, 0.18)
    belly = ellipse(p, 0, 0.4, wide * 0.6, high * 0.7)
    mouth = p.cover(0.03 - abs(p.y - head_y - 0.1 + 0.2 * p.x * p.x)) * (
        abs(p.x) < wide * 0.7)
    spots = np.maximum(body, thigh) * (
        wave(p.x * 3) * wave(p.y * 3.5) > 0.45) * dice.chance(0.5)
    return [(foot, skin * 0.8), (thigh, skin * 0.85), (body, skin),
            (0.8 * belly, dice.color(SAND, WHITE, YELLOW)),
            (arm, skin * 0.9), (0.5 * spots, skin * 0.4), (head, skin),
            (mouth, skin * 0.35), (ellipse(q, ex, ey, ball, ball), skin),
            (ellipse(q, ex, ey, ball * 0.7, ball * 0.7),
             dice.color(YELLOW, GINGER, WHITE)),
            (ellipse(q, ex, ey, ball * 0.4, ball * 0.35), DARK)]


ARTISTS = (_airplane, _automobile, _bird, _cat, _deer, _dog, _frog, _horse,
           _ship, _truck)
