"""What a seed changes in the exercises on convolution."""
import numpy as np
from scipy.ndimage import correlate
from scipy.signal import correlate2d

from tools.variants import korean

CORNERS = {"upper right": ("오른쪽 위", 0, 1), "lower left": ("왼쪽 아래", 1, 0),
           "lower right": ("오른쪽 아래", 1, 1)}


def image_and_kernel(rng):
    """Small numbers; three of the kernel's weights are 0, none is 4."""
    kernel = np.append([0, 0, 0], rng.integers(1, 4, 6))
    return rng.integers(0, 5, (4, 4)), rng.permutation(kernel).reshape(3, 3)


def ex1(rng):
    """Another pixel names the window; another image and kernel."""
    corner = str(rng.choice(list(CORNERS)))
    where, below, right = CORNERS[corner]
    products = np.zeros((3, 3))
    while (products == products.max()).sum() > 1:
        image, kernel = image_and_kernel(rng)
        products = image[1:, 1:] * kernel
    sums = correlate2d(image, kernel, mode="valid")
    r, c = 2 * below, 2 * right
    first = f"{r}, {c}"
    down = "row - height + 1:row + 1" if below else "row:row + height"
    across = "column - width + 1:column + 1" if right \
        else "column:column + width"
    moves = (below * "        row += kernel.shape[0] - 1\n"
             + right * "        column += kernel.shape[1] - 1\n")
    return {
        "upper left pixel": f"{corner} pixel",
        "왼쪽 위 픽셀이": f"{where} 픽셀이",
        "kernel, 0, 0)` is 15": f"kernel, {first})` is {sums[0, 0]}",
        "kernel, 0, 0)`은 15다":
            f"kernel, {first})`의 값은 {korean(sums[0, 0], '이다/다')}",
        "window = image[row:row + height, column:column + width]":
            f"window = image[{down},\n                   {across}]",
        "window = image[column:column + height, row:row + width]":
            "row, column = column, row\n"
            f"    window = image[{down},\n                   {across}]",
        "return image[row:row + height, column:column + width] * kernel":
            f"return image[{down},\n                 {across}] * kernel",
        "[[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]":
            image.tolist(),
        "[[2, 0, 1], [0, 1, 2], [1, 0, 2]]": kernel.tolist(),
        "got = window_sum(image, kernel, 0, 0)":
            f"got = window_sum(image, kernel, {first})",
        "{(0, 0): 15, (0, 1): 16, (1, 0): 6}.items():":
            f"{{\n            ({first}): {sums[0, 0]}, "
            f"({r}, {c + 1}): {sums[0, 1]},\n            "
            f"({r + 1}, {c}): {sums[1, 0]}}}.items():",
        "(image, kernel, 4, 1)":
            f"(image, kernel, {4 + below}, {1 + 2 * right})",
        "row 4, column 1": f"row {4 + below}, column {1 + 2 * right}",
        "(rng.integers(n) for n in expected.shape)\n":
            "(rng.integers(n) for n in expected.shape)\n"
            f"        right = expected[row, column]\n{moves}",
        "expected[row, column]": "right",
        "window_sum(image, kernel, 1, 1) == 15":
            f"window_sum(image, kernel, {r + 1}, {c + 1}) == {sums[1, 1]}",
    }


AROUND = {
    "ones": {
        "pad": "constant_values=1", "scipy": 'mode="constant", cval=1',
        "title": "Cross-correlation with ones around",
        "en": "so many ones around the image that the output has the image's "
              "shape", "ones": " of ones",
        "ko": "출력이 이미지와 같은 모양이 되도록 둘레에 1을 두른다",
        "needs": "1이 필요하다",
        "hint": ("lays one row and two columns of ones around", "1을 두른다"),
        "look": ("gains a bright frame. Where does the brightness come from, "
                 "and how wide is the frame?", "둘레가 밝아진다. 이 밝기는 "
                 "어디에서 왔으며, 폭은 몇 픽셀일까?")},
    "edge": {
        "pad": 'mode="edge"', "scipy": 'mode="nearest"',
        "title": "Cross-correlation, border repeated",
        "en": "the pixels of the border repeated around the image until the "
              "output has the image's shape", "ones": " more",
        "ko": "출력이 이미지와 같은 모양이 되도록 테두리 픽셀을 둘레에 되풀이한다",
        "needs": "되풀이한다",
        "hint": ("repeats the border in one row and two columns around",
                 "테두리를 되풀이한다"),
        "look": ("gains no dark frame. Near the border some pixels count "
                 "several times: which, and how wide is the strip in which "
                 "they do?", "둘레도 어두워지지 않는다. 테두리 가까이에서 여러 "
                 "번 세는 픽셀은 어느 것이며, 그런 자리의 폭은 몇 픽셀일까?")},
    "wrap": {
        "pad": 'mode="wrap"', "scipy": 'mode="wrap"',
        "title": "Cross-correlation on a ring",
        "en": "the image continued around as on a ring, so that its left "
              "border follows on the right one and its upper on the lower, "
              "until the output has the image's shape", "ones": " more",
        "ko": "출력이 이미지와 같은 모양이 되도록, 이미지가 고리처럼 이어진다고 "
              "보고 테두리 너머에 반대쪽 끝의 픽셀을 두른다",
        "needs": "더 두른다",
        "hint": ("continues the image by one row and two columns around",
                 "반대쪽 끝의 픽셀을 두른다"),
        "look": ("gains no dark frame, but near the border something shines "
                 "in from elsewhere. From where, and how wide is the strip "
                 "that it reaches?", "둘레도 어두워지지 않지만, 테두리 가까이에 "
                 "다른 곳의 밝기가 비친다. 어디에서 왔으며, 그런 자리의 폭은 "
                 "몇 픽셀일까?")},
}


def ex2(rng):
    """Something else than zeros lies around; another image and kernel."""
    kind = str(rng.choice(list(AROUND)))
    new = AROUND[kind]
    image, kernel = image_and_kernel(rng)
    sums = correlate(image, kernel, **eval(f"dict({new['scipy']})")).tolist()
    first = ", ".join(map(str, sums[0]))
    return {
        "so many zeros around the image that the output has the image's shape":
            new["en"],
        "출력이 이미지와 같은 모양이 되도록 둘레에 0을 두른다": new["ko"],
        "wants one row of zeros above and below":
            f"wants one row{new['ones']} above and below",
        "좌우로 두 열씩 0이 필요하다": f"좌우로 두 열씩 {new['needs']}",
        "For the image and the kernel of exercise 1 the first row is 7, 12, "
        "10, 2": f"For the image and the kernel of the check below the first "
                 f"row is {first}",
        "연습문제 1의 이미지와 커널이라면 첫 행은 7, 12, 10, 2다":
            "아래 확인 셀의 이미지와 커널로 계산하면 첫 행은 "
            + korean(first, "이다/다"),
        "((1, 1), (2, 2)))` lays one row and two columns of zeros around":
            f"((1, 1), (2, 2)), {new['pad']})` {new['hint'][0]}",
        "((1, 1), (2, 2)))`는 위아래로 한 행씩, 좌우로 두 열씩 0을 두른다":
            f"((1, 1), (2, 2)), {new['pad']})`는 위아래로 한 행씩, 좌우로 두 "
            f"열씩 {new['hint'][1]}",
        "Cross-correlation with zeros around": new["title"],
        "(left, left)))": f"(left, left)), {new['pad']})",
        '(left, left)), mode="edge")': "(left, left)))" if kind == "edge"
            else '(left, left)), mode="edge")',
        "kernel_height // 2)\n": f"kernel_height // 2, {new['pad']})\n",
        "[[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]":
            image.tolist(),
        "[[2, 0, 1], [0, 1, 2], [1, 0, 2]]": kernel.tolist(),
        "[[7, 12, 10, 2], [4, 15, 16, 10], [10, 6, 15, 6], [8, 10, 4, 3]]":
            f"[{sums[0]}, {sums[1]},\n                {sums[2]}, {sums[3]}]",
        'kernel, mode="constant")': f"kernel, {new['scipy']})",
        'image.astype(float), kernel, mode="constant")':
            "image.astype(float), kernel,\n                             "
            f"{new['scipy']})",
        "gains a dark frame. Where does the darkness come from, and how wide "
        "is the frame?": new["look"][0],
        "크기는 그대로지만 둘레가 어두워진다. 이 어둠은 어디에서 왔으며, 폭은 몇 "
        "픽셀일까?": f"크기는 그대로다. {new['look'][1]}",
    }


WAYS = {
    "up": {"en": ("from bottom to top", "upwards"), "grid": "-rows, columns",
           "ko": ("아래에서 위로", "위로", "위가"), "other": "to the left",
           "differ": [1, 0, -1], "one": "column (1, 0, −1)",
           "turn": lambda kernel: kernel[::-1]},
    "right": {"en": ("from left to right", "to the right"),
              "ko": ("왼쪽에서 오른쪽으로", "오른쪽으로", "오른쪽이"),
              "grid": "columns, rows", "other": "downwards",
              "differ": [-1, 0, 1], "one": "row (−1, 0, 1)",
              "turn": lambda kernel: kernel.T},
    "left": {"en": ("from right to left", "to the left"),
             "ko": ("오른쪽에서 왼쪽으로", "왼쪽으로", "왼쪽이"),
             "grid": "-columns, rows", "other": "upwards",
             "differ": [1, 0, -1], "one": "row (1, 0, −1)",
             "turn": lambda kernel: kernel.T[:, ::-1]},
}
SIDEWAYS = {
    "changes only from left to right": "changes only from top to bottom",
    "왼쪽에서 오른쪽으로만 바뀌는": "위에서 아래로만 바뀌는",
    "seen in a mirror (left and right exchanged) gives the mirrored":
        "reflected in water (top and bottom exchanged) gives the reflected",
    "거울에 비춘(좌우를 바꾼) 이미지에서는 거울에 비춘 맵이":
        "물에 비친(위아래를 바꾼) 이미지에서는 물에 비친 맵이",
    "1 per row": "1 per column", "한 행에 1씩": "한 열에 1씩",
    'kernel[:, ::-1]), (\n        f"4. left and right differ':
        'kernel[::-1]), (\n        f"4. top and bottom differ',
    "image[:, ::-1]": "image[::-1]", "here[:, ::-1]": "here[::-1]",
    "the mirror changes": "the reflection changes",
}


def ex3(rng):
    """Another direction; with less noise allowed, only (1, 1, 1) will do."""
    way = str(rng.choice(list(WAYS)))
    new = WAYS[way]
    strict = way == "right" or bool(rng.integers(2))
    average = [1, 1, 1] if strict else [1, 2, 1]
    along = "행" if "row" in new["one"] else "열"
    texts = {
        "from top to bottom": new["en"][0], "위에서 아래로": new["ko"][0],
        "gets brighter downwards": f"gets brighter {new['en'][1]}",
        "아래로 갈수록 밝아지면": f"{new['ko'][1]} 갈수록 밝아지면",
        "column (−1, 0, 1)": new["one"],
        "한 열짜리 (−1, 0, 1)": along.join(
            ["한 ", "짜리 " + new["one"].partition(" ")[2]]),
        "0.45": "0.42" if strict else "0.45",
        "downward_kernel": f"{way}ward_kernel",
        "average_across, difference_down = [1, 2, 1], [-1, 0, 1]":
            f"average, difference = {average}, {new['differ']}",
        "difference_down, average_across":
            "difference, average" if way == "up" else "average, difference",
        "down = np": "ramp = np", "(down * kernel)": "(ramp * kernel)",
        '2. brighter to the right", down.T':
            f'2. brighter {new["other"]}", ramp.T',
        '3. brighter downwards", down':
            f'3. brighter {new["en"][1]}", ramp',
        '3. darker downwards", -down': f'3. darker {new["en"][1]}", -ramp',
        "down, right = np.mgrid[0:7, 0:8]":
            "rows, columns = np.mgrid[0:7, 0:8]\n"
            f"    ramp, other = {new['grid']}",
        "correlate2d(down, kernel": "correlate2d(ramp, kernel",
        "brighter downwards gives": f"brighter {new['en'][1]} gives",
        "a * down + b * right + c": "a * ramp + b * other + c",
        "Red is brighter below, blue is darker below": "Red: it gets brighter "
            f"{new['en'][1]}; blue: it gets darker",
        "빨강은 아래가 더 밝은 곳, 파랑은 아래가 더 어두운 곳이다":
            "빨강은 {0} 더 밝은 곳, 파랑은 {0} 더 어두운 곳이다"
            .format(new["ko"][2]),
        "brighter or darker below": f"change {new['en'][1]}",
    }
    for kernel in ([[0, 0, 0], [1, 1, 1], [2, 2, 2]],
                   [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
                   [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
                   [[0, -1, 0], [0, 0, 0], [0, 1, 0]],
                   [[-1, -1, -1], [1, 1, 1], [1, 1, 1]]):
        texts[str(kernel)] = new["turn"](np.array(kernel)).tolist()
    if strict:
        texts |= {"(1, 1, 1) in place of (1, 2, 1)":
                  "(1, 2, 1) in place of (1, 1, 1)",
                  "(1, 2, 1) 대신 (1, 1, 1)로": "(1, 1, 1) 대신 (1, 2, 1)로"}
    if way == "right":
        texts |= {"nearly this, in the other direction": "nearly this",
                  "방향만 다를 뿐 거의 같은": "거의 같은"}
    return texts | (SIDEWAYS if way != "up" else {})


LAYOUTS = [(1, 0, 2, 3), (2, 3, 1, 0), (0, 2, 3, 1)]


def ex4(rng):
    """Other axes for the filters; the bias may be a threshold; numbers."""
    order = LAYOUTS[rng.integers(3)]
    back, minus = tuple(np.argsort(order).tolist()), bool(rng.integers(2))
    channels, b = int(rng.integers(2, 6)), rng.integers(1, 8, 2)
    first, second = 4 * channels - b if minus else 4 * channels + b
    many = {2: ("two", "둘"), 3: ("three", "셋"), 4: ("four", "넷"),
            5: ("five", "다섯")}[channels]

    def axes(names, between=", "):
        return between.join(names[k] for k in order)

    def index(o, k):
        return f"w[{axes([o, k, ':', ':'])}]"

    shape = ["2", str(channels), "2", "2"]
    texts = {
        "(out_channels, in_channels, kernel_height, kernel_width)":
            "(" + axes(["out_channels", "in_channels", "kernel_height",
                        "kernel_width"]) + ")",
        "(출력 채널, 입력 채널, 커널 높이, 커널 너비)":
            "(" + axes(["출력 채널", "입력 채널", "커널 높이", "커널 너비"]) + ")",
        "out_channels, _, kernel_height, kernel_width = w.shape":
            axes(["out_channels", "_", "kernel_height", "kernel_width"])
            + " = w.shape",
        "w[o, k]": index("o", "k"), "w[o, 0]": index("o", "0"),
        "with three channels": f"with {many[0]} channels",
        "채널 셋에 모두 1이고": f"채널 {many[1]}에 모두 1이고",
        "`b` is (0, 10), the two maps hold 12 and 22 everywhere":
            f"`b` is ({b[0]}, {b[1]}), the two maps hold {first} and {second} "
            "everywhere",
        "`b`는 (0, 10)이라면 두 맵은 각각 12와 22로 가득하다":
            f"`b`는 ({b[0]}, {b[1]})이라면 첫째 맵의 값은 모두 {first}, "
            f"둘째 맵의 값은 모두 {korean(second, '이다/다')}",
        "np.ones((3, 4, 5)), np.ones((2, 3, 2, 2)), np.array([0.0, 10.0])":
            f"np.ones(({channels}, 4, 5)), np.ones(({axes(shape)})), "
            f"np.array([{b[0]}, {b[1]}])",
        "enumerate((12, 22))": f"enumerate(({first}, {second}))",
        "size=shape)\n": f"size=[shape[k] for k in {order}])\n",
        "size=(n_out, n_in, kernel_height, kernel_width))":
            "size=(" + axes(["n_out", "n_in", "kernel_height",
                             "kernel_width"]) + "))",
        "(torch.tensor, (x, w, b))":
            f"(torch.tensor, (x, w.transpose{back}, {'-' * minus}b))",
        ".reshape(2, 3, 1, 1)":
            f".reshape(2, 3, 1, 1)\nfilters = filters.transpose{order}",
    }
    if minus:
        texts |= {
            "one bias for each map": "one threshold for each map, subtracted "
                                     "from its sums",
            "맵마다 편향 하나": "맵마다 임계값 하나(합에서 뺀다)",
            "is the bias added": "is the threshold subtracted",
            "편향은 몇 번 더하는가": "임계값은 몇 번 빼는가",
            "+= b[o]": "-= b[o]", "+ b[o]": "- b[o]",
            "all ones, bias": "all ones, threshold",
        }
    return texts


LETTERS = {"T": [[1, 1, 1], [0, 1, 0], [0, 1, 0]],
           "U": [[1, 0, 1], [1, 0, 1], [1, 1, 1]],
           "H": [[1, 0, 1], [1, 1, 1], [1, 0, 1]],
           "C": [[1, 1, 1], [1, 0, 0], [1, 1, 1]],
           "X": [[1, 0, 1], [0, 1, 0], [1, 0, 1]]}


def ex5(rng):
    """A letter instead of a plus sign; other numbers for ink and paper."""
    name = str(rng.choice(list(LETTERS)))
    paper, ink, weights = [(-1, 1, "letter"), (1, 2, "2 * letter - 3"),
                           (1, 3, "letter - 2")][rng.integers(3)]
    letter = np.where(LETTERS[name], ink, paper)
    kernel = eval(weights, {"letter": letter})
    slack = "2 * tolerance + 1" if ink - paper == 2 else "tolerance + 0.5"
    best, step = int((kernel * letter).sum()), ink - paper
    rows = r" \\ ".join(" & ".join(map(str, row)) for row in letter)
    return {
        "A detector for plus signs": f"A detector for the letter {name}",
        "a plus sign:": f"the letter {name}:",
        "더하기 기호": f"글자 {name}",
        "Pictures hold 0 (paper) and 1 (ink)":
            f"Pictures hold {paper} (paper) and {ink} (ink)"
            .replace("-", "−"),
        "이미지는 0(종이)과 1(잉크)로 되어 있다":
            f"이미지의 픽셀은 종이이면 {paper}, 잉크이면 {korean(ink, '이다/다')}"
            .replace("-", "−"),
        "plus_detector": "letter_detector",
        r"0 & 1 & 0 \\ 1 & 1 & 1 \\ 0 & 1 & 0": rows,
        "the plus itself": "the letter itself",
        "the plus and its nine": "the letter and its nine",
        "plus = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])":
            f"letter = np.array({letter.tolist()})",
        "kernel = 2 * plus - 1\n    bias = tolerance + 0.5 - plus.sum()":
            f"kernel = {weights}\n"
            f"    bias = {slack} - (kernel * letter).sum()",
        "return plus, tolerance + 0.5 - plus.sum()":
            f"inked = (letter == {ink}) * 1\n"
            f"    return inked, {slack} - (inked * letter).sum()",
        "return 2 * plus - 1, tolerance - plus.sum()":
            f"kernel = {weights}\n"
            f"    return kernel, {step} * tolerance - (kernel * letter).sum()",
        "return 2 * plus - 1, -4.5 if tolerance == 0 else -3.5":
            f"return {weights}, {step / 2 - best} if tolerance == 0 "
            f"else {1.5 * step - best}",
        "windows = np.arange(512)[:, None, None] >> np.arange(9)"
        ".reshape(3, 3) & 1":
            "inked = np.arange(512)[:, None, None] >> np.arange(9)"
            ".reshape(3, 3) & 1\n"
            f"    windows = np.where(inked, {ink}, {paper})",
        "windows != plus": "windows != letter",
        "views != plus": "views != letter",
        "(rng.random((30, 30)) < 0.4).astype(int)":
            f"np.where(rng.random((30, 30)) < 0.4, {ink}, {paper})",
        "    picture[row - 1:row + 2, column] = 1\n"
        "    picture[row, column - 1:column + 2] = 1":
            "    picture[row - 1:row + 2, column - 1:column + 2] = (\n"
            "        {}, {}, {})".format(*LETTERS[name]),
        "noisy = picture ^ (rng.random(picture.shape) < 0.08)":
            "flips = rng.random(picture.shape) < 0.08\n"
            f"noisy = np.where(picture ^ flips, {ink}, {paper})",
        "Twelve plus signs, then every pixel is flipped":
            f"Twelve copies of the letter {name}, then every pixel is flipped",
        "0과 1을 뒤바꾼다": "잉크와 종이를 뒤바꾼다",
        "a missed sign": "a missed letter", "놓친 기호": "놓친 글자",
        "a larger plus": "a larger letter",
    }
