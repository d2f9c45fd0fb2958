// In-page figures: what they share.
//
// A figure is four functions of plain values, given to `Hand.add(name, …)`:
//   start(options)            the first state
//   act(state, name, value)   the state after an action; may change `state`
//   view(state, say)          the picture and its controls, as HTML
//   said(state, say, name)    what a screen reader is told after an action
// and `words: {en, ko}`, the texts that `say(key, values)` gives. In a page
// the figure answers; in Node (`still.js`, while the site is built) the same
// `view` draws the picture that is there before any script runs, without
// scripts, and in print.
//
// In the HTML, an action is named by an attribute:
//   data-do="name"    a click on a button, or a change of an input or select
//                     (value: its data-value, or the input's value)
//   data-enter="name" the Enter key in an input (value: the input's value)
//   data-drag="name"  a handle inside an SVG: value {x, y} in its units, the
//                     place of the pointer, with `down` when it is pressed; by
//                     keyboard {dx, dy} of ±1 (or ±5 with Shift) from the
//                     arrow keys
//   data-press="name" beside data-drag: Space or Enter on the handle
// While `state.playing` is true, the action "tick" comes by itself every
// `state.pause` milliseconds (400 if not given).
//
// A figure with `scripts`, names of further files of this folder, keeps the
// picture that stands in the page. The first action loads the files; then it
// is done. If they do not come, `say("missing")` is shown.
// `state.query`, such as {sheet: "A17"}, is kept in the page's address, and
// what the address has comes to `start` as `options.query`. An action that
// sets `state.printing` prints the page once it is drawn.
(function (root) {
  "use strict";
  var figures = {};

  // Text for HTML: the five signs that would be read as markup.
  function escape(text) {
    return String(text).replace(/[&<>"']/g, function (sign) {
      return "&#" + sign.charCodeAt(0) + ";";
    });
  }

  // A number as the book writes it: a true minus sign, `digits` decimals,
  // without digits as short as it is.
  function number(value, digits) {
    if (digits === undefined) value = +value.toFixed(4);
    var text = digits === undefined ? String(value) : value.toFixed(digits);
    if (Number(text) === 0) text = text.replace("-", "");
    return text.replace("-", "\u2212");
  }

  // With its sign, as a summand: "+ 2", "− 0.5".
  function summand(value, digits) {
    return (value < 0 ? "\u2212 " : "+ ") + number(Math.abs(value), digits);
  }

  // A number inside a product or a sum: a negative one stands in brackets.
  function bracketed(value, digits) {
    return value < 0 ? "(" + number(value, digits) + ")"
      : number(value, digits);
  }

  // Numbers added up, as it is written: "5 + (−2) + 3".
  function added(values) {
    return values.map(function (value, i) {
      return i ? bracketed(value) : number(value);
    }).join(" + ");
  }

  // Two rows multiplied and added up: "1·2 + (−3)·0 + 2·(−1)".
  function multiplied(values, weights) {
    return values.map(function (value, i) {
      return (i ? bracketed(value) : number(value)) + "·" +
        bracketed(weights[i]);
    }).join(" + ");
  }

  function speaker(words, language) {
    return function (key, values) {
      if (!(key in words[language]))
        throw new Error("no words for " + key + " in " + language);
      return words[language][key].replace(/\{(\w+)\}/g, function (_, name) {
        if (!values || !(name in values))
          throw new Error(key + " lacks " + name);
        return values[name];
      });
    };
  }

  // Controls -----------------------------------------------------------------

  function button(name, label, options) {
    options = options || {};
    return '<button type="button" data-do="' + name + '"' +
      (options.value === undefined ? ""
        : ' data-value="' + escape(options.value) + '"') +
      (options.pressed === undefined ? ""
        : ' aria-pressed="' + Boolean(options.pressed) + '"') +
      (options.disabled ? " disabled" : "") + ">" + escape(label) + "</button>";
  }

  // A labelled slider with its value beside it.
  function slider(name, label, value, min, max, step, digits) {
    return '<label class="hand-slider"><span>' + label + "</span>" +
      '<input type="range" data-do="' + name + '" min="' + min + '" max="' +
      max + '" step="' + step + '" value="' + value + '"><output>' +
      number(value, digits) + "</output></label>";
  }

  // Buttons of which one is chosen: a group with a name.
  function choice(name, label, choices, chosen) {
    return '<div class="hand-choice" role="group" aria-label="' +
      escape(label) + '">' + choices.map(function (item) {
        return button(name, item[1],
                      {value: item[0], pressed: item[0] === chosen});
      }).join("") + "</div>";
  }

  // The page ---------------------------------------------------------------

  var here = typeof document !== "undefined" && document.currentScript
    ? document.currentScript.src.replace(/[^\/]*$/, "") : "";

  // Load files of this folder, one after the other; works from file://.
  function load(names, done, failed) {
    if (!names.length) return done();
    var script = document.createElement("script");
    script.src = here + names[0] + ".js";
    script.onload = function () { load(names.slice(1), done, failed); };
    script.onerror = failed;
    document.head.appendChild(script);
  }

  // Values of the address, and the address with other ones.
  function query() {
    return Object.fromEntries(new URLSearchParams(location.search));
  }

  function keepQuery(values) {
    var now = new URL(location.href);
    Object.keys(values).forEach(function (name) {
      now.searchParams.set(name, values[name]);
    });
    if (now.href !== location.href) history.replaceState(null, "", now.href);
  }

  // Make the children of `old` those of `fresh`, keeping what is the same:
  // focus, a pressed pointer and a half-typed number survive.
  function morph(old, fresh) {
    var before = Array.from(old.childNodes);
    Array.from(fresh.childNodes).forEach(function (node, i) {
      var there = before[i];
      if (!there) old.appendChild(node.cloneNode(true));
      else if (there.nodeType !== node.nodeType ||
               there.nodeName !== node.nodeName)
        old.replaceChild(node.cloneNode(true), there);
      else if (node.nodeType === 3) {
        if (there.data !== node.data) there.data = node.data;
      } else if (node.nodeType === 1) {
        adopt(there, node);
        morph(there, node);
      }
    });
    before.slice(fresh.childNodes.length).forEach(function (node) {
      node.remove();
    });
  }

  function adopt(old, fresh) {
    Array.from(old.attributes).forEach(function (attribute) {
      if (!fresh.hasAttribute(attribute.name))
        old.removeAttribute(attribute.name);
    });
    Array.from(fresh.attributes).forEach(function (attribute) {
      if (old.getAttribute(attribute.name) !== attribute.value)
        old.setAttribute(attribute.name, attribute.value);
    });
    if (old.nodeName === "INPUT" && old !== document.activeElement &&
        old.value !== fresh.value)
      old.value = fresh.value;
    if (old.nodeName === "INPUT" && old.type === "range")
      old.value = fresh.getAttribute("value");
  }

  function mount(element) {
    var figure = figures[element.dataset.hand];
    var say = speaker(figure.words, document.documentElement.lang);
    var body = element.querySelector(".hand-body");
    var heard = element.querySelector(".hand-said");
    var options = JSON.parse(element.dataset.options || "{}");
    var state = figure.start(Object.assign({query: query()}, options));
    var held = null, timer = null, waiting = figure.scripts ? [] : null;

    function draw() {
      var fresh = document.createElement("template");
      fresh.innerHTML = figure.view(state, say);
      morph(body, fresh.content);
      if (state.query) keepQuery(state.query);
    }

    // An action before the scripts are there waits for them.
    function ask(name, value) {
      if (waiting.push([name, value]) > 1) return;
      load(figure.scripts, function () {
        var asked = waiting;
        waiting = null;
        element.classList.remove("missing");
        asked.forEach(function (action) { act(action[0], action[1]); });
      }, function () {
        waiting = [];
        heard.textContent = say("missing");
        element.classList.add("missing");
      });
    }

    function act(name, value) {
      if (waiting) return ask(name, value);
      state = figure.act(state, name, value) || state;
      draw();
      if (state.printing) {
        root.print();
        state.printing = false;
      }
      if (name !== "tick" || !state.playing)
        heard.textContent = figure.said(state, say, name);
      if (state.playing && timer === null)
        timer = setInterval(function () { act("tick"); }, state.pause || 400);
      if (!state.playing && timer !== null) {
        clearInterval(timer);
        timer = null;
      }
    }

    // Where the pointer is, in the units of the handle's SVG.
    function place(event) {
      var svg = held.ownerSVGElement;
      var point = new DOMPoint(event.clientX, event.clientY)
        .matrixTransform(svg.getScreenCTM().inverse());
      return {x: point.x, y: point.y};
    }

    body.addEventListener("click", function (event) {
      var target = event.target.closest("button[data-do]");
      if (target) act(target.dataset.do, target.dataset.value);
    });
    body.addEventListener("input", function (event) {
      var target = event.target.closest("[data-do]");
      if (target && target.nodeName !== "BUTTON")
        act(target.dataset.do, target.type === "checkbox" ? target.checked
          : target.value);
    });
    body.addEventListener("pointerdown", function (event) {
      held = event.target.closest("[data-drag]");
      if (!held) return;
      event.preventDefault();
      held.focus();
      body.setPointerCapture(event.pointerId);
      act(held.dataset.drag, Object.assign(place(event), {down: true}));
    });
    // Browsers scroll from an SVG's inner part whatever its touch-action says.
    body.addEventListener("touchstart", function (event) {
      var handle = event.target.closest("[data-drag]");
      if (handle && getComputedStyle(handle).touchAction === "none")
        event.preventDefault();
    }, {passive: false});
    body.addEventListener("pointermove", function (event) {
      if (held && held.isConnected) act(held.dataset.drag, place(event));
    });
    // A finger on a handle pulls it and does not scroll the page: browsers do
    // not heed `touch-action` on the parts of an SVG.
    body.addEventListener("touchmove", function (event) {
      if (held) event.preventDefault();
    }, {passive: false});
    ["pointerup", "pointercancel"].forEach(function (name) {
      body.addEventListener(name, function () { held = null; });
    });
    body.addEventListener("keydown", function (event) {
      var field = event.target.closest("input[data-enter]");
      if (field && event.key === "Enter") {
        act(field.dataset.enter, field.value);
        field.select();
      }
      var target = event.target.closest("[data-drag]");
      var way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1],
                 ArrowDown: [0, 1]}[event.key];
      var press = target && target.dataset.press &&
        (event.key === " " || event.key === "Enter");
      if (!target || !(way || press)) return;
      event.preventDefault();
      if (press) return act(target.dataset.press);
      var far = event.shiftKey ? 5 : 1;
      act(target.dataset.drag, {dx: far * way[0], dy: far * way[1]});
    });
    if (!waiting) draw();
    element.classList.add("live");
  }

  root.Hand = {
    figures: figures,
    add: function (name, figure) { figures[name] = figure; },
    escape: escape, number: number, summand: summand,
    bracketed: bracketed, added: added, multiplied: multiplied, speaker: speaker,
    button: button, slider: slider, choice: choice,
    still: function (name, options, language) {
      var figure = figures[name];
      if (!figure) throw new Error("no in-page figure " + name);
      return figure.view(figure.start(options),
                         speaker(figure.words, language));
    },
  };
  if (typeof document !== "undefined")
    document.addEventListener("DOMContentLoaded", function () {
      document.querySelectorAll(".hand[data-hand]").forEach(mount);
    });
})(typeof window === "undefined" ? globalThis : window);
