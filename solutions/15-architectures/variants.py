"""What a seed changes in the exercises on what an architecture costs."""
import numpy as np

SHARES = {(1, 2): ("half", "", "절반", "은"),
          (2, 3): ("two thirds", " of", "3분의 2", "는"),
          (3, 4): ("three quarters", " of", "4분의 3", "은")}


def ex1(rng):
    """Larger kernels, or poolings of 3×3, or both; another plan."""
    kernel, pool = [(5, 2), (7, 2), (3, 3), (5, 3), (7, 3)][rng.integers(5)]
    one, two, channels = (int(n) for n in rng.integers((4, 4, 1), (9, 9, 4)))
    side, area = pool * int(rng.integers(2, 5)), kernel ** 2
    first, second = channels * one * area, one * two * area
    places = side ** 2, (side // pool) ** 2
    plan = f'plan_costs([{one}, "pool", {two}], {channels, side, side})'
    sums = (first + one + second + two,
            first * places[0] + second * places[1])
    texts = {
        '`plan_costs([8, "pool", 5], (3, 6, 6))` is `(589, 11016)`: 3·8·9 + 8 '
        "and 8·5·9 + 5 parameters; 216 multiply-adds at each of 36 places "
        "and 360 at each of 9.":
            f"`{plan}` is `{sums}`: {channels}·{one}·{area} + {one} and "
            f"{one}·{two}·{area} + {two} parameters; {first} multiply-adds "
            f"at each of {places[0]} places and {second} at each of "
            f"{places[1]}.",
        '`plan_costs([8, "pool", 5], (3, 6, 6))`은 `(589, 11016)`이다. '
        "파라미터는 3·8·9 + 8개와 8·5·9 + 5개이고, 곱셈-덧셈은 36자리에서 216번씩, "
        "9자리에서 360번씩이다.":
            f"`{plan}`의 값은 `{sums}`이다. 파라미터는 {channels}·{one}·{area} "
            f"+ {one}개와 {one}·{two}·{area} + {two}개이고, 곱셈-덧셈은 "
            f"{places[0]}자리에서 {first}번씩, {places[1]}자리에서 {second}번씩"
            "이다.",
        '([8], (3, 6, 6)), ([8, "pool", 5], (3, 6, 6)),':
            f"([{one}], {channels, side, side}),\n{' ' * 24}"
            f'([{one}, "pool", {two}], {channels, side, side}),',
    }
    if kernel > 3:
        texts |= {
            "3×3 filters, each with a bias, padding 1,":
                f"{kernel}×{kernel} filters, each with a bias, padding "
                f"{kernel // 2},",
            "정수는 3×3 필터가": f"정수는 {kernel}×{kernel} 필터가",
            "패딩은 1, 스트라이드는 1이다":
                f"패딩은 {kernel // 2}, 스트라이드는 1이다",
            "of 3×3 convolutions": f"of {kernel}×{kernel} convolutions",
            "9 * channels": f"{area} * channels",
            "9 * step": f"{area} * step",
            "nn.Conv2d(channels, step, 3, padding=1)":
                f"nn.Conv2d(channels, step, {kernel}, padding={kernel // 2})",
            "nn.Conv2d(x.shape[1], step, 3, padding=1)":
                f"nn.Conv2d(x.shape[1], step, {kernel}, "
                f"padding={kernel // 2})",
        }
    if pool > 2:
        texts |= {
            "max pooling of 2×2 blocks": "max pooling of 3×3 blocks",
            "2×2 구역마다": "3×3 구역마다",
            "height // 2, width // 2": "height // 3, width // 3",
            "(height + 1) // 2, (width + 1) // 2":
                "(height + 2) // 3, (width + 2) // 3",
            "places //= 4": "places //= 9",
            "nn.MaxPool2d(2)": "nn.MaxPool2d(3)",
            "(1, 5, 7)": "(1, 11, 14)",
            "rng.integers((1, 8, 8), (5, 40, 40))":
                "rng.integers((1, 27, 27), (5, 60, 60))",
        }
    return texts


def ex2(rng):
    """The stack may have a part of the weights only; another example."""
    part, whole = list(SHARES)[rng.integers(3)]
    english, of, korean, particle = SHARES[part, whole]
    n_in, n_out = (12 * int(n) for n in rng.choice([1, 2, 3, 4, 5], 2,
                                                   replace=False))
    allowed, each = part * 25 * n_in * n_out // whole, 9 * (n_in + n_out)
    maps, equal = allowed // each, 18 * whole // part
    nine, some = 9 * whole, f"{part} * " if part > 1 else ""
    given = f"{n_in}, {n_out}"
    return {
        "with which the stack has *no more weights* than the large kernel "
        "(without biases), or":
            f"with which the stack has *at most {english}*{of} the weights of "
            "the large kernel (without biases), 0 if even one map is too "
            "many, or",
        "큰 커널 하나일 때보다 가중치가 *많아지지 않는* 범위에서 이 수를 가장 크게 "
        "잡아 돌려준다.":
            f"가중치가 큰 커널 하나일 때의 *{korean} 이하*인 범위에서 이 수를 가장 "
            "크게 잡아 돌려준다. 한 장도 둘 수 없으면 0을 돌려준다.",
        "`widest(5, 64, 64)` is 88: 9·64·88 + 9·88·64 = 101,376 weights, and "
        "the 5×5 has 102,400. `widest(4, 64, 64)` is":
            f"`widest(5, {given})` is {maps}: 9·{n_in}·{maps} + "
            f"9·{maps}·{n_out} = {each * maps:,} weights, and {english}{of} the "
            f"5×5's {25 * n_in * n_out:,} are {allowed:,}. "
            f"`widest(4, {given})` is",
        "`widest(5, 64, 64)`는 88이다. 이때 가중치는 9·64·88 + 9·88·64 = "
        "101,376개이고, 5×5의 가중치는 102,400개다. `widest(4, 64, 64)`는":
            f"`widest(5, {given})`의 값은 {maps}이다. 이때 가중치는 "
            f"9·{n_in}·{maps} + 9·{maps}·{n_out} = {each * maps:,}개이고, 5×5의 "
            f"가중치 {25 * n_in * n_out:,}개의 {korean}{particle} {allowed:,}개다. "
            f"`widest(4, {given})`의 값은",
        "layers that cost no more than one kernel":
            f"layers at {english} of a kernel's cost",
        "while 9 * (n_in * maps + (n_layers - 2) * maps ** 2\n"
        "               +": f"while {nine} * (n_in * maps + (n_layers - 2) "
                            f"* maps ** 2\n{' ' * 16}+",
        "n_out) <= allowed": f"n_out) <= {some}allowed",
        "n_out) < allowed": f"n_out) < {some}allowed",
        "return allowed // (9 * (": f"return {some}allowed // ({nine} * (",
        "return n_out * kernel ** 2 // (9 * n":
            f"return {some}n_out * kernel ** 2 // ({nine} * n",
        "(5, 64, 64): 2, (4, 64, 64): 0": f"(5, {given}): 2, (4, {given}): 0",
        "(5, 18, 18): 2": f"(5, {equal}, {equal}): 2",
        "if stack[m] <= one)": f"if {whole} * stack[m] <= {some}one)",
        "(5, 36, 36)": f"(5, {2 * equal}, {2 * equal})",
        "fits <= one < too_many":
            f"{whole} * fits <= {some}one < {whole} * too_many",
        "a stack with 64 maps between its layers is cheaper than one large "
        "kernel": "a stack with 64 maps between its layers has at most "
                  f"{english}{of} the weights of one large kernel",
        "층 사이에 맵을 64장 두어도 큰 커널 하나보다 싸다":
            f"층 사이에 맵을 64장 두어도 가중치가 큰 커널 하나의 {korean} 이하다",
        "; as many weights with {":
            f'; "\n          f"at most {english} of one 5×5 with {{',
    }


def ex3(rng):
    """Paths counted by their shortcuts, or shortcuts that scale, or both."""
    past, w = [(1, 1), (0, 2), (0, 0.5), (1, 2), (1, 0.5)][rng.integers(5)]
    a, b = (2 * int(n) for n in rng.choice(range(1, 6), 2, replace=False))
    lone, each, both = f"{w} · {w}", f"{w} · {a} + {w} · {b}", f"{a} · {b}"
    numbers = [w * w, w * (a + b), a * b]
    if past:
        lone, both, numbers = both, lone, numbers[::-1]
    what, korean = ("shortcut", "건너뛰기 연결을") if past else ("body", "몸통을")
    shown = ", ".join(f"{number:g}" for number in numbers)
    total = f"{(w + a) * (w + b):g} = ({w} + {a}) · ({w} + {b})"
    scaled = "" if w == 1 else f"{w} * "
    step = "        through_body = slope * blame[:-1]\n"
    new = f"        past_body = {scaled}blame[:-1]\n" \
        "        blame = slope * blame\n        blame[1:] += past_body" \
        if past else f"{step}        blame = {scaled}blame\n" \
                     "        blame[1:] += through_body"
    ends = [w ** 3, 2 * w ** 2, 0, 0]
    ends = f"[{', '.join(f'{n:g}' for n in (ends[::-1] if past else ends))}]"
    scale, chosen = ("k", "n - k") if past else ("(n - k)", "k")
    texts = {
        "`blame_by_length([2, 3])` is 1, 5, 6: no body, one (2 + 3), both "
        "(2 · 3). Together 12 = (1 + 2) · (1 + 3).":
            f"`blame_by_length([{a}, {b}])` is {shown}: no {what} ({lone}), "
            f"one ({each}), both ({both}). Together {total}.",
        "`blame_by_length([2, 3])`은 1, 5, 6이다. 차례로 몸통을 지나지 않는 길, "
        "하나만 지나는 길(2 + 3), 둘 다 지나는 길(2 · 3)이다. 모두 더하면 "
        "12 = (1 + 2) · (1 + 3)이다.":
            f"`blame_by_length([{a}, {b}])`의 값은 {shown}이다. 차례로 {korean} "
            f"지나지 않는 길({lone}), 하나만 지나는 길({each}), 둘 다 지나는 "
            f"길({both})이다. 모두 더하면 {total}이다.",
        step + "        blame[1:] += through_body": new,
        "[[2], [2, 3], [1": f"[[2], [{a}, {b}], [1",
        "[prod(path) for path in combinations(slopes, k)]":
            (f"[{scaled[:-3]} ** {scale} * " if scaled else "[")
            + f"prod(path) for path\n{' ' * 21}in combinations(slopes, "
              f"{chosen})]",
        "expected = np.poly(-kept)  # the product of all (z + slope)": (
            "expected = np.poly(-kept)[::-1]  # all (1 + slope · z)"
            if not scaled else f"expected = {scaled[:-3]} ** len(kept) "
            f"* np.poly(-kept / {w})" + "[::-1]" * past),
        "[1, 2, 0, 0]": ends,
    }
    if scaled:
        texts |= {
            "hands on x + `slopes[i]` · x":
                f"hands on {w} · x + `slopes[i]` · x",
            "블록은 x + `slopes[i]` · x를": f"블록은 {w} · x + `slopes[i]` · x를",
            "a shortcut counts as 1;": f"a shortcut counts as {w};",
            "연결은 1로 친다": f"연결은 {w}로 친다",
            "signal = signal + slope": f"signal = {w} * signal + slope",
            "blame.sum():.0f}": "blame.sum():.1e}",
        }
    if past:
        texts |= {
            "through exactly *k* bodies": "through exactly *k* shortcuts",
            "*k*번 수는 몸통을 꼭": "*k*번 수는 건너뛰기 연결을 꼭",
            "A path through *k* bodies now either takes the new shortcut and "
            "had *k* before, or takes the new body and had how many?":
                "A path through *k* shortcuts now either takes the new body "
                "and had *k* before, or takes the new shortcut and had how "
                "many?",
            "이제 몸통을 *k*개 지나는 길은 둘로 나뉜다. 새 건너뛰기 연결로 가는 길은 "
            "그 전에 *k*개를 지났다. 새 몸통을 지나는 길은":
                "이제 건너뛰기 연결을 *k*개 지나는 길은 둘로 나뉜다. 새 몸통을 "
                "지나는 길은 그 전에 *k*개를 지났다. 새 건너뛰기 연결로 가는 길은",
            "by bodies on the path.": "by shortcuts on the path.",
            "one path through no body": "one path through no shortcut",
            "{k} bodies": "{k} shortcuts",
            "blame = blame_by_length(slopes)\n":
                "blame = blame_by_length(slopes)[::-1]\n",
        }
    return texts


def ex4(rng):
    """Other numbers of filters, and budgets that fit them."""
    few, many = [(8, 96), (8, 48), (10, 64), (10, 96), (12, 80)][
        rng.integers(5)]
    square, first = 9 * few ** 2, 27 * few
    slope = int(np.ceil((first / 4 + square / 12) / 9) * 10)
    fits = 64 * (first + 7 * square + few * many)  # for 16×16 pixels
    wide = 64 * (first + 6 * square + 9 * few * many)  # with a last 3×3
    room = int(round(0.75 * fits + 0.25 * wide - 256 * slope, -4))
    most = first + few + 10 * (square + few) + (few + 1) * many
    limit = int(np.ceil(1.4 * most / 1000) * 1000)
    numbers = f"{28 * many + (9 * many + 1) * many:,}"
    work, allowed = (f"{n:,}" for n in (64 * many * (27 + 9 * many),
                                        256 * slope + room))
    return {
        "8 filters or more": f"{few} filters or more",
        "필터가 8개 이상이다": f"필터가 {few}개 이상이다",
        "64 maps of 8×8": f"{many} maps of 8×8",
        "8×8 맵 64장이": f"8×8 맵 {many}장이",
        "10,000": f"{limit:,}",
        "120 · `size`² + 350,000": f"{slope} · `size`² + {room:,}",
        "38,720 parameters, 2,469,888 multiply-adds of 380,720":
            f"{numbers} parameters, {work} multiply-adds of {allowed}",
        "파라미터는 38,720개이고, 곱셈-덧셈은 380,720번까지 허용되는데 2,469,888번":
            f"파라미터는 {numbers}개이고, 곱셈-덧셈은 {allowed}번까지 허용되는데 "
            f"{work}번",
        "needs 64 filters": f"needs {many} filters",
        "필터가 64개여야": f"필터가 {many}개여야",
        "(8, 3,": f"({few}, 3,",
        "(64, ": f"({many}, ",
        "filters >= 8": f"filters >= {few}",
        "expected 64 maps, 8 wide": f"expected {many} maps, 8 wide",
        "(1, 64, 8, 8)": f"(1, {many}, 8, 8)",
        "10_000": f"{limit:_}",
        "> 10000 parameters": f"> {limit} parameters",
        "120 * size ** 2 + 350_000": f"{slope} * size ** 2 + {room:_}",
    }
