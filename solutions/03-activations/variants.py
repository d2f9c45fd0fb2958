"""What a seed changes in the exercises on activations and starts."""
from utils.layers import sigmoid


def ex1(rng):
    """A factor inside the sigmoid; another worked point."""
    beta, s = rng.choice([0.5, 1.5, 2, 3]), rng.choice([-2, -1, 1, 2])
    gate = sigmoid(beta * s)
    value, slope = (f"{each:.3f}" for each in (
        s * gate, gate + beta * s * gate * (1 - gate)))
    beta = f"{beta:g}"
    return {
        r"The **SiLU**, also called swish, is $f(s) = s \cdot \sigma(s)$":
            rf"A relative of the **SiLU**, or swish, is $f(s) = s \cdot "
            rf"\sigma({beta}s)$",
        "**SiLU**는 스위시(swish)라고도 하며, 시그모이드":
            "**SiLU**, 곧 스위시(swish)의 친척 하나를 시그모이드",
        r"$f(s) = s \cdot \sigma(s)$로": rf"$f(s) = s \cdot \sigma({beta}s)$로",
        "at $s = 2$ the value is 1.762 and the slope 1.091":
            f"at $s = {s}$ the value is {value} and the slope {slope}"
            .replace("is -", "is −").replace("slope -", "slope −"),
        "$s = 2$에서 값은 1.762, 미분은 1.091이다":
            f"$s = {s}$에서 (값, 미분)은 ({value}, {slope})이다"
            .replace("(-", "(−").replace(", -", ", −"),
        r"$\sigma(1 - \sigma)$.": r"$\sigma(1 - \sigma)$; mind the factor in "
                                  "front of $s$.",
        r"$\sigma(1 - \sigma)$다.": r"$\sigma(1 - \sigma)$다. $s$ 앞의 수도 "
                                   "잊지 말자.",
        "sigmoid(s)": f"sigmoid({beta} * s)",
        "slope = gate + s": f"slope = gate + {beta} * s",
        "(2.0, 1.762, 1.091)": f"({s:.1f}, {value}, {slope})",
        "torch.nn.functional.silu(point)":
            f"(point * torch.sigmoid({beta} * point))",
        "np.exp(-s)": f"np.exp(-{beta} * s)",
        "np.exp(-higher)": f"np.exp(-{beta} * higher)",
        "np.exp(-lower)": f"np.exp(-{beta} * lower)",
        "The SiLU has": "This function has", "SiLU에는": "이 함수에는",
    }


def ex2(rng):
    """ReLU or leaky ReLU, the order of the list; another worked case."""
    leak, backward = [(0, 1), (0.1, 0), (0.1, 1), (0.2, 0), (0.2, 1)][
        rng.integers(5)]
    on, off, *w = (int(n) for n in rng.integers(1, 8, 4))
    delta = float(rng.choice([0.5, 2, 4]))
    dead = round(-leak * off, 6)
    blame = f"[[{delta * w[0]:g}, {delta * w[1] * leak:g}]]"
    texts = {
        "hidden `[[2, 0]]`": f"hidden `[[{on}, {dead:g}]]`",
        "은닉층 `[[2, 0]]`": f"은닉층 `[[{on}, {dead:g}]]`",
        "([[2], [-1]], …), ([[3, 5]], …)":
            f"([[{on}], [{-off}]], …), ([{w}], …)",
        "`delta = [[0.5]]`": f"`delta = [[{delta:g}]]`",
        "`[[1.5, 0]]`": f"`{blame}`",
        "np.array([[2.0, 0.0]])": f"np.array([[{on}, {dead:g}]])",
        "np.array([[3.0, 5.0]])": f"np.array([{w}])",
        "np.array([[0.5]])": f"np.array([[{delta}]])",
        "[[[1.5, 0]]]": f"[{blame}]",
        "f\"hidden [[2, 0]]": f"f\"hidden [[{on}, {dead:g}]]",
    }
    if leak:
        texts |= {
            "Back through ReLU": "Back through leaky ReLU",
            "ReLU를 거슬러": "leaky ReLU를 거슬러",
            "of a ReLU network": "of a leaky ReLU network",
            "완성하라. ReLU": "완성하라. leaky ReLU",
            "h = max(0, s)": f"h = max(s, {leak}s)",
            "0 where it is 0": f"{leak} where it is negative",
            "0인 곳에서 0이다": f"음수인 곳에서 {leak}{'이' * (leak == 0.1)}다",
            "A comparison times a number is fine: `True` counts as 1.":
                "`np.where` chooses between two slopes.",
            "비교한 결과에 수를 곱해도 된다. `True`는 1로 센다.":
                "두 미분 가운데 하나를 `np.where`로 고른다.",
            "(h > 0)": f"np.where(h > 0, 1, {leak})",
            "torch.relu(sums[-1])": f"torch.maximum(sums[-1], {leak} * sums[-1])",
            "sums.append(torch.relu(sums[-1]) @":
                f"sums.append(torch.maximum(sums[-1], {leak} * sums[-1])\n"
                "                    @",
            "activations.append(np.maximum(0, activations[-1] @ W.T + b))":
                "s = activations[-1] @ W.T + b\n"
                f"            activations.append(np.maximum({leak} * s, s))",
            "if activations[k][n, j] > 0:\n                    expected[n, j] = "
            "sum(delta[n, o] * W[o, j]\n                          ":
                f"slope = 1 if activations[k][n, j] > 0 else {leak}\n"
                "                expected[n, j] = slope * sum("
                "delta[n, o] * W[o, j]\n                              ",
            "values.append(np.maximum(0, values[-1] @ W.T + b))":
                "s = values[-1] @ W.T + b\n"
                f"        values.append(np.maximum({leak} * s, s))",
        }
    if backward:
        texts |= {
            "the first layer first": "the last layer first",
            "첫 층부터 차례로": "마지막 층부터 거꾸로",
            "change `delta`, collect it, and turn the list round.":
                "change `delta` and collect it.",
            "모은 뒤 목록을 뒤집는다": "모은다",
            "return blames[::-1]": "return blames",
            "return blames\n": "return blames[::-1]\n",
            "allclose(got[k],": "allclose(got[2 - k],",
            "got {got[k][0]}": "got {got[2 - k][0]}",
            "got[k - 1]": "got[-k]",
            "in blames]": "in blames[::-1]]",
        }
    return texts


GAINS = {  # power, factor: ReLU's gain in English and Korean
    (1, 0.5): ("√2/2 = 0.707", "√2/2 = 0.707이다"),
    (1, 2): ("2√2 = 2.828", "2√2 = 2.828이다"),
    (2, 0.5): ("1", "1이다"), (2, 1): ("2", "2다"), (2, 2): ("4", "4다"),
}


def ex3(rng):
    """Gain of the deviation or the variance, and by how much the blame grows.
    """
    power, factor = list(GAINS)[rng.integers(5)]
    english, korean = GAINS[power, factor]
    ends = {0.5: "다", 1: "이다", 2: "다"}[factor]
    times = f"{factor} * " if factor != 1 else ""
    root, square = ("", " ** 2") if power == 2 else (" ** 0.5", "")
    back = f"suitable_gain(slope) / {factor}" if factor != 1 \
        else "suitable_gain(slope)"
    texts = {
        "for which this is 1,": f"for which this is {factor},",
        "이 배수가 1이": f"이 배수가 {factor}{'이' if factor == 1 else '가'}",
        "its gain is √2 = 1.414; a slope of 1 everywhere gives 1":
            f"its gain is {english}; a slope of 1 everywhere gives {factor}",
        "이득은 √2 = 1.414다. 미분이 어디서나 1이면 이득은 1이다":
            f"이득은 {korean}. 미분이 어디서나 1이면 이득은 {factor}{ends}",
        "float(1 / mean_square ** 0.5)": f"float({factor} / mean_square{root})",
        "float(1 / (": f"float({factor} / (",
        "float((slope(z) ** 2 * weights).sum() ** 0.5)":
            f"float((slope(z) ** 2 * weights).sum(){root})",
        "float((slope(z) ** 2).mean() ** -0.5)":
            f"float({factor} / (slope(z) ** 2).mean(){root})",
        "np.ones_like(z), 1.0)": f"np.ones_like(z), {factor})",
        "0.25), 4.0)": f"0.25), {factor * 4 ** power})",
        'torch.nn.init.calculate_gain("relu")':
            f'{times}torch.nn.init.calculate_gain("relu"){square}',
        'torch.nn.init.calculate_gain("leaky_relu", 0.3)':
            f'{times}torch.nn.init.calculate_gain("leaky_relu", 0.3){square}',
        "expected = (2 / (left**2 + right**2)) ** 0.5":
            f"expected = {times}(2 / (left**2 + right**2)){root}",
        "np.square(slope(z)).mean() ** -0.5":
            f"{factor} / np.square(slope(z)).mean(){root}",
        "activation functions. PyTorch's": "activation functions, turned into "
            "those of the deviation that keep the blame level. PyTorch's",
        "활성화 함수 다섯의 이득이다.":
            "활성화 함수 다섯의 이득을, 책임의 크기를 지키는 표준편차의 이득으로 "
            "고쳐 적었다.",
        "{suitable_gain(slope):.3f}": f"{{({back}) ** 0.5:.3f}}"
            if power == 2 else f"{{{back}:.3f}}",
    }
    if factor != 1:
        texts["the blame keeps its size"] = f"this factor is {factor}"
    if power == 2:
        texts |= {
            "Weights of deviation gain/√n multiply the blame by gain · rms f′":
                "Weights of variance gain/n multiply the blame's mean square "
                "by gain · (mean of f′²)",
            "표준편차가 이득/√n인 가중치는 층마다 책임을 이득 · rms f′배로":
                "분산이 이득/n인 가중치는 층마다 책임의 제곱 평균을 "
                "이득 · (f′²의 평균)배로",
            "rms is the root of the mean of the squares, and the mean": "The mean",
            "rms는 제곱의 평균의 제곱근이다. 분포": "분포",
        }
    return texts


def ex4(rng):
    """Before or after Adam's step, with or without the learning rate."""
    after, plain = [(0, 1), (1, 0), (1, 1)][rng.integers(3)]
    w, lr = int(rng.integers(1, 4)), rng.choice([0.1, 0.2, 0.4])
    decay = rng.choice([0.1, 0.2, 0.25, 0.5])
    rate = "1 - weight_decay" if plain else "1 - lr * weight_decay"
    formula = r"(1 - \lambda)\,w" if plain else r"(1 - \eta\lambda)\,w"
    keep = 1 - decay * (1 if plain else lr)
    first = f"{w - lr if after else w * keep:g}"
    end = f"{(w - lr) * keep if after else w * keep - lr:g}"
    shrink, step = ("{}(줄이기)", f"{{}}(Adam의 첫걸음 {lr})")
    texts = {
        r"(1 - \eta\lambda)\,w": formula,
        "`w = 1`, `g = 2`, `lr = 0.1`, `weight_decay = 0.5` shrink `w` to "
        "0.95, and Adam's first step of 0.1 makes it 0.85":
            f"`w = {w}`, `g = 2`, `lr = {lr}`, `weight_decay = {decay}`: " + (
                f"Adam's first step of {lr} makes `w` {first}, and shrinking "
                f"makes it {end}" if after else
                f"shrinking makes `w` {first}, and Adam's first step of {lr} "
                f"makes it {end}"),
        "`w = 1`, `g = 2`, `lr = 0.1`, `weight_decay = 0.5`이면 `w`는 0.95로 줄고, "
        "Adam의 첫걸음 0.1을 떼면 0.85가 된다":
            f"`w = {w}`, `g = 2`, `lr = {lr}`, `weight_decay = {decay}`이면 `w`는 "
            f"{w} → {(step if after else shrink).format(first)} → "
            f"{(shrink if after else step).format(end)}로 바뀐다",
        "adamw(1.0, 2.0, (0, 0.0, 0.0), 0.1, 0.5)":
            f"adamw({w}.0, 2.0, (0, 0.0, 0.0), {lr}, {decay})",
        "w - 0.85": f"w - {end}",
        "w = 1, g = 2: expected 0.85": f"w = {w}, g = 2: expected {end}",
        "1 - lr * weight_decay": rate,
        "(1 - weight_decay)": "(1 - lr * weight_decay)" if plain
            else "(1 - weight_decay)",
    }
    if plain:
        texts |= {
            "memory, 0.05, 0.3)": "memory, 0.05, 0.03)",
            "weight_decay=0.3": "weight_decay=0.03 / 0.05",
            "weight_decay 0.3,": "weight_decay 0.03,",
            "rng.uniform(0.1, 2)": "rng.uniform(0.01, 0.2)",
            "weight_decay=decay": "weight_decay=decay / lr",
            "0.002, 3.0)": "0.002, 0.006)",
        }
    if after:
        shrunk, stepped = (
            "shrunk = ({}) * w\n    return adam(shrunk, g, memory, lr=lr)",
            "w, memory = adam(w, g, memory, lr=lr)\n    return ({}) * w, memory")
        old = "1 - lr * weight_decay"
        texts |= {
            r"apart from it: first $w \leftarrow (1 - \eta\lambda)\,w$, then a "
            r"step of Adam that knows nothing of $\lambda$.":
                r"apart from it: here, first a step of Adam that knows nothing "
                rf"of $\lambda$, then $w \leftarrow {formula}$.",
            r"먼저 $w \leftarrow (1 - \eta\lambda)\,w$로 줄이고, 이어서 $\lambda$를 "
            "전혀 모르는 Adam의 걸음을 뗀다":
                r"여기서는 먼저 $\lambda$를 전혀 모르는 Adam의 걸음을 떼고, 이어서 $w "
                rf"\leftarrow {formula}$로 줄인다",
            "goes to `adam`. Only the weights that you hand over are other ones.":
                "goes to `adam`, with those weights. What comes back is shrunk.",
            "넘긴다. 넘기는 가중치만 다르다.":
                "그 가중치와 함께 넘긴다. 줄이는 것은 돌려받은 가중치다.",
            shrunk.format(old): stepped.format(rate),
            stepped.format(old): shrunk.format(rate),
            f"w *= {old}\n    return adam(w, g, memory, lr=lr)":
                "step, memory = adam(0 * w, g, memory, lr=lr)\n    w += step\n"
                f"    return ({rate}) * w, memory",
            "weight_decay=0.3": "weight_decay=0",
            "weight_decay=decay": "weight_decay=0",
            "descent.step()\n        expected":
                f"descent.step()\n        twin.data *= 1 - "
                f"{'0.03' if plain else '0.05 * 0.3'}\n        expected",
            "descent.step()\n            expected":
                f"descent.step()\n            twin.data *= 1 - "
                f"{'decay' if plain else 'lr * decay'}\n            expected",
        }
    return texts


def ex5(rng):
    """Dead neurons or live ones, their share or their number."""
    number, live = [(0, 1), (1, 0), (1, 1)][rng.integers(3)]
    name = f"{'live' if live else 'dead'}_{'number' if number else 'share'}"
    p, q = rng.integers(2, 9, 2)
    part = "1 - np.mean({})" if live else "np.mean({})"
    found = "n_all - dead" if live else "dead"
    if number:
        result = f"int({'len(dead) - ' * live}np.sum(dead))"
        averaged = f"n_all = sum(len(W) for W, _ in layers[:-1])\n    return (" \
            f"{part.format('shares')}) * n_all"
        values = 1, 4, 1 if live else 3
    else:
        result = f"float({part.format('dead')})"
        averaged = f"return float({part.format('shares')})"
        values = 0.5, 0.5, 0.25 if live else 0.75
        found = f"({found}) / n_all" if live else "dead / n_all"
    texts = {
        "dead_share": name,
        "`W = [[1], [0]]`, `b = [[0, -1]]`":
            f"`W = [[{p}], [0]]`, `b = [[0, -{q}]]`",
        "np.array([[1.0], [0.0]]), np.array([[0.0, -1.0]])":
            f"np.array([[{p}.0], [0.0]]), np.array([[0.0, -{q}.0]])",
        "return float(np.mean(dead))": f"return {result}",
        "return float(np.mean(shares))": averaged,
        "abs(got - 0.5)": f"abs(got - {values[0]})",
        "expected 0.5, got": f"expected {values[0]}, got",
        "abs(got - 4 / 8)": f"abs(got - {values[1]})",
        "expected 4/8 = 0.5": f"expected {values[1]}",
        "abs(got - 3 / 4)": f"abs(got - {values[2]})",
        "expected 3/4": f"expected {values[2]}",
        "abs(got - dead / n_all)": f"abs(got - ({found}))",
        "{dead}/{n_all} = {dead / n_all:.3f}, got": f"{{{found}}}, got",
    }
    if number:
        texts |= {
            "returns the share of": "returns the number of",
            ", a number from 0 to 1": "",
            "비율을 0과 1 사이의 수로 돌려준다": "개수를 돌려준다",
            "the share is 0.5": "the number is 1",
            "비율은 0.5다": "개수는 1이다",
            "The share of hidden": "The number of hidden",
            "h, dead, n_all = X, 0, 0":
                "layers[-1] = layers[-1][0], "
                f"np.array([[{99.0 if live else -99.0}]])\n"
                "        h, dead, n_all = X, 0, 0",
            "Count dead neurons and all neurons, over all layers.":
                "Count over all layers.",
            "죽은 뉴런과 전체 뉴런을 센다": "센다",
            "for i in range(100)]))":
                "for i in range(100)])\n                      "
                "/ (width * depth))",
        }
    if live:
        texts |= {
            "that say 0 to every": "that say more than 0 to some",
            "`X`의 모든 예제에 0이라고 답하는 것": "`X`의 어떤 예제에든 0보다 큰 값을 "
                                            "내는 것",
            "that are 0 for every example": "that are not 0 for some example",
            "neurons that are dead before": "neurons that are alive before",
            "죽어 있는 뉴런의 비율": "살아 있는 뉴런의 비율",
            "share of dead neurons": "share of live neurons",
        }
    return texts
