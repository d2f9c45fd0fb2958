"""What a seed changes in the exercises on a ConvNet that reads digits."""
import numpy as np

NUMBERS = {2: ("float16", "half", "two"), 4: ("float32", "float", "four"),
           8: ("float64", "double", "eight")}
WORDS = "none", "one", "two", "three"


def ex1(rng):
    """Bytes instead of parameters, in one of three types; other layers."""
    size = int(rng.choice(list(NUMBERS)))
    name, convert, word = NUMBERS[size]
    maps, more = (8 * int(n) for n in rng.permutation(range(2, 12))[:2])
    n = 100 * int(rng.integers(8, 30))

    def count(inputs, outputs, height=1, width=1, bias=1):
        return size * (height * width * inputs + bias) * outputs

    layers = [(1, 32, 3, 3), (maps, more, 3, 3), (n, 10), (1, 10, 5, 5),
              (n, 10, 1, 1, False)]
    cases = [f"{layer}: {count(*layer):_}" for layer in layers]
    conv, dense = (f"count_layer{layers[k]}" for k in (1, 2))
    conv_bytes, dense_bytes = (f"{count(*layers[k]):,}" for k in (1, 2))
    return {
        "the number of parameters of a convolutional layer with":
            "the number of bytes of a convolutional layer whose parameters "
            f"are `{name}`, {word} bytes each, with",
        "합성곱 층의 파라미터 수를 돌려준다.":
            f"합성곱 층의 파라미터를 `{name}` 형식으로 저장할 때 드는 바이트 "
            f"수를 돌려준다. 파라미터 하나에 {size}바이트가 든다.",
        "`count_layer(32, 64, 3, 3)` is 18,496, and "
        "`count_layer(1600, 10)` is 16,010":
            f"`{conv}` is {conv_bytes}, and `{dense}` is {dense_bytes}",
        "`count_layer(32, 64, 3, 3)`은 18,496이고 "
        "`count_layer(1600, 10)`은 16,010이다":
            f"`{conv}`의 값은 {conv_bytes}이고 "
            f"`{dense}`의 값은 {dense_bytes}이다",
        '"""Number of parameters of a': f'"""Bytes, as {name}, of a',
        "* outputs": f"* outputs * {size}",
        "(1, 32, 3, 3): 320, (32, 64, 3, 3): 18_496, (1600, 10): 16_010,\n"
        "            (1, 10, 5, 5): 260, (1600, 10, 1, 1, False): 16_000}":
            f"{', '.join(cases[:2])},\n            {', '.join(cases[2:4])},"
            f"\n            {cases[4]}}}",
        "sum(p.numel() for p in layer.parameters())":
            f"sum(p.nbytes for p in layer.{convert}().parameters())",
        "has {expected} parameters; count_layer":
            "takes {expected} bytes; count_layer",
    }


def ex2(rng):
    """The convolutions pad, or the channels come last; other sizes."""
    last, kernel, pad = [(1, 3, 0), (0, 3, 1), (1, 3, 1), (0, 5, 1),
                         (1, 5, 1), (0, 5, 2), (1, 5, 2)][rng.integers(7)]
    side, maps = 2 * int(rng.integers(11, 21)), 8 * int(rng.integers(2, 7))

    def shown(channels, sizes):
        return (*sizes, channels) if last else (channels, *sizes)

    def conv(sizes, kernel=kernel):
        return [n + 2 * pad - kernel + 1 for n in sizes]

    def pool(sizes, size=2):
        return [n // size for n in sizes]

    sizes, traced = [side] * 2, []
    for channels in (maps, 64):
        traced += [shown(channels, conv(sizes))]
        sizes = pool(conv(sizes))
        traced += [shown(channels, sizes)]
    odd = [3 * int(n) + 4 - 2 * pad + int(rng.integers(1, 3))
           for n in rng.permutation(range(3, 9))[:2]]
    after = [shown(4, conv(odd, 5)), shown(4, pool(conv(odd, 5), 3))]
    image, oblong = shown(1, [side] * 2), shown(3, odd)
    smallest = next(n for n in range(2, 40)
                    if pool(conv(pool(conv([n])))) == [1])
    steps = f'[("conv", {maps}, {kernel}), ("pool", 2)'
    plus, sides = f" + {2 * pad}" * (pad > 0), ("shape[1:]", "shape[:2]")[last]
    kept = ("shape[0]", "shape[2]")[last]

    def code(channels, place):
        place = f"*({place} for n in {sides})"
        return f"({place}, {channels})" if last else f"({channels}, {place})"

    texts = {
        'trace_shapes((1, 28, 28), [("conv", 32, 3), ("pool", 2)])` is '
        "`[(32, 26, 26), (32, 13, 13)]`":
            f"trace_shapes({image}, {steps}])` is `{traced[:2]}`",
        'trace_shapes((1, 28, 28), [("conv", 32, 3), ("pool", 2)])`는 '
        "`[(32, 26, 26), (32, 13, 13)]`이다":
            f"trace_shapes({image}, {steps}])`의 값은 `{traced[:2]}`이다",
        "(outputs, *(n - kernel + 1 for n in shape[1:]))":
            code("outputs", f"n{plus} - kernel + 1"),
        "(outputs, *(n - kernel for n in shape[1:]))":
            code("outputs", f"n{plus} - kernel"),
        "(shape[0], *(n // sizes[0] for n in shape[1:]))":
            code(kept, "n // sizes[0]"),
        "(shape[0], *(-(-n // sizes[0]) for n in shape[1:]))":
            code(kept, "-(-n // sizes[0])"),
        "n = shape[1] - sizes[1] + 1": f"n = shape[1]{plus} - sizes[1] + 1",
        '[("conv", 32, 3), ("pool", 2), ("conv", 64, 3), ("pool", 2),':
            f'{steps}, ("conv", 64, {kernel}), ("pool", 2),',
        "(1, 28, 28)": image,
        "[(32, 26, 26), (32, 13, 13), (64, 11, 11), (64, 5, 5),\n"
        "                (1600,), (10,)]":
            f"[{traced[0]}, {traced[1]},\n                {traced[2]}, "
            f"{traced[3]},\n                ({64 * sizes[0] ** 2},), (10,)]",
        "(3, 20, 11)": oblong,
        "[(4, 16, 7), (4, 5, 2)]": after,
        'rounds = [("conv", 32, 3), ("pool", 2)]': f"rounds = {steps}]",
        "(9, 10, 28)": (smallest - 1, smallest, side),
        "28×28": f"{side}×{side}",
        '"28, three': f'"{side}, three',
        "leave 5×5": f"leave {sizes[0]}×{sizes[0]}",
        "거치면 5×5가 남는다":
            f"거치고 남는 크기는 {sizes[0]}×{sizes[0]}이다",
    }
    if pad:
        texts |= {
            "nn.Conv2d(values.shape[1], outputs, kernel)":
                f"nn.Conv2d(\n{' ' * 16}"
                f"values.shape[1], outputs, kernel, padding={pad})",
            "no padding, stride 1": f"a padding of {pad}, stride 1",
            "패딩은 없고 스트라이드는 1이다":
                f"패딩은 {pad}이고 스트라이드는 1이다",
            "In how many places of a row of `width` pixels can":
                "With the padding, in how many places of a row of `width` "
                "pixels can",
            "픽셀이 `width`개인 줄에서 크기가":
                "픽셀이 `width`개인 줄에 패딩을 두르면 크기가",
        }
    if last:
        texts |= {
            "(channels, height, width)": "(height, width, channels)",
            "(채널, 높이, 너비)": "(높이, 너비, 채널)",
            "(1, size, size)": "(size, size, 1)",
            "(sizes[0], n, n)": "(n, n, sizes[0])",
            "(shape[0], n, n)": "(n, n, shape[2])",
            "rng.integers((1, 20, 20), (4, 40, 40))":
                "rng.integers((20, 20, 1), (40, 40, 4))",
            "torch.zeros(1, *shape)": "torch.zeros(1, shape[2], *shape[:2])",
            "expected.append(tuple(values.shape[1:]))":
                "expected.append((*values.shape[2:], values.shape[1]))",
        }
    return texts


def ex3(rng):
    """Rows for the answers, the error rate, or both; other answers."""
    turned, errors = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    while True:
        logits, labels = rng.integers(0, 7, (4, 2)), rng.integers(0, 2, 4)
        answers, counts = logits.argmax(1), np.zeros((2, 2), dtype=int)
        np.add.at(counts, (labels, answers), 1)
        if (logits[:, 0] != logits[:, 1]).all() and labels.std() > 0 \
                and counts[0, 1] != counts[1, 0] and counts.max() > 1 \
                and 0 < counts.trace() < 4:
            break
    n = 4 - counts.trace() if errors else counts.trace()
    counts, rows = counts.T if turned else counts, list(map(tuple, logits))
    given = ", ".join(f"({a}, {b})" for a, b in rows)
    known = ", ".join(map(str, labels))
    shown = " / ".join(f"{a} {b}" for a, b in counts)
    name, korean = ("error rate", "오류율은") if errors else (
        "accuracy", "정확도는")
    texts = {
        "For the logits (2, 0), (0, 1), (3, 1), (5, 4) and the labels "
        "0, 1, 1, 1 the accuracy is 0.5, and the matrix is 1 0 / 2 1.":
            f"For the logits {given} and the labels {known} the {name} is "
            f"{n / 4}, and the matrix is {shown}.",
        "로짓이 (2, 0), (0, 1), (3, 1), (5, 4)이고 레이블이 0, 1, 1, 1이면 "
        "정확도는 0.5, 행렬은 1 0 / 2 1이다.":
            f"로짓이 {given}이고 레이블이 {known}이면 {korean} "
            f"{n / 4}이고 행렬은 {shown}이다.",
        "[[2, 0], [0, 1], [3, 1], [5, 4]]": logits.tolist(),
        "np.array([0, 1, 1, 1]), np.array([[1, 0], [2, 1]])":
            f"np.array({labels.tolist()}), np.array({counts.tolist()})",
        'share == 0.5, f"two of four are right: 0.5; got {share}"':
            f'share == {n / 4}, f"{WORDS[n]} of four '
            f"{'is' if n == 1 else 'are'} {'wrong' if errors else 'right'}: "
            f'{n / 4}; got {{share}}"',
    }
    if errors:
        texts |= {
            "the accuracy and the confusion": "the error rate and the "
                                              "confusion",
            "The accuracy is between 0 and 1.":
                "The error rate is the share of the wrong answers, between "
                "0 and 1.",
            "정확도와 혼동 행렬을": "오류율과 혼동 행렬을",
            "정확도는 0과 1 사이의 수다.":
                "오류율은 틀린 답의 비율이며 0과 1 사이의 수다.",
            '"""Accuracy and': '"""Error rate and',
            "return counts.trace() / n": "return 1 - counts.trace() / n",
            "100 * counts.trace() / n": "100 * (1 - counts.trace() / n)",
            "right = sum(expected[i, i] for i in range(5)) / 200":
                "wrong = 1 - sum(expected[i, i] for i in range(5)) / 200",
            'np.isclose(share, right), f"expected {right}, got':
                'np.isclose(share, wrong), f"expected {wrong}, got',
            "np.isclose(share, np.diag(expected).sum() / n)":
                "np.isclose(share, 1 - np.diag(expected).sum() / n)",
            "accuracy {share}": "error rate {share}",
        }
    if turned:
        texts |= {
            "row *t*, column *a* counts": "row *a*, column *t* counts",
            "*t*행 *a*열은": "*a*행 *t*열은",
            "counts[labels, answers]": "counts[answers, labels]",
            "rows are labels, columns answers":
                "rows are answers, columns labels",
            "(labels, logits.argmax(axis=1))":
                "(logits.argmax(axis=1), labels)",
            "(logits.argmax(axis=1), labels)":
                "(labels, logits.argmax(axis=1))",
            "counts[labels, logits.argmax(axis=1)]":
                "counts[logits.argmax(axis=1), labels]",
            "expected[label, list(row).index(max(row))]":
                "expected[list(row).index(max(row)), label]",
            "expected[label, np.flatnonzero(row == row.max())[0]]":
                "expected[np.flatnonzero(row == row.max())[0], label]",
            "show_confusion(counts,": "show_confusion(counts.T,",
        }
    return texts


def ex4(rng):
    """Keras saw images with rows and columns exchanged, or other pixels."""
    turned, top = [(1, 1), (0, 255), (1, 255), (0, 100), (1, 100)][
        rng.integers(5)]
    (r, c), out = rng.permutation(3)[:2], rng.integers(32)
    value = int(rng.integers(2, 10))
    at = f"{out}, 0, {c}, {r}" if turned else f"{out}, 0, {r}, {c}"
    images = "images.swapaxes(1, 2)" if turned else "images"
    given = images if top == 1 else f"{top} * {images}"
    learned = " and ".join(["rows and columns exchanged"] * turned + [
        f"pixels from 0 to {top}"] * (top > 1))
    ours = " and ".join(["upright"] * turned + [
        "with pixels from 0 to 1"] * (top > 1))
    korean = [turned * f"행과 열을 {moved[top > 1]} "
              + (top > 1) * f"픽셀이 0~{most}인 " for moved, most in (
                  (("맞바꾼", "맞바꾸고"), top), (("되돌린", "되돌리고"), 1))]
    scale = f"{top} if place == 0 else 1"
    texts = {
        "`model[3]` and `model[7]`.":
            "`model[3]` and `model[7]`.\n\nThe network in Keras learned from "
            f"images with {learned}. `model` gets the same images {ours}, "
            "and shall answer with the same logits.",
        "`model[3]`, `model[7]`이다.":
            f"`model[3]`, `model[7]`이다.\n\nKeras의 신경망은 {korean[0]}"
            f"이미지로 훈련했다. `model`은 {korean[1]}같은 이미지를 받으며, "
            "로짓은 Keras의 것과 같아야 한다.",
        "`[0, 2, 0, 5]` equal to 7, `model[0].weight[5, 0, 0, 2]` must be 7":
            f"`[{r}, {c}, 0, {out}]` equal to {value}, "
            f"`model[0].weight[{at}]` must be {value * top}",
        "`[0, 2, 0, 5]`가 7이라면 `model[0].weight[5, 0, 0, 2]`가 7이 되어야":
            f"`[{r}, {c}, 0, {out}]` 값이 {value}이라면 "
            f"`model[0].weight[{at}]` 값은 {value * top}이어야",
        "weights[0][0, 2, 0, 5] = 7":
            f"weights[0][{r}, {c}, 0, {out}] = {value}",
        "got = model[0].weight[5, 0, 0, 2].item()":
            f"got = model[0].weight[{at}].item()",
        'got == 7, f"model[0].weight[5, 0, 0, 2]: expected 7, got {got}"':
            f"got == {value * top}, (\n        "
            f'f"model[0].weight[{at}]: expected {value * top}, got {{got}}")',
        "zip((3, 6, 8), keras_network(images, weights))":
            f"zip(\n            (3, 6, 8), keras_network({given}, weights))",
        "keras_network(images, weights)[-1]":
            f"keras_network({given}, weights)[-1]",
    }
    if turned:
        texts |= {
            "kernel.transpose(3, 2, 0, 1)": "kernel.transpose(3, 2, 1, 0)",
            "kernel.transpose(3, 2, 1, 0)": "kernel.transpose(3, 2, 0, 1)",
            "weights[i].transpose(3, 2, 0, 1)":
                "weights[i].transpose(3, 2, 1, 0)",
            "got.transpose(0, 2, 3, 1)": "got.transpose(0, 3, 2, 1)",
            "images.permute(0, 2, 3, 1)": "images.permute(0, 3, 2, 1)",
        }
    if top > 1:
        texts |= {
            "layer.weight.copy_(kernel.reshape(layer.weight.shape))":
                "layer.weight.copy_(kernel.reshape(layer.weight.shape))\n"
                f"            layer.weight.mul_({scale})",
            "model[place].weight.copy_(torch.tensor(kernel))":
                "model[place].weight.copy_(torch.tensor(kernel))\n"
                f"            model[place].weight.mul_({scale})",
            ".normalized()[:20]": ".scaled()[:20]",
            ".numpy(), weights)[-1]":
                f".numpy() * {top},\n{' ' * 30}weights)[-1]",
        }
    return texts


def ex5(rng):
    """A smaller budget, and images that come in other shapes."""
    shape, particle, change, unfold = [
        ("784", "를", "flatten(1)", "nn.Unflatten(1, (1, 28, 28))"),
        ("28, 28", "을", "squeeze(1)", "nn.Unflatten(1, (1, 28))"),
        ("28, 28, 1", "을", "movedim(1, 3)",
         "nn.Flatten(), nn.Unflatten(1, (1, 28, 28))")][rng.integers(3)]
    limit = 100 * int(rng.integers(80, 87))
    return {
        "(batch, 1, 28, 28)": f"(batch, {shape})",
        "(배치, 1, 28, 28)을": f"(배치, {shape}){particle}",
        "10,000": f"{limit:,}",
        "10_000, \"too": f"{limit:_}, \"too",
        "10_000, f": f"{limit:_}, f",
        "return nn.Sequential(\n        nn.Conv2d":
            f"return nn.Sequential(\n        {unfold},\n        nn.Conv2d",
        "nn.Conv2d(16, 32, 3)": "nn.Conv2d(16, 28, 3)",
        "nn.Linear(32 * 3 * 3, 10)": "nn.Linear(28 * 3 * 3, 10)",
        "return convnet()": f"return nn.Sequential({unfold}, convnet())",
        "torch.zeros(2, 1, 28, 28)": f"torch.zeros(2, {shape})",
        '"(2, 1, 28, 28) should': f'"(2, {shape}) should',
        "train.fit(model, digits.normalized(), digits.labels, ":
            f"train.fit(model, digits.normalized().{change}, digits.labels,"
            f"\n{' ' * 14}",
        "    fit(model, digits.normalized(), digits.labels, ":
            f"    fit(model, digits.normalized().{change}, digits.labels,"
            f"\n{' ' * 8}",
        "test.normalized()": f"test.normalized().{change}",
    }
