"""What a seed changes in the exercises on XOR."""
import re

import numpy as np

from utils.layers import mlp_fit, mlp_forward, sigmoid

INPUTS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
XOR = np.array([[0], [1], [1], [0]])
NAMES = {"AND": ("OR", "NOR", "(1, 1)"), "NOR": ("NAND", "AND", "(0, 0)")}


def prose(numbers):
    """An example as a text has it: (1, −1)."""
    return f"({', '.join(map(str, numbers))})".replace("-", "−")


def listed(array):
    """An array as code has it, whole numbers without a point."""
    return re.sub(r"\.0\b", "", str(np.asarray(array).tolist()))


def ex1(rng):
    """The hidden gate, XOR or its opposite, the order of what is read."""
    same, first, gate = map(int, f"{rng.integers(1, 8):03b}")
    off = rng.choice([0.05, 0.15, 0.2])
    sign, gate = -1 if same else 1, "NOR" if gate else "AND"
    slope, threshold = (-1, 0.5) if gate == "NOR" else (1, -1.5)
    condition = "0.5 - x{}1 - x{}2" if gate == "NOR" else "x{}1 + x{}2 - 1.5"
    nearly, place = NAMES[gate][same], NAMES[gate][2]

    def neuron(h, b):
        w = [sign * slope] * 2 + [sign * h]
        w = [float(each) for each in (w[2:] + w[:2] if first else w)]
        return f"w = np.array({w})\n    b = {float(b)}"

    answers = [sign * each for each in (-1, 1, 1, -1)]
    corners = [tuple(map(int, x)) for x in INPUTS]
    read = (-1, 1, 0) if first else (1, 0, -1)
    low, high = ("+1", "−1") if same else ("−1", "+1")
    needed, korean = ("negative", "음수") if same else ("positive", "양수")
    texts = {
        "$x_1 + x_2 - 1.5": f"${condition.format('_', '_')}",
        "x1 + x2 - 1.5": condition.format("", ""),
        "0.1": str(off),
        "−1 for (0, 0) and (1, 1), +1 for": f"{low} for (0, 0) and (1, 1), "
                                            f"{high} for",
        "(1, 1)에서 −1, (1, 0)과 (0, 1)에서 +1":
            f"(1, 1)에서 {low}, (1, 0)과 (0, 1)에서 {high}",
        "it reads (1, 0, −1)": f"it reads {prose(read)}",
        "읽는 것은 (1, 0, −1)": f"읽는 것은 {prose(read)}",
        "$w_1 - w_3 + b$": "$w_2 - w_1 + b$" if first else "$w_1 - w_3 + b$",
        "must be positive": f"must be {needed}",
        "양수여야": f"{korean}여야",
        "OR is nearly right: only (1, 1)":
            f"{nearly} is nearly right: only {place}",
        "OR이면 거의 맞는다. 틀리는 것은 (1, 1)":
            f"{nearly} 게이트면 거의 맞는다. 틀리는 것은 {place}",
        "AND": gate, "AND다. 곧": f"{gate} 게이트다. 곧",
        "XOR": "XNOR" if same else "XOR",
        "w = np.array([1.0, 1.0, -1.0])\n    b = -1.5":
            neuron(-1, sign * threshold),
        "w = np.array([1.0, 1.0, -2.0])\n    b = -0.5":
            neuron(-2, sign * (threshold + 1)),
        "w = np.array([1.0, 1.0, 1.0])\n    b = -0.5":
            neuron(1, sign * (threshold + 1)),
        "w = np.array([1.0, 1.0, -1.0])\n    b = -2.0":
            neuron(-1, sign * threshold - 0.5),
        "((0, 0, -1), (1, 0, 1), (0, 1, 1), (1, 1, -1))":
            tuple((*x, y) for x, y in zip(corners, answers)),
        "(((0, 0), -1), ((1, 0), 1), ((0, 1), 1), ((1, 1), -1))":
            tuple(zip(corners, answers)),
        "[-1, 1, 1, -1]": answers,
        "np.array([1, 1]), -1.5": f"np.array({[slope] * 2}), {threshold}",
    }
    if first:
        texts |= {
            "(x_1, x_2, h)": "(h, x_1, x_2)",
            "x1, x2 and AND's answer,": f"{gate}'s answer, x1 and x2,",
            "w[0] * x1 + w[1] * x2 + w[2] * h":
                "w[0] * h + w[1] * x1 + w[2] * x2",
            "[plane, both]": "[both, plane]",
        }
    if gate == "NOR":
        texts |= {"(-0.6, 2.6": "(-1.6, 1.6", "[0, 1, 2]": "[-1, 0, 1]"}
    return texts


def ex2(rng):
    """Neurons in rows or columns, sigmoid or tanh; another worked case."""
    columns, tanh = [(0, 1), (1, 0), (1, 1)][rng.integers(3)]
    factor, x = rng.choice([0.5, 2, 3]), INPUTS[rng.integers(4)]
    W, b, v, c = (factor * np.array(each) for each in (
        [[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -1.5))
    h = (np.tanh if tanh else sigmoid)(W @ x + b)
    said = ", ".join(f"{each:.3f}" for each in h)
    p, place = f"{sigmoid(h @ v + c):.3f}", prose(x)
    W, b, v, c = map(listed, (W.T if columns else W, b, v, c))
    texts = {
        "gates of chapter 2,": f"gates of chapter 2 times {factor:g},",
        "2장의 게이트 ": f"2장의 게이트를 {factor:g}배 한 ",
        "`W = [[1, 1], [-1, -1]]`, `b = [-0.5, 1.5]`, `v = [1, 1]`, `c = -1.5`":
            f"`W = {W}`, `b = {b}`, `v = {v}`, `c = {c}`",
        "example (1, 1) gives h = (0.818, 0.378)": f"example {place} gives h = "
            f"({said})".replace("-", "−"),
        "probability 0.424": f"probability {p}",
        "예제 (1, 1)을 넣으면 h = (0.818, 0.378)이고 확률은 0.424다":
            f"예제 {place} 하나를 넣으면 h = ({said.replace('-', '−')})이고 확률 "
            f"{p} 값이 나온다",
        "answer([[1, 1]], [[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -1.5)":
            f"answer([{listed(x)}], {W},\n                      {b}, {v}, {c})",
        "gates at (1, 1)": f"gates at {tuple(x.tolist())}",
        "expected h = (0.818, 0.378)": f"expected h = ({said})",
        "[[0.818, 0.378]]": f"[[{said}]]",
        "probs, 0.424": f"probs, {p}",
        "expected 0.424": f"expected {p}",
    }
    if columns:
        texts |= {
            "`W` (m, d) with a row": "`W` (d, m) with a column",
            "한 행인 (m, d)": "한 열인 (d, m)",
            "X @ W.T + b": "X @ W + b", "X @ W + b": "X @ W.T + b",
            "(5, 3), (4, 3)": "(5, 3), (3, 4)", "(X, W, b))": "(X, W.T, b))",
            "(n, d), (m, d), ": "(n, d), (d, m), ", "W[j]": "W[:, j]",
            "np.array([[1, 1], [-1, -1]])": "np.array([[1, -1], [1, -1]])",
        }
    if tanh:
        texts |= {
            "all neurons with sigmoids,": "the hidden neurons with tanh, the "
                                          "last one with a sigmoid,",
            "모든 뉴런이 시그모이드를 쓰는":
                "은닉 뉴런은 tanh를, 출력 뉴런은 시그모이드를 쓰는",
            "two calls of `sigmoid`": "then `np.tanh` and `sigmoid`",
            "`sigmoid` 두 번이다": "`np.tanh`와 `sigmoid` 한 번씩이다",
            "h = sigmoid(": "h = np.tanh(",
            "torch.sigmoid(torch.nn": "torch.tanh(torch.nn",
            "1 / (1 + math.exp(-(sum(X[i] * W[j]) + b[j])))":
                f"math.tanh(sum(X[i] * W[{':, ' * columns}j]) + b[j])",
        }
    return texts


def ex3(rng):
    """A hyperbolic tangent, wider or steeper; another worked case."""
    high, half, formula, slope, code = [
        (1, " / 2", r"\tanh(s/2)", "(1 - h^2)/2", "(1 - h**2) / 2"),
        (1, " * 2", r"\tanh(2s)", "2(1 - h^2)", "2 * (1 - h**2)"),
        (2, "", r"2\tanh(s)", "2 - h^2/2", "(2 - h**2 / 2)"),
        (2, " / 2", r"2\tanh(s/2)", "1 - h^2/4", "(1 - h**2 / 4)"),
    ][rng.integers(4)]
    X, v = rng.integers(1, 4, 2), rng.choice([1, 2, 3, 5], 2, replace=False)
    h, delta = high * rng.choice([0.2, 0.5]), rng.choice([0.2, 0.4, 0.8])
    steep = eval(code)
    db = np.round(delta * v * steep, 6)
    dW = np.round(np.outer(db, X), 6)
    blames = [f"{delta} · {each} · {steep:g} = {blame:g}"
              for each, blame in zip(v, db)]
    X, h, v, dW, db = map(listed, (X, [h, -h], v, dW, db))
    times = "2 * " if high == 2 else ""

    def tanh(module, s):
        s = f"({s}){half}" if half else s
        return f"{times}{module}.tanh({s})"

    hidden = "X @ Wb[:, :3].T + Wb[:, 3]"
    return {
        r"h = \tanh(s)$, between −1 and 1": f"h = {formula}$, between −{high} "
                                            f"and {high}",
        r"h = \tanh(s)$는 −1과 1 사이": f"h = {formula}$는 −{high}에서 {high} 사이",
        "1 - h^2": slope,
        "`X = [[1, 1]]`, `h = [[0.5, -0.5]]`, `v = [1, 2]`":
            f"`X = [{X}]`, `h = [{h}]`, `v = {v}`",
        "`delta = [0.4]`": f"`delta = [{delta}]`",
        "0.4 · 1 · 0.75 = 0.3 and 0.4 · 2 · 0.75 = 0.6": " and ".join(blames),
        "책임은 0.4 · 1 · 0.75 = 0.3과 0.4 · 2 · 0.75 = 0.6이다":
            f"책임은 차례로 {', '.join(blames)}이다",
        "dW = [[0.3, 0.3], [0.6, 0.6]]": f"dW = {dW}",
        "db = [0.3, 0.6]": f"db = {db}",
        "[[1, 1]], [[0.5, -0.5]], [1, 2], [0.4]":
            f"[{X}], [{h}], {v}, [{delta}]",
        "(db, [0.3, 0.6]), (dW, [[0.3, 0.3], [0.6, 0.6]])":
            f"(db, {db}),\n                          (dW, {dW})",
        "(1 - h**2)": code,
        f"np.tanh({hidden})": tanh("np", hidden),
        "torch.tanh(X @ W.T + b)": tanh("torch", "X @ W.T + b"),
        "np.tanh(X @ W.T + b)": tanh("np", "X @ W.T + b"),
    }


def ex4(rng):
    """An even number or an odd one, and what a switch that is up reads."""
    even, coding = divmod(rng.integers(1, 6), 3)
    down, up = [(0, 1), (-1, 1), (1, 2)][coding]
    examples = [prose(rng.permutation([up] * n + [down] * (3 - n)))
                for n in (rng.choice([0, 2]), rng.choice([1, 3]))]
    if even:
        examples.reverse()
    no, yes = examples
    texts = {
        "input (1, 0, 1) must": f"input {no} must", "(1, 1, 1) must":
            f"{yes} must",
        "입력 (1, 0, 1)에": f"입력 {no}에", "(1, 1, 1)에 +1": f"{yes}에 +1",
        "b = 0.5 - j": ["b = 0.5 - j", "b = n + 1 - 2 * j",
                        "b = 0.5 - n - j"][coding],
        "product([0, 1]": f"product([{down}, {up}]",
        "sum(x) % 2 == 1": f"x.count({up}) % 2 == {1 - even}",
        "2 * (X.sum(axis=1) % 2) - 1": f"2 * (np.sum(X == {up}, axis=1) % 2) - 1",
        "np.tri(6, 5, -1)": f"np.where(np.tri(6, 5, -1), {up}, {down})",
    }
    if coding:
        texts |= {
            "Up is 1, down is 0.": f"Up is {up}, down is {down}."
                .replace("-", "−"),
            "입력은 올라간 스위치가 1, 내려간 스위치가 0이다.":
                f"입력은 올라간 스위치가 {up}, 내려간 스위치가 {down}이다."
                .replace("-", "−"),
        }
    if even:
        texts |= {
            "an odd number": "an even number", "홀수 개일 때": "짝수 개일 때",
            "For two this is XOR": "For two this is the opposite of XOR",
            "이것이 XOR이다": "이것이 XOR의 반대다",
            "every odd pattern": "every even pattern",
            "홀수 개가 올라간 입력": "짝수 개가 올라간 입력",
            "np.where(j % 2 == 1, 1.0, -1.0)": "np.where(j % 2 == 1, -1.0, 1.0)",
            "np.where(j % 2 == 0, 1.0, -1.0)": "np.where(j % 2 == 0, -1.0, 1.0)",
            "np.where(j == 2, -1.0, 1.0)": "np.where(j == 2, 1.0, -1.0)",
            "v = np.ones(n)": "v = -np.ones(n)", "c = -0.5": "c = 0.5",
            "2 * (X.sum(axis=1) % 2) - 1":
                f"1 - 2 * (np.sum(X == {up}, axis=1) % 2)",
        }
    return texts


def unsure(margin):
    """Numbers of steps after which soft gates do XOR, but not within margin."""
    soft = [(np.array([[1.0, 1], [-1, -1]]), np.array([[-0.5, 1.5]])),
            (np.array([[1.0, 1]]), np.array([[-1.5]]))]
    path = mlp_fit(soft, INPUTS, XOR, n_steps=1000, every=10)
    errors = [np.abs(mlp_forward(INPUTS, now)[-1] - XOR).max() for now in path]
    return [10 * k for k, error in enumerate(errors)
            if margin + 0.02 < error < 0.45]


def ex5(rng):
    """Solved or failed, on the right side or nearer; another worked case."""
    failed, near = divmod(rng.integers(1, 6), 3)
    margin, n = [0.5, 0.1, 0.2][near], int(rng.choice([2, 4, 8]))
    word, korean = {2: ("two", "둘"), 4: ("four", "넷"),
                    8: ("eight", "여덟")}[n]
    share, wrong = 1 / n, (n + 1) / (2 * n)
    if failed:
        share, wrong = 1 - share, 1 - wrong
    few, many = ("2 / 3", "1 / 3") if failed else ("1 / 3", "2 / 3")
    whose, place = "whose four answers are all ", "on the right side of ½"
    korean_place = "½의 옳은 쪽에"
    before, found = f'(0, {few}, "untrained, only the sharp gates are solved"),', \
        "((probs > 0.5) == y)"
    if near:
        place, korean_place = f"within {margin} of the labels", \
            f"레이블에서 {margin} 안에"
        found = f"(np.abs(probs - y) < {margin})"
        before += f"\n            ({rng.choice(unsure(margin))}, {few}, " \
            '"the soft gates are not sure yet"),'
    every = f"{found}.all((1, 2))"
    texts = {
        "on the right side of ½": place,
        "½의 옳은 쪽에 있는": f"{korean_place} 있는",
        "one of two networks is right at all four points and the other at two, "
        "the share is 0.5, not 0.75":
            f"one of {word} networks is right at all four points in this sense "
            f"and {'each of the others' if n > 2 else 'the other'} at two, the "
            f"share is {share}, not {wrong}",
        "신경망 둘 가운데 하나는 네 점을 모두 맞히고 다른 하나는 두 점을 맞히면, "
        "비율은 0.75가 아니라 0.5다":
            f"신경망 {korean} 가운데 하나는 이 기준으로 네 점을 모두 맞히고 나머지는 "
            f"두 점씩 맞히면, 비율은 {wrong}가 아니라 {share}다",
        '(0, 1 / 3, "untrained, only the sharp gates are solved"),': before,
        "(3000, 2 / 3,": f"(3000, {many},",
        "((probs > 0.5) == y)": found,
    }
    if near:
        texts |= {
            "np.abs(p - 0.5)": f"np.abs(np.abs(p - y) - {margin})",
            "1501": "651", "(6, 20, 1000)": "(6, 20, 501)",
            "((p > 0.5) == y)": f"(np.abs(p - y) < {margin})",
        }
    if failed:
        texts |= {
            "solved_share": "failed_share",
            whose: "that fail, whose four answers are not all ",
            "½의 옳은 쪽에 있는": f"{korean_place} 있지는 않은, 곧 실패한",
            "stack that solve XOR": "stack that fail at XOR",
            "float(solved.mean())": "float(1 - solved.mean())",
            "float(((probs > 0.5) == y).mean())": f"float(1 - {found}.mean())",
            "float(((probs > 0.5) == y).all((1, 2)).mean())":
                f"float(1 - {every}.mean())",
            "int(((probs > 0.5) == y).all((1, 2)).sum())":
                f"int((~{every}).sum())",
            "assert got == 0": "assert got == 1",
            "expected = ((p > 0.5) == y).all":
                f"expected = ~(np.abs(p - y) < {margin}).all",
            "share that is solved after": "share that fails after",
            "해결한 비율": "실패한 비율", "share solved": "share failed",
            "(6, -15)": "(6, 6)",
        }
    return texts
