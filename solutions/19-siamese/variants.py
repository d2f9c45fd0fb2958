"""What a seed changes in the exercises on Siamese networks."""
from fractions import Fraction

import numpy as np


def ex1(rng):
    """How a pair is marked, and how many unlike pairs join the like ones."""
    mark, ratio = [("1, -1", 1), ("1, -1", 2), ("0, 1", 1), ("0, 1", 2),
                   ("1, 0", 2)][rng.integers(5)]
    like, unlike = map(int, mark.split(", "))
    names = rng.choice(np.arange(1, 30), 4, replace=False)
    a, b = names[:2]
    whose = rng.permutation(np.repeat(names, [2, 2, 2, 3]))
    pairs = [tuple(map(int, np.flatnonzero(whose == k))) for k in (a, b)]
    row = ", ".join(map(str, whose))
    minus = str(unlike).replace("-", "−")
    code = {"1, -1": "2 * same - 1", "0, 1": "~same", "1, 0": "same"}[mark]
    of_pair = {"1, -1": "2 * int(whose[i] == whose[j]) - 1",
               "0, 1": "int(whose[i] != whose[j])",
               "1, 0": "int(whose[i] == whose[j])"}[mark]
    times, twice = ("2 * ", "twice as many") if ratio == 2 \
        else ("", "as many")
    return {
        "the smaller first, and 1 for the same finger or 0;":
            f"the smaller first, and {like} for the same finger or {minus};",
        "and as many unlike ones, drawn": f"and {twice} unlike ones, drawn",
        "For `whose` = 7, 7, 9, 4, 4, 4, 9, 2, 2 and two fingers in the test: "
        "if 7 and 9 are drawn, the test has the like pairs (0, 1) and (2, 6) "
        "and two of the four unlike ones. Training has four like pairs and "
        "four of six unlike ones.":
            f"For `whose` = {row} and two fingers in the test: if {a} and {b} "
            f"are drawn, the test has the like pairs {pairs[0]} and "
            f"{pairs[1]} and {'all' if ratio == 2 else 'two of the'} four "
            "unlike ones. Training has four like pairs and "
            f"{'all' if ratio == 2 else 'four of'} six unlike ones.",
        "같은 손가락이면 1, 아니면 0을 적는다.":
            f"같은 손가락이면 {like}, 아니면 {minus}을 적는다.",
        "(다른 쌍)은 그 수만큼 제비로":
            f"(다른 쌍)은 그 {'두 배' if ratio == 2 else '수'}만큼 제비로",
        "`whose`가 7, 7, 9, 4, 4, 4, 9, 2, 2이고 손가락 두 개를 테스트에 "
        "쓴다고 하자. 7과 "
        "9가 뽑히면 테스트에는 같은 쌍 (0, 1)과 (2, 6), 그리고 다른 쌍 넷 가운데 둘이 "
        "들어간다. 훈련에는 같은 쌍 넷과, 다른 쌍 여섯 가운데 넷이 들어간다.":
            f"`whose`가 차례로 {row}이고 손가락 두 개를 테스트에 쓴다고 하자. {a}번과 "
            f"{b}번이 뽑히면 테스트에는 같은 쌍 {pairs[0]}, {pairs[1]} 그리고 "
            + ("다른 쌍 넷이 모두" if ratio == 2 else "다른 쌍 넷 가운데 둘이")
            + " 들어간다. 훈련에는 같은 쌍 넷과, "
            + ("다른 쌍 여섯이 모두" if ratio == 2 else "다른 쌍 여섯 가운데 넷이")
            + " 들어간다.",
        "place, place, 1 if same.":
            f"place, place, {mark.replace(',', ' or')}.",
        "[:same.sum()]": f"[:{times}same.sum()]",
        "min(same.sum(), (~same).sum())":
            f"min({times}same.sum(), (~same).sum())",
        "np.stack([i, j, same], axis=1)": f"np.stack([i, j, {code}], axis=1)",
        "int(whose[i] == whose[j])": of_pair,
        "if r[2] == x} for x in (1, 0))":
            f"if r[2] == x}}\n{' ' * 32}for x in ({mark}))",
        "np.array(whose), 2, np.random":
            f"np.array(whose), {1 + ratio}, np.random",
        "(len({*whose}) - 2, 2)[k]":
            f"(len({{*whose}}) - {1 + ratio}, {1 + ratio})[k]",
        "whose {whose}, n_test 2, seed":
            f"whose {{whose}}, n_test {1 + ratio}, seed",
        "n = len(like) + min(len(like), len(unlike))":
            f"n = len(like) + min({times}len(like), len(unlike))",
        "np.array_equal(same == 1,": f"np.array_equal(same == {like},",
        "wanted = [min(like, unlike), like]":
            f"wanted = [min({times}like, unlike), like]",
        "for k in (0, 1)]": f"for k in ({unlike}, {like})]",
        "of 40 unlike pairs each is as likely: 75 times":
            f"of 40 unlike pairs each is as likely: {75 * ratio} times",
        "[np.asarray(part)[:, 2] == 0]":
            f"[np.asarray(part)[:, 2] == {unlike}]",
        "few.min() > 25 and few.max() < 150":
            "few.min() > 90 and few.max() < 210" if ratio == 2
            else "few.min() > 25 and few.max() < 150",
        "on all pairs and on balanced ones.":
            "on all pairs and on those that were drawn.",
        "뒤는 균형을 맞춘 쌍에서": "뒤는 제비로 뽑은 쌍에서",
        "'same' if same else 'different'":
            f"'same' if same == {like} else 'different'",
        "balanced = np.concatenate": "drawn = np.concatenate",
        '{1 - balanced.mean():.0%} of the balanced ones':
            f'{{(drawn == {unlike}).mean():.0%}} of those drawn',
    }


def ex2(rng):
    """The gradient of the other side, marks turned round, or the sum."""
    other, turned, total = [int(bit) for bit in f"{rng.integers(1, 8):03b}"]
    side, far_side = ("b", "a") if other else ("a", "b")
    flag = "different" if turned else "same"
    minus, word = "-" * other, "sum" if total else "mean"
    part = "" if total else " / len(d)"

    near, margin, far = [((0.3, 0.4), 1, (1.2, 1.6)),
                         ((0.6, 0.8), 2, (1.8, 2.4)),
                         ((0.6, 0.8), 1.5, (1.2, 1.6)),
                         ((0.3, 0.4), 2, (1.8, 2.4))][rng.integers(4)]
    if rng.integers(2):
        near, far = near[::-1], far[::-1]
    order = rng.permutation(3)  # the same, near, far
    a, d = np.array([near, near, far])[order], np.hypot(*near)
    same = order == 0
    costs = np.array([d ** 2, (margin - d) ** 2, 0])[order]
    slopes = np.outer([2, -2 * (margin - d) / d, 0], near)[order]
    slopes = slopes * (-1 if other else 1) / (1 if total else 3)

    def text(point):
        x, y = (f"{x:.3f}".rstrip("0").rstrip(".") for x in point + 0.0)
        return f"({x}, {y})".replace("-", "−")
    points, downhill = (", ".join(map(text, rows)) for rows in (a, slopes))
    apart = ", ".join(f"{x:g}" for x in np.hypot(*a.T))
    loss = " + ".join(f"{x:g}" for x in costs)
    loss = loss if total else f"({loss}) / 3"
    value = f"{costs.sum() / (1 if total else 3):.3f}"
    place = int(np.flatnonzero(same)[0])
    which = ["first", "second", "third"][place]
    which_ko = ["첫", "둘째", "셋째"][place]
    m = f"{margin:g}"
    return {
        "`same` (pairs,): true or false;":
            f"`{flag}` (pairs,): true "
            + ("if the fingers are different, else false;" if turned
               else "or false;"),
        "return the mean loss over all pairs, a number, and its gradient with "
        "respect to `a`, (pairs, size). (The one with respect to `b` is its "
        "negative.)":
            f"return the {word} of the losses of all pairs, a number, and its "
            f"gradient with respect to `{side}`, (pairs, size). (The one with "
            f"respect to `{far_side}` is its negative.)",
        "and `a` (0.3, 0.4), (0.3, 0.4), (1.2, 1.6). Only the first pair is "
        "the same; the margin is 1. The distances are 0.5, 0.5, 2. The loss "
        "is (0.25 + 0.25 + 0) / 3 = 0.167 and the gradients are (0.2, 0.267), "
        "(−0.2, −0.267), (0, 0).":
            f"and `a` {points}. Only the {which} pair is the same; the margin "
            f"is {m}. The distances are {apart}. The loss is {loss} = "
            f"{value} and the gradients are {downhill}.",
        "`same` (쌍의 수,)은 참 또는 거짓이고,":
            f"`{flag}` (쌍의 수,)은 " + (
                "다른 손가락이면 참, 같은 손가락이면 거짓이고," if turned
                else "참 또는 거짓이고,"),
        "모든 쌍의 평균 손실(수 하나)과, `a`에 대한 기울기 (쌍의 수, 크기)를 돌려준다. "
        "`b`에 대한":
            f"모든 쌍의 손실의 {'합' if total else '평균'}(수 하나)과, `{side}`에 대한 "
            f"기울기 (쌍의 수, 크기)를 돌려준다. `{far_side}`에 대한",
        "`a`는 (0.3, 0.4), (0.3, 0.4), (1.2, 1.6)이라 하자. 첫 쌍만 같은 손가락이고 "
        "마진은 1이다. 거리는 0.5, 0.5, 2다. 손실은 (0.25 + 0.25 + 0) / 3 = 0.167이고 "
        "기울기는 (0.2, 0.267), (−0.2, −0.267), (0, 0)이다.":
            f"`a`는 {points}이라 하자. {which_ko} 쌍만 같은 손가락이고 마진은 {m}이다. "
            f"거리는 차례로 {apart}이다. 손실은 {loss} = {value}이고 기울기는 차례로 "
            f"{downhill}이다.",
        "contrastive(a, b, same, margin)":
            f"contrastive(a, b, {flag}, margin)",
        '"""Mean loss of pairs (pairs, size), and its gradient with respect '
        'to a.':
            f'"""{word.capitalize()} of the losses (pairs, size), and its '
            f"gradient for {side}.",
        "np.where(same, ": f"np.where({'~different' if turned else 'same'}, ",
        ".mean()": ".sum()" if total else ".mean()",
        "return loss, pull[:, None] * away / len(d)":
            f"return loss, {minus}pull[:, None] * away{part}",
        "return loss, -pull[:, None] * away / len(d)":
            f"return loss, {'' if other else '-'}pull[:, None] * away{part}",
        "return loss, pull[:, None] * away\n":
            f"return loss, {minus}pull[:, None] * away"
            + " / len(d)" * total + "\n",
        "[[0.3, 0.4], [1.2, 1.6]]": str([[*near], [*far]]),
        "(far[:1], [True], 1), (far[:1], [False], 1), (far[1:], [False], 1),":
            f"(far[:1], [True], {m}), (far[:1], [False], {m}),\n"
            f"            (far[1:], [False], {m}),",
        "(far[[0, 0, 1]], [True, False, False], 1)":
            f"(far[{[int(k == 2) for k in order]}], {same.tolist()}, {m})",
        "contrastive(a.copy(), b, np.array(same), margin)":
            f"contrastive(a.copy(), b, {'~' * turned}np.array(same), margin)",
        "x.grad.numpy()": f"{minus}x.grad.numpy()",
        "b =\\n{b}\\nsame {same}, margin":
            'b =\\n{b}\\n"\n                f"different {~np.array(same)}, '
            "margin" if turned
            else "b =\\n{b}\\nsame {same}, margin",
        "            loss, slope = contrastive(a, b, same, margin)\n":
            f"            loss, slope = contrastive(a, b, {'~' * turned}same, "
            "margin)\n",
        'round(3)}, same {same}, " \\':
            'round(3)}, " \\\n               f"different {~same}, " \\'
            if turned
            else 'round(3)}, same {same}, " \\',
        "contrastive(z[i], z[j], same, margin)[1]":
            f"contrastive(z[i], z[j], {'~' * turned}same, margin)[1]"
            + "\n        slope = slope / len(i)" * total,
        "np.add.at(z, i, -10 * slope)":
            f"np.add.at(z, i, {'' if other else '-'}10 * slope)",
        "np.add.at(z, j, 10 * slope)":
            f"np.add.at(z, j, {'-' if other else ''}10 * slope)",
    }


def ex3(rng):
    """The costs squared, the mean over all impressions, or both."""
    squared, every = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    gaps = rng.integers([2, 1, 3], [6, 4, 8])
    m = rng.integers(1, gaps[1] + 1)  # so that two anchors cost nothing
    line = np.cumsum([rng.integers(0, 4), *gaps])
    one, two, three = rng.permutation(np.arange(1, 10))[:3].tolist()
    d = abs(line[:, None] - line)
    friend, stranger = d[[0, 1, 2, 3], [1, 0, 3, 2]], [
        d[0, 2], d[1, 2], d[2, 1], d[3, 1]]
    costs = np.maximum(0, friend - stranger + m) ** (2 if squared else 1)
    loss, less = f"{costs.sum() / 4:g}", f"{costs.sum() / 5:g}"
    far = line[-1] + rng.integers(9, 15)
    places, labels = line.tolist(), [one, one, two, two]
    at, told = ", ".join(map(str, places)), ", ".join(map(str, labels))
    cost = ", ".join(map(str, costs))
    bare = r"\max(0,\; d(\text{{{}}}, \text{{{}}}) - d(\text{{{}}}, \text{{{" \
        "}}}) + m)"
    english = bare.format("anchor", "farthest friend", "anchor",
                          "nearest stranger")
    korean = bare.format("기준", "가장 먼 친구", "기준", "가장 가까운 남")
    power = "^2" * squared
    return {
        f"${english}$": f"${english}{power}$",
        f"${korean}$": f"${korean}{power}$",
        "return the mean over all anchors, also over those that cost nothing,":
            "return the sum over all anchors, divided by the number n of all "
            "impressions, also of those that are no anchors," if every else
            "return the mean over all anchors, also over those that cost "
            "nothing,",
        "on a line at 0, 2, 3, 7 with the labels 4, 4, 9, 9 and margin 1 the "
        "four anchors cost 0, 2, 4, 0: the loss is 1.5. One more impression "
        "at 20 with the label 8 has no friend, and the loss stays 1.5.":
            f"on a line at {at} with the labels {told} and margin {m} the "
            f"four anchors cost {cost}: the loss is {loss}. One more "
            f"impression at {far} with the label {three} has no friend, and "
            f"the loss {f'becomes {less}' if every else f'stays {loss}'}.",
        "모든 기준의 평균을 돌려준다. 손실이 0인 기준도 평균에 넣는다.":
            "모든 기준의 손실을 더하고, 기준이 아닌 것까지 포함한 모든 지문의 "
            "수 n으로 나누어 "
            "돌려준다." if every else
            "모든 기준의 평균을 돌려준다. 손실이 0인 기준도 평균에 넣는다.",
        "수직선 위 0, 2, 3, 7에 레이블이 4, 4, 9, 9인 지문이 있고 마진이 "
        "1이면, 네 기준의 "
        "손실은 0, 2, 4, 0이고 평균은 1.5다. 20에 레이블이 8인 지문을 하나 더 "
        "놓아도 친구가 "
        "없으니 손실은 그대로 1.5다.":
            f"수직선 위 {at}에 레이블이 차례로 {told}인 지문이 있고 마진이 "
            f"{m}일 때, 네 "
            f"기준의 손실은 차례로 {cost}이고 배치의 손실은 {loss}이다. {far}의 자리에 "
            f"레이블이 {three}인 지문을 하나 더 놓으면, 친구가 없으니 손실은 "
            + (f"{less}이 된다." if every else f"그대로 {loss}이다."),
        "mean triplet loss with the hardest of the batch.":
            "triplet loss with the hardest of the batch." if every else
            "mean triplet loss with the hardest of the batch.",
        "[anchor].clamp(min=0)": "[anchor].clamp(min=0)" + " ** 2" * squared,
        "(d - nearest + margin).clamp(min=0)[friend]":
            "(d - nearest + margin).clamp(min=0)[friend]" + " ** 2" * squared,
        "costs.sum() / max(len(costs), 1)":
            "costs.sum() / len(labels)" if every
            else "costs.sum() / max(len(costs), 1)",
        "[[0.0], [2], [3], [7], [20]]":
            str([[float(x)] for x in (*places, far)]),
        "(line[:4], [4, 4, 9, 9], 1), (line, [4, 4, 9, 9, 8], 1),":
            f"(line[:4], {labels}, {m}), (line, {[*labels, three]}, {m}),",
        "[0, 1, 2] * 2 + [0, 5], 0.7)": "[0, 1, 2] * 2 + [0, 5], 2.7)",
        "wanted = np.mean([max(some) for some in costs if some] or 0)":
            f"wanted = [max(some){' ** 2' * squared} for some in costs if "
            "some] or [0]\n        wanted = "
            + ("sum(wanted) / len(z)" if every else "np.mean(wanted)"),
        "- away[strangers].min() + margin))":
            f"- away[strangers].min() + margin){' ** 2' * squared})",
        "return torch.stack(costs).mean() if costs else z.sum() * 0":
            "return sum(costs, z.sum() * 0) / len(z)" if every else
            "return torch.stack(costs).mean() if costs else z.sum() * 0",
    }


def ex4(rng):
    """Distances instead of scores, the threshold too, or both."""
    low, place = [(1, 0), (0, 1), (0, 2), (1, 1), (1, 2)][rng.integers(5)]
    share, better = 0, False
    # until friends score better and the lines cross between two thresholds
    while not (better and 0 < share < 1):
        strangers = rng.permutation(np.arange(1, 10))[:rng.integers(4, 6)]
        friends = rng.permutation(np.arange(1, 10))[:2]
        sign = -1 if low else 1
        steps = -np.unique(-sign * np.append(strangers, friends))
        accepted = (sign * strangers >= steps[:, None]).mean(1)
        rejected = (sign * friends < steps[:, None]).mean(1)
        k = (accepted >= rejected).argmax()
        gap, now = rejected[k - 1] - accepted[k - 1], accepted[k] - rejected[k]
        share = gap / (gap + now) if k else 0
        better = sign * friends.mean() > sign * strangers.mean()
    way = Fraction(share).limit_denominator(99)
    rate = accepted[k - 1] + share * (accepted[k] - accepted[k - 1])
    a, b = (", ".join(map(str, group)) for group in (strangers, friends))
    before, after = (
        f"{accepted[i]:g} and {rejected[i]:g}" for i in (k - 1, k))
    early, late = sign * steps[k - 1], sign * steps[k]
    score, korean = ("distance", "거리") if low else ("score", "점수")
    least, most = ("<=", ">") if low else (">=", "<")
    minus, down = ("-", "") if low else ("", "[::-1]")

    def pair(rate, threshold):  # what is returned
        return [rate, f"{rate}, {threshold}", f"{threshold}, {rate}"][place]
    one = "the rate at which they are equal, a number from 0 to 1"
    two = "the laxest threshold at which the false accept rate is not " \
        "larger than the false reject rate"
    one_ko = "둘이 같아지는 곳의 비율(0과 1 사이의 수)"
    two_ko = "타인 수락률이 본인 거부율을 넘지 않는 임계값 가운데 가장 느슨한 것"
    told = [f"{one};", f"{one}, and {two};", f"{two}, and {one};"][place]
    told_ko = ["둘이 같아지는 곳의 비율을 0과 1 사이의 수로 돌려준다.",
               f"{one_ko}과 {two_ko}을 차례로 돌려준다.",
               f"{two_ko}과 {one_ko}을 차례로 돌려준다."][place]
    first = f"{minus}np.inf"
    return {
        "A lock opens if the score of the two prints reaches the threshold.":
            "A lock opens if the distance of the two prints does not exceed "
            "the threshold." if low else
            "A lock opens if the score of the two prints reaches the "
            "threshold.",
        "friends` (m,): scores, in any order; higher means more alike;":
            f"friends` (m,): {score}s, in any order; "
            f"{'lower' if low else 'higher'} means more alike;",
        "one above all scores, where nobody passes, then each score that "
        "occurs, once. Whoever *reaches* the threshold passes;":
            "one below all distances, where nobody passes, then each distance "
            "that occurs, once. Whoever *does not exceed* the threshold "
            "passes;" if low else
            "one above all scores, where nobody passes, then each score that "
            "occurs, once. Whoever *reaches* the threshold passes;",
        f"return {one};": f"return {told}",
        "for the strangers 1, 4, 2, 3 and the friends 5, 3: at threshold 4 "
        "the rates are 0.25 and 0.5, at 3 they are 0.5 and 0. After one third "
        "of the way both are 0.333.":
            f"for the strangers {a} and the friends {b}: at threshold {early} "
            f"the rates of false accepts and false rejects are {before}, at "
            f"{late} they are {after}. After {way} of the way both are "
            f"{rate:.3f}"
            + (f", and the threshold is {early}." if place else "."),
        "Equal scores cannot be parted": f"Equal {score}s cannot be parted",
        "두 지문의 점수가 임계값에 이르면 잠금장치가 열린다.":
            "두 지문의 거리가 임계값을 넘지 않으면 잠금장치가 열린다." if low else
            "두 지문의 점수가 임계값에 이르면 잠금장치가 열린다.",
        "(m,)는 점수이고 순서는 제멋대로다. 높을수록 닮았다는 뜻이다.":
            f"(m,)는 {korean}이고 순서는 제멋대로다. "
            f"{'작을' if low else '높을'}수록 닮았다는 뜻이다.",
        "처음 것은 어떤 점수보다도 높아서 아무도 통과하지 못하고, 그다음은 실제로 나온 "
        "점수를 한 번씩 쓴다. 점수가 임계값 *이상*이면 통과한다.":
            "처음 것은 어떤 거리보다도 작아서 아무도 통과하지 못하고, 그다음은 실제로 "
            "나온 거리를 한 번씩 쓴다. 거리가 임계값 *이하*이면 통과한다." if low else
            "처음 것은 어떤 점수보다도 높아서 아무도 통과하지 못하고, 그다음은 실제로 "
            "나온 점수를 한 번씩 쓴다. 점수가 임계값 *이상*이면 통과한다.",
        "둘이 같아지는 곳의 비율을 0과 1 사이의 수로 돌려준다.": told_ko,
        "남의 점수가 1, 4, 2, 3이고 친구의 점수가 5, 3이라 하자. 두 비율은 임계값 "
        "4에서 0.25와 0.5, 3에서 0.5와 0이다. 4에서 3으로 3분의 1만큼 간 곳에서 둘 다 "
        "0.333이 된다.":
            f"남의 {korean}가 {a}이고 친구의 {korean}가 {b}인 경우를 보자. 타인 "
            f"수락률과 본인 거부율은 임계값 {early}에서 차례로 "
            f"{before.replace(' and', ',')}이고, {late}에서 차례로 "
            f"{after.replace(' and', ',')}이다. {early}에서 출발해 그 사이의 "
            f"{way}만큼 간 곳에서 둘 다 {rate:.3f}이 된다."
            + (f" 이때 임계값은 {early}이다." if place else ""),
        "점수가 같으면 갈라놓을 수": f"{korean}가 같으면 갈라놓을 수",
        "The rate at which false accepts and false rejects are equal.":
            ["The rate at which false accepts and false rejects are equal.",
             "The rate of equal errors, and the last threshold before it.",
             "The last threshold before equal errors, and their rate."][place],
        "np.unique(np.concatenate([strangers, friends]))[::-1]":
            f"np.unique(np.concatenate([strangers, friends])){down}",
        "np.append(np.inf, steps)": f"np.append({first}, steps)",
        "(strangers >= steps)": f"(strangers {least} steps)",
        "(strangers <= steps)": f"(strangers {'>=' if low else '<='} steps)",
        "(strangers > steps)": f"(strangers {'<' if low else '>'} steps)",
        "(friends < steps)": f"(friends {most} steps)",
        "(friends > steps)": f"(friends {'<' if low else '>'} steps)",
        "(friends <= steps)": f"(friends {'>=' if low else '<='} steps)",
        "    return np.interp(0, accepted - rejected, accepted)":
            "    rate = np.interp(0, accepted - rejected, accepted)\n"
            "    last = steps[(accepted <= rejected).sum() - 1, 0]\n"
            f"    return {pair('rate', 'last')}" if place else
            "    return np.interp(0, accepted - rejected, accepted)",
        "return (accepted[k] + rejected[k]) / 2":
            f"return {pair('(accepted[k] + rejected[k]) / 2', 'steps[k, 0]')}",
        "    return accepted[(accepted >= rejected).argmax()]":
            "    k = (accepted >= rejected).argmax()\n"
            f"    return {pair('accepted[k]', 'steps[k, 0]')}",
        "order = np.argsort(-scores, kind=\"stable\")\n":
            f"order = np.argsort({'' if low else '-'}scores, kind=\"stable\")"
            f"\n    steps = np.append({first}, scores[order])[:, None]\n",
        "([1, 4, 2, 3], [5, 3]), ([0":
            f"({strangers.tolist()}, {friends.tolist()}),\n            ([0",
        "sum(x >= t for x in strangers)":
            f"sum(x {least} t for x in strangers)",
        "sum(x < t for x in friends)": f"sum(x {most} t for x in friends)",
        "sorted({*strangers, *friends})[::-1]":
            "sorted({*strangers, *friends})" + down,
        "        got = equal_errors(*(np.array(x) * 1.0 for x in (strangers, "
        "friends)))":
            f"        {pair('got', 'at')} = equal_errors(*(\n"
            "            np.array(x) * 1.0 for x in (strangers, friends)))",
        '{wanted:.4f}, got {got}")':
            '{wanted:.4f}, got {got}")' + (
                f"\n        last = [{first}, *sorted({{*strangers, *friends}})"
                f"{down}][\n            sum(rates[0] <= rates[1]) - 1]\n"
                "        assert at == last, (\n"
                '            f"strangers {list(strangers)}, friends {friends}'
                ': accepted "\n            f"{rates[0].round(3)}, rejected '
                '{rates[1].round(3)}: "\n            f"threshold {last} '
                'expected, got {at}")' if place else ""),
        "sorted({*strangers, *friends}, reverse=True)":
            "sorted({*strangers, *friends}" + ")" if low
            else "sorted({*strangers, *friends}, reverse=True)",
        "before = Fraction(0), Fraction(1)\n":
            f"before, last = (Fraction(0), Fraction(1)), {first}\n",
        "return float(before[0] + share * (now[0] - before[0]))":
            "rate = float(before[0] + share * (now[0] - before[0]))\n"
            "                return rate, t if now[0] == now[1] else last",
        "            before = now\n": "            before, last = now, t\n",
        "        expected = exact(": "        expected, last = exact(",
        "        got = equal_errors(strangers, friends)\n":
            f"        {pair('got', 'at')} = equal_errors(strangers, "
            "friends)\n",
        "expected {expected:.5f}, got {got:.5f}\")\n":
            "expected {expected:.5f}, got {got:.5f}\")\n" + (
                "        assert at == last, (\n"
                '            f"{told}threshold {last} expected, got {at}")\n'
                if place else ""),
        "equal_errors(\n                    np.tanh(strangers / 9), np.tanh("
        "friends / 9))),":
            "equal_errors(\n                    np.tanh(strangers / 9), "
            "np.tanh(friends / 9))"
            + ["", "[0]", "[1]"][place] + "),",
        "equal_errors(-friends, -strangers)":
            "equal_errors(-friends, -strangers)" + ["", "[0]", "[1]"][place],
        "equal_errors(np.tile(strangers, 3), friends)":
            "equal_errors(np.tile(strangers, 3), friends)"
            + ["", "[0]", "[1]"][place],
        "the largest value of a cross-correlation.":
            "the largest value of a cross-correlation." + (
                " With its sign turned round it serves as a distance." * low),
        "곧 교차 상관의 최댓값을 쓴다.": "곧 교차 상관의 최댓값을 쓴다."
            + " 이 값의 부호를 바꾸어 거리로 삼는다." * low,
        "equal_errors(values[~same], values[same])\n    curves":
            f"equal_errors({minus}values[~same], {minus}values[same])"
            + ["", "[0]", "[1]"][place] + "\n    curves",
    }


def ex5(rng):
    """The lower the score, the more alike; n others besides; or both."""
    low, others = [(1, 0), (0, 1), (1, 1)][rng.integers(3)]
    less, more = (">", "<") if low else ("<", ">")
    step, n = ("n", "n - 1") if others else ("n - 1", "n")  # drawn, told
    row = rng.choice([[4, 7, 9, 7, 1], [3, 5, 8, 5, 2], [2, 6, 7, 6, 5]])
    row = rng.permutation(row)
    own = int(rng.choice(np.flatnonzero(row == np.sort(row)[2])))
    row = (10 - row if low else row) / 10
    scores = ", ".join(map(str, row))
    a, b, c = (1, 2, 3) if others else (2, 3, 4)
    others_ko = "n개" if others else "n − 1개"
    return {
        "n candidates\n\n*35 minutes.": ("n others" if others else
                                       "n candidates") + "\n\n*35 minutes.",
        "meets n candidates: its own finger and n − 1 others, drawn without":
            "meets n + 1 candidates: its own finger and n others, drawn "
            "without" if others else
            "meets n candidates: its own finger and n − 1 others, drawn "
            "without",
        "its own finger scores *highest*;":
            f"its own finger scores *{'lowest' if low else 'highest'}*;",
        "how alike each probe is to the one":
            "how different each probe is from the one" if low
            else "how alike each probe is to the one",
        "`n`: candidates, the own finger included, from 1 to the number of "
        "fingers;":
            "`n`: the candidates besides the own finger, from 0 to the number "
            "of fingers less 1;" if others else
            "`n`: candidates, the own finger included, from 1 to the number "
            "of fingers;",
        "With n = 1 it is 1.": f"With n = {a - 1} it is 1.",
        "with the scores 0.4, 0.7, 0.9, 0.7, 0.1 and owner 1: two":
            f"with the scores {scores} and owner {own}: two",
        "With n = 2 the chance is 2 of 4; with n = 3 only":
            f"With n = {a} the chance is 2 of 4; with n = {b} only",
        "so it is 1/6; with n = 4 it": f"so it is 1/6; with n = {c} it",
        "In how many ways can n − 1 be": f"In how many ways can {step} be"
            .replace("-", "−"),
        "would `argmax` say": f"would `arg{'min' if low else 'max'}` say",
        "있다면 `argmax`는": f"있다면 `arg{'min' if low else 'max'}`는",
        "후보 n개 가운데서": "다른 손가락 n개 앞에서" if others
            else "후보 n개 가운데서",
        "후보는 n개다. 지문 주인인 손가락 하나와, 나머지 가운데 겹치지 않게 "
        "제비로 뽑은 "
        "n − 1개다.":
            f"후보는 {'n + 1' if others else 'n'}개다. 지문 주인인 손가락 하나와, "
            f"나머지 가운데 겹치지 않게 제비로 뽑은 {others_ko}다.",
        "*다른 모든 후보보다 높으면*":
            f"*다른 모든 후보보다 {'낮' if low else '높'}으면*",
        "얼마나 닮았는지 매긴 점수다.": "얼마나 다른지 매긴 점수다." if low
            else "얼마나 닮았는지 매긴 점수다.",
        "`n`은 주인까지 포함한 후보의 수로, 1부터 손가락의 수까지다.":
            "`n`은 주인을 뺀 후보의 수로, 0부터 손가락의 수보다 하나 적은 수까지다."
            if others else
            "`n`은 주인까지 포함한 후보의 수로, 1부터 손가락의 수까지다.",
        "n = 1이면 1이다.": f"n = {a - 1}이면 1이다.",
        "점수가 0.4, 0.7, 0.9, 0.7, 0.1이고 주인이 1번이라":
            f"점수가 차례로 {scores}이고 주인이 {own}번이라",
        "n = 2이면 확률은": f"n = {a}이면 확률은",
        "n = 3이면 나머지에서": f"n = {b}이면 나머지에서",
        "n = 4이면 0이다.": f"n = {c}이면 0이다.",
        "거기서 n − 1개를 뽑는": f"거기서 {others_ko}를 뽑는",
        "recognise a probe among n candidates, without":
            f"recognise a probe among n {'others' if others else 'candidates'}"
            ", without",
        "(scores < own[:, None])": f"(scores {less} own[:, None])",
        "(scores <= own[:, None])": f"(scores {less}= own[:, None])",
        "[1] - 1, n - 1)": f"[1] - 1, {step})",
        "[1], n - 1)": f"[1], {step})",
        "int(k), n - 1)": f"int(k), {step})",
        "harmless, n - 1)": f"harmless, {step})",
        "mean()), n - 1)": f"mean()), {step})",
        "** (n - 1)": f"** {step if others else '(n - 1)'}",
        "[1] - 1, n) or 1": f"[1] - 1, {n}) or 1",
        "int(k), n) / ways": f"int(k), {n}) / ways",
        "[0.4, 0.7, 0.9, 0.7, 0.1]\n": f"{row.tolist()}\n",
        "([row], [1]), ([row], [2])": f"([row], [{own}]), ([row], [2])",
        "range(2000)], [1999, 1998])": "range(2000)], "
            + ("[0, 1])" if low else "[1999, 1998])"),
        "(line >= line[own])": f"(line {more}= line[own])",
        "sum(x >= line[own] for": f"sum(x {more}= line[own] for",
        "one_shot(scores.copy(), owners.copy(), n)":
            f"one_shot(scores.copy(), owners.copy(), {n})",
        "owners {owners}, n = {n}: expected":
            f"owners {{owners}}, n = {{{n}}}: expected",
        "got = one_shot(scores, owners, n)\n            told":
            f"got = one_shot(scores, owners, {n})\n            told",
        "{fingers} fingers, n = {n}: ": f"{{fingers}} fingers, n = {{{n}}}: ",
        "owners] += rng.choice": f"owners] {'-' if low else '+'}= rng.choice",
        "line[own] > max(line[list(drawn)], default=-99)":
            "line[own] < min(line[list(drawn)], default=99)" if low else
            "line[own] > max(line[list(drawn)], default=-99)",
        "kept, got = (scores.copy(), owners.copy()), one_shot(scores, owners, "
        "n)":
            "kept = scores.copy(), owners.copy()\n"
            f"        got = one_shot(scores, owners, {n})",
        "one_shot(values.numpy(), np.arange(60), n)\n" + " " * 34 + "for":
            f"\n    one_shot({'-' * low}values.numpy(), np.arange(60), {n}) "
            "for",
        "a score is the best match":
            f"a score is {'minus ' * low}the best match",
        "a score below which": f"a score {'above' if low else 'below'} which",
        "가장 잘 맞는 값이다.": "가장 잘 맞는 값에 빼기 부호를 붙인 것이다." if low
            else "가장 잘 맞는 값이다.",
        "점수가 얼마보다 낮으면": f"점수가 얼마보다 {'높' if low else '낮'}으면",
        "더 높은 점수를 써 보자": f"더 {'낮' if low else '높'}은 점수를 써 보자",
    }
