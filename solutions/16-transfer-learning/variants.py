"""What a seed changes in the exercises on transfer learning."""
from fractions import Fraction

import numpy as np


def ex1(rng):
    """The number of what is frozen, or the number first; momentum, sizes."""
    frozen, first = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    momentum = rng.choice([0.5, 0.6, 0.7, 0.8])
    a, b, c = rng.choice(np.arange(2, 9), 3, replace=False)
    base, last = a * b + b, b * c + c
    count = base if frozen else last
    sgd = (f"an optimiser, `torch.optim.SGD` with the rate `lr` and momentum "
           f"{momentum}, which holds the parameters of `part` and no others",
           "`part`의 파라미터만 빠짐없이 맡은 옵티마이저로, 학습률이 `lr`이고 "
           "모멘텀이 "
           f"{momentum}인 `torch.optim.SGD`다")
    size = (("how many numbers of `model` are frozen now",
             "`model`의 수 가운데 동결된 것이 모두 몇 개인지다") if frozen else
            ("how many numbers the parameters of `part` are",
             "`part`의 파라미터가 모두 몇 개의 수인지다"))
    one, two = (size, sgd) if first else (sgd, size)
    pair = "count, optimizer" if first else "optimizer, count"
    words = "how much froze" if frozen else "how much it is"
    mine = ("model.parameters()\n                if not p.requires_grad)"
            if frozen else "part.parameters())")
    net = f"nn.Sequential(nn.Linear({a}, {b}), nn.ReLU(), nn.Linear({b}, {c}))"
    old = "nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))"
    return {
        "an optimiser, `torch.optim.SGD` with the rate `lr` and momentum 0.9, "
        "which holds the parameters of `part` and no others; and how many "
        "numbers these are.": f"{one[0]}; and {two[0]}.",
        "두 가지를 돌려준다. 하나는 `part`의 파라미터만 빠짐없이 맡은 "
        "옵티마이저로, 학습률이 "
        "`lr`이고 모멘텀이 0.9인 `torch.optim.SGD`다. 다른 하나는 그 "
        "파라미터가 모두 몇 "
        "개의 수인지다.":
            f"두 가지를 차례로 돌려준다. 첫째는 {one[1]}. 둘째는 {two[1]}.",
        f"In `{old}` the last layer has 8 of the 23 numbers.":
            f"If only the last layer of `{net}` is to train, {count} of the "
            f"{base + last} numbers {'are frozen' if frozen else 'train'}.",
        f"`{old}`라면 수 23개 가운데 마지막 층의 것은 8개다.":
            f"`{net}`에서 마지막 층만 훈련한다면 수 {base + last}개 가운데 {count}개를 "
            f"{'동결한다' if frozen else '훈련한다'}.",
        "its optimiser, and how much it is.":
            f"{words}, and its optimiser." if first
            else f"its optimiser, and {words}.",
        "momentum=0.9": f"momentum={momentum}",
        "    return optimizer, sum(p.numel() for p in part.parameters())":
            f"    count = sum(p.numel() for p in {mine}\n    return {pair}",
        "    return optimizer, sum(p.numel() for p in model.parameters())":
            "    count = sum(p.numel() for p in model.parameters())\n"
            f"    return {pair}",
        "nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2))":
            f"nn.Linear({a}, {b}), nn.Tanh(), nn.Linear({b}, {c}))",
        "torch.rand(6, 4)\n": f"torch.rand(6, {a})\n",
        "optimizer, count = train_only": f"{pair} = train_only",
        'count == 8, f"4 → 3 → 2, the last layer: expected 8, got {count}"':
            f'count == {count}, (\n        f"{a} → {b} → {c}, the last layer '
            f'is to train: expected {count}, got {{count}}")',
        "4 → 3 → 2": f"{a} → {b} → {c}",
        "size = sum(p.numel() for p in part.parameters())":
            "size = sum(p.numel() for name, p in model.named_parameters()\n"
            f"                   if name{' not' * frozen} in mine)",
        "for step, part in (": "total = sum(p.numel() for p in model."
                               "parameters())\n" * frozen +
                               "for step, part in (",
        '    print(f"{step:26} {train_only(model, part, 0.01)[1]:10,} train")':
            f"    count = train_only(model, part, 0.01)[{1 - first}]\n"
            f'    print(f"{{step:26}} {{{"total - " * frozen}count:10,}} '
            'train")',
    }


def ex2(rng):
    """Yields the number of modules in a mode; the head may keep its modes."""
    keep, still = rng.integers(2), rng.integers(2)
    a, p, q = rng.choice([1, 2, 3, 4], 3, replace=False)
    count = f"sum({'not ' * still}m.training for m in model.modules())"
    training = 2 if keep else 3
    wanted = 6 + a - training if still else training
    net = (f"nn.Sequential({'nn.ReLU(), ' * p}nn.Sequential("
           f"{'nn.ReLU(), ' * (q - 1)}nn.Linear(8, 2)))")
    example = p + 1 if still else q + 1
    english = f"in {'evaluation' if still else 'training'} mode"
    korean = f"{'평가' if still else '훈련'} 모드인"
    return {
        "with head_only(model, head): …`":
            "with head_only(model, head) as count: …`",
        "`head` and everything in it is in training mode, all else in `model` "
        "in evaluation mode.":
            "`head` and everything in it "
            + ("keeps its mode, all else in `model` is"
               if keep else "is in training mode, all else in `model`")
            + " in evaluation mode. `count` is how many modules, `model` "
            f"itself among them, are {english} then.",
        "`head`와 그 안의 모든 모듈이 훈련 모드이고, `model`의 나머지는 모두 "
        "평가 모드다.":
            "`head`와 그 안의 모든 모듈이 "
            + ("저마다 있던 모드 그대로이고" if keep else "훈련 모드이고")
            + ", `model`의 나머지는 모두 평가 모드다. `count`는 이때 "
            f"{korean} 모듈의 수이며, `model` 자신도 센다.",
        "and it alone, is in evaluation mode afterwards.":
            "and it alone, is in evaluation mode afterwards. For "
            f"`{net}`, all in training mode, with the inner `nn.Sequential` "
            f"as `head`, `count` is {example}.",
        "끝난 뒤에도 그 층만 평가 모드여야 한다.":
            f"끝난 뒤에도 그 층만 평가 모드여야 한다. `{net}`가 모두 훈련 "
            "모드이고 안쪽 "
            f"`nn.Sequential`이 `head`일 때 `count`의 값은 {example}이다.",
        "lets the body of the `with` run, and goes on behind;":
            "lets the body of the `with` run, and goes on behind; what it "
            "yields gets the name after `as`;",
        "`yield` 뒤에 쓴 일을 한다.":
            "`yield` 아래에 쓴 일을 한다. `yield`로 내준 값에는 `as` 뒤의 "
            "이름이 붙는다.",
        "Within: `head` in training mode, the rest in evaluation mode.":
            "Within: " + ("all but `head` in evaluation mode" if keep else
                          "`head` in training mode, the rest not")
            + "; how many are.",
        "    model.eval()\n    head.train()\n":
            "    for module in set(model.modules()) - set(head.modules()):\n"
            "        module.training = False\n" if keep else
            "    model.eval()\n    head.train()\n",
        "    yield\n    model": f"    yield {count}\n    model",
        "    yield\n    for": f"    yield {count}\n    for",
        "        yield\n    finally": f"        yield {count}\n    finally",
        "nn.Dropout().eval(), head)\n":
            f"nn.Dropout().eval(), head,\n                          "
            f"{', '.join(['nn.ReLU()'] * a)})\n",
        "head_only(model, head):\n            for":
            "head_only(model, head) as count:\n            for",
        'name.startswith("2")\n':
            'name.startswith("2")\n'
            + "                want = want and before[name]\n" * keep,
        "            if error:\n                raise KeyError\n"
        "        for name":
            f"            assert count == {wanted}, (\n"
            f'                "within: expected {wanted} modules {english}, "'
            '\n                f"got {count}")\n'
            "            if error:\n                raise KeyError\n"
            "        for name",
        "head_only(model, head):\n                parts":
            "head_only(model, head) as count:\n                parts",
        "wrong = [type(m).__name__ for m in model.modules()\n"
        "                         if m.training is not (m in parts)]":
            "wrong = [type(m).__name__\n"
            "                         for m, old in zip(model.modules(), "
            "modes)"
            "\n                         if m.training is not (m in parts"
            f"{' and old' * keep})]",
        "                for norm in norms:\n":
            f"                want = {count}\n"
            "                assert count == want, (\n"
            f'                    f"within: {{want}} are {english}, "\n'
            '                    f"got {count}")\n'
            "                for norm in norms:\n",
        "assert moved is want, (":
            f"assert moved is {'(want and norm.training)' if keep else 'want'}"
            ", (",
    }


def ex3(rng):
    """Images count from another number; perhaps how many were new, too."""
    first = rng.choice([1, 10, 50, 100])
    place = rng.integers(3)  # of the number: none, after, before
    a, b, c, d, e = first + rng.choice(9, 5, replace=False)
    indices, see, rows, bogen, hang = [
        (f"{b}, {a}, {b}", "one image", "three", "한 장", "세"),
        (f"{b}, {a}, {c}, {b}", "two images", "four", "두 장", "네"),
        (f"{a}, {b}, {d}, {c}", "three images", "four", "세 장", "네"),
    ][rng.integers(3)]

    def pair(features, count):
        return [features, f"{features}, {count}", f"{count}, {features}"][
            place]
    stack = "torch.stack([cache[i] for i in "
    tell = "the number of images that the base had to see for it"
    return {
        "cache)`: the features of one batch, where each image":
            f"cache)`: {pair('the features of one batch', tell)}".replace(
                ", the", " and the") + ", where each image",
        "배치 하나의 특징을 돌려주는":
            ["배치 하나의 특징을 돌려주는",
             "배치 하나의 특징과 이번에 `base`를 거친 이미지의 수를 차례로 돌려주는",
             "이번에 `base`를 거친 이미지의 수와 배치 하나의 특징을 차례로 돌려주는",
             ][place],
        "in any order, some perhaps twice.":
            "in any order, some perhaps twice. They are numbered from "
            f"{first}: `images[0]` is image {first}.",
        "같은 번호가 두 번 나올 수도 있다.":
            f"같은 번호가 두 번 나올 수도 있다. 번호는 {first}부터 센다. "
            f"`images[0]`은 {first}번 이미지다.",
        "If `cache` holds image 3 and `indices` are 5, 3, 5, the base sees "
        "one image, and three rows":
            f"If `cache` holds image {a} and `indices` are {indices}, the "
            f"base sees {see}, and {rows} rows",
        "`cache`에 3번 이미지가 있고 `indices`가 5, 3, 5라면 `base`는 이미지 한 장만 "
        "보고, 결과는 세 행이다.":
            f"`cache`에 {a}번 이미지가 있고 `indices`가 {indices}일 때 `base`는 이미지 "
            f"{bogen}만 보고, 결과의 특징은 {hang} 행이다.",
        "images[new]": f"images[torch.tensor(new) - {first}]",
        "images[i][None]": f"images[i - {first}][None]",
        "images[i:i + 1]": f"images[i - {first}:i + 1 - {first}]",
        f"return {stack}wanted])":
            f"return {pair(stack + 'wanted])', 'len(new)')}",
        f"return {stack}sorted(wanted)])":
            f"return {pair(stack + 'sorted(wanted)])', 'len(new)')}",
        f"return {stack}indices])":
            f"return {pair(stack + 'indices])', 'len(indices)')}",
        "(([3], [1]), ([5, 3, 5], [1]), ([0, 8, 3, 1], [3]),\n"
        "                         ([8, 0, 8], [])):":
            f"(\n            ([{a}], [1]), ([{b}, {a}, {b}], [1]),\n"
            f"            ([{c}, {d}, {a}, {e}], [3]), "
            f"([{d}, {c}, {d}], [])):",
        "got = cached_features(base, images, torch.tensor(batch), cache)":
            pair("got", "count") + " = cached_features(base, images, "
            "torch.tensor(batch), cache)\n"
            f"        rows = right[torch.tensor(batch) - {first}]",
        "        assert got.shape == right[batch].shape, f":
            ("        assert count == sum(calls), (\n"
             '            f"indices {batch}: {sum(calls)} were new, got '
             '{count}")\n' if place else "")
            + "        assert got.shape == rows.shape, f",
        "right[batch]": "rows",
        "torch.randint(12, (random.randint(1, 6),))":
            f"torch.randint({first}, {first + 12}, "
            "(random.randint(1, 6),))",
        "            got = cached_features(base, images, batch, cache)":
            f"            {pair('got', 'count')} = cached_features(base, "
            "images, batch, cache)",
        "            assert got.shape == right[kept].shape, (":
            ("            assert count == len(new), (\n"
             '                f"{told}: {len(new)} are new, got {count}")\n'
             if place else "")
            + f"            assert got.shape == right[kept - {first}].shape, "
              "(",
        "right[kept]": f"right[kept - {first}]",
        "torch.randperm(200).split(50)":
            f"({first} + torch.randperm(200)).split(50)",
        "head(cached_features(base, images, batch, cache))":
            "head(cached_features(base, images, batch, cache)"
            + ["", "[0]", "[1]"][place] + ")",
    }


def ex4(rng):
    """Lowest block first, rates divided, the last block at the head's rate."""
    front, divide, same = [int(bit) for bit in f"{rng.integers(1, 8):03b}"]
    lr = rng.integers(1, 10) / 100
    factor = rng.choice([2, 4, 5, 10]) if divide \
        else rng.choice([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    sign, sign_code = ("/", "/") if divide else ("·", "*")
    names = ["head", "5", "3", "0"]
    rates = [np.format_float_positional(round(lr * (
        1 / factor if divide else factor) ** max(k - same, 0), 8))
        for k in range(4)]
    once, twice = f"`lr` {sign} `factor`", f"`lr` {sign} `factor`²"
    line = ("`lr` again, " + once, "다시 `lr`, " + once) if same \
        else (f"{once}, {twice}",) * 2
    step = -1 if front else 1
    told = [f"{name} at {rate}" for name, rate
            in zip(("the head", "C", "B"), rates)][::step]
    korean = [f"{name} {rate}" for name, rate
              in zip(("분류기", "C", "B"), rates)][::step]
    dealt = ", ".join(f'"{name}": {rate}' for name, rate
                      in list(zip(names, rates))[::step])
    depth = "k - depth" if front else "depth"
    add = "insert(0, " if front else "append("
    group = f'        groups.{add}{{"params": list(block.parameters()), ' \
        '"lr": lr})'
    slower = f"        lr = lr {sign_code} factor"
    return {
        "The first group is the head's, with the rate `lr`. Then come the "
        "last k blocks of the base, the last one first, a group each, with "
        "the rates `lr` · `factor`, `lr` · `factor`², and so on.":
            ("The last group is the head's, with the rate `lr`. Before it "
             "stand the last k blocks of the base in the order of the base, "
             "a group each, with the rates, counted back from the head, "
             if front else
             "The first group is the head's, with the rate `lr`. Then come "
             "the last k blocks of the base, the last one first, a group "
             "each, with the rates ") + f"{line[0]}, and so on.",
        "첫 그룹은 분류기의 것이고 학습률은 `lr`이다. 이어서 `base`의 마지막 "
        "블록 k개가 "
        "뒤에서부터 한 그룹씩 온다. 학습률은 차례로 `lr` · `factor`, `lr` · "
        "`factor`², …이다.":
            ("마지막 그룹은 분류기의 것이고 학습률은 `lr`이다. 그 앞에 "
             "`base`의 마지막 블록 k개가 "
             "`base`에서와 같은 순서로 한 그룹씩 온다. 학습률은 분류기 바로 앞 "
             "블록부터 "
             "거꾸로 " if front else
             "첫 그룹은 분류기의 것이고 학습률은 `lr`이다. 이어서 `base`의 "
             "마지막 블록 k개가 "
             "뒤에서부터 한 그룹씩 온다. 학습률은 차례로 ") + f"{line[1]}, …이다.",
        "`lr` = 0.01 and `factor` = 0.1 there are three groups: the head at "
        "0.01, C at 0.001, B at 0.0001.":
            f"`lr` = {lr} and `factor` = {factor} there are three groups: "
            f"{', '.join(told)}.",
        "`lr` = 0.01, `factor` = 0.1이면 그룹은 셋이다. 분류기가 0.01, C가 0.001, B가 "
        "0.0001이고 A는 동결된다.":
            f"`lr` = {lr}, `factor` = {factor}일 때 그룹은 셋이다. 차례로 "
            f"{', '.join(korean)}이고 A는 동결된다.",
        '        lr = lr * factor\n        groups.append({"params": '
        'list(block.parameters()), "lr": lr})':
            f"{group}\n{slower}" if same else f"{slower}\n{group}",
        '        groups.append({"params": list(block.parameters()), "lr": '
        "lr})": group,
        "        lr = lr * factor": slower,
        '(\n            (2, [("head", 0.01), ("5", 0.001), ("3", 0.0001)]),\n'
        '            (0, [("head", 0.01)]), (1, [("head", 0.01), ("5", 0.001)])'
        ',\n            (3, [("head", .01), ("5", .001), ("3", .0001), ("0", '
        ".00001)])):\n":
            "enumerate(\n            "
            + ("[rates[3 - k:]" if front else "[rates[:k + 1]")
            + " for k in range(4)]):\n",
        '    names |= dict.fromkeys(head.parameters(), "head")\n':
            '    names |= dict.fromkeys(head.parameters(), "head")\n'
            f"    rates = [*{{\n        {dealt}}}.items()]\n",
        "slow_groups(base, head, k, 0.01, 0.1)]":
            f"slow_groups(base, head, k, {lr}, {factor})]",
        "parts = [head, *blocks[::-1][:k]]":
            "parts = [*blocks[4 - k:], head]" if front
            else "parts = [head, *blocks[::-1][:k]]",
        "lr, factor = random.uniform(0.001, 0.1), random.uniform(0.1, 1)":
            "lr, factor = random.uniform(0.001, 0.1), random.uniform("
            + ("1, 9)" if divide else "0.1, 1)"),
        "lr * factor ** depth": f"lr {sign_code} factor ** " + (
            f"max({depth} - 1, 0)" if same else
            f"({depth})" if front else depth),
        "a third of the rate of the one behind it":
            "a third of the rate of the " + ("block" if same else "one")
            + " behind it",
        "for factor in (1, 1 / 3):":
            f"for factor in (1, {'3' if divide else '1 / 3'}):",
    }


def ex5(rng):
    """The weight as nn.Linear has it, the bias first, labels from 1."""
    flip, swap, one = [int(bit) for bit in f"{rng.integers(1, 8):03b}"]
    places = "(`n_classes`, d)" if flip else "(d, `n_classes`)"
    english = [f"the weight W {places}", "the bias b (`n_classes`,)"]
    korean = [f"가중치 W {places}", "편향 b (`n_classes`,)"]
    shapes = ["{1}, {0}" if flip else "{0}, {1}", "{1},"]
    if swap:
        for both in english, korean, shapes:
            both.reverse()
    shapes = f"({', '.join(f'({shape})' for shape in shapes)})"
    turn, wide, plus = ".T" * flip, "^\\top" * flip, " + 1" * one
    side = ("row", "행") if flip else ("column", "열")

    lone, strength = rng.choice([0, 2]), rng.integers(2, 10)
    z = np.array([[-2, -1, 3], [-3, -1, 4], [-3, -2, 5], [-4, -1, 5],
                  [-4, -3, 7], [-5, -1, 6]][rng.integers(6)])
    mean, first = rng.integers(7, 12), np.arange(3) != lone
    weight = Fraction(int(z @ first), int(z @ z + strength))
    numbers = [str(number).replace("-", "−") for number in (
        weight, Fraction(2, 3) - int(mean) * weight,
        Fraction(1, 3) + int(mean) * weight)]
    row = ", ".join(map(str, mean + z))
    labels = ", ".join(map(str, 1 - first + one))

    def give(w, b):
        return f"return {b}, {w}" if swap else f"return {w}, {b}"
    right = f"((x @ w{turn} + b).argmax(1){plus} == labels)"
    pair = "b, w" if swap else "w, b"
    heads = "[solve(~held, strength) for strength in powers]"
    shown = shapes.format("d", "3")
    told = " and ".join(english).replace("`", "").replace("the ", "")
    return {
        "the weight W (d, `n_classes`) and the bias b (`n_classes`,)":
            " and ".join(english),
        "and `labels` (n,).":
            "and `labels` (n,)" + ", which count from 1" * one + ".",
        "가중치 W (d, `n_classes`)와 편향 b (`n_classes`,)를":
            "와 ".join(korean) + "를 이 차례로",
        "`features` (n, d)와 `labels` (n,)를 받아":
            f"`features` (n, d)와 {'1부터 세는 ' * one}`labels` (n,)를 받아",
        "$W = (Z": f"$W{wide} = (Z",
        "$b = t - m W$": f"$b = t - m W{wide}$",
        "The answer to a row x is the largest entry of":
            "The answer to a row x is the place"
            f"{', counted from 1,' * one} of the largest entry of",
        "$x W + b$": f"$x W{wide} + b$",
        "값이 가장 큰 자리다.":
            "값이 가장 큰 자리" + ("를 1부터 센 번호다." if one else "다."),
        "With the single feature 1, 2, 6 of three images, the labels 0, 0, 1 "
        "and λ = 7 the first column of W is −1/7, and b = (23/21, −2/21).":
            f"With the single feature {row} of three images, the labels "
            f"{labels} and λ = {strength} the first {side[0]} of W is "
            f"{numbers[0]}, and b = ({numbers[1]}, {numbers[2]}).",
        "이미지 세 장의 특징이 하나뿐이고 1, 2, 6이며 레이블이 0, 0, 1, λ = "
        "7이라면, W의 첫 "
        "열은 −1/7이고 b = (23/21, −2/21)이다.":
            f"이미지 세 장의 하나뿐인 특징이 차례로 {row}, 레이블이 {labels}, "
            f"λ = {strength}일 "
            f"때 W의 첫 {side[1]}의 값은 {numbers[0]}, b = ({numbers[1]}, "
            f"{numbers[2]})이다.",
        '"""Weight (d, n_classes) and bias (n_classes,); chooses λ by itself.':
            f'"""{told[0].upper()}{told[1:]}; chooses λ.',
        "F.one_hot(labels, n_classes)":
            f"F.one_hot(labels{' - 1' * one}, n_classes)",
        "return weight, t[rows].mean(0) - mean @ weight":
            give(f"weight{turn}", "t[rows].mean(0) - mean @ weight"),
        "return weight, t[rows].mean(0)\n":
            give(f"weight{turn}", "t[rows].mean(0)") + "\n",
        "return weight, t.mean(0) - mean @ weight":
            give(f"weight{turn}", "t.mean(0) - mean @ weight"),
        f"heads = {heads}\n    right = [((x @ w + b).argmax(1) == "
        "labels)[held]"
        ".sum() for w, b in heads]":
            f"right = [{right}[held].sum()\n             for {pair} in ("
            f"{heads[1:-1]})]",
        "((x @ w + b).argmax(1) == labels)": right,
        "for w, b in heads": f"for {pair} in heads",
        "w, b = ridge_head(x[:400].clone(), y[:400], 3)\n":
            f"{pair} = ridge_head(x[:400].clone(), y[:400]{plus}, 3)\n"
            "        got = tuple("
            f"{pair[0]}.shape), tuple({pair[-1]}.shape)\n"
            f"        assert got == {shown}, (\n"
            f'            f"{{d}} features, 3 classes: expected the shapes "\n'
            f'            f"{{{shown}}}, got {{got}}")\n',
        "w, b = ridge_head(x[:400], y[:400], classes)":
            f"{pair} = ridge_head(x[:400], y[:400]{plus}, classes)",
        "w, b = ridge_head(x[:400], y[:400], 5)":
            f"{pair} = ridge_head(x[:400], y[:400]{plus}, 5)",
        "w, b = ridge_head(x, y, 10)":
            f"{pair} = ridge_head(x, y{plus}, 10)",
        "got = tuple(w.shape), tuple(b.shape)":
            f"got = tuple({pair[0]}.shape), tuple({pair[-1]}.shape)",
        "((d, classes), (classes,))": shapes.format("d", "classes"),
        "((d, 5), (5,))": shapes.format("d", "5"),
        "share(x @ w + b, y)": f"share(x @ w{turn} + b, y)",
        "((new @ w + b)": f"((new @ w{turn} + b)",
    }
