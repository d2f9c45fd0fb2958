// Three logits become three probabilities, and these a loss: by hand, and
// one step down the gradient at a time.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  // The chapter's answers: the slides' three samples as logarithms, the
  // scores 2, 1 and 0, and one that is sure and wrong.
  var ANSWERS = {sample1: {p: [0.1, 0.3, 0.6], label: 2},
                 sample2: {p: [0.2, 0.6, 0.2], label: 1},
                 sample3: {p: [0.3, 0.4, 0.3], label: 0},
                 scores: {z: [2, 1, 0], label: 1},
                 wrong: {z: [-5, 5, -5], label: 0}};
  var NAMES = ["₁", "₂", "₃"], GOAL = 0.1, HEIGHT = 190;

  // utils.losses.cross_entropy_gradient for one example
  function gradient(z, label) {
    return C.softmax(z).map(function (p, k) { return p - (k === label); });
  }

  // The logits after one step down the gradient.
  function descend(z, label, lr) {
    return gradient(z, label).map(function (g, k) { return z[k] - lr * g; });
  }

  // What is seen is what is computed with: four decimals.
  function round(value) { return Math.round(value * 10000) / 10000; }

  function start(options) { return beginning(options.answer || "scores"); }

  function beginning(name, z) {
    var answer = ANSWERS[name] || {};
    return {name: name, label: answer.label,
            z: z || (answer.z || answer.p.map(Math.log)).map(round),
            moved: [], steps: 0, before: null, last: null};
  }

  function act(state, name, value) {
    if (name === "answer") return beginning(value);
    if (name === "label") {
      state = beginning(null, state.z);
      state.label = Number(value);
      return state;
    }
    // A slider on its way: compared with where it was taken up.
    if (name !== state.last || name === "descend")
      state.before = {z: state.z, loss: C.crossEntropy(state.z, state.label)};
    state.last = name;
    state.name = null;
    if (name === "descend") {
      state.z = descend(state.z, state.label, 1).map(round);
      state.steps += 1;
    } else {
      state.z = state.z.slice();
      state.z[name[1]] = round(Number(value));
      if (!state.moved.includes(name)) state.moved.push(name);
    }
    return state;
  }

  // A positive number with four digits that count, or more: so
  // that the reader who computes with what is written gets what is written.
  function digits(value) {
    return H.number(value, value >= 100 ? 2 : value >= 1 ? 3
      : value > 0.09995 ? 4 : 3 - Math.floor(Math.log10(value)));
  }

  function power(z) { return "e<sup>" + H.number(z) + "</sup>"; }

  // The picture -------------------------------------------------------------

  function y(p) { return 24 + (1 - p) * HEIGHT; }

  // A bar as high as the probability; from its top an arrow to where it
  // should be, as long as p − y.
  function bar(state, p, k, say) {
    var x = 48 + 84 * k, to = k === state.label ? 1 : 0, g = p - to;
    var tip = y(to).toFixed(1), up = to ? 1 : -1;
    var head = Math.min(9, Math.abs(g) * HEIGHT);
    return '<rect class="loss-bar" x="' + x + '" y="' + y(p).toFixed(1) +
      '" width="52" height="' + (p * HEIGHT).toFixed(1) + '"/>' +
      '<path class="loss-aim" d="M' + (x - 7) + " " + tip + 'h66"/>' +
      '<path class="loss-push ' + (to ? "up" : "down") + '" d="M' + (x + 26) + " " +
      y(p).toFixed(1) + "V" + tip + "l-7 " + (up * head).toFixed(1) + "m7 " +
      (-up * head).toFixed(1) + "l7 " + (up * head).toFixed(1) + '"/>' +
      '<text x="' + (x + 26) + '" y="236" text-anchor="middle">p' + NAMES[k] +
      '</text><text class="small" x="' + (x + 26) + '" y="254" ' +
      'text-anchor="middle">' + (to ? "✓ " + say("truth") : "") + "</text>";
  }

  function picture(state, say) {
    var probs = C.softmax(state.z);
    return '<svg class="hand-picture" viewBox="0 0 300 262" role="img" ' +
      'aria-label="' + H.escape(say("picture", {
        p: probs.map(digits).join(", "), right: state.label + 1})) + '">' +
      [0, 0.5, 1].map(function (p) {
        return '<path class="loss-grid" d="M34 ' + y(p) + 'H292"/><text class="small"' +
          ' x="28" y="' + (y(p) + 5) + '" text-anchor="end">' + p + "</text>";
      }).join("") + probs.map(function (p, k) {
        return bar(state, p, k, say);
      }).join("") + "</svg>";
  }

  // The arithmetic ----------------------------------------------------------

  function table(state, say) {
    var powers = state.z.map(Math.exp), probs = C.softmax(state.z);
    var total = powers[0] + powers[1] + powers[2];
    var slopes = gradient(state.z, state.label);
    function cell(left, result) {
      return "<td><span>" + left + "</span><span>= " + result + "</span></td>";
    }
    var rows = state.z.map(function (z, k) {
      var to = k === state.label ? 1 : 0;
      return "<tr><td>" + (k + 1) + (to ? " ✓" : "") + "</td>" +
        cell(power(z), digits(powers[k])) +
        cell(digits(powers[k]) + " / " + digits(total), digits(probs[k])) +
        cell(H.number(probs[k], 4) + " − " + to,
             H.number(slopes[k], 4) + " " + (to ? "↑" : "↓")) + "</tr>";
    }).join("");
    return '<table class="loss-sums"><thead><tr><th>' + say("class") +
      "</th><th>e<sup>z</sup></th><th>p</th><th>p − y</th></tr></thead>" +
      "<tbody>" + rows + "<tr><td>" + say("sum") + "</td><td>" +
      digits(total) + "</td><td>1</td><td>0</td></tr></tbody></table>";
  }

  function cost(state, say) {
    var p = C.softmax(state.z)[state.label];
    return '<p class="loss-price">' + say("loss") + " = −ln p" +
      NAMES[state.label] + " = −ln " + digits(p) + " = <strong>" +
      H.number(C.crossEntropy(state.z, state.label), 3) + "</strong></p>";
  }

  function view(state, say) {
    var names = Object.keys(ANSWERS).map(function (name) {
      return [name, say(name)];
    });
    return '<div class="hand-controls">' +
      H.choice("answer", say("answers"), names, state.name) + "</div>" +
      '<div class="hand-side"><div>' + picture(state, say) +
      cost(state, say) + '<div class="hand-controls hand-row">' +
      H.button("descend", say("descend")) + "</div></div><div>" +
      '<div class="hand-controls"><div class="hand-row loss-label"><span>' +
      say("right") + "</span>" +
      H.choice("label", say("right"), [[0, "1"], [1, "2"], [2, "3"]],
               state.label) + "</div>" + state.z.map(function (z, k) {
        return H.slider("z" + k, "z" + NAMES[k], z, -5, 5, 0.1, 2);
      }).join("") + "</div>" + table(state, say) + "</div></div>" +
      '<p class="hand-note loss-note">' + note(state, say) + "</p>";
  }

  function note(state, say) {
    var loss = C.crossEntropy(state.z, state.label);
    var values = {loss: H.number(loss, 3), right: state.label + 1,
                  steps: state.steps};
    if (!state.last) return say("task", values);
    values.before = H.number(state.before.loss, 3);
    values.moves = state.z.map(function (z, k) {
      return "z" + NAMES[k] + " " + H.number(state.before.z[k]) + " → " +
        H.number(z);
    }).filter(function (_, k) {
      return state.last === "descend" || state.last === "z" + k;
    }).join(", ");
    return say("moved", values) + " " + verdict(state, say, loss);
  }

  // Is the loss below the goal, and what brought it there?
  function verdict(state, say, loss) {
    var last = state.last[1];
    if (loss >= GOAL)
      return state.moved.length === 1 && !state.steps &&
        Number(last) !== state.label && state.z[last] === -5
        ? say("end", {name: "z" + NAMES[last]}) : "";
    if (!state.moved.length) return say("byStep", {steps: state.steps});
    return state.steps || state.moved.length > 1 ? say("byMany")
      : say("byOne", {name: "z" + NAMES[last], value: H.number(state.z[last])});
  }

  H.add("loss", {
    start: start, act: act, view: view, said: note,
    compute: {gradient: gradient, descend: descend},
    words: {
      en: {
        answers: "Answers of the chapter", sample1: "sample 1",
        sample2: "sample 2", sample3: "sample 3", scores: "scores 2, 1, 0",
        wrong: "sure and wrong", right: "right class", truth: "right",
        class: "class", sum: "sum", loss: "loss",
        picture: "Three bars, the probabilities {p}; an arrow from each to " +
          "where it should be: 1 for class {right}, 0 for the others.",
        descend: "One step down the gradient",
        task: "Class {right} is right, and the loss is {loss}. Can one " +
          "slider alone bring it below 0.1? Say which before you try.",
        moved: "{moves}: the loss goes from {before} to {loss}.",
        end: "{name} is at its end, and the loss is still above 0.1: what " +
          "one wrong class gives up, both others share.",
        byOne: "Below 0.1 with one slider: {name} at {value}.",
        byMany: "Below 0.1, though not by one slider alone.",
        byStep: "Below 0.1 after {steps} steps down the gradient.",
      },
      ko: {
        answers: "본문에 나온 답", sample1: "샘플 1", sample2: "샘플 2",
        sample3: "샘플 3", scores: "점수 2, 1, 0",
        wrong: "확신에 차서 틀림", right: "정답 클래스", truth: "정답",
        class: "클래스", sum: "합", loss: "손실",
        picture: "세 확률 {p}의 막대. 막대마다 있어야 할 높이까지 화살표가 " +
          "있다. 그 높이는 정답(클래스 {right})이 1, 나머지가 0이다.",
        descend: "경사 하강법으로 한 걸음",
        task: "정답은 클래스 {right}이고 손실은 {loss}이다. 슬라이더 하나만 " +
          "옮겨 0.1보다 작게 만들 수 있을까? 어느 것일지 먼저 말해 보자.",
        moved: "{moves}. 손실은 {before} → {loss}.",
        end: "{name}의 슬라이더를 끝까지 내렸는데도 손실이 0.1보다 크다. 틀린 " +
          "클래스 하나가 내놓은 확률은 나머지 둘이 나누어 가진다.",
        byOne: "슬라이더 하나로 0.1보다 작아졌다. {name} = {value}.",
        byMany: "0.1보다 작아졌지만 슬라이더 하나로 한 것은 아니다.",
        byStep: "경사 하강법으로 {steps}걸음을 가자 0.1보다 작아졌다.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
