"""What a seed changes in the exercises on which change brought which point."""
from statistics import fmean, stdev

import numpy as np
from scipy.special import expit
from scipy.stats import t as student_t

SCALES = (0.5, 0.25), (50, 10), (100, 15), (5, 2)


def ex1(rng):
    """Another mean and deviation to arrive at; other pixels."""
    mean, deviation = SCALES[rng.integers(4)]
    gap = 10 * int(rng.integers(2, 6))
    low = 10 * int(rng.integers(0, 6))
    steps = rng.permutation([-1, 0, 1, 2])
    particle = "가" if str(mean).endswith("5") else "이"
    train = [[low, low + 2 * gap], [low + 2 * gap, low]]
    test = (low + gap + gap * steps).reshape(2, 2).tolist()
    a, b, c, d = (f"{mean + deviation * k:g}" for k in steps)
    rows = [[f"({', '.join(map(str, row))})" for row in image]
            for image in (train, test)]
    moved = f"{mean} + {deviation} * "
    return {
        "come out with mean 0 and deviation 1":
            f"come out with mean {mean} and deviation {deviation}",
        "its mean need not be 0": f"its mean need not be {mean}",
        "픽셀은 평균 0, 표준편차 1이 된다":
            f"픽셀은 평균이 {mean}, 표준편차가 {deviation}인 값으로 바뀐다",
        "평균이 0이 아니어도 된다": f"평균이 {mean}{particle} 아니어도 된다",
        "the rows (0, 100) and (100, 0), mean and deviation are both 50, and "
        "a test image with the rows (50, 150) and (50, 150) becomes "
        "0, 2 / 0, 2.":
            f"the rows {' and '.join(rows[0])}, its mean is {low + gap} and "
            f"its deviation {gap}, and a test image with the rows "
            f"{' and '.join(rows[1])} becomes {a}, {b} / {c}, {d}.",
        "행이 (0, 100)과 (100, 0)이라면 평균과 표준편차는 모두 50이다. 이때 "
        "행이 (50, 150)과 (50, 150)인 테스트 이미지는 0, 2 / 0, 2가 된다.":
            f"두 행이 {', '.join(rows[0])}이라면 평균은 {low + gap}이고 "
            f"표준편차는 {gap}이다. 이때 두 행이 {', '.join(rows[1])}인 "
            f"테스트 이미지에서 나오는 값은 {a}, {b} / {c}, {d}이다.",
        "((images - mean) / deviation)":
            f"({moved}(images - mean) / deviation)",
        "((images - images.mean())": f"({moved}(images - images.mean())",
        "((x - x.mean(axis=(1, 2, 3), keepdims=True))":
            f"({moved}(x - x.mean(axis=(1, 2, 3), keepdims=True))",
        "[[0, 100], [100, 0]], [[50, 150], [50, 150]]": f"{train}, {test}",
        "expected = (images - fmean(pixels)) / pstdev(pixels)":
            f"expected = {moved}(\n                "
            "images - fmean(pixels)) / pstdev(pixels)",
        "expected = (torch.tensor(before) - pixels.mean()) / pixels.std(\n"
        "                correction=0)":
            f"expected = {moved}(\n                torch.tensor(before) "
            f"- pixels.mean()) / pixels.std(\n{' ' * 20}correction=0)",
        "limits=(-0.7, 2)": f"limits=({mean - 0.7 * deviation:g}, "
                            f"{mean + 2 * deviation:g})",
    }


def ex2(rng):
    """Rows for the answers, pairs with the larger class first, or both."""
    turned, falling = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    a, b, c = (int(k) for k in rng.permutation(3))
    size = int(rng.integers(4, 6))
    there, back = (int(n) for n in rng.permutation([size - 1, size - 2]))
    labels = [a] * size + [c] * there + [b] * back + [c]
    answers = [b] * size + [b] * there + [c] * back + [c]
    seed = int(rng.integers(100))
    many = np.random.default_rng(seed).integers(
        0, 39, (2, 3000), dtype=np.uint8).astype(int)
    counts = np.zeros((40, 40), dtype=int)
    np.add.at(counts, tuple(many), 1)
    half = np.tril if falling else np.triu
    sums = half(counts + counts.T) - np.diag(2 * counts.diagonal())
    best = tuple(map(int, np.unravel_index(sums.argmax(), sums.shape)))

    def pair(i, j):
        return tuple(sorted((i, j), reverse=bool(falling)))

    def taken(i, j):
        return f"{i}{'를' if i == 2 else '을'} {j}{'로' if j else '으로'}"

    times = "never", "once", "twice", "three times", "four times", "five times"
    korean = "", "한 번", "두 번", "세 번", "네 번", "다섯 번"
    texts = {
        "If 0 was taken for 2 three times, 1 for 2 twice and 2 for 1 twice, "
        "the pair is (1, 2).":
            f"If {a} was taken for {b} {times[size]}, {c} for {b} "
            f"{times[there]} and {b} for {c} {times[back]}, the pair is "
            f"{pair(b, c)}.",
        "0을 2로 세 번, 1을 2로 두 번, 2를 1로 두 번 보았다면 쌍은 "
        "(1, 2)다.":
            f"{taken(a, b)} {korean[size]}, {taken(c, b)} {korean[there]}, "
            f"{taken(b, c)} {korean[back]} 보았다면 쌍은 {pair(b, c)}이다.",
        "np.array([[0, 0, 0, 1, 1, 2, 2, 2], [2, 2, 2, 2, 2, 1, 1, 2]])":
            f"np.array([{labels},\n{' ' * 22}{answers}])",
        "default_rng(8)": f"default_rng({seed})",
        "(small, 3, (1, 2)), (small[[0, 0]], 4, None), (many, 40, (8, 31))":
            f"(small, 3, {pair(b, c)}), (small[[0, 0]], 4, None),\n"
            f"            (many, 40, {best})",
    }
    if falling:
        texts |= {
            "*i* < *j*": "*i* > *j*",
            "np.triu(counts + counts.T, k=1)":
                "np.tril(counts + counts.T, k=-1)",
            "(int(min(i, j)), int(max(i, j)))":
                "(int(max(i, j)), int(min(i, j)))",
            "for j in range(i + 1, n_classes)": "for j in range(i)",
            "== (3, 4)": "== (4, 3)",
            "expected (3, 4)": "expected (4, 3)",
            'pair == (4, 5), f"3 + 0 and 2 + 2 mistakes: (4, 5);':
                'pair == (5, 4), f"3 + 0 and 2 + 2 mistakes: (5, 4);',
        }
    if turned:
        texts |= {
            "row *t*, column *a* counts": "row *a*, column *t* counts",
            "*t*행 *a*열은": "*a*행 *t*열은",
            "(rows are labels)": "(rows are answers)",
            "n_classes * label + answer` is": "n_classes * answer + label` is",
            "n_classes * label + answer`는": "n_classes * answer + label`은",
            "n_classes * labels.astype(int) + answers":
                "n_classes * answers.astype(int) + labels",
            "n_classes * answers.astype(int) + labels":
                "n_classes * labels.astype(int) + answers",
            "n_classes * labels + answers": "n_classes * answers + labels",
            "counts[labels, answers]": "counts[answers, labels]",
            "np.add.at(expected, (labels, answers), 1)":
                "np.add.at(expected, (answers, labels), 1)",
            "for t, a in np.argwhere": "for a, t in np.argwhere",
            "{expected[t, a]} times, got {got[t, a]}":
                "{expected[a, t]} times, got {got[a, t]}",
            "(labels.astype(int), answers.astype(int))":
                "(answers.astype(int), labels.astype(int))",
            "show_confusion(counts,": "show_confusion(counts.T,",
        }
    return texts


def ex3(rng):
    """Rows for the answers, recall first, or 1 where there is none."""
    turned, first, none = [(0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0),
                           (1, 0, 1), (1, 1, 1)][rng.integers(6)]
    counts, k = rng.integers(1, 6, (3, 3)), int(rng.integers(3))
    counts[:, k] = 0
    precision, recall = (
        [f"{n / m:.3g}" if m else "1" if none else "nan" for n, m in zip(
            counts.diagonal(), counts.sum(axis=axis))] for axis in (0, 1))
    counts = counts.T if turned else counts
    rows = ", ".join(f"({', '.join(map(str, row))})" for row in counts)
    shown = [("precision", "정밀도", ", ".join(precision)),
             ("recall", "재현율", ", ".join(recall))]
    (_, _, one), (_, _, two) = shown
    texts = {
        "For the rows (4, 1, 0), (2, 3, 0), (1, 1, 0) the precision is "
        "0.571, 0.6, nan and the recall 0.8, 0.6, 0.":
            f"For the rows {rows} the precision is {one} and the recall "
            f"{two}.",
        "행이 (4, 1, 0), (2, 3, 0), (1, 1, 0)이라면 정밀도는 0.571, 0.6, "
        "nan이고 재현율은 0.8, 0.6, 0이다.":
            f"행이 {rows}이라면 정밀도는 {one}이고 재현율은 {two}이다.",
        "[[4, 1, 0], [2, 3, 0], [1, 1, 0]]": counts.tolist(),
    }
    if turned:
        texts |= {
            "a row for each true class, a column for each answer":
                "a row for each answer, a column for each true class",
            "행은 진짜 클래스, 열은 답이다": "행은 답, 열은 진짜 클래스다",
            "labels, answers = np.repeat": "answers, labels = np.repeat",
            "np.add.at(counts, (test.labels.numpy(), answers.numpy()), 1)":
                "np.add.at(counts, (answers.numpy(), test.labels.numpy()), 1)",
        }
    if first:
        texts |= {
            "precision first": "recall first",
            "정밀도가 먼저다": "재현율이 먼저다",
            '"""Precision and recall of': '"""Recall and precision of',
            "[:2]\n": "[1::-1]\n",
            "zip((\"precision\", \"recall\"), got, expected)":
                "zip((\"recall\", \"precision\"), got, expected)",
            "columns += precision_recall(counts)":
                "columns += precision_recall(counts)[::-1]",
        }
    if turned != first:
        texts |= {"counts.sum(axis=0)": "counts.sum(axis=1)",
                  "counts.sum(axis=1)": "counts.sum(axis=0)"}
    names = '("recall", "precision")' if first else '("precision", "recall")'
    if turned or first:
        sides = (0, 1) if turned != first else (1, 0)
        texts['zip(("precision", "recall"), got, (1, 0))'] = \
            f"zip({names}, got, {sides})"
    if none:
        texts |= {
            "these are `np.nan`, not 0, and come":
                "these are 1, neither 0 nor `np.nan`, and come",
            "이런 값은 0이 아니라 `np.nan`이며,":
                "이런 값은 0도 `np.nan`도 아닌 1이며,",
            "; nan where there is none": "; 1 where there is none",
            "np.full(len(counts), np.nan)": "np.ones(len(counts))",
            "if len(some) else np.nan": "if len(some) else 1",
            "zero_division=np.nan": "zero_division=1.0",
            "정해지지 않은 정밀도를 0으로 친다면":
                "정해지지 않은 정밀도를 1 대신 0으로 친다면",
            "if the undefined one counted as 0":
                "if the undefined one counted as 0 in place of 1",
        }
    return texts


def ex4(rng):
    """Mirrored top to bottom, or in two mirrors, or in each; other logits."""
    way = rng.integers(3)
    a, b = (int(n) for n in rng.choice([1, 2, 3, 4, 5], 2, replace=False))
    own, other = expit(a), expit(-b)
    mean, logit = ((2 * own + other) / 3, (2 * a - b) / 3) if way == 2 else (
        (own + other) / 2, (a - b) / 2)
    two, order = [("upper", "lower"), ("위", "아래")], "(2, 1, 2, 1)"
    if way == 2:
        two, order = [("left", "right"), ("왼쪽", "오른쪽")], "(2, 1, 1, 2)"
    (first, second), (korean, korean_too) = two
    mirror, again = ("in the mirror", "거울 이미지에서는") if way < 2 else (
        f"with top and bottom exchanged again {own:.3f}, in the other mirror",
        f"위아래를 바꾸면 그대로 {own:.3f}, 좌우를 바꾸면")
    texts = {
        "4 · left and 2 · right": f"{a} · {first} and {b} · {second}",
        "4 · 왼쪽과 2 · 오른쪽을 로짓으로": f"{a} · {korean}, {b} · "
                                f"{korean_too} 두 값을 로짓으로",
        "0.982, in the mirror 0.119; the mean is 0.551":
            f"{own:.3f}, {mirror} {other:.3f}; the mean is {mean:.3f}",
        "would say 0.731": f"would say {expit(logit):.3f}",
        "확률은 0.982이고 거울 이미지에서는 0.119다. 평균은 0.551이다. "
        "(*로짓*을 평균했다면 0.731이 나온다.)":
            f"확률은 {own:.3f}이고 {again} {other:.3f}이다. 평균은 "
            f"{mean:.3f}이다. (*로짓*을 평균했다면 값은 "
            f"{expit(logit):.3f}이다.)",
        "[[4.0, 0], [0, 2]]": f"[[{a}.0, 0], [0, {b}]]",
        "(2 * y - 4 * x)": f"({b} * y - {a} * x)",
        "view(2, 1, 1, 2)": f"view{order}",
    }
    if way == 2:
        return texts | {
            "about its mirror image, left and right exchanged, and return "
            "the mean of the two *prob":
                "about two mirror images, one with left and right exchanged "
                "and one with top and bottom exchanged, and return the mean "
                "of the three *prob",
            "거울 이미지를 모두 묻고 두 *확률*":
                "거울 이미지와 위아래를 바꾼 거울 이미지를 모두 묻고 세 "
                "*확률*",
            "turns the last axis round.":
                "turns the last axis round, `images.flip(-2)` the one before.",
            "`images.flip(-1)`은 마지막 축을 뒤집는다.":
                "`images.flip(-1)`은 마지막 축을, `images.flip(-2)`는 끝에서 "
                "둘째 축을 뒤집는다.",
            "and its mirror image.\"": "and its mirror images.\"",
            "mirrored = model(images.flip(-1)).softmax(dim=1)":
                "mirrored = model(images.flip(-1)).softmax(dim=1)\n"
                "        below = model(images.flip(-2)).softmax(dim=1)",
            "mirrored = model(images.flip(-2)).softmax(dim=1)":
                "mirrored = below = model(images.flip(-2)).softmax(dim=1)",
            "(plain + mirrored) / 2": "(plain + mirrored + below) / 3",
            "(model(images) + model(images.flip(-1))) / 2":
                "(model(images) + model(images.flip(-1))\n"
                "                  + model(images.flip(-2))) / 3",
            "(images + images.flip(-1)) / 2":
                "(images + images.flip(-1) + images.flip(-2)) / 3",
            "(a + b) / 2": "(2 * a + b) / 3",
            "(numbers, numbers[..., ::-1])":
                "(numbers, numbers[..., ::-1], numbers[..., ::-1, :])",
            "keepdims=True) / 2": "keepdims=True) / 3",
            "\n        again = with_mirror(model, images.flip(3))\n"
            "        assert torch.allclose(got, again, atol=1e-5), (\n"
            "            f\"{given}: an image and its mirror image got "
            "different answers\")": "",
            "plain, mirror = (predict_logits(model, x)\n"
            "                     for x in (images, images.flip(-1)))":
                "plain, *mirrors = (predict_logits(model, x) for x in (\n"
                "        images, images.flip(-1), images.flip(-2)))",
            "(plain + mirror) / 2": "(plain + sum(mirrors)) / 3",
        }
    flip, swapped, korean, axis = [
        ("-2", "top and bottom exchanged", "위아래를", 2),
        ("-2, -1", "left and right exchanged and top and bottom too",
         "좌우와 위아래를 다", (2, 3))][way]
    return texts | {
        "A boot in a mirror": ("A boot mirrored in water",
                               "A boot in two mirrors")[way],
        "부츠는 거울에 비추어도": ("부츠는 물에 비쳐도",
                         "부츠는 거울 두 개에 비추어도")[way],
        "mirror image, left and right exchanged,":
            f"mirror image, {swapped},",
        "좌우를 바꾼 거울 이미지": f"{korean} 바꾼 거울 이미지",
        "`images.flip(-1)` turns the last axis round.":
            f"`images.flip({flip})` turns the last "
            f"{('axis but one', 'two axes')[way]} round.",
        "`images.flip(-1)`은 마지막 축을": (
            "`images.flip(-2)`는 끝에서 둘째 축을",
            "`images.flip(-2, -1)`은 마지막 두 축을")[way],
        "images.flip(-1)": f"images.flip({flip})",
        "images.flip(-2)": "images.flip(-1)",
        "for (left, right), row in": "for (upper, lower), row in",
        "((left, right), (right, left))": "((upper, lower), (lower, upper))",
        "({left}, {right})": "({upper}, {lower})",
        "numbers[..., ::-1]": f"numbers[..., ::-1, {':' if way == 0 else ''}"
                              f"{'::-1' if way else ''}]",
        "images.flip(3)": f"images.flip({axis})",
    }


def ex5(rng):
    """Another level for what counts as noise; other runs."""
    level, steep = [(0.95, 2), (0.99, 3), (0.995, 4)][rng.integers(3)]
    pick = rng.integers
    runs = [np.round(0.01 * pick(80, 86) + 0.01 * pick(3, 6)
                     * rng.permutation([-1, 0, 1]), 3)]
    for gain, deviation in ((pick(9, 14), 1), (14, 10), (-pick(10, 16), 1),
                            (rng.choice([-4, 4]) * steep, 4)):
        gains = gain + deviation * rng.permutation([-1, 0, 1])
        runs.append(np.round(runs[-1] + 0.001 * gains, 3))
    shown = [", ".join(f"{score:.3f}" for score in run) for run in runs]
    code = [f'"{name}": [{scores}]' for name, scores in zip(
        ("plain", "flips", "wider", "colder", "longer"), shown)]
    gains = np.subtract(runs[1], runs[0])
    found = (f"{fmean(gains):.3f}", f"{stdev(gains) / 3 ** 0.5:.4f}",
             f"{stdev(runs[0]):.2f}")
    c, chance = student_t.ppf(level, [1, 2, 4]), f"{2 * (1 - level):.2g}"
    return {
        "0.975": level,
        "12.71 for two runs, 4.30 for three, 2.78 for five":
            f"{c[0]:.2f} for two runs, {c[1]:.2f} for three, {c[2]:.2f} for "
            "five",
        "두 번이면 12.71, 세 번이면 4.30, 다섯 번이면 2.78이다":
            f"두 번이면 {c[0]:.2f}, 세 번이면 {c[1]:.2f}, 다섯 번이면 "
            f"{c[2]:.2f}이다",
        "c = 4.3027": f"c = {c[1]:.4f}",
        "From 0.80, 0.84, 0.88 to 0.81, 0.852, 0.888 the gain is 0.010 and "
        "its error 0.0012": f"From {shown[0]} to {shown[1]} the gain is "
                            f"{found[0]} and its error {found[1]}",
        "a deviation of 0.04": f"a deviation of {found[2]}",
        "0.80, 0.84, 0.88에서 0.81, 0.852, 0.888로 바뀌었다면 얻은 것은 "
        "0.010이고 오차는 0.0012다. 두 단계의 표준편차가 모두 0.04인데도":
            f"앞 단계가 {shown[0]}이고 다음 단계가 {shown[1]}이라면 얻은 "
            f"것은 {found[0]}이고 오차는 {found[1]}이다. 두 단계의 "
            f"표준편차가 모두 {found[2]}인데도",
        '"plain": [0.80, 0.84, 0.88], "flips": [0.81, 0.852, 0.888],\n'
        '            "wider": [0.828, 0.856, 0.898], '
        '"colder": [0.79, 0.831, 0.86],\n'
        '            "longer": [0.78, 0.85, 0.87]':
            f"{code[0]}, {code[1]},\n            {code[2]}, {code[3]},\n"
            f"            {code[4]}",
        ".pvalue > .05": f".pvalue > {chance.lstrip('0')}",
        "chance > 0.05": f"chance > {chance}",
        "(2, 3, 4, 5, 8, 20) * 4": "(2, 3, 4, 5, 8, 20) * 12",
    }
