"""What a seed changes in the exercises on colouring."""
import numpy as np


def ex1(rng):
    """The order of the chroma, or of the colours that come out, or both."""
    into, out = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    y, red = rng.integers(7, 15) / 20, bool(rng.integers(2))
    cb, cr = (0.5, 1.0) if red else (1.0, 0.5)
    r, b = y + 1.402 * (cr - 0.5), y + 1.772 * (cb - 0.5)
    g = (y - 0.299 * r - 0.114 * b) / 0.587
    whole = [f"{min(max(x, 0), 1):.3f}".rstrip("0").rstrip(".")
             for x in ((b, g, r) if out else (r, g, b))]
    chroma = f"({cr:g}, {cb:g})" if into else f"({cb:g}, {cr:g})"
    words = ["blue, green, red", "파랑, 초록, 빨강"] if out \
        else ["red, green, blue", "빨강, 초록, 파랑"]
    order = ["$C_r$, then $C_b$", "$C_r$이 먼저, $C_b$가"] if into \
        else ["$C_b$, then $C_r$", "$C_b$가 먼저, $C_r$이"]
    one, two = ("1:", ":1") if into else (":1", "1:")  # of Cb, of Cr
    flip, turn = ":0:-1" if into else "1:", "[::-1]" * out
    return {
        "first $C_b$, then $C_r$;": f"first {order[0]};",
        "width): red, green, blue;": f"width): {words[0]};",
        "Luminance 0.5 with chroma (0.5, 1) gives 1, 0.143, 0.5; before "
        "clipping, red was 1.201.":
            f"Luminance {y:g} with chroma {chroma} gives {', '.join(whole)}; "
            f"before clipping, {'red' if red else 'blue'} was "
            f"{max(r, b):.3f}.",
        "$C_b$가 먼저, $C_r$이 다음이다.": f"{order[1]} 다음이다.",
        "너비)이고 빨강, 초록, 파랑 순서다.": f"너비)이고 {words[1]} 순서다.",
        "휘도 0.5에 색차 (0.5, 1)이면 1, 0.143, 0.5가 나온다. 자르기 전의 빨강은 "
        "1.201이었다.":
            f"휘도 {y:g}에 색차 {chroma}이면 결과는 차례로 {', '.join(whole)}이다. "
            f"자르기 전에 {'빨강' if red else '파랑'}은 {max(r, b):.3f}이었다.",
        "(n, 2, …) → red, green, blue": f"(n, 2, …) → {words[0]}",
        "(chroma[:, :1] - 0.5)": f"(chroma[:, {one}] - 0.5)",
        "(chroma[:, 1:] - 0.5)": f"(chroma[:, {two}] - 0.5)",
        "(chroma[..., :1] - 0.5)": f"(chroma[..., {one}] - 0.5)",
        "(chroma[..., 1:] - 0.5)": f"(chroma[..., {two}] - 0.5)",
        "(chroma[:, :1])": f"(chroma[:, {one}])",
        "(chroma[:, 1:])": f"(chroma[:, {two}])",
        "0.344 * chroma[:, :1] - 0.714 * chroma[:, 1:]":
            f"0.344 * chroma[:, {one}] - 0.714 * chroma[:, {two}]",
        "[red, green, blue]": f"[{words[0]}]",
        "[0.5, 0.5, 1]]": f"[{y:g}, {cb:g}, {cr:g}]]",
        "ycc[:, 1:].copy()": f"ycc[:, {flip}].copy()",
        "ycc[i, :, r, c] - half)": f"ycc[i, :, r, c] - half){turn}",
        "bytes_[:, 1:].astype": f"bytes_[:, {flip}].astype",
        'planes]).convert("RGB"))\n': 'planes]).convert("RGB"))\n'
            + "            expected = expected[..., ::-1]\n" * out,
        "luminance) / 1.402])": f"luminance) / 1.402]{'[::-1]' * into})",
        "stronger[None])[0].transpose(1, 2, 0)":
            f"stronger[None])[0{', ::-1' * out}]\n"
            "    rgb = rgb.transpose(1, 2, 0)",
    }


def ex2(rng):
    """How a share falls off with the distance; another pixel and centres."""
    kind = rng.integers(3)
    tex, code, two, exp = [
        (r"\exp(-d^2 / \sigma^2)", "sigma ** 2", "sigma", "np.exp("),
        (r"\exp(-d^2 / 4\sigma^2)", "(4 * sigma ** 2)", "(4 * sigma)",
         "np.exp("),
        (r"2^{-d^2 / \sigma^2}", "sigma ** 2", "sigma", "np.exp2("),
    ][kind]
    x, y = rng.integers(-2, 4, 2)
    ways = [(1, 0), (-1, 1), (0, -2), (2, 1)]  # squares 1, 2, 4, 5
    some = rng.permutation(4)[:3]
    centres = [(x + ways[k][0], y + ways[k][1]) for k in some]
    squares = np.array([1, 2, 4, 5])[some]
    fall = np.exp([-squares, -squares / 4, -squares * np.log(2)][kind])
    fall[squares.argmax()] = 0
    shares = ", ".join(f"{share:.3f}" if share else "0"
                       for share in fall / fall.sum())
    points = ", ".join(f"({a}, {b})" for a, b in centres).replace("-", "−")
    pixel = f"({x}, {y})".replace("-", "−")
    squares = ", ".join(map(str, squares))
    return {
        r"\exp(-d^2 / 2\sigma^2)": tex,
        "For a pixel with chroma (1, 0), centres (0, 0), (3, 0), (0, 2), k = "
        "2 and σ = 1 the squared distances are 1, 4, 5 and the shares 0.818, "
        "0.182, 0.":
            f"For a pixel with chroma {pixel}, centres {points}, k = 2 and σ "
            f"= 1 the squared distances are {squares} and the shares "
            f"{shares}.",
        "픽셀의 색차가 (1, 0), 중심이 (0, 0), (3, 0), (0, 2)이고 k = 2, σ = 1이면 "
        "거리의 제곱은 1, 4, 5이고 몫은 0.818, 0.182, 0이다.":
            f"픽셀의 색차가 {pixel}, 중심이 {points}이고 k = 2, σ = 1이면 거리의 "
            f"제곱은 차례로 {squares}, 몫은 {shares}이다.",
        "np.exp(": exp,
        "(2 * sigma ** 2)": code,
        "(2 * sigma)": two,
        "softmax(scores / (2 * sigma ** 2))":
            f"softmax(scores {['', '', '* np.log(2) '][kind]}/ {code})",
        "np.array([[[[1.0]], [[0]]]])": f"np.array([[[[{x}.0]], [[{y}]]]])",
        "[[0.0, 0], [3, 0], [0, 2]]":
            str([[float(a), float(b)] for a, b in centres]),
    }


def ex3(rng):
    """Too low or too high a number costs more; other colours, chances."""
    times, low = rng.integers(2, 5), bool(rng.integers(2))
    share = f"{times if low else 1} / {times + 1}"
    quantile = (times if low else 1) / (times + 1)
    word, korean = [("twice", "두 배"), ("three times", "세 배"),
                    ("four times", "네 배")][times - 2]
    side, ko_side = ("low", "작으면") if low else ("high", "크면")
    a, b = rng.integers(2, 10, 2)
    colours = rng.permutation([[a, 0], [0, b], [-a, -b]])
    tenths = rng.permutation([[5, 3, 2], [4, 3, 3], [6, 3, 1]][
        rng.integers(3)])
    if abs(np.cumsum(tenths[colours.argsort(0)], 0) / 10 - quantile).min() \
            < 0.01:
        return ex3(rng)
    totals = (tenths / 10)[colours.argsort(axis=0)].cumsum(axis=0)
    middle = np.sort(colours, axis=0)[(totals < quantile).sum(axis=0), [0, 1]]
    best = colours[tenths.argmax()]

    def text(point):
        return f"({point[0]:g}, {point[1]:g})".replace("-", "−")
    answers = [*map(text, (tenths @ colours / 10 + 0.0, middle, best))]
    points = ", ".join(map(text, colours))
    chances = ", ".join(f"{tenth / 10}" for tenth in tenths)
    cost = f"d > 0, {times} * d, -d).sum(1)" if low \
        else f"d > 0, d, -{times} * d).sum(1)"
    return {
        '`"absolute"` (the sum of the two absolute differences)':
            f'`"skewed"` (the sum of the two absolute differences, where a '
            f"number that is too {side} costs {word} as much)",
        "For the colours (4, 0), (0, 4), (−4, −4) with the probabilities 0.4, "
        "0.3, 0.3 the answers are (0.4, 0), (0, 0) and (4, 0).":
            f"For the colours {points} with the probabilities {chances} the "
            f"answers are {answers[0]}, {answers[1]} and {answers[2]}.",
        "For one number it is the mean, the median, the most frequent value. "
        "The median is where the probabilities of the *sorted* values have "
        "added up to one half.":
            "For one number it is the mean, a quantile, the most frequent "
            "value. With equal costs the quantile is the median, where the "
            "probabilities of the *sorted* values have added up to one half. "
            "Where does a step up cost as much as it saves here?",
        '`"absolute"`(두 수의 차의 절댓값을 더한 것)':
            '`"skewed"`(두 수의 차의 절댓값을 더한 것, 다만 답의 수가 색의 수보다 '
            f"{ko_side} 그 차를 {korean}로 친다)",
        "색이 (4, 0), (0, 4), (−4, −4)이고 확률이 0.4, 0.3, 0.3이면 답은 차례로 (0.4, "
        "0), (0, 0), (4, 0)이다.":
            f"색이 {points}이고 확률이 {chances}일 때 답은 차례로 "
            f"{', '.join(answers)}이다.",
        "수가 하나라면 답은 차례로 평균, 중앙값, 최빈값이다. 중앙값은 값을 "
        "*정렬하고* 확률을 "
        "차례로 더할 때 절반에 이르는 자리다.":
            "수가 하나라면 답은 차례로 평균, 분위수, 최빈값이다. 어느 쪽으로 틀리든 "
            "똑같이 친다면 분위수는 중앙값이고, 값을 *정렬하고* 확률을 차례로 더할 때 "
            "절반에 이르는 자리다. 여기서는 답을 조금 키울 때 잃는 것과 아끼는 "
            "것이 어디에서 "
            "같아질까?",
        "(totals < 0.5 - 1e-9)": f"(totals < {share} - 1e-9)",
        "np.median(colours, axis=0)":
            f"np.quantile(colours, {share}, axis=0)",
        '("absolute", lambda d: abs(d).sum(1)),':
            f'("skewed", lambda d: np.where(\n{" " * 31}{cost}),',
        '("squared", "absolute", "wrong")': '("squared", "skewed", "wrong")',
        'kept[0][:, axis], got["absolute"][axis]':
            'kept[0][:, axis], got["skewed"][axis]',
        "assert max(below, above) <= 0.5 + 1e-9, (":
            f"assert below <= {share} + 1e-9 and above <= "
            f"{1 if low else times} / {times + 1} + 1e-9, (",
        "three = np.random.default_rng(3), [[4, 0], [0, 4], [-4, -4]]":
            f"three = np.random.default_rng(3), {colours.tolist()}",
        "(three, [4, 3, 3])": f"(three, {tenths.tolist()})",
        "(rng.integers(0, 99, (6, 2)), rng.integers(1, 9, 6))):":
            "*((rng.integers(0, 99, (6, 2)), rng.integers(1, 9, 6))\n"
            "                   for _ in range(4))):",
        '{told}absolute: number': '{told}skewed: number',
        '"squared", "absolute", "wrong", "the balls"':
            '"squared", "skewed", "wrong", "the balls"',
    }


def ex4(rng):
    """The inverse temperature instead; energies instead of logits; both."""
    inverse, low = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    name = "energies" if low else "logits"
    way = "beta" if inverse else "temperature"
    letter, sign = "β" if inverse else "T", "*" if inverse else "/"
    given = "1 / temperature" if inverse else "temperature"
    minus = "-" if low else ""
    times = rng.choice([2, 3, 4, 5, 7, 9])

    def mean(power):
        return f"({(times ** power - 1) / (times ** power + 1):.3g}, 0)"
    most = times ** 2 / (times ** 2 + 1)
    half = [f"{1 / (times + 1):.3g}", f"{times / (times + 1):.3g}"]
    high = [f"{1 - most:.3g}", f"{most:.3g}"]
    numbers = f"0 and −log {times}" if low else f"0 and log {times}"
    two = "2" if inverse else "0.5"
    lazy = "0.5" if inverse else "2"
    divide = {(0, 1): "divide the energies by −T",
              (1, 0): "multiply the logits by β",
              (1, 1): "multiply the energies by −β"}[inverse, low]
    divide_ko = {(0, 1): "에너지를 −T로 나누고", (1, 0): "로짓에 β를 곱하고",
                 (1, 1): "에너지에 −β를 곱하고"}[inverse, low]
    limits = ["very large β", "β near 0"] if inverse \
        else ["T near 0", "very large T"]
    name_ko, name_ga = ("에너지", "에너지가") if low else ("로짓", "로짓이")
    texts = {
        "gives each pixel a probability for each of q colours.":
            "gives each pixel "
            + ("an **energy** for each of q colours: the lower, the more "
               "probable." if low
               else "a probability for each of q colours."),
        "A **temperature** T leads": "A **temperature** T"
            + (", or its inverse β = 1 / T, leads" if inverse else " leads"),
        "(logits, centres, temperature)": f"({name}, centres, {way})",
        "divide the logits by T, take the softmax,":
            f"{divide}, take the softmax,",
        "`logits` (n, q, height, width), `centres` (q, 2), `temperature` > 0;":
            f"`{name}` (n, q, height, width), `centres` (q, 2), `{way}` > 0;",
        "T = 1 gives the mean, T near 0 the most probable colour, a very "
        "large T the plain mean":
            f"{letter} = 1 gives the mean, {'a ' * inverse}{limits[0]} the "
            f"most probable colour, {'a ' * (not inverse)}{limits[1]} the "
            "plain mean",
        "logits may be 1000, T may be 0.001.":
            f"{name} may be {'−1000' if low else '1000'}, {letter} may be "
            f"{'1000' if inverse else '0.001'}.",
        "logits 0 and log 3: the probabilities are ¼ and ¾ and the mean is "
        "(0.5, 0). T = 0.5 makes them 0.1 and 0.9, so (0.8, 0); T = 2 gives "
        "(0.268, 0).":
            f"{name} {numbers}: for {letter} = 1 the probabilities are "
            f"{half[0]} and {half[1]} and the mean is {mean(1)}. {letter} = "
            f"{two} makes them {high[0]} and {high[1]}, so {mean(2)}; "
            f"{letter} = {lazy} gives {mean(0.5)}.",
        "the same number is taken away from all logits of a pixel. Which one "
        "makes overflow impossible, and is it to be taken before or after "
        "dividing by T?":
            f"the same number is taken away from all "
            f"{'exponents' if low else 'logits'} of a pixel. Which one makes "
            "overflow impossible, and is it to be taken before or after "
            f"{'multiplying' if inverse else 'dividing'} by {letter}?",
        "픽셀마다 q가지 색의 확률을 낸다.":
            "픽셀마다 q가지 색의 **에너지**를 낸다. 낮을수록 그럴듯하다는 뜻이다."
            if low else "픽셀마다 q가지 색의 확률을 낸다.",
        "**온도** T가 둘 사이를": "**온도** T"
            + (" 또는 그 역수 β = 1 / T가" if inverse else "가") + " 둘 사이를",
        "로짓을 T로 나누고, 소프트맥스를": f"{divide_ko}, 소프트맥스를",
        "`logits`는 (n, q, 높이, 너비), `centres`는 (q, 2), `temperature`는 0보다":
            f"`{name}`는 (n, q, 높이, 너비), `centres`는 (q, 2), `{way}`는 0보다",
        "T = 1이면 평균, T가 0에 가까우면 가장 그럴듯한 색, T가 아주 크면 모든":
            f"{letter} = 1이면 평균, {letter}가 "
            + ("아주 크면 가장 그럴듯한 색, β가 0에 가까우면 모든" if inverse
               else "0에 가까우면 가장 그럴듯한 색, T가 아주 크면 모든"),
        "로짓이 1000이고 T가 0.001일 수도":
            f"{name_ko}의 값은 {'−1000' if low else '1000'}, {letter}의 값은 "
            f"{'1000' if inverse else '0.001'}일 수도",
        "로짓이 0과 log 3이면 확률은 ¼과 ¾이고 평균은 (0.5, 0)이다. T = 0.5이면 확률이 "
        "0.1과 0.9가 되어 (0.8, 0)이고, T = 2이면 (0.268, 0)이다.":
            f"{name_ga} 0과 {'−' * low}log {times}이면 "
            f"{letter} = 1일 때 확률은 차례로 {half[0]}, {half[1]}이고 평균은 "
            f"{mean(1)}이다. {letter} = {two}일 때 확률은 {high[0]}, {high[1]}이므로 "
            f"{mean(2)}이고, {letter} = {lazy}일 때는 {mean(0.5)}이다.",
        "한 픽셀의 모든 로짓에서 똑같은 수를":
            f"한 픽셀의 모든 {'지수' if low else '로짓'}에서 똑같은 수를",
        "T로 나누기 전에 뺄까, 나눈 뒤에 뺄까?":
            "β를 곱하기 전에 뺄까, 곱한 뒤에 뺄까?" if inverse
            else "T로 나누기 전에 뺄까, 나눈 뒤에 뺄까?",
        "scaled = logits / temperature":
            f"scaled = {minus}{name} {sign} {way}",
        "scaled = logits * temperature":
            f"scaled = {minus}{name} {'/' if inverse else '*'} {way}",
        "np.exp(logits - logits.max(axis=1, keepdims=True))":
            "np.exp(energies.min(axis=1, keepdims=True) - energies)" if low
            else "np.exp(logits - logits.max(axis=1, keepdims=True))",
        "keepdims=True) / temperature\n":
            f"keepdims=True) {sign} {way}\n",
        "** (1 / temperature)":
            f"** {way if inverse else '(1 / temperature)'}",
        "np.exp(scaled - logits.max(axis=1, keepdims=True))":
            "np.exp(scaled + energies.min(axis=1, keepdims=True))" if low
            else "np.exp(scaled - logits.max(axis=1, keepdims=True))",
        "np.log([1.0, 3])": f"np.log([1.0, {times}])",
        "annealed_mean(logits.copy(), centres.copy(), temperature)":
            f"annealed_mean({minus}logits, centres.copy(), {given})",
        'f"logits {logits.shape}, centres "': f'f"{name} {{logits.shape}}, '
                                              'centres "',
        'f"logits {one.round(2)}, T {temperature}: expected "':
            f'f"{name} {{{minus}one.round(2)}}, {letter} {{{given}:g}}: '
            'expected "',
        "with np.errstate(all=\"ignore\"):\n                got = "
        "annealed_mean(logits, centres, temperature)":
            "with np.errstate(all=\"ignore\"):\n                got = "
            f"annealed_mean({name}, centres, {given})",
        'told = f"logits {logits.shape} up to {abs(logits).max():.0f}, T " '
        '\\\n'
        '                   f"{temperature}: "':
            f'told = f"{name} {{logits.shape}} up to '
            f'{{abs(logits).max():.0f}}, " \\\n'
            f'                   f"{letter} {{{given}:g}}: "',
        "annealed_mean(logits, centres, 1e-7)":
            f"annealed_mean({name}, centres, "
            f"{'1e7' if inverse else '1e-7'})",
        '"T near 0 is not the most probable"':
            f'"{limits[0]} is not the most probable"',
        '"the logits were changed"': f'"the {name} were changed"',
        "annealed_mean(logits[None], centres, temperature)[0]":
            f"annealed_mean({minus}logits[None], centres, {given})[0]",
    }
    if low:  # what is handed over is a new array: keep it to compare
        texts |= {
            "kept = logits.copy(), centres.copy()\n":
                "energies = -logits\n"
                "        kept = logits.copy(), centres.copy()\n",
            "np.array_equal(logits, kept[0])":
                "np.array_equal(-energies, kept[0])",
        }
    if inverse:
        texts |= {
            "stand T and how strong": "stand T = 1 / β and how strong",
            "그림 아래에는 T와, 사진과": "그림 아래에는 T = 1 / β와, 사진과",
        }
    return texts


def ex5(rng):
    """What the weights are scaled to, bins counted from 1, or both."""
    scale, one = [(0, 1), (1, 0), (1, 1), (2, 0), (2, 1)][rng.integers(5)]
    tex, code, wanted, told = [
        (r"\sum_q p_q\, w_q = 1", "(shares @ weights)", "(p @ raw)",
         "mean over pixels"),
        (r"\sum_q w_q = 1", "weights.sum()", "raw.sum()", "sum of all"),
        (r"\min_q w_q = 1", "weights.min()", "raw.min()", "smallest"),
    ][scale]
    most, many = rng.integers(3, 7), rng.integers(6, 10)
    counts = rng.permutation([many, 10 - many, 0])
    shares, excess = counts / 10, 3 * many / 10
    smoothing = excess / (excess + most - 1)
    weights = 1 / ((1 - smoothing) * shares + smoothing / 3)
    weights /= [shares @ weights, weights.sum(), weights.min()][scale]
    row = ", ".join(f"{weight:.3f}" for weight in weights)
    bins = ", ".join(f"{count or 'none'} in bin {k}"
                     for k, count in enumerate(counts, one))
    bins_ko = ", ".join(f"칸 {k}에 {count}개"
                        for k, count in enumerate(counts, one))
    shift, back = ("1 + ", " - 1") if one else ("", "")
    found = [f"np.take(weights, kept{back}).mean()", "np.sum(weights)",
             "np.min(weights)"][scale]
    return {
        r"\sum_q p_q\, w_q = 1": tex,
        "from 0 to `n_bins` − 1;": "from 1 to `n_bins`;" if one
            else "from 0 to `n_bins` − 1;",
        "8 in bin 0, 2 in bin 1, none in bin 2, and `most` = 4: λ = 0.444 and "
        "the weights are 0.795, 1.818, 3.182.":
            f"{bins}, and `most` = {most}: λ = {smoothing:.3f} and the "
            f"weights are {row}.",
        "0부터 `n_bins` − 1까지다.": "1부터 `n_bins`까지다." if one
            else "0부터 `n_bins` − 1까지다.",
        "8개가 칸 0, 2개가 칸 1에 들고 칸 2는 비어 있으며 `most` = 4라면, λ = "
        "0.444이고 "
        "가중치는 0.795, 1.818, 3.182다.":
            f"{bins_ko}가 들고 `most` = {most}일 때, λ의 값은 {smoothing:.3f}이고 "
            f"가중치는 차례로 {row}이다.",
        "np.bincount(labels.ravel(),": f"np.bincount(labels.ravel(){back},",
        "(shares @ weights)": code,
        "([8, 2, 0], 4)": f"({counts.tolist()}, {most})",
        "np.repeat(np.arange(len(counts)), counts)":
            f"({shift}np.repeat(np.arange(len(counts)), counts))" if one
            else "np.repeat(np.arange(len(counts)), counts)",
        "(p @ raw)": wanted,
        "labels = rng.choice(q,": f"labels = {shift}rng.choice(q,",
        "== np.arange(q)\n": f"== np.arange(q){' + 1' * one}\n",
        "mean = np.take(weights, kept).mean()\n": f"scale = {found}\n",
        'np.isclose(mean, 1), f"{told}the mean over pixels is {mean:.4f}"':
            'np.isclose(scale, 1), (\n            f"{told}the '
            f'{told} is {{scale:.4f}}")',
        "rebalance(labels[None], len": f"rebalance({shift}labels[None], len",
    }
