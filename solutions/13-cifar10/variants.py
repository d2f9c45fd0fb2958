"""What a seed changes in the exercises on a small network that sees colour."""
import numpy as np


def ex1(rng):
    """Other pixels; the scale, or the channels come last, or both."""
    last, low, top = [(1, 0, 1), (0, 0, 255), (1, 0, 255), (0, -1, 1),
                      (1, -1, 1)][rng.integers(5)]
    one, two, gap = rng.choice([
        (i, j, gap) for gap in (1, 2) for i in range(5)
        for j in range(i + gap + 1, 6 - gap)]).tolist()
    pixels = [51 * k for k in (one, one + gap, two, two + gap)]
    scaled = np.array(pixels) / 255 * (top - low) + low
    a, b, c, d = pixels
    mean, deviation, within = (f"{x.round(6) + 0:.4g}".replace("-", "−")
                               for x in (scaled.mean(), scaled.std(),
                                         scaled[:2].std()))
    scale, korean = f"from {low} to {top}".replace("-", "−"), \
        f"{low}에서 {top}까지의".replace("-", "−")
    way = {1: " / 255", 255: ""}[top] if low == 0 else " / 127.5 - 1"
    texts = {
        "the pixels 0, 51, then 204, 255. The mean is 0.5, the deviation "
        "0.4123. Within each portion it is 0.1.":
            f"the pixels {a}, {b}, then {c}, {d}. The mean is {mean}, the "
            f"deviation {deviation}. Within each portion it is {within}.",
        "픽셀은 앞 묶음이 0, 51이고 뒤 묶음이 204, 255다. 평균은 0.5, "
        "표준편차는 0.4123이다. 한 묶음 안에서만 재면 0.1이다.":
            f"픽셀은 앞 묶음이 {a}, {b}이고 뒤 묶음이 {c}, {d}이다. 평균은 "
            f"{mean}, 표준편차는 {deviation}이다. 한 묶음 안에서만 재면 "
            f"{within}이다.",
        "[0, 51, 204, 255]": pixels,
        "batch.double().transpose(0, 1).flatten(1) / 255":
            "batch.double()."
            f"{'flatten(0, 2).T' if last else 'transpose(0, 1).flatten(1)'}"
            f"{way}",
    }
    if way != " / 255":
        texts |= {
            "on the scale from 0 to 1.": f"on the scale {scale}.",
            "0에서 1까지의 척도": f"{korean} 척도",
            "batches, from 0 to 1.": f"batches, {scale}.",
            "list(batches)).double() / 255": f"list(batches)).double(){way}",
            "= batch.double() / 255": f"= batch.double(){way}",
            "images / 255, ": f"images{way}, ",
            "images.numpy() / 255": f"images.numpy(){way}",
            "atol=1e-3": "atol=0.2" if top == 255 else "atol=2e-3",
        }
        if top == 255:
            texts |= {"sums / count / 255": "sums / count",
                      "squares / count / 255 ** 2": "squares / count"}
    if last:
        texts |= {
            "(n, channels, height, width)": "(n, height, width, channels)",
            "(n, 채널, 높이, 너비)": "(n, 높이, 너비, 채널)",
            "batch.transpose(0, 1).flatten(1)": "batch.flatten(0, 2).T",
            "images.mean((0, 2, 3)), images.std((0, 2, 3), correction=0)":
                "images.mean((0, 1, 2)), images.std((0, 1, 2), correction=0)",
            "reshape(2, 1, 1, 2)": "reshape(2, 1, 2, 1)",
            "reshape(7, 3, 4, 5)": "reshape(7, 4, 5, 3)",
            "many[:, 2]": "many[..., 2]",
            "name)((0, 2, 3))": "name)((0, 1, 2))",
            "images[:, 0]": "images[..., 0]",
            "(scaled.mean((0, 2, 3)), scaled.std((0, 2, 3)))":
                "(scaled.mean((0, 1, 2)), scaled.std((0, 1, 2)))",
            "torch.tensor(photo).permute(2, 0, 1)[None]":
                "torch.tensor(photo)[None]",
        }
    return texts


def ex2(rng):
    """Another padding, or mirrored top to bottom, or both."""
    mode, upright = [("replicate", 0), ("circular", 0), ("reflect", 1),
                     ("replicate", 1), ("circular", 1)][rng.integers(5)]
    numpy_mode = {"replicate": "edge", "circular": "wrap"}.get(mode, mode)
    row = rng.choice(range(1, 10), 3, replace=False)
    around = np.pad(row, 1, mode=numpy_mode).tolist()
    windows = [", ".join(map(str, around[k:k + 3])) for k in range(3)]
    before, padded = windows[1], ", ".join(map(str, around))
    texts = {
        "the row 1, 2, 3 becomes 2, 1, 2, 3, 2. Its windows are 2, 1, 2 and "
        "1, 2, 3 and 2, 3, 2.":
            f"the row {before} becomes {padded}. Its windows are "
            f"{' and '.join(windows)}.",
        "한 줄이 1, 2, 3이고 테두리가 한 픽셀이면 2, 1, 2, 3, 2가 된다. "
        "여기에서 잘라 낼 수 있는 창은 2, 1, 2와 1, 2, 3과 2, 3, 2다.":
            f"한 줄이 ({before})이고 테두리가 한 픽셀이면 테두리를 두른 줄은 "
            f"({padded})이다. 여기에서 잘라 낼 수 있는 창은 "
            f"({'), ('.join(windows)})이다.",
    }
    if mode != "reflect":
        english, korean = {
            "replicate": ("replication padding", "복제 패딩으로"),
            "circular": ("circular padding, which goes on with the pixels of "
                         "the opposite edge",
                         "반대쪽 가장자리의 픽셀이 이어지는 순환 패딩으로")}[mode]
        texts |= {
            "by reflection padding, a": f"by {english}, a",
            "반사 패딩으로": korean,
            'np.pad(image, 1, mode="reflect")':
                f'np.pad(image, 1, mode="{numpy_mode}")',
            '* 2,\n                        mode="reflect")':
                f'* 2,\n                        mode="{numpy_mode}")',
            'mode="reflect"': f'mode="{mode}"',
        }
    if upright:
        texts |= {
            "mirrored left to right": "mirrored top to bottom",
            "왼쪽과 오른쪽을 뒤집는다": "위와 아래를 뒤집는다",
            "windows.flip(-1)": "windows.flip(-2)",
            "windows.flip(-2)": "windows.flip(-1)",
            "left:left + 6][:, ::1 - 2 * flip]":
                "left:left + 6][::1 - 2 * flip]",
            "window[..., ::-1]": "window[..., ::-1, :]",
        }
    return texts


def ex3(rng):
    """Another peak, another start and end; another example."""
    percent, start = (int(rng.choice(some)) for some in (
        (25, 35, 40, 45), (10, 20, 50)))
    end, word, korean = [(100, "a hundredth", "백분의 일"),
                         (1000, "a thousandth", "천분의 일")][rng.integers(2)]
    n = int(rng.choice([n for n in range(12, 61) if percent * n % 100 == 0
                        and (percent * n // 100 + n) % 2 == 0]))
    peak, part = percent * n // 100 - 1, percent / 100
    first, last, middle = (np.format_float_positional(round(rate, 9), trim="-")
                           for rate in (1 / start, 1 / start / end,
                                        (1 + 1 / start / end) / 2))
    half, step = (peak + n - 1) // 2, (peak + 1) // 2
    return {
        "OneCycleLR` sets it. Steps":
            f"OneCycleLR` sets it with `pct_start={part}`, "
            f"`div_factor={start}` and `final_div_factor={end}`. Steps",
        "OneCycleLR`이 정하는 대로":
            f"OneCycleLR`이 `pct_start={part}`, `div_factor={start}`, "
            f"`final_div_factor={end}`일 때 정하는 대로",
        "`max_lr` / 25.": f"`max_lr` / {start}.",
        "`max_lr` / 25다": f"`max_lr` / {start}이다",
        "0.3 · `n": f"{part} · `n",
        "a ten-thousandth of": f"{word} of",
        "만분의 일": korean,
        "With 20 steps and `max_lr` = 1 the rate is 0.04 at step 0, 1 at "
        "step 5, 0.000004 at step 19; at step 12, halfway down, it is "
        "0.500002.":
            f"With {n} steps and `max_lr` = 1 the rate is {first} at step 0, "
            f"1 at step {peak}, {last} at step {n - 1}; at step {half}, "
            f"halfway down, it is {middle}.",
        "20걸음이고 `max_lr` = 1이면 학습률은 0번 걸음에서 0.04, 5번에서 1, "
        "19번에서 0.000004이고, 반쯤 내려온 12번 걸음에서 0.500002다.":
            f"{n}걸음이고 `max_lr` = 1이면 학습률은 0번 걸음에서 {first}, "
            f"{peak}번에서 1, {n - 1}번에서 {last}이고, 반쯤 내려온 {half}번 "
            f"걸음에서 {middle}이다.",
        "at step 3 of the way up from step 0 to step 5":
            f"at step {step} of the way up from step 0 to step {peak}",
        "5번 걸음까지 오를 때, 3번": f"{peak}번 걸음까지 오를 때, {step}번",
        "0.3 * n_steps": f"{part} * n_steps",
        "max_lr / 25,": f"max_lr / {start},",
        "max_lr / 250_000": f"max_lr / {start * end:_}",
        "max_lr / 10_000": f"max_lr / {end:_}",
        "((20, 1)": f"(({n}, 1)",
        "optimizer, max_lr, n_steps)":
            f"optimizer, max_lr, n_steps, pct_start={part},\n            "
            f"div_factor={start}, final_div_factor={end})",
    }


def ex4(rng):
    """All numbers pass some times as large; other weights."""
    times = int(rng.choice([50, 100, 255, 256]))
    weight, bias, mean, factor, root, pixel = (int(rng.integers(*ends)) for
                                               ends in ((1, 5), (1, 4), (4, 8),
                                                        (2, 4), (2, 4), (2, 5)))
    zero = (mean - bias) * factor
    shift = int(rng.choice([n for n in range(1, 9) if n not in (
        zero, zero - weight * factor * pixel)]))
    gamma, variance = factor * root, f"{root ** 2 - 0.01:.2f}"
    new_weight, own = weight * factor, shift + (bias - mean) * factor
    answer, new_bias = new_weight * pixel + own, times * own
    signed, given = f"{new_bias}".replace("-", "−"), (
        f"weight {weight}, bias {bias}, γ {gamma}, β {shift}, μ {mean}, "
        f"σ² {variance}, ε 0.01:")
    shown = f"{answer}".replace("-", "−"), f"{times * answer}".replace(
        "-", "−")
    values = f"γ = {gamma}, β = {shift}, μ = {mean}, σ² = {variance}"
    return {
        "answers what comes from `conv`.":
            "answers what comes from `conv`. But all numbers pass through "
            f"the new layer {times} times as large: it gets the image times "
            f"{times}, and its answer is {times} times that of `norm`.",
        "같은 답을 내야 한다.":
            f"같은 답을 내야 한다. 다만 새 층에서는 모든 수를 {times}배로 "
            f"다룬다. 이미지를 {times}배로 받아서 `norm`의 답도 {times}배로 "
            "낸다.",
        "as norm(conv(x)) in evaluation mode.\"":
            f"{times} norm(conv(x)) to {times} x.\"",
        "with weight 3 and bias 1, γ = 4, β = 5, μ = 4, σ² = 3.99 and":
            f"with weight {weight} and bias {bias}, {values} and",
        "the new weight is 6 and the new bias −1. For the pixel 2 both ways "
        "give 11.":
            f"the new weight is {new_weight} and the new bias {signed}. For "
            f"the pixel {pixel} the two layers give {shown[0]}; for "
            f"{times * pixel} the new one gives {shown[1]}.",
        "가중치가 3, 편향이 1이고 γ = 4, β = 5, μ = 4, σ² = 3.99, ε = 0.01"
        "이면 새 가중치는 6, 새 편향은 −1이다. 픽셀이 2일 때 두 방법 모두 "
        "11을 낸다.":
            f"가중치가 {weight}, 편향이 {bias}이고 {values}, ε = 0.01이면 새 "
            f"가중치는 {new_weight}, 새 편향은 {signed}이다. 픽셀이 {pixel}일 "
            f"때 두 층의 답은 {shown[0]}이고, {times * pixel}일 때 새 층의 "
            f"답은 {shown[1]}이다.",
        "nn.Parameter(bias.detach())": f"nn.Parameter({times} * "
                                       "bias.detach())",
        "(3, 1, 4, 5, 4, 3.99)":
            f"({weight}, {bias}, {gamma}, {shift}, {mean}, {variance})",
        "round(part.item(), 3)": "round(part.item(), 2)",
        'assert got == [6, -1], ("weight 3, bias 1, γ 4, β 5, μ 4, σ² 3.99, '
        'ε 0.01:"\n                            f" expected [6, -1], got '
        '{got}")':
            f"assert got == [{new_weight}, {new_bias}], (\n        "
            f'"{given}"\n        f" expected [{new_weight}, {new_bias}], '
            'got {got}")',
        "z, got, training = conv(x), fold(conv, norm)(x), norm.training":
            f"z = conv(x)\n        got, training = fold(conv, norm)({times} "
            f"* x) / {times}, norm.training",
        "got, expected = folded(x), norm":
            f"got, expected = folded({times} * x) / {times}, norm",
        "folded(light * photo.float())":
            f"folded(\n            {times} * light * photo.float()) / "
            f"{times}",
    }


def ex5(rng):
    """`n_steps` counts from the beginning, or weights are averaged, or both.
    """
    def averaging(run, model, indent):
        return (f"{indent}with torch.no_grad():\n{indent}    for slow, fast "
                f"in zip(\n{indent}            {run}.average.parameters(), "
                f"{model}.parameters()):\n"
                f"{indent}        slow.lerp_(fast, 0.2)\n")

    total, average = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    first, then = int(rng.choice([6, 7, 9, 10, 11])), int(rng.integers(3, 7))
    stops = first, then, 20 - first - then
    one, two, three = np.cumsum(stops) if total else stops
    so_far = "까지" if total else ""
    texts = {
        "Ten steps with seed 1, then, from the same file, five with seed 2 "
        "and five with seed 3 give what twenty with seed 1 give.": (
            f"`n_steps` = {one} with seed 1, then, from the same file, {two} "
            f"with seed 2 and {three} with seed 3 give what 20 with seed 1 "
            "gives." if total else
            f"{one} steps with seed 1, then, from the same file, {two} with "
            f"seed 2 and {three} with seed 3 give what 20 with seed 1 give."),
        "시드 1로 열 걸음을 가고, 같은 파일에서 시드 2로 다섯 걸음, 시드 "
        "3으로 다섯 걸음을 이어 가면 시드 1로 스무 걸음을 간 것과":
            f"시드 1로 {one}걸음{so_far or '을'} 가고, 같은 파일에서 시드 2로 "
            f"{two}걸음{so_far}, 시드 3으로 {three}걸음{so_far or '을'} 이어 "
            f"가면 시드 1로 20걸음{so_far or '을'} 간 것과",
        "(10, 5, 5)": stops,
    }
    if total:
        texts |= {
            "does `n_steps` steps, and":
                "goes on until `n_steps` steps are done since the beginning, "
                "those of earlier calls included, and",
            "`n_steps`걸음을 훈련한 다음":
                "앞서 간 걸음까지 모두 합쳐 `n_steps`걸음이 될 때까지 훈련한 "
                "다음",
            "the list of the `n_steps` losses":
                "the list of the losses of this call's steps",
            "손실 `n_steps`개의 리스트를":
                "이번에 간 걸음마다 나온 손실의 리스트를",
            "`set_state(…)`. If": "`set_state(…)`. `run.schedule.last_epoch` "
                                  "counts the steps that are done. If",
            "`set_state(…)`가 있다. 하나를":
                "`set_state(…)`가 있다. `run.schedule.last_epoch`는 지금까지 "
                "간 걸음 수다. 하나를",
            "range(n_steps)": "range(n_steps - run.schedule.last_epoch)",
            "start, (got, model) = len(losses), go_on(seed, n_steps, path)":
                "start = len(losses)\n                got, model = "
                "go_on(seed, start + n_steps, path)",
            "go_on(seed, n_steps, path, make)":
                "go_on(seed, start + n_steps, path, make)",
            "go_on(2, 40, path)": "go_on(2, 60, path)",
        }
    if average:
        texts |= {
            "Five parts": "Six parts",
            "which of the five parts": "which of the six parts",
            "바뀌는 것은 다섯이다": "바뀌는 것은 여섯이다",
            "다섯 가지 가운데": "여섯 가지 가운데",
            "`run.generator` and `run.order`, the":
                "`run.generator`, `run.average`, in which the model's weights "
                "are averaged over the steps, and `run.order`, the",
            "`run.generator`, 그리고 이번":
                "`run.generator`, 모델의 가중치를 걸음마다 평균해 가는 "
                "`run.average`, 그리고 이번",
            "returns the loss on all": "returns the loss of `run.average` on "
                                       "all",
            "모든 예제에서 잰 손실을": "모든 예제에서 잰 `run.average`의 손실을",
            "Model, optimiser and": "The two models, optimiser and",
            "모델과 옵티마이저와": "두 모델과 옵티마이저와",
            "        self.order = []\n":
                "        self.order = []\n"
                "        self.average = copy.deepcopy(self.model)\n",
            "        return F.cross_entropy(self.model(self.x), self.y)":
                averaging("self", "self.model", " " * 8) +
                "        return F.cross_entropy(self.average(self.x), "
                "self.y)",
            "run.model, run.optimizer, run.schedule]":
                "run.model, run.optimizer, run.schedule, run.average]",
            "[run.model, run.schedule]":
                "[run.model, run.schedule, run.average]",
            "[run.model, run.optimizer]":
                "[run.model, run.optimizer, run.average]",
            "[run.optimizer, run.schedule]":
                "[run.optimizer, run.schedule, run.average]",
            "def hidden_go_on():\n": "def hidden_go_on():\n    import copy\n",
            "order=y[:0],": "order=y[:0],\n            "
                            "average=copy.deepcopy(model),",
            "            return loss.item()\n":
                averaging("run", "model", " " * 12) +
                "            return nn.functional.cross_entropy(\n"
                "                run.average(x), y).item()\n",
            "    bare.model.load_state_dict(model.state_dict())\n":
                "    bare.model.load_state_dict(model.state_dict())\n"
                "    bare.average.load_state_dict(model.state_dict())\n",
        }
    return texts
