"""What a seed changes in the exercises on cross-entropy."""
import numpy as np

from utils.layers import sigmoid


def ends(number):
    """A number as a Korean sentence ends with it: 0.85다, 0.86이다."""
    return f"{number}{'이' * (str(number)[-1] in '013678')}다"


def ex1(rng):
    """Mean, sum or largest; nats or bits; another table."""
    kind, bits = divmod(rng.integers(1, 6), 2)
    log, ln = ("np.log2", r"\log_2") if bits else ("np.log", r"\ln")
    english = ["mean", "sum", "largest"][kind]
    korean = ["를 모든 행에 대해 평균한", "를 모든 행에 대해 더한", " 가운데 가장 큰"]
    rows = [rng.permutation(row) for row in ([0.1, 0.3, 0.6], [0.2, 0.3, 0.5])]
    labels = [int(k) for k in rng.choice(3, 2, replace=False)]
    prices = [-(np.log2 if bits else np.log)(row[label])
              for row, label in zip(rows, labels)]
    result = [np.mean, np.sum, np.max][kind](prices)
    a, b = (f"{price:.3f}" for price in prices)
    work = [f"({a} + {b}) / 2", f"{a} + {b}", rf"\max({a}, {b})"][kind]
    table = np.array(rows).tolist()
    end = ends(f"{result:.3f}").replace(f"{result:.3f}", f"{result:.3f}$")
    how = ["", ',\n            reduction="sum")',
           ',\n            reduction="none").max()'][kind]
    texts = {
        "the mean over the rows": f"the {english} over the rows",
        r"$-\ln p$": rf"$-{ln} p$",
        r"$-\ln p$를 모든 행에 대해 평균한": rf"$-{ln} p${korean[kind]}",
        "`probs = [[0.1, 0.3, 0.6], [0.3, 0.4, 0.3]]`": f"`probs = {table}`",
        "`labels = [2, 0]`": f"`labels = {labels}`",
        "$(0.511 + 1.204) / 2 = 0.857$": f"${work} = {result:.3f}$",
        "$(0.511 + 1.204) / 2 = 0.857$이다": f"${work} = {end}",
        "[[0, 1], [2, 0]]": f"[[0, 1], {labels}]",
        "[[0.1, 0.3, 0.6], [0.3, 0.4, 0.3]], [2, 0]": f"{table}, {labels}",
        "0.857399": f"{result:.6f}", "expected 0.857,": f"expected {result:.3f},",
        "Mean of −ln(": f"{english.title()} {'' if kind == 2 else 'of '}−"
                        f"{'log2' if bits else 'ln'}(",
        ").mean()": [").mean()", ").sum()", ").min()"][kind],
    }
    if bits:
        texts |= {"np.log(": "np.log2(",
                  "torch.tensor(probs).log()": "torch.tensor(probs).log2()"}
    if kind:
        texts["torch.tensor(labels)).item()"] = \
            f"torch.tensor(labels){how}.item()"
    return texts


def ex2(rng):
    """The order of p and q, nats or bits; another worked case."""
    turned, bits = divmod(rng.integers(1, 4), 2)
    share = rng.choice([0.2, 0.4, 0.5, 0.6])
    p = rng.permutation([share, round(1 - share, 1), 0])
    q = rng.permutation([[0.2, 0.3, 0.5], [0.1, 0.3, 0.6]][rng.integers(2)])
    ln = r"\log_2" if bits else r"\ln"
    terms = [rf"{a:g} {ln}({a:g} / {b:g})" for a, b in zip(p, q) if a]
    happens = p > 0
    price = (p * np.log(np.where(happens, p, 1) / q))[happens].sum()
    price /= np.log(2) if bits else 1
    p, q = (f"[{', '.join(f'{a:g}' for a in each)}]" for each in (p, q))
    work = " + ".join(terms)
    end = ends(f"{price:.3f}").replace(f"{price:.3f}", f"{price:.3f}$")
    first, second = (q, p) if turned else (p, q)
    texts = {
        "`p = [0.5, 0.5, 0]`": f"`p = {p}`",
        "`q = [0.25, 0.5, 0.25]`": f"`q = {q}`",
        r"$0.5 \ln 2 = 0.347$": f"${work} = {price:.3f}$",
        r"$0.5 \ln 2 = 0.347$이다": f"${work} = {end}",
        "kl([0.5, 0.5, 0], [0.25, 0.5, 0.25])": f"kl({first}, {second})",
        "np.isclose(got, np.log(2) / 2)": f"np.isclose(got, {price:.7f})",
        "p = [0.5, 0.5, 0], q = [0.25, 0.5, 0.25]:": f"p = {p}, q = {q}:",
        "expected 0.347": f"expected {price:.3f}",
    }
    if turned:
        texts |= {"kl(p, q)": "kl(q, p)",
                  "kl([0.3, 0.7], [q, 1 - q])": "kl([q, 1 - q], [0.3, 0.7])"}
    if bits:
        texts |= {
            r"p(x) \ln": r"p(x) \log_2", "in natural units": "in bits",
            "np.log(": "np.log2(",
            "expected = torch": "expected = float(np.log2(np.e)) * torch",
        }
    return texts


def ex3(rng):
    """Who gets the share, a mean or a sum; another worked case."""
    others, total = divmod(rng.integers(1, 4), 2)
    eps, label = rng.choice([0.1, 0.2, 0.3, 0.4]), rng.integers(2)
    right = 1 - eps if others else 1 - eps / 2
    target = np.array([1 - right, right][::1 if label else -1])
    said, gradient = (", ".join(f"{n:g}" for n in each.round(3))
                      for each in (target, 0.5 - target))
    spread = "targets = (1 - eps) * np.eye(n_classes)[labels] + eps / n_classes"
    wrong_only = "onehot = np.eye(n_classes)[labels]\n    targets = (1 - eps) * " \
        "onehot + eps * (1 - onehot) / (n_classes - 1)"
    mean = "return (softmax(logits) - targets) / n"
    plain = "return softmax(logits) - targets"
    smooth = "eps * classes / (classes - 1)" if others else "eps"
    if total:
        smooth += ',\n            reduction="sum"'
    texts = {
        "label `[0]`": f"label `[{label}]`", "레이블 `[0]`": f"레이블 `[{label}]`",
        "`eps=0.2`": f"`eps={eps}`",
        "target is (0.9, 0.1)": f"target is ({said})",
        "목표는 (0.9, 0.1)": f"목표는 ({said})",
        "`[[-0.4, 0.4]]`": f"`[[{gradient}]]`",
        "[[0, 0]], [0], 0.2": f"[[0, 0]], [{label}], {eps}",
        "(got, [[-0.4, 0.4]])": f"(got, [[{gradient}]])",
        "label [0], eps 0.2: expected [[-0.4, 0.4]]":
            f"label [{label}], eps {eps}: expected [[{gradient}]]",
        " label_smoothing=eps)": f"\n            label_smoothing={smooth})",
    }
    if others:
        texts |= {
            r"$\varepsilon / K$ for each of the $K$ classes":
                r"$\varepsilon / (K - 1)$ for each of the $K - 1$ other classes",
            r"$K$개 클래스마다 $\varepsilon / K$를":
                r"나머지 $K - 1$개 클래스마다 $\varepsilon / (K - 1)$을",
            spread: wrong_only, wrong_only: spread,
        }
    if total:
        texts |= {
            "The loss is the mean cross-entropy": "The loss is the sum of the "
                                                  "cross-entropies",
            "교차 엔트로피를 평균한 값": "교차 엔트로피를 모두 더한 값",
            "is a *mean* over n examples": "is a *sum* over n examples",
            "예제 n개의 *평균*이다": "예제 n개의 *합*이다",
            "of the mean loss": "of the summed loss",
            mean: plain, plain: mean,
            "(targets - softmax(logits)) / n": "(targets - softmax(logits))",
        }
    return texts


CODES = {  # yes, no: prices in text and code
    (1, -1): (r"-\ln \sigma(y s)", r"\ln(1 + e^{-s y})", "-s y",
              "np.maximum(-s * y, 0)", "np.log(1 + np.exp(-s * y))",
              "-(1 + y) / 2 * np.log(p) - (1 - y) / 2 * np.log(1 - p)"),
    (2, 1): (r"-(y - 1) \ln \sigma(s) - (2 - y) \ln(1 - \sigma(s))",
             r"\ln(1 + e^{s}) - s (y - 1)", "s",
             "np.maximum(s, 0) - s * (y - 1)",
             "np.log(1 + np.exp(s)) - s * (y - 1)",
             "-(y - 1) * np.log(p) - (2 - y) * np.log(1 - p)"),
    (0, 1): (r"-(1 - y) \ln \sigma(s) - y \ln(1 - \sigma(s))",
             r"\ln(1 + e^{s}) - s (1 - y)", "s",
             "np.maximum(s, 0) - s * (1 - y)",
             "np.log(1 + np.exp(s)) - s * (1 - y)",
             "-(1 - y) * np.log(p) - y * np.log(1 - p)"),
}


def ex4(rng):
    """Which numbers say yes and no; another worked case."""
    yes, no = list(CODES)[rng.integers(3)]
    formula, price, larger, taken, naive, through = CODES[yes, no]
    big, small = int(rng.choice([1500, 2000, 3000])), int(rng.integers(1, 4))
    signs, truth = rng.permutation([0, -1, 1]), int(rng.choice([yes, no]))
    way = 1 if truth == yes else -1
    sums = [int(sign) * big for sign in signs]
    prices = [0.693147 if s == 0 else max(-way * s, 0) for s in sums]
    short = str([0.693 if s == 0.693147 else s for s in prices])
    second = np.log1p(np.exp(small))
    drawn = {(1, -1): "2 * rng.integers(0, 2, {}) - 1",
             (2, 1): "rng.integers(1, 3, {})",
             (0, 1): "rng.integers(0, 2, {})"}[yes, no]
    target = {(1, -1): "(torch.tensor(y).double() + 1) / 2",
              (2, 1): "torch.tensor(y).double() - 1",
              (0, 1): "1 - torch.tensor(y).double()"}[yes, no]
    meaning = f"({yes} for yes, {no} for no)".replace("-", "−")
    return {
        r"-y \ln \sigma(s) - (1 - y) \ln(1 - \sigma(s))": formula,
        r"$s = \pm 1000$": rf"$s = \pm {big}$",
        "`y` (0 or 1)": f"`y` {meaning}",
        "`s`와 0 또는 1인 `y`의 모양은": "`s`와 `y`('예'는 "
            f"{yes}, '아니요'는 {no})의 모양은".replace("-", "−"),
        "`s = [0, -1000, 1000]`": f"`s = {sums}`",
        "`y = [1, 1, 1]`": f"`y = {[truth] * 3}`",
        "`[0.693, 1000, 0]`": f"`{short}`",
        r"$\ln(1 + e^{s}) - s y$": f"${price}$",
        "the larger of $s$ and 0": f"the larger of ${larger}$ and 0",
        "$s$와 0 가운데": f"${larger}$와 0 가운데",
        "y is 0 or 1": f"y {yes} is yes",
        "np.maximum(s, 0) - s * y": taken,
        "np.log(1 + np.exp(s)) - s * y": naive,
        "-y * np.log(p) - (1 - y) * np.log(1 - p)": through,
        "[0.0, 2.0], [1, 0]": f"[0, {small}], [{yes}, {no}]",
        "0.693147, 2.126928": f"0.693147, {second:.6f}",
        "s = [0, 2], y = [1, 0]: expected [0.693, 2.127]":
            f"s = [0, {small}], y = [{yes}, {no}]: expected \"\n        "
            f"f\"[0.693, {second:.3f}]",
        "[0, -1000, 1000], [1, 1, 1]": f"{sums}, {[truth] * 3}",
        "[0.693147, 1000, 0]": prices,
        "s = [0, -1000, 1000], y all 1: expected [0.693, 1000, 0], ":
            f"s = {sums}, y all {truth}: expected {short}, ",
        "rng.integers(0, 2, 3)": drawn.format(3),
        "rng.integers(0, 2, 40)": drawn.format(40),
        'torch.tensor(y).double(), reduction="none").numpy()':
            f'{target},\n        reduction="none").numpy()',
        'torch.tensor(y).double(), reduction="none")\n            assert':
            f'{target},\n                reduction="none")\n            assert',
        "stable_bce([s], [0])": f"stable_bce([s], [{no}])",
    }


def ex5(rng):
    """A factor or a divisor, the candidate or its place; other candidates."""
    factor, place = divmod(rng.integers(1, 4), 2)
    size = int(rng.choice([2, 4, 5]))
    good = 1 / size if factor else size
    near = [good * k for k in ((0.5, 2, 4) if factor else (0.25, 0.5, 2))]
    order = rng.permutation(3)
    at = rng.integers(1, 4)
    candidates = [near[k] for k in order]
    candidates.insert(at, good)
    shown = [f"{each:g}" for each in candidates]
    words = f"{', '.join(shown[:-1])} and {shown[-1]}"
    logits = [[size, 0] for _ in range(4)]
    logits[rng.integers(4)] = [0, size]
    work = rf"\sigma({size} \cdot {good:g})" if factor \
        else rf"\sigma({size} / {good:g})"
    sure, best = f"{100 * sigmoid(size):.0f}", f"{good:g}"
    told = f"{best}, at place {at}" if place else best
    reply = at if place else best
    listed = f"[{', '.join(shown)}]"
    sign, other = ("*", "/") if factor else ("/", "*")
    old = "[[4, 0], [4, 0], [4, 0], [0, 4]]"
    texts = {
        f"logits `{old}`": f"logits `{logits}`",
        f"로짓 `{old}`": f"로짓 `{logits}`",
        f"logits = {old}": f"logits = {logits}",
        "claim 98 %": f"claim {sure} %", "98 %라고": f"{sure} %라고",
        "among 1, 2, 4 and 8 the best is 4, since $\\sigma(4 / 4) = 0.73$":
            f"among {words} the best is {told}, since ${work} = 0.73$",
        "1, 2, 4, 8 가운데 가장 좋은 것은 4다. $\\sigma(4 / 4) = 0.73$이":
            f"{', '.join(shown)} 가운데 가장 좋은 것은 " + (
                f"{at}번 자리의 {ends(best)}" if place else ends(best))
            + f". ${work} = 0.73$이",
        "[1, 2, 4, 8])": f"{listed})",
        "assert got == 4, (": f"assert got == {reply}, (",
        "labels all 0, candidates 1, 2, 4, 8: \"\n        f\"expected 4":
            f"labels all 0, candidates \"\n        f\"{', '.join(shown)}: "
            f"expected {reply}",
        "logits / T": f"logits {sign} T", "logits * T": f"logits {other} T",
        "honest / T": f"honest {sign} T",
        "boast[said] / each": f"boast[said] {sign} each",
    }
    if factor:
        texts |= {"T = {T:.1f}": "T = {T:.2f}",
                  "0.3, 10, 36": "0.1, 3, 36"}
    if place:
        scale = "0.1, 3, 36" if factor else "0.3, 10, 36"
        pick, count = "key=lambda T: cross_entropy(logits {} T, labels)", \
            "range(len(candidates))"
        texts |= {
            "a list of positive numbers, the result one of them":
                "a list of positive numbers, the result the place of the best "
                "in it, counted from 0",
            "결과는 그 가운데 하나다":
                "결과는 그 목록에서 가장 좋은 것의 자리로, 0부터 센다",
            "의 평균 교차 엔트로피가 가장 작은 후보 $T$를 돌려준다":
                "의 평균 교차 엔트로피가 가장 작은 후보 $T$를 찾는다",
            "The candidate T with": "The place of the T with",
            f"min(candidates, {pick.format('/')})":
                f"min({count}, key=lambda k: cross_entropy(\n        "
                f"logits {sign} candidates[k], labels))",
            f"min(candidates, {pick.format('*')})":
                f"min({count}, key=lambda k: cross_entropy(\n        "
                f"logits {other} candidates[k], labels))",
            "max(candidates,\n               key=lambda T: ((logits / T)":
                f"max({count}, key=lambda k: (\n        "
                f"(logits {sign} candidates[k])",
            "candidates[int(np.argmin(losses))]": "int(np.argmin(losses))",
            "T = best_temperature(boast, truth, np.geomspace(0.3, 10, 36))":
                f"steps = np.geomspace({scale})\n"
                "T = steps[best_temperature(boast, truth, steps)]",
        }
        texts.pop("0.3, 10, 36", None)
    return texts
