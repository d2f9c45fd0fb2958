// A convolution by hand: a window slides over an image, every product and the
// sum are written out, and the reader predicts the next cell of the map.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  var DRAWN = [[1, 2, 3, 0], [0, 1, 2, 3], [3, 0, 1, 2], [2, 3, 0, 1]];
  var MASK = [[2, 0, 1], [0, 1, 2], [1, 0, 2]];
  // Chapter 7's examples: image, kernel, rings of zeros.
  var EXAMPLES = {
    figure: [DRAWN, MASK, 0], ring: [DRAWN, MASK, 1],
    four: [[[1, 0, 1, 0], [1, 0, 1, 0], [1, 1, 1, 1], [0, 0, 1, 0]],
           [[1, 0], [0, 1]], 0],
    sample: [[[0, 1, 7, 5], [5, 5, 6, 6], [5, 3, 3, 0], [1, 1, 1, 2]],
             [[1, 0, 1], [1, 2, 0], [3, 0, 1]], 0],
    blob: [[[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1],
            [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]],
           [[1, 0, 1], [0, 1, 0], [1, 0, 1]], 0],
  };

  function start(options) {
    return take({}, options.source || "figure");
  }

  function copy(matrix) {
    return matrix.map(function (row) { return row.slice(); });
  }

  // The state with another source. One's own numbers begin as those in view.
  function take(state, source) {
    var example = EXAMPLES[source] || [state.image, state.kernel, state.ring];
    return again({source: source, image: copy(example[0]),
                  kernel: copy(example[1]), ring: example[2], at: 0, guess: "",
                  told: null});
  }

  // Back to the first window, with an empty map.
  function again(state) {
    state.seen = new Array(side(state) * side(state)).fill(false);
    return move(state, 0, 0);
  }

  function side(state) {
    return C.outputSize(state.image.length, state.kernel.length, 1,
                        state.ring, 1);
  }

  function place(state, index) {
    return [Math.floor(index / side(state)), index % side(state)];
  }

  function move(state, r, c) {
    var last = side(state) - 1;
    r = Math.max(0, Math.min(last, r));
    c = Math.max(0, Math.min(last, c));
    state.at = r * side(state) + c;
    state.seen[state.at] = true;
    return state;
  }

  // The next cell that is still empty, from the window onwards; −1 if none.
  function upcoming(state) {
    var next = state.seen.indexOf(false, state.at);
    return next < 0 ? state.seen.indexOf(false) : next;
  }

  // The products of one window, row by row.
  function products(image, kernel, r, c) {
    return kernel.map(function (row, i) {
      return row.map(function (weight, j) {
        return image[r + i][c + j] * weight;
      });
    });
  }

  function total(matrix) {
    return matrix.reduce(function (sum, row) {
      return sum + row.reduce(function (a, b) { return a + b; }, 0);
    }, 0);
  }

  function each(matrix, change) {
    return matrix.map(function (row) { return row.map(change); });
  }

  // What the likely slips give in the window at r, c: [slip, value, details].
  function slips(image, kernel, r, c) {
    var n = image.length, k = kernel.length, found = [];
    function sum(weights, dr, dc) {
      return total(products(image, weights, r + (dr || 0), c + (dc || 0)));
    }
    var made = products(image, kernel, r, c);
    found.push(["flipped", sum(copy(kernel).reverse().map(function (row) {
      return row.slice().reverse();
    }))]);
    found.push(["sign", total(each(made, Math.abs))]);
    found.push(["sign", sum(each(kernel, Math.abs))]);
    for (var dr = -1; dr <= 1; dr++)
      for (var dc = -1; dc <= 1; dc++)
        if ((dr || dc) && r + dr >= 0 && c + dc >= 0 &&
            r + dr + k <= n && c + dc + k <= n)
          found.push(["off", sum(kernel, dr, dc), [r + dr, c + dc]]);
    found.push(["weightless", sum(each(kernel, function () { return 1; }))]);
    found.push(["row", total(made.slice(0, 1))]);
    made.forEach(function (row) {
      row.forEach(function (product) {
        if (product < 0) found.push(["sign", total(made) - 2 * product]);
      });
    });
    return found;
  }

  // The numbers in a text; "−" and "-" are both a minus.
  function numbers(text) {
    return (text.replace(/\u2212/g, "-").match(/-?\d+(\.\d+)?/g) || [])
      .map(Number);
  }

  // What to say to an answer for the window at r, c: {kind, …}.
  function judge(image, kernel, r, c, text) {
    var given = numbers(text), made = products(image, kernel, r, c);
    if (!given.length) return {kind: "empty"};
    if (given.length > 1) {
      var flat = [].concat.apply([], made);
      return {kind: given.join() === flat.join() ? "products" : "many"};
    }
    if (given[0] === total(made)) return {kind: "right"};
    var fits = slips(image, kernel, r, c).filter(function (slip) {
      return slip[1] === given[0];
    });
    var second = fits.find(function (slip) { return slip[0] !== fits[0][0]; });
    return {kind: "wrong", given: given[0], slips: fits.slice(0, 1)
      .concat(second ? [second] : []), row: total(made.slice(0, 1))};
  }

  function check(state) {
    var next = upcoming(state);
    if (next < 0) return state;
    var at = place(state, next);
    state.told = judge(padded(state), state.kernel, at[0], at[1], state.guess);
    state.told.at = at;
    if (state.told.kind !== "right") return state;
    state.guess = "";
    return move(state, at[0], at[1]);
  }

  function padded(state) { return C.pad(state.image, state.ring); }

  function act(state, name, value) {
    if (name === "source") return take(state, value);
    if (name === "guess") {
      state.guess = value;
      return state;
    }
    if (name === "check") return check(state);
    state.told = null;
    if (name === "again") return again(state);
    if (name === "all") state.seen.fill(true);
    if (name === "next" || name === "back") {
      var to = place(state, Math.max(0, Math.min(
        state.seen.length - 1, state.at + (name === "next" ? 1 : -1))));
      return move(state, to[0], to[1]);
    }
    if (name === "window" || name === "cell") return drag(state, name, value);
    if (/^(image|kernel) /.test(name)) edit(state, name.split(" "), value);
    return state;
  }

  // The window, or its cell of the map, is pulled or moved by a key.
  function drag(state, name, value) {
    var at = place(state, state.at), box = layout(state)[name];
    if ("dx" in value) return move(state, at[0] + value.dy, at[1] + value.dx);
    var middle = name === "window" ? (state.kernel.length - 1) / 2 : 0;
    return move(state,
                Math.round((value.y - box.y) / box.cell - 0.5 - middle),
                Math.round((value.x - box.x) / box.cell - 0.5 - middle));
  }

  function edit(state, field, value) {
    var whole = Math.round(Number(value)) || 0;
    state[field[0]][field[1]][field[2]] = Math.max(-9, Math.min(9, whole));
  }

  // The picture ----------------------------------------------------------

  // Where image, kernel and map lie in the picture.
  function layout(state) {
    var n = state.image.length + 2 * state.ring, m = side(state);
    return {window: {x: 2, y: 20, cell: Math.min(40, 176 / n)},
            kernel: {x: 192, y: 20, cell: 26},
            cell: {x: 192, y: 124, cell: Math.min(34, 104 / m)}};
  }

  function square(box, r, c, size, attributes) {
    var length = (box.cell * size).toFixed(1);
    return '<rect x="' + (box.x + c * box.cell).toFixed(1) + '" y="' +
      (box.y + r * box.cell).toFixed(1) + '" width="' + length +
      '" height="' + length + '" ' + attributes + "/>";
  }

  // A grid of numbers; `paint` gives a cell's attributes and its text.
  function grid(box, matrix, paint) {
    return "<g>" + matrix.map(function (row, r) {
      return row.map(function (value, c) {
        var made = paint(value, r, c);
        return square(box, r, c, 1, made[0]) + '<text text-anchor="middle" x="' +
          (box.x + (c + 0.5) * box.cell).toFixed(1) + '" y="' +
          (box.y + (r + 0.5) * box.cell + 5).toFixed(1) + '"' +
          (made[1].length > 3 ? ' class="conv-tight"' : "") + ">" + made[1] +
          "</text>";
      }).join("");
    }).join("") + "</g>";
  }

  // Orange for a positive number, blue for a negative one.
  function signed(value, most) {
    return 'class="conv-cell ' + (value < 0 ? "minus" : "plus") +
      '" fill-opacity="' + (0.5 * Math.abs(value) / (most || 1)).toFixed(2) +
      '"';
  }

  function largest(matrix) {
    return Math.max.apply(null, [].concat.apply([], each(matrix, Math.abs)));
  }

  // The image with its ring of zeros; the window and, dashed, the next one.
  function imagePart(state, box, say) {
    var image = padded(state), most = largest(image), next = upcoming(state);
    var at = place(state, state.at), k = state.kernel.length;
    var n = image.length - state.ring, to = next < 0 ? at : place(state, next);
    return square(box, 0, 0, image.length, 'class="conv-ground" ' +
      'data-drag="window"') +
      grid(box, image, function (value, r, c) {
        var ring = r < state.ring || c < state.ring || r >= n || c >= n;
        return [ring ? 'class="conv-cell conv-ring"' : 'class="conv-cell ' +
          'conv-ink" fill-opacity="' + (0.2 * Math.abs(value) / most).toFixed(2) + '"',
          H.number(value)];
      }) + square(box, to[0], to[1], k, 'class="conv-next"') +
      handle(state, "window", square(box, at[0], at[1], k, "HANDLE"), say);
  }

  // The map: empty cells, "?" in the next one, a frame about the window's.
  function mapPart(state, box, say) {
    var map = C.correlate(state.image, state.kernel, 1, state.ring);
    var most = largest(map), at = place(state, state.at), m = map.length;
    var next = upcoming(state);
    return grid(box, map, function (value, r, c) {
      var i = r * m + c;
      return state.seen[i] ? [signed(value, most), H.number(value)]
        : ['class="conv-cell"', i === next ? "?" : ""];
    }) + square(box, at[0], at[1], 1, 'class="conv-frame"') +
      handle(state, "cell", square(box, 0, 0, m, "HANDLE"), say);
  }

  // What is pulled: found by Tab, moved by arrow keys.
  function handle(state, name, drawn, say) {
    var at = place(state, state.at);
    return drawn.replace("HANDLE", 'class="conv-hold ' + name + '" data-drag="' +
      name +
      '" tabindex="0" role="slider" aria-label="' + H.escape(say(name)) +
      '" aria-valuemin="1" aria-valuemax="' + state.seen.length +
      '" aria-valuenow="' + (state.at + 1) + '" aria-valuetext="out[' +
      at.join(", ") + ']"');
  }

  function picture(state, say) {
    var boxes = layout(state);
    function title(box, key) {
      return '<text class="small" x="' + box.x + '" y="' + (box.y - 6) + '">' +
        say(key) + "</text>";
    }
    return '<svg class="hand-picture" viewBox="0 0 300 234" role="group" ' +
      'aria-label="' + H.escape(say("picture")) + '">' +
      title(boxes.window, "image") + title(boxes.kernel, "kernel") +
      title(boxes.cell, "map") + grid(boxes.kernel, state.kernel,
        function (value) {
          return [signed(value, largest(state.kernel)), H.number(value)];
        }) + imagePart(state, boxes.window, say) +
      mapPart(state, boxes.cell, say) + "</svg>";
  }

  // The window's products and their sum, a line for each row of the kernel.
  function work(state) {
    var at = place(state, state.at), image = padded(state);
    var made = products(image, state.kernel, at[0], at[1]), rows = [];
    var lines = made.map(function (row, i) {
      var sum = total([row]);
      rows.push(sum);
      var pixels = image[at[0] + i].slice(at[1], at[1] + row.length);
      return H.multiplied(pixels, state.kernel[i]) + " = " + H.number(sum);
    });
    return lines.concat("out[" + at.join(", ") + "] = " + H.added(rows) +
                        " = <b>" + H.number(total(made)) + "</b>");
  }

  // Fields for one's own numbers.
  function fields(state, name, say) {
    var matrix = state[name];
    return '<fieldset class="conv-fields" style="--n: ' + matrix.length +
      '"><legend>' + say(name) + "</legend>" + matrix.map(function (row, r) {
        return row.map(function (value, c) {
          return '<input type="number" min="-9" max="9" data-do="' + name +
            " " + r + " " + c + '" value="' + value + '" aria-label="' +
            H.escape(say("field", {what: say(name), r: r, c: c})) + '">';
        }).join("");
      }).join("") + "</fieldset>";
  }

  // The field for the next number; a phone's keypad lacks the minus sign.
  function ask(state, say) {
    var next = upcoming(state), minus = [state.image, state.kernel].some(
      function (matrix) { return /-/.test(matrix.join()); });
    return '<label class="conv-ask"><span>' + (next < 0 ? say("full")
      : say("ask", {at: place(state, next).join(", ")})) + "</span>" +
      '<input type="text" data-do="guess" data-enter="check" inputmode="' +
      (minus ? "text" : "decimal") + '" ' +
      'autocomplete="off" value="' + H.escape(state.guess) + '"' +
      (next < 0 ? " disabled" : "") + "></label>" +
      H.button("check", say("check"), {disabled: next < 0});
  }

  function note(state, say) {
    var told = state.told;
    if (!told) return say(upcoming(state) < 0 ? "whole" : "begin");
    var values = {at: told.at.join(", "), given: H.number(told.given || 0),
                  row: H.number(told.row || 0)};
    if (told.kind !== "wrong") return say(told.kind, values);
    return say("wrong", values) + " " + (told.slips.length
      ? told.slips.map(function (slip, i) {
        return say(i ? "or" : "slip", {how: say(slip[0], {
          at: (slip[2] || []).join(", ")})});
      }).join(" ") : say("hint", values));
  }

  function view(state, say) {
    var last = state.seen.length - 1;
    return '<div class="hand-controls">' + H.choice("source", say("source"),
      Object.keys(EXAMPLES).concat("own").map(function (name) {
        return [name, say("from-" + name)];
      }), state.source) + (state.source === "own" ? '<div class="hand-row">' +
        fields(state, "image", say) + fields(state, "kernel", say) + "</div>"
        : "<div></div>") + '</div><div class="hand-side">' +
      picture(state, say) + '<div><div class="conv-work">' +
      work(state).map(function (line) {
        return "<div>" + line + "</div>";
      }).join("") + '</div><div class="hand-controls hand-row">' +
      H.button("back", say("back"), {disabled: state.at === 0}) +
      H.button("next", say("next"), {disabled: state.at === last}) +
      H.button("all", say("all"), {disabled: upcoming(state) < 0}) +
      H.button("again", say("again")) + "</div>" +
      '<div class="hand-controls hand-row">' + ask(state, say) + "</div>" +
      '<p class="hand-note">' + note(state, say) + "</p></div></div>";
  }

  H.add("convolution", {
    start: start, act: act, view: view,
    compute: {slips: slips, judge: judge, products: products},
    said: function (state, say, name) {
      if (name === "guess") return "";
      var lines = work(state).join("; ").replace(/<\/?b>/g, "");
      return name === "check" ? note(state, say)
        + (state.told && state.told.kind === "right" ? " " + lines : "")
        : name === "all" ? say("whole") : lines;
    },
    words: {
      en: {
        source: "Numbers", "from-figure": "4×4 of the figure",
        "from-ring": "with a ring of zeros", "from-four": "the 4, diagonal",
        "from-sample": "larger numbers", "from-blob": "5×5, crossing",
        "from-own": "my own",
        image: "image", kernel: "kernel", map: "feature map",
        field: "{what}, row {r}, column {c}",
        picture: "Image with the window, kernel and feature map",
        window: "The window on the image", cell: "The window's cell of the map",
        back: "Back", next: "Next window", all: "Show all",
        again: "Start again", check: "Check",
        ask: "Predict out[{at}]:", full: "All are filled:",
        begin: "The dashed frame is the next window; its number belongs " +
          "where the question mark is. Predict it.",
        whole: "Every window has its number: the map is complete.",
        empty: "Write a number first.",
        right: "Right: out[{at}] is filled.",
        products: "These are the products, and they are right. Now add them " +
          "up: one window gives one number.",
        many: "One number is wanted: the sum of all products.",
        wrong: "{given} is not out[{at}].",
        slip: "It comes out if {how}.", or: "Or if {how}.",
        hint: "The first row of its window gives {row}; go on row by row.",
        flipped: "the kernel is turned by 180°: here it stays as it stands",
        sign: "a minus is dropped",
        off: "the window lies at [{at}]",
        weightless: "the pixels are added without their weights",
        row: "only the first row is added",
      },
      ko: {
        source: "수", "from-figure": "그림의 4×4", "from-ring": "0을 한 겹 두른 것",
        "from-four": "4와 대각선", "from-sample": "더 큰 수",
        "from-blob": "5×5, 교차점", "from-own": "직접 쓰기",
        image: "이미지", kernel: "커널", map: "특징 맵",
        field: "{what} {r}행 {c}열",
        picture: "창을 얹은 이미지, 커널, 특징 맵",
        window: "이미지 위의 창", cell: "특징 맵에서 창의 자리",
        back: "이전", next: "다음 창", all: "모두 보기", again: "처음부터",
        check: "확인",
        ask: "예상: out[{at}] =", full: "빈칸이 없다:",
        begin: "점선이 다음 창이고, 그 수는 물음표 자리에 들어간다. " +
          "무엇이 나올지 예상해 보자.",
        whole: "모든 창의 수가 나왔다. 특징 맵이 다 찼다.",
        empty: "먼저 수를 적는다.",
        right: "맞다. out[{at}] 칸이 찼다.",
        products: "곱은 모두 맞다. 이제 더한다. 창 하나에서는 수 하나가 나온다.",
        many: "곱을 모두 더한 수 하나를 적는다.",
        wrong: "out[{at}]의 답으로 적은 {given}: 틀렸다.",
        slip: "{how} 이 수가 나온다.", or: "{how} 같은 수가 나온다.",
        hint: "창의 첫 행을 더하면 {row}. 나머지 행도 이어서 계산해 보자.",
        flipped: "커널을 180° 돌리면(여기서는 돌리지 않는다)",
        sign: "음의 부호를 빠뜨리면",
        off: "창을 [{at}]에 놓으면",
        weightless: "가중치를 곱하지 않고 픽셀만 더하면",
        row: "첫 행만 더하면",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
