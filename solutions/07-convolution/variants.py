"""What a seed changes in the exercises on convolution."""
from scipy.signal import correlate2d

CORNERS = {"upper right": ("오른쪽 위", 0, 1), "lower left": ("왼쪽 아래", 1, 0),
           "lower right": ("오른쪽 아래", 1, 1)}


def ex1(rng):
    """Another pixel names the window; another image and kernel."""
    corner = str(rng.choice(list(CORNERS)))
    korean, below, right = CORNERS[corner]
    image, kernel = rng.integers(0, 5, (4, 4)), rng.integers(0, 4, (3, 3))
    sums = correlate2d(image, kernel, mode="valid")
    r, c = 2 * below, 2 * right
    first, last = f"{r}, {c}", f"{r + 1}, {c + 1}"
    down = "row - height + 1:row + 1" if below else "row:row + height"
    across = "column - width + 1:column + 1" if right \
        else "column:column + width"
    shift = (" + kernel.shape[0] - 1" if below else "",
             " + kernel.shape[1] - 1" if right else "")
    return {
        "upper left pixel": f"{corner} pixel",
        "왼쪽 위 픽셀이": f"{korean} 픽셀이",
        "kernel, 0, 0)` is 15": f"kernel, {first})` is {sums[0, 0]}",
        "kernel, 0, 0)`은 15다": f"kernel, {first})` 값은 {sums[0, 0]}이다",
        "window = image[row:row + height, column:column + width]":
            f"window = image[{down},\n                   {across}]",
        "return image[row:row + height, column:column + width] * kernel":
            f"return image[{down},\n                 {across}] * kernel",
        "[[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]]":
            image.tolist(),
        "[[2, 0, 1], [0, 1, 2], [1, 0, 2]]": kernel.tolist(),
        "got = window_sum(image, kernel, 0, 0)":
            f"got = window_sum(image, kernel, {first})",
        "{(0, 0): 15, (0, 1): 16, (1, 0): 6}":
            f"{{({first}): {sums[0, 0]}, ({r}, {c + 1}): {sums[0, 1]}}}",
        "(image, kernel, 4, 1)": f"(image, kernel, {4 + below}, "
                                 f"{1 + 2 * right})",
        "row 4, column 1": f"row {4 + below}, column {1 + 2 * right}",
        "(rng.integers(n) for n in expected.shape)\n"
        "        got = window_sum(image, kernel, row, column)":
            "(rng.integers(n) for n in expected.shape)\n"
            f"        got = window_sum(image, kernel, row{shift[0]},\n"
            f"                         column{shift[1]})",
        "window_sum(image, kernel, 1, 1) == 15":
            f"window_sum(image, kernel, {last}) == {sums[1, 1]}",
    }
