"""What a seed changes in the exercises on the perceptron."""
import numpy as np

from utils.layers import neuron, perceptron_update

INPUTS = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
GATES = {"OR": [-1, 1, 1, 1], "AND": [-1, -1, -1, 1],
         "NAND": [1, 1, 1, -1], "NOR": [1, -1, -1, -1]}


def prose(numbers):
    """An example as a text has it: (1, −1)."""
    return f"({', '.join(map(str, numbers))})".replace("-", "−")


def ex1(rng):
    """Inputs have two other values; other worked cases."""
    off, on = rng.choice([(0, 2), (0, 3), (1, 2), (1, 3), (-1, 1), (-1, 2)])
    k, d = rng.choice([(2, 3), (2, 4), (3, 4), (3, 5)])
    gap, rest = on - off, {0: "", 1: " - d", -1: " + d"}[off]
    yes, no = (prose(rng.permutation([on] * n + [off] * (d - n)))
               for n in (k, k - 1))
    low = str(off).replace("-", "−")

    def bias(count, rest=rest):
        return f"b = {count}{rest}" if gap == 1 else \
            f"b = {gap} * ({count}){rest}"

    return {
        "input is 1, AND": f"input is {on}, AND",
        "OR은 1인": f"OR은 {on}인",
        "모두 1이면 +1": f"모두 {on}이면 +1",
        "each 0 or 1": f"each {low} or {on}",
        "0 또는 1인": f"{low} 또는 {on}인",
        "more of them are 1": f"more of them are {on}",
        "함수로, 1인": f"함수로, {on}인",
        "of d inputs 1?": f"of d inputs {on}?",
        "at_least(2, 3)": f"at_least({k}, {d})",
        "at_least(2, 3)`으로 구한": f"at_least({k}, {d})`에서 얻은",
        "(1, 0, 1)": yes, "(0, 0, 1)": no, "(3,)": f"({d},)",
        "sum *is* the count. Between which two counts must":
            f"sum grows by {gap} with each input that is {on}. What is "
            "it when none is? Between which two of its values must",
        "1이면 가중합이 *곧* 1의 개수다. 답은 어떤 두 개수 사이에서":
            f"1이면 {on}인 입력이 하나 늘 때마다 가중합이 {gap}씩 커진다. 얼마에서 "
            "시작하는가? 답은 가중합의 어떤 두 값 사이에서",
        "b = 0.5 - k": bias("0.5 - k"),
        "b = -0.5": bias("-0.5"),
        "b = -k - 0.5": bias("-k - 0.5"),
        "b = k - 0.5": bias("k - 0.5", "" if not off else f" + {off} * d"),
        "b = 0.5 - 0.85 * k": bias("0.5 - 0.85 * k"),
        "product([0, 1]": f"product([{off}, {on}]",
        "sum(x) >= k": f"x.count({on}) >= k",
        "inputs.sum(axis=1)": f"(inputs == {on}).sum(axis=1)",
        "inputs with 0, 1, 2, 3 and 4 ones":
            f"inputs in which {on} stands 0, 1, 2, 3 and 4 times",
        "1이 0, 1, 2, 3, 4개인 입력에": f"{on}인 입력이 0, 1, 2, 3, 4개일 때",
        "np.tri(5, 4, -1, dtype=int)":
            f"np.where(np.tri(5, 4, -1), {on}, {off})",
        "number of ones": f"inputs that are {on}",
    }


def ex2(rng):
    """Where a neuron's bias stands, its sign, neurons in rows or columns."""
    behind, negative, columns = map(int, f"{rng.integers(1, 8):03b}")
    x, slopes = rng.integers(1, 4, 2), rng.choice([-3, -2, -1, 1, 2], (2, 2))
    sums = np.array([0, -rng.integers(1, 4)])[rng.permutation(2)]
    weights = np.c_[sums - slopes @ x, slopes]

    def arranged(rows):
        rows = np.array(rows)
        rows[:, 0] *= 1 - 2 * negative
        rows = np.roll(rows, -behind, axis=1)
        return (rows.T if columns else rows).tolist()

    def part(numbers):
        return f"weights[{numbers}]" if columns else f"weights[:, {numbers}]"

    place = -1 if behind else 0
    inputs = part(":-1" if behind else "1:") + ".T" * columns
    ones = "-np.ones(len(x))" if negative else "np.ones(len(x))"
    row, bias = "column" if columns else "row", "bias"
    korean = "열" if columns else "행"
    if negative:
        bias = "threshold"
    before, after = f"np.c_[{ones}, x]", f"np.c_[x, {ones}]"
    if behind:
        before, after = after, before
    where = "behind" if behind else "before"
    return {
        "in this form: set a column of ones *before* the inputs":
            f"in a form like it: set a column of {'−1' if negative else 'ones'} "
            f"*{where}* the inputs",
        "이 꼴로 `layer": "이와 비슷한 꼴로 `layer",
        "입력 *앞에* 1로 된": f"입력 *{'뒤' if behind else '앞'}에* "
                          f"{'−1' if negative else '1'}로 된",
        "a row for each neuron, its bias first":
            f"a {row} for each neuron, its {bias} "
            f"{'last' if behind else 'first'}",
        "행 하나가 뉴런 하나이고 편향이 맨 앞에":
            f"{korean} 하나가 뉴런 하나이고 {'임계값' if negative else '편향'}이 맨 "
            f"{'뒤' if behind else '앞'}에",
        "(m, d + 1)": "(d + 1, m)" if columns else "(m, d + 1)",
        "`x = [[1, 0]]`": f"`x = {[x.tolist()]}`",
        "`weights = [[-0.5, 1, 1], [1.5, -1, -1]]`":
            f"`weights = {arranged(weights)}`",
        "[[1, 1]]": f"[{np.where(sums >= 0, 1, -1).tolist()}]",
        "expected [[1, 1]], got {got":
            f"expected \"\n        f\"[{np.where(sums >= 0, 1, -1).tolist()}], "
            "got {got",
        "x, weights = [[1, 0]], [[-0.5, 1, 1], [1.5, -1, -1]]":
            f"x, weights = {[x.tolist()]}, {arranged(weights)}",
        "np.c_[np.ones(len(x)), x]": before,
        "np.c_[x, np.ones(len(x))]": after,
        "@ weights.T": "@ weights" if columns else "@ weights.T",
        "weights @ np": "weights.T @ np" if columns else "weights @ np",
        "x @ weights[:, 1:].T": f"x @ {inputs}.T".replace(".T.T", ""),
        "torch.tensor(weights[:, 1:])": f"torch.tensor({inputs})",
        "torch.tensor(weights[:, 0])":
            f"torch.tensor({'-' * negative}{part(place)})",
        "layer(switches, [[-0.5, 1, 1], [1.5, -1, -1]])":
            f"layer(switches, {arranged([[-0.5, 1, 1], [1.5, -1, -1]])})",
        "layer(first, [[-1.5, 1, 1]])":
            f"layer(first, {arranged([[-1.5, 1, 1]])})",
        "Why is its bias −1.5": "Why is its threshold 1.5"
            if negative else "Why is its bias −1.5",
        "편향이 −1.5여도": "임계값이 1.5여도" if negative else "편향이 −1.5여도",
    }


def ex3(rng):
    """Other labels, or 0 and 1 the other way round; another worked case."""
    up, down = rng.choice([(2, 1), (1, 2), (0, 1)]).tolist()
    low, high = min(up, down), max(up, down)
    gate, lr = rng.choice(list(GATES)), rng.choice([0.5, 2, 3, 4])
    w, b, n_wrong = np.zeros(2), 0.0, 0
    for x, target in zip(INPUTS, GATES[gate]):
        w, b, wrong = perceptron_update(w, b, x, target, lr=lr)
        n_wrong += wrong
    mistakes = f"{n_wrong} mistake{'s' * (n_wrong > 1)}"
    yes = f"({up} if x @ w + b >= 0 else {down})"
    answer, other = f"target - {yes}", f"{yes} - target"
    batch = f"np.where(X @ w + b >= 0, {up}, {down})"
    error, difference = "target - answer", r"y - \hat y"
    signs = f"2 * {{}} - {low + high}"
    if up < down:
        answer, other, error = other, answer, "answer - target"
        difference, signs = r"\hat y - y", f"{low + high} - 2 * {{}}"
    return {
        "with 0 and 1": f"with {low} and {high}",
        "0과 1로": f"{low}과 {high}로",
        "Many books label the classes 0 and 1":
            f"Label the classes {low} and {high}",
        r"\hat y = 0$ or $1$ (1 from": rf"\hat y = {low}$ or ${high}$ ({up} from",
        r"$\hat y = 0$ 또는 $1$로 두는 책이 많다($s = 0$ 이상이면 1)":
            rf"$\hat y = {low}$ 또는 ${high}$로 두자($s = 0$ 이상이면 {up})",
        r"y - \hat y": difference,
        "y is 0 or 1": f"y is {low} or {high}",
        "OR from zeros with `lr=1` gives `w = [1, 0]`, `b = 0` and 2 mistakes":
            f"{gate}, with {up} for yes, from zeros with `lr={lr:g}` gives "
            f"`w = [{w[0]:g}, {w[1]:g}]`, `b = {b:g}` and {mistakes}",
        "OR을 0에서 시작해 `lr=1`로 한 바퀴 돌면 `w = [1, 0]`, `b = 0`이고 2번":
            f"{gate} 데이터('예'는 {up})를 0에서 시작해 학습률 `lr={lr:g}`로 한 바퀴 "
            f"돌면 `w = [{w[0]:g}, {w[1]:g}]`, `b = {b:g}`이고 {n_wrong}번",
        "target - (1 if x @ w + b >= 0 else 0)": answer,
        "(1 if x @ w + b >= 0 else 0) - target": other,
        "(1 if x @ w + b >= 0 else 0) !=": f"{yes} !=",
        "target - (1 if x @ w + b > 0 else 0)": answer.replace(">=", ">"),
        "(X @ w + b >= 0).astype(int)": batch,
        "error = target - answer": f"error = {error}",
        "np.array([0, 1, 1, 1])":
            f"np.array({np.where(np.equal(GATES[gate], 1), up, down).tolist()})",
        "np.zeros(2), 0.0, 1.0)": f"np.zeros(2), 0.0, {lr:g})",
        "== (1, 0, 0, 2)": f"== ({w[0]:g}, {w[1]:g}, {b:g}, {n_wrong})",
        "OR from zeros, lr 1: expected w = [1. 0.], b = 0.0, 2 mistakes":
            f"{gate} from zeros, lr {lr:g}: \"\n        \"expected w = {w}, "
            f"b = {b}, {mistakes}",
        "rng.integers(0, 2, ": f"rng.integers({low}, {high + 1}, ",
        "2 * target - 1": signs.format("target"),
        "2 * y - 1": signs.format("y"),
        "np.array([0, 0, 0, 1])": f"np.array({[down] * 3 + [up]})",
        '"0 and 1:': f'"{low} and {high}:',
    }


def way_of(X, y):
    """Neurons met in five passes: (w, b, how many it gets wrong)."""
    w, b, met = np.zeros(1), 0.0, []
    for x, target in [*zip(X, y)] * 5:
        w, b, _ = perceptron_update(w, b, x, target)
        met.append((*w.tolist(), int(b), int(np.sum(neuron(X, w, b) != y))))
    return met


def ex4(rng):
    """Order of the examples, mistakes or right answers; other examples."""
    right, backward = [(0, 1), (1, 0), (1, 1)][rng.integers(3)]
    way = -1 if backward else 1
    while True:
        x = np.sort(rng.choice(7, 4, replace=False))
        y = rng.permutation([-1, -1, 1, 1])
        met, other = (way_of(x[::k, None], y[::k]) for k in (way, -way))
        best, others = (min(m, key=lambda each: each[2]) for m in (met, other))
        if best[2] == 1 < met[-1][2] and best != others:
            break
    w, b, n = (*best[:2], 3) if right else best
    counted = "3 right answers" if right else "1 mistake"
    examples = ", ".join(map(str, x))
    labels = ", ".join(f"{label:+d}" for label in y).replace("-", "−")
    texts = {
        "examples 0, 1, 2, 3": f"examples {examples}",
        "예제 0, 1, 2, 3의": f"예제 {examples}의",
        "labels −1, +1, −1, +1": f"labels {labels}",
        "레이블이 −1, +1, −1, +1이면": f"레이블이 {labels}이면",
        "`w = [2]`, `b = -1`, 1 mistake": f"`w = [{w:g}]`, `b = {b}`, {counted}",
        "`w = [2]`, `b = -1`, 1번 틀림이":
            f"`w = [{w:g}]`, `b = {b}`, {'맞음' if right else '틀림'} {n}번이",
        "== (2, -1, 1)": f"== {int(w), b, n}",
        "[[0], [1], [2], [3]]": x[:, None].tolist(),
        "[-1, 1, -1, 1]": y.tolist(),
        "inputs 0 1 2 3, labels -1 1 -1 1: expected w = [2.], b = -1":
            f"inputs {' '.join(map(str, x))}, labels {' '.join(map(str, y))}: "
            f"expected w = [{w:g}.], b = {b}",
        "1 mistake; got": f"{counted}; got",
    }
    if backward:
        texts |= {
            "passes through the examples in order":
                "passes through the examples, from the last to the first",
            "예제를 차례대로": "예제를 마지막 것부터 거꾸로",
            "zip(X, y)": "zip(X[::-1], y[::-1])",
            "fit(X, y, n": "fit(X[::-1], y[::-1], n", "(0, 31)": "(0, 43)",
        }
    if right:
        texts |= {
            "count the mistakes": "count the right answers",
            "they are *fewer* than": "they are *more* than",
            "number of its mistakes": "number of its right answers",
            "b and its mistakes": "b and its right answers",
            "틀리는 횟수": "맞히는 횟수", "*적으면*": "*많으면*",
            "The mistakes of a": "The right answers of a",
            "differ from `y`": "equal `y`", "`y`와 다른 것": "`y`와 같은 것",
            ") != y": ") == y", "n_wrong": "n_right", "min(": "max(",
            "n_wrong < best": "n_right > best",
            "n_wrong += wrong": "n_right += not wrong",
            "{n_wrong} mistakes\")": "{n_right} right\")",
            "{n_wrong} mistakes, but its neuron makes":
                "{n_right} right answers, but its neuron has",
            "the best on the way makes": "the best on the way has",
            "the mistakes of every": "the right answers of every",
            "n_wrong - 2.5": "n_right + 1",
            "mistakes on all examples": "right answers", "(0, 31)": "(37, 80)",
        }
    return texts


def ex5(rng):
    """The labels."""
    down, up = rng.choice([(0, 1), (1, 2), (1, 3), (0, 2)])
    signs = f"np.where(y == {up}, 1, -1)"
    lists = [*GATES.values(), [-1, 1, 1, -1], [1, -1, -1, 1], [1, 1, 1, 1]]
    lists.remove(GATES["NOR"])
    return {str(y): np.where(np.equal(y, 1), up, down).tolist()
            for y in lists} | {
        "`y` is (n,), −1 or +1.": f"`y` is (n,), with {up} for yes, {down} for no.",
        "`y`는 −1과 +1로 된 (n,)이다.":
            f"`y`는 (n,)이고, '예'는 {up}, '아니요'는 {down}이다.",
        "w, b, _ = perceptron_fit(X, y, ":
            f"signs = {signs}\n    w, b, _ = perceptron_fit(X, signs, ",
        "w, b) == y": "w, b) == signs",
        "perceptron_fit(X, y, n_epochs=100)\n    return path":
            f"perceptron_fit(X, {signs}, n_epochs=100)\n    return path",
        "0.0), y)": f"0.0),\n                              {signs})",
        "b), y)": f"b),\n                              {signs})",
        "y in itertools.product([-1, 1], repeat=4))\n    assert":
            f"y in itertools.product([{down}, {up}], repeat=4))\n    assert",
        "product([-1, 1], repeat=8)": f"product([{down}, {up}], repeat=8)",
        "b >= 0, 1, -1)": f"b >= 0, {up}, {down})",
        "can_learn(X, np.array(y)):\n":
            f"can_learn(X, np.where(np.equal(y, 1), {up}, {down})):\n",
    }
