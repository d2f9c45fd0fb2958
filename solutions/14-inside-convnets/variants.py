"""What a seed changes in the exercises on what a network looked at."""
from scipy.stats import rankdata, spearmanr

ROOTS = (3, 4, 5), (5, 12, 13), (6, 8, 10), (8, 15, 17), (9, 12, 15)


def ex1(rng):
    """What goes into the layer, or a NumPy array, or both."""
    before, array = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    low, high = rng.integers(1, 10, 2)
    kept, spoilt = f"(−{low}, {high})", f"(0, {high})"
    to, not_to = ("을", "이") if high in (1, 3, 6, 7, 8) else ("를", "가")
    made = "inputs[0]" if before else "output"
    copied = "numpy().copy()" if array else "clone()"
    texts = {
        "what `layer`, one of its modules, gave out on the way, without "
        "gradients.":
            f"what `layer`, one of its modules, "
            f"{'was given' if before else 'gave out'} on the way, "
            f"{'as a NumPy array' if array else 'without gradients'}.",
        "도중에 내놓은 값을 기울기 없이 돌려준다":
            f"도중에 {'받은' if before else '내놓은'} 값을 "
            f"{'NumPy 배열로' if array else '기울기 없이'} 돌려준다",
        "(−1, 2) the first layer's activation is (−1, 2), not (0, 2).":
            kept + (" the ReLU is given " if before else
                    " the first layer's activation is ")
            + f"{kept}, not {spoilt}.",
        "(−1, 2)를 넣으면 첫 층의 활성값은 (0, 2)가 아니라 (−1, 2)다.":
            f"{kept}{to} 넣으면 {'ReLU가 받는 ' if before else '첫 층의 활성'}"
            f"값은 {spoilt}{not_to} 아니라 {kept}이다.",
        "output.detach().clone()": f"{made}.detach().{copied}",
        "kept.append(output.detach())":
            f"kept.append({made}.detach(){'.numpy()' * array})",
    }
    if before:
        texts |= {
            "A **forward hook** listens in: "
            "`layer.register_forward_hook(hook)` has "
            "`hook(layer, inputs, output)` called each time the layer has "
            "answered.":
                "A **forward pre-hook** listens in: "
                "`layer.register_forward_pre_hook(hook)` has "
                "`hook(layer, inputs)` called each time before the layer "
                "answers; `inputs` is a tuple.",
            "층의 출력은 **훅**(forward hook)으로 엿들을 수 있다. "
            "`layer.register_forward_hook(hook)`이라고 해 두면 층이 답할 때마다 "
            "`hook(layer, inputs, output)`이 불린다.":
                "층의 입력은 **훅**(forward pre-hook)으로 엿들을 수 있다. "
                "`layer.register_forward_pre_hook(hook)`이라고 해 두면 층이 "
                "답하기 직전마다 `hook(layer, inputs)`가 불린다. `inputs`는 "
                "튜플이다.",
            "what *the layer* gave out. The ReLU behind it may":
                "what *the layer* was given. A ReLU may",
            "*그 층이* 내놓은 값이다. 바로 뒤의 ReLU가":
                "*그 층이* 받은 값이다. ReLU가",
            "`layer` gives out while": "`layer` is given while",
            "register_forward_hook": "register_forward_pre_hook",
            "_forward_hooks": "_forward_pre_hooks",
            "def keep(layer, inputs, output)": "def keep(layer, inputs)",
            "lambda layer, inputs, output, heard": "lambda layer, inputs, "
                                                   "heard",
            "kept.append(output.clone())": "kept.append(inputs[0].clone())",
            "inputs[0].detach().clone()":
                f"layer.forward(*inputs).detach().{copied}",
            "model[:k + 1](images)": "model[:k](images)",
            'isinstance(error, RuntimeError), f"{given}raised {error!r}"\n':
                'isinstance(error, RuntimeError), f"{given}raised {error!r}"\n'
                "        else:\n            raise AssertionError(f\"{given}the "
                "model's error did not arrive\")\n",
            "[conv, conv.relu(), conv.relu(), conv.relu() * 2][place]":
                "[images, conv, images, conv.relu()][place]",
            "network[k], three)": "network[k + 1], three)",
        }
    if array:
        check = ('\n{0}assert type(got).__name__ == "ndarray", (\n{0}    '
                 'f"a NumPy array, please; got {{type(got).__name__}}")'
                 "\n{0}got = torch.tensor(got)\n").format(" " * 8)
        texts |= {
            "What does `tensor.clone()` do?":
                "Does `tensor.numpy()` copy the numbers?",
            "`tensor.clone()`은 무엇을 할까?": "`tensor.numpy()`는 수를 복사할까?",
            "activation(model, layer, images.clone())\n":
                f"activation(model, layer, images.clone()){check}",
            "got = activation(model, layer, images)\n":
                f"got = activation(model, layer, images){check}",
            "[0, 2].numpy()": "[0, 2]",
        }
    return texts


def ex2(rng):
    """The last pixel belongs to the box, or the last layer is first, or both.
    """
    closed, falling = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    size = tuple(2 * int(n) for n in rng.integers(5, 9, 2))
    unit = tuple(int(rng.integers(1, n // 2 - 1)) for n in size)
    seen, corner = (tuple((max(2 * k - 1, 0), 2 * k + 3 - closed)
                          for k in place) for place in (unit, (0, 0)))
    texts = {
        "unit (1, 2) of a 6×8 image sees ((1, 5), (3, 7)), and unit (0, 0) "
        "sees ((0, 3), (0, 3)).":
            f"unit {unit} of a {size[0]}×{size[1]} image sees {seen}, and "
            f"unit (0, 0) sees {corner}.",
        "6×8 이미지가": f"{size[0]}×{size[1]} 이미지가",
        "자리 (1, 2)는 ((1, 5), (3, 7))을 보고 자리 (0, 0)은 ((0, 3), (0, 3))을 "
        "본다.": f"자리 {unit}에서는 상자 {seen}만큼 보고 자리 (0, 0)에서는 상자 "
               f"{corner}만큼 본다.",
        "((6, 8), [(3, 1, 1)": f"({size}, [(3, 1, 1)",
    }
    if closed:
        texts |= {
            "(left, right)), counted as in a slice: "
            "`image[top:bottom, left:right]`.":
                "(left, right)): the first and the last row, the first and "
                "the last column, all of which belong to the box.",
            "돌려준다. 슬라이스 `image[top:bottom, left:right]`처럼 센다.":
                "돌려준다. 첫 행과 마지막 행, 첫 열과 마지막 열의 번호이며, 넷 다 "
                "상자에 든다.",
            "start, end = place, place + 1": "start = end = place",
            "(end - 1) * stride - padding + kernel, length)":
                "end * stride - padding + kernel - 1, length - 1)",
            "end = (end - 1) * stride - padding + kernel\n":
                "end = end * stride - padding + kernel - 1\n",
            "min(end, n)": "min(end, n - 1)",
            "(end - 1) * stride + kernel, length)":
                "end * stride + kernel - 1, length - 1)",
            "min(end * stride - padding + kernel, length)":
                "min((end + 1) * stride - padding + kernel - 1, length - 1)",
            "field // 2 + 1, n)": "field // 2, n - 1)",
            "max(places) + 1)": "max(places))",
            "(bottom - top) * (right - left)":
                "(bottom - top + 1) * (right - left + 1)",
            "right - left, bottom - top, fill=False,":
                "right - left + 1,\n        bottom - top + 1, fill=False,",
        }
    if falling:
        texts |= {
            "the first layer first": "the last layer first",
            "첫 층이 먼저다": "마지막 층이 먼저다",
            "sizes_through(n, layers)": "sizes_through(n, layers[::-1])",
            "zip(layers[::-1],": "zip(layers,",
            "zip(layers, below)": "zip(layers[::-1], below)",
            "padding in layers[::-1]:": "padding in layers:",
            "padding in layers:\n            field":
                "padding in layers[::-1]:\n            field",
            "pixels_seen(unit, list(layers), size)":
                "pixels_seen(unit, layers[::-1], size)",
            "padding) {layers}, \"": "padding) \"\n                "
                                     "f\"{layers[::-1]}, \"",
            "kept = list(layers)\n": "given = layers[::-1]\n            "
                                     "kept = list(given)\n",
            "map(tuple, pixels_seen(unit, layers, size)":
                "map(tuple, pixels_seen(unit, given, size)",
            'layers == kept, f"the list {kept} became {layers}"':
                'given == kept, f"the list {kept} became {given}"',
            "(2, 2, 0), (3, 1, 1)]\nphoto": "(2, 2, 0), (3, 1, 1)][::-1]\n"
                                            "photo",
        }
    return texts


def ex3(rng):
    """Rectangles, or covered minus uncovered, or both; other numbers."""
    oblong, turned = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    whole, covered = (int(n) for n in (rng.integers(6, 10),
                                       rng.integers(1, 6)))
    drop = f"0.{whole - covered}"
    shape = "rectangle" if oblong else "square"
    texts = {
        "If the class has probability 0.9, and 0.6 with a square":
            f"If the class has probability 0.{whole}, and 0.{covered} with a "
            f"{shape}",
        "How much of the probability of `label` each covered square costs":
            f"What each covered {shape} adds to the probability of `label`"
            if turned else
            f"How much of the probability of `label` each {shape} costs",
        "entry (0, 0) is 0.3":
            f"entry (0, 0) is {'−' * turned}{drop}",
        "확률이 0.9인데 왼쪽 위 귀퉁이를 가리면 0.6이라면, (0, 0)의 값은 "
        "0.3이다": f"확률이 0.{whole}인데 왼쪽 위 귀퉁이를 가리면 "
                 f"0.{covered}이라면, (0, 0)의 값은 {'−' * turned}{drop}이다",
    }
    if turned:
        texts |= {
            "the probability of the *uncovered* image minus that of the "
            "covered one": "the probability of the covered image minus that "
                           "of the *uncovered* one",
            "값은 *가리지 않은* 이미지의 확률에서 가린 이미지의 확률을 뺀 것이다":
                "값은 가린 이미지의 확률에서 *가리지 않은* 이미지의 확률을 뺀 "
                "것이다",
            "(probs[0] - probs[1:])": "(probs[1:] - probs[0])",
            "(probs[1:] - probs[0])": "(probs[0] - probs[1:])",
            "- (a - b)": "- (b - a)",
            "{a - b:.3f}": "{b - a:.3f}",
            "before - after.softmax(1)[0, label]":
                "after.softmax(1)[0, label] - before",
            "drops = occlusion": "drops = -occlusion",
        }
    if oblong:
        texts |= {
            "lay a square of `patch` × `patch` pixels":
                "lay a rectangle of `patch[0]` × `patch[1]` pixels, height × "
                "width,",
            "`patch` × `patch` 정사각형으로 가리고":
                "높이가 `patch[0]`, 너비가 `patch[1]`인 직사각형으로 가리고",
            "The squares start": "The rectangles start",
            "a *whole* square fits": "a *whole* rectangle fits",
            "Under the square all": "Under the rectangle all",
            "- 정사각형은 0,": "- 직사각형은 0,",
            "정사각형이 *통째로*": "직사각형이 *통째로*",
            "output_size(n, patch, stride=stride)":
                "output_size(n, side, stride=stride)",
            "for n in image.shape[1:])":
                "for n, side in zip(image.shape[1:], patch))",
            "top:top + patch, left:left + patch]":
                "top:top + patch[0], left:left + patch[1]]",
            "((2, 1, 0.0), (2, 3, 4.0), (3, 2, bands))":
                "(\n            ((2, 3), 1, 0.0), ((2, 1), 3, 4.0), "
                "((3, 2), 2, bands))",
            "((n - patch) // stride + 1 for n in (5, 8))":
                "((n - side) // stride + 1\n                      "
                "for n, side in zip((5, 8), patch))",
            'f"{given}square at': 'f"{given}rectangle at',
            "((1, 2, 2), (3, 3, 1), (2, 1, 3))":
                "(\n            (1, (2, 4), 2), (3, (3, 1), 1), "
                "(2, (1, 2), 3))",
            "rng.integers(patch + stride, 11, 2)":
                "rng.integers(max(patch) + stride, 11, 2)",
            "height - patch + 1": "height - patch[0] + 1",
            "width - patch + 1": "width - patch[1] + 1",
            "occlusion_map(network, three, 3, 5, 1, fill)":
                "occlusion_map(network, three, 3, (5, 5), 1, fill)",
        }
    return texts


def ex4(rng):
    """The slopes' sum, mean or length in place of the largest; an example."""
    way = ["sum", "mean", "length"][rng.integers(3)]
    a, b = (int(n) for n in rng.choice(range(2, 10), 2, replace=False))
    result = a + b
    if way == "mean":
        b, result = 3 * a, 2 * a
    elif way == "length":
        a, b, result = ROOTS[rng.integers(len(ROOTS))]
    english, korean, short, many, axis = {
        "sum": ("the sum of {} over its channels", "{}를 모든 채널에 걸쳐 더한 값을",
                "Sum of the slopes", ".abs().sum(dim=1)", ".abs().sum(0)"),
        "mean": ("the mean of {} over its channels",
                 "{}를 모든 채널에 걸쳐 평균한 값을", "Mean of the slopes",
                 ".abs().mean(dim=1)", ".abs().mean(0)"),
        "length": ("the root of the sum of the squares of {} over its "
                   "channels",
                   "{}를 채널마다 제곱하여 더한 값의 제곱근을",
                   "Length of the slopes", ".norm(dim=1)", ".norm(dim=0)"),
    }[way]
    slope = r"$|\partial\, \text{logit} / \partial x|$"
    texts = {
        f"the largest {slope} among its channels": english.format(slope),
        f"채널 가운데 가장 큰 {slope}를": korean.format(slope),
        "$3 x_1 - 5 x_2$": f"${a} x_1 - {b} x_2$",
        "of that pixel is 5": f"of that pixel is {result}",
        "픽셀의 값은 5다": f"픽셀의 값은 {result}이다",
        "Largest slope of the label's logit among the channels of a pixel.":
            f"{short} of the label's logit over a pixel's channels.",
        ".abs().amax(dim=1)": many,
        "expected, got = slopes.abs().amax(1), saliency(":
            f"expected = slopes{many}\n    got = saliency(",
        ".abs().max(0).values": axis,
    }
    if way == "sum":
        texts |= {"slopes.abs().sum(dim=1)": "slopes.abs().amax(dim=1)",
                  "slopes.amax(dim=1).abs()": "slopes.sum(dim=1).abs()"}
    if way == "mean":
        texts |= {"slopes.amax(dim=1).abs()": "slopes.mean(dim=1).abs()"}
    return texts


def ex5(rng):
    """A distance or a share in place of the correlation; other numbers."""
    name, korean, formula, most, code = [
        ("distance", "거리", "1 − ρ", 2, "1 - {}"),
        ("distance", "거리", "(1 − ρ) / 2", 1, "(1 - {}) / 2"),
        ("agreement", "일치도", "(1 + ρ) / 2", 1, "(1 + {}) / 2")][
            rng.integers(3)]
    a, b, c = (int(n) for n in rng.permutation(range(1, 7))[:3])
    first = rng.permutation([a, b, c, c])
    second = 10 * a * (first == a)
    rho = spearmanr(first, second)[0]
    found = (1 + rho if name == "agreement" else 1 - rho) / (3 - most)
    values, ranks, others = (", ".join(f"{n:g}" for n in numbers) for numbers
                             in (first, rankdata(first), second))
    rank = "rank correlation with the trained network's map"
    return {
        "rank_correlation": f"rank_{name}",
        "`rank_correlation(first, second)`, Spearman's correlation: replace "
        "all values of each array by their ranks, and return the correlation "
        "of the ranks.":
            f"`rank_{name}(first, second)`, after Spearman: replace all "
            "values of each array by their ranks, work out the correlation ρ "
            f"of the ranks, and return {formula}.",
        "스피어먼(Spearman)의 순위 상관 계수를 구하는 "
        "`rank_correlation(first, second)`를 완성하라. 배열마다 값을 모두 순위로 "
        "바꾸고, 두 순위의 상관 계수를 돌려준다.":
            f"스피어먼(Spearman)의 순위 상관 계수로 {korean}를 재는 "
            f"`rank_{name}(first, second)`를 완성하라. 배열마다 값을 모두 순위로 "
            f"바꾸어 두 순위의 상관 계수 ρ를 구하고, {formula}의 값을 돌려준다.",
        "one number from −1 to 1": f"one number from 0 to {most}",
        "−1과 1 사이의 수": f"0에서 {most}까지의 수",
        "3, 1, 2, 1 has the ranks 4, 1.5, 3, 1.5":
            f"{values} has the ranks {ranks}",
        "3, 1, 2, 1의 순위는 4, 1.5, 3, 1.5다": f"{values}의 순위는 {ranks}이다",
        "For 3, 1, 2, 1 and 10, 0, 0, 0 it is 0.816":
            f"For {values} and {others} it is {found:.3f}",
        "3, 1, 2, 1과 10, 0, 0, 0이라면 0.816이다":
            f"두 배열이 ({values}), ({others})이라면 값은 {found:.3f}이다",
        '"""Spearman\'s correlation: ties':
            f'"""{formula}, with Spearman\'s ρ: ties',
        "        ### END SOLUTION\n    return np.corrcoef(*ranks)[0, 1]":
            f"    return {code.format('np.corrcoef(*ranks)[0, 1]')}\n"
            "    ### END SOLUTION",
        "return np.corrcoef(*ranks)[0, 1]":
            f"return {code.format('np.corrcoef(*ranks)[0, 1]')}",
        "[[3, 1, 2, 1], [10, 0, 0, 0],":
            f"[{first.tolist()}, {second.tolist()},",
        "else spearmanr(a.ravel(), b.ravel())[0]": "else (\n            "
        + code.format("spearmanr(a.ravel(), b.ravel())[0]") + ")",
        rank: f"rank {name}" + rank[16:].replace(
            "with", "with" if name == "agreement" else "from"),
        '"""The correlation of ranks that':
            f'"""The {name} of ranks that',
    }
