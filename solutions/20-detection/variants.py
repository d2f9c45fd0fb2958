"""What a seed changes in the exercises on detection."""
from fractions import Fraction

import numpy as np


def ex1(rng):
    """Left and right side by side, width and height, or both."""
    apart, sizes = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    order = [0, 2, 1, 3] if apart else [0, 1, 2, 3]
    low, high = ("::2", "1::2") if apart else (":2", "2:")
    words = ["left edge", "top edge", "width", "height"] if sizes \
        else ["left", "top", "right", "bottom"]
    korean = ["왼쪽 변", "위 변", "너비", "높이"] if sizes \
        else ["왼쪽", "위", "오른쪽", "아래"]
    words, korean = [words[k] for k in order], [korean[k] for k in order]

    def given(box):
        box = np.array(box)
        box[2:] -= sizes * box[:2]
        return str(tuple(box[order].tolist()))
    x, y, w, h = rng.integers([0, 0, 3, 2], [3, 3, 6, 6])
    right, down = rng.integers(1, w), rng.integers(0, h)
    shared = (w - right) * (h - down)
    covered = 2 * w * h - shared
    first = [x, y, x + w, y + h]
    second = [x + right, y + down, x + right + w, y + down + h]
    pair = str([[int(edge) for edge in box] for box in (first, second)])[:-1]

    limits = (f"high = np.minimum(first[..., {low}] + first[..., {high}],\n"
              f"                      second[..., {low}] + second[..., {high}]"
              ")" if sizes else
              f"high = np.minimum(first[..., {high}], second[..., {high}])")
    sides = f"box[..., {high}]" if sizes \
        else f"box[..., {high}] - box[..., {low}]"
    areas = f"a, b = (({sides}).prod(axis=-1)\n            for"
    more = f"a, b = (({sides} + 1).prod(axis=-1)\n            for"
    if sizes:
        areas = f"a, b = ({sides}.prod(axis=-1) for"
    as_given = "    def given(boxes):\n        boxes = boxes.copy()\n" \
        + "        boxes[..., 2:] -= boxes[..., :2]\n" * sizes \
        + f"        return boxes{'[..., [0, 2, 1, 3]]' * apart}\n\n"
    edges = ("right", "down", "side", "side") if sizes \
        else ("right", "down", "right + 24", "down + 24")
    return {
        "A box is left, top, right and bottom edge.":
            f"A box is {words[0]}, {words[1]}, {words[2]} and {words[3]}"
            + ("." if sizes else " edge."),
        "(0, 0, 4, 4) and (2, 0, 6, 4) share 8 and cover 24: 0.333.":
            f"{given(first)} and {given(second)} share {shared} and cover "
            f"{covered}: {shared / covered:.3f}.",
        "상자는 왼쪽, 위, 오른쪽, 아래 변의 위치다.":
            f"상자는 {', '.join(korean)}의 순서로 적는다." if sizes else
            f"상자는 {', '.join(korean)} 변의 위치다.",
        "(0, 0, 4, 4)와 (2, 0, 6, 4)는 8이 겹치고 24를 덮으므로 0.333이다.":
            f"두 상자가 {given(first)}, {given(second)}일 때 넓이 {shared}만큼 "
            f"겹치고 {covered}만큼 덮으므로 {shared / covered:.3f}이다.",
        "low = np.maximum(first[..., :2], second[..., :2])":
            f"low = np.maximum(first[..., {low}], second[..., {low}])",
        "high = np.minimum(first[..., 2:], second[..., 2:])": limits,
        "a, b = ((box[..., 2:] - box[..., :2]).prod(axis=-1)\n            for":
            areas,
        "a, b = ((box[..., 2:] - box[..., :2] + 1).prod(axis=-1)\n"
        "            for": more,
        "low, high = np.maximum(first, second), np.minimum(first, second)":
            f"first, second = (np.concatenate([box[..., {low}], box[..., "
            f"{high}]{f' + box[..., {low}]' * sizes}], axis=-1)\n"
            "                     for box in (first, second))\n"
            "    low, high = np.maximum(first, second), np.minimum(first, "
            "second)",
        "[[0, 0, 4, 4], [2, 0, 6, 4], ":
            f"{pair},\n{' ' * 21}[0, 0, 4, 4], [2, 0, 6, 4], ",
        "    some = np.array(": as_given + "    some = np.array(",
        "overlap(first.copy(), second.copy())":
            "overlap(given(first), given(second))",
        'wanted), (f"{a} and {b} ({a.dtype}): "\n':
            'wanted), (\n                f"{given(a)} and {given(b)} '
            '({a.dtype}): "\n',
        "    def painted(box):": as_given + "    def painted(box):",
        "first, second, kept = boxes[:n, None], boxes[None, n:], boxes.copy()":
            "kept, boxes = boxes.copy(), given(boxes)\n"
            "        first, second = boxes[:n, None], boxes[None, n:]",
        'f"{kept[i]} and {kept[n + j]} ({boxes.dtype}): expected "\n':
            'f"{given(kept[i])} and {given(kept[n + j])} ({boxes.dtype}): "\n'
            '                "expected "\n',
        "all edges of {kept.tolist()} divided":
            "all of {boxes.tolist()} divided",
        "np.array_equal(boxes, kept)": "np.array_equal(boxes, given(kept))",
        "moved = np.stack([right, down, right + 24, down + 24], axis=-1)":
            "side = np.full_like(right, 24)\n" * sizes
            + "moved = np.stack([" + ", ".join(edges[k] for k in order)
            + "], axis=-1)",
        "np.array([0, 0, 24, 24])":
            f"np.array({[[0, 0, 24, 24][k] for k in order]})",
    }


def ex2(rng):
    """The window row first, the cut boxes in shares of it, or both."""
    rows_first, units = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    x, y = rng.integers([27, 12], [35, 17])
    w, h = 2 * rng.integers([8, 8], [13, 12])
    window = (25, 0, 65, 20)
    low = np.maximum([x - w / 2, y - h / 2], window[:2]) - window[:2]
    high = np.minimum([x + w / 2, y + h / 2], window[2:]) - window[:2]
    wide, tall = high - low
    cut = np.array([*(low + high) / 2, wide, tall])
    cut = ", ".join(f"{z:g}" for z in cut / ((40, 20, 40, 20) if units else 1))
    share = f"{wide * tall / w / h:.3f}"
    order = ["top", "left", "bottom", "right"] if rows_first \
        else ["left", "top", "right", "bottom"]
    korean = "위, 왼쪽, 아래, 오른쪽" if rows_first else "왼쪽, 위, 오른쪽, 아래"
    asked = (0, 25, 20, 65) if rows_first else window
    turned = "[*window[1::-1], *window[:1:-1]]" if rows_first else "window"
    size = "np.tile(np.subtract(window[2:], window[:2]), 2)"
    part = "cut[:, 2:].prod(axis=1) / boxes[:, 2:].prod(axis=1)"
    box = f"({x}, {y}, {w}, {h})"
    limits = "corners.clip(low, high)" if rows_first \
        else "corners.clip(window[:2], window[2:])"
    return {
        "four numbers, left, top, right and bottom edge,":
            f"four numbers, {', '.join(order[:3])} and {order[3]} edge,",
        "measured from the window's upper left corner;":
            "measured from the window's upper left corner"
            + (", and in widths and heights of the window;" if units else ";"),
        "The box (30, 20, 20, 10) reaches from 20 to 40 and from 15 to 25. Of "
        "it the window (25, 0, 65, 20) keeps 15×5 pixels: (7.5, 17.5, 15, 5), "
        "share 0.375.":
            f"The box {box} reaches from {x - w // 2} to {x + w // 2} and "
            f"from {y - h // 2} to {y + h // 2}. Of it the window {asked} "
            f"keeps {wide:g}×{tall:g} pixels: ({cut}), share {share}.",
        "limits: `corners.clip(window[:2], window[2:])`.":
            f"limits: `{limits}`.",
        "창의 왼쪽, 위, 오른쪽, 아래 변이다.": f"창의 {korean} 변이다.",
        "창의 왼쪽 위 모서리에서 잰다.":
            "창의 왼쪽 위 모서리에서" + (", 창의 너비와 높이를 1로 치고" if units
                               else "") + " 잰다.",
        "상자 (30, 20, 20, 10)은 가로로 20부터 40까지, 세로로 15부터 25까지다. 창 (25, "
        "0, 65, 20)으로 자르면 15×5픽셀이 남아 (7.5, 17.5, 15, 5)가 되고 비율은 "
        "0.375다.":
            f"상자 {box}의 범위는 가로로 {x - w // 2}부터 {x + w // 2}까지, 세로로 "
            f"{y - h // 2}부터 {y + h // 2}까지다. 창 {asked} 안에는 "
            f"{wide:g}×{tall:g}픽셀이 남고, 결과는 ({cut})이며 비율은 {share}이다.",
        "`corners.clip(window[:2], window[2:])`처럼": f"`{limits}`처럼",
        "window = np.asarray(window)\n": "window = np.asarray(window)"
            + "[[1, 0, 3, 2]]" * rows_first + "\n",
        "left, top, right, bottom = window\n":
            f"{', '.join(order)} = window\n",
        f"return cut, {part}":
            f"size, share = {size}, (\n        {part})\n"
            "    return cut / size, share" if units else f"return cut, {part}",
        "return cut, share.clip(min=0)":
            f"return cut / {size}, share.clip(min=0)" if units
            else "return cut, share.clip(min=0)",
        "[[30, 20, 20, 10], [45": f"[[{x}, {y}, {w}, {h}], [45",
        "        got, share = map(np.asarray, crop_boxes(boxes.copy(), "
        "window))":
            f"        given = {turned}\n"
            f"        size = {size if units else 1}\n"
            "        got, share = map(np.asarray, crop_boxes(boxes.copy(), "
            "given))",
        "np.allclose(cut, new)": "np.allclose(cut, new / size)",
        'f"box {old.round(2)}, window {window}: expected {new.round(2)}"':
            'f"box {old.round(2)}, window {given}: "\n'
            '                f"expected {(new / size).round(2)}"',
        "kept, given = boxes.copy(), list(window)\n":
            f"kept, given = boxes.copy(), {turned}\n" if rows_first else
            "kept, given = boxes.copy(), list(window)\n",
        "window {window}: \",\n                            part.sum()":
            "window {given}: \",\n                            part.sum()",
        "low[8] + turn % 2)": f"low[8]{' + turn % 2' * (1 - units)})",
        "high[8] - turn % 2)": f"high[8]{' - turn % 2' * (1 - units)})",
        "np.ptp(across), np.ptp(down))\n":
            "np.ptp(across), np.ptp(down))\n" + (
                "                expected = expected / np.tile(\n"
                "                    [right - left, bottom - top], 2)\n"
                * units),
        'assert given == window, "the window was changed"':
            f"assert given == {turned}, (\n"
            '            "the window was changed")',
        "boxes, share = crop_boxes(centred, window)\n":
            f"boxes, share = crop_boxes(centred, {turned})\n"
            + f"    boxes = boxes * {size}\n" * units,
    }


def ex3(rng):
    """At least the limit, the later of equals first, places in order."""
    least, later, ordered = [int(bit) for bit in f"{rng.integers(1, 8):03b}"]
    scores = rng.permutation([9, 8, 7])
    limit = 0.6 if least else 0.5
    kept = []
    for i in np.argsort(-scores):
        if not any(abs(i - j) == 1 for j in kept):
            kept.append(int(i))
    every = np.argsort(-scores).tolist()
    if ordered:
        kept, every = sorted(kept), sorted(every)
    one, two = (", ".join(map(str, some)) for some in (kept, every))
    points = ", ".join(f"0.{score}" for score in scores)
    a, b = rng.permutation(np.arange(1, 10))[:2].tolist()
    best, first = 'np.argsort(-scores, kind="stable")', \
        'np.argsort(scores, kind="stable")[::-1]'
    more, less = (">=", ">") if least else (">", ">=")
    result = "in ascending order" if ordered else "the best first"
    return {
        "was kept before* is larger than `limit`;":
            "was kept before* is " + ("at least" if least else "larger than")
            + " `limit`;",
        "the places of the kept detections, integers, the best first;":
            f"the places of the kept detections, integers, {result};",
        "of two equal scores the earlier detection":
            f"of two equal scores the {'later' if later else 'earlier'} "
            "detection",
        "scores 0.9, 0.8, 0.7, limit 0.5. With one label, places 0 and 2 are "
        "kept. With labels 4, 7, 4 all three are.":
            f"scores {points}, limit {limit}. With one label the result is "
            f"{one}. With labels {a}, {b}, {a} it is {two}.",
        "what do you sort to get the best first?":
            "what do you sort to get the best first"
            + (", and the later of equals before the earlier?" if later
               else "?"),
        "겹침 비율이 `limit`보다 크면 버리고,":
            "겹침 비율이 `limit` 이상이면 버리고," if least
            else "겹침 비율이 `limit`보다 크면 버리고,",
        "나타내는 정수이며, 점수가 높은 것이 먼저 온다.":
            "나타내는 정수이며, " + ("작은 것부터 차례로 적는다." if ordered
                             else "점수가 높은 것이 먼저 온다."),
        "점수가 같으면 앞에 있는 탐지를":
            f"점수가 같으면 {'뒤' if later else '앞'}에 있는 탐지를",
        "점수는 0.9, 0.8, 0.7, 한도는 0.5다. 레이블이 모두 같으면 0번과 2번이 남는다. "
        "레이블이 4, 7, 4라면 셋 다 남는다.":
            f"점수는 차례로 {points}이고 한도는 {limit}이다. 레이블이 모두 "
            "같으면 결과는 "
            f"{one}이다. 레이블이 {a}, {b}, {a}이면 결과는 {two}이다.",
        "가장 나은 것이 먼저 오게 하려면 무엇을":
            "가장 나은 것이 먼저 오고, 점수가 같으면 뒤에 있는 것이 먼저 오게 "
            "하려면 무엇을"
            if later else "가장 나은 것이 먼저 오게 하려면 무엇을",
        "detections that are kept, the best first.":
            f"detections that are kept, {result}.",
        best: first if later else best,
        first: best if later else first,
        "> limit).any()": f"{more} limit).any()",
        ">= limit).any()": f"{less} limit).any()",
        "overlaps[i, j] > limit and": f"overlaps[i, j] {more} limit and",
        "return np.array(kept, dtype=int)": "return np.array("
            + ("sorted(kept)" if ordered else "kept") + ", dtype=int)",
        "return np.array(sorted(kept), dtype=int)": "return np.array("
            + ("kept" if ordered else "sorted(kept)") + ", dtype=int)",
        "(row[:3], [9, 8, 7], [0] * 3), (row[:3], [9, 8, 7], [4, 7, 4])":
            f"(row[:3], {scores.tolist()}, [0] * 3),\n             "
            f"(row[:3], {scores.tolist()}, [{a}, {b}, {a}])",
        "(row[:3], [7, 8, 9], [0] * 3),":
            "(row[:3], [8, 9, 7], [0] * 3),\n             "
            "(row[:3], [7, 8, 9], [0] * 3),",
        "wanted = batched_nms(boxes, scores, labels, limit).tolist()":
            "turned = (part.flip(0) for part in (boxes, scores, labels))\n"
            "        wanted = (len(boxes) - 1 - batched_nms(*turned, limit"
            f"{' - 1e-6' * least})).tolist()" if later else
            f"wanted = batched_nms(boxes, scores, labels, limit"
            f"{' - 1e-6' * least}).tolist()",
        "        case = [part.numpy() for part in (":
            "        wanted.sort()\n" * ordered
            + "        case = [part.numpy() for part in (",
        "ranks = {i: (-kept[1][i], i) for": "ranks = {i: (-kept[1][i], "
            + "-" * later + "i) for",
        "sorted(chosen, key=ranks.get), (": "sorted(chosen), (" if ordered
            else "sorted(chosen, key=ranks.get), (",
        "{told}the best does not come first": "{told}not in ascending order"
            if ordered else "{told}the best does not come first",
        "kept[0][i, j] > limit]": f"kept[0][i, j] {more} limit]",
    }


def ex4(rng):
    """The smaller box has it, logarithm to base 2, from the cell's middle."""
    small, two, middle = [int(bit) for bit in f"{rng.integers(1, 8):03b}"]
    log, told = ("log2", "log₂") if two else ("log", "log")
    rows, columns = rng.integers(3, 6), rng.integers(4, 7)
    high, wide = 4 * rng.integers(2, 7), 10 * rng.integers(1, 6)
    if high == wide:
        high += 4
    down, tall = rng.choice([0.25, 0.5, 0.75]), rng.choice([0.5, 1])
    units = np.array([[1, 1 + down - tall / 2, 3, 1 + down + tall / 2],
                      [0.9, 1, 3.7, 2.75], [columns - 0.5, rows - 0.5,
                                            columns + 0.5, rows + 0.5]])
    some = np.round(units * [wide, high, wide, high]).astype(int)
    x, y = (some[0, :2] + some[0, 2:]) / 2
    two_log, tall_log = (np.log2 if two else np.log)([2, tall])
    numbers = [f"{x:.3f}".rstrip("0").rstrip(".").replace("-", "−") for x in (
        -0.5 * middle + 0, down - 0.5 * middle, two_log, tall_log)]
    numbers[2] = f"{told} 2 = {numbers[2]}"
    box = str(tuple(some[0].tolist()))
    size = f"({rows * high}, {columns * wide}, {rows}, {columns})"
    turn, back = ("[::-1]", "") if small else ("", "[::-1]")
    sides = "sides.prod(axis=1).argsort()"
    half = " - 0.5" * middle
    return {
        "the larger box has it, and": f"the {'smaller' if small else 'larger'}"
            " box has it, and",
        "the centre's place in the cell, x and y, each in widths or heights "
        "of a cell; then the logarithms of":
            "the centre's place, x and y, measured from the "
            + ("middle" if middle else "upper left corner")
            + " of the cell, each in widths or heights of a cell; then the "
            f"logarithms{' to base 2' * two} of",
        "A picture of 48×80 pixels with 3×4 cells: a cell is 16 high and 20 "
        "wide. The box (20, 20, 60, 36) has its centre at x = 40, y = 28. It "
        "belongs to row 1, column 2, and its numbers are 0, 0.75, log 2 = "
        "0.693 and 0.":
            f"A picture of {rows * high}×{columns * wide} pixels with {rows}×"
            f"{columns} cells: a cell is {high} high and {wide} wide. The box "
            f"{box} has its centre at x = {x:g}, y = {y:g}. It belongs to row "
            f"1, column 2, and its numbers are {', '.join(numbers[:3])} and "
            f"{numbers[3]}.",
        "중심이 여럿이면 더 넓은 상자가": "중심이 여럿이면 더 "
            + ("좁은" if small else "넓은") + " 상자가",
        "처음 둘은 칸 안에서 중심의 자리 x와 y다. 저마다":
            f"처음 둘은 칸의 {'한가운데' if middle else '왼쪽 위 모서리'}에서 "
            "잰 중심의 "
            "자리 x와 y다. 저마다",
        "너비와 높이의 로그다.": f"너비와 높이의 {'밑이 2인 ' * two}로그다.",
        "48×80픽셀 이미지에 3×4칸이면 한 칸은 높이 16, 너비 20이다. 상자 (20, "
        "20, 60, 36)의 "
        "중심은 x = 40, y = 28이다. 1번 행, 2번 열에 속하고 네 수는 0, 0.75, log 2 = "
        "0.693, 0이다.":
            f"{rows * high}×{columns * wide}픽셀 이미지에 {rows}×{columns}칸이면 한 "
            f"칸은 높이 {high}, 너비 {wide}이다. 상자 {box}의 중심은 x = {x:g}, y = "
            f"{y:g}이다. 1번 행, 2번 열에 속하고 네 수는 {', '.join(numbers)}이다.",
        f"{sides}:  # the larger comes later and stays":
            f"{sides}{turn}:  # the {'smaller' if small else 'larger'} stays",
        f"{sides}:\n": f"{sides}{turn}:\n",
        f"{sides}[::-1]:\n": f"{sides}{back}:\n",
        "centres[i] - [column, row]\n": f"centres[i] - [column, row]{half}\n",
        "np.log(sides[i])": f"np.{log}(sides[i])",
        "[[20, 20, 60, 36], [18, 16, 74, 44], [70, 40, 90, 56]]":
            str(some.tolist()),
        "[(48, 80, 3, 4)] * 3": f"[{size}] * 3",
        "best[r, q] = max(best.get((r, q), (0,)), ((c - a) * (d - b), i,\n":
            "now = best.get((r, q), (np.inf,))\n            best[r, q] = "
            "min(now, ((c - a) * (d - b), i,\n" if small else
            "best[r, q] = max(best.get((r, q), (0,)), ((c - a) * (d - b), i,"
            "\n",
        "x - q, y - r, np.log(c - a), np.log(d - b)))":
            f"x - q{half}, y - r{half},\n                             "
            f"np.{log}(c - a), np.{log}(d - b)))",
        "expected = max(np.flatnonzero(": "expected = "
            + ("min" if small else "max") + "(np.flatnonzero(",
        "low + np.array([x * wide, y * high])":
            "low + (np.array([x, y]) + 0.5) * [wide, high]" if middle
            else "low + np.array([x * wide, y * high])",
        "np.exp(sides)": "np.exp2(sides)" if two else "np.exp(sides)",
    }


def ex5(rng):
    """A detection looks at its best object only; eleven recalls; or both."""
    alone, eleven = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    order = rng.permutation(3)
    a, b, c, d = rng.choice([0.8, 0.9]), 0.6, rng.choice([0.7, 0.9]), \
        rng.choice([0.5, 0.6])
    wrong, last = rng.choice([0.1, 0.2, 0.4]), rng.choice([0.7, 0.8, 0.9])
    four = np.zeros((4, 3))
    four[:, order] = [[a, b, 0], [c, d, 0], [0, 0, wrong], [0, 0, last]]
    right = np.array([1, 0, 0, 1] if alone else [1, 1, 0, 1])
    hits = np.cumsum(right)
    precision = [Fraction(int(hits[j]), j + 1) for j in range(4)]
    falling = [max(precision[j:]) for j in range(4)]
    scores = sorted(rng.permutation(np.arange(1, 10))[:4] / 10)[::-1]
    places = ["first", "second", "third"]
    places_ko = ["첫째", "둘째", "셋째"]
    one, two = (places[k] for k in order[:2])
    one_ko, two_ko = (places_ko[k] for k in order[:2])
    if eleven:
        parts = [max([p for p, n in zip(falling, hits) if 10 * n >= 3 * k],
                     default=0) for k in range(11)]
        groups = [(parts.count(p), p) for p in sorted({*parts}, reverse=True)]
        total = "(" + " + ".join(f"{n} · {p}" for n, p in groups) + ")/11"
    else:
        parts = [p for p, hit in zip(falling, right) if hit] \
            + [Fraction(0)] * (3 - right.sum())
        total = "(" + " + ".join(str(p) for p in parts if p) + ")/3"
    result = f"{float(sum(parts)) / len(parts):.3f}"
    was, now = (", ".join(map(str, some)) for some in (precision, falling))
    rows = ", ".join("(" + ", ".join(f"{x:g}" for x in row) + ")"
                     for row in four)
    given = ", ".join(f"{score:g}" for score in scores)

    accumulate = "np.maximum.accumulate(precision[::-1])[::-1]"
    end = "    return (falling * right).sum() / n_objects"
    recall = "    recall = np.cumsum(right) / n_objects\n"
    mean = "    return np.mean([{} for r in levels])"
    best = mean.format("max(precision[recall >= r], default=0)")
    there = mean.format("precision[recall >= r][:1].sum()")
    most = "right.append(left[i, overlaps[i].argmax()] >= limit)"
    left = "right.append(left[i].max() >= limit)"
    texts = {
        "`limit` 0.5, four detections with the scores 0.9, 0.8, 0.7, 0.6 and "
        "the overlaps (0.8, 0.6, 0), (0.7, 0.6, 0), (0, 0, 0.4), (0, 0, 0.9). "
        "The second finds the second object, since the first is taken; the "
        "third is wrong. Precision is 1, 1, 2/3, 3/4, made to fall 1, 1, 3/4, "
        "3/4. The result is (1 + 1 + 3/4)/3 = 0.917.":
            f"`limit` 0.5, four detections with the scores {given} and the "
            f"overlaps {rows}. The second "
            + (f"overlaps most with the {one} object, which is taken, and is "
               "wrong; so is the third." if alone else
               f"finds the {two} object, since the {one} is taken; the third "
               "is wrong.")
            + f" Precision is {was}, made to fall {now}. The result is "
            f"{total} = {result}.",
        "탐지 넷의 점수는 0.9, 0.8, 0.7, 0.6이고 겹침 비율은 (0.8, 0.6, 0), (0.7, "
        "0.6, 0), (0, 0, 0.4), (0, 0, 0.9)다. 첫 물체는 이미 찾았으므로 둘째 탐지는 "
        "둘째 물체를 찾는다. 셋째 탐지는 틀렸다. 정밀도는 1, 1, 2/3, 3/4이고 "
        "내려가기만 "
        "하도록 고치면 1, 1, 3/4, 3/4이다. 결과는 (1 + 1 + 3/4)/3 = 0.917이다.":
            f"탐지 넷의 점수는 차례로 {given}이고 겹침 비율은 {rows}다. "
            + (f"둘째 탐지가 가장 많이 겹치는 {one_ko} 물체는 이미 찾았으므로 "
               "둘째 탐지는 "
               "틀렸다. 셋째 탐지도 틀렸다." if alone else
               f"{one_ko} 물체는 이미 찾았으므로 둘째 탐지는 {two_ko} 물체를 "
               "찾는다. 셋째 "
               "탐지는 틀렸다.")
            + f" 정밀도는 차례로 {was}이고 내려가기만 하도록 고치면 {now}이다. "
            f"결과는 {total} = {result}이다.",
        "[[0.8, 0.6, 0], [0.7, 0.6, 0],\n" + " " * 43
        + "[0, 0, 0.4], [0, 0, 0.9]]":
            "[{}, {},\n{}{}, {}]".format(*four[:2].tolist(), " " * 43,
                                        *four[2:].tolist()),
    }
    if alone:
        texts |= {
            "a detection looks at the objects that nobody has found *yet*, "
            "and of these at the one it overlaps most. If their IoU is at "
            "least `limit` (more than 0), it has found that object;":
                "a detection looks only at the object that it overlaps most, "
                "found before or not. If nobody has found it yet and their "
                "IoU is at least `limit` (more than 0), it has found that "
                "object;",
            "an object that is found may be set to 0.":
                "an object that is found may be set to 0. Which of the two "
                "arrays says what a detection overlaps most?",
            "탐지는 *아직* 아무도 찾지 않은 물체 가운데 가장 많이 겹치는 것을 "
            "본다. 겹침 "
            "비율이 `limit` 이상이면 그 물체를 찾은 것이고,":
                "탐지는 이미 누가 찾았든 아니든 가장 많이 겹치는 물체 하나만 "
                "본다. 아직 "
                "아무도 찾지 않은 물체이고 겹침 비율이 `limit` 이상이면 그 물체를 찾은 "
                "것이고,",
            "찾은 물체의 열을 0으로 바꾸면 된다.":
                "찾은 물체의 열을 0으로 바꾸면 된다. 가장 많이 겹치는 물체는 "
                "두 배열 가운데 "
                "어느 쪽에서 찾아야 할까?",
            left: most,
            most: left,
            "left = overlaps\n":
                "left = overlaps\n    overlaps = overlaps.copy()\n",
            "[6, 7, 8, 9], [1, 1, 1, 1])]":
                "[6, 7, 8, 9], [1, 1, 1, 1],\n"
                "                            [8, 6, 9, 7])]",
            "fits = [(overlaps[i, k], k) for k in range(m) if k not in taken]"
            "\n            if fits and max(fits)[0] >= limit:":
                "fits = [(overlaps[i, k], k) for k in range(m)]\n"
                "            if max(fits)[0] >= limit and max(fits)[1] not in "
                "taken:",
            "wanted = [(-kept[0][i, k], k) for k in range(m)\n"
            "                      if k not in finder and kept[0][i, k] >= "
            "limit]":
                "k = int(kept[0][i].argmax())\n"
                "            fits = k not in finder and kept[0][i, k] >= "
                "limit\n"
                "            wanted = [(0, k)] if fits else []",
            "look at the object that it overlaps most, *taken or not*, as "
            "PASCAL's rule does,":
                "look at the best of the objects that nobody has found *yet*, "
                "as COCO's rule does,",
            "PASCAL의 규칙처럼 *이미 누가 찾았든 아니든* 가장 많이 겹치는 물체를 보게":
                "COCO의 규칙처럼 *아직* 아무도 찾지 않은 물체 가운데 가장 많이 "
                "겹치는 것을 "
                "보게",
        }
    if eleven:
        texts |= {
            "The result is the area below that curve: each right detection "
            "raises recall by 1/m and counts with the precision there.":
                "The result is the mean of that precision at the eleven "
                "recalls 0, 0.1, …, 1. At each it is the precision at the "
                "first j that reaches the recall; if none does, it is 0.",
            "결과는 이 곡선 아래 넓이다. 맞은 탐지는 저마다 재현율을 1/m씩 올리며, 그 "
            "자리의 정밀도만큼 셈에 들어간다.":
                "결과는 재현율 0, 0.1, …, 1의 열한 곳에서 이 정밀도를 평균한 것이다. "
                "재현율마다 거기에 처음 이르는 j의 정밀도를 쓰고, 끝내 이르지 "
                "못하면 0으로 "
                "친다.",
            "Area under the falling precision of n detections of m objects.":
                "Mean falling precision at eleven recalls; n detections.",
            "    right, n_objects = [], overlaps.shape[1]\n":
                "    right, n_objects = [], overlaps.shape[1]\n"
                "    levels = np.arange(11) / 10\n",
            f"    falling = {accumulate}\n{end}": recall + best,
            f"    falling = precision\n{end}": recall + there,
            f"    falling = np.maximum.accumulate(precision)\n{end}":
                "    precision = np.maximum.accumulate(precision)\n"
                + recall + there,
            f"    falling = {accumulate}\n"
            "    return (falling * right).sum() / max(sum(right), 1)":
                "    recall = np.cumsum(right) / max(sum(right), 1)\n" + best,
            "for hits, p in points if hits > k], default=0)\n"
            "                     for k in range(m)) / m":
                "for hits, p in points\n                          "
                "if 10 * hits >= k * m], default=0)\n"
                "                     for k in range(11)) / 11",
            "        best, area = 0, 0\n        for j in reversed(range(n)):\n"
            "            best = max(best, sum(hits[:j + 1]) / (j + 1))\n"
            "            area += best / m * hits[j]\n":
                "        found, area = np.cumsum(hits), 0\n"
                "        for k in range(11):\n"
                "            area += max((found[j] / (j + 1) for j in range(n)"
                "\n                         if 10 * found[j] >= k * m), "
                "default=0) / 11\n",
        }
    return texts
