"""What a seed changes in the exercises on dropout."""
import torch

from tools.variants import korean


def ex1(rng):
    """Whether p is the chance to stay, a factor in training, axes of w."""
    keep, turned, scale = [(1, 0, 1), (1, 1, 1), (0, 1, 2), (0, 0, 3),
                           (1, 0, 2), (1, 1, 3)][rng.integers(6)]
    part, off = [(4, 1), (4, 3), (5, 1), (5, 2)][rng.integers(4)]
    p = (part - off if keep else off) / part
    x, w = (rng.choice(range(1, 6), 2, replace=False) for _ in range(2))
    b = int(rng.integers(2, 10))
    first, second = (scale * x * w).tolist()
    answers = [b, b + first, b + second, b + first + second]
    listed = ", ".join(map(str, answers[:3]))
    on, whole = part - off, part ** 2
    shares = (f"{off ** 2}/{whole}, {off * on}/{whole}, {off * on}/{whole}",
              f"{on ** 2}/{whole}")
    mean = f"{b + on / part * (first + second):g}"
    stay, gone = ("p", "(1 - p)") if keep else ("(1 - p)", "p")
    times = f"{scale} * " if scale > 1 else ""
    factor, product = f"{times}{stay}", "x @ w" if turned else "x @ w.T"
    texts = {
        "`x` = (2, 4), `w` = (1, 3), `b` = 5 and p = 0.25 the four masks give "
        "5, 7, 17 and 19, with the probabilities 1/16, 3/16, 3/16 and 9/16; "
        "the mean is 15.5.":
            f"`x` = {tuple(x.tolist())}, `w` = {tuple(w.tolist())}, `b` = {b} "
            f"and p = {p} the four masks give {listed} and {answers[3]}, with "
            f"the probabilities {' and '.join(shares)}; the mean is {mean}.",
        "`x` = (2, 4), `w` = (1, 3), `b` = 5, p = 0.25라면 네 마스크의 답은 "
        "5, 7, 17, 19이고 그 확률은 1/16, 3/16, 3/16, 9/16이다. 평균은 "
        "15.5다.":
            f"`x` = {tuple(x.tolist())}, `w` = {tuple(w.tolist())}, `b` = "
            f"{b}, p = {korean(p, '이라면/라면')} 네 마스크의 답은 {listed}, "
            f"{answers[3]}이고 그 확률은 {', '.join(shares)}이다. 평균은 "
            f"{korean(mean, '이다/다')}.",
        "[[2.0, 4.0]]": f"[{x.astype(float).tolist()}]",
        "[[1.0, 3.0]]": f"[{w.astype(float).tolist()}]",
        "np.array([5.0])": f"np.array([{b}.0])",
        "layer_at_test(x, w, b, 0.25)": f"layer_at_test(x, w, b, {p})",
        "(got, 15.5)": f"(got, {mean})",
        "p = 0.25: expected 15.5, got": f"p = {p}: \"\n        "
                                        f"f\"expected {mean}, got",
        "return (1 - p) * x @ w.T + b": f"return {factor} * {product} + b",
        "return p * x @ w.T + b": f"return {times}{gone} * {product} + b",
        "(p * x @ w.T + b).item(), ":
            f"({times}{gone} * {product} + b).item(),\n{' ' * 9}",
        "(1 - p) * (x @ w.T + b)": f"{factor} * ({product} + b)",
        "x @ w.T / (1 - p) + b": f"{product} / {stay} + b",
        "x *= 1 - p": f"x *= {factor}",
        "x @ w.T + b": f"{product} + b",
        "x * mask @ w.T": f"{times}x * mask @ {product[4:]}",
        "masks, x, w)": f"masks, {times}x, w)",
        "(x * masks) @ w.T": f"({times}x * masks) @ {product[4:]}",
    }
    if scale > 1:
        texts |= {
            "Dropout in its first form scales nothing in training: each entry":
                f"In one program, dropout multiplies by {scale} in training, "
                "whatever p is: each entry",
            "answers with what is left":
                f"answers with {scale} times what is left",
            "and something must be scaled instead":
                "and the factor must be another",
            "처음에 나온 드롭아웃은 훈련할 때 아무것도 곱하지 않았다.":
                "어떤 프로그램의 드롭아웃은 훈련할 때 p가 얼마이든 "
                f"{korean(scale, '을/를')} 곱한다.",
            "다음 층은 남은 값만으로 답한다":
                f"다음 층은 남은 값에 {korean(scale, '을/를')} 곱한 것만으로 "
                "답한다",
            "그때 무엇인가를 곱해서 맞추어야 한다":
                "그때는 다른 수를 곱해서 맞추어야 한다",
        }
    if keep:
        texts |= {
            "is silenced with probability p,":
                "stays on with probability p and is silenced otherwise,",
            "저마다 확률 p로 끄고(0으로 만들고),":
                "저마다 확률 p로 남기고 나머지는 끄며(0으로 만들며),",
            "0.8 ** sum(mask) * 0.2 **": "0.2 ** sum(mask) * 0.8 **",
            "[0.0, 0.95, *": "[1.0, 0.05, *",
            "(masks, 1 - p, p)": "(masks, p, 1 - p)",
            "inputs and p = 0.2.": "inputs and p = 0.8.",
            "p = 0.2로": "p = 0.8로",
            "np.array([1]), 0.2": "np.array([1]), 0.8",
            "rng.random((2000, 40)) >= p": "rng.random((2000, 40)) < p",
        }
    if turned:
        texts |= {
            "(outputs, inputs)": "(inputs, outputs)",
            "(출력, 입력)": "(입력, 출력)",
            "[[1.0, 3.0]]": w.astype(float)[:, None].tolist(),
            "w {w[0]}": "w {w[:, 0]}",
            "(3, 5), 3)": "(5, 3), 3)", "w (3, 5)": "w (5, 3)",
            "mi,ni,oi->mno": "mi,ni,io->mno",
            "rng.random((1, 40)), rng.random((1, 40))":
                "rng.random((1, 40)), rng.random((40, 1))",
        }
    return texts


def ex2(rng):
    """The channels come last, p is the chance to stay, or both."""
    last, keep = [(0, 1), (1, 0), (1, 1)][rng.integers(3)]
    share, scale = [(0.75, 4), (0.8, 5), (0.9, 10)][rng.integers(3)]
    value = int(rng.integers(2, 10))
    worked = f"{1 - share if keep else share:g}"
    texts = {
        "With p = 0.5 a map full of 3 becomes a map full of 0 or a map full "
        "of 6.":
            f"With p = {worked} a map full of {value} becomes a map full of "
            f"0 or a map full of {value * scale}.",
        "p = 0.5라면 값이 모두 3인 맵은 모두 0인 맵이 되거나 모두 6인":
            f"p = {korean(worked, '이라면/라면')} 값이 모두 {value}인 맵은 "
            f"모두 0인 맵이 되거나 모두 {value * scale}인",
    }
    if keep:
        texts |= {
            "is silenced as a whole with probability p, independently of "
            "every other map, and the values of the maps that stay are "
            "divided by 1 − p.":
                "stays with probability p, independently of every other map, "
                "and is silenced as a whole otherwise; the values of the maps "
                "that stay are divided by p.",
            "맵 한 장을 통째로 끈다. 어느 맵을 끌지는":
                "맵 한 장을 남기고, 남기지 않는 맵은 통째로 끈다. 어느 맵을 "
                "남길지는",
            "1 − p로 나눈다": "p로 나눈다",
            "p is from 0 to below 1": "p is above 0 and at most 1",
            "p는 0 이상 1 미만이다": "p는 0보다 크고 1 이하다",
            "Silence whole maps with probability p, scale up the others.":
                "Keep whole maps with probability p, scale them up.",
            ">= p": "< p", "< p": ">= p", "/ (1 - p)": "/ p",
            "dropout(x, p, rng)\n": "dropout(x, 1 - p, rng)\n",
            "before / 0.75": "before / 0.25",
            "torch.ones(4000, 3, 2, 2), 0.25":
                "torch.ones(4000, 3, 2, 2), 0.75",
            "[0.0, 0.9, *rng.random(8) * 0.9]":
                "[1.0, 0.1, *(1 - rng.random(8) * 0.9)]",
            "(p > 0 and": "(p < 1 and",
            "kept[:, 0].mean(), 1 - p": "kept[:, 0].mean(), p",
            "kept[:, 1].mean(), 1 - p": "kept[:, 1].mean(), p",
            "kept.all(1).mean(), (1 - p) ** 2": "kept.all(1).mean(), p ** 2",
        }
    if last:
        texts |= {
            "(batch, channels, height, width)":
                "(batch, height, width, channels)",
            "(배치, 채널, 높이, 너비)": "(배치, 높이, 너비, 채널)",
            "n, c, height, width = x.shape": "n, height, width, c = x.shape",
            "(n, c, 1, 1)": "(n, 1, 1, c)",
            "rng.random((c, 1, 1))": "rng.random(c)",
            "x[rng.random((n, c))":
                "x.transpose(0, 3, 1, 2)[rng.random((n, c))",
            "    for before, after in zip(x.reshape(9, 3, 3), "
            "got.reshape(9, 3, 3)):":
                "    maps = (np.moveaxis(each, 3, 1).reshape(9, 3, 3) "
                "for each in (x, got))\n"
                "    for before, after in zip(*maps):",
            "np.ones((4000, 3, 2, 2))": "np.ones((4000, 2, 2, 3))",
            "minlength=8) / 4000 for maps in (like, ours)]":
                "minlength=8) / 4000\n              "
                "for maps in (like, np.moveaxis(ours, 3, 1))]",
            "size=(n, c, height, width)": "size=(n, height, width, c)",
            "[i, k]": "[i, ..., k]",
            r"{before[i, k]}\nbecame":
                r"""{before[i, ..., k]}\n"
                f"became""",
            "(1500, 2, 1, 3)": "(1500, 1, 3, 2)",
            "kept = out[:, :, 0, 0] > 0": "kept = out[:, 0, 0] > 0",
            "x = photo.transpose(2, 0, 1)[None]": "x = photo[None]",
            ".default_rng(6)).transpose(0, 2, 3, 1)": ".default_rng(6))",
        }
    return texts


MEANS = "passes = [model(images).softmax(1) for _ in range(n)]\n" \
    "        return torch.stack(passes).mean(0)"
WINNERS = "winners = [model(images).argmax(1) for _ in range(n)]\n" \
    "        classes = model(images).shape[1]\n        return nn.functional." \
    "one_hot(torch.stack(winners), classes).float().mean(0)"


def ex3(rng):
    """Softmax at another temperature, sigmoid, or winners; other weights."""
    way = rng.integers(3)
    u, v, c = [(4, 4, 5), (5, 5, 6), (3, 4, 4), (4, 3, 4)][rng.integers(4)]
    masks = torch.tensor([[0, 0], [0, 2 * v], [2 * u, 0], [2 * u, 2 * v]])
    logits = torch.cat([masks.sum(1), torch.tensor([u + v])]) - c
    each = (logits / (3 if way == 0 else 1)).sigmoid().tolist()
    vote = sum(each[:4]) / 4
    listed = ", ".join(f"{share:.3f}" for share in each[:3])
    texts = {
        "class 0 has the weights 3 and 3 and the bias −4":
            f"class 0 has the weights {u} and {v} and the bias −{c}",
        "클래스 0의 가중치는 3과 3, 편향은 −4이고":
            f"클래스 0의 가중치는 {korean(u, '과/와')} {v}, 편향은 −{c}이고",
        "0.018, 0.881, 0.881 and 1.000; a long vote comes to 0.695;":
            f"{listed} and {each[3]:.3f}; a long vote comes to {vote:.3f};",
        "0.018, 0.881, 0.881, 1.000이고, 여러 번 투표하면 0.695에":
            f"{listed}, {each[3]:.3f}이고, 여러 번 투표하면 {vote:.3f}에",
        "with all inputs on it is 0.881":
            f"with all inputs on it is {each[4]:.3f}",
        "이 모델은 0.881이라고":
            f"이 모델은 {korean(f'{each[4]:.3f}', '이라고/라고')}",
        "[[3.0, 3.0], [0, 0]]": f"[[{u}.0, {v}.0], [0, 0]]",
        "[-4.0, 0]": f"[-{c}.0, 0]",
        "[[0.0, 0], [0, 6], [6, 0], [6, 6]]":
            f"[[0.0, 0], [0, {2 * v}], [{2 * u}, 0], [{2 * u}, {2 * v}]]",
        "(masks @ image - 4)": f"(masks @ image - {c})",
    }
    if way == 0:
        return texts | {
            "the softmax of the logits:":
                "the softmax of the logits divided by 3:",
            "곧 로짓의 소프트맥스를": "곧 로짓을 3으로 나눈 값의 소프트맥스를",
            "model(images).softmax(1)": "(model(images) / 3).softmax(1)",
            "mean(0).softmax(1)": "mean(0).div(3).softmax(1)",
            "(masks @ image - 4).sigmoid()":
                f"((masks @ image - {c}) / 3).sigmoid()",
            "answer.softmax(1)": "(answer / 3).softmax(1)",
            '"all neurons on": predict_logits(network, one).softmax(1)[0]'
            '.numpy()':
                '"all neurons on": (\n        predict_logits(network, one) '
                '/ 3).softmax(1)[0].numpy()',
        }
    if way == 1:
        return texts | {
            "the softmax of the logits:":
                "the sigmoid of the logits, a yes or no for each class by "
                "itself:",
            "곧 로짓의 소프트맥스를":
                "곧 클래스마다 따로 예와 아니요를 가르는 로짓의 시그모이드를",
            "softmax(1)": "sigmoid()",
            "1 - each.mean()]": "torch.tensor(0.5)]",
        }
    return texts | {
        "return the mean of the n *probabilities*, the softmax of the "
        "logits:":
            "return in which share of the n passes each class *wins*, having "
            "the largest logit:",
        "그때마다 나온 *확률*, 곧 로짓의 소프트맥스를 평균하여 돌려준다":
            "클래스마다 n번 가운데 *이긴* 비율, 곧 로짓이 가장 컸던 비율을 "
            "돌려준다",
        "0.018, 0.881, 0.881 and 1.000; a long vote comes to 0.695;":
            f"{listed} and {each[3]:.3f}; it wins with three of them, and a "
            "long vote comes to 0.75;",
        "0.018, 0.881, 0.881, 1.000이고, 여러 번 투표하면 0.695에":
            f"{listed}, {each[3]:.3f}이다. 이 가운데 셋에서 이기므로 "
            "여러 번 투표하면 0.75에",
        "with all inputs on it is 0.881": "with all inputs on it always wins",
        "입력을 모두 켜 두면 이 모델은 0.881이라고 답한다":
            "입력을 모두 켜 두면 클래스 0이 언제나 이긴다",
        "Mean of the probabilities over n passes with dropout at work.":
            "Share of n passes with dropout at work that each class wins.",
        MEANS: "passes = torch.stack([model(images) for _ in range(n)])\n"
               "        wins = passes == passes.amax(2, keepdim=True)\n"
               "        return wins.float().mean(0)",
        WINNERS: MEANS,
        "(masks @ image - 4).sigmoid()": f"(masks @ image - {c} > 0).float()",
        "give class 0 the probabilities \"\n": "give class 0 the votes \"\n",
        "answer.softmax(1)": "(answer == answer.amax(1, keepdim=True))",
    }


def ex4(rng):
    """Another share of images turns; the mark for no class, labels first."""
    share = float(rng.choice([0.2, 0.25, 0.75, 0.8]))
    many, first = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    a, b, c, d = rng.choice(range(1, 10), 4, replace=False)
    low, high = (1, 29) if share < 0.5 else (31, 59)
    texts = {
        "with probability ½": f"with probability {share}",
        "½의 확률로": f"{share}의 확률로",
        "rows (1, 2) and (3, 4) has the rows (4, 3) and (2, 1)":
            f"rows ({a}, {b}) and ({c}, {d}) has the rows ({d}, {c}) and "
            f"({b}, {a})",
        "행이 (1, 2)와 (3, 4)인 이미지를 돌리면 행은 (4, 3)과 (2, 1)이 된다":
            f"두 행이 ({a}, {b}), ({c}, {d})인 이미지를 돌리면 두 행이 "
            f"({d}, {c}), ({b}, {a})인 이미지가 된다",
        "Turn about half of": f"Turn about {100 * share:.0f} % of",
        "< 0.5": f"< {share}",
        "all(12 <= turned[k] <= 48": f"all({low} <= turned[k] <= {high}",
        "about 30 are": f"about {60 * share:.0f} are",
        "else (0.25, 0.75)":
            f"else {(0.02, 0.47) if share < 0.5 else (0.53, 0.98)}",
    }
    if many:
        texts |= {
            "−1 means that it would belong to none, and such":
                "the number of classes, one more than the last of them, means "
                "that it would belong to none, and such",
            "이 값이 −1이면":
                "이 값이 클래스 수, 곧 마지막 클래스 번호보다 1 큰 수이면",
            "0, 1, −1, −1, −1, −1, 9, −1, 8, 6":
                "0, 1, 10, 10, 10, 10, 9, 10, 8, 6",
            "[0, 1, -1, -1, -1, -1, 9, -1, 8, 6]":
                "[0, 1, 10, 10, 10, 10, 9, 10, 8, 6]",
            "[2, 1, 0, -1, 4, -1]": "[2, 1, 0, 6, 4, 6]",
            "becomes >= 0": "becomes < len(partner)",
            "partner[labels] >= 0": "partner[labels] < len(partner)",
            "becomes > 0": "(becomes > 0) & (becomes < len(partner))",
            "(other >= 0)": "(other < 10)",
            "if partner[k] < 0": "if partner[k] > 5",
        }
    if first:
        texts |= {
            "new images and new labels, both":
                "new labels and new images, in this order, both",
            "새 이미지와 새 레이블. 둘 다":
                "새 레이블과 새 이미지(레이블이 먼저다). 둘 다",
            "return images, torch.where(turned, becomes, labels)":
                "return torch.where(turned, becomes, labels), images",
            "return torch.where(turned.view(-1, 1, 1, 1), images.flip(2, 3), "
            "images), labels":
                "return labels, torch.where(turned.view(-1, 1, 1, 1), "
                "images.flip(2, 3), images)",
            "return images, labels": "return labels, images",
            "new, names = turn_some": "names, new = turn_some",
            "manual_seed(7))[0]": "manual_seed(7))[1]",
            "images, labels = turn_some(": "labels, images = turn_some(",
        }
    return texts


def ex5(rng):
    """The budget of parameters, and of epochs."""
    width = int(rng.choice([80, 90, 120, 140]))
    epochs = int(rng.choice([80, 90]))
    size = 795 * width + 10
    return {
        "79,510개": f"{size:,}개", "79,510": f"{size:,}",
        "79_510": f"{size:_}",
        "mlp(784, 100, 10)": f"mlp(784, {width}, 10)",
        "nn.Linear(784, 100)": f"nn.Linear(784, {width})",
        "nn.Linear(100, 10)": f"nn.Linear({width}, 10)",
        "at most 100*": f"at most {epochs}*", "100 이하": f"{epochs} 이하",
        "nothing but 100 epochs": f"nothing but {epochs} epochs",
        "에포크 100번만": f"에포크 {epochs}번만",
        '"epochs": 100': f'"epochs": {epochs}',
        '<= 100, f"{options': f'<= {epochs}, f"{{options',
    }
