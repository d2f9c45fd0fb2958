// Practice by hand: problems from a seed, checked step by step, and printed
// as a sheet with or without its key.
// Needs: practice_words, practice_problems
(function (root) {
  "use strict";
  var H = root.Hand, START = "A17";

  function problems() { return root.Practice; }

  function start(options) {
    var asked = options.query || {};
    var state = {sheet: asked.sheet || START,
                 n: Math.max(1, Math.floor(Number(asked.n)) || 1),
                 kind: problems().kinds.indexOf(asked.kind) < 0
                   ? options.kind || problems().kinds[0] : asked.kind};
    return blank(state, Boolean(asked.sheet));
  }

  // Nothing typed yet; `named`: the address says which sheet it is.
  function blank(state, named) {
    state.sheet = state.sheet.slice(0, 40);
    state.typed = {};
    state.checked = {};
    state.shown = false;
    state.key = false;
    state.query = named
      ? {sheet: state.sheet, n: state.n, kind: state.kind} : null;
    return state;
  }

  function made(state, kind) {
    return problems().make(kind || state.kind, state.sheet, state.n);
  }

  function act(state, name, value) {
    state.printing = false;
    if (name.slice(0, 3) === "at-") {
      state.typed[name.slice(3)] = value;
      return state;
    }
    if (name === "check") {
      state.checked = Object.assign({}, state.typed);
      return state;
    }
    if (name === "show") {
      state.shown = !state.shown;
      return state;
    }
    if (name === "print" || name === "print-key") {
      state.key = name === "print-key";
      state.printing = true;
      return state;
    }
    if (name === "kind") state.kind = value;
    if (name === "next") state.n += 1;
    if (name === "back") state.n = Math.max(1, state.n - 1);
    if (name === "sheet") {
      state.sheet = value;
      state.n = 1;
    }
    return blank(state, true);
  }

  // What a step is worth since the last check; typing anew takes it back.
  function worth(state, step) {
    var text = state.checked[step.id];
    return text === undefined || text !== state.typed[step.id] ? "empty"
      : problems().judge(step, text);
  }

  // Fields ---------------------------------------------------------------------

  // A problem is drawn three times, with a place for each step's answer: to be
  // typed, to be written, and with its working.
  function typing(state, say) {
    return function (step, label, spoken) {
      var is = worth(state, step), good = is === "right";
      return '<label class="practice-field"><span>' + label + "</span>" +
        '<input type="text" inputmode="text" autocomplete="off" data-do="at-' +
        step.id + '" value="' + H.escape(state.typed[step.id] || "") + '"' +
        (spoken ? ' aria-label="' + H.escape(spoken) + '"' : "") +
        (is === "empty" || good ? "" : ' aria-invalid="true"') +
        '><span class="practice-mark ' + (good ? "ok" : "off") + '">' +
        (is === "empty" ? "" : good ? "✓" : "✗") +
        '<span class="hand-hidden">' +
        (is === "empty" ? "" : say(good ? "right" : "wrong")) +
        "</span></span></label>";
    };
  }

  function writing(step, label) {
    return '<span class="practice-field"><span>' + label +
      '</span><span class="practice-blank"></span></span>';
  }

  // Problems -------------------------------------------------------------------

  function grid(rows, name, kind) {
    return '<table class="practice-grid ' + (kind || "") + '"><caption>' + name +
      "</caption><tbody>" + rows.map(function (row) {
        return "<tr>" + row.map(function (v) {
          return typeof v === "number" ? '<td class="' + (v < 0 ? "less" : "") +
            '">' + H.number(v) + "</td>" : "<td>" + v + "</td>";
        }).join("") + "</tr>";
      }).join("") + "</tbody></table>";
  }

  function plain(headers, rows) {
    return '<table class="practice-table"><thead><tr>' +
      headers.map(function (h) { return "<th>" + h + "</th>"; }).join("") +
      "</tr></thead><tbody>" + rows.map(function (row) {
        return "<tr>" + row.map(function (v) { return "<td>" + v + "</td>"; })
          .join("") + "</tr>";
      }).join("") + "</tbody></table>";
  }

  function together(parts) {
    return '<div class="practice-parts">' + parts.join("") + "</div>";
  }

  function signed(v) { return v > 0 ? "+1" : "−1"; }

  function text(say, key, values) { return "<p>" + say(key, values) + "</p>"; }

  var ASK = {
    perceptron: function (g, at, say) {
      var x = problems().cases.map(function (c) { return "(" + c.join(", ") + ")"; });
      return text(say, "perceptron", {
        w1: H.number(g.w[0]), w2: H.number(g.w[1]), b: H.number(g.b),
        x: x[g.i], y: signed(g.y[g.i])}) +
        together([at("s", "s ="), at("a", "τ(s) ="), at("w1", "w₁ ="),
                  at("w2", "w₂ ="), at("b", "b =")]) +
        plain(["x", say("wanted"), say("after")], x.map(function (c, i) {
          return [c, signed(g.y[i]), at("r" + i, "", say("after") + " " + c)];
        })) + together([at("n", say("count"))]);
    },
    entropy: function (g, at, say) {
      return text(say, "entropy", {right: g.right + 1}) +
        plain([say("class"), "e<sup>z</sup>", "p", "p − y"],
              g.powers.map(function (power, k) {
                return [k + 1 + (k === g.right ? " ←" : ""), power,
                        at("p" + k, "", "p, " + say("class") + " " + (k + 1)),
                        at("g" + k, "", "p − y, " + say("class") + " " +
                           (k + 1))];
              })) +
        together([at("total", say("total")), at("loss", "−ln p =")]) +
        '<p class="practice-table-ln">' + say("table") + " " +
        [2, 3, 4, 5, 6, 7, 8, 9, 10, 20].map(function (n) {
          return "<span>ln " + n + " = " + H.number(Math.log(n), 2) + "</span>";
        }).join(" ") + "</p>";
    },
    convolution: function (g, at, say) {
      return text(say, "convolution") + together([
        grid(g.image, say("image")), grid(g.kernel, say("kernel"), "signs"),
        grid(square("c", at, say), say("map"), "fields")]);
    },
    sizes: function (g, at, say) {
      function conv(c, key) {
        return say(key, {k: c.kernel, f: c.filters, s: c.stride, p: c.padding});
      }
      function n(v) { return v + "×" + v; }
      function edge(id, row) { return at(id, "n =", say("edge") + ", " + row); }
      function count(id, row) { return at(id, "", say("params") + ", " + row); }
      return text(say, "sizes") + plain(
        [say("layer"), say("edge"), say("params")], [
          [say("input", {c: g.channels}), n(g.size), ""],
          [conv(g.first, "conv"), edge("size1", 1), count("params1", 1)],
          [say("pool"), edge("pool", 2), "0"],
          [conv(g.second, "conv"), edge("size2", 3), count("params2", 3)],
          [say("flatten"), at("flat", "", say("flatten")), "0"],
          [say("dense", {m: g.classes}), g.classes, count("dense", 5)],
          [say("sum"), "", at("sum", "", say("sum"))]]);
    },
    pooling: function (g, at, say) {
      var name = say("block" + g.block);
      return text(say, "pooling") + together([
        grid(g.image, say("map4"), "blocks signs"),
        grid(square("m", at, say), say("max"), "fields"),
        grid(square("a", at, say), say("mean"), "fields")]) +
        text(say, "back", {block: name, g: H.number(g.gradient)}) + together([
          grid(square("d", at, say), say("gradient"), "fields"),
          at("share", say("each"))]);
    },
  };

  // Four steps as a 2×2 table.
  function square(id, at, say) {
    return [[0, 1], [2, 3]].map(function (row, r) {
      return row.map(function (k, c) {
        return at(id + k, "", say("cell", {r: r + 1, c: c + 1}));
      });
    });
  }

  // The text of a problem with `place` for the answer of each step.
  function ask(problem, place, say) {
    var steps = {};
    problem.steps.forEach(function (step) { steps[step.id] = step; });
    return ASK[problem.kind](problem.given, function (id, label, spoken) {
      return place(steps[id], label, spoken);
    }, say);
  }

  function worked(problem, say) {
    return '<ol class="practice-worked">' + problem.steps.map(function (step) {
      return "<li><b>" + say("step-" + step.id) + "</b> " + step.work + "</li>";
    }).join("") + "</ol>";
  }

  // The whole sheet ----------------------------------------------------------------

  function paper(state, say) {
    return '<div class="practice-paper"><p class="practice-title">' +
      title(state, say) + "<span>" + say("name") + "</span></p>" +
      problems().kinds.map(function (kind, i) {
        return '<div class="practice-one"><p class="practice-title">' + (i + 1) + ". " +
          say("kind-" + kind) + "</p>" + ask(made(state, kind), writing, say) +
          "</div>";
      }).join("") + "</div>";
  }

  function key(state, say) {
    return '<details class="practice-key ' + (state.key ? "wanted" : "") + '"' +
      (state.key ? " open" : "") + "><summary>" + say("key") + ": " +
      title(state, say) + "</summary>" + problems().kinds.map(function (kind, i) {
        return '<p class="practice-title">' + (i + 1) + ". " +
          say("kind-" + kind) + "</p>" + worked(made(state, kind), say);
      }).join("") + "</details>";
  }

  function title(state, say) {
    return H.escape(say("title", {sheet: state.sheet || "–", n: state.n}));
  }

  function controls(state, say) {
    return '<div class="hand-controls">' + H.choice(
      "kind", say("kinds"), problems().kinds.map(function (kind) {
        return [kind, say("kind-" + kind)];
      }), state.kind) + '<div class="hand-row"><label class="practice-sheet">' +
      "<span>" + say("sheet") + '</span><input type="text" maxlength="40" ' +
      'data-do="sheet" value="' + H.escape(state.sheet) + '"></label>' +
      H.button("back", say("previous"), {disabled: state.n === 1}) +
      H.button("next", say("new")) + "</div></div>";
  }

  function view(state, say) {
    var problem = made(state);
    return '<div class="practice"><div class="practice-live">' +
      controls(state, say) + '<p class="practice-title">' + title(state, say) +
      " · " + say("kind-" + state.kind) + '</p><div class="practice-ask">' +
      ask(problem, typing(state, say), say) + "</div>" +
      '<div class="hand-controls hand-row">' + H.button("check", say("check")) +
      H.button("show", say(state.shown ? "hide" : "show"),
               {pressed: state.shown}) + "</div>" +
      '<p class="hand-note">' + note(state, say) + "</p>" +
      (state.shown ? worked(problem, say) : "") +
      '<div class="hand-controls hand-row">' + H.button("print", say("print")) +
      H.button("print-key", say("print-key")) + "</div></div>" +
      paper(state, say) + key(state, say) + "</div>";
  }

  // How many steps are right, and the hint for the first that is not.
  function note(state, say) {
    var steps = made(state).steps, right = 0, wrong = null;
    steps.forEach(function (step) {
      var is = worth(state, step);
      right += is === "right";
      if (!wrong && is !== "right" && is !== "empty") wrong = [step, is];
    });
    var values = {right: right, all: steps.length};
    if (wrong)
      return say("some", values) + " <b>" + say("step-" + wrong[0].id) + "</b> " +
        say("slip-" + wrong[1]);
    if (right === steps.length) return say("done", values);
    return say(right ? "some" : "begin", values);
  }

  function said(state, say, name) {
    if (name.slice(0, 3) === "at-" || name === "sheet") return "";
    if (name === "check") return note(state, say).replace(/<[^>]*>/g, "");
    if (name === "show") return say(state.shown ? "shown" : "hidden");
    return say("title", {sheet: state.sheet, n: state.n}) + ". " +
      say("kind-" + state.kind) + ".";
  }

  H.add("practice", {
    start: start, act: act, view: view, said: said,
    get words() { return root.PracticeWords; },
    get compute() { return root.Practice; },
  });
})(typeof window === "undefined" ? globalThis : window);
