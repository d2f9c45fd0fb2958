// A network 2-2-1 learns XOR: its answer over the plane of the inputs, and
// what its hidden layer makes of the four points meanwhile.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  var X = [[0, 0], [1, 0], [0, 1], [1, 1]], Y = [0, 1, 1, 0];
  // The start of the chapter's figure, from NumPy's seed 12.
  var CHAPTER = [-0.352387, 0.631804, -0.439367, -0.45355, -0.212289, -0.381072,
                 0.241047, -0.54436, 0.560466];
  var INPUTS = {low: -0.35, high: 1.35}, HIDDEN = {low: -0.25, high: 1.25};
  var SIZE = 200, CELLS = 50, LAST = 10000;

  // The nine numbers of a network stand in a row, as in the chapter: the two
  // hidden neurons' weights, their biases, the output's weights, its bias.

  function sigmoid(s) { return 1 / (1 + Math.exp(-s)); }

  function hidden(t, x) {
    return [sigmoid(t[0] * x[0] + t[1] * x[1] + t[4]),
            sigmoid(t[2] * x[0] + t[3] * x[1] + t[5])];
  }

  function output(t, h) { return sigmoid(t[6] * h[0] + t[7] * h[1] + t[8]); }

  // utils.layers.mlp_forward for the four cases
  function forward(t) {
    var h = X.map(function (x) { return hidden(t, x); });
    return {h: h, p: h.map(function (one) { return output(t, one); })};
  }

  // utils.layers.binary_cross_entropy
  function loss(p) {
    return p.reduce(function (sum, pi, i) {
      return sum - Math.log(Y[i] ? pi : 1 - pi) / 4;
    }, 0);
  }

  // utils.layers.mlp_backward: the nine slopes of the loss
  function gradient(t) {
    var now = forward(t), g = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    X.forEach(function (x, i) {
      var delta = (now.p[i] - Y[i]) / 4;
      g[8] += delta;
      for (var j = 0; j < 2; j++) {
        var h = now.h[i][j], share = delta * t[6 + j] * h * (1 - h);
        g[6 + j] += delta * h;
        g[4 + j] += share;
        g[2 * j] += share * x[0];
        g[2 * j + 1] += share * x[1];
      }
    });
    return g;
  }

  // utils.layers.mlp_fit: the nine numbers after some steps, learning rate 1
  function fit(t, steps) {
    for (var k = 0; k < steps; k++) {
      var g = gradient(t);
      t = t.map(function (value, i) { return value - g[i]; });
    }
    return t;
  }

  // utils.layers.random_layers: all nine between −1/√2 and 1/√2
  function drawn(seed) {
    var draw = C.random(seed), t = [];
    while (t.length < 9) t.push((2 * draw() - 1) * Math.SQRT1_2);
    return t;
  }

  function start(options) { return beginning(options.start || "chapter"); }

  // A start: "chapter", "equal" (all 0.5), or the number of a random one.
  function beginning(from) {
    var theta = from === "chapter" ? CHAPTER
      : from === "equal" ? new Array(9).fill(0.5) : drawn(from);
    return keep({from: from, theta: theta, step: 0, losses: [], ways: [],
                 guess: null, end: null, playing: false, pause: 80});
  }

  // The moment is kept for the curve and for the points' ways.
  function keep(state) {
    var now = forward(state.theta);
    state.losses.push([state.step, loss(now.p)]);
    state.ways.push(now.h);
    return state;
  }

  function train(state, steps) {
    if (state.end) return state;
    steps = Math.min(steps, LAST - state.step);
    state.theta = fit(state.theta, steps);
    state.step += steps;
    keep(state);
    if (lastLoss(state) < 0.02) state.end = "learned";
    else if (state.step === LAST)
      state.end = right(state) === 4 ? "learned" : "stuck";
    if (state.end) state.playing = false;
    return state;
  }

  // Twenty steps a picture; later more, or the wait would be long.
  function stride(state) { return Math.max(20, Math.floor(state.step / 20)); }

  function act(state, name, value) {
    if (name === "from")
      return beginning(/^\d+$/.test(value) ? Number(value) : value);
    if (name === "next") return beginning(numbered(state) + 1);
    if (name === "guess" && !state.step) state.guess = value;
    if (name === "step") {
      state.playing = false;
      return train(state, 1);
    }
    if (name === "tick") return train(state, stride(state));
    if (name === "play") {
      state.playing = !state.playing;
      return state.playing ? train(state, stride(state)) : state;
    }
    return state;
  }

  function numbered(state) {
    return typeof state.from === "number" ? state.from : 1;
  }

  function right(state) {
    return forward(state.theta).p.filter(function (p, i) {
      return (p > 0.5) === (Y[i] === 1);
    }).length;
  }

  // The points on the same side of both lines: lists of two or more.
  function together(theta) {
    var groups = {};
    forward(theta).h.forEach(function (h, i) {
      var side = h.map(function (value) { return value > 0.5; }).join();
      (groups[side] = groups[side] || []).push(i);
    });
    return Object.values(groups).filter(function (group) {
      return group.length > 1;
    });
  }

  // What fell together: "orange", "blue", or points of both: "mixed".
  function folded(theta) {
    var kinds = together(theta).map(function (group) {
      var on = group.filter(function (i) { return Y[i]; }).length;
      return on === group.length ? "orange" : on ? "mixed" : "blue";
    });
    return ["mixed", "orange", "blue"].filter(function (kind) {
      return kinds.includes(kind);
    })[0] || "none";
  }

  // The pictures ------------------------------------------------------------

  function px(plane, x) {
    return (x - plane.low) / (plane.high - plane.low) * SIZE;
  }

  function at(plane, p) {
    return px(plane, p[0]).toFixed(1) + " " +
      (SIZE - px(plane, p[1])).toFixed(1);
  }

  function polyline(plane, points) {
    return "M" + points.map(function (p) { return at(plane, p); }).join("L");
  }

  // Five shades on each side of ½; runs of equal cells are one strip.
  function shades(plane, answer) {
    var size = SIZE / CELLS, strips = {};
    for (var r = 0; r < CELLS; r++) {
      var from = 0, before = null;
      for (var c = 0; c <= CELLS; c++) {
        var shade = c < CELLS ? shadeOf(answer([place(c), place(r)])) : null;
        if (shade === before) continue;
        if (before !== null)
          strips[before] = (strips[before] || "") + "M" + from * size + " " +
            (SIZE - (r + 1) * size) + "h" + (c - from) * size + "v" + size +
            "h" + (from - c) * size + "z";
        from = c;
        before = shade;
      }
    }
    function place(k) {
      return plane.low + (k + 0.5) / CELLS * (plane.high - plane.low);
    }
    return [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5].map(function (shade) {
      return '<path class="' + (shade > 0 ? "plus" : "minus") +
        '" fill-opacity="' + (0.08 + 0.09 * Math.abs(shade)).toFixed(2) +
        '" d="' + (strips[shade] || "M0 0") + '"/>';
    }).join("");
  }

  function shadeOf(p) {
    var size = 1 + Math.min(4, Math.floor(Math.abs(p - 0.5) * 10));
    return p > 0.5 ? size : -size;
  }

  // A neuron's line, where its sum is 0; its name stands where it says more
  // than ½: h₁ and h₂ apart, where both lines are one.
  function edge(plane, w, b, name) {
    var length = Math.hypot(w[0], w[1]) || 1e-9;
    var n = [w[0] / length, w[1] / length];
    var off = C.weightedSum([0.5, 0.5], w, b) / length;
    function along(t, up) {
      return [0.5 - off * n[0] - t * n[1] + up * n[0],
              0.5 - off * n[1] + t * n[0] + up * n[1]];
    }
    var way = (n[1] < 0 ? 0.28 : -0.28) * (name === "h₁" ? 1 : -1);
    var word = at(plane, along(way, 0.1)).split(" ");
    return '<path class="edge ' + {"h₁": "xor-h1", "h₂": "xor-h2", "": ""}[name] +
      '" d="' + polyline(plane, [along(-3, 0), along(3, 0)]) +
      '"/><text class="xor-name" text-anchor="middle" x="' + word[0] + '" y="' +
      (Number(word[1]) + 5) + '">' + name + "</text>";
  }

  // Blue discs below, smaller orange squares above: both seen at one place.
  function marks(plane, points, state, half) {
    var p = forward(state.theta).p;
    return [0, 3, 1, 2].map(function (i) {
      var xy = at(plane, points[i]).split(" ").map(Number);
      var ok = (p[i] > 0.5) === (Y[i] === 1);
      return (Y[i] ? '<rect class="plus xor-mark" x="' + (xy[0] - half) + '" y="' +
        (xy[1] - half) + '" width="' + 2 * half + '" height="' + 2 * half + '"/>'
        : '<circle class="minus xor-mark" cx="' + xy[0] + '" cy="' + xy[1] +
          '" r="9"/>') +
        '<path class="wrong" d="' + (ok ? "M0 0" : "M" + (xy[0] - 4) + " " +
          (xy[1] - 4) + "l8 8m0-8l-8 8") + '"/>';
    }).join("");
  }

  // Names outside of the points, seen from their middle; points that
  // coincide have one together.
  function names(plane, points) {
    var mid = [0, 1].map(function (axis) {
      return points.reduce(function (sum, p) { return sum + p[axis] / 4; }, 0);
    });
    return points.map(function (p, i) {
      var here = [0, 1, 2, 3].filter(function (j) {
        return Math.hypot(p[0] - points[j][0], p[1] - points[j][1]) < 0.1;
      });
      if (here[0] < i) return '<text class="xor-name"></text>';
      var way = [p[0] - mid[0], p[1] - mid[1]], far = Math.hypot(way[0], way[1]);
      if (far < 0.01) { way = [0, 1]; far = 1; }
      var word = here.map(function (j) { return X[j].join(""); }).join(" ");
      var x = px(plane, p[0]) + way[0] / far * (14 + 3 * word.length);
      var room = 5 * word.length;
      return '<text class="xor-name" text-anchor="middle" x="' +
        Math.max(room, Math.min(SIZE - room, x)).toFixed(1) + '" y="' +
        (SIZE - px(plane, p[1]) - 22 * way[1] / far + 5).toFixed(1) + '">' +
        word + "</text>";
    }).join("");
  }

  function panel(label, inside, axes) {
    return '<svg class="hand-picture" viewBox="0 0 ' + SIZE + " " + SIZE +
      '" role="img" aria-label="' + H.escape(label) + '">' + inside +
      '<text class="xor-name" x="100" y="195" text-anchor="middle">' + axes[0] +
      ' →</text><text class="xor-name" x="3" y="' + axes[2] +
      '">↑' + axes[1] +
      "</text></svg>";
  }

  function inputs(state, say) {
    var t = state.theta;
    return panel(say("inputs", {right: right(state)}), shades(INPUTS,
      function (x) { return output(t, hidden(t, x)); }) +
      edge(INPUTS, t.slice(0, 2), t[4], "h₁") +
      edge(INPUTS, t.slice(2, 4), t[5], "h₂") +
      marks(INPUTS, X, state, 7.5) + names(INPUTS, X), ["x₁", "x₂", 15]);
  }

  function space(state, say) {
    var t = state.theta, h = forward(t).h;
    return panel(say("space"), shades(HIDDEN, function (q) {
      return output(t, q);
    }) + '<path class="axis" d="' +
      polyline(HIDDEN, [[0, 0], [1, 0], [1, 1], [0, 1]]) + 'Z"/>' +
      '<path class="xor-net" d="' + net(t) + '"/>' +
      edge(HIDDEN, t.slice(6, 8), t[8], "") +
      X.map(function (_, i) {
        return '<path class="xor-way ' + (Y[i] ? "on" : "off") + '" d="' +
          polyline(HIDDEN, state.ways.map(function (way) {
            return way[i];
          })) + '"/>';
      }).join("") + marks(HIDDEN, h, state, 5) + names(HIDDEN, h),
      ["h₁", "h₂", 105]);
  }

  // The square of the inputs, ruled, as the hidden layer bends it.
  function net(t) {
    var path = "", ways = [0, 0.25, 0.5, 0.75, 1], steps = [];
    for (var k = 0; k <= 16; k++) steps.push(k / 16);
    [0, 1].forEach(function (turned) {
      ways.forEach(function (a) {
        path += polyline(HIDDEN, steps.map(function (b) {
          return hidden(t, turned ? [b, a] : [a, b]);
        }));
      });
    });
    return path;
  }

  function thousands(step) {
    return String(step).replace(/(\d)(\d{3})$/, "$1,$2");
  }

  function lastLoss(state) { return state.losses[state.losses.length - 1][1]; }

  // The loss, step by step, with the losses of those that are stuck.
  function curve(state, say) {
    var far = [500, 1000, 2000, 5000, LAST].filter(function (end) {
      return end >= state.step;
    })[0];
    function x(k) { return (46 + k / far * 244).toFixed(1); }
    function y(value) { return (168 - Math.min(value, 0.9) * 175).toFixed(1); }
    var ruled = [[0, "0"], [Math.log(2) / 2, "0.347"], [0.4774, "0.477"],
                 [Math.log(2), "0.693"]];
    return '<svg class="hand-picture" viewBox="0 0 300 190" role="img" ' +
      'aria-label="' + H.escape(say("curve")) + '">' +
      ruled.map(function (line) {
        return '<path class="xor-net" d="M46 ' + y(line[0]) + 'H290"/>' +
          '<text class="small" x="41" y="' + (Number(y(line[0])) + 5) +
          '" text-anchor="end">' + line[1] + "</text>";
      }).join("") + '<path class="edge" d="M' +
      state.losses.map(function (one) {
        return x(one[0]) + " " + y(one[1]);
      }).join("L") + '"/><circle class="xor-dot" r="3.5" cx="' + x(state.step) +
      '" cy="' + y(lastLoss(state)) + '"/>' +
      '<text class="small" x="46" y="186">0</text>' +
      '<text class="small" x="290" y="186" text-anchor="end">' + thousands(far) +
      "</text>" + '<text class="small" x="168" y="186" text-anchor="middle">' +
      say("steps") + '</text><text class="small" x="284" y="14" ' +
      'text-anchor="end">' + say("loss") + " " +
      H.number(lastLoss(state), 3) + "</text></svg>";
  }

  // The numbers -------------------------------------------------------------

  function cases(state, say) {
    var now = forward(state.theta);
    return '<table class="hand-sums"><thead><tr><th>x</th><th>h₁</th>' +
      "<th>h₂</th><th>p</th><th>" + say("label") + "</th></tr></thead><tbody>" +
      X.map(function (x, i) {
        var ok = (now.p[i] > 0.5) === (Y[i] === 1);
        return '<tr class="' + (ok ? "ok" : "off") + '"><td>(' + x.join(", ") +
          ")</td><td>" + H.number(now.h[i][0], 2) + "</td><td>" +
          H.number(now.h[i][1], 2) + "</td><td>" + H.number(now.p[i], 2) +
          "</td><td>" + Y[i] + " " + (ok ? "✓" : "✗") +
          '<span class="hand-hidden">' + say(ok ? "right" : "wrong") +
          "</span></td></tr>";
      }).join("") + "</tbody></table>";
  }

  // The three neurons with their numbers, and how much is left to learn by.
  function neurons(state, say) {
    var t = state.theta, g = gradient(t).slice(0, 4);
    function row(name, numbers, names) {
      return "<div>" + name + " = σ(" + H.number(numbers[0], 2) + " " +
        names[0] + " " + H.summand(numbers[1], 2) + " " + names[1] + " " +
        H.summand(numbers[2], 2) + ")</div>";
    }
    return '<div class="xor-neurons">' +
      row("h₁", [t[0], t[1], t[4]], ["x₁", "x₂"]) +
      row("h₂", [t[2], t[3], t[5]], ["x₁", "x₂"]) +
      row("p", [t[6], t[7], t[8]], ["h₁", "h₂"]) + "<div>" +
      say("gradient", {size: H.number(Math.max.apply(null,
        g.map(Math.abs)), 5)}) + "</div></div>";
  }

  function view(state, say) {
    return '<div class="hand-controls"><div class="hand-row">' +
      H.choice("from", say("start"), [["chapter", say("chapter")],
        ["equal", say("equal")],
        [numbered(state), say("number", {number: numbered(state)})]],
        state.from) +
      H.button("next", say("next")) +
      '</div><div class="hand-row xor-guess" role="group" aria-label="' +
      say("guess") + '"><span>' + say("guess") + "</span>" +
      ["orange", "blue", "mixed"].map(function (kind) {
        return H.button("guess", say(kind), {
          value: kind, pressed: state.guess === kind, disabled: state.step});
      }).join("") + '</div></div><div class="xor-pair">' +
      inputs(state, say) + space(state, say) + "</div>" +
      '<div class="hand-controls hand-row xor-run">' +
      H.button("step", say("step"), {disabled: state.end}) +
      H.button("play", say(state.playing ? "stop" : "play"),
               {disabled: state.end}) + "</div>" +
      '<p class="hand-note xor-note">' + note(state, say) + "</p>" +
      '<div class="hand-side"><div>' + curve(state, say) + "</div><div>" +
      cases(state, say) + neurons(state, say) + "</div></div>";
  }

  function note(state, say) {
    var values = {step: thousands(state.step), right: right(state), loss:
                  H.number(lastLoss(state), 3)};
    if (!state.step) return say("before", values);
    if (!state.end)
      return say(values.right === 4 ? "surer" : "now", values);
    var kind = folded(state.theta);
    return say(state.end, values) + " " +
      (state.end === "stuck" ? stuck(state, say)
        : /orange|blue/.test(kind) ? say(kind + "Done") : "") +
      (state.guess ? " " + say(state.guess === kind ? "guessed" : "missed")
        : "");
  }

  // Which points share an answer, and what the best shared answer costs.
  function stuck(state, say) {
    var group = together(state.theta).sort(function (a, b) {
      return b.length - a.length;
    })[0];
    if (!group || group.length > 3) return "";
    var p = forward(state.theta).p, two = group.length === 2;
    return say(two ? "pair" : "three", {
      answer: H.number(p[group[0]], 2), points: group.map(function (i) {
        return "(" + X[i].join(", ") + ")";
      }).join(two ? say("and") : ", ")});
  }

  H.add("xor_space", {
    start: start, act: act, view: view, said: note,
    compute: {forward: forward, loss: loss, gradient: gradient, fit: fit,
              drawn: drawn, folded: folded},
    words: {
      en: {
        start: "Start", chapter: "as in the chapter", equal: "all 0.5",
        number: "number {number}", next: "next number",
        guess: "What will fall together?", orange: "the orange points",
        blue: "the blue points", mixed: "two colours: stuck",
        inputs: "The plane of the inputs, with the network's answer and the " +
          "lines of its two hidden neurons; {right} of 4 points are right.",
        space: "The hidden layer's plane: the four points, the ways they " +
          "came, the bent square and the output neuron's line.",
        curve: "The loss over the steps", loss: "loss", steps: "steps",
        label: "label", right: "right", wrong: "wrong",
        gradient: "largest hidden gradient: {size}",
        step: "One step", play: "Keep training", stop: "Stop",
        before: "Before the first step the loss is {loss}, and {right} of 4 " +
          "answers are on the right side of ½. Guess, then train.",
        now: "Step {step}: loss {loss}; {right} of 4 answers are on the " +
          "right side of ½.",
        surer: "Step {step}: loss {loss}. All four answers are on the right " +
          "side of ½: XOR is learned. More steps make it surer.",
        learned: "Step {step}, loss {loss}: XOR is learned.",
        stuck: "{step} steps, and the network is stuck at a loss of {loss}.",
        orangeDone: "The orange points fell together; the output's line " +
          "cuts them off from the blue ones.",
        blueDone: "The blue points fell together; the output's line cuts " +
          "them off from the orange ones.",
        and: " and ", pair: "{points}, one on and one off, fell together: the output " +
          "cannot tell them apart and says {answer} to both. The best for " +
          "them is ½, and 2/4 · ln 2 = 0.347.",
        three: "{points} fell together: the output cannot tell them apart " +
          "and says {answer} to all three. The best for them costs " +
          "¼ (2 ln 3/2 + ln 3) = 0.477.",
        guessed: "You guessed right.", missed: "You had guessed otherwise.",
      },
      ko: {
        start: "초기값", chapter: "본문과 같게", equal: "모두 0.5",
        number: "{number}번", next: "다음 번호",
        guess: "무엇이 포개질까?", orange: "주황색끼리", blue: "파란색끼리",
        mixed: "두 색이 섞여 갇힌다",
        inputs: "입력 평면에서 신경망이 내는 답과 두 은닉 뉴런의 직선. 네 점 " +
          "가운데 {right}개가 맞는다.",
        space: "은닉층의 평면. 네 점과 지나온 길, 휘어진 정사각형, 출력 " +
          "뉴런의 직선이 있다.",
        curve: "걸음에 따른 손실", loss: "손실", steps: "걸음",
        label: "레이블", right: "맞음", wrong: "틀림",
        gradient: "가장 큰 은닉 기울기: {size}",
        step: "한 걸음", play: "계속 훈련하기", stop: "멈추기",
        before: "첫걸음을 떼기 전 손실은 {loss}이고, ½을 기준으로 맞는 쪽에 " +
          "있는 답은 넷 가운데 {right}개다. 먼저 예상한 다음 훈련해 보자.",
        now: "{step}걸음: 손실 {loss}. 넷 가운데 {right}개의 답이 ½을 " +
          "기준으로 맞는 쪽에 있다.",
        surer: "{step}걸음: 손실 {loss}. 네 답이 모두 ½을 기준으로 맞는 쪽에 " +
          "있다. XOR을 배운 것이다. 더 훈련하면 답이 더 분명해진다.",
        learned: "{step}걸음, 손실 {loss}: XOR을 배웠다.",
        stuck: "{step}걸음을 갔지만 손실 {loss}에 갇혔다.",
        orangeDone: "주황색 두 점이 포개졌고, 출력 뉴런의 직선이 파란 점들과 " +
          "갈라놓는다.",
        blueDone: "파란 두 점이 포개졌고, 출력 뉴런의 직선이 주황색 점들과 " +
          "갈라놓는다.",
        and: ", ", pair: "켜져야 할 점과 꺼져야 할 점, 곧 {points}이 포개졌다. " +
          "출력 뉴런은 둘을 구별하지 못하고, 둘의 답은 똑같이 {answer}이다. " +
          "둘에게 최선인 답은 ½이고 손실은 2/4 · ln 2 = 0.347이다.",
        three: "세 점 {points}이 포개졌다. 출력 뉴런은 셋을 구별하지 못하고, " +
          "셋의 답은 똑같이 {answer}이다. 이럴 때 가장 작은 손실은 " +
          "¼ (2 ln 3/2 + ln 3) = 0.477이다.",
        guessed: "예상이 맞았다.", missed: "예상과 다르다.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
