// Draw a digit: the network of chapter 11 reads it in the page, and shows
// every map on the way. digit_net.js has its arithmetic.
(function (root) {
  "use strict";
  var H = root.Hand, SIZE = 28, UNIT = 10, BRUSH = 1.3;
  // The stages: maps, pixels a side, maps in a row of the picture.
  var STAGES = [["conv1", 32, 26, 8], ["pool1", 32, 13, 8],
                ["conv2", 64, 11, 16], ["pool2", 64, 5, 16]];
  var ran = {};

  function start(options) {
    return {ink: null, sample: options.sample || 0, tool: "draw",
            feed: "prepared", filter: options.filter || 1, last: null,
            cursor: null};
  }

  // The drawing; at first the sample, which is there once the weights are.
  function ink(state) { return state.ink || root.DigitNet.sample(state.sample); }

  // What the network reads, and all that it computes of it. The last run is
  // remembered, since a figure asks for it several times.
  function run(state) {
    if (ran.ink === state.ink && ran.sample === state.sample &&
        ran.feed === state.feed) return ran;
    var N = root.DigitNet, made = N.prepare(ink(state));
    var pixels = state.feed === "prepared" ? made.pixels : ink(state);
    ran = {ink: state.ink, sample: state.sample, feed: state.feed, made: made,
           pixels: pixels, maps: N.forward(pixels)};
    return ran;
  }

  // A soft round brush drawn from one point to another: how far a pixel's
  // middle is from the stroke says how much ink it gets.
  function paint(ink, from, to, tool) {
    var dx = to.x - from.x, dy = to.y - from.y, long = dx * dx + dy * dy;
    return ink.map(function (old, i) {
      var x = i % SIZE + 0.5 - from.x, y = Math.floor(i / SIZE) + 0.5 - from.y;
      var t = long ? Math.max(0, Math.min(1, (x * dx + y * dy) / long)) : 0;
      var far = Math.hypot(x - t * dx, y - t * dy);
      var fresh = 255 * Math.max(0, Math.min(1, BRUSH + 0.5 - far));
      return tool === "draw" ? Math.max(old, fresh)
        : Math.min(old, 255 - fresh);
    });
  }

  function act(state, name, value) {
    if (name === "sample") {
      state.ink = null;
      state.sample = Number(value);
    }
    if (name === "clear") state.ink = new Array(SIZE * SIZE).fill(0);
    if (name === "tool") state.tool = value;
    if (name === "feed") state.feed = value;
    if (name === "filter") state.filter = Number(value);
    if (name === "pick") pick(state, value);
    if (name === "press") stroke(state, middle(state.cursor));
    if (name === "pad" && "dx" in value) move(state, value);
    else if (name === "pad") {
      if (value.down) state.last = null;
      state.cursor = null;
      stroke(state, {x: value.x / UNIT, y: value.y / UNIT});
      return state;
    }
    state.last = null;
    return state;
  }

  function stroke(state, to) {
    state.ink = paint(ink(state), state.last || to, to, state.tool);
    state.last = to;
  }

  function middle(cursor) {
    return cursor ? {x: cursor.c + 0.5, y: cursor.r + 0.5} : {x: 14, y: 14};
  }

  // The arrow keys move a frame from cell to cell.
  function move(state, value) {
    var at = state.cursor || {r: 14, c: 14};
    function within(v) { return Math.max(0, Math.min(SIZE - 1, v)); }
    state.cursor = {r: within(at.r + value.dy), c: within(at.c + value.dx)};
  }

  // A click on the first layer's picture chooses a map.
  function pick(state, value) {
    if ("dx" in value)
      state.filter += value.dx + 8 * value.dy;
    else
      state.filter = 1 + Math.floor(value.x / 27) + 8 * Math.floor(value.y / 27);
    state.filter = Math.max(1, Math.min(32, state.filter));
  }

  // Pictures -----------------------------------------------------------------

  var INK = Array.from({length: 16}, function (_, i) {
    return [20, 24, 29, Math.round(i * 17)];
  });
  // Blue below 0, clear at 0 (number 7), orange above; 15: between the maps.
  var SIGNS = Array.from({length: 16}, function (_, i) {
    if (i === 15) return [128, 128, 128, 110];
    var strong = Math.round(Math.abs(i - 7) / 7 * 255);
    return i < 7 ? [0, 114, 178, strong] : [230, 159, 0, strong];
  });

  function greys(pixels) {
    return root.DigitNet.png(SIZE, SIZE, function (r, c) {
      return Math.round(pixels[r * SIZE + c] / 17);
    }, INK);
  }

  function largest(maps) {
    return maps.reduce(function (top, v) { return Math.max(top, Math.abs(v)); },
                       0);
  }

  function shade(value, top) { return 7 + Math.round(7 * value / (top || 1)); }

  // All maps of a stage side by side, a line between them.
  function mosaic(maps, count, size, columns) {
    var cell = size + 1, top = largest(maps);
    return root.DigitNet.png(
      columns * cell + 1, count / columns * cell + 1, function (r, c) {
        var y = r % cell - 1, x = c % cell - 1;
        if (x < 0 || y < 0) return 15;
        var k = Math.floor(r / cell) * columns + Math.floor(c / cell);
        return shade(maps[(k * size + y) * size + x], top);
      }, SIGNS);
  }

  function image(address, width, height) {
    return '<image class="digit-map" width="' + width + '" height="' + height +
      '" href="' + address + '"/>';
  }

  function svg(width, height, label, inside, kind) {
    return '<svg class="hand-picture ' + kind + '" viewBox="0 0 ' + width +
      " " + height + '" role="group" aria-label="' + H.escape(label) + '">' +
      inside + "</svg>";
  }

  function pad(state, say) {
    var side = SIZE * UNIT, lines = "", at = state.cursor;
    for (var i = 1; i < SIZE; i++)
      lines += "M" + i * UNIT + " 0V" + side + "M0 " + i * UNIT + "H" + side;
    return svg(side, side, say("pad"), '<rect class="digit-paper" width="' +
      side + '" height="' + side + '"/>' + image(greys(ink(state)), side, side) +
      '<path class="digit-grid" d="' + lines + '"/><rect class="digit-cursor' +
      (at ? "" : " off") + '" width="' + UNIT + '" height="' + UNIT + '" x="' +
      (at ? at.c : 14) * UNIT + '" y="' + (at ? at.r : 14) * UNIT +
      '"/><rect class="digit-pad" width="' + side + '" height="' + side +
      '" data-drag="pad" data-press="press" tabindex="0" role="application" ' +
      'aria-label="' + H.escape(say("keys")) + '"/>', "");
  }

  // The ten logits and probabilities; the largest is the answer.
  function answers(state, say) {
    var maps = run(state).maps, best = answer(state);
    return '<table class="digit-answers"><thead><tr><th>' + say("digit") +
      "</th><th>" + say("logit") + "</th><th></th><th>" + say("prob") +
      "</th></tr></thead><tbody>" + maps.probs.map(function (p, k) {
        return "<tr" + (k === best ? ' class="best"' : "") + "><td>" + k +
          "</td><td>" + H.number(maps.logits[k], 2) +
          '</td><td><svg viewBox="0 0 100 14" preserveAspectRatio="none" ' +
          'aria-hidden="true"><rect class="' + (k === best ? "plus" : "rest") +
          '" y="1" height="12" width="' + (100 * p).toFixed(2) +
          '"/></svg></td><td>' + H.number(p, 3) + "</td></tr>";
      }).join("") + "</tbody></table>";
  }

  function answer(state) {
    var probs = run(state).maps.probs;
    return probs.indexOf(Math.max.apply(null, probs));
  }

  function stage(state, say, entry) {
    var name = entry[0], count = entry[1], size = entry[2], columns = entry[3];
    var maps = run(state).maps[name], cell = size + 1;
    var width = columns * cell + 1, height = count / columns * cell + 1;
    var k = state.filter - 1, inside =
      image(mosaic(maps, count, size, columns), width, height);
    if (name === "conv1")
      inside += '<rect class="digit-chosen" x="' + k % 8 * cell + '" y="' +
        Math.floor(k / 8) * cell + '" width="' + (cell + 1) + '" height="' +
        (cell + 1) + '"/><rect class="digit-pad" data-drag="pick" width="' +
        width + '" height="' + height + '"/>';
    return "<div><p>" + say(name) + "<br><small>" + say(
      name === "conv1" || name === "conv2" ? "signs" : "above", {
        top: H.number(largest(maps), 1)}) + "</small></p>" +
      svg(width, height, say(name), inside, "wide") + "</div>";
  }

  // The chosen filter's largest sum, product by product.
  function sum(state, say) {
    var maps = run(state).maps, k = state.filter - 1, N = root.DigitNet;
    var map = maps.conv1.slice(k * 676, (k + 1) * 676);
    var at = map.indexOf(Math.max.apply(null, map));
    var r = Math.floor(at / 26), c = at % 26;
    var weight = N.weights()["0.weight"].slice(9 * k, 9 * k + 9);
    var bias = N.weights()["0.bias"][k];
    var rows = [0, 1, 2].map(function (i) {
      var part = 0, text = [0, 1, 2].map(function (j) {
        var w = weight[3 * i + j], x = maps.input[(r + i) * SIZE + c + j];
        part += w * x;
        return H.bracketed(w, 2) + "·" + H.bracketed(x, 2);
      }).join(" + ");
      return "<tr><td>" + text + "</td><td>= " + H.number(part, 2) +
        "</td></tr>";
    }).join("");
    return '<div class="digit-sum"><p>' + say("where", {
      k: k + 1, r: r + 1, c: c + 1}) + "</p><table><tbody>" + rows +
      "<tr><td>" + say("bias") + "</td><td>= " + H.number(bias, 2) +
      '</td></tr><tr class="best"><td>' + say("sum") + "</td><td>= " +
      H.number(map[at], 2) + "</td></tr></tbody></table></div>";
  }

  function controls(state, say) {
    var digits = Array.from({length: 10}, function (_, k) { return [k, k]; });
    return '<div class="hand-controls"><div class="hand-row">' +
      H.choice("tool", say("tool"), [["draw", say("draw")],
                                     ["erase", say("erase")]], state.tool) +
      H.button("clear", say("clear")) +
      '</div><div class="digit-samples"><span>' + say("samples") +
      "</span>" + H.choice("sample", say("samples"), digits,
                           state.ink ? null : state.sample) +
      "</div><div><span>" + say("feed") + "</span>" +
      H.choice("feed", say("feed"), [["prepared", say("prepared")],
                                     ["raw", say("raw")]], state.feed) +
      "</div></div>";
  }

  function view(state, say) {
    return '<div class="hand-side digit"><div>' + pad(state, say) +
      controls(state, say) + '</div><div><div class="digit-read">' +
      svg(SIZE, SIZE, say("read"), '<rect class="digit-paper" width="28" ' +
          'height="28"/>' + image(greys(run(state).pixels), SIZE, SIZE) +
          '<path class="digit-box" d="M4 4h20v20h-20z"/>', "") +
      "<p><b>" + say("read") + "</b> " + prepared(state, say) + "</p></div>" +
      answers(state, say) + "</div></div>" +
      '<p class="hand-note">' + note(state, say) + "</p>" +
      '<div class="digit-stages">' + STAGES.map(function (entry) {
        return stage(state, say, entry);
      }).join("") + '</div><div class="hand-controls">' +
      H.slider("filter", say("filter"), state.filter, 1, 32, 1) + "</div>" +
      sum(state, say);
  }

  // What was done to the drawing.
  function prepared(state, say) {
    var made = run(state).made;
    if (!made.box) return say("empty");
    if (state.feed === "raw") return say("untouched");
    return say("done", {
      h: made.box.height, w: made.box.width, scale: H.number(made.scale, 2),
      th: made.height, tw: made.width});
  }

  function note(state, say) {
    var probs = run(state).maps.probs, best = answer(state);
    var second = probs.indexOf(Math.max.apply(null, probs.filter(
      function (_, k) { return k !== best; })));
    return say(run(state).made.box ? "answer" : "nothing", {
      best: best, p: H.number(probs[best], 3), second: second,
      q: H.number(probs[second], 3)});
  }

  function said(state, say, name) {
    var at = state.cursor;
    if (name === "pad" && at)
      return say("cell", {r: at.r + 1, c: at.c + 1, ink: Math.round(
        ink(state)[at.r * SIZE + at.c])});
    if (name === "tool") return say(state.tool);
    if (name === "filter" || name === "pick")
      return say("filter") + " " + state.filter;
    return note(state, say);
  }

  H.add("digit", {
    start: start, act: act, view: view, said: said,
    scripts: ["digit_net", "digit_weights"], compute: {paint: paint},
    words: {
      en: {
        pad: "The drawing, 28 by 28 pixels",
        keys: "Drawing field: arrow keys move a cell, Space paints it",
        tool: "Pen", draw: "Draw", erase: "Erase", clear: "Clear",
        samples: "Start from a sample", feed: "The network reads it",
        prepared: "prepared", raw: "as drawn",
        read: "What the network reads.",
        empty: "There is no ink to scale or to move.",
        untouched: "The drawing as it is: neither scaled nor moved.",
        done: "Prepared as MNIST was: {h}×{w} pixels of ink, times {scale}, " +
          "fill {th}×{tw} of the 20×20 box; their centre of mass lies in " +
          "the middle.",
        digit: "digit", logit: "logit", prob: "probability",
        answer: "The answer is {best}, with probability {p}. " +
          "Next comes {second}, with {q}.",
        nothing: "Nothing is drawn, and the network answers all the same: " +
          "{best}, with probability {p}. It has no way to say “no digit”.",
        cell: "Row {r}, column {c}: ink {ink}.",
        conv1: "First convolution: 32 maps of 26×26",
        pool1: "Pooling and ReLU: 32 maps of 13×13",
        conv2: "Second convolution: 64 maps of 11×11",
        pool2: "Pooling and ReLU: 64 maps of 5×5",
        signs: "orange above 0, blue below, to ±{top}",
        above: "ReLU leaves nothing below 0; to {top}",
        filter: "Filter of the first layer",
        where: "Map {k} is largest in row {r}, column {c}. Its filter times " +
          "the nine normalised pixels there:",
        bias: "bias", sum: "value in the map (the lines above are rounded)",
        missing: "The network's weights could not be loaded. Draw again to " +
          "try once more.",
      },
      ko: {
        pad: "28×28픽셀 그림",
        keys: "그리는 칸: 화살표 키로 옮기고 스페이스 키로 칠한다",
        tool: "펜", draw: "그리기", erase: "지우기", clear: "모두 지우기",
        samples: "견본에서 시작", feed: "신경망에 넣을 그림",
        prepared: "다듬은 그림", raw: "그린 그대로",
        read: "신경망이 읽는 그림.",
        empty: "늘이거나 옮길 잉크가 없다.",
        untouched: "그린 그대로다. 크기도 자리도 바꾸지 않았다.",
        done: "MNIST처럼 다듬었다. 잉크가 있는 {h}×{w}픽셀을 {scale}배 하여 " +
          "20×20 상자 안에 {th}×{tw}로 맞추고, 무게중심을 한가운데에 놓았다.",
        digit: "숫자", logit: "로짓", prob: "확률",
        answer: "답은 {best}, 확률은 {p}이다. 다음은 {second}, 확률 {q}.",
        nothing: "아무것도 그리지 않아도 신경망은 답을 낸다. 답은 {best}, 확률은 " +
          "{p}. ‘숫자가 아니다’라고 말할 길이 없다.",
        cell: "{r}행 {c}열, 잉크 {ink}.",
        conv1: "첫 번째 합성곱: 26×26 맵 32장",
        pool1: "풀링과 ReLU: 13×13 맵 32장",
        conv2: "두 번째 합성곱: 11×11 맵 64장",
        pool2: "풀링과 ReLU: 5×5 맵 64장",
        signs: "주황은 양수, 파랑은 음수(±{top}까지)",
        above: "ReLU가 음수를 없앴다({top}까지)",
        filter: "첫 번째 층의 필터",
        where: "{k}번 맵은 {r}행 {c}열에서 가장 크다. 필터와 그 자리의 정규화한 " +
          "픽셀 아홉 개를 곱해 더하면 다음과 같다.",
        bias: "편향", sum: "맵의 값(위 줄은 반올림한 값)",
        missing: "신경망의 가중치를 불러오지 못했다. 다시 그리면 한 번 더 불러온다.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
