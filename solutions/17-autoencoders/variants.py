"""What a seed changes in the exercises on autoencoders."""
from fractions import Fraction

import numpy as np
from scipy.signal import convolve2d

UNITS = {"bits": ("비트", "비트로", r"\tfrac{1}{2} \log_2", "½ log₂",
                  "0.5 * np.log2(", "20 * np.log10(2)", "bit"),
         "nepers": ("네퍼", "네퍼로", r"\tfrac{1}{2} \ln", "½ ln",
                    "0.5 * np.log(", "20 * np.log10(np.e)", "Np"),
         "bels": ("벨", "벨로", r"\log_{10}", "log₁₀",
                  "np.log10(", "10", "B")}


def ex1(rng):
    """Bits, nepers or bels instead of decibels; another error."""
    unit = str(rng.choice(list(UNITS)))
    korean, into, formula, said, code, decibels, short = UNITS[unit]
    log = {"bits": np.log2, "nepers": np.log, "bels": np.log10}[unit]

    def ratio(peak):
        return (1 if unit == "bels" else 0.5) * log(peak ** 2)
    error = rng.choice([85, 51, 17])
    times = 255 // error
    value = f"{ratio(times):.2f}"
    each = "[peak_signal_noise_ratio(*pair, data_range="
    return {
        "How many decibels?": f"How many {unit}?",
        "몇 데시벨인가?": f"몇 {korean}인가?",
        "says it in decibels": f"says it in {unit}",
        "이것을 데시벨로 나타낸다": f"이것을 {into} 나타낸다",
        r"10 \log_{10} \frac": rf"{formula} \frac",
        "If every pixel is wrong by 51 and the peak is 255, the PSNR is "
        "13.98: the squared error is peak²/25, and 10 log₁₀ 25 = 13.98.":
            f"If every pixel is wrong by {error} and the peak is 255, the "
            f"PSNR is {value}: the squared error is peak²/{times ** 2}, and "
            f"{said} {times ** 2} = {value}.",
        "픽셀이 모두 51만큼 틀리고 `peak`가 255라면 PSNR은 13.98이다. 제곱 "
        "오차가 peak²/25이고 "
        "10 log₁₀ 25 = 13.98이기 때문이다.":
            f"픽셀이 모두 {error}만큼 틀리고 `peak`가 255일 때 PSNR은 {value}이다. "
            f"제곱 오차가 peak²/{times ** 2}이고 {said} {times ** 2} = "
            f"{value}이기 때문이다.",
        "each picture, in decibels.": f"each picture, in {unit}.",
        "10 * np.log10(": code,
        "noise = rng.random((3, 2, 4, 5)), rng.normal(size=(3, 2, 4, 5))":
            "noise = rng.random((3, 2, 4, 5)), rng.normal(size=(3, 2, 4, 5))"
            f"\n    unit = {decibels}  # decibels in one of the {unit}",
        "{151: 13.979, 49: 13.979, 100: np.inf}.items()":
            f"{{{100 + error}: {ratio(times):.3f}, {100 - error}: "
            f"{ratio(times):.3f}, 100: np.inf}}.items()",
        f"{each}1)\n": f"{each}1) / unit\n",
        "    rng = np.random.default_rng()\n":
            f"    rng, unit = np.random.default_rng(), {decibels}\n",
        f"[np.inf] + {each}peak)\n                               for pair":
            f"[np.inf] + [\n            {each[1:]}peak) / unit\n"
            "            for pair",
        "for a PSNR of 20.": f"for a PSNR of {ratio(10):.2f}.",
        "PSNR을 모두 20에 맞추었다.":
            f"PSNR을 모두 똑같이 {ratio(10):.2f}에 맞추었다.",
        "    decibels = psnr(": "    value = psnr(",
        "{decibels:.1f} dB": f"{{value:.2f}} {short}",
    }


def ex2(rng):
    """Strides, paddings or both of their own for rows and columns."""
    both = rng.integers(3)
    many, rims = both != 1, both != 0  # whether these are pairs

    def put(x, kernel, stride, padding):
        (height, width), (down, right) = np.shape(x), stride
        large = np.zeros(((height - 1) * down + 1, (width - 1) * right + 1))
        large[::down, ::right] = x
        whole, (above, left) = convolve2d(large, kernel), padding
        rows, columns = whole.shape
        return whole[above:rows - above, left:columns - left].astype(int)

    def s(down, right):
        return f"({down}, {right})" if many else str(down)

    def p(above, left):
        return f"({above}, {left})" if rims else str(above)
    a, steps = rng.integers(2, 10), (*rng.permutation([1, 2, 3])[:2],)
    steps = steps if many else steps[:1] * 2
    kernel = rng.permutation(np.arange(1, 7))[:3].tolist()
    row = put([[1, a]], [kernel], steps, (0, 0))[0]
    strides = [(2, 1), (1, 2)][rng.integers(2)] if many else (2, 2)
    cut = [(1, 0), (0, 1)][rng.integers(2)] if rims else (1, 1)
    ones = put(np.ones((2, 2)), np.ones((3, 3)), strides, cut)
    table = " / ".join(" ".join(map(str, line)) for line in ones)
    row, copies = ", ".join(map(str, row)), ", ".join(map(str, kernel))
    down, right = ("stride[0]", "stride[1]") if many else ("stride",) * 2
    above, left = ("padding[0]", "padding[1]") if rims else ("padding",) * 2
    return {
        "row `r * stride`, column `c * stride`;":
            f"row `r * {down}`, column `c * {right}`;",
        "`r * stride`행, `c * stride`열에": f"`r * {down}`행, `c * {right}`열에",
        "at the end `padding` rows and columns are *cut off* at each of the "
        "four sides;":
            "at the end `padding[0]` rows are *cut off* above and below, and "
            "`padding[1]` columns on the left and on the right;" if rims else
            "at the end `padding` rows and columns are *cut off* at each of "
            "the four sides;",
        "끝으로 네 변에서 `padding`만큼 행과 열을 *잘라 낸다*.":
            "끝으로 위와 아래에서 행을 `padding[0]`개씩, 왼쪽과 오른쪽에서 열을 "
            "`padding[1]`개씩 *잘라 낸다*." if rims else
            "끝으로 네 변에서 `padding`만큼 행과 열을 *잘라 낸다*.",
        "((height − 1) · stride + kernel_height − 2 · padding, and likewise "
        "for the width).":
            f"((height − 1) · {down} + kernel_height − 2 · {above}, (width − "
            f"1) · {right} + kernel_width − 2 · {left}).",
        "결과의 높이는 (높이 − 1) · stride + 커널 높이 − 2 · padding이고, 너비도 "
        "마찬가지다.":
            f"결과의 모양은 ((높이 − 1) · {down} + 커널 높이 − 2 · {above}, "
            f"(너비 − 1) · {right} + 커널 너비 − 2 · {left})다.",
        "(1, 10) with the kernel (1, 2, 3), stride 2 and padding 0 gives 1, "
        "2, 13, 20, 30.":
            f"(1, {a}) with the kernel ({copies}), stride {s(*steps)} and "
            f"padding {p(0, 0)} gives {row}.",
        "stride 2 and padding 1 give 1 2 1 / 2 4 2 / 1 2 1.":
            f"stride {s(*strides)} and padding {p(*cut)} give {table}.",
        "행 (1, 10)에 커널 (1, 2, 3), 스트라이드 2, 패딩 0이면 1, 2, 13, 20, 30이 "
        "나온다.":
            f"행 (1, {a})에 커널 ({copies}), 스트라이드 {s(*steps)}, 패딩 {p(0, 0)}일 "
            f"때 결과는 {row}이다.",
        "스트라이드 2, 패딩 1이면 1 2 1 / 2 4 2 / 1 2 1이 나온다.":
            f"스트라이드 {s(*strides)}, 패딩 {p(*cut)}일 때 결과는 {table}이다.",
        "(height - 1) * stride +": f"(height - 1) * {down} +",
        "(width - 1) * stride +": f"(width - 1) * {right} +",
        "r * stride, c * stride\n": f"r * {down}, c * {right}\n",
        "sheet[padding:rows - padding, padding:columns - padding]":
            f"sheet[{above}:rows - {above}, {left}:columns - {left}]",
        "np.pad(sheet, padding)":
            f"np.pad(sheet, [({above}, {above}), ({left}, {left})])",
        "sheet[padding:-padding, padding:-padding]":
            f"sheet[{above}:-{above}, {left}:-{left}]",
        "sheet[2 * padding:, 2 * padding:]":
            f"sheet[2 * {above}:, 2 * {left}:]",
        "(np.array([[1, 10]]), np.array([[1, 2, 3]]), 2, 0)":
            f"(np.array([[1, {a}]]), np.array([{kernel}]), {s(*steps)}, "
            f"{p(0, 0)})",
        "(ones, np.ones((3, 3), dtype=int), 2, 1), (ones, ones, 3, 0),":
            f"(ones, np.ones((3, 3), dtype=int), {s(*strides)}, {p(*cut)}),\n"
            f"            (ones, ones, {s(3, 1)}, {p(0, 0)}),",
        "(2, 3, 4)), 1, 0)": f"(2, 3, 4)), {s(1, 3)}, {p(0, 1)})",
        "rng.integers(0, 3, (4, 2)), 2, 1)":
            f"rng.integers(0, 3, (4, 2)),\n             {s(2, 1)}, {p(1, 0)})",
        "rng.integers(0, 3, (5, 4)), 3, 2)":
            f"rng.integers(0, 3, (5, 4)),\n             {s(3, 2)}, {p(2, 1)})",
        "stride = int(rng.integers(1, 4))":
            "stride = tuple(rng.integers(1, 4, 2).tolist())" if many else
            "stride = int(rng.integers(1, 4))",
        "padding = int(rng.integers(0, min(kernel.shape) // 2 + 1))":
            "padding = tuple(int(rng.integers(0, side // 2 + 1))\n"
            "                        for side in kernel.shape)" if rims else
            "padding = int(rng.integers(0, min(kernel.shape) // 2 + 1))",
        "F\n\n    from utils.layers import conv2d\n": "F\n",
        "conv2d(y[None, None], kernel[None, None], stride=stride,\n"
        "                      padding=padding)[0, 0]":
            "F.conv2d(torch.tensor(y[None, None]),\n"
            "                        torch.tensor(kernel[None, None]),\n"
            "                        stride=stride, padding=padding)[0, 0]"
            ".numpy()",
        "np.ones((size, size)), 2, 1)":
            f"np.ones((size, size)),\n                            {s(2, 2)}, "
            f"{p(1, 1)})",
    }


def ex3(rng):
    """Pictures in columns, what comes back first, or both."""
    flip, swap = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    line, korean = ("column", "열") if flip else ("row", "행")
    across = "row" if flip else "column"

    def shape(a, b):
        return f"({b}, {a})" if flip else f"({a}, {b})"

    def pair(codes, back):
        return f"{back}, {codes}" if swap else f"{codes}, {back}"
    low, step, same = rng.integers([0, 1, 1], [4, 4, 9])
    x, y = low + step + rng.integers(3, 8), same + rng.integers(1, 5)
    known = [(low + k * step, same) for k in range(3)]
    points = ", ".join(f"({a}, {b})" for a, b in known)
    code, t = x - low - step, ".T" * flip
    codes = (f"`codes` {shape('m', 'k')}: how far each {line} of *new* lies "
             "from that mean along each direction, the strongest first")
    back = f"`back` {shape('m', 'd')}: the pictures that these codes describe"
    codes_ko = (f"`codes` {shape('m', 'k')}는 *new*의 각 {korean}이 그 평균에서 "
                "방향마다 얼마나 떨어져 있는지다. 가장 크게 퍼진 방향이 먼저 온다.")
    back_ko = f"`back` {shape('m', 'd')}은 그 코드가 나타내는 이미지다."
    if swap:
        back, codes = codes, back.replace("these", "the")
        back_ko, codes_ko = codes_ko, back_ko.replace("그 코드", "코드")
    texts = {
        "`known` (n, d) and `new` (m, d): every row is":
            f"`known` {shape('n', 'd')} and `new` {shape('m', 'd')}: every "
            f"{line} is",
        "return `codes` (m, k): how far each row of *new* lies from that mean "
        "along each direction, the strongest first; and `back` (m, d): the "
        "pictures that these codes describe.":
            f"return {codes}; and {back}.",
        "a column of codes is free": f"a {across} of codes is free",
        "With the known rows (0, 1), (2, 1), (4, 1), the new row (5, 4) and "
        "k = 1 the code is 3 (or −3), and back comes (5, 1). The known rows "
        "say nothing about the second pixel but that it is 1.":
            f"With the known {line}s {points}, the new {line} ({x}, {y}) and "
            f"k = 1 the code is {code} (or −{code}), and back comes ({x}, "
            f"{same}). The known {line}s say nothing about the second pixel "
            f"but that it is {same}.",
        "The *rows* of the third are the directions in which the rows of `a`":
            "The *columns* of the first are the directions in which the "
            "columns of `a`" if flip else
            "The *rows* of the third are the directions in which the rows of "
            "`a`",
        "`known` (n, d), `new` (m, d): 행 하나가":
            f"`known` {shape('n', 'd')}, `new` {shape('m', 'd')}: {korean} "
            "하나가",
        "두 가지를 돌려준다. `codes` (m, k)는 *new*의 각 행이 그 평균에서 방향마다 "
        "얼마나 떨어져 있는지다. 가장 크게 퍼진 방향이 먼저 온다. `back` (m, d)은 그 "
        "코드가 나타내는 이미지다.":
            f"두 가지를 차례로 돌려준다. {codes_ko} {back_ko}",
        "코드의 열은": f"코드의 {'행' if flip else '열'}은",
        "`known`의 행이 (0, 1), (2, 1), (4, 1)이고 `new`의 행이 (5, 4), k = "
        "1이라면 코드는 3(또는 −3)이고 (5, 1)로 되돌아온다. `known`의 행만 보아서는 "
        "둘째 픽셀이 1이라는 것밖에 알 수 없기 때문이다.":
            f"`known`의 {korean}이 {points}이고 `new`의 {korean}이 ({x}, {y}), "
            f"k = 1이라면 코드는 {code}(또는 −{code})이고, 되돌아온 이미지는 ({x}, "
            f"{same})이다. `known`의 {korean}만 보아서는 둘째 픽셀의 값이 늘 같다는 "
            "것밖에 알 수 없기 때문이다.",
        "셋째 배열의 *행*이, `a`의 행들이":
            "첫째 배열의 *열*이, `a`의 열들이" if flip else
            "셋째 배열의 *행*이, `a`의 행들이",
        '"""Codes (m, k) of the new rows, and the rows (m, d) they stand for.':
            f'"""Codes {shape("m", "k")} of the new {line}s and the {line}s '
            f'{shape("m", "d")} of these.' if not swap else
            f'"""New {line}s {shape("m", "d")} from their codes, and these '
            f'codes {shape("m", "k")}.',
        "return codes, back": f"return {pair('codes', 'back')}",
        "return codes, codes @ directions": "return " + pair(
            "codes", "directions @ codes" if flip else "codes @ directions"),
        "[[0, 1], [2, 1], [4, 1]]": str([[int(a), int(b)] for a, b in known]),
        '{small}\\nnew [5 4]", small, np.array([[5, 4]])':
            f'{{small{t}}}\\nnew {"column " * flip}[{x} {y}]", small,\n'
            f"             np.array([[{x}, {y}]])",
        "codes, back = pca(known, new, k)":
            f"{pair('codes', 'back')} = pca(known{t}, new{t}, k)",
        "pca(known, known, k)[1] - known)":
            f"pca(known{t}, known{t}, k)[{1 - swap}] - known{t})",
        "back = pca(known.numpy().astype(float), new, k)[1]":
            f"back = pca(known.numpy().astype(float){t}, new{t}, k)"
            f"[{1 - swap}]{t}",
    }
    return texts | ({
        "known.mean(axis=0)": "known.mean(axis=1, keepdims=True)",
        "new.mean(axis=0)": "new.mean(axis=1, keepdims=True)",
        "full_matrices=False)[2][:k]": "full_matrices=False)[0][:, :k]",
        "full_matrices=False)[2][:, :k].T": "full_matrices=False)[0][:k].T",
        "(new - mean) @ directions.T": "directions.T @ (new - mean)",
        "(new - new.mean(axis=0)) @ directions.T":
            "directions.T @ (new - new.mean(axis=1, keepdims=True))",
        "codes = new @ directions.T": "codes = directions.T @ new",
        "back = codes @ directions": "back = directions @ codes",
        "np.cov(known.T))[1][:, :k].T": "np.cov(known))[1][:, :k]",
        '"40 rows of 6 numbers': '"40 columns of 6 numbers',
        "wanted = (new - known.mean(0)) @ axes":
            "mean = known.mean(0)[:, None]\n"
            "        wanted = axes.T @ (new.T - mean)",
        "wanted @ axes.T + known.mean(0)": "axes @ wanted + mean",
        "first row's": "first column's",
        "b[0].round(2)}, got {np.round(a[0], 2)}":
            "b[:, 0].round(2)}, got {np.round(a[:, 0], 2)}",
        '{known.shape} {known.dtype}, new {new.shape}, k':
            '{known.T.shape} {known.dtype}, "\n'
            '            f"new {new.T.shape}, k',
        "(len(new), k)": "(k, len(new))",
        "wanted = (new - mean) @ axes": "wanted = axes.T @ (new - mean).T",
        "wanted = wanted @ axes.T + mean":
            "wanted = axes @ wanted + mean[:, None]",
        "np.shape(back) == new.shape": "np.shape(back) == new.T.shape",
    } if flip else {})


def ex4(rng):
    """The lower, the stranger; the missed instead of the found; or both."""
    low, miss = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    found = "missed" if miss else "found"
    least, most = ("<=", ">") if low else (">=", "<")
    share = most if miss else least

    known = np.sort(rng.choice(np.arange(1, 9), 3, replace=False))
    strange = np.sort([known[rng.integers(3)], rng.choice(
        np.setdiff1d(np.arange(1, 9), known))])
    sign = -1 if low else 1
    if sign * strange.mean() < sign * known.mean():  # most pairs are right
        known, strange = np.sort(9 - known), np.sort(9 - strange)
    levels = np.append(99, -np.unique(-sign * np.append(known, strange)))
    points = [[Fraction(int((sign * group >= t).sum()), len(group))
               for group in (known, strange)] for t in levels]
    pairs = [(a, 1 - b if miss else b) for a, b in points]
    area = sum((c - a) * (b + d) / 2 for (a, b), (c, d)
               in zip(pairs, pairs[1:]))
    marks = {Fraction(1, 2): "½", Fraction(1, 3): "⅓", Fraction(2, 3): "⅔"}
    told = ", ".join(f"({marks.get(a, a)}, {marks.get(b, b)})"
                     for a, b in pairs)
    first, last = ("(0, 1)", "(1, 0)") if miss else ("(0, 0)", "(1, 1)")
    a, b = (", ".join(map(str, group)) for group in (known, strange))
    grid = "np.append(-np.inf, scores)" if low else "np.append(np.inf, scores)"
    return {
        "the higher, the stranger. From which score on should":
            f"the {'lower' if low else 'higher'}, the stranger. "
            f"{'Up to' if low else 'From'} which score "
            f"{'' if low else 'on '}should",
        "there is an alarm at every score *from t on*.":
            "there is an alarm at every score *"
            + ("up to t, t included*." if low else "from t on*."),
        "`found`: the share of the strange that raise one;":
            f"`{found}`: the share of the strange that "
            + ("raise none;" if miss else "raise one;"),
        "The first threshold is above all scores, the others are all scores "
        "that occur, each once, from the highest to the lowest: from (0, 0) "
        "to (1, 1);":
            f"The first threshold is {'below' if low else 'above'} all scores,"
            " the others are all scores that occur, each once, from the "
            + ("lowest to the highest" if low else "highest to the lowest")
            + f": from {first} to {last};",
        "For the known scores 1, 2, 3 and the strange 2, 4 the points are "
        "(0, 0), (0, ½), (⅓, ½), (⅔, 1), (1, 1), and the area is 0.75. It is "
        "the share of all pairs in which the strange picture scores higher; "
        "a tie counts one half.":
            f"For the known scores {a} and the strange {b} the points are "
            f"{told}, and the area is {area}. It is the share of all pairs "
            "in which the strange picture scores "
            f"{'higher' if low == miss else 'lower'}; a tie counts one half.",
        "높을수록 낯설다는 뜻이다. 몇 점부터 경보를":
            f"{'낮을' if low else '높을'}수록 낯설다는 뜻이다. 몇 점"
            f"{'까지' if low else '부터'} 경보를",
        "점수가 *t 이상*일 때마다": f"점수가 *t {'이하' if low else '이상'}*일 때마다",
        "`found`: 낯선 이미지 가운데 경보가 울린 비율.":
            f"`{found}`: 낯선 이미지 가운데 경보가 "
            f"{'울리지 않은' if miss else '울린'} 비율.",
        "첫 임계값은 어떤 점수보다도 높고, 나머지는 실제로 나온 점수를 한 "
        "번씩, 높은 것부터 "
        "낮은 것까지 늘어놓은 것이다. 그래서 (0, 0)에서 (1, 1)까지 간다.":
            f"첫 임계값은 어떤 점수보다도 {'낮' if low else '높'}고, 나머지는 실제로 "
            "나온 점수를 한 번씩, " + ("낮은 것부터 높은 것까지" if low
                               else "높은 것부터 낮은 것까지")
            + f" 늘어놓은 것이다. 그래서 {first}에서 {last}까지 간다.",
        "점수가 1, 2, 3이고 낯선 이미지의 점수가 2, 4라면 점은 (0, 0), (0, ½), "
        "(⅓, ½), (⅔, 1), (1, 1)이고 넓이는 0.75다. 넓이는 낯선 이미지의 점수가 더 "
        "높은 쌍의":
            f"점수가 {a}, 낯선 이미지의 점수가 {b}일 때 점은 {told}이고 넓이의 값은 "
            f"{area}이다. 넓이는 낯선 이미지의 점수가 더 "
            f"{'높은' if low == miss else '낮은'} 쌍의",
        "which may go up and to the right at once.":
            f"which may go {'down' if miss else 'up'} and to the right at "
            "once.",
        "이 걸음은 위와 오른쪽으로":
            f"이 걸음은 {'아래' if miss else '위'}와 오른쪽으로",
        "False alarms, strangers found, and":
            f"False alarms, strangers {found}, and",
        "np.unique(np.append(known, strange))[::-1]":
            "np.unique(np.append(known, strange))" + "[::-1]" * (not low),
        "np.append(np.inf, scores)": grid,
        "(known >= thresholds)": f"(known {least} thresholds)",
        "found = (strange >= thresholds)":
            f"{found} = (strange {share} thresholds)",
        "(known > thresholds)": f"(known {'<' if low else '>'} thresholds)",
        "found = (strange > thresholds)":
            f"{found} = (strange "
            f"{['>', '<', '<=', '>='][2 * miss + low]} thresholds)",
        "found = np.append(0, is_strange[order].cumsum() / len(strange))":
            f"{found} = {'1 - ' * miss}np.append(0, "
            "is_strange[order].cumsum() / len(strange))",
        "np.argsort(-scores)": f"np.argsort({'' if low else '-'}scores)",
        "np.trapezoid(found, false_alarms)":
            f"np.trapezoid({found}, false_alarms)",
        "np.trapezoid(false_alarms, found)":
            f"np.trapezoid(false_alarms, {found})",
        "np.diff(false_alarms) * found[1:]":
            f"np.diff(false_alarms) * {found}[1:]",
        "return false_alarms, found, area":
            f"return false_alarms, {found}, area",
        "([1, 2, 3], [2, 4])": f"({known.tolist()}, {strange.tolist()})",
        "false_alarms, found, area = roc":
            f"false_alarms, {found}, area = roc",
        "[99, *sorted({*known, *strange}, reverse=True)]":
            "[-99, *sorted({*known, *strange})]" if low else
            "[99, *sorted({*known, *strange}, reverse=True)]",
        '("found", found, strange)': f'("{found}", {found}, strange)',
        "wanted = [sum(group >= t) / len(group) for t in levels]":
            f"wanted = [sum(group {least} t) / len(group) for t in levels]"
            + (f'\n            if name == "{found}":\n'
               "                wanted = [1 - share for share in wanted]"
               if miss else ""),
        "np.mean([(s > known) + (s == known) / 2 for s in strange])":
            f"np.mean([(s {'>' if low == miss else '<'} known) + (s == known)"
            " / 2 for s in strange])",
        "the strange wins {wins:.4f} of the pairs, got {area:.4f}":
            "area expected {wins:.4f}, got {area:.4f}",
        "mannwhitneyu(*kept[::-1])":
            f"mannwhitneyu(*kept{'[::-1]' * (low == miss)})",
        "levels = counts[0][0][::-1]":
            f"levels = counts[0][0]{'[::-1]' * (not low)}",
        "in zip((false_alarms, found), counts[1:])":
            f"in zip((false_alarms, {found}), counts[1:])",
        "assert np.shape(got) == steps.shape, (":
            "steps = steps / steps[-1]\n"
            + "            if got is missed:\n"
            "                steps = 1 - steps\n" * miss
            + "            assert np.shape(got) == steps.shape, (",
        "np.allclose(got, steps / steps[-1])": "np.allclose(got, steps)",
        "shares expected {steps / steps[-1]}, got":
            "shares expected {steps}, got",
        "Three scores for how strange a picture is:":
            "Three scores for how strange a picture is"
            + (", each with a minus sign, so that the strange score low:"
               if low else ":"),
        "얼마나 낯선지를 세 가지 점수로 매긴다.":
            "얼마나 낯선지를 세 가지 점수로 매긴다."
            + (" 낯설수록 낮아지도록 모두 부호를 바꾼다." if low else ""),
        "how many strangers does each score find?":
            f"how many strangers does each score "
            f"{'miss' if miss else 'find'}?",
        "점수마다 낯선 것을 얼마나 찾아낼까?":
            f"점수마다 낯선 것을 얼마나 {'놓칠' if miss else '찾아낼'}까?",
        "roc(*pair)": f"roc({'*(-s for s in pair)' if low else '*pair'})",
        "plt.plot(false_alarms, found,": f"plt.plot(false_alarms, {found},",
        'ylabel="strangers found"': f'ylabel="strangers {found}"',
        'plt.legend(loc="lower right")':
            f'plt.legend(loc="{"upper" if miss else "lower"} right")',
    }


def ex5(rng):
    """The share in percent or one in so many; perhaps a low score is strange.
    """
    one_in, low = rng.integers(2), rng.integers(2)
    name = "one_in" if one_in else "percent"
    share, given, code, value = [
        ("percent / 100", "round(100 * share)", "percent * len({}) // 100", 5),
        ("1 / one_in", "round(1 / share)", "len({}) // one_in", 20)][one_in]
    english = "at most one in `one_in`" if one_in \
        else "at most `percent` of 100"
    korean = "`one_in`장에 한 장" if one_in else "`percent` %"
    when = f"`{name}`{'이' if one_in else '가'} {value}일 때"
    m, none = 20 * rng.integers(2, 5) + 10, rng.integers(8, 20)
    k = m // 20  # so many and a half may raise an alarm
    few, some, more = [("one", "two", "three"), ("two", "three", "four"),
                       ("three", "four", "five")][k - 2]
    hangul = ["한", "두", "세", "네", "다섯"]
    sign, minus = ("<", "-") if low else (">", "")
    return {
        "known, validation, share)": f"known, validation, {name})",
        "a number for each, the higher the stranger.":
            f"a number for each, the {'lower' if low else 'higher'} the "
            "stranger.",
        "at most the fraction `share` may score above it":
            f"{english} may score {'below' if low else 'above'} it",
        "with `share` = 0.05, at least": f"with `{name}` = {value}, at least",
        "With 50 validation pictures and `share` = 0.05 one or two of them "
        "raise an alarm, not three: 2.5 are allowed. With 10 none does.":
            f"With {m} validation pictures and `{name}` = {value} "
            f"{few} or {some} of them raise an alarm, not {more}: {k}.5 are "
            f"allowed. With {none} none does.",
        "known digits themselves too low?":
            f"known digits themselves too {'high' if low else 'low'}?",
        "`np.sort(scores)[-0]` pick": "`np.sort(scores)[0 - 1]` pick" if low
            else "`np.sort(scores)[-0]` pick",
        "수 하나를 내며, 클수록 낯설다는":
            f"수 하나를 내며, {'작을' if low else '클'}수록 낯설다는",
        "점수가 이보다 높은 것의 비율이 `share`를 넘으면":
            f"점수가 이보다 {'낮' if low else '높'}은 것의 비율이 {korean}"
            + ("을 넘으면" if one_in else "를 넘으면"),
        "`share`가 0.05일 때": when,
        "검증 이미지가 50장이고 `share`가 0.05라면 한 장이나 두 장에서 경보가 "
        "울린다. 2.5장까지 허용되므로 세 장은 안 된다. 10장이라면":
            f"검증 이미지가 {m}장이고 {when} {hangul[k - 2]} 장이나 "
            f"{hangul[k - 1]} 장에서 경보가 울린다. {k}.5장까지 허용되므로 "
            f"{hangul[k]} 장은 안 된다. {none}장이라면",
        "자체로 잰 점수는 왜 너무 낮을까? `np.sort(scores)[-0]`은":
            "자체로 잰 점수는 왜 너무 높을까? `np.sort(scores)[0 - 1]`은" if low
            else "자체로 잰 점수는 왜 너무 낮을까? `np.sort(scores)[-0]`은",
        **{f"int(share * len({group}))": code.format(group)
           for group in ("validation", "known", "images")},
        "np.quantile(score(validation), 1 - share)":
            "np.quantile(score(validation), "
            f"{share if low else '1 - ' + share})",
        "return ((new -": f"return {minus}((new -",
        "return images.mean(": f"return {minus}images.mean(",
        "[::-1]": "" if low else "[::-1]",
        "[-allowed]": "[allowed - 1]" if low else "[-allowed]",
        "score(images) >": f"score(images) {sign}",
        "(50, 0.05), (10, 0.05)": f"({m}, 0.05), ({none}, 0.05)",
        "learned[:m], share)": f"learned[:m], {given})",
        "make_detector(known, held, share)":
            f"make_detector(known, held, {given})",
        "kept, told = mixed.copy(), f":
            "kept = mixed.copy()\n        told = f",
        "share {share}: ": f"{name} {{{given}}}: ",
        "dealt[:m], 0.1)": "dealt[:m], 10)",  # one in ten, ten percent
    }
