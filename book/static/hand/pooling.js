// Pooling and a shift: a small picture is moved by a pixel or two; the pooled
// map before and now, which of its cells stay equal, and how many.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  // The chapter's table of largest values, and the places of its 8 by 8 map.
  var LARGEST = [[0, 0, 1, 1], [1, 3, 0, 1], [1, 0, 2, 1], [1, 1, 0, 0]];
  var PLACES = [[1, 2, 3, 3], [0, 0, 3, 3], [0, 1, 3, 1], [1, 3, 1, 1]];
  // A handwritten 4 of MNIST, made small.
  var FOUR = [[20, 94, 0, 0, 0, 0, 60], [59, 54, 0, 0, 0, 24, 96],
              [99, 27, 0, 0, 0, 30, 91], [84, 38, 30, 35, 28, 48, 78],
              [49, 54, 46, 46, 47, 70, 85], [0, 0, 0, 0, 0, 28, 50],
              [0, 0, 0, 0, 0, 35, 50], [0, 0, 0, 0, 0, 33, 47]];
  var KINDS = ["none", "max", "mean"], FAR = 2, PANEL = 144;
  var STEPS = {up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1]};

  function start(options) {
    return still(show({kind: options.kind || "max", size: options.size || 2,
                       stride: options.stride || options.size || 2, seed: 0},
                      options.picture || "numbers"));
  }

  function empty(side) {
    return Array.from({length: side}, function () {
      return new Array(side).fill(0);
    });
  }

  // Each number of the table at one place of its 2 by 2 block.
  function spread(places) {
    var image = empty(8);
    LARGEST.forEach(function (row, r) {
      row.forEach(function (value, c) {
        var at = places[r][c];
        image[2 * r + (at >> 1)][2 * c + at % 2] = value;
      });
    });
    return image;
  }

  function show(state, name) {
    state.name = name;
    if (name === "numbers") state.image = spread(PLACES);
    if (name === "four") {
      state.image = empty(12);
      FOUR.forEach(function (row, r) {
        row.forEach(function (v, c) { state.image[r + 2][c + 3] = v; });
      });
    }
    if (name === "line")
      state.image = empty(12).map(function (row, r) {
        if (r > 1 && r < 10) row[4] = 9;
        return row;
      });
    return state;
  }

  // Back where the picture began.
  function still(state) {
    state.move = [0, 0];
    state.guess = "";
    return state;
  }

  // utils.augment.shift for one image: zeros come in.
  function shift(image, down, right) {
    return image.map(function (row, r) {
      return row.map(function (_, c) {
        return (image[r - down] || [])[c - right] || 0;
      });
    });
  }

  function pooled(image, state, kind) {
    return kind === "none" ? image
      : C.pool(image, state.size, state.stride, kind);
  }

  // "same", "changed" or, if 0 before and now, "empty", for each cell.
  function compare(before, after) {
    return before.map(function (row, r) {
      return row.map(function (value, c) {
        return Math.abs(value - after[r][c]) > 1e-5 ? "changed"
          : value ? "same" : "empty";
      });
    });
  }

  // Cells in all, equal ones; cells that were not 0, equal ones of these.
  function count(before, after) {
    var made = {all: 0, equal: 0, lit: 0, stay: 0};
    compare(before, after).forEach(function (row, r) {
      row.forEach(function (what, c) {
        made.all += 1;
        made.equal += what !== "changed";
        made.lit += before[r][c] !== 0;
        made.stay += what === "same";
      });
    });
    return made;
  }

  function maps(state, kind) {
    return [pooled(state.image, state, kind),
            pooled(shift(state.image, state.move[0], state.move[1]), state,
                   kind)];
  }

  function counts(state, kind) { return count.apply(null, maps(state, kind)); }

  function within(value) { return Math.max(-FAR, Math.min(FAR, value)); }

  function act(state, name, value) {
    if (name === "guess") state.guess = value;
    if (name === "picture") still(show(state, value));
    if (name === "kind") state.kind = value;
    if (name === "size") state.size = state.stride = Number(value);
    if (name === "stride") state.stride = Number(value);
    if (name === "back") still(state);
    if (name === "step")
      state.move = [within(state.move[0] + STEPS[value][0]),
                    within(state.move[1] + STEPS[value][1])];
    if (name === "pull") pull(state, value);
    if (name === "lots") lots(state);
    return state;
  }

  // The middle of the picture follows the pointer.
  function pull(state, value) {
    if ("dx" in value) {
      state.move = [within(state.move[0] + value.dy),
                    within(state.move[1] + value.dx)];
      return;
    }
    var cell = PANEL / state.image.length;
    state.move = [within(Math.round((value.y - 20 - PANEL / 2) / cell)),
                  within(Math.round((value.x - PANEL / 2) / cell))];
  }

  // New places for the ten numbers, drawn by lot.
  function lots(state) {
    state.seed += 1;
    var draw = C.random("pooling " + state.seed);
    state.name = "numbers";
    state.image = spread(LARGEST.map(function (row) {
      return row.map(function () { return Math.floor(4 * draw()); });
    }));
    still(state);
  }

  // The picture ------------------------------------------------------------

  function text(value, cell) {
    if (cell < 17) return "";
    return H.number(+value.toFixed(cell > 30 ? 2 : 0));
  }

  // One of the four panels: a title, cells in shades with their numbers.
  function panel(x, y, title, matrix, most) {
    var cell = PANEL / Math.max(matrix.length, 1), svg = "";
    matrix.forEach(function (row, r) {
      row.forEach(function (value, c) {
        var written = text(value, cell);
        var dark = (written ? 0.35 : 0.85) * value / (most || 1);
        svg += '<rect class="pool-cell" x="' + (x + c * cell).toFixed(1) +
          '" y="' + (y + r * cell).toFixed(1) + '" width="' + cell.toFixed(1) +
          '" height="' + cell.toFixed(1) + '" fill-opacity="' +
          dark.toFixed(2) + '"/><text class="pool-number" x="' +
          (x + (c + 0.5) * cell).toFixed(1) + '" y="' +
          (y + (r + 0.5) * cell + 4.5).toFixed(1) + '">' + written + "</text>";
      });
    });
    return heading(x, y, title) + "<g>" + svg + "</g>";
  }

  function heading(x, y, title) {
    return '<text class="small" x="' + x + '" y="' + (y - 6) + '">' +
      H.escape(title) + "</text>";
  }

  // What stays: blue with two bars if equal, orange with a cross if not.
  function stays(x, y, title, what) {
    var cell = PANEL / Math.max(what.length, 1), m = cell / 4, svg = "";
    var bars = "", crosses = "";
    what.forEach(function (row, r) {
      row.forEach(function (name, c) {
        var left = x + c * cell, top = y + r * cell;
        svg += '<rect class="pool-' + name + '" x="' + left.toFixed(1) +
          '" y="' + top.toFixed(1) + '" width="' + cell.toFixed(1) +
          '" height="' + cell.toFixed(1) + '"/>';
        if (name === "same")
          bars += "M" + (left + m) + " " + (top + 1.5 * m) + "h" + 2 * m +
            "M" + (left + m) + " " + (top + 2.5 * m) + "h" + 2 * m;
        if (name === "changed")
          crosses += "M" + (left + m) + " " + (top + m) + "l" + 2 * m + " " +
            2 * m + "m0 " + -2 * m + "l" + -2 * m + " " + 2 * m;
      });
    });
    return heading(x, y, title) + "<g>" + svg + '</g><path class="pool-mark" ' +
      'd="' + (bars || "M0 0") + '"/><path class="pool-mark" d="' +
      (crosses || "M0 0") + '"/>';
  }

  // The blocks on the picture, where they lie side by side.
  function blocks(state) {
    var cell = PANEL / state.image.length, d = "";
    if (state.kind !== "none" && state.size === state.stride)
      for (var i = 0; i <= state.image.length; i += state.size)
        d += "M" + i * cell + " 20v" + PANEL + "M0 " + (20 + i * cell) + "h" +
          PANEL;
    return '<path class="pool-blocks" d="' + (d || "M0 0") + '"/>';
  }

  function picture(state, say) {
    var both = maps(state, state.kind), right = PANEL + 12, low = PANEL + 46;
    var most = Math.max.apply(null, [].concat.apply([], state.image));
    return '<svg class="hand-picture" viewBox="-1 0 302 ' + (low + PANEL + 2) +
      '" role="group" aria-label="' + H.escape(say("pictures")) + '">' +
      panel(0, 20, say("moved"), shift(state.image, state.move[0],
                                       state.move[1]), most) +
      panel(right, 20, say("before"), both[0], most) +
      panel(right, low, say("now"), both[1], most) +
      stays(0, low, say("stays"), compare(both[0], both[1])) + blocks(state) +
      '<rect class="pool-pull" data-drag="pull" tabindex="0" role="slider" ' +
      'aria-label="' + H.escape(say("pull")) + '" aria-valuemin="' + -FAR +
      '" aria-valuemax="' + FAR + '" aria-valuenow="' + state.move[0] +
      '" aria-valuetext="' + H.escape(moved(state, say)) + '" x="0" y="20" width="' +
      PANEL + '" height="' + PANEL + '"/></svg>';
  }

  // How far the picture has moved, in words.
  function moved(state, say) {
    return [["down", "up"], ["right", "left"]].map(function (names, axis) {
      var by = state.move[axis];
      return by && say("by-" + names[by < 0 ? 1 : 0], {n: Math.abs(by)});
    }).filter(Boolean).join(", ") || say("unmoved");
  }

  function share(part, whole, say) {
    return say("of", {part: part, whole: whole,
                      share: whole ? Math.round(100 * part / whole) : 0});
  }

  function kindName(state, kind, say) {
    return say(kind) + (kind === "none" ? "" : " " + state.size + "×" +
                        state.size);
  }

  // The three ways beside each other; the one in view is marked.
  function table(state, say) {
    return '<table class="pool-counts"><thead><tr><th>' + say("way") +
      "</th><th>" + say("lit") + "</th><th>" + say("all") +
      "</th></tr></thead><tbody>" + KINDS.map(function (kind) {
        var made = counts(state, kind);
        return '<tr class="' + (kind === state.kind ? "chosen" : "") +
          '"><td>' + kindName(state, kind, say) + "</td><td>" +
          share(made.stay, made.lit, say) + "</td><td>" +
          share(made.equal, made.all, say) + "</td></tr>";
      }).join("") + "</tbody></table>";
  }

  function note(state, say) {
    var made = counts(state, state.kind);
    if (!state.move.some(Boolean)) return say("first", {lit: made.lit});
    var guess = Number(state.guess), told = "";
    if (state.guess.trim() && !isNaN(guess))
      told = say(guess === made.stay ? "guessed" : "missed",
                 {guess: H.number(guess)}) + " ";
    return told + say("result", {
      where: moved(state, say), stay: made.stay, lit: made.lit}) +
      (made.stay === made.lit ? " " + say("inside") : "");
  }

  function view(state, say) {
    function choices(names) {
      return names.map(function (name) { return [name, say(name)]; });
    }
    return '<div class="hand-controls">' + H.choice("picture", say("moved"),
      choices(["numbers", "line", "four"]), state.name) + "</div>" +
      '<div class="hand-side">' + picture(state, say) + "<div>" +
      '<div class="hand-controls">' +
      H.choice("kind", say("way"), choices(KINDS), state.kind) +
      H.slider("size", say("size"), state.size, 2, 4, 1) +
      H.slider("stride", say("stride"), state.stride, 1, 4, 1) +
      '<label class="conv-ask"><span>' + say("guess") + '</span><input ' +
      'type="text" inputmode="numeric" data-do="guess" autocomplete="off" ' +
      'value="' + H.escape(state.guess) + '"></label><div class="hand-row">' +
      Object.keys(STEPS).map(function (name) {
        return H.button("step", say(name), {value: name});
      }).join("") + H.button("back", say("back")) + H.button("lots",
        say("lots"), {disabled: state.name !== "numbers"}) + "</div></div>" +
      table(state, say) + "</div></div>" + '<p class="hand-note">' +
      note(state, say) + "</p>";
  }

  H.add("pooling", {
    start: start, act: act, view: view,
    compute: {counts: counts, shift: shift},
    said: function (state, say, name) {
      return name === "guess" ? "" : kindName(state, state.kind, say) + ". " +
        note(state, say);
    },
    words: {
      en: {
        moved: "picture", before: "map before", now: "map now",
        stays: "what stays (=)", numbers: "ten numbers", line: "a line",
        four: "a 4", none: "no pooling", max: "max", mean: "average",
        size: "window", stride: "stride", way: "pooling",
        pictures: "The picture with its blocks, the map before and now, and " +
          "which cells stay",
        pull: "Move the picture", unmoved: "not moved",
        "by-down": "{n} down", "by-up": "{n} up", "by-left": "{n} to the left",
        "by-right": "{n} to the right",
        up: "↑ up", down: "↓ down", left: "← left", right: "→ right",
        back: "Back", lots: "New places",
        guess: "I expect to stay:", of: "{part}/{whole} ({share} %)",
        lit: "equal, of those not 0", all: "equal, of all",
        first: "Predict first: one step down, and how many of the map's " +
          "{lit} cells that are not 0 stay as they are?",
        guessed: "As you expected.", missed: "You expected {guess}.",
        result: "Moved {where}: of the map's {lit} cells that were not 0, " +
          "{stay} stay equal.",
        inside: "All do: they stayed within their blocks, or like came to " +
          "like.",
      },
      ko: {
        moved: "그림", before: "옮기기 전 맵", now: "지금 맵",
        stays: "그대로인 칸(=)", numbers: "수 열 개", line: "직선",
        four: "숫자 4", none: "풀링 없음", max: "최대", mean: "평균",
        size: "창", stride: "스트라이드", way: "풀링",
        pictures: "블록을 나눈 그림, 옮기기 전 맵과 지금 맵, 그대로인 칸",
        pull: "그림 옮기기", unmoved: "옮기지 않음", "by-down": "아래로 {n}",
        "by-up": "위로 {n}", "by-left": "왼쪽으로 {n}",
        "by-right": "오른쪽으로 {n}",
        up: "↑ 위", down: "↓ 아래", left: "← 왼쪽", right: "→ 오른쪽",
        back: "제자리로", lots: "자리 다시 뽑기",
        guess: "그대로 남을 칸:", of: "{part}/{whole}({share} %)",
        lit: "0이 아니던 칸", all: "전체 칸",
        first: "먼저 예상해 보자. 한 칸 내리면, 맵에서 0이 아닌 {lit}칸 가운데 몇 " +
          "칸이 그대로 남을까?",
        guessed: "예상이 맞았다.", missed: "예상은 {guess}칸이었다.",
        result: "{where}칸 옮겼다. 맵에서 0이 아니던 {lit}칸 가운데 {stay}칸이 " +
          "그대로다.",
        inside: "모두 같은 블록에 머물렀거나, 떠난 자리에 같은 값이 왔다.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
