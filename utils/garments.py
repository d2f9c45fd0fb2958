"""Drawn garments that stand in for Fashion-MNIST where it cannot be had.

Ten classes of grey 28x28 pictures from outlines with folds, patterns,
shading and grain; size, place, slant and cut differ from one to the next.
They are not photographs, and results on them are not results on
Fashion-MNIST; the captions say so.
"""
import numpy as np

from utils.shapes import (
    Dice,
    Plane,
    bend,
    ellipse,
    plane,
    polygon,
    slab,
    stroke,
    trunk,
    wave,
)

SIZE = 28


def draw_garments(per_class, seed=0):
    """Pictures of each of Fashion-MNIST's ten classes, in their order.

    Parameters
    ----------
    per_class : int
    seed : int
        The same seed gives the same pictures, on every machine.

    Returns
    -------
    images : uint8 ndarray, shape (10 * per_class, 1, 28, 28)
    labels : uint8 ndarray, shape (10 * per_class,)

    Examples
    --------
    >>> images, labels = draw_garments(2)
    >>> images.shape, labels[:6].tolist()
    ((20, 1, 28, 28), [0, 0, 1, 1, 2, 2])
    """
    images = [_photograph(artist, Dice(per_class, 10 * seed + label))
              for label, artist in enumerate(ARTISTS)]
    labels = np.repeat(np.arange(10, dtype=np.uint8), per_class)
    return np.concatenate(images)[:, None], labels


def _photograph(artist, dice):
    """One class: cloth, marks drawn over it, light and grain, as bytes."""
    p = plane(dice, SIZE, shift=0.12, zoom=(0.85, 1.15), turn=0.07,
              shear=0.1, mirror=True)
    outline, marks = artist(p, dice)
    cloth = dice(0.4, 1.3) * _pattern(p, dice)
    cloth = cloth * (1 - dice(0, 0.35) * abs(p.x + dice(-0.4, 0.4)))
    for _ in range(3):
        cloth = cloth * (1 - dice(0, 0.3) * _fold(p, dice))
    for mask, shade in marks:
        mask = mask.astype(np.float32) * dice(0.2, 1)
        cloth = cloth + (shade - cloth) * mask
    picture = outline * (cloth + 0.12 * dice.noise((SIZE, SIZE)))
    picture = picture + 0.01 * abs(dice.noise((SIZE, SIZE)))
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def _pattern(p, dice):
    """Stripes one way, the other way, both (checks) or none: a factor."""
    slant = dice(-1, 1) * dice.chance(0.3)
    step = dice(2.5, 6)
    across = wave((p.y + slant * p.x) * step + dice(0, 1))
    along = wave((p.x - slant * p.y) * step + dice(0, 1))
    sharp = dice(1, 4)
    factor = 1
    for stripes, share in ((across, 0.3), (along, 0.2)):
        depth = dice(0.2, 0.7) * dice.chance(share)
        factor = factor * (1 - depth * np.clip(sharp * (stripes - 0.5), 0, 1))
    return factor * (0.75 + 0.35 * dice.clouds(SIZE, 4))


def _fold(p, dice):
    """A soft dark crease somewhere in the cloth."""
    x, y = dice(-0.5, 0.5), dice(-0.6, 0.4)
    crease = Plane(p.x, p.y, 4)
    return stroke(crease, (x, y),
                  (x + dice(-0.3, 0.3), y + dice(0.3, 0.8)), 0.08)


def _join(*masks):
    """Cloth where any of the masks has it."""
    return np.maximum.reduce(masks)


def _body(p, dice, top, hem, width):
    """A torso: shoulders, chest, waist, hem."""
    chest = width * dice(0.9, 1.05)
    return trunk(p, [top, top + 0.12, top + 0.5, hem],
                 [width * 0.75, chest, chest * dice(0.85, 1.0),
                  chest * dice(0.9, 1.15)])


def _sleeve(p, dice, top, width, length, spread):
    """Both sleeves: from the shoulder outwards and down."""
    q = Plane(abs(p.x), p.y, p.sharp)
    x, y = width * 0.8, top + 0.2
    end = x + spread, y + length
    return stroke(q, (x, y), end, dice(0.24, 0.34))


def _neck(p, dice, top):
    """What the neckline leaves open: round or pointed."""
    width, depth = dice(0.14, 0.3), dice(0.1, 0.34)
    side = abs(p.x) / width
    curve = depth * (1 - np.where(dice.chance(0.5), side, side * side))
    return p.cover(top + curve - p.y) * (abs(p.x) < width)


def _t_shirt(p, dice):
    """Short sleeves or straps only, a neckline, no front opening."""
    top, hem, width = dice(-0.85, -0.7), dice(0.65, 0.9), dice(0.4, 0.52)
    sleeve = _sleeve(p, dice, top, width, dice(0.2, 0.5), dice(0.16, 0.34))
    sleeve = np.where(dice.chance(0.15), 0, sleeve)
    sleeve = np.where(dice.chance(0.1),
                      _long_sleeve(p, dice, top, width, hem), sleeve)
    outline = _join(_body(p, dice, top, hem, width), sleeve)
    outline = outline * (1 - _neck(p, dice, top))
    print_ = ellipse(p, 0, dice(-0.2, 0.1), dice(0.1, 0.25), dice(0.1, 0.25))
    return outline, [(print_ * dice.chance(0.3), dice(0, 1))]


def _trouser(p, dice):
    """Two legs, a waistband, sometimes a crease along each leg."""
    top, hem, crotch = dice(-0.95, -0.85), dice(0.75, 0.98), dice(-0.5, -0.25)
    waist, leg, gap = dice(0.24, 0.36), dice(0.17, 0.26), dice(0.08, 0.26)
    q = Plane(abs(p.x), p.y, p.sharp)
    outer = bend(p.y, [top, crotch, hem], [waist, waist * 1.15, gap + leg])
    inner = bend(p.y, [crotch - 0.1, crotch, hem], [-0.3, 0.02, gap])
    legs = p.cover(np.minimum(np.minimum(outer - q.x, q.x - inner),
                              np.minimum(p.y - top, hem - p.y)))
    band = p.cover(0.05 - abs(p.y - top - 0.08)) * dice.chance(0.6)
    crease = stroke(q, (waist / 2, crotch), (gap + leg / 2, hem), 0.06)
    return legs, [(0.6 * band, dice(0, 1)),
                  (dice(0, 0.5) * crease, dice(0, 1))]


def _long_sleeve(p, dice, top, width, hem):
    """Long sleeves hanging beside the body, a little away from it."""
    q = Plane(abs(p.x), p.y, p.sharp)
    start = width * 0.78, top + 0.2
    end = width + dice(0.08, 0.26), hem - dice(0.05, 0.35)
    return stroke(q, start, end, dice(0.18, 0.26))


def _pullover(p, dice):
    """Long sleeves, closed front, ribbed hem, round neck."""
    top, hem, width = dice(-0.85, -0.7), dice(0.55, 0.85), dice(0.4, 0.54)
    outline = _join(_body(p, dice, top, hem, width),
                   _long_sleeve(p, dice, top, width, hem))
    neck = ellipse(p, 0, top, dice(0.14, 0.24), dice(0.06, 0.2))
    rib = p.cover(p.y - hem + dice(0.08, 0.16)) * (abs(p.x) < width)
    collar = ellipse(p, 0, top, 0.32, 0.28) * dice.chance(0.6)
    return outline * (1 - neck), [
        (0.5 * rib, wave(p.x * 9)), (0.4 * collar, dice(0.2, 1))]


def _dress(p, dice):
    """Narrow above, a waist, a skirt that widens or falls straight."""
    top, hem = dice(-0.95, -0.8), dice(0.7, 0.98)
    waist_y, bust, waist = dice(-0.3, 0.05), dice(0.2, 0.32), dice(0.16, 0.28)
    flare = dice(0.24, 0.6)
    skirt = trunk(p, [top, top + 0.25, waist_y, hem],
                  [bust * dice(0.4, 0.9), bust, waist, flare])
    sleeve = _sleeve(p, dice, top, bust, dice(0.15, 0.9), dice(0.05, 0.3))
    outline = _join(skirt, sleeve * dice.chance(0.45))
    belt = p.cover(0.05 - abs(p.y - waist_y)) * dice.chance(0.4)
    pleats = wave(p.x / (0.3 + abs(p.y - top)) * 5) * (p.y > waist_y)
    return outline * (1 - _neck(p, dice, top)), [
        (belt, dice(0, 1)), (dice(0, 0.5) * pleats, dice(0, 0.4))]


def _coat(p, dice):
    """Long sleeves, open down the front, lapels, buttons, pockets."""
    top, hem, width = dice(-0.9, -0.75), dice(0.7, 0.95), dice(0.4, 0.52)
    outline = _join(_body(p, dice, top, hem, width),
                   _long_sleeve(p, dice, top, width, hem))
    q = Plane(abs(p.x), p.y, p.sharp)
    depth = top + dice(0.3, 0.7)
    lapel = polygon(q, (0.1, top), (0.28, top + 0.05), (0.02, depth))
    opening = stroke(p, (0.02, depth), (dice(-0.05, 0.12), hem), 0.06)
    zip_ = stroke(p, (0, top), (0, depth), 0.06)
    pocket = stroke(q, (0.2, dice(0.1, 0.3)), (0.36, dice(0.1, 0.35)), 0.05)
    shade = dice(0, 0.3)
    return outline * (1 - ellipse(p, 0, top, 0.14, 0.1)), [
        (0.6 * lapel, dice(0, 1)), (0.9 * opening, shade),
        (0.8 * zip_, shade), (pocket * dice.chance(0.6), shade)]


def _sandal(p, dice):
    """A sole, flat or on a heel, and a few straps with air between."""
    ground, thick = dice(0.4, 0.65), dice(0.08, 0.18)
    lift = dice(0.15, 0.75) * dice.chance(0.6)
    knots = [-0.9, -0.5, 0.25, 0.95]
    low = [ground - lift, ground - lift, ground, ground - dice(0, 0.06)]
    sole = slab(p, knots, [y - thick for y in low], low)
    heel = stroke(p, (-0.78, ground - lift), (-0.8, ground), dice(0.1, 0.26))
    wedge = slab(p, knots[:3], low[:3], [ground + 0.01] * 3)
    under = np.where(dice.chance(0.6), heel, wedge) * (lift > 0.1)
    wide, foot, back = dice(0.08, 0.18), ground - thick, low[0] - thick
    vamp = _arch(p, dice(0.45, 0.6), foot, dice(0.2, 0.34), wide)
    middle = _arch(p, dice(0.0, 0.2), foot - 0.2 * lift, dice(0.2, 0.4), wide)
    ankle = dice(-0.6, -0.4), back - dice(0.3, 0.55)
    ring = stroke(p, (-0.85, back - 0.35), ankle, wide)
    counter = stroke(p, (-0.85, back), (-0.85, back - 0.35), wide * 1.3)
    link = stroke(p, ankle, (0.25, foot - 0.1), wide)
    return _join(sole, under, vamp, middle * dice.chance(0.6),
                _join(ring, counter, link) * dice.chance(0.7)), [
        (0.6 * sole, dice(0, 1)), (0.5 * under, dice(0, 1))]


def _arch(p, x, y, width, thick):
    """A strap over the foot: the upper half of a ring."""
    return np.clip(ellipse(p, x, y, width, width * 1.2) - ellipse(
        p, x, y, width - thick, width * 1.2 - thick), 0, 1) * (p.y < y)


def _shirt(p, dice):
    """A collar, a row of buttons; sleeves long or short."""
    top, hem, width = dice(-0.88, -0.72), dice(0.6, 0.9), dice(0.38, 0.52)
    long_ = _long_sleeve(p, dice, top, width, hem)
    short = _sleeve(p, dice, top, width, dice(0.2, 0.45), dice(0.15, 0.3))
    outline = _join(_body(p, dice, top, hem, width),
                   np.where(dice.chance(0.6), long_, short))
    q = Plane(abs(p.x), p.y, p.sharp)
    collar = polygon(q, (0.0, top + 0.1), (0.16, top - 0.08),
                     (0.26, top + 0.05), (0.12, top + dice(0.2, 0.32)))
    placket = stroke(p, (0, top + 0.1), (0, hem), 0.1)
    buttons = (wave(p.y * 4) > 0.7) * (abs(p.x) < 0.05)
    pocket = p.cover(0.1 - np.maximum(abs(p.x - 0.22), abs(p.y + 0.25)))
    shade = dice(0, 1)
    return outline, [
        (0.5 * placket, shade), (0.8 * buttons, 1 - shade),
        (0.7 * collar, dice(0.1, 1)),
        (0.35 * pocket * dice.chance(0.4), shade)]


def _sneaker(p, dice):
    """A low shoe: toe, tongue, laces, a sole of another shade."""
    ground, high = dice(0.4, 0.6), dice(0.5, 0.95)
    toe, thick, ankle = dice(0.22, 0.34), dice(0.1, 0.2), ground - high
    knots = [-0.92, -0.8, -0.35, 0.0, 0.45, 0.8, 0.93]
    tops = [ankle + 0.12, ankle, ankle + dice(0.06, 0.16), ankle + 0.06,
            ground - toe - 0.1 * high, ground - toe, ground - toe * 0.5]
    outline = slab(p, knots, tops, [ground] * 7)
    sole = p.cover(p.y - ground + thick)
    stripes = [stroke(p, (x, ground - thick),
                      (x + 0.18, ankle + 0.3 * high), 0.07)
               for x in (-0.45, -0.25, -0.05)]
    mark = _join(*stripes) * dice.chance(0.5)
    laces = (wave(p.x * 6) > 0.5) * (p.x > -0.1) * (p.x < 0.5) * p.cover(
        bend(p.x, knots, tops) + 0.14 - p.y)
    return outline, [(mark, dice(0, 1)), (0.6 * laces, dice(0, 1)),
                     (0.85 * sole, dice(0.1, 1))]


def _bag(p, dice):
    """A box or a sack with a handle, often a flap and a clasp."""
    top, bottom = dice(-0.35, 0.0), dice(0.55, 0.85)
    wide, taper = dice(0.6, 0.9), dice(0.75, 1.15)
    body = trunk(p, [top, top + 0.1, bottom - 0.1, bottom],
                 [wide * taper * 0.95, wide * taper, wide, wide * 0.92])
    span, rise = wide * dice(0.35, 0.8), dice(0.3, 0.65)
    thin = dice(0.08, 0.16)
    ring = ellipse(p, 0, top, span, rise) * (1 - ellipse(
        p, 0, top, span - thin, rise - thin)) * (p.y < top + 0.05)
    ring = ring * dice.chance(0.85)
    flap_y = top + dice(0.15, 0.5)
    flap = p.cover(flap_y - p.y) * (p.y > top)
    edge = p.cover(0.03 - abs(p.y - flap_y)) * dice.chance(0.7)
    clasp = ellipse(p, 0, flap_y, dice(0.06, 0.14), 0.07) * dice.chance(0.6)
    return _join(body, ring), [
        (dice(0, 0.5) * flap, dice(0, 1)), (edge, dice(0, 0.3)),
        (clasp, dice(0.5, 1))]


def _ankle_boot(p, dice):
    """A shoe with a shaft above the ankle, and a heel."""
    ground, top = dice(0.6, 0.85), dice(-0.9, -0.4)
    shaft, toe = dice(-0.15, 0.12), dice(0.2, 0.34)
    heel = dice(0.04, 0.4) * dice.chance(0.7)
    knots = [-0.72, -0.6, shaft, shaft + 0.2, 0.65, 0.92]
    instep = ground - heel * 0.6 - dice(0.4, 0.6)
    tops = [top, top, top + dice(-0.08, 0.1), instep, ground - toe - 0.04,
            ground - toe * 0.6]
    base = [ground - heel, ground - heel, ground - heel * 0.7,
            ground - heel * 0.4, ground, ground - 0.02]
    upper = slab(p, knots, tops, base)
    block = polygon(p, (-0.72, ground - heel - 0.1), (-0.35, ground - 0.1
                    - heel), (-0.45, ground), (-0.7, ground))
    sole = p.cover(p.y - bend(p.x, knots, base) + 0.1)
    lace = stroke(p, (shaft, top + 0.2), (shaft + 0.15, instep), 0.2)
    lace = lace * (wave(p.y * 5) > 0.5) * dice.chance(0.4)
    cuff = p.cover(top + 0.16 - p.y) * dice.chance(0.4)
    return _join(upper, block), [(0.7 * sole, dice(0, 0.6)),
                                (lace, dice(0, 1)), (0.6 * cuff, dice(0, 1))]


ARTISTS = (_t_shirt, _trouser, _pullover, _dress, _coat, _sandal, _shirt,
           _sneaker, _bag, _ankle_boot)
