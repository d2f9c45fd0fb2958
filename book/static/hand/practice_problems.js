// Problems to do by hand, made from a seed: what is given, and steps, each
// with its answer, its working and the slips that lead to other numbers.
// tests/test_hand_practice.py solves a thousand of each kind with `utils/`.
(function (root) {
  "use strict";
  var C = root.Compute, number = root.Hand.number, brackets = root.Hand.bracketed;
  var X = [[0, 0], [1, 0], [0, 1], [1, 1]];
  var TOTALS = [8, 10, 20];

  function whole(draw, low, high) {
    return low + Math.floor(draw() * (high - low + 1));
  }

  function among(draw, list) { return list[whole(draw, 0, list.length - 1)]; }

  function times(n, make) { return Array.from({length: n}, make); }

  function sum(numbers) { return numbers.reduce(function (a, b) { return a + b; }, 0); }

  // A step; a slip that gives the answer, or the same as another, is dropped.
  function step(id, answer, work, slips, within) {
    var near = within || 0.006, left = [];
    Object.keys(slips).forEach(function (slip) {
      [].concat(slips[slip]).forEach(function (value) {
        var free = left.concat({value: answer}).every(function (other) {
          return Math.abs(other.value - value) > 2 * near;
        });
        if (value !== null && isFinite(value) && free)
          left.push({id: slip, value: value});
      });
    });
    return {id: id, answer: answer + 0, work: work, slips: left, within: near};
  }

  function products(a, b) {
    return a.map(function (v, i) {
      return brackets(v) + "·" + brackets(b[i]);
    }).join(" + ");
  }

  // The learning rule ----------------------------------------------------------

  // One case is shown to a neuron; mostly its answer is wrong.
  function perceptron(draw) {
    var wrong = draw() < 0.85, g, made;
    do {
      g = {y: X.map(function () { return among(draw, [-1, 1]); }),
           w: [whole(draw, -2, 2), whole(draw, -2, 2)],
           b: whole(draw, -2, 2), i: among(draw, [0, 1, 1, 2, 2, 3, 3])};
      made = C.perceptronUpdate(g.w, g.b, X[g.i], g.y[g.i], 1);
    } while (made.wrong !== wrong || Math.abs(sum(g.y)) === 4 ||
             !(g.w[0] || g.w[1]) || !(made.w[0] || made.w[1]));
    return {given: g, steps: perceptronSteps(g, made)};
  }

  function perceptronSteps(g, made) {
    var x = X[g.i], y = g.y[g.i], s = C.weightedSum(x, g.w, g.b);
    var steps = [
      step("s", s, products(g.w, x) + " + " + brackets(g.b) + " = " + number(s),
           {noBias: C.dot(g.w, x), minusBias: C.dot(g.w, x) - g.b}),
      step("a", C.step(s), "τ(" + number(s) + ") = " + number(C.step(s)),
           s === 0 ? {zero: -1} : {side: -C.step(s)})];
    g.w.concat(g.b).forEach(function (old, k) {
      var xk = k < 2 ? x[k] : 1, fresh = made.wrong ? old + y * xk : old;
      steps.push(step(
        ["w1", "w2", "b"][k], fresh, made.wrong ? number(old) + " + " +
          brackets(y) + (k < 2 ? "·" + xk : "") + " = " + number(fresh)
          : number(old),
        made.wrong ? {still: old, away: old - y * xk, unseen: old + y}
          : {moved: old + y * xk, unseen: old + y}));
    });
    var right = 0, before = 0;
    X.forEach(function (c, i) {
      var t = C.weightedSum(c, made.w, made.b), a = C.step(t);
      var old = C.neuron(c, g.w, g.b);
      right += a === g.y[i];
      before += old === g.y[i];
      steps.push(step("r" + i, a, "τ(" + number(t) + ") = " + number(a),
                      old !== a ? {old: old} : t === 0 ? {zero: -1}
                        : {side: -a}));
    });
    steps.push(step("n", right, number(right),
                    {wrongs: 4 - right, old: before}));
    return steps;
  }

  // Cross-entropy ----------------------------------------------------------------

  // Three different powers of a total that divides easily.
  function entropy(draw) {
    var g;
    do {
      g = {powers: times(3, function () { return whole(draw, 1, 9); }),
           right: whole(draw, 0, 2)};
    } while (TOTALS.indexOf(sum(g.powers)) < 0 || g.powers[0] === g.powers[1] ||
             g.powers[1] === g.powers[2] || g.powers[0] === g.powers[2]);
    return {given: g, steps: entropySteps(g)};
  }

  function entropySteps(g) {
    var all = sum(g.powers), mine = g.powers[g.right], p = mine / all;
    var top = Math.max.apply(null, g.powers);
    var steps = [step("total", all, g.powers.join(" + ") + " = " + all,
                      {others: all - mine})];
    g.powers.forEach(function (power, k) {
      steps.push(step("p" + k, power / all, power + " ÷ " + all + " = " +
                      number(power / all),
                      {odds: power / (all - power), upside: all / power}));
    });
    var loss = Math.log(all) - Math.log(mine);
    steps.push(step(
      "loss", loss, "ln " + all + " − ln " + mine + " = " +
        number(Math.log(all), 2) + " − " + number(Math.log(mine), 2) + " ≈ " +
        number(loss, 2),
      {sign: -loss, log10: loss / Math.LN10, top: Math.log(all / top),
       total: Math.log(all), power: Math.log(mine), unlogged: p}, 0.015));
    g.powers.forEach(function (power, k) {
      var q = power / all, one = k === g.right ? 1 : 0;
      steps.push(step("g" + k, q - one, number(q) + " − " + one + " = " +
                      number(q - one),
                      {turned: one - q, noOne: one ? q : null,
                       everyOne: one ? null : q - 1}));
    });
    return steps;
  }

  // Convolution --------------------------------------------------------------------

  function turned(kernel) {
    return kernel.map(function (row) { return row.slice().reverse(); }).reverse();
  }

  function flipped(kernel) {
    return kernel.map(function (_, i) {
      return kernel.map(function (row) { return row[i]; });
    });
  }

  // A kernel with both signs that gives other numbers when it is turned.
  function convolution(draw) {
    var g, out, back;
    do {
      g = {image: times(4, function () {
             return times(4, function () { return whole(draw, 0, 3); });
           }),
           kernel: times(3, function () {
             return times(3, function () {
               return among(draw, [-1, -1, 0, 0, 1, 1, 2]);
             });
           })};
      out = [].concat.apply([], C.correlate(g.image, g.kernel));
      back = [].concat.apply([], C.correlate(g.image, turned(g.kernel)));
    } while (!mixed([].concat.apply([], g.kernel)) ||
             [].concat.apply([], g.image).filter(Boolean).length < 10 ||
             out.some(function (v, i) { return v === back[i]; }) ||
             new Set(out).size < 3);
    return {given: g, steps: convolutionSteps(g, out, back)};
  }

  function mixed(weights) {
    return weights.some(function (w) { return w > 0; }) &&
      weights.some(function (w) { return w < 0; }) &&
      weights.filter(Boolean).length >= 4;
  }

  function convolutionSteps(g, out, back) {
    function other(kernel) {
      return [].concat.apply([], C.correlate(g.image, kernel));
    }
    var across = other(flipped(g.kernel));
    var unsigned = other(g.kernel.map(function (row) {
      return row.map(Math.abs);
    }));
    return out.map(function (value, k) {
      var r = Math.floor(k / 2), c = k % 2;
      var work = g.kernel.map(function (row, i) {
        return products(row, g.image[r + i].slice(c, c + 3));
      }).join(" + ") + " = " + number(value);
      return step("c" + k, value, work, {
        spun: back[k], flipped: across[k], unsigned: unsigned[k],
        window: out.filter(function (_, i) { return i !== k; })});
    });
  }

  // Sizes and parameters -----------------------------------------------------------

  // Convolution, pooling, convolution, flatten, dense: all small.
  function sizes(draw) {
    var g, n;
    do {
      var k = among(draw, [3, 3, 5]);
      g = {size: whole(draw, 7, 16), channels: whole(draw, 1, 3),
           first: {kernel: k, stride: among(draw, [1, 1, 2]),
                   padding: among(draw, [0, (k - 1) / 2]),
                   filters: whole(draw, 2, 4)},
           second: {kernel: 3, stride: 1, padding: among(draw, [0, 0, 1]),
                    filters: whole(draw, 2, 4)},
           classes: whole(draw, 2, 5)};
      n = through(g);
    } while (!(n[2] > 1) || n[2] > 5 || n[2] * n[2] *
             g.second.filters * g.classes > 200 ||
             g.first.kernel * g.first.kernel * g.channels > 30);
    return {given: g, steps: sizesSteps(g, n)};
  }

  // Sizes after the first convolution, the pooling, the second convolution.
  function through(g) {
    var a = C.outputSize(g.size, g.first.kernel, g.first.stride,
                         g.first.padding, 1);
    var b = a && C.outputSize(a, 2, 2, 0, 1);
    return [a, b, b && C.outputSize(b, 3, 1, g.second.padding, 1)];
  }

  function sizesSteps(g, n) {
    var maps = g.second.filters, flat = n[2] * n[2] * maps;
    var one = layer("1", g.size, n[0], g.first, g.channels);
    var two = layer("2", n[1], n[2], g.second, g.first.filters);
    var dense = (flat + 1) * g.classes;
    var p1 = one[1].answer, p2 = two[1].answer;
    return [
      one[0],
      step("pool", n[1], (n[0] % 2 ? "⌊" + n[0] + " ÷ 2⌋" : n[0] + " ÷ 2") +
           " = " + n[1], {unpooled: n[0], up: Math.ceil(n[0] / 2),
                          strideOne: n[0] - 1}),
      two[0],
      step("flat", flat, n[2] + "·" + n[2] + "·" + maps + " = " + flat,
           {oneMap: n[2] * n[2], oneSide: n[2] * maps}),
      one[1], two[1],
      step("dense", dense, "(" + flat + " + 1)·" + g.classes + " = " + dense,
           {noBiases: flat * g.classes, oneBias: flat * g.classes + 1}),
      step("sum", p1 + p2 + dense, p1 + " + " + p2 + " + " + dense + " = " +
           (p1 + p2 + dense), {part: p1 + p2})];
  }

  // Size and parameters of a convolution.
  function layer(name, size, after, conv, channels) {
    var k = conv.kernel, s = conv.stride, p = conv.padding;
    var room = size + 2 * p - k, weights = k * k * channels * conv.filters;
    var count = weights + conv.filters;
    var part = room + " ÷ " + s;
    return [
      step("size" + name, after, (p ? size + " + 2·" + p : size) + " − " + k +
           " = " + room + "; " + (s === 1 ? room : room % s ? "⌊" + part + "⌋"
             : part) + " + 1 = " + after,
           {noPadding: Math.floor((size - k) / s) + 1, noStride: room + 1,
            onePadding: Math.floor((room - p) / s) + 1,
            moves: Math.floor(room / s), up: Math.ceil(room / s) + 1}),
      step("params" + name, count, "(" + k + "·" + k + "·" + channels +
           " + 1)·" + conv.filters + " = " + count,
           {noBiases: weights, oneBias: weights + 1,
            oneChannel: (k * k + 1) * conv.filters,
            oneFilter: k * k * channels + 1})];
  }

  // Pooling ----------------------------------------------------------------------

  function block(image, q) {
    var r = 2 * Math.floor(q / 2), c = 2 * (q % 2);
    return [image[r][c], image[r][c + 1], image[r + 1][c], image[r + 1][c + 1]];
  }

  // No block has its largest twice: the gradient has one place to go.
  function pooling(draw) {
    var g, clear;
    do {
      g = {image: times(4, function () {
             return times(4, function () { return whole(draw, -4, 9); });
           }),
           block: whole(draw, 0, 3), gradient: among(draw, [-8, -4, 4, 8, 12])};
      clear = [0, 1, 2, 3].every(function (q) {
        var v = block(g.image, q).sort(function (a, b) { return b - a; });
        return v[0] > v[1];
      });
    } while (!clear || [].concat.apply([], g.image).filter(function (v) {
      return v < 0;
    }).length < 3);
    return {given: g, steps: poolingSteps(g)};
  }

  function poolingSteps(g) {
    var most = [].concat.apply([], C.pool(g.image, 2, 2, "max"));
    var mean = [].concat.apply([], C.pool(g.image, 2, 2, "mean"));
    var least = [].concat.apply([], C.pool(g.image, 2, 2, "min"));
    var steps = most.map(function (value, q) {
      var v = block(g.image, q);
      var far = v.slice().sort(function (a, b) {
        return Math.abs(b) - Math.abs(a);
      })[0];
      return step("m" + q, value, "max(" + v.map(function (u) {
        return number(u);
      }).join(", ") + ") = " + number(value),
                  {mean: mean[q], far: far, least: least[q]});
    }).concat(mean.map(function (value, q) {
      var v = block(g.image, q);
      return step("a" + q, value, number(sum(v)) + " ÷ 4 = " + number(value),
                  {whole: sum(v), largest: most[q], half: sum(v) / 2});
    }));
    var v = block(g.image, g.block), quarter = g.gradient / 4;
    v.forEach(function (value, j) {
      var takes = value === most[g.block];
      steps.push(step("d" + j, takes ? g.gradient : 0,
                      takes ? number(value) + " → " + number(g.gradient) : "0",
                      takes ? {shared: quarter, none: 0, value: value}
                        : {shared: quarter, every: g.gradient, value: value}));
    });
    steps.push(step("share", quarter, brackets(g.gradient) + " ÷ 4 = " +
                    number(quarter), {undivided: g.gradient, none: 0}));
    return steps;
  }

  // --------------------------------------------------------------------------------

  var KINDS = {perceptron: perceptron, entropy: entropy,
               convolution: convolution, sizes: sizes, pooling: pooling};

  // The same name on the same sheet gives the same problem everywhere.
  function make(kind, sheet, n) {
    var name = [String(sheet).normalize("NFC").trim(), kind, n].join("/");
    var made = KINDS[kind](C.random(name));
    made.kind = kind;
    return made;
  }

  // A typed number: "−3", "-3", "0,5", "3/8"; null if empty, NaN if none.
  function parse(text) {
    text = String(text || "").replace(/\s+/g, "").replace(/[−–]/g, "-")
      .replace(",", ".");
    if (!text) return null;
    var parts = text.match(/^([+-]?[\d.]+)(?:\/([\d.]+))?$/);
    return parts ? Number(parts[1]) / Number(parts[2] || 1) : NaN;
  }

  // What a typed text is worth: "empty", "unread", "right", "wrong", or the
  // name of a slip.
  function judge(step, text) {
    var value = parse(text);
    if (value === null) return "empty";
    if (!isFinite(value)) return "unread";
    if (Math.abs(value - step.answer) <= step.within) return "right";
    var slip = step.slips.find(function (s) {
      return Math.abs(value - s.value) <= step.within;
    });
    return slip ? slip.id : "wrong";
  }

  root.Practice = {kinds: Object.keys(KINDS), cases: X, make: make,
                   parse: parse, judge: judge};
})(typeof window === "undefined" ? globalThis : window);
