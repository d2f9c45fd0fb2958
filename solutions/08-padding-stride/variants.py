"""What a seed changes in the exercises on padding and stride."""
import itertools

import numpy as np

from tools.variants import korean


def ex1(rng):
    """Windows start at the far end, or zeros are on one side only."""
    where, back = [("end", False), ("both", True), ("front", True),
                   ("end", True)][rng.integers(4)]

    def visits(size, kernel, stride, padding):
        length = size + padding * (2 if where == "both" else 1)
        counts = np.zeros(length, dtype=int)
        for start in (range(length - kernel, -1, -stride) if back
                      else range(0, length - kernel + 1, stride)):
            counts[start:start + kernel] += 1
        first = 0 if where == "end" else padding
        return counts[first:first + size].tolist()

    size = 3 * int(rng.integers(3, 6)) + 1
    cases = [(size, 3, 1, 0), (size, 3, 3, 0),
             (int(rng.integers(7, 10)), 3, 2, int(rng.integers(1, 3)))]
    cases = dict(zip(((7, 3, 1, 0), (7, 3, 3, 0), (7, 3, 2, 1)), cases))
    counts = [" ".join(map(str, visits(*case))) for case in cases.values()]
    third = list(cases.values())[2][::3]
    texts = {
        "visits(7, 3)": f"visits({size}, 3)",
        "visits(7, 3, stride=3)": f"visits({size}, 3, stride=3)",
        "1 2 3 3 3 2 1": counts[0], "1 1 1 1 1 1 0": counts[1],
        "pixel is never seen.": "pixel is never seen. `visits({}, 3, stride=2, "
        "padding={})` is {}.".format(*third, counts[2]),
        "픽셀은 한 번도 보이지 않는다.": "픽셀은 한 번도 보이지 않는다. `visits({}, 3, "
        "stride=2, padding={})`의 값은 {}.".format(
            *third, korean(counts[2], "이다/다")),
        "(9, 4, 2, 3), (11, 2, 5, 1), (5, 8, 3, 2)":
            "({}, 4, 2, 3), ({}, 2, 5, 1), (5, {}, 3, 2)".format(
                *rng.integers((8, 11, 5), (11, 14, 8))),
        "counts[padding:padding + size]":
            "counts[:size]" if where == "end" else
            "counts[padding:padding + size]",
        "F.conv1d(x, torch.ones(1, 1, kernel), stride=stride,\n"
        "                 padding=padding)":
            "places = F.pad(x, ({}, {})){}\n"
            "        F.conv1d(places, torch.ones(1, 1, kernel),\n"
            "                 stride=stride)"
            .format("0" if where == "end" else "padding",
                    "0" if where == "front" else "padding",
                    ".flip(2)" * back),
    }
    for old, case in cases.items():
        was = {(7, 3, 1, 0): [1, 2, 3, 3, 3, 2, 1],
               (7, 3, 3, 0): [1, 1, 1, 1, 1, 1, 0],
               (7, 3, 2, 1): [1, 2, 1, 2, 1, 2, 1]}[old]
        texts[f"compare({old}, {was})"] = f"compare({case}, {visits(*case)})"
    if where != "both":
        texts |= {
            "`padding` zeros at each end": "`padding` zeros " + (
                "behind them" if where == "end" else "before them"),
            "양 끝에 0이 `padding`개씩 붙어":
                f"그 {'뒤' if where == 'end' else '앞'}에 0이 `padding`개 붙어",
            "Then cut off both ends": "Then cut off the zeros",
            "그런 다음 양 끝을 잘라 낸다": "그런 다음 0이 있던 칸을 잘라 낸다",
            "size + 2 * padding": "size + padding",
        }
    if where == "end":
        texts["counts[:size]"] = "counts[padding:]"
    if back:
        texts |= {
            "places slides along it, `stride` places at a time":
                "places starts at the very end of it and slides towards the "
                "front, `stride` places at a time",
            "창이 이 축을 따라 `stride`칸씩 옮겨 간다":
                "창이 축의 맨 끝에서 시작해 앞쪽으로 `stride`칸씩 옮겨 간다",
            "is 1 1 1 1 1 1 0: the last": f"is {counts[1]}: the first",
            "1 1 1 1 1 1 0이다. 마지막": f"{counts[1]}이다. 첫",
            "does the last window start": "does the first window start",
            "마지막 창은 어느 칸에서": "첫 창은 어느 칸에서",
            "range(0, length - kernel + 1, stride)":
                "range(length - kernel, -1, -stride)",
            "range(0, length - kernel, stride)":
                "range(length - kernel, 0, -stride)",
            "range(0, length, stride)": "range(length - 1, -1, -stride)",
        }
    return texts


def ex2(rng):
    """The largest padding; or zeros at one end only, or both; numbers."""
    ends, largest = [(2, True), (1, False), (1, True)][rng.integers(3)]
    n, third = int(rng.choice(range(30, 50, 2))), 3 * int(rng.integers(7, 13))
    best = "largest" if largest else "smallest"
    least = "max(-(-(needed - size) // 2), 0)"
    keep = (n, 5, n, 1, 1), (n, 4, n, 1, 1)
    halve, third = (n, 3, n // 2, 2, 1), (third, 5, third // 3, 3, 1)
    texts = {
        "return the smallest `padding`, zeros at *each* end of an axis of "
        "`size` pixels,": f"return the {best} `padding`, zeros " + (
            "at *each* end of an axis of `size` pixels," if ends == 2 else
            "behind the *last* pixel of an axis of `size` pixels,"),
        "The smallest padding": f"The {best} padding",
        "(28, 5, 28, 1, 1), (28, 4, 28, 1, 1), (28, 3, 14, 2, 1)":
            f"{keep[0]}, {keep[1]}, {third if ends == 2 else halve}",
        "(28, 4, 28, 1, 2)": (n, 4, n, 1, 2),
    }
    if largest:
        texts |= {
            "나오는 가장 작은": "나오는 가장 큰",
            "expected = tried.index(wanted) if wanted in tried else None":
                "expected = max((p for p, n in enumerate(tried) "
                "if n == wanted),\n                       default=None)",
            "expected = padding\n                break": "expected = padding",
        }
    if ends == 2:
        texts |= {
            "28 pixels under a kernel of 5, `padding_for(28, 5, 28)`":
                f"{n} pixels under a kernel of 5, `padding_for({n}, 5, {n})`",
            "padding 1 gives 27, padding 2 gives 29. To halve them under a "
            "kernel of 3, `padding_for(28, 3, 14, stride=2)` is 1":
                f"padding 1 gives {n - 1}, padding 2 gives {n + 1}. To keep "
                f"a third of {third[0]} under a kernel of 5, `padding_for("
                f"{third[0]}, 5, {third[2]}, stride=3)` is 2: padding 1 gives "
                f"{third[2]} too",
            "픽셀 28개를 그대로 지키는 `padding_for(28, 5, 28)`은 2다":
                f"픽셀 {n}개를 그대로 지키는 `padding_for({n}, 5, {n})`의 값은 2다",
            "1이면 27개, 2이면 29개가": f"1이면 {n - 1}개, 2이면 {n + 1}개가",
            "크기가 3인 커널로 절반을 남기는 `padding_for(28, 3, 14, stride=2)`는 "
            "1이다": f"크기가 5인 커널로 {third[0]}개의 3분의 1을 남기는 "
                     f"`padding_for({third[0]}, 5, {third[2]}, stride=3)`의 "
                     f"값은 2다. 패딩이 1이어도 {third[2]}개가 나오지만 2가 더 크다",
            least: "(needed + stride - 1 - size) // 2",
            "return padding if left_over < stride else None":
                "return padding if min(padding, left_over) >= 0 else None",
            "return padding if size + 2 * padding - needed < stride else None":
                "left_over = size + 2 * padding - needed\n"
                "    return padding if min(padding, left_over) >= 0 else None",
            "return max(-(-zeros // 2), 0)":
                "return max((zeros + stride - 1) // 2, 0)",
        }
        return texts
    more = n - 10
    return texts | {
        "To keep 28 pixels under a kernel of 5, `padding_for(28, 5, 28)` is "
        "2. For a kernel of 4 it is `None`: padding 1 gives 27, padding 2 "
        "gives 29. To halve them under a kernel of 3, `padding_for(28, 3, 14, "
        "stride=2)` is 1.":
            f"To keep {n} pixels under a kernel of 5, `padding_for({n}, 5, "
            f"{n})` is 4. `padding_for({n}, 5, {more})` is `None`: even "
            f"padding 0 gives {n - 4}. To halve them under a kernel of 3, "
            f"`padding_for({n}, 3, {n // 2}, stride=2)` is "
            + (f"2: padding 1 gives {n // 2} too." if largest else "1."),
        "축의 *양 끝에* 0을 `padding`개씩 붙였을 때":
            "축의 *맨 뒤에만* 0을 `padding`개 붙였을 때",
        "픽셀 28개를 그대로 지키는 `padding_for(28, 5, 28)`은 2다. 크기가 4라면 "
        "`None`이다. 패딩이 1이면 27개, 2이면 29개가 나오기 때문이다. 크기가 3인 "
        "커널로 절반을 남기는 `padding_for(28, 3, 14, stride=2)`는 1이다.":
            f"픽셀 {n}개를 그대로 지키는 `padding_for({n}, 5, {n})`의 값은 4다. "
            f"`padding_for({n}, 5, {more})`의 값은 `None`이다. 패딩이 0이어도 "
            f"{n - 4}개가 나오기 때문이다. 크기가 3인 커널로 절반을 남기는 "
            f"`padding_for({n}, 3, {n // 2}, stride=2)`의 값은 "
            + (f"2다. 패딩이 1이어도 {n // 2}개가 나오지만 2가 더 크다."
               if largest else "1이다."),
        least: "needed + stride - 1 - size" if largest
            else "max(needed - size, 0)",
        "size + 2 * padding": "size + padding",
        "left_over = size + 2 * padding - needed\n"
        "    return padding if left_over < stride else None":
            "return padding if padding >= 0 else None" if largest else
            "left_over = size + padding - needed\n"
            "    return padding if left_over < stride else None",
        "return padding if size + 2 * padding - needed < stride else None":
            "return padding if padding >= 0 else None" if largest else
            "return padding if size + padding - needed < stride else None",
        "return max(-(-zeros // 2), 0)":
            f"return max(zeros{' + stride - 1' * largest}, 0)",
        "return zeros // 2 if zeros >= 0 and zeros % 2 == 0 else None":
            "return zeros if zeros >= 0 else None",
        "return (span - 1) // 2 if span % 2 == 1 else None":
            "return span - 1",
        "F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, kernel),\n"
        "                        None, stride, padding, dilation)":
            "F.conv1d(torch.zeros(1, 1, size + padding),\n"
            "                        torch.zeros(1, 1, kernel), None, stride,"
            "\n                        0, dilation)",
        "range(40)": "range(80)", "range(70)": "range(140)",
        "padding_for(28, 3, 28) == 1, \"28 pixels, kernel 3: expected 1\"":
            f"padding_for({n}, 3, {n}) == 2, \"{n} pixels, kernel 3: "
            f"expected 2\"\n    assert padding_for({n}, 1, {n // 2}, 2) == 0, ("
            f"\n        \"{n} pixels, kernel 1, stride 2: expected 0\")",
        "A dash stands where no padding does it. Why does dilation 2 help "
        "every even kernel? And in the row of stride 2, the kernel of 3 needs "
        "one zero, but padding 1 brings two: which of the two does no window "
        "ever read?":
            "With zeros at both ends every even kernel would get a dash in "
            "the first row: no padding would do it. Why is there none here? "
            "And in the row of stride 2, " + (
                "the kernel of 3 needs one zero, but gets two: which of the "
                "two does no window ever read?" if largest else
                "kernels of 1 and 2 both get no zero: with which of them does "
                "no window ever read the last pixel?"),
        "줄표는 알맞은 패딩이 없다는 뜻이다. `dilation`이 2이면 왜 짝수 커널에도 "
        "모두 답이 있을까? 스트라이드가 2인 줄에서 크기가 3인 커널에는 0이 하나만 "
        "있으면 되는데, 패딩 1은 두 개를 붙인다. 둘 가운데 어떤 창도 읽지 않는 0은 "
        "어느 것일까?":
            "0을 양 끝에 붙인다면 첫 줄의 짝수 커널에는 알맞은 패딩이 없어 모두 "
            "줄표가 나올 것이다. 여기에는 왜 하나도 없을까? 스트라이드가 2인 줄에서 "
            + ("크기가 3인 커널에는 0이 하나만 있으면 되는데 두 개를 붙였다. 둘 "
               "가운데 어떤 창도 읽지 않는 0은 어느 것일까?" if largest else
               "크기가 1인 커널과 2인 커널에는 모두 0을 붙이지 않는다. 어떤 창도 "
               "마지막 픽셀을 읽지 않는 것은 둘 가운데 어느 쪽일까?"),
    }


def ex3(rng):
    """The mirror beside the border pixel; or pixels counted from 1; both."""
    first, beside = [(0, True), (1, False), (1, True)][rng.integers(3)]
    size, padding = map(int, rng.choice([(4, 3), (5, 2), (5, 3), (6, 2)]))
    name = "symmetric" if beside else "reflect"
    lists = [np.pad(np.arange(first, size + first), padding, mode).tolist()
             for mode in ("edge", "wrap", name)]
    told = [" ".join(map(str, numbers)) for numbers in lists]
    doubled = (f"places = np.where(places < {first}, {2 * first - 1} - places,"
               " places)\n    return np.where(places > last, 2 * last + 1 - "
               "places, places)")
    single = "return last - np.abs(last - 1 - np.abs(places - 1))" if first \
        else "return last - np.abs(last - np.abs(places))"
    near = "np.abs(places - 1) + 1" if not beside else \
        f"np.where(places < {first}, {2 * first - 1} - places, places)"
    texts = {
        "4 pixels with padding 2 give 0 0 0 1 2 3 3 3, then 2 3 0 1 2 3 0 1, "
        "then 2 1 0 1 2 3 2 1": "{} pixels with padding {} give {}, then {}, "
                                "then {}".format(size, padding, *told),
        "픽셀이 4개이고 패딩이 2이면 차례로 0 0 0 1 2 3 3 3, 2 3 0 1 2 3 0 1, "
        "2 1 0 1 2 3 2 1이다":
            f"픽셀이 {size}개이고 패딩이 {padding}이면 차례로 {told[0]}, {told[1]}, "
            + korean(told[2], "이다/다"),
        "{\"replicate\": [0, 0, 0, 1, 2, 3, 3, 3],\n" + 27 * " "
        + "\"circular\": [2, 3, 0, 1, 2, 3, 0, 1],\n" + 27 * " "
        + "\"reflect\": [2, 1, 0, 1, 2, 3, 2, 1]}":
            f"{{\n            \"replicate\": {lists[0]},\n            "
            f"\"circular\": {lists[1]},\n            "
            f"\"{name}\": {lists[2]}}}",
        "padded_pixels(4, 2, mode)": f"padded_pixels({size}, {padding}, mode)",
        "4 pixels, padding 2": f"{size} pixels, padding {padding}",
        "(8,)": f"({len(lists[0])},)",
        "{told}8 numbers": f"{{told}}{len(lists[0])} numbers",
        "import numpy as np\n    import torch\n"
        "    import torch.nn.functional as F\n":
            "import numpy as np\n\n    names = {\"replicate\": \"edge\", "
            f"\"circular\": \"wrap\",\n             \"{name}\": \"{name}\"}}\n",
        "x = torch.arange(float(size)).reshape(1, 1, size)\n            "
        "expected = F.pad(x, (padding, padding), mode).int()[0, 0].tolist()":
            f"pixels = np.arange({first}, size + {first})\n            "
            "expected = np.pad(pixels, padding, names[mode]).tolist()",
        "expected = F.pad(torch.tensor(image)[None, None],\n                  "
        "       (left, left, top, top), mode)[0, 0].numpy()":
            "expected = np.pad(image, ((top, top), (left, left)), names[mode])",
        "PyTorch's F.pad": "NumPy's np.pad",
        "return last - np.abs(last - np.abs(places))":
            doubled if beside else single,
        "places = np.where(places < 0, -1 - places, places)\n"
        "    return np.where(places > last, 2 * last + 1 - places, places)":
            single if beside else doubled,
        "return np.abs(places)\n": f"return {near}\n",
        "a mirror at pixel 0 shows pixel 2 at place −2. Which pixel does a "
        "mirror at pixel 3 show at place 5?":
            (f"a mirror in front of pixel {first} shows pixel {first + 1} at "
             f"place {first - 2}. Which pixel does a mirror behind pixel "
             f"{first + 3} show at place {first + 5}?" if beside else
             "a mirror at pixel 1 shows pixel 3 at place −1. Which pixel does "
             "a mirror at pixel 4 show at place 6?").replace("-", "−"),
        "0번 픽셀에 세운 거울은 −2번 칸에 2번 픽셀을 비춘다. 3번 픽셀에 세운 거울은 "
        "5번 칸에 어느 픽셀을 비출까?":
            (f"{first}번 픽셀 앞에 세운 거울은 {first - 2}번 칸에 {first + 1}번 "
             f"픽셀을 비춘다. {first + 3}번 픽셀 뒤에 세운 거울은 {first + 5}번 칸에 "
             "어느 픽셀을 비출까?" if beside else
             "1번 픽셀에 세운 거울은 −1번 칸에 3번 픽셀을 비춘다. 4번 픽셀에 세운 "
             "거울은 6번 칸에 어느 픽셀을 비출까?").replace("-", "−"),
    }
    if beside:
        texts |= {
            '"reflect"': '"symmetric"',
            "The mirror stands *on* the border pixel, which is not repeated":
                "The mirror stands *beside* the border pixel, which comes "
                "twice",
            "거울은 테두리 픽셀 *위에* 서 있으므로 그 픽셀은 되풀이되지 않는다":
                "거울은 테두리 픽셀 *바로 바깥에* 서 있으므로 그 픽셀은 두 번 나온다",
        }
    if first:
        texts |= {
            "the pixels 0, 1, …, `size` − 1": "the pixels 1, 2, …, `size`",
            "픽셀 0, 1, …, `size` − 1이": "픽셀 1, 2, …, `size`가",
            "Two of the modes are a single operation in NumPy":
                "Two of the modes need one operation of NumPy and little else",
            "NumPy 연산 하나로 끝난다": "NumPy 연산 하나면 거의 끝난다",
            "np.arange(-padding, size + padding), size - 1":
                "np.arange(1 - padding, size + padding + 1), size",
            "np.clip(places, 0, last)": "np.clip(places, 1, last)",
            "places % size": "(places - 1) % size + 1",
            "places % max(last, 1)": "(places - 1) % max(last - 1, 1) + 1",
            "np.arange(size), padding": "np.arange(1, size + 1), padding",
            "np.min(pixels) >= 0 and np.max(pixels) < n":
                "np.min(pixels) >= 1 and np.max(pixels) <= n",
            "from 0 to {n - 1}": "from 1 to {n}",
            "assert np.array_equal(image[np.ix_(rows, columns)], expected), (":
                "shown = image[np.ix_(np.subtract(rows, 1), "
                "np.subtract(columns, 1))]\n"
                "        assert np.array_equal(shown, expected), (",
            "got == [0], f\"1 pixel, padding 0: expected [0]":
                "got == [1], f\"1 pixel, padding 0: expected [1]",
            "padded_pixels(64, 16, mode)":
                "np.subtract(padded_pixels(64, 16, mode), 1)",
        }
    return texts


def ex4(rng):
    """Pictures, weights or both in Keras' layout; another row."""
    pictures, weights = [(True, False), (False, True), (True, True)][
        rng.integers(3)]
    row = rng.integers(1, 10, 6).tolist()
    same = [sum(row[:3]), sum(row[2:5]), sum(row[4:])]
    even = [sum(row[:2]), sum(row[1:4]), sum(row[3:])]
    told = " ".join(map(str, row))
    x = "x.permute(0, 3, 1, 2)" if pictures else "x"
    w = "weight.permute(3, 2, 0, 1)" if weights else "weight"
    back = ".permute(0, 2, 3, 1)" if pictures else ""
    texts = {
        "The row 1 2 3 4 5 6 under the kernel 1 1 1 with stride 2 gives 6, "
        "12, 11. (`padding=1` gives three numbers as well, but 3, 9, 15.)":
            "The row {} under the kernel 1 1 1 with stride 2 gives {}, {}, "
            "{}. (`padding=1` gives three numbers as well, but {}, {}, {}.)"
            .format(told, *same, *even),
        "한 행이 1 2 3 4 5 6, 커널이 1 1 1, 스트라이드가 2이면 결과는 6, 12, 11이다. "
        "(`padding=1`로도 수 세 개가 나오지만 3, 9, 15다.)":
            "한 행이 {}, 커널이 1 1 1, 스트라이드가 2이면 결과는 {}, {}, {}. "
            "(`padding=1`로도 수 세 개가 나오지만 {}, {}, {}.)".format(
                told, *same[:2], korean(same[2], "이다/다"), *even[:2],
                korean(even[2], "이다/다")),
        "From 6, 12, 11": "From {}, {}, {}".format(*same),
        "어느 쪽에 붙는지는 6, 12, 11에서":
            "어느 쪽에 붙는지는 {}, {}, {}에서".format(*same),
        "3 rows above, 4 below.": "3 rows above, 4 below. `permute` puts a "
                                  "tensor's axes into another order.",
        "아래에 4행을 붙인다.": "아래에 4행을 붙인다. `permute`는 텐서의 축을 다른 "
                          "순서로 놓는다.",
        "row, ones = torch.arange(1.0, 7.0).view(1, 1, 1, 6), "
        "torch.ones(1, 1, 1, 3)":
            "row = torch.tensor({}.0]).view({})\n    ones = torch.ones({})".format(
                str(row)[:-1], "1, 1, 6, 1" if pictures else "1, 1, 1, 6",
                "1, 3, 1, 1" if weights else "1, 1, 1, 3"),
        "[6, 12, 11]": same, "[6.0, 12.0, 11.0]": [s * 1.0 for s in same],
        "row 1 2 3 4 5 6": f"row {told}",
        "return F.conv2d(F.pad(x, zeros), weight, stride=stride)":
            f"out = F.conv2d(F.pad({x}, zeros),\n"
            f"                   {w}, stride=stride)\n    return out{back}",
        "return F.conv2d(x, weight, stride=stride,":
            f"return F.conv2d({x}, {w}, stride=stride,",
        "kernel_width // 2))": f"kernel_width // 2)){back}",
        "yours = keras_same(x, weight, 8)[0, 0]":
            "yours = keras_same(x{}, weight{},\n                   8){}"
            .format(".permute(0, 2, 3, 1)" * pictures,
                    ".permute(2, 3, 1, 0)" * weights,
                    "[0, :, :, 0]" if pictures else "[0, 0]"),
    }
    if pictures:
        texts |= {
            "(batch, in_channels, height, width)":
                "(batch, height, width, in_channels)",
            "(배치, 입력 채널, 높이, 너비)": "(배치, 높이, 너비, 입력 채널)",
            "(batch, out_channels, ⌈height/stride⌉, ⌈width/stride⌉)":
                "(batch, ⌈height/stride⌉, ⌈width/stride⌉, out_channels)",
            "(배치, 출력 채널, ⌈높이/스트라이드⌉, ⌈너비/스트라이드⌉)":
                "(배치, ⌈높이/스트라이드⌉, ⌈너비/스트라이드⌉, 출력 채널)",
            "= x.shape[2:]": "= x.shape[1:3]",
            "(2, 3, 6, 7)": "(2, 6, 7, 3)",
            "(2, n_in, *rng.integers(1, 12, 2))":
                "(2, *rng.integers(1, 12, 2), n_in)",
            "x.transpose(0, 2, 3, 1)": "x",
            "x.permute(0, 2, 3, 1).numpy()": "x.numpy()",
            "np.transpose(keras": "np.asarray(keras",
            '"same"),\n            (0, 3, 1, 2))': '"same"))',
            '"same"), (0, 3, 1, 2))': '"same"))',
            r'first map\n{expected[0, 0]}\ngot\n{got[0, 0]}")':
                r'first map\n{expected[0, ..., 0]}\n"' + "\n" + 12 * " "
                + r'f"got\n{got[0, ..., 0]}")',
            r'first map\n{expected[0, 0].round(2)}\ngot\n"':
                r'first map\n{expected[0, ..., 0].round(2)}\n"',
            'f"{got[0, 0].round(2)}")':
                r'f"got\n{got[0, ..., 0].round(2)}")',
        }
    if weights:
        texts |= {
            "(out_channels, in_channels, kernel_height, kernel_width)":
                "(kernel_height, kernel_width, in_channels, out_channels)",
            "(출력 채널, 입력 채널, 커널 높이, 커널 너비)":
                "(커널 높이, 커널 너비, 입력 채널, 출력 채널)",
            "weight.shape[2:]": "weight.shape[:2]",
            "(4, 3, *sides)": "(*sides, 3, 4)",
            "(n_out, n_in, *rng.integers(1, 6, 2))":
                "(*rng.integers(1, 6, 2), n_in, n_out)",
            "w.transpose(2, 3, 1, 0)": "w",
            "w.permute(2, 3, 1, 0).numpy()": "w.numpy()",
        }
    return texts


def run(size, layers):
    """Sizes along the way, multiply-adds, and how many pixels fall off."""
    sizes, cost, last = [size], 0, 0
    for kernel, stride in layers:
        sizes.append((sizes[-1] - kernel) // stride + 1)
        cost += kernel * sizes[-1]
    for kernel, stride in layers[::-1]:
        last = last * stride + kernel - 1
    return sizes, cost, size - 1 - last


def ex5(rng):
    """Smaller kernels, windows that overlap, or fewer multiply-adds."""
    kind = str(rng.choice(["small", "overlap", "cheap"]))
    most, factor = {"small": (3, 3), "overlap": (5, 4), "cheap": (5, 2.5)}[kind]
    size = int(rng.choice([10, 12, 14]))
    layers = [(kernel, stride) for kernel in range(2, most + 1)
              for stride in range(1, kernel + (kind != "overlap"))]
    tried = [(way, *run(size, way)) for way in itertools.product(
        layers, repeat=3 if kind == "small" else 2)]
    tried = [found for found in tried if found[1][-1] == 1
             and min(found[1]) > 0 and found[2] <= factor * size]
    good = [found for found in tried if found[3] == 0]
    bad = [found for found in tried if found[3] in (1, 2)]
    good, bad = (found[rng.integers(len(found))] for found in (good, bad))
    arrows = [" → ".join(map(str, found[1])) for found in (good, bad)]
    sums = " + ".join(f"{kernel} · {n}" for (kernel, _), n in zip(
        good[0], good[1][1:])) + f" = {good[2]}"
    few = bad[3] == 1
    texts = {
        "For 12 pixels `[(4, 2), (5, 1)]` will do: 12 → 5 → 1, with 4 · 5 + "
        "5 · 1 = 25 of 36 multiply-adds. `[(2, 2), (5, 5)]` will not: 12 → 6 "
        "→ 1, but the last two pixels fall off the end.":
            f"For {size} pixels `{list(good[0])}` will do: {arrows[0]}, with "
            f"{sums} of {factor * size:g} multiply-adds. `{list(bad[0])}` "
            f"will not: {arrows[1]}, but the last "
            f"{'pixel falls' if few else 'two pixels fall'} off the end.",
        "픽셀이 12개이면 `[(4, 2), (5, 1)]`은 답이 된다. 12 → 5 → 1이고, 36번까지 "
        "허용되는데 4 · 5 + 5 · 1 = 25번이다. `[(2, 2), (5, 5)]`는 답이 아니다. "
        "12 → 6 → 1이지만 마지막 두 픽셀이 버려진다.":
            f"픽셀이 {size}개이면 `{list(good[0])}`처럼 쌓으면 된다. {arrows[0]}이고, "
            f"{factor * size:g}번까지 허용되는데 {sums}번이다. `{list(bad[0])}`처럼 "
            f"쌓으면 안 된다. {arrows[1]}이지만 마지막 {'' if few else '두 '}픽셀이 "
            "버려진다.",
        "at most 3 · `size`": f"at most {factor} · `size`",
        "3 · `size`번을": f"{factor} · `size`번을",
        "3 * size": f"{factor} * size",
    }
    if kind == "small":
        texts |= {
            "1 to 5 weights": "1 to 3 weights", "1개에서 5개": "1개에서 3개",
            "min(5, sizes[-1])": "min(3, sizes[-1])",
            "range(1, 6)": "range(1, 4)", "while size > 5": "while size > 3",
            "(5, 1))\n        size = size - 4": "(3, 1))\n        size = "
                                               "size - 2",
            "[(5, 1)] * 23 + [(4, 1)]": "[(3, 1)] * 47 + [(2, 1)]",
        }
    if kind == "overlap":
        texts |= {
            "every kernel has 1 to 5 weights": "every kernel has 2 to 5 "
            "weights, and its stride is smaller: windows overlap",
            "가중치는 1개에서 5개까지다": "가중치는 2개에서 5개까지이고 스트라이드는 "
                                "그보다 작다. 곧 창이 겹친다",
            "range(1, most + 1) and stride >= 1, (\n                f\"{told}"
            "1. kernels of 1 to {most} fit, got {kernel, stride}\")":
                "range(2, most + 1) and 1 <= stride < kernel, (\n           "
                "     f\"{told}1. kernels of 2 to {most} and smaller strides "
                "fit, \"\n                f\"got {kernel, stride}\")",
            "range(1, 6) and stride >= 1":
                "range(2, 6) and 1 <= stride < kernel",
            "kernel = 2 + size % 2 ": "kernel = 4 - size % 2 ",
            "layers.append((2, 2))\n        size = size // 2":
                "layers.append((4, 2))\n        size = size // 2 - 1",
            "What if windows must overlap, with the stride smaller than the "
            "kernel?": "How much could be saved if windows need not overlap?",
            "스트라이드를 커널보다 작게 해서 창이 반드시 겹쳐야 한다면?":
                "창이 겹치지 않아도 된다면 계산을 얼마나 아낄 수 있을까?",
        }
    if kind == "cheap":
        texts |= {
            "what does halving it cost, again and again?":
                "what does halving it cost, again and again, and what dividing "
                "it by three?",
            "Even and odd sizes want different ones": "Sizes that leave other "
            "remainders want other ones",
            "거듭 절반으로 줄이면 계산이 얼마나 들까?":
                "거듭 절반으로 줄이면 계산이 얼마나 들까? 거듭 3분의 1로 줄이면?",
            "짝수와 홀수에는 서로 다른 커널이 필요하다":
                "나머지가 다르면 서로 다른 커널이 필요하다",
            "(12, 96, 97, 2, 5, 250)": "(12, 96, 127, 2, 5, 255)",
            "kernel = 2 + size % 2 ": "kernel = 3 + size % 3 ",
            "layers.append((kernel, 2))\n        size = (size - kernel) // 2 "
            "+ 1\n    layers.append((size, 1))\n    ###":
                "layers.append((kernel, 3))\n        size = (size - kernel) "
                "// 3 + 1\n    layers.append((size, 1))\n    ###",
        }
    return texts
