// How many windows fit on a row of pixels: every window drawn below the row,
// and the formula with its numbers. What is never read is hatched.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  var RANGES = {n: [1, 12], k: [1, 7], p: [0, 3], s: [1, 4], d: [1, 3]};
  var NAMES = ["n", "k", "p", "s", "d"];
  var WIDTH = 300, ROOM = 236, MIDDLE = 18;

  function start(options) {
    var layer = {};
    NAMES.forEach(function (name, i) {
      layer[name] = name in options ? options[name] : [7, 3, 0, 3, 1][i];
    });
    return {layer: layer, hidden: false, shown: true, seed: 0, guess: "",
            told: null};
  }

  function size(layer) {
    return C.outputSize(layer.n, layer.k, layer.s, layer.p, layer.d);
  }

  function span(layer) { return layer.d * (layer.k - 1) + 1; }

  function rest(layer) {
    return (layer.n + 2 * layer.p - span(layer)) % layer.s;
  }

  function change(layer, name, value) {
    var made = {};
    NAMES.forEach(function (key) { made[key] = layer[key]; });
    made[name] = value;
    return made;
  }

  // Where each window's weights lie; what is negative lies in the padding.
  function windows(layer) {
    var made = [];
    for (var i = 0; i < (size(layer) || 0); i++) {
      made.push([]);
      for (var j = 0; j < layer.k; j++)
        made[i].push(i * layer.s + j * layer.d - layer.p);
    }
    return made;
  }

  // The places, padding included, that no window reads.
  function unread(layer) {
    var read = [].concat.apply([], windows(layer)), left = [];
    for (var i = -layer.p; i < layer.n + layer.p; i++)
      if (!read.includes(i)) left.push(i);
    return left;
  }

  function lost(layer) {
    return unread(layer).filter(function (i) { return i >= 0 && i < layer.n; });
  }

  // The smallest change of each setting after which every pixel is read.
  function mends(layer) {
    return ["p", "s", "d", "k", "n"].map(function (name) {
      for (var by = 1; by < 12; by++)
        for (var way = 1; way >= -1; way -= 2) {
          var value = layer[name] + way * by;
          if (value < RANGES[name][0] || value > RANGES[name][1]) continue;
          var made = change(layer, name, value);
          if (size(made) !== null && !lost(made).length) return [name, value];
        }
      return null;
    }).filter(Boolean);
  }

  // What the likely slips give: [slip, value].
  function slips(layer) {
    var steps = (layer.n + 2 * layer.p - span(layer)) / layer.s;
    return [["steps", Math.floor(steps)], ["up", Math.ceil(steps) + 1],
            ["once", C.outputSize(layer.n + layer.p, layer.k, layer.s, 0,
                                  layer.d)],
            ["bare", size(change(layer, "p", 0))],
            ["dense", size(change(layer, "d", 1))],
            ["slow", size(change(layer, "s", 1))],
            ["pixels", layer.n]];
  }

  function judge(layer, text) {
    var given = Number(String(text).replace(",", "."));
    if (!String(text).trim() || isNaN(given)) return {kind: "empty"};
    if (given === (size(layer) || 0)) return {kind: "right"};
    if (given % 1) return {kind: "point"};
    if (size(layer) === null) return {kind: "nothing"};
    var fits = slips(layer).filter(function (s) { return s[1] === given; });
    return {kind: fits.length ? fits[0][0] : "other"};
  }

  // The chapter's usual choices, with the pixels in view.
  var PRESETS = {
    valid: function (layer) { return {k: layer.k, p: 0, s: 1, d: 1}; },
    same: function (layer) {
      var k = layer.k % 2 ? layer.k : layer.k - 1;
      return {k: k, p: (k - 1) / 2, s: 1, d: 1};
    },
    half: function () { return {k: 3, p: 1, s: 2, d: 1}; },
  };

  function act(state, name, value) {
    if (name === "guess") {
      state.guess = value;
      return state;
    }
    if (name === "check") {
      state.told = judge(state.layer, state.guess);
      if (state.told.kind === "right") state.shown = true;
      return state;
    }
    if (name === "show") {
      state.shown = true;
      state.told = null;
      return state;
    }
    if (name === "hide") state.hidden = !state.hidden;
    if (name === "another") another(state);
    if (NAMES.includes(name))
      state.layer = change(state.layer, name, Number(value));
    if (name === "preset") {
      var made = PRESETS[value](state.layer);
      Object.keys(made).forEach(function (key) {
        state.layer = change(state.layer, key, made[key]);
      });
    }
    state.told = null;
    state.guess = "";
    state.shown = !state.hidden;
    return state;
  }

  // A layer drawn by lot, to be predicted; now and then no window fits.
  function another(state) {
    state.seed += 1;
    state.hidden = true;
    var draw = C.random("sizes " + state.seed);
    var ranges = {n: [4, 12], k: [2, 5], p: [0, 2], s: [1, 3], d: [1, 3]};
    NAMES.forEach(function (name) {
      var range = ranges[name];
      state.layer = change(state.layer, name, range[0] +
        Math.floor(draw() * (range[1] - range[0] + 1)));
    });
  }

  // The picture ------------------------------------------------------------

  function picture(state, say) {
    var layer = state.layer, places = layer.n + 2 * layer.p;
    var cell = Math.min(42, WIDTH / places), left = unread(layer), svg = "";
    function x(place) { return (place + layer.p) * cell; }
    for (var i = -layer.p; i < layer.n + layer.p; i++)
      svg += box(x(i), cell, i, i >= 0 && i < layer.n,
                 state.shown && left.includes(i));
    var drawn = state.shown ? windows(layer) : [];
    var step = Math.min(44, ROOM / (drawn.length || 1));
    drawn.forEach(function (window, r) {
      svg += taps(window.map(function (place) { return x(place) + cell / 2; }),
                  MIDDLE + 30 + (r + 0.5) * step, r, Math.min(step, cell));
    });
    if (!drawn.length)
      svg += '<text class="sizes-large" x="150" y="150" text-anchor="middle">' +
        (state.shown ? "0" : "?") + "</text>";
    return '<svg class="hand-picture" viewBox="-2 0 304 290" role="img" ' +
      'aria-label="' + H.escape(say("picture", {
        n: layer.n, p: layer.p, out: state.shown ? size(layer) || 0 : "?"})) +
      '">' + svg + "</svg>";
  }

  // One place of the row: a pixel with its number, or a dashed 0 of padding.
  function box(x, cell, place, pixel, hatched) {
    var top = MIDDLE - 16, lines = "";
    for (var i = 0; i < 4; i++)
      lines += "M" + (x + i * cell / 4).toFixed(1) + " " + (top + 32) +
        "l" + (cell / 4).toFixed(1) + " -32";
    return '<rect class="' + (pixel ? "sizes-pixel" : "conv-cell conv-ring") + '" x="' +
      x.toFixed(1) + '" y="' + top + '" width="' + cell.toFixed(1) +
      '" height="32"/>' + '<path class="sizes-hatch" d="' +
      (hatched ? lines : "M0 0") + '"/><text class="' +
      (pixel ? "conv-tight" : "conv-tight small") + '" text-anchor="middle" x="' +
      (x + cell / 2).toFixed(1) + '" y="' + (MIDDLE + 5) + '">' +
      (pixel ? place : 0) + "</text>";
  }

  // One window: a square for each weight, joined by a line.
  function taps(xs, y, row, room) {
    var half = Math.min(10, room * 0.36), name = row % 2 ? "odd" : "even";
    return '<path class="sizes-taps ' + name + '" d="M' + xs[0].toFixed(1) + " " +
      y.toFixed(1) + "H" + xs[xs.length - 1].toFixed(1) + '"/>' +
      xs.map(function (x) {
        return '<rect class="sizes-tap ' + name + '" x="' + (x - half).toFixed(1) +
          '" y="' + (y - half).toFixed(1) + '" width="' + (2 * half).toFixed(1) +
          '" height="' + (2 * half).toFixed(1) + '"/>';
      }).join("");
  }

  // The formula, with the numbers, worked out.
  function formula(state, say) {
    var l = state.layer, top = l.n + 2 * l.p - span(l);
    var lines = ["out = ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1",
                 "= ⌊(" + l.n + " + 2·" + l.p + " − " + l.d + "·(" + l.k +
                 " − 1) − 1)/" + l.s + "⌋ + 1"];
    if (!state.shown) lines.push("= ?");
    else if (size(l) === null) lines.push(say("below", {top: H.number(top)}));
    else lines.push("= ⌊" + top + "/" + l.s + "⌋ + 1 = ⌊" +
                    H.number(+(top / l.s).toFixed(2)) + "⌋ + 1 = <b>" +
                    size(l) + "</b>");
    return lines.map(function (line) { return "<div>" + line + "</div>"; })
      .join("");
  }

  function note(state, say) {
    var layer = state.layer, told = state.told;
    var first = told ? say("told-" + told.kind) + " " : "";
    if (!state.shown) return told ? first : say("predict");
    return first + verdict(layer, say);
  }

  // What to know about the layer, and what to change.
  function verdict(layer, say) {
    var out = size(layer), gone = lost(layer), left = unread(layer);
    var values = {span: span(layer), n: layer.n, p: layer.p, out: out,
                  there: layer.n + 2 * layer.p, rest: rest(layer),
                  gone: gone.join(", ")};
    if (out !== null && !gone.length)
      return say(left.length ? "zeros" : out === layer.n ? "same-size"
        : "all-read", values);
    values.try = mends(layer).slice(0, 3).map(function (mend) {
      return say(mend[0]) + " = " + mend[1];
    }).join(", ");
    var key = out === null ? "none" : rest(layer) && Math.min.apply(null, gone)
      > windows(layer)[out - 1][layer.k - 1] ? "tail" : "gaps";
    return say(key, values) + (values.try ? " " + say("mend", values) : "");
  }

  function view(state, say) {
    var layer = state.layer, closed = state.shown;
    return '<div class="hand-controls hand-row">' +
      Object.keys(PRESETS).map(function (name) {
        return H.button("preset", say("preset-" + name), {value: name});
      }).join("") + '</div><div class="hand-side">' + picture(state, say) +
      '<div><div class="hand-controls">' + NAMES.map(function (name) {
        return H.slider(name, say(name), layer[name], RANGES[name][0],
                        RANGES[name][1], 1);
      }).join("") + '</div><div class="sizes-formula">' + formula(state, say) +
      '</div><div class="hand-controls hand-row">' +
      H.button("hide", say("hide"), {pressed: state.hidden}) +
      H.button("another", say("another")) + "</div>" +
      '<div class="hand-controls hand-row"><label class="conv-ask"><span>' +
      say("ask") + '</span><input type="text" inputmode="decimal" ' +
      'data-do="guess" data-enter="check" autocomplete="off" value="' +
      H.escape(state.guess) + '"' + (closed ? " disabled" : "") +
      "></label>" + H.button("check", say("check"), {disabled: closed}) +
      H.button("show", say("show"), {disabled: closed}) +
      '</div></div></div><p class="hand-note">' + note(state, say) + "</p>";
  }

  H.add("sizes", {
    start: start, act: act, view: view,
    compute: {unread: unread, mends: mends, slips: slips, judge: judge},
    said: function (state, say, name) {
      if (name === "guess") return "";
      return (state.shown ? "out = " + (size(state.layer) || 0) + ". " : "") +
        note(state, say);
    },
    words: {
      en: {
        n: "pixels n", k: "kernel k", p: "padding p", s: "stride s",
        d: "dilation d",
        "preset-valid": "no padding (valid)", "preset-same": "keep the size " +
          "(same)", "preset-half": "halve (stride 2)",
        picture: "A row of {n} pixels with padding {p} and, below it, its " +
          "windows: {out}.",
        hide: "Hide and predict", another: "Another layer",
        ask: "Windows:", check: "Check", show: "Show",
        below: "{top} is below 0: no window fits",
        predict: "How many windows fit? Work it out from the formula or by " +
          "laying windows on the row.",
        "told-right": "Right.", "told-empty": "Write a number first.",
        "told-point": "A window fits or it does not: drop what is behind the " +
          "point.",
        "told-nothing": "Not so many: compare what the kernel spans with " +
          "what is there.",
        "told-steps": "These are the steps. There is one window more than " +
          "steps.",
        "told-up": "Rounded up. The last window would reach beyond the end: " +
          "round down.",
        "told-once": "The padding lies on both sides: 2p.",
        "told-bare": "This is the count without padding.",
        "told-dense": "This is the count without dilation: the kernel spans " +
          "d(k − 1) + 1 places.",
        "told-slow": "This is the count with stride 1.",
        "told-pixels": "These are the pixels, not the windows.",
        "told-other": "Not yet. How many places does the kernel span, and " +
          "how many steps of s are left?",
        none: "No window fits: the kernel spans {span} places, and {n} + " +
          "2·{p} = {there} are there.",
        tail: "The division leaves a rest of {rest}: what is left at the end " +
          "no window reads (hatched: {gone}).",
        gaps: "Steps or gaps are too wide: between them lies what no window " +
          "reads (hatched: {gone}).",
        zeros: "A rest of {rest}, but only zeros of the padding are never " +
          "read (hatched). Every pixel is.",
        "same-size": "As many numbers as pixels, {out}, and every place is " +
          "read.",
        "all-read": "Every place is read: {n} pixels give {out} numbers.",
        mend: "What would help, each alone: {try}.",
      },
      ko: {
        n: "픽셀 n", k: "커널 k", p: "패딩 p", s: "스트라이드 s", d: "팽창 d",
        "preset-valid": "패딩 없이(valid)", "preset-same": "크기 그대로(same)",
        "preset-half": "절반으로(스트라이드 2)",
        picture: "픽셀 {n}개와 패딩 {p}의 줄, 그 아래의 창 {out}개.",
        hide: "가리고 예상하기", another: "다른 층",
        ask: "창의 수:", check: "확인", show: "보기",
        below: "{top} < 0: 들어가는 창이 없다",
        predict: "창은 몇 개나 들어갈까? 식으로 구하거나 줄 위에 창을 하나씩 놓아 " +
          "보자.",
        "told-right": "맞다.", "told-empty": "먼저 수를 적는다.",
        "told-point": "창은 들어가거나 들어가지 않거나 둘 중 하나다. 소수점 아래를 " +
          "버린다.",
        "told-nothing": "그만큼은 안 된다. 커널이 걸치는 자리와 줄의 길이를 견주어 " +
          "보자.",
        "told-steps": "그것은 걸음 수다. 창은 걸음보다 하나 많다.",
        "told-up": "올림을 했다. 그러면 마지막 창이 줄 밖으로 나간다. 내림을 한다.",
        "told-once": "패딩은 양쪽에 있으므로 2p다.",
        "told-bare": "패딩을 빼고 센 수다.",
        "told-dense": "팽창을 빼고 센 수다. 커널은 d(k − 1) + 1자리에 걸친다.",
        "told-slow": "스트라이드가 1일 때의 수다.",
        "told-pixels": "그것은 픽셀 수이지 창의 수가 아니다.",
        "told-other": "아직 아니다. 커널은 몇 자리에 걸치고, 남은 자리에 s씩 가는 " +
          "걸음은 몇 번 들어갈까?",
        none: "들어가는 창이 없다. 커널은 {span}자리에 걸치는데 줄에는 {n} + " +
          "2·{p} = {there}자리뿐이다.",
        tail: "나눗셈의 나머지가 {rest}이다. 끝에 있는 픽셀(빗금: {gone}번)은 어느 " +
          "창도 읽지 않는다.",
        gaps: "걸음이나 틈이 너무 넓어서 어느 창도 읽지 않는 픽셀이 있다(빗금: " +
          "{gone}번).",
        zeros: "나머지가 {rest}이지만, 창이 읽지 않는 것은 패딩의 0뿐이다(빗금). " +
          "픽셀은 모두 읽는다.",
        "same-size": "픽셀 수와 같은 {out}개가 나오고, 모든 자리를 읽는다.",
        "all-read": "모든 자리를 읽는다. 픽셀 {n}개에서 수 {out}개가 나온다.",
        mend: "하나만 바꾸어도 나아진다: {try}.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
