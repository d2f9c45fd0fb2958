"""What a seed changes in the exercises on reading digits."""
import numpy as np


def listed(numbers):
    """Numbers as a text or code has them, without points that say nothing."""
    return ", ".join(f"{round(float(n), 6):g}" for n in numbers)


def ex1(rng):
    """Another scale, columns for rows; other pixels in the worked case."""
    scale, columns = divmod(rng.integers(1, 6), 2)
    pixels = np.array(rng.choice(range(0, 256, 51), (2, 2), replace=False))
    values = [pixels / 255, pixels / 127.5 - 1, 1 - pixels / 255][scale]
    row = listed((values.T if columns else values).ravel())
    rows = "({}, {}) and ({}, {})".format(*pixels.ravel())
    korean_rows = rows.replace(" and", ",")

    def scaled(pixel, divide="/ 255"):
        if scale == 2:
            return f"1 - {pixel} {divide}"
        if scale == 0:
            return f"{pixel} {divide}"
        return f"{pixel} / 127.5 - 1" if divide == "/ 255" \
            else f"{pixel} {divide} * 2 - 1"

    images = "images.transpose(0, 2, 1)" if columns else "images"
    turned = "images" if columns else "images.transpose(0, 2, 1)"
    floats = "reshape(n, height * width).astype(np.float32)"
    end = ["values from 0 to 1", "values from −1 to 1",
           "values from 1 (pixel 0) to 0 (pixel 255)"][scale]
    korean_end = ["값이 0과 1 사이인", "값이 −1과 1 사이인",
                  "값이 1(픽셀 0)부터 0(픽셀 255)까지인"][scale]
    texts = {
        "values from 0 to 1": end, "값이 0과 1 사이인": korean_end,
        "(n, height·width) from 0 to 1":
            f"(n, height·width) from {['0 to 1', '-1 to 1', '1 to 0'][scale]}",
        "rows (0, 51) and (102, 255)": f"rows {rows}",
        "the row 0, 0.2, 0.4, 1": f"the row {row}".replace("-", "−"),
        "그 행이 (0, 51)과 (102, 255)라면 결과는 0, 0.2, 0.4, 1로 이루어진 한 행이다":
            f"두 행이 차례로 {korean_rows}인 경우 결과는 한 행 ({row})이다"
            .replace("-", "−"),
        "[[[0, 51], [102, 255]]]": [pixels.tolist()],
        "got, [[0, 0.2, 0.4, 1]]": f"got, [[{row}]]",
        "expected [[0, 0.2, 0.4, 1]], got":
            f"expected \"\n        f\"[[{row}]], got",
        f"return images.{floats} / 255":
            f"turned = {images}\n    return "
            f"{scaled('turned.' + floats)}" if columns else
            f"return {scaled('images.' + floats)}",
        "turned = images.transpose(0, 2, 1)": f"turned = {turned}",
        f"return turned.{floats} / 255": f"return {scaled('turned.' + floats)}",
        "images.reshape(n, -1).astype(np.float32) / images.max()":
            scaled(f"{images}.reshape(n, -1).astype(np.float32)",
                   "/ images.max()"),
        "images.ravel().astype(np.float32) / 255":
            scaled("images.ravel().astype(np.float32)"),
        "images.reshape(n, 784).astype(np.float32) / 255":
            scaled("images.reshape(n, 784).astype(np.float32)"),
        "(images.reshape(n, -1) // 255).astype(np.float32)":
            scaled(f"({images}.reshape(n, -1) // 255).astype(np.float32)", "/ 1"),
        "abs(value - pixel / 255)": f"abs(value - ({scaled('pixel')}))",
        "{pixel / 255:.4f} at":
            f"{{{scaled('pixel')}:.4f}} \"\n            f\"at",
        "torch.tensor(images).flatten(1).double() / 255": scaled(
            f"torch.tensor(images){'.mT' * columns}.flatten(1).double()"),
        'cmap="gray_r", vmin=0': ['cmap="gray_r", vmin=0',
                                  'cmap="gray_r", vmin=-1',
                                  'cmap="gray", vmin=0'][scale],
    }
    if columns:
        texts |= {
            "the rows of an image laid": "the columns of an image laid",
            "이미지의 행을 차례로": "이미지의 열을 차례로",
            "5 * r + c": "4 * c + r",
            "if the columns had been laid end to end instead of the rows":
                "if the rows had been laid end to end instead of the columns",
            "행 대신 열을 차례로": "열 대신 행을 차례로",
            ".reshape(8, 28, 28))": ".reshape(8, 28, 28).transpose(0, 2, 1))",
        }
    return texts


def ex2(rng):
    """Labels from 0 or 1, a row or a column each; other labels."""
    first, columns = divmod(rng.integers(1, 4), 2)
    classes = int(rng.integers(4, 7))
    labels = [int(first + k) for k in rng.choice(classes, 2, replace=False)]
    table = np.eye(classes, dtype=int)[np.array(labels) - first]
    table = (table.T if columns else table).tolist()
    shown = " / ".join(" ".join(map(str, row)) for row in table)
    index, turn = " - 1" * first, ".T" * columns
    texts = {
        "np.array([3, 0]), 5)": f"np.array({labels}), {classes})",
        "0 0 0 1 0 / 1 0 0 0 0": shown,
        "labels [3, 0], 5 classes": f"labels {labels}, {classes} classes",
        "np.array([3, 0]), 5)`는 0 0 0 1 0 / 1 0 0 0 0이다":
            f"np.array({labels}), {classes})`의 결과는 {shown}이다",
        "(2, 5)": np.shape(table),
        "[[0, 0, 0, 1, 0], [1, 0, 0, 0, 0]]": table,
        "return np.eye(n_classes)[labels]": f"return np.eye(n_classes)"
                                            f"[labels{index}]{turn}",
        "return np.eye(n_classes)[labels].T":
            f"return np.eye(n_classes)[labels{index}]{'' if columns else '.T'}",
        "np.eye(n_classes)[labels - 1]":
            f"np.eye(n_classes)[labels{'' if first else ' - 1'}]{turn}",
        "np.eye(labels.max() + 1)[labels]":
            f"np.eye(labels.max(){'' if first else ' + 1'})[labels{index}]{turn}",
        "show_matrix(one_hot(labels, 10)":
            f"show_matrix(one_hot(labels{' + 1' * first}, 10){turn}",
    }
    if first:
        texts |= {
            "from 0 to `n_classes` − 1": "from 1 to `n_classes`",
            "0부터 `n_classes` − 1까지의": "1부터 `n_classes`까지의",
            "at the label's index": "at the label's place",
            "integers(0, 7, 20)": "integers(1, 8, 20)",
            "for k in range(10)": "for k in range(1, 11)",
            "integers(0, classes - 1, n)": "integers(1, classes, n)",
            "torch.tensor(labels)": "torch.tensor(labels - 1)",
        }
    if columns:
        texts |= {
            "shape (n, `n_classes`)": "shape (`n_classes`, n)",
            "(n, `n_classes`) 모양": "(`n_classes`, n) 모양",
            "(n, n_classes)": "(n_classes, n)",
            "a single 1 a row": "a single 1 a column",
            "행마다 레이블의": "열마다 레이블의",
            "keeps its column": "keeps its row", "제 열을": "제 행을",
            "(20, 10)": "(10, 20)",
            "zip(labels, got)": "zip(labels, got.T)",
            "classes).numpy()": "classes).T.numpy()",
            "out = np.zeros((len(labels), n_classes))\n    out[:, labels] = 1":
                "out = np.zeros((n_classes, len(labels)))\n    "
                f"out[labels{index}] = 1",
        }
    else:
        texts["out[:, labels]"] = f"out[:, labels{index}]"
    return texts


def ex3(rng):
    """Where what is left over goes, and what the flag says."""
    front, keep = divmod(rng.integers(1, 4), 2)
    place, korean = ("first", "첫") if front else ("last", "마지막")
    flag = f"{'keep' if keep else 'drop'}_{place}"
    size = int(rng.choice([3, 4, 5]))
    left = int(rng.integers(1, size))
    n = 2 * size + left
    whole, cut = [size, size], [size, size, left]
    cut = cut[::-1] if front else cut
    plain, flagged = (whole, cut) if keep else (cut, whole)
    cases = [(n, keep, cut), (n, 1 - keep, whole),
             (2 * size, 1 - keep, whole), (size - 1, 1 - keep, [])]
    cases = [f"({a}, {bool(b)}, {c})" for a, b, c in cases]
    every, few = ("-(-n % batch_size)", "n % batch_size") if front \
        else ("n", "n - n % batch_size")
    end = f"{every} if {flag} else {few}" if keep \
        else f"{few} if {flag} else {every}"
    texts = {
        "drop_last": flag,
        "DataLoader(range(n), size, drop_last=drop)]":
            "DataLoader(\n            range(n), size, drop_last="
            f"{'not keep' if keep else 'drop'})]{'[::-1]' * front}",
        "n = 7 and batches of 3 the lengths are 3, 3, 1, and 3, 3 with "
        "`drop_last=True`":
            f"n = {n} and batches of {size} the lengths are {listed(plain)}, and "
            f"{listed(flagged)} with `{flag}=True`",
        "n = 7이고 3개씩 자르면 길이는 3, 3, 1이고, `drop_last=True`이면 3, 3이다":
            f"n = {n}일 때 {size}개씩 자르면 길이는 ({listed(plain)})이고, "
            f"`{flag}=True`이면 ({listed(flagged)})이다",
        "((7, False, [3, 3, 1]), (7, True, [3, 3]),\n"
        "                              (6, True, [3, 3]), (2, True, [])":
            f"({cases[0]}, {cases[1]},\n"
            f"                              {cases[2]}, {cases[3]}",
        "batches(n, 3,": f"batches(n, {size},",
        "batches of 3, drop_last={drop}": f"batches of {size}, {flag}={{drop}}",
        "n = 500": "n = 512", "batches(500": "batches(512",
        "np.arange(500)": "np.arange(512)", "0 to 499": "0 to 511",
        "end = n - n % batch_size if drop_last else n":
            f"{'begin' if front else 'end'} = {end}",
    }
    rest = "All batches have `batch_size` indices but the last, which holds " \
        "what is left over; with `drop_last=True` a last batch that is not " \
        "full is left out, with its indices"
    korean_rest = "배치마다 번호가 `batch_size`개이며, 마지막 배치에는 남은 것만 " \
        "들어간다. `drop_last=True`이면 다 차지 않은 마지막 배치를 그 번호들과 " \
        "함께 뺀다"
    if keep:
        texts |= {
            "n, drop, expected": "n, keep, expected",
            "drop = bool": "keep = bool", "drop_last=drop)": f"{flag}=keep)",
            "drop_last={drop}": f"{flag}={{keep}}",
            "batches of 3, drop_last={drop}": f"batches of {size}, {flag}={{keep}}",
            rest: "All batches have `batch_size` indices, and what is left over "
                  f"is left out; with `{flag}=True` it forms a smaller batch, "
                  f"the {place} one",
            korean_rest: "배치마다 번호가 `batch_size`개이며, 남는 번호는 버린다. "
                         f"`{flag}=True`이면 남는 번호로 작은 배치를 만들어 "
                         f"{'맨 앞' if front else '맨 뒤'}에 둔다",
        }
    else:
        texts |= {
            rest: rest.replace("last", "first"),
            korean_rest: korean_rest.replace("마지막", korean).replace(
                "drop_last", flag),
        }
    if front:
        texts |= {
            "order[start:min(start + batch_size, end)]":
                "order[max(start, 0):start + batch_size]",
            "order[start:start + batch_size]":
                "order[max(start, 0):start + batch_size]",
            "np.arange(start, min(start + batch_size, end))":
                "np.arange(max(start, 0), start + batch_size)",
            "range(0, end, batch_size)": "range(begin, n, batch_size)",
            "range(0, n, batch_size)": f"range({every}, n, batch_size)",
        }
    return texts


def stopped(losses, patience, ties):
    """Best and last epoch of early stopping, counted from 1."""
    best = 1
    for epoch, loss in enumerate(losses, start=1):
        if loss < losses[best - 1] or ties and loss == losses[best - 1]:
            best = epoch
        if epoch - best == patience:
            break
    return best, epoch


def ex4(rng):
    """Losses or accuracies, from 0 or 1, whether an equal one is new."""
    high, zero, ties = map(int, f"{rng.integers(1, 8):03b}")
    while True:
        losses = (rng.permutation(range(4, 20))[:8] / 20).tolist()
        patience = int(rng.integers(2, 5))
        best, last = stopped(losses, patience, ties)
        falls = any(losses[k] < losses[k - 1] for k in range(best, last))
        if best > 1 and last < 8 and falls and losses[7] == min(losses):
            break
    ties_case = [0.5, 0.4, 0.4, 0.4, 0.1]
    cases = [(losses, patience), (losses, 1), (losses, 9), (ties_case, 2),
             ([0.7], 1)]
    ends = [tuple(int(e) - zero for e in stopped(*case, ties))
            for case in cases]
    values, tied = ([round(1 - x, 2) if high else x for x in each]
                    for each in (losses, ties_case))
    name, one, least = ("scores", "score", "max") if high \
        else ("losses", "loss", "min")
    listing = ", ".join(map(str, values))
    sign = (">" if high else "<") + "=" * ties
    other = (">" if high else "<") + "=" * (1 - ties)
    seen = f"{name}[:{{0}}][::-1].index({least}({name}[:{{0}}]))"
    found = f"{name}.index({least}({name}[:last]))"
    if ties:
        found = f"last - 1 - {seen.format('last')}"
    found = f"{found}, last - 1" if zero else f"1 + {found}, last"
    if ties and not zero:
        found = f"last - {seen.format('last')}, last"
    texts = {
        "0.9, 0.5, 0.6, 0.4, 0.7, 0.8, 0.45, 0.3 and patience 3 the result is "
        "(4, 7): 0.3":
            f"{listing} and patience {patience} the result is {ends[0]}: "
            f"{values[7]}",
        "0.9, 0.5, 0.6, 0.4, 0.7, 0.8, 0.45, 0.3이고 `patience`가 3이면 결과는 "
        "(4, 7)이다. 0.3은":
            f"{listing}이고 `patience`가 {patience}이면 결과는 {ends[0]}이다. "
            "마지막 값은",
        "losses = [0.9, 0.5, 0.6, 0.4, 0.7, 0.8, 0.45, 0.3]":
            f"{name} = {values}",
        "(losses, 3, (4, 7)), (losses, 1, (2, 3)), (losses, 9, (8, 8))":
            f"({name}, {patience}, {ends[0]}), ({name}, 1, {ends[1]}), "
            f"({name}, 9, {ends[2]})",
        "([0.5, 0.4, 0.4, 0.4, 0.1], 2, (2, 4)), ([0.7], 1, (1, 1))":
            f"({tied}, 2, {ends[3]}), ([0.7], 1, {ends[4]})",
        "loss < losses[": f"{one} {sign} {name}[",
        "loss <= losses[": f"{one} {other} {name}[",
        "1 + losses.index(min(losses[:last])), last":
            found if len(found) < 48 else f"(\n{' ' * 12}{found})",
    }
    if ties:
        texts |= {
            "(an equal one is not new)": "(an equal one counts as new)",
            "(같은 값은 더 낮아진 것이 아니다)":
                f"(같은 값도 더 {'높' if high else '낮'}아진 것으로 친다)",
            " n - patience\n                     > losses.index(min(losses[:n]))":
                f"\n                     {seen.format('n')} >= patience",
            "e - 1 - losses.index(min(losses[:e]))": seen.format("e"),
        }
    if zero:
        texts |= {
            "epoch 1, 2, 3 …": "epoch 0, 1, 2 …",
            "에포크 1, 2, 3 …": "에포크 0, 1, 2 …",
            "counted from 1": "counted from 0", "1부터 센": "0부터 센",
            "best = 1": "best = 0", "best = 0": "best = 1",
            "best, rises = 1, 0": "best, rises = 0, 0",
            "epoch == 1 or": "epoch == 0 or",
            "enumerate(losses, start=1)": f"enumerate({name})",
            "enumerate(losses)": f"enumerate({name}, start=1)",
            "loss < losses[best - 1]": f"{one} {sign} {name}[best]",
            "loss <= losses[best - 1]": f"{one} {other} {name}[best]",
            "loss < losses[best]": f"{one} {sign} {name}[best - 1]",
            "loss < losses[epoch - 2]": f"{one} {sign} {name}[epoch - 1]",
            "return 1 + losses.index(min(losses))":
                f"return {name}.index({least}({name}))",
            "stop_early(losses, 6)[0]": f"stop_early({name}, 6)[0] + 1",
        }
    if high:
        texts |= {
            "losses": name, "loss": one, "min(losses": f"max({name}",
            "lists the validation loss": "lists the validation accuracy",
            "잰 검증 손실의": "잰 검증 정확도의",
            "no new lowest loss": "no new highest accuracy",
            "최저 손실이": "최고 정확도가",
            "더 낮아지지 않으면": "더 높아지지 않으면",
            "끝난 뒤의 손실은": "끝난 뒤의 정확도는",
            "For the losses": "For the accuracies", "손실이 ": "정확도가 ",
            "A validation loss": "A validation accuracy",
            "검증 손실과": "검증 정확도와",
            "(0.2 + 0.6": "(0.8 - 0.6", "+ 0.004": "- 0.004",
            "+ 0.06": "- 0.06", 'ylabel("loss")': 'ylabel("accuracy")',
        }
    if high and not ties:
        texts["더 낮아진 것이"] = "더 높아진 것이"
    return texts


def ex5(rng):
    """The budget of parameters, and the factors."""
    width, budget = [(60, 50_000), (72, 60_000), (85, 70_000)][rng.integers(3)]
    factors = [(100, 0.05, 0.002), (50, 0.2, 0.001), (200, 0.02, 0.001)][
        rng.integers(3)]
    large, small, least = map(str, factors)
    return {
        "110,000": f"{budget:,}", "110_000": f"{budget:_}",
        "92 %": "91 %", "0.92": "0.91",
        "by 255, by 0.1 or by 0.001": f"by {large}, by {small} or by {least}",
        "255나 0.1이나 0.001을 곱해도":
            f"{large}, {small}, {least} 가운데 무엇을 곱해도",
        "(255, 0.1, 0.001)": f"({large}, {small}, {least})",
        "nn.Linear(784, 100)": f"nn.Linear(784, {width})",
        "nn.Linear(100, 10)": f"nn.Linear({width}, 10)",
        "return mlp(784, 100, 10)": f"return mlp(784, {width}, 10)",
    }
