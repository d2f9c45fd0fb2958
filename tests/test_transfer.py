"""The drawings of the chapter on transfer learning."""
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from utils.plots import COLORS
from utils.plots_transfer import (
    plot_depths,
    plot_drift,
    plot_methods,
    show_guesses,
    show_pictures,
)


@pytest.fixture(autouse=True)
def clean():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_guesses_stand_beside_their_photograph():
    photos = [np.full((6, 6, 3), shade, "uint8") for shade in (10, 20, 30)]
    guesses = [{"tabby": 0.5, "cup": 0.25}, {"mug": 1.0}, {"ship": 0.1}]
    axes = show_guesses(photos, guesses)
    assert axes.shape == (3, 2)
    for (above, below), photo, answers in zip(axes, photos, guesses):
        assert np.array_equal(above.images[0].get_array(), photo)
        assert [bar.get_width() for bar in below.patches] == [*answers.values()]
        assert texts(below) == [f"{name}  {share:.2f}"
                                for name, share in answers.items()]
        low, high = below.get_ylim()
        assert below.get_xlim() == (0, 1) and low > high    # surest on top


def test_pictures_in_a_grid_the_rest_empty():
    images = np.random.default_rng(0).integers(0, 256, (5, 3, 4, 4), "uint8")
    axes = show_pictures(images, list("abcde"), columns=3)
    assert len(axes) == len(plt.gcf().axes) == 5
    for ax, image, letter in zip(axes, images, "abcde"):
        assert np.array_equal(ax.images[0].get_array(), image.transpose(1, 2, 0))
        assert texts(ax) == [letter] and ax.spines["top"].get_visible()


def test_a_second_line_below_pictures_takes_no_room_from_them():
    heights, sides = [], []
    for caption in ("a", "a\nb"):
        show_pictures(np.zeros((4, 3, 4, 4)), [caption] * 4, columns=2)
        plt.gcf().draw_without_rendering()
        heights.append(plt.gcf().get_figheight())
        sides.append(plt.gcf().axes[0].get_window_extent().height)
    assert heights[1] > heights[0] + 0.2
    assert sides[1] > 0.98 * sides[0]


def test_methods_have_a_mean_and_every_run():
    runs = {"ours": [[0.5, 0.7], [0.6, 0.9]], "theirs": [[0.5, 0.5], [0.5, 0.5]]}
    ax = plot_methods(runs, (10, 100), chance=0.5)
    means = [line for line in ax.lines if line.get_linewidth() > 1]
    heights = [text.xy[1] for text in ax.texts if hasattr(text, "xy")]
    assert [line.get_ydata().tolist() for line in means] == [
        pytest.approx([55, 80]), pytest.approx([50, 50])]
    dots = [line for line in ax.lines if line.get_linewidth() == 0]
    assert sorted(v for line in dots for v in line.get_ydata()) == \
        pytest.approx(sorted([50, 70, 60, 90, 50, 50, 50, 50]))
    assert {"ours", "theirs", "a coin"} <= set(texts(ax))
    assert means[0].get_linestyle() != means[1].get_linestyle()
    assert ax.get_xscale() == "log" and heights == [50, 80]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["10", "100"]


def test_names_of_methods_that_end_alike_do_not_overlap():
    ax = plot_methods({"a": [[0.6, 0.8]], "b": [[0.6, 0.81]]}, (10, 100))
    low, high = sorted(text.xy[1] for text in ax.texts if hasattr(text, "xy"))
    assert low == pytest.approx(80) and high - low >= 2.5


def test_depths_one_panel_a_task():
    curves = {name: np.linspace(0.1, 0.9, 18) for name in "abcd"}
    axes = plot_depths(curves, {"a": 0.8, "d": 0.3},
                       dict(zip("abcd", (0.5, 0.1, 0.1, 0.25))))
    assert len(axes) == 4
    for ax, name in zip(axes, "abcd"):
        assert texts(ax)[0] == name
        assert ax.lines[0].get_ydata() == pytest.approx(100 * curves[name])
    orange = [[line.get_ydata()[0] for line in ax.lines
               if to_rgb(line.get_color()) == to_rgb(COLORS["orange"])]
              for ax in axes]
    assert "guessing" in texts(axes[2]) and "guessing" not in texts(axes[0])
    assert orange == [[80], [], [], [30]]
    assert [ax.lines[1].get_ydata()[0] for ax in axes] == [50, 10, 10, 25]


def test_drift_names_each_line_at_its_end():
    ax = plot_drift([0, 5, 10], {"moves": [0, 0.1, 0.3], "still": [0, 0, 0]})
    assert [line.get_ydata().tolist() for line in ax.lines] == [
        pytest.approx([0, 10, 30]), [0, 0, 0]]
    assert texts(ax) == ["moves", "still"]
    assert ax.texts[0].xy == (10, pytest.approx(30))
    assert ax.get_ylim()[0] == 0
