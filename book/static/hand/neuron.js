// One neuron over the four cases of a gate: move its line by hand, or let it
// learn, one example at a time.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  var X = [[0, 0], [1, 0], [0, 1], [1, 1]];
  var GATES = {OR: [-1, 1, 1, 1], AND: [-1, -1, -1, 1],
               NAND: [1, 1, 1, -1], XOR: [-1, 1, 1, -1]};
  var LOW = -0.6, HIGH = 1.6, SIZE = 300, ARROW = 0.35;

  function start(options) {
    return beginning({gate: options.gate || "OR", w: options.w || [1, 1],
                      b: options.b === undefined ? -0.5 : options.b});
  }

  // The same neuron with nothing learned yet.
  function beginning(state) {
    return {gate: state.gate, w: state.w, b: state.b, epoch: 1, next: 0,
            mistakes: 0, corrections: 0, seen: null, last: null, end: null,
            playing: false, pause: 700};
  }

  function right(state) {
    return X.filter(function (x, i) {
      return C.neuron(x, state.w, state.b) === GATES[state.gate][i];
    }).length;
  }

  // One example is shown to the neuron (chapter 1's rule, learning rate 1).
  function learn(state) {
    if (state.end) return state;
    if (!state.seen) state.seen = [key(state)];
    var y = GATES[state.gate][state.next];
    var made = C.perceptronUpdate(state.w, state.b, X[state.next], y, 1);
    state.w = made.w;
    state.b = made.b;
    state.last = {i: state.next, wrong: made.wrong};
    state.mistakes += made.wrong;
    state.corrections += made.wrong;
    state.next = (state.next + 1) % 4;
    if (state.next === 0) {
      if (!state.mistakes) state.end = "done";
      else if (state.seen.includes(key(state))) state.end = "round";
      else { state.epoch += 1; state.mistakes = 0; }
      state.seen.push(key(state));
    }
    if (state.end) state.playing = false;
    return state;
  }

  function key(state) { return [state.w, state.b].join(); }

  function round(value) { return Math.round(value * 10) / 10; }

  function within(value) { return Math.max(-3, Math.min(3, round(value))); }

  // The point of the line nearest to the middle of the square, or null.
  function foot(state) {
    var length = C.dot(state.w, state.w);
    if (!length) return null;
    var off = C.weightedSum([0.5, 0.5], state.w, state.b) / length;
    return [0.5 - off * state.w[0], 0.5 - off * state.w[1]];
  }

  function act(state, name, value) {
    if (name === "gate") {
      state.gate = value;
      return beginning(state);
    }
    if (name === "zeros")
      return beginning({gate: state.gate, w: [0, 0], b: 0});
    if (name === "learn") {
      state.playing = false;
      return learn(state);
    }
    if (name === "tick") return learn(state);
    if (name === "play") {
      state.playing = !state.playing;
      return state.playing ? learn(state) : state;
    }
    if (name === "w1") state.w = [Number(value), state.w[1]];
    if (name === "w2") state.w = [state.w[0], Number(value)];
    if (name === "b") state.b = Number(value);
    if (name === "turn") turn(state, value);
    if (name === "slide") slide(state, value);
    return beginning(state);
  }

  // The arrow's tip is dragged: the line turns about its foot.
  function turn(state, value) {
    if ("dx" in value) {
      state.w = [within(state.w[0] + value.dx / 10),
                 within(state.w[1] - value.dy / 10)];
      return;
    }
    var at = foot(state), to = plane(value);
    var w = [within((to[0] - at[0]) / ARROW), within((to[1] - at[1]) / ARROW)];
    if (!w[0] && !w[1]) return;
    state.w = w;
    state.b = within(-C.dot(w, at));
  }

  // The line is dragged: only the bias changes.
  function slide(state, value) {
    state.b = "dx" in value
      ? within(state.b - (value.dx - value.dy) / 10)
      : within(-C.dot(state.w, plane(value)));
  }

  function plane(point) {
    return [LOW + point.x / SIZE * (HIGH - LOW),
            HIGH - point.y / SIZE * (HIGH - LOW)];
  }

  function px(x) { return (x - LOW) / (HIGH - LOW) * SIZE; }

  function py(y) { return (HIGH - y) / (HIGH - LOW) * SIZE; }

  // The part of the square where the sum is 0 or more.
  function yes(state) {
    var corners = [[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]];
    var inside = [];
    corners.forEach(function (a, i) {
      var b = corners[(i + 1) % 4];
      var sa = C.weightedSum(a, state.w, state.b);
      var sb = C.weightedSum(b, state.w, state.b);
      if (sa >= 0) inside.push(a);
      if ((sa >= 0) !== (sb >= 0)) {
        var t = sa / (sa - sb);
        inside.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
      }
    });
    return inside.map(function (p) {
      return px(p[0]).toFixed(1) + "," + py(p[1]).toFixed(1);
    }).join(" ");
  }

  function picture(state, say) {
    var wanted = GATES[state.gate], at = foot(state), svg = "";
    svg += '<polygon class="yes" points="' + yes(state) + '"/>';
    svg += '<path class="axis" d="M' + px(0) + " 0V" + SIZE + "M0 " + py(0) +
      "H" + SIZE + '"/>';
    svg += '<text class="small" x="' + (SIZE - 6) + '" y="' + (py(0) + 16) +
      '" text-anchor="end">x₁</text><text class="small" x="' + (px(0) - 6) +
      '" y="14" text-anchor="end">x₂</text>';
    if (at) svg += line(state, at, say);
    X.forEach(function (x, i) {
      var ok = C.neuron(x, state.w, state.b) === wanted[i];
      svg += mark(px(x[0]), py(x[1]), wanted[i], ok,
                  state.last && state.last.i === i);
    });
    return '<svg class="hand-picture" viewBox="0 0 ' + SIZE + " " + SIZE +
      '" role="group" aria-label="' + H.escape(say("picture", {
        gate: state.gate, right: right(state)})) + '">' + svg + "</svg>";
  }

  function line(state, at, say) {
    var w = state.w, far = 4 / Math.sqrt(C.dot(w, w));
    var tip = [at[0] + ARROW * w[0], at[1] + ARROW * w[1]];
    function to(p) { return px(p[0]).toFixed(1) + " " + py(p[1]).toFixed(1); }
    var path = "M" + to([at[0] - far * w[1], at[1] + far * w[0]]) +
      "L" + to([at[0] + far * w[1], at[1] - far * w[0]]);
    function handle(name, p, label, now) {
      return '<circle class="handle" data-drag="' + name + '" tabindex="0" ' +
        'role="slider" aria-label="' + H.escape(label) + '" aria-valuenow="' +
        now + '" aria-valuemin="-180" aria-valuemax="180" aria-valuetext="' +
        H.escape(now) + '" r="11" cx="' + px(p[0]).toFixed(1) + '" cy="' +
        py(p[1]).toFixed(1) + '"/>';
    }
    var angle = Math.round(Math.atan2(w[1], w[0]) * 180 / Math.PI);
    return '<path class="edge" d="' + path + '"/><path class="arrow" d="M' +
      to(at) + "L" + to(tip) + '"/>' +
      handle("slide", at, say("slide"), round(state.b)) +
      handle("turn", tip, say("turn"), angle);
  }

  // Orange square: +1 wanted; blue disc: −1 wanted. A ring: just shown.
  function mark(x, y, wanted, ok, shown) {
    return (shown ? '<circle class="ring" cx="' + x + '" cy="' + y +
      '" r="19"/>' : "") + (wanted > 0
      ? '<rect class="plus" x="' + (x - 9) + '" y="' + (y - 9) +
        '" width="18" height="18"/>'
      : '<circle class="minus" cx="' + x + '" cy="' + y + '" r="10"/>') +
      (ok ? "" : '<path class="wrong" d="M' + (x - 7) + " " + (y - 7) +
       "l14 14m0-14l-14 14\"/>");
  }

  function sums(state, say) {
    return '<table class="hand-sums"><thead><tr><th>x</th><th>' +
      say("sum") + "</th><th>" + say("answer") + "</th><th>" + say("wanted") +
      "</th></tr></thead><tbody>" + X.map(function (x, i) {
        var s = C.weightedSum(x, state.w, state.b);
        var answer = C.step(s), wanted = GATES[state.gate][i];
        return '<tr class="' + (answer === wanted ? "ok" : "off") + '"><td>(' +
          x.join(", ") + ")</td><td>" + H.number(state.w[0]) + "·" + x[0] +
          " " + H.summand(state.w[1]) + "·" + x[1] + "<br>" +
          H.summand(state.b) + " = " + H.number(s) + "</td><td>" +
          sign(answer) + "</td><td>" + sign(wanted) + " " +
          (answer === wanted ? "✓" : "✗") + '<span class="hand-hidden">' +
          say(answer === wanted ? "right" : "wrong") + "</span></td></tr>";
      }).join("") + "</tbody></table>";
  }

  function sign(value) { return value > 0 ? "+1" : "−1"; }

  function view(state, say) {
    var gates = Object.keys(GATES).map(function (g) { return [g, g]; });
    return '<div class="hand-side">' + picture(state, say) + "<div>" +
      '<div class="hand-controls">' +
      H.choice("gate", say("gate"), gates, state.gate) +
      H.slider("w1", "w₁", round(state.w[0]), -3, 3, 0.1) +
      H.slider("w2", "w₂", round(state.w[1]), -3, 3, 0.1) +
      H.slider("b", "b", round(state.b), -3, 3, 0.1) + "</div>" +
      sums(state, say) +
      '<div class="hand-controls hand-row">' + H.button("zeros", say("zeros")) +
      H.button("learn", say("learn"), {disabled: state.end}) +
      H.button("play", say(state.playing ? "stop" : "play"),
               {disabled: state.end}) + "</div></div></div>" +
      '<p class="hand-note">' + note(state, say) + "</p>";
  }

  function note(state, say) {
    var values = {gate: state.gate, right: right(state), epoch: state.epoch,
                  corrections: state.corrections};
    if (state.end) return say(state.end, values);
    if (!state.last) return say("count", values);
    values.x = "(" + X[state.last.i].join(", ") + ")";
    values.wanted = sign(GATES[state.gate][state.last.i]);
    return say(state.last.wrong ? "corrected" : "kept", values);
  }

  H.add("neuron", {
    start: start, act: act, view: view,
    said: function (state, say) {
      return say("now", {w1: H.number(state.w[0]), w2: H.number(state.w[1]),
                         b: H.number(state.b)}) + " " + note(state, say);
    },
    words: {
      en: {
        gate: "Gate", sum: "sum s", answer: "answer", wanted: "wanted",
        right: "right", wrong: "wrong",
        picture: "The four cases of {gate} and the neuron's line; " +
          "{right} of 4 are right.",
        turn: "Turn the line: the direction of the weights, in degrees",
        slide: "Slide the line: the bias",
        zeros: "Start from zeros", learn: "Learn from one case",
        play: "Keep learning", stop: "Stop",
        count: "{gate}: {right} of 4 cases are right.",
        corrected: "Epoch {epoch}: {x} should be {wanted} and was not; the " +
          "weights were corrected. {right} of 4 are right now.",
        kept: "Epoch {epoch}: {x} is right; nothing changes. " +
          "{right} of 4 are right.",
        done: "A whole epoch without a mistake: the neuron has learned " +
          "{gate} with {corrections} corrections.",
        round: "After epoch {epoch} the weights are where they were before: " +
          "from here the neuron goes round for ever. No line does {gate}.",
        now: "Weights {w1} and {w2}, bias {b}.",
      },
      ko: {
        gate: "게이트", sum: "합 s", answer: "답", wanted: "정답",
        right: "맞음", wrong: "틀림",
        picture: "{gate}의 네 경우와 뉴런의 직선. 넷 가운데 {right}개가 맞는다.",
        turn: "직선 돌리기: 가중치의 방향(도)", slide: "직선 밀기: 편향",
        zeros: "0에서 시작", learn: "한 경우 배우기", play: "계속 배우기",
        stop: "멈추기",
        count: "{gate}: 네 경우 가운데 {right}개가 맞는다.",
        corrected: "에포크 {epoch}: {x}의 정답은 {wanted}인데 틀렸으므로 " +
          "가중치를 고쳤다. 이제 넷 가운데 {right}개가 맞는다.",
        kept: "에포크 {epoch}: {x}은 맞았으므로 그대로 둔다. 넷 가운데 " +
          "{right}개가 맞는다.",
        done: "한 에포크를 도는 동안 하나도 틀리지 않았다. 뉴런은 " +
          "{corrections}번 고쳐서 {gate} 게이트를 배웠다.",
        round: "{epoch}에포크가 끝나자 가중치가 앞서 있던 값으로 돌아왔다. " +
          "이제부터는 끝없이 제자리를 돈다. 직선 하나로는 {gate} 게이트를 만들 수 없다.",
        now: "가중치 {w1}, {w2}, 편향 {b}.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
