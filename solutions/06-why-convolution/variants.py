"""What a seed changes in the exercises on what flattening loses."""
import numpy as np

from tools.variants import korean


def ex1(rng):
    """No biases; or multiplications and additions counted; another layer."""
    bias, both = [(False, False), (True, True), (False, True)][rng.integers(3)]
    channels, filters = int(rng.choice([1, 3])), int(rng.choice([8, 16, 24]))
    height, width = map(int, rng.choice(range(20, 41, 2), 2, replace=False))
    tall, wide = map(int, rng.choice([(3, 3), (3, 5), (5, 3), (5, 5)]))
    reads = channels * tall * wide
    numbers = filters * (height - tall + 1) * (width - wide + 1)
    work = reads * (1 + both) - (both and not bias)
    texts = {
        "(1, 28, 28, 32, 3, 3)":
            f"({channels}, {height}, {width}, {filters}, {tall}, {wide})",
        "(320, 21632, 194688)": f"({filters * (reads + bias)}, {numbers}, "
                                f"{numbers * work})",
    }
    if both:
        texts |= {
            "*multiply-adds*, the products in all its weighted sums. A bias "
            "is added, not multiplied: it does not count here.":
                "*operations*, the multiplications and the additions in all "
                "its weighted sums, each of them counted. "
                + ("Adding the bias is one of them." if bias else
                   "Adding up two products takes one addition."),
            "*곱셈-덧셈*(multiply-add): 모든 가중합에 나오는 곱의 개수. 편향은 "
            "곱하지 않고 더하기만 하므로 여기서는 세지 않는다.":
                "*연산*: 모든 가중합에 나오는 곱셈과 덧셈의 개수. 곱셈도 한 번, "
                "덧셈도 한 번으로 센다. "
                + ("편향을 더하는 것도 덧셈 한 번이다." if bias else
                   "곱 둘을 더하려면 덧셈이 한 번 든다."),
            "How many products does it have?":
                "How many products does it have, how many additions?",
            "가중합 하나에는 곱이 몇 개 있을까?":
                "가중합 하나에는 곱셈과 덧셈이 몇 번씩 있을까?",
            "multiply-adds": "operations", "multiply_adds": "operations",
            "activations  multiply-adds": "activations     operations",
            "activations * weights_a_filter":
                "2 * activations * weights_a_filter" if bias else
                "activations * (2 * weights_a_filter - 1)",
            "round(out.double().sum().item())":
                "2 * round(out.double().sum().item())"
                + " - out.numel()" * (not bias),
            "a sum is the number of products": "a sum counts the products",
        }
    if not bias:
        texts |= {
            "adds up all products and one bias": "adds up all products; it "
                                                 "has no bias",
            "나온 곱을 전부 더한 다음 편향 하나를 더한다":
                "나온 곱을 전부 더한다. 편향은 없다",
            "of the layer, weights and biases": "of the layer, its weights",
            "층의 가중치와 편향의 개수": "층의 가중치의 개수",
            "(weights_a_filter + 1)": "weights_a_filter",
            "(kernel_height * kernel_width + 1)":
                "kernel_height * kernel_width",
            "(tall, wide))\n": "(tall, wide), bias=False)\n",
            "for part, value in (layer.weight, 1), (layer.bias, 0):\n"
            "                part.fill_(value)": "layer.weight.fill_(1)",
            "trains, 34,826 parameters:": "trains, but without its biases, "
                                          "34,720 parameters:",
            "11장에서 훈련할, 파라미터가 34,826개인 신경망의 비용을":
                "11장에서 훈련할 신경망에서 편향을 모두 뺀 것(파라미터 "
                "34,720개)의 비용을",
        }
        if not both:
            texts |= {" A bias is added, not multiplied: it does not count "
                      "here.": "", " 편향은 곱하지 않고 더하기만 하므로 "
                      "여기서는 세지 않는다.": ""}
    return texts


def ex2(rng):
    """Other numbers for ink and paper; perhaps the share, not the count."""
    ink, paper = [(-1, 1), (1, 2), (2, 1)][rng.integers(3)]
    share = bool(rng.integers(2))

    def agree(a, b, r):
        height, width = a.shape
        padded = np.pad(b, r, constant_values=paper)
        return max((a == padded[k:k + height, m:m + width]).sum()
                   for k, m in np.ndindex(2 * r + 1, 2 * r + 1)) / (
                       a.size if share else 1)

    def row(text):
        return np.where(np.array([list(text)]) == "#", ink, paper)

    def said(text):
        return ", ".join(map(str, row(text)[0].tolist())).replace("-", "−")

    a = str(rng.choice(["#..", ".#.", "##.", "#.#"])) + "."
    b = "." + a[:3]
    if rng.integers(2):
        a, b = b, a
    counts = [f"{agree(row(a), row(b), r):g}" for r in (0, 1)]
    cases = [(a, b, 0), (a, b, 1), (b, a, 1), ("...#", "#...", 1),
             ("....", "####", 0), ("####", "####", 7)]
    lines = [f'("{one}", "{two}", {r}, {agree(row(one), row(two), r):g})'
             for one, two, r in cases]
    texts = {
        "1 (ink) and −1 (paper)":
            f"{ink} (ink) and {paper} (paper)".replace("-", "−"),
        "이미지는 1(잉크)과 −1(종이)로 되어 있다":
            f"이미지의 픽셀은 잉크이면 {ink}, 종이이면 {korean(paper, '이다/다')}"
            .replace("-", "−"),
        "the row −1, −1, 1, −1": f"the row {said(a)}",
        "the row −1, 1, −1, −1": f"the row {said(b)}",
        "−1, −1, 1, −1의": f"{said(a)}의", "−1, 1, −1, −1의": f"{said(b)}의",
        "(a, b, 0)` is 2": f"(a, b, 0)` is {counts[0]}",
        "(a, b, 1)` is 4": f"(a, b, 1)` is {counts[1]}",
        "(a, b, 0)`은 2": f"(a, b, 0)`은 {counts[0]}",
        "(a, b, 1)`은 4다": f"(a, b, 1)`은 {korean(counts[1], '이다/다')}",
        "constant_values=-1": f"constant_values={paper}",
        "cval=-1": f"cval={paper}", '"#", 1, -1)': f'"#", {ink}, {paper})',
        "< 0.4, 1, -1)": f"< 0.4, {ink}, {paper})",
        "rng.choice([-1, 1], shape)": f"rng.choice([{ink}, {paper}], shape)",
        '("..#.", ".#..", 0, 2), ("..#.", ".#..", 1, 4),\n            '
        '(".#..", "..#.", 1, 4), ("...#", "#...", 1, 3),\n            '
        '("....", "####", 0, 0), ("####", "####", 7, 4)]':
            ",\n            ".join(", ".join(lines[k:k + 2])
                                   for k in (0, 2, 4)) + "]",
        "2 * cross - 1, np.where(picture, 1, -1), r)":
            f"\n        np.where(cross, {ink}, {paper}), "
            f"np.where(picture, {ink}, {paper}), r)",
    }
    if share:
        texts |= {
            "count each time the pixels in which it agrees with `a`, and "
            "return the largest count": "take each time the share of pixels "
            "in which it agrees with `a`, and return the largest share",
            "일치하는 픽셀을 세고, 가장 큰 수를 돌려준다":
                "일치하는 픽셀의 비율을 구하고, 가장 큰 비율을 돌려준다",
            "Pixels that agree in a and b, at the best of all moves of b up "
            "to r.": "Share of pixels that agree in a and b, at the best "
                     "move of b.",
            ").sum()": ").mean()", " of {a.size}": "",
            'assert got == expected, (f"a':
                'assert np.isclose(got, expected), (\n            f"a',
            "two counts out of 81": "two shares of the 81 pixels",
            "일치하는 픽셀의 수가 둘": "일치하는 픽셀의 비율이 둘",
            r"{}\n{} → {}": r"{}\n{:.2f} → {:.2f}",
        }
    return texts


def ex3(rng):
    """Images may be columns; another mark for pixels that never change."""
    across, mark = [(True, "−1"), (False, "own"), (True, "own"),
                    (False, "size"), (True, "size")][rng.integers(5)]
    table = np.zeros((3, 3))
    while (table.max(1).min() > -0.1  # one pixel is like none
           or np.diff(np.sort(table)[:, 1:]).min() < 0.1):
        X, still = rng.integers(0, 100, (4, 4)), rng.integers(4)
        X[:, still] = X[0, still]
        changing = np.delete(np.arange(4), still)
        table = np.corrcoef(X.T[changing]) - 3 * np.eye(3)
    chosen = np.insert(changing[table.argmax(1)], still,
                       {"−1": -1, "own": still, "size": 4}[mark])
    told = ", ".join(map(str, chosen)).replace("-", "−")
    rows = str((X.T if across else X).tolist()).replace("], ", "],\n"
                                                        + 18 * " ")
    texts = {
        "the result is 3, 3, −1, 0": f"the result is {told}",
        "결과는 3, 3, −1, 0이다": f"결과는 {korean(told, '이다/다')}",
        "[[0, 9, 5, 0], [1, 6, 5, 40], [2, 3, 5, 30], [3, 0, 5, 90]]": rows,
        "(3, 3, -1, 0)": tuple(chosen.tolist()),
    }
    if mark == "own":
        texts |= {
            "it gets −1, and": "it gets its own index, and",
            "결과에 −1을 적고": "결과에 제 번호를 적고",
            ".argmax(1), -1)": ".argmax(1), np.arange(len(changes)))",
            "got[still] == -1": "got[still] == still",
            "expected −1,": "expected {still},",
        }
    if mark == "size":
        texts |= {
            "it gets −1, and": "it gets n_pixels, the index of no pixel, and",
            "결과에 −1을 적고": "결과에 픽셀 수(어느 픽셀의 번호도 아니다)를 적고",
            ".argmax(1), -1)": ".argmax(1), len(changes))",
            "got[still] == -1": "got[still] == size",
            "expected −1,": "expected {size},",
            "mine >= 0 and": "0 <= mine < size and",
        }
    if across:
        texts |= {
            "(n_images, n_pixels)": "(n_pixels, n_images)",
            "(이미지 수, 픽셀 수)": "(픽셀 수, 이미지 수)",
            "from every column": "from every row",
            "열마다 평균을 빼고, 그렇게 얻은 열을":
                "행마다 평균을 빼고, 그렇게 얻은 행을",
            "each pixel (column)": "each pixel (row)",
            "X.max(0) > X.min(0)": "X.max(1) > X.min(1)",
            "X - X.mean(0)": "X.T - X.mean(1)",
            "images (rows)": "images (columns)", "X[:, pixel]": "X[pixel]",
            "most_alike(X))": "most_alike(X.T))",
            "bytes of shape {shape}": "bytes of shape {shape[::-1]}",
            "{X.shape}": "{X.T.shape}",
            "most_alike(shuffled)": "most_alike(shuffled.T)",
        }
    return texts


def ex4(rng):
    """The matrix transposed, its kernel turned by 180°, or both; numbers."""
    across, turned = [(True, False), (False, True), (True, True)][
        rng.integers(3)]
    means = rng.choice(range(4, 10), 2, replace=False).tolist()
    copies = [rng.permutation([m - d, m, m + d]).tolist() for m, d in zip(
        means, rng.integers(1, 4, 2).tolist())]
    matrix = np.zeros((3, 4), dtype=int)
    matrix[range(3), range(3)], matrix[range(3), range(1, 4)] = copies
    matrix[[(0, 2), (0, 3), (1, 0), (1, 3), (2, 0), (2, 1)][
        rng.integers(6)]] = rng.integers(5, 10)
    shown = matrix.T if across else matrix
    first, second = means[::-1] if turned else means
    each = [", ".join(map(str, part)) for part in (
        copies[::-1] if turned else copies)]
    texts = {
        r"1 & 2 & 0 & 0 \\ 0 & 3 & 4 & 0 \\ 9 & 0 & 5 & 6":
            r" \\ ".join(" & ".join(map(str, row)) for row in shown),
        "gives 3, 4: the means of 1, 3, 5 and of 2, 4, 6":
            f"gives {first}, {second}: the means of {each[0]} and of "
            f"{each[1]}",
        "결과는 3, 4다. 1, 3, 5의 평균과 2, 4, 6의 평균이다":
            f"결과는 {first}, {korean(second, '이다/다')}. {each[0]}의 평균과 "
            f"{each[1]}의 평균이다",
        "[[1, 2, 0, 0], [0, 3, 4, 0], [9, 0, 5, 6]]": shown.tolist(),
        "[[3, 4]]": [[first, second]],
    }
    build = f"build(u{'[::-1]' * turned}.reshape(shape), image)" \
        + ".T" * across
    texts["[build(u.reshape(shape), image) for u"] = \
        f"[{build}\n                 for u"
    texts["build(kernel, image)"] = f"build(kernel{'[::-1, ::-1]' * turned}" \
        ", image)" + ".T" * across
    if turned:
        texts |= {
            "holds the kernel's weights": "holds the weights of the kernel, "
                                          "turned by 180°,",
            "커널의 가중치가 들어": "180° 돌린 커널의 가중치가 들어",
            "- result (kernel_height, kernel_width)":
                "- result (kernel_height, kernel_width), the kernel before "
                "it was turned",
            "- 결과 (커널 높이, 커널 너비)":
                "- 결과 (커널 높이, 커널 너비), 돌리기 전의 커널",
            "kernel[i, j] = np.mean(": "kernel[-1 - i, -1 - j] = np.mean(",
            "convolution_matrix(kernel, (8, 8))":
                "convolution_matrix(kernel[::-1, ::-1], (8, 8))",
        }
    if across:
        texts |= {
            "special matrix: row r": "special matrix: column r",
            "in the columns of the pixels": "in the rows of the pixels",
            "out_width + c행에는": "out_width + c열에는",
            "픽셀들의 열에": "픽셀들의 행에", "나머지 열은": "나머지 행은",
            "(out_height · out_width, height · width)":
                "(height · width, out_height · out_width)",
            "(출력 높이 · 출력 너비, 높이 · 너비)":
                "(높이 · 너비, 출력 높이 · 출력 너비)",
            "matrix.reshape(": "matrix.T.reshape(",
            "matrix[0].reshape": "matrix[:, 0].reshape",
            "matrix[r * out_width + c, (r + i) * out_width + c + j]":
                "matrix[(r + i) * out_width + c + j, r * out_width + c]",
            "matrix.mean(0)": "matrix.mean(1)",
            "shared_kernel(learned, (": "shared_kernel(learned.T, (",
        }
    return texts


def ex5(rng):
    """A tighter budget; perhaps digits that move by five pixels."""
    parameters, work, filters = [
        (20_000, 2_000_000, 44), (30_000, 1_500_000, 40),
        (16_000, 1_400_000, 36)][rng.integers(3)]
    texts = {
        "30,000": f"{parameters:,}", "30_000": f"{parameters:_}",
        "2,000,000": f"{work:,}", "2_000_000": f"{work:_}",
        "(16, 48, 5": f"(16, {filters}, 5", "(48, 10)": f"({filters}, 10)",
    }
    if rng.integers(2):
        texts |= {
            "up to four pixels": "up to five pixels",
            "위아래로 네 픽셀까지, 좌우로도 네 픽셀까지":
                "위아래로 다섯 픽셀까지, 좌우로도 다섯 픽셀까지",
            "random_shift(still, 4, dice)": "random_shift(still, 5, dice)",
            "axvspan(-4, 4": "axvspan(-5, 5",
            "31 % after": "22 % after", "97 % and 59 %": "97 % and 43 %",
            "옮기면 31 %쯤": "옮기면 22 %쯤", "97 %와 59 %쯤": "97 %와 43 %쯤",
        }
    return texts
