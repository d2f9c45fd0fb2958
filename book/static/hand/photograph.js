// A kernel over a photograph: the window's nine products and their sum, and
// the map as shades, orange where the sum is positive, blue where negative.
(function (root) {
  "use strict";
  var C = root.Compute, H = root.Hand;
  // A piece of scikit-image's `camera` (Lav Varshney, CC0): 24 by 24 means of
  // 10 by 10 pixels, grey from 0 (black) to f, which is 15 (white).
  var PHOTO = ("eeeeeeeeeeeeeeeeeeeeeeee eeeeeeeeeeeeeeeeeeeeeeee " +
    "eeeeeeeeeeeeeeeeeeeeeeee eeeefffedabdeeeeeeeeeeee " +
    "eeeeeee832237deeeeeeeeee fffffe72333214deeeeeeeee " +
    "fffffb123343125deeeeeeee fffea41123342217eeeeeeee " +
    "ffd4111111232212effffeee a842211211243224efffffff " +
    "222221194169a66dffffffff 2222211a83985657adddccff " +
    "22222825779caee9ceeebcff 22222784578abce8cdccbeff " +
    "222223e54579aaf79bbb84fd 212122a943466dfd744543db " +
    "2122228c312449aa4124129a 2112227a3333499954242597 " +
    "111122333333458302252776 11111233333224a301743555 " +
    "111121322321049001868df8 11222222121102104588bccb " +
    "11222221011110004a6bbbbb 12122222011110100498bbbb")
    .split(" ").map(function (row) {
      return row.split("").map(function (sign) { return parseInt(sign, 16); });
    });
  // Chapter 7's kernels, and by what the sum is divided.
  var KERNELS = {
    sobelX: [[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1],
    sobelY: [[[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1],
    laplace: [[[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1],
    lowPass: [[[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9],
  };
  var LEVELS = 15, CELL = 6, TOP = 20, LEFT = 156, SIDE = PHOTO.length - 2;

  // At first the map is complete; with the window on an edge of the head.
  function start(options) {
    var state = choose({at: [8, 14]}, options.kernel || "sobelX");
    state.seen.fill(true);
    return state;
  }

  // Another kernel: the map is empty, to be predicted. One's own kernel
  // begins as the one in view.
  function choose(state, name) {
    var own = name === "own";
    state.kernel = (own ? state.kernel : KERNELS[name][0])
      .map(function (row) { return row.slice(); });
    state.divide = own ? state.divide : KERNELS[name][1];
    state.name = name;
    if (!own) state.seen = new Array(SIDE * SIDE).fill(false);
    return move(state, state.at[0], state.at[1]);
  }

  function move(state, r, c) {
    state.at = [r, c].map(function (place) {
      return Math.max(0, Math.min(SIDE - 1, place));
    });
    state.seen[state.at[0] * SIDE + state.at[1]] = true;
    return state;
  }

  function act(state, name, value) {
    if (name === "kernel") return choose(state, value);
    if (name === "all") state.seen.fill(true);
    if (name === "empty") {
      state.seen.fill(false);
      return move(state, state.at[0], state.at[1]);
    }
    if (name === "window" || name === "cell") {
      if ("dx" in value)
        return move(state, state.at[0] + value.dy, state.at[1] + value.dx);
      var half = name === "window" ? 1.5 : 0.5;
      return move(state, Math.round((value.y - TOP) / CELL - half),
                  Math.round((value.x - (name === "cell" ? LEFT : 0)) / CELL -
                             half));
    }
    if (/^weight /.test(name)) {
      var field = name.split(" "), whole = Math.round(Number(value)) || 0;
      state.kernel[field[1]][field[2]] = Math.max(-9, Math.min(9, whole));
    }
    return state;
  }

  function map(state) {
    return C.correlate(PHOTO, state.kernel).map(function (row) {
      return row.map(function (value) { return value / state.divide; });
    });
  }

  function flat(matrix) { return [].concat.apply([], matrix); }

  // Each value as a shade: grey from 0 to 15 if no weight is negative, else
  // −15 to 15 by sign, the strongest of the map being 15.
  function levels(values, kernel, divide) {
    var weights = flat(kernel);
    var average = Math.min.apply(null, weights) >= 0;
    var sum = C.dot(weights, weights.map(function () { return 1; })) / divide;
    var most = average ? LEVELS * (sum || 1)
      : Math.max.apply(null, flat(values).map(Math.abs)) || 1;
    return values.map(function (row) {
      return row.map(function (value) {
        return Math.round(LEVELS * value / most);
      });
    });
  }

  // One path for each shade; what `shown` denies is left out.
  function shades(matrix, left, paint, shown) {
    var paths = {}, svg = "";
    matrix.forEach(function (row, r) {
      row.forEach(function (level, c) {
        if (shown(r, c))
          paths[level] = (paths[level] || "") + "M" + (left + c * CELL) + " " +
            (TOP + r * CELL) + "h6v6h-6z";
      });
    });
    for (var level = -LEVELS; level <= LEVELS; level++)
      svg += '<path d="' + (paths[level] || "M0 0") + '" ' + paint(level) +
        "/>";
    return '<g shape-rendering="crispEdges">' + svg + "</g>";
  }

  function grey(level) {
    var light = 17 * Math.max(0, level);
    return 'fill="rgb(' + [light, light, light].join() + ')"';
  }

  function tint(level) {
    return 'class="' + (level < 0 ? "minus" : "plus") + '" fill-opacity="' +
      (Math.abs(level) / LEVELS).toFixed(2) + '"';
  }

  function square(name, left, r, c, size, more) {
    return '<rect class="' + name + '" x="' + (left + c * CELL) + '" y="' +
      (TOP + r * CELL) + '" width="' + size * CELL + '" height="' +
      size * CELL + '"' + (more || "") + "/>";
  }

  function handle(state, name, say) {
    return ' data-drag="' + name + '" tabindex="0" role="slider" aria-label="' +
      H.escape(say(name)) + '" aria-valuemin="1" aria-valuemax="' +
      SIDE * SIDE + '" aria-valuenow="' +
      (state.at[0] * SIDE + state.at[1] + 1) + '" aria-valuetext="out[' +
      state.at.join(", ") + ']"';
  }

  function picture(state, say) {
    var at = state.at, made = levels(map(state), state.kernel, state.divide);
    var average = Math.min.apply(null, flat(state.kernel)) >= 0;
    function title(x, key) {
      return '<text class="small" x="' + x + '" y="' + (TOP - 6) + '">' +
        say(key) + "</text>";
    }
    return '<svg class="hand-picture" viewBox="0 0 292 168" role="group" ' +
      'aria-label="' + H.escape(say("picture", {kernel: say(state.name)})) +
      '">' + title(0, "photo") + title(LEFT, "map") +
      shades(PHOTO, 0, grey, function () { return true; }) +
      square("conv-cell", LEFT, 0, 0, SIDE) +
      shades(made, LEFT, average ? grey : tint, function (r, c) {
        return state.seen[r * SIDE + c];
      }) + square("photo-halo", 0, at[0], at[1], 3) +
      square("photo-halo", LEFT, at[0], at[1], 1) +
      square("conv-frame", LEFT, at[0], at[1], 1) +
      square("conv-frame", 0, at[0], at[1], 3) +
      square("photo-pull", 0, 0, 0, PHOTO.length,
             handle(state, "window", say)) +
      square("photo-pull", LEFT, 0, 0, SIDE, handle(state, "cell", say)) +
      "</svg>";
  }

  // The window's products and their sum, a line for each row of the kernel.
  function work(state) {
    var rows = [], total = 0;
    var lines = state.kernel.map(function (row, i) {
      var pixels = PHOTO[state.at[0] + i].slice(state.at[1], state.at[1] + 3);
      rows.push(C.dot(row, pixels));
      total += rows[i];
      return H.multiplied(pixels, row) + " = " + H.number(rows[i]);
    });
    return lines.concat("out[" + state.at.join(", ") + "] = " +
      (state.divide > 1 ? "(" : "") + H.added(rows) +
      (state.divide > 1 ? ") / " + state.divide : "") +
      " = <b>" + H.number(total / state.divide, state.divide > 1 ? 1 : 0) +
      "</b>");
  }

  // What the number at hand says.
  function note(state, say) {
    var value = map(state)[state.at[0]][state.at[1]];
    if (state.name === "own" || state.name === "lowPass")
      return say("meaning-" + state.name);
    return say("meaning-" + state.name + (value > 0 ? "-plus" : value < 0
      ? "-minus" : "-zero"));
  }

  function fields(state, say) {
    return '<fieldset class="conv-fields" style="--n: 3"><legend>' +
      say("kernel") + "</legend>" + state.kernel.map(function (row, r) {
        return row.map(function (value, c) {
          return '<input type="number" min="-9" max="9" data-do="weight ' + r +
            " " + c + '" value="' + value + '" aria-label="' +
            H.escape(say("weight", {r: r, c: c})) + '"' +
            (state.name === "own" ? "" : " disabled") + ">";
        }).join("");
      }).join("") + "</fieldset>";
  }

  function view(state, say) {
    var names = Object.keys(KERNELS).concat("own");
    return '<div class="hand-controls">' + H.choice("kernel", say("kernel"),
      names.map(function (name) { return [name, say(name)]; }), state.name) +
      '</div><div class="hand-side">' + picture(state, say) +
      '<div><div class="photo-work"><div class="hand-controls">' +
      fields(state, say) + '</div><div class="conv-work">' +
      work(state).map(function (line) {
        return "<div>" + line + "</div>";
      }).join("") + '</div></div><div class="hand-controls hand-row">' +
      H.button("all", say("all"), {disabled: !state.seen.includes(false)}) +
      H.button("empty", say("empty")) + '</div><p class="hand-note">' +
      note(state, say) + "</p></div></div>";
  }

  H.add("photograph", {
    start: start, act: act, view: view,
    compute: {map: map, levels: levels, photo: function () { return PHOTO; }},
    said: function (state, say) {
      return work(state).join("; ").replace(/<\/?b>/g, "") + ". " +
        note(state, say);
    },
    words: {
      en: {
        photo: "photograph, 0 to 15", map: "feature map", kernel: "kernel",
        sobelX: "Sobel x", sobelY: "Sobel y", laplace: "Laplace",
        lowPass: "low-pass", own: "my own",
        picture: "A man at a camera in 24 by 24 shades of grey, and the map " +
          "of the kernel {kernel}",
        window: "The window on the photograph",
        cell: "The window's cell of the map",
        weight: "weight, row {r}, column {c}",
        all: "Show all", empty: "Empty the map",
        "meaning-sobelX-plus": "Positive, orange: brighter to the right.",
        "meaning-sobelX-minus": "Negative, blue: darker to the right.",
        "meaning-sobelX-zero": "0: left and right are alike.",
        "meaning-sobelY-plus": "Positive, orange: brighter below.",
        "meaning-sobelY-minus": "Negative, blue: darker below.",
        "meaning-sobelY-zero": "0: above and below are alike.",
        "meaning-laplace-plus": "Positive, orange: the four neighbours are " +
          "brighter than the middle.",
        "meaning-laplace-minus": "Negative, blue: the middle is brighter " +
          "than its four neighbours.",
        "meaning-laplace-zero": "0: the middle is the mean of its four " +
          "neighbours.",
        "meaning-lowPass": "The mean of nine pixels: no weight is negative, " +
          "so the map is a picture again, drawn in grey.",
        "meaning-own": "Your kernel: change a weight and watch the map. " +
          "Negative weights bring signs; without any, the map is grey.",
      },
      ko: {
        photo: "사진, 0~15", map: "특징 맵", kernel: "커널",
        sobelX: "소벨 x", sobelY: "소벨 y", laplace: "라플라스",
        lowPass: "저역 통과", own: "직접 쓰기",
        picture: "카메라를 들여다보는 남자의 24×24 회색조 사진과 {kernel} 커널의 " +
          "특징 맵",
        window: "사진 위의 창", cell: "특징 맵에서 창의 자리",
        weight: "가중치 {r}행 {c}열",
        all: "모두 보기", empty: "맵 비우기",
        "meaning-sobelX-plus": "양수(주황): 오른쪽이 더 밝다.",
        "meaning-sobelX-minus": "음수(파랑): 오른쪽이 더 어둡다.",
        "meaning-sobelX-zero": "0: 왼쪽과 오른쪽의 밝기가 같다.",
        "meaning-sobelY-plus": "양수(주황): 아래가 더 밝다.",
        "meaning-sobelY-minus": "음수(파랑): 아래가 더 어둡다.",
        "meaning-sobelY-zero": "0: 위와 아래의 밝기가 같다.",
        "meaning-laplace-plus": "양수(주황): 이웃 넷이 가운데보다 밝다.",
        "meaning-laplace-minus": "음수(파랑): 가운데가 이웃 넷보다 밝다.",
        "meaning-laplace-zero": "0: 가운데가 이웃 넷의 평균과 같다.",
        "meaning-lowPass": "픽셀 아홉의 평균이다. 음수 가중치가 없으므로 맵은 " +
          "다시 사진이 되고, 회색으로 나타낸다.",
        "meaning-own": "직접 쓴 커널이다. 가중치를 바꾸며 맵을 지켜보자. 음수 " +
          "가중치가 있으면 부호가 생기고, 없으면 맵은 회색이다.",
      },
    },
  });
})(typeof window === "undefined" ? globalThis : window);
