"""What a seed changes in the exercises on pooling."""
import numpy as np

from tools.variants import korean


def ex1(rng):
    """Sums instead of means; or blocks of 3×3 pixels; or both."""
    side, sums = [(2, True), (3, False), (3, True)][rng.integers(3)]
    n = side ** 2
    total = int(rng.integers(5, 9)) if sums else n * int(rng.integers(1, 3))
    largest = int(rng.integers(-(-total // 2), total))
    second = total if sums else total // n
    pixels = f"{largest}, {total - largest}, 0, 0" if n == 4 else \
        f"{largest}, {total - largest} and seven zeros"
    pixels_ko = korean(f"{largest}, {total - largest}, 0, 0", "이다/다") \
        if n == 4 else f"{largest}, {total - largest}, 그리고 0 일곱 개다"
    table = np.array([[1, 2, 0], [2.5, 3, 3]]) * (n if sums else 1)
    rest = "total - largest" if sums else f"{n} * mean - largest"
    blocks, many, others = {4: ("2×2", "four", "three"),
                            9: ("3×3", "nine", "eight")}[n]
    texts = {
        "blocks of 2×2 pixels": f"blocks of {blocks} pixels",
        "2×2 블록으로": f"{blocks} 블록으로",
        "A block with largest value 3 and mean 1 holds four pixels with the "
        "sum 4, for instance 3, 1, 0, 0.":
            f"A block with largest value {largest} and "
            + (f"sum {total} holds {many} pixels, " if sums else
               f"mean {second} holds {many} pixels with the sum {total}, ")
            + f"for instance {pixels}.",
        "가장 큰 값이 3, 평균이 1인 블록이라면 네 픽셀의 합이 4다. 이를테면 3, 1, "
        "0, 0이다.": f"가장 큰 값이 {largest}, "
            + (f"합이 {total}인 블록의 픽셀은 " if sums else
               f"평균이 {second}인 블록이라면 픽셀 {n}개의 합이 "
               f"{korean(total, '이다/다')}. ")
            + f"이를테면 {pixels_ko}.",
        "for the other three": f"for the other {others}",
        "나머지 셋의 몫은": f"나머지 {'셋' if n == 4 else '여덟'}의 몫은",
        "whose 2×2 blocks": f"whose {blocks} blocks",
        "2 · height, 2 · width": f"{side} · height, {side} · width",
        "2 · 높이, 2 · 너비": f"{side} · 높이, {side} · 너비",
        "2 * height, 2 * width": f"{side} * height, {side} * width",
        "(4 * mean - largest) / 3": f"({rest}) / {n - 1}",
        "4 * mean - largest": rest, "[::2, ::2]": f"[::{side}, ::{side}]",
        "[1::2, 1::2]": f"[1::{side}, 1::{side}]",
        "np.ones((2, 2))": f"np.ones(({side}, {side}))",
        "repeat(2, axis=0).repeat(2, axis=1)":
            f"repeat({side}, axis=0).repeat({side}, axis=1)",
        "(3, 5, 4)": f"(3, 5, {n})",
        "([[3]], [[1]]), ([[4, 2, 0], [3, 4, 8]], [[1, 2, 0], [2.5, 3, 3]]),":
            f"([[{largest}]], [[{second}]]),\n            "
            f"([[4, 2, 0], [3, 4, 8]], {table.tolist()}),",
        "[2 * r:2 * r + 2, 2 * c:2 * c + 2]":
            f"[{side} * r:{side} * (r + 1), {side} * c:{side} * (c + 1)]",
        "*(2 * rng.integers(1, 8, 2))": f"*({side} * rng.integers(1, 8, 2))",
        "lost[..., :2, :2] = 1.5  # four equal":
            f"lost[..., :{side}, :{side}] = 1.5  # {many} equal",
        "(lost, 2)": f"(lost, {side})",
        "(got[None, None], 2)": f"(got[None, None], {side})",
        "(digit, 2)": f"(digit, {side})", "(digit, 2,": f"(digit, {side},",
        "The slides' pair of tables (C) has":
            "The slides' pair of tables (C), largest values and means of 2×2 "
            "blocks, has",
        "강의 자료 C의 두 표에는":
            "강의 자료 C의 두 표(2×2 블록의 가장 큰 값과 평균)에는",
    }
    if side == 3:
        texts |= {
            "between a quarter of": "between a ninth of",
            "4분의 1보다 작지": "9분의 1보다 작지",
            "do you know all four": "do you know all nine",
            "네 픽셀을 모두": "아홉 픽셀을 모두",
            ".scaled()[1:2].numpy()\n":
                ".scaled()[1:2].numpy()\ndigit = digit[..., :27, :27]\n",
        }
    if sums:
        texts |= {
            "once by the mean": "once by the sum",
            "한 번은 평균만": "한 번은 합만",
            "the mean lies between a quarter of the largest value and the "
            "largest value itself": "the sum lies between the largest value "
                                    f"and {many} times the largest value",
            "블록마다 평균은 가장 큰 값의 4분의 1보다 작지 않고 가장 큰 값보다 크지 "
            "않다": f"블록마다 합은 가장 큰 값보다 작지 않고 그 {n}배보다 크지 않다",
            "these means": "these sums", "`mean`": "`total`",
            "largest, mean": "largest, total", "(mean)": "(total)",
            "return mean.repeat": f"return (total / {n}).repeat",
            "np.kron(mean,": f"np.kron(total / {n},",
            "blocks.mean(2)": "blocks.sum(2)", "block.mean()": "block.sum()",
            "mean[r][c]": "total[r][c]", 'and mean "': 'and sum "',
            "rng = np.random.default_rng()\n    for":
                "def sum_pool(x, side):\n        return F.avg_pool2d(x, side, "
                "divisor_override=1)\n\n    rng = np.random.default_rng()\n"
                "    for",
            "F.max_pool2d, F.avg_pool2d": "F.max_pool2d, sum_pool",
            "reduce=np.mean": "reduce=np.sum", '"mean": mean': '"sum": total',
        }
    return texts


CORNERS = {"upper left": ("왼쪽 위", 0, 0), "lower right": ("오른쪽 아래", 1, 1),
           "upper right": ("오른쪽 위", 0, 1), "lower left": ("왼쪽 아래", 1, 0)}


def ex2(rng):
    """A corner names the window, not its centre; other numbers."""
    corner = str(rng.choice(list(CORNERS)))
    where, below, right = CORNERS[corner]

    def smallest(row):
        row = [np.inf] * 2 * right + row + [np.inf] * 2 * (not right)
        return [min(row[k:k + 3]) for k in range(4)]

    def pad(reach, before):
        return f"({reach}, 0)" if before else f"(0, {reach})"

    one = rng.permutation(range(1, 10))[:4].tolist()
    two = (-rng.permutation(range(1, 10))[:4]).tolist()
    origin = ", ".join("(size - 1) // 2" if far else "-(size // 2)"
                       for far in (below, right))
    told = [", ".join(map(str, row)) for row in (one, smallest(one))]
    oracle = f"\n            cval=np.inf, origin=(0, 0, {origin}))"
    return {
        "around *each* pixel, the smallest value in a window of size × size "
        "pixels": "for *each* pixel, the smallest value in the window of size "
                  f"× size pixels whose {corner} pixel it is",
        "그 픽셀을 가운데에 둔 size × size 창의":
            f"그 픽셀이 {where} 구석에 오는 size × size 창의",
        "`size` is odd": "`size` is 1 or more",
        "`size`는 홀수다": "`size`는 1 이상의 정수다",
        "5, 3, 8, 9, windows of size 3 make 3, 3, 3, 8":
            f"{told[0]}, windows of size 3 make {told[1]}",
        "5, 3, 8, 9 한 행뿐인 맵에 크기 3인 창을 쓰면 3, 3, 3, 8이 나온다":
            f"{told[0]} 한 행뿐인 맵에 크기 3인 창을 쓰면 "
            f"{korean(told[1], '이/가')} 나온다",
        "Smallest value of the window around each pixel":
            "Smallest value of the window of each pixel",
        "size // 2": "size - 1",
        "(reach, reach), (reach, reach)":
            f"{pad('reach', below)}, {pad('reach', right)}",
        "(r, r), (r, r)": f"{pad('r', below)}, {pad('r', right)}",
        "([5, 3, 8, 9], [3, 3, 3, 8])": (one, smallest(one)),
        "([-2, -7, -1, -4], [-7, -7, -7, -4])": (two, smallest(two)),
        "(5, (1, 2, 7, 6))": "(4, (1, 2, 7, 6))",
        "(1, 3, 5, 7)": "(1, 2, 3, 6)",
        "\n                                  cval=np.inf)": oracle,
        "\n                                      cval=np.inf)":
            oracle.replace("\n", "\n    "),
        "((0, 0), (0, 0), (1, 1), (1, 1))), 3":
            f"((0, 0), (0, 0), {pad(2, not below)}, {pad(2, not right)})), 3",
    }


def ex3(rng):
    """Windows not square, or laid from the far corner, or both; numbers."""
    pair, far = [(True, False), (False, True), (True, True)][rng.integers(3)]
    wide = int(rng.choice([1, 2, 4])) if pair else 3
    size = f"(3, {wide})" if pair else "3"
    windows = (6 - wide) // 2 + 1

    def seen(length):
        counts = np.zeros(6, dtype=int)
        for start in range((6 - length) % 2 * far, 7 - length, 2):
            counts[start:start + length] += 1
        return counts

    rows, columns = seen(3), seen(wide)
    first, third = [", ".join(map(str, rows[k] * columns))
                    for k in (0, 3 if far else 2)]
    ordinal = ("fourth", "넷째") if far else ("third", "셋째")
    many = f"{3 * wide}"
    texts = {
        "If every number of `gradient` is 9, then windows of size 3 with "
        "stride 2 give a 5×5 map the first row 1, 1, 2, 1, 1 and the middle "
        "row 2, 2, 4, 2, 2":
            f"If every number of `gradient` is {many}, then windows of size "
            f"{size} with stride 2 give a 6×6 map the first row {first} and "
            f"the {ordinal[0]} row {third}",
        "`gradient`의 수가 모두 9이고 크기 3인 창을 스트라이드 2로 놓았다면, 5×5 "
        "픽셀 맵의 첫 행은 1, 1, 2, 1, 1이고 가운데 행은 2, 2, 4, 2, 2다":
            f"`gradient`의 수가 모두 {many}이고 크기가 {size}인 창을 스트라이드 "
            f"2로 놓았다면, 6×6 픽셀 맵의 첫 행은 {first}이고 {ordinal[1]} 행은 "
            f"{korean(third, '이다/다')}",
        "nines = np.full((1, 1, 2, 2), 9.0)":
            f"alike = np.full((1, 1, 2, {windows}), {many}.0)",
        "average_backward(nines, (1, 1, 5, 5), 3, 2)":
            f"average_backward(alike, (1, 1, 6, 6), {size}, 2)",
        "(1, 1, 5, 5)": "(1, 1, 6, 6)",
        "row = np.array([1, 1, 2, 1, 1])":
            f"rows, columns = np.array({rows.tolist()}), "
            f"np.array({columns.tolist()})",
        "np.outer(row, row)": "np.outer(rows, columns)",
        "gradient 9 for 2×2 windows of size 3":
            f"gradient {many} for 2×{windows} windows of size {size}",
    }
    if far:
        texts |= {
            "one every `stride` pixels.": "one every `stride` pixels; the "
            "last one ends in the lower right corner.",
            "픽셀마다 하나씩 놓인다.": "픽셀마다 하나씩 놓이며, 마지막 창은 오른쪽 "
                               "아래 구석에서 끝난다.",
            "F.avg_pool2d(x, size, stride)":
                "F.avg_pool2d(x.flip(2, 3), size, stride).flip(2, 3)",
            "top, left = r * stride, c * stride":
                "top, left = ((n - m) % stride + k * stride for n, m, k in "
                "zip(\n                shape[2:], size, (r, c)))" if pair else
                "top, left = ((n - size) % stride + k * stride\n"
                "                         for n, k in zip(shape[2:], (r, c)))",
        }
    if pair:
        texts |= {
            "size × size pixels": "`size[0]` × `size[1]` pixels (height, "
                                  "width)",
            "창은 size × size 픽셀이고": "창은 `size[0]` × `size[1]` 픽셀(높이, "
                                   "너비)이고",
            "size ** 2": "np.prod(size)",
            "float(size ** 2)": "float(size ** 2)",
            "top:top + size, left:left + size":
                "top:top + size[0], left:left + size[1]",
            "slice(top, top + size), slice(left, left + size)":
                "slice(top, top + size[0]), slice(left, left + size[1])",
            "np.ones((size, size))": "np.ones(size)",
            "((2, 2), (3, 2), (3, 1), (2, 3))":
                "(((2, 3), 2), ((3, 2), 2), ((1, 3), 1), ((2, 1), 3))",
            "size, stride = map(int, rng.integers(1, 5, 2))":
                "*size, stride = map(int, rng.integers(1, 5, 3))",
            "(1, 1, pixels, pixels), size, stride)":
                "(1, 1, pixels, pixels),\n"
                "                             (size, size), stride)",
        }
    return texts


def ex4(rng):
    """The sum is the score, or channels come last, or both; numbers."""
    sums, last = [(False, True), (True, False), (True, True)][rng.integers(3)]
    maps = rng.integers(0, 5, (2, 2, 2))
    w = rng.permutation([int(rng.integers(2, 4)), -1]).tolist()
    b = int(rng.integers(1, 8)) / 2
    shown = np.tensordot(w, maps, 1) + b
    score, shown = shown.mean(), shown / (4 if sums else 1)

    def said(table):
        rows = [" ".join(f"{value:g}" for value in row) for row in table]
        return " / ".join(rows).replace("-", "−")

    one, two = said(maps[0]), said(maps[1])
    w_said = [str(value).replace("-", "−") for value in w]
    s = f"{score:g}".replace("-", "−")
    given = maps.transpose(1, 2, 0) if last else maps
    mean = "maps.mean((0, 1))" if last else "maps.mean((1, 2))"
    product = f"np.tensordot(w, maps, axes={'(1, 2)' if last else 1})"
    texts = {
        "Two channels, 0 2 / 0 2 and 1 1 / 3 3, one class with the weights 1 "
        "and −1 and the bias 0.5: the score is −0.5, the map −0.5 1.5 / −2.5 "
        "−0.5.": f"Two channels, {one} and {two}, one class with the weights "
                 f"{w_said[0]} and {w_said[1]} and the bias {b:g}: the score "
                 f"is {s}, the map {said(shown)}.",
        "채널은 0 2 / 0 2와 1 1 / 3 3 두 장이고, 클래스는 하나이며 그 가중치가 1과 "
        "−1, 편향이 0.5라고 하자. 점수는 −0.5이고 맵은 −0.5 1.5 / −2.5 −0.5다.":
            f"채널은 {korean(one, '과/와')} {two} 두 장이고, 클래스는 하나이며 그 "
            f"가중치가 {korean(w_said[0], '과/와')} {w_said[1]}, 편향이 "
            f"{korean(f'{b:g}', '이라고/라고')} 하자. 점수는 {s}이고 맵은 "
            f"{korean(said(shown), '이다/다')}.",
        "[[[0.0, 2], [0, 2]], [[1, 1], [3, 3]]]": (given * 1.0).tolist(),
        "np.array([[1.0, -1]]), np.array([0.5])":
            f"np.array([{w}]), np.array([{b}])",
        "expected = np.array([[-0.5, 1.5], [-2.5, -0.5]])":
            f"expected = np.array({shown.tolist()})",
        "weights 1, -1, bias 0.5": f"weights {w[0]}, {w[1]}, bias {b:g}",
        "maps.mean((1, 2))": mean, "np.tensordot(w, maps, axes=1)": product,
    }
    if last:
        texts |= {
            "`maps` (channels, height, width)":
                "`maps` (height, width, channels)",
            "`maps` (채널, 높이, 너비)": "`maps` (높이, 너비, 채널)",
            "channels, height, width = maps.shape":
                "height, width, channels = maps.shape",
            "w[:, :, None, None] * maps": "w[:, None, None, :] * maps",
            "each.sum(1)": "each.sum(-1)",
            "((4, 5, 6), (4, 1, 1), (4, 7, 3))":
                "((5, 6, 4), (1, 1, 4), (7, 3, 4))",
            "F.conv2d(torch.tensor(maps), torch.tensor(\n            w)[:":
                "F.conv2d(\n            torch.tensor(maps.transpose(2, 0, 1)),"
                "\n            torch.tensor(w)[:",
            "size=(channels, height, width)": "size=(height, width, channels)",
            "maps, w[:, :": "maps.transpose(2, 0, 1), w[:, :",
            "body(wide[None])[0]": "body(wide[None])[0].permute(1, 2, 0)",
        }
    if sums:
        pixels = "maps[..., 0].size" if last else "maps[0].size"
        texts |= {
            "its mean over all pixels is": "its sum over all pixels is",
            "모든 픽셀의 평균이 그": "모든 픽셀의 합이 그",
            "And what becomes of a number that is added to every pixel when "
            "the mean is taken?": "And how much must be added to every pixel, "
                                  "if the sum shall grow by the bias?",
            "모든 픽셀에 같은 수를 더한 뒤 평균을 내면 그 수는 어떻게 될까?":
                "합이 편향만큼 커지려면 픽셀마다 얼마를 더해야 할까?",
            "the mean is the class's score": "the sum is the class's score",
            "return np.tensordot(w, maps, axes=1) + b[:, None, None]":
                f"shown = {product} + b[:, None, None]\n"
                "    return shown / (height * width)",
            "return shown / (height * width)": "return shown",
            "bias = b[:, None, None] / (height * width)\n    return "
            "np.tensordot(w, maps, axes=1) + bias":
                "bias = b[:, None, None]\n"
                f"    return {product} / (height * width) + bias",
            "with the mean {np.mean(got):g}": "with the sum {np.sum(got):g}",
            "np.mean(got, (1, 2))": "np.sum(got, (1, 2))",
            "scores {score}, means": "scores {score}, sums",
            "torch.tensor(b))\n":
                f"torch.tensor(b))\n        expected = expected / {pixels}\n",
            "b))).numpy()":
                "b))).numpy()\n        expected /= height * width",
            "are the means over": "are the sums over",
            "숫자에서 낸 평균이다": "숫자에서 낸 합이다",
            "part.mean()": "part.sum()", "{label}, means": "{label}, sums",
            "(-15, 15)": "(-0.1, 0.1)",
        }
    return texts


def ex5(rng):
    """Dark dots and min pooling, or to a third of the size, or both."""
    step, dark = [(2, True), (3, False), (3, True)][rng.integers(3)]
    third, gap = step == 3, 2 * step  # dots are this many pixels apart
    low, reduce = ("min", ", reduce=np.min") if dark else ("max", "")
    name = "shrink" if third else "halve"
    black, white, flat = (1, 0, 0.7) if dark else (0, 1, -0.7)
    grid = "(1, 1, 24, 24)" if third else "(1, 1, 16, 16)"
    wide = "(1, 1, 24, 27)" if third else "(1, 1, 20, 22)"
    share = "0.03" if third else "0.06"
    few = f">= {share}" if dark else f"< {share}"
    least, most = ("<= 0.5", ".max() >= 0.7") if dark \
        else (">= 0.5", ".min() <= 0.3")
    told = "less, 0.7 or more, 0.5 or less" if dark \
        else "more, 0.3 or less, 0.5 or more"
    sign = "-" * dark
    texts = {
        "halve(": f"{name}(", "halve,": f"{name},", '"yours": halve': (
            f'"yours": {name}'),
        "np.pad(maps, (batch, channels, (1, 2), (1, 2))":
            "np.pad(maps, (batch, channels, {0}, {0})".format(
                "(1, 1)" if third else "(1, 2)"),
        "((0, 0), (0, 0), (1, 2), (1, 2))":
            "((0, 0), (0, 0), {0}, {0})".format(
                "(1, 1)" if third else "(1, 2)"),
        "pool2d(padded, 2, stride=1)":
            f"pool2d(padded, {step}, stride=1{reduce})",
        "pool2d(padded, 3, stride=1)":
            f"pool2d(padded, {2 * step - 1}, stride=1{reduce})",
        "3, stride=2,": f"3, stride={step},",
        "pool2d(maps, 2)": f"pool2d(maps, {step}{reduce})",
        "pool2d(maps, 2, reduce": f"pool2d(maps, {step}, reduce",
        "(windows * weights).sum(axis)), 2)":
            f"(windows * weights).sum(axis)), {step}{reduce})",
        "np.full((2, 3, 8, 12), -0.7)), (2, 3, 4, 6)":
            f"np.full((2, 3, {4 * step}, {6 * step}), {flat})), (2, 3, 4, 6)",
        "(got, -0.7), f\"1. all pixels -0.7":
            f"(got, {flat}), f\"1. all pixels {flat}",
        "np.ndindex(2, 2, 2)": f"np.ndindex({step}, {step}, 2)",
        "np.zeros((1, 1, 16, 16))": f"np.full({grid}, {black}.0)",
        "[5 + c, 9 + c]] = 1": f"[5 + c, {5 + gap} + c]] = {white}",
        "{9 + c} of a line": f"{{{5 + gap} + c}} of a line",
        "[0, 0].max(axis)": f"[0, 0].{low}(axis)", "got >= 0.5": f"got {least}",
        ".min() <= 0.3": most,
        "expected 0.5\"\n            f\" or more, 0.3 or less, 0.5 or more;":
            f"expected 0.5\"\n            f\" or {told};",
        "< 0.06": few,
        "x.reshape(1, 1, 48, 2, 48, 2).max((3, 5))":
            "x.reshape(1, 1, {0}, {1}, {0}, {1}).{2}((3, 5))".format(
                96 // step, step, low),
        "return torch.nn.functional.max_pool2d(torch.tensor(x), 2).numpy()":
            f"x = torch.tensor({sign}x)\n        return {sign}torch.nn."
            f"functional.max_pool2d(x, {step}).numpy()",
        "tuple(2 * rng.integers(3, 8, 4))":
            f"tuple({step} * rng.integers({3 - third}, 8, 4))",
        "shape[2] // 2, shape[3] // 2":
            f"shape[2] // {step}, shape[3] // {step}",
        "(3, 2, 6, 10)": f"(3, 2, {3 * step}, {5 * step})",
        "np.ndindex(4, 5, 2)": f"np.ndindex({step + 2}, 5, 2)",
        "np.zeros((1, 1, 20, 22))": f"np.full({wide}, {black}.0)",
        "[6 + c, 10 + c]] = 1": f"[6 + c, {6 + gap} + c]] = {white}",
        "lambda x: pool2d(x, 2)": f"lambda x: pool2d(x, {step}{reduce})",
    }
    if third:
        texts |= {
            "Halve it with": "To a third with",
            "흔들림 없이 절반으로": "흔들림 없이 3분의 1로",
            "Max pooling halves a map": "Max pooling brings a map to a third "
                                        "of its size",
            "맵을 절반으로 줄인다": "맵을 3분의 1로 줄인다",
            "height / 2, width / 2) for even sizes":
                "height / 3, width / 3) for sizes that 3 divides",
            "짝수 크기의 (배치": "높이와 너비가 3의 배수인 (배치",
            "높이 / 2, 너비 / 2": "높이 / 3, 너비 / 3",
            "with three black": "with five black",
            "검은 픽셀 셋을": "검은 픽셀 다섯을",
            "every second row and column": "two rows and columns in three",
            "하나 걸러 하나씩 버리는": "셋에 둘씩 버리는",
            "Half as high, half as wide": "A third as high and as wide",
            "halved before": "brought to a third before",
            "숫자를 절반으로 줄인다": "숫자를 3분의 1로 줄인다",
            "Halve three times": "Do it twice",
            "잇달아 세 번 줄이면": "잇달아 두 번 줄이면",
            ".numpy() > 100": ".numpy() > 100\ndigit = digit[:27, :27]",
        }
    if dark:
        between = ("five", "다섯") if third else ("three", "셋")
        texts |= {
            "Max pooling halves a map": "Min pooling " + (
                "brings a map to a third of its size" if third else
                "halves a map"),
            "최대 풀링은 맵을 절반으로": "최소 풀링은 맵을 "
                                + ("3분의 1로" if third else "절반으로"),
            "brightness 1 on black, with three black pixels":
                f"brightness 0 on white, which is 1, with {between[0]} white "
                "pixels",
            "검은 바탕에 밝기 1인 점 둘이 검은 픽셀 셋을":
                f"밝기 1인 흰 바탕에 밝기 0인 점 둘이 흰 픽셀 {between[1]}을",
            "reach *0.5 or more, fall to 0.3 or less, and reach 0.5 again*":
                "fall to *0.5 or less, reach 0.7 or more, and fall to 0.5 "
                "again*",
            "*0.5 이상으로 올랐다가 0.3 이하로 내리고 다시 0.5 이상으로 오른다*":
                "*0.5 이하로 내렸다가 0.7 이상으로 오르고 다시 0.5 이하로 내린다*",
            "scattered dots": "scattered black dots",
            "흩어진 점들을": "흩어진 검은 점들을",
            "plain max": "plain min", "Plain max": "Plain min",
            "보통 최대 풀링": "보통 최소 풀링",
            "Take max pooling apart: the maximum with stride 1":
                "Take min pooling apart: the minimum with stride 1, by "
                "`reduce=np.min`",
            "최대 풀링을 둘로": "최소 풀링을 둘로",
            "스트라이드 1로 최댓값을 남기는 일": "스트라이드 1로 최솟값을 남기는 일"
                                    "(`reduce=np.min`)",
            "strongest": "weakest", "lit": "dark",
            "skeletonize(digit)[None, None] * 1.0":
                "1.0 - skeletonize(digit)[None, None]",
        }
    return texts
