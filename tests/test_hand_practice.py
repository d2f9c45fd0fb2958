"""The practice sheets' keys are what `utils` computes, and no problem is odd."""
import json
import re

import numpy as np
import pytest
import torch
from torch import nn

from book import inserts
from notebooks import ROOT
from tests.javascript import call
from utils.layers import conv2d, neuron, perceptron_update
from utils.losses import cross_entropy, softmax
from utils.models import count_parameters
from utils.pooling import max_pool2d_backward, pool2d
from utils.sizes import sizes_through

CASES = 1000
KINDS = ["perceptron", "entropy", "convolution", "sizes", "pooling"]
X = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
ACT = """(function (options, actions) {
  const figure = Hand.figures.practice;
  let state = figure.start(options);
  for (const [name, value] of actions)
    state = figure.act(state, name, value) || state;
  const say = Hand.speaker(figure.words, "en");
  return {state, said: figure.said(state, say, actions.at(-1)?.[0] ?? ""),
          html: figure.view(state, say)};
})"""


def made(kind, count=CASES):
    return call("Practice.make", [[kind, f"student {n}", n % 7 + 1]
                                  for n in range(count)])


def key(problem):
    return {step["id"]: step["answer"] for step in problem["steps"]}


def values(answers, letter, count):
    return np.array([answers[f"{letter}{k}"] for k in range(count)])


def test_perceptron():
    right, shown = 0, set()
    for problem in made("perceptron"):
        given, answers = problem["given"], key(problem)
        w, y, i = np.array(given["w"]), np.array(given["y"]), given["i"]
        new_w, new_b, wrong = perceptron_update(w, given["b"], X[i], y[i])
        after = [neuron(x, new_w, new_b) for x in X]
        assert answers == {
            "s": X[i] @ w + given["b"], "a": neuron(X[i], w, given["b"]),
            "w1": new_w[0], "w2": new_w[1], "b": new_b,
            **{f"r{k}": answer for k, answer in enumerate(after)},
            "n": (after == y).sum()}
        assert w.any() and new_w.any() and set(y) == {-1, 1}
        right += not wrong
        shown.add(i)
    assert 50 < right < 300 and shown == {0, 1, 2, 3}


def test_entropy():
    for problem in made("entropy"):
        powers, right = problem["given"]["powers"], problem["given"]["right"]
        answers, logits = key(problem), np.log(powers)[None]
        p = softmax(logits)[0]
        assert answers["total"] == sum(powers)
        assert np.allclose(values(answers, "p", 3), p)
        assert np.isclose(answers["loss"], cross_entropy(logits, [right]))
        z = torch.tensor(logits, requires_grad=True)
        nn.functional.cross_entropy(z, torch.tensor([right])).backward()
        assert np.allclose(values(answers, "g", 3), z.grad.numpy()[0])
        assert len(set(powers)) == 3  # one class is the likeliest
        assert np.allclose(1000 * p, np.round(1000 * p))  # three decimals
        assert {sum(powers), powers[right]} <= {1, *range(2, 11), 20}


def test_convolution():
    for problem in made("convolution"):
        image, kernel = (np.array(problem["given"][name])
                         for name in ("image", "kernel"))
        out = conv2d(image[None, None], kernel[None, None])[0, 0]
        assert (values(key(problem), "c", 4) == out.ravel()).all()
        turned = conv2d(image[None, None], kernel[None, None, ::-1, ::-1])
        assert (turned[0, 0] != out).all()
        assert len(np.unique(out)) > 2 and np.count_nonzero(kernel) >= 4
        assert kernel.min() < 0 < kernel.max() and np.abs(out).max() < 30
        assert np.count_nonzero(image) >= 10


def test_sizes():
    for problem in made("sizes"):
        given, answers = problem["given"], key(problem)
        one, two = given["first"], given["second"]
        _, a, b, c = sizes_through(given["size"], [
            (one["kernel"], one["stride"], one["padding"]), (2, 2, 0),
            (two["kernel"], two["stride"], two["padding"])])
        net = nn.Sequential(
            nn.Conv2d(given["channels"], one["filters"], one["kernel"],
                      stride=one["stride"], padding=one["padding"]),
            nn.MaxPool2d(2),
            nn.Conv2d(one["filters"], two["filters"], two["kernel"],
                      stride=two["stride"], padding=two["padding"]),
            nn.Flatten(), nn.Linear(answers["flat"], given["classes"]))
        image = torch.zeros(1, given["channels"], given["size"], given["size"])
        assert net(image).shape == (1, given["classes"])
        first, _, second, _, dense = map(count_parameters, net)
        assert answers == {
            "size1": a, "pool": b, "size2": c, "flat": two["filters"] * c * c,
            "params1": first, "params2": second, "dense": dense,
            "sum": count_parameters(net)}
        assert c >= 2 and answers["sum"] < 500


def test_pooling():
    for problem in made("pooling"):
        given, answers = problem["given"], key(problem)
        x = np.array(given["image"], float)[None, None]
        most, mean = pool2d(x, 2), pool2d(x, 2, reduce=np.mean)
        assert (values(answers, "m", 4) == most.ravel()).all()
        assert (values(answers, "a", 4) == mean.ravel()).all()
        gradient = np.zeros(4)
        gradient[given["block"]] = given["gradient"]
        r, c = np.divmod(given["block"], 2) * np.array(2)
        back = max_pool2d_backward(gradient.reshape(1, 1, 2, 2), x, 2)
        block = back[0, 0, r:r + 2, c:c + 2]
        assert (values(answers, "d", 4) == block.ravel()).all()
        assert answers["share"] == given["gradient"] / 4 != 0
        windows = x[0, 0].reshape(2, 2, 2, 2).swapaxes(1, 2).reshape(4, 4)
        assert ((windows == windows.max(1, keepdims=True)).sum(1) == 1).all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_never_has_the_answer_and_is_worded(kind):
    words = call("(function () { return Hand.figures.practice.words; })",
                 [[]])[0]
    seen = set()
    for problem in made(kind):
        for step in problem["steps"]:
            found = [slip["value"] for slip in step["slips"]]
            for value in found:
                assert abs(value - step["answer"]) > 2 * step["within"]
            gaps = np.diff(sorted(found))
            assert (gaps > 2 * step["within"]).all()
            seen |= {f"step-{step['id']}",
                     *(f"slip-{slip['id']}" for slip in step["slips"])}
    for language in ("en", "ko"):
        assert seen <= set(words[language])


@pytest.mark.parametrize("kind", KINDS)
def test_the_working_ends_in_the_answer(kind):
    for problem in made(kind, 300):
        for step in problem["steps"]:
            end = re.split("[=≈→] ?", step["work"])[-1].replace("−", "-")
            assert abs(float(end) - step["answer"]) < 0.0051, step


def test_named_slips_are_the_usual_ones():
    problem = made("convolution", 1)[0]
    image, kernel = (np.array(problem["given"][name])
                     for name in ("image", "kernel"))
    turned = conv2d(image[None, None], kernel[None, None, ::-1, ::-1])
    assert call("Practice.judge", [[step, str(value)] for step, value in zip(
        problem["steps"], turned.ravel())]) == ["spun"] * 4
    problem = made("sizes", 1)[0]
    for step in problem["steps"]:
        if step["id"].startswith("params"):
            one = problem["given"][
                "first" if step["id"] == "params1" else "second"]
            bare = step["answer"] - one["filters"]
            assert call("Practice.judge", [[step, str(bare)]]) == ["noBiases"]


def test_judge_reads_what_people_type():
    step = {"answer": -0.375, "within": 0.006,
            "slips": [{"id": "sign", "value": 0.375}]}
    told = {"-0.375": "right", "−0,38": "right", " - 3/8 ": "right",
            "0.375": "sign", "3/8": "sign", "1": "wrong", "": "empty",
            "x": "unread", "1..2": "unread", "3/0": "unread", "-": "unread"}
    assert call("Practice.judge", [[step, text] for text in told]) == list(
        told.values())


def test_no_two_students_get_the_same_sheet():
    sheets = {json.dumps(problem["given"])
              for problem in made("convolution") + made("pooling")}
    assert len(sheets) == 2 * CASES
    first, spaced, composed, apart = call("Practice.make", [
        ["sizes", name, 1] for name in ("김민수", " 김민수 ", "\u1100\u1175\u11b7민수",
                                        "김민주")])
    assert first == spaced == composed != apart


def test_check_marks_each_step_and_names_the_slip():
    problem = call("Practice.make", [["pooling", "Kim", 2]])[0]
    fill = [[f"at-{step['id']}", str(step["answer"])]
            for step in problem["steps"]]
    options = {"query": {"sheet": "Kim", "n": "2", "kind": "pooling"}}
    share = problem["given"]["gradient"]
    typed, done, slip, again = call(ACT, [
        [options, fill], [options, [*fill, ["check", None]]],
        [options, [*fill, ["at-share", str(share)], ["check", None]]],
        [options, [*fill, ["check", None], ["at-m0", "5 "]]]])
    assert typed["html"].count("✓") == typed["html"].count("✗") == 0
    assert done["html"].count("✓") == 13 and "All 13" in done["said"]
    assert slip["html"].count("✓") == 12 and slip["html"].count("✗") == 1
    assert "a quarter" in slip["said"] and "<b>" not in slip["said"]
    assert again["html"].count("✓") == 12 and "✗" not in again["html"]


def test_the_address_keeps_the_sheet():
    plain, named, nexted, kind, odd = call(ACT, [
        [{}, []], [{}, [["next", None], ["sheet", "Lee <3"]]],
        [{"query": {"sheet": "7", "n": "4"}}, [["next", None]]],
        [{"query": {"sheet": "7", "n": "4"}}, [["kind", "sizes"]]],
        [{"query": {"sheet": "x" * 99, "n": "-3", "kind": "none"},
          "kind": "entropy"}, []]])
    assert plain["state"]["query"] is None
    assert named["state"]["query"] == {
        "sheet": "Lee <3", "n": 1, "kind": "perceptron"}
    assert "Lee <3" not in named["html"] and "Lee &#60;3" in named["html"]
    assert nexted["state"]["query"]["n"] == 5
    assert kind["state"]["query"] == {"sheet": "7", "n": 4, "kind": "sizes"}
    assert odd["state"]["query"] == {"sheet": "x" * 40, "n": 1,
                                     "kind": "entropy"}


def test_printing_opens_the_key_only_when_asked():
    sheet, both, after = call(ACT, [
        [{}, [["print", None]]], [{}, [["print-key", None]]],
        [{}, [["print-key", None], ["at-s", "1"]]]])
    assert sheet["state"]["printing"] and both["state"]["printing"]
    assert not after["state"]["printing"]
    assert "practice-key wanted" in both["html"]
    assert "practice-key wanted" not in sheet["html"]
    for kind in range(1, 6):
        assert sheet["html"].count(f'practice-title">{kind}. ') == 2


def test_the_page_has_its_figure_in_both_languages():
    text = (ROOT / "appendix/practice.md").read_text("utf-8")
    entries = inserts.read(ROOT, "appendix/practice")
    for language, word in (("en", "Check"), ("ko", "채점하기")):
        page = inserts.with_inserts_in_page(
            text, "appendix/practice", language, entries, inserts.page_figure)
        assert page.count('id="hand-practice-practice"') == 1 and word in page
        assert "% insert" not in page
    with pytest.raises(ValueError, match="nothing to insert"):
        inserts.with_inserts_in_page("% insert: x", "a/b", "en", {}, None)
    with pytest.raises(ValueError, match="not there"):
        inserts.with_inserts_in_page("", "a/b", "en", entries, None)
    assert inserts.scripts(["practice", "neuron"]) == [
        "core", "compute", "practice_words", "practice_problems", "practice",
        "neuron"]
