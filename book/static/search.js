// Finds the sections of the book that answer a reader's words. The pages load
// this script, and search_index.js with the texts, when a reader begins to
// search. There is no server and no fetch: it works from a disk as well.
//
// The texts are looked through as they are, without a list of words, so a
// Korean word is found with any particle and inside a compound, and a word is
// found whether it is written with a space, with a hyphen or in one.
var bookSearch = (function () {
  "use strict";
  var PARTICLES = new Set((
    "은 는 이 가 을 를 의 에 와 과 도 로 만 으로 에서 에게 까지 부터 처럼 보다 " +
    "마다 이다 에는 에도 로는 로도 와는 과는 이나 이란 란 라는 라고 으로는 에서는 " +
    "에서도 이라는 이라고 까지는 부터는 으로도 하다 하는 하고 하기 한다 할 하면 되는 된다"
  ).split(" "));
  // What a question has around its words.
  var ASKED = new Set((
    "a an and are at between can definition difference do does for how i in is " +
    "it meaning of on or the to vs what when which why with " +
    "왜 뭐 무엇 무엇인가 어떻게 어떤 대해 이유 이유는 차이 차이는 뜻 뜻은 의미 의미는"
  ).split(" "));
  // What counts how much: chapters, exercises, solutions, appendix, the rest.
  var KINDS = [1, 0.5, 0.4, 0.5, 0.6];
  var SCORE = { explains: 40, title: 12, page: 4, text: 16, label: 7, phrase: 5 };
  var HOW_MANY = "№", RESULTS = 30, OF_A_PAGE = 3;
  var sections = [], stems = new Map();

  // Words --------------------------------------------------------------------

  // One spelling, letter for letter as long as what was written.
  function fold(text) {
    return text.toLowerCase().replace(/×/g, "x").replace(/[‐–]/g, "-")
      .replace(/is(?=e|ing|at)/g, "iz");
  }

  function isKorean(text) {
    return /[가-힣]/.test(text);
  }

  function withoutParticle(word) {
    for (var length = 2; length < word.length; length += 1)
      if (PARTICLES.has(word.slice(length))) return word.slice(0, length);
    return word;
  }

  // An English word without its ending: kernels, pooled, initialising.
  function stem(word) {
    var known = stems.get(word);
    if (known !== undefined) return known;
    var short = word.replace(/our/g, "or").replace("grey", "gray");
    if (/^[a-z]{4,}$/.test(short) && !/(ss|us|as)$/.test(short))
      short = short.replace(
        /(.{4,}?)(?:izations?|izing|ize[ds]?|ations?|ions?|ings?|ors?)$/, "$1")
        .replace(/(.{3,}?)(?:ies|ed|es|s|e|y)$/, "$1")
        .replace(/([^aeiouls])\1$/, "$1");
    stems.set(word, short);
    return short;
  }

  function makeWord(text) {
    if (text === HOW_MANY) return {
      text: text, body: text, letters: "[0-9][0-9,]*", pattern: /[0-9][0-9,]*/g,
    };
    var korean = isKorean(text);
    var body = korean ? withoutParticle(text) : stem(text);
    var gap = body.length < (korean ? 3 : 6) ? "" : korean ? " ?" : "[ -]?";
    var letters = body.match(/gr[ae]y|ou?r|./g).map(function (letter) {
      return letter.replace(/gr[ae]y/, "gr[ae]y").replace(/^ou?r$/, "ou?r");
    }).join(gap);
    // A verb changes its end: 사라지는, 사라진다.
    var verb = korean && text !== body && body.length > 2
      ? "|" + body.slice(0, Math.max(2, body.length - 2)) : "";
    return {
      text: text, body: body, korean: korean, letters: letters,
      pattern: new RegExp(
        korean ? letters + verb : "\\b" + letters + "[a-z0-9_]*", "g"),
    };
  }

  // The words of a query, without what makes it a question. One that asks
  // how many asks for a number: "how many parameters", "34,826 parameters".
  function words(query) {
    var found = fold(query.normalize("NFC"))
      .replace(/how many|number of|개수|몇 ?개/g, " " + HOW_MANY + " ")
      .match(/[№a-z0-9_α-ω]+|[가-힣]+/g) || [];
    var asked = found.filter(function (word, position) {
      var after = position && !isKorean(found[position - 1]);
      return !ASKED.has(word) && !(after && PARTICLES.has(word));
    });
    return (asked.length ? asked : found).map(makeWord);
  }

  // A name or a query as one string: cross-entropy, crossentropy.
  function key(list) {
    return list.map(function (word) { return word.body; }).join("");
  }

  // How well a place in a text is the word, 0 to 1.
  function quality(word, text, match) {
    if (word.text === HOW_MANY) return 1;
    if (!word.korean) {
      var found = match[0].replace(/[ -]/g, "");
      if (found === word.text) return 1;
      return stem(found) === word.body ? 0.9
        : found.startsWith(word.text) ? 0.4 : 0;
    }
    var before = isKorean(text.charAt(match.index - 1));
    var end = match.index + match[0].length;
    var rest = /^[가-힣]*/.exec(text.slice(end, end + 12))[0];
    var whole = !rest || PARTICLES.has(rest);
    if (word.body.length < 2) return whole && !before ? 1 : 0;
    if (match[0].length < word.body.length) return before ? 0 : 0.5;
    return (before ? 0.6 : 1) * (whole ? 1 : 0.7);
  }

  // All places of a word in a text: [start, end, quality].
  function places(word, text) {
    var found = [], match;
    word.pattern.lastIndex = 0;
    while ((match = word.pattern.exec(text))) {
      var value = quality(word, text, match);
      if (value)
        found.push([match.index, match.index + match[0].length, value]);
    }
    return found;
  }

  function best(found) {
    return found.reduce(function (most, place) {
      return Math.max(most, place[2]);
    }, 0);
  }

  // Ranking ------------------------------------------------------------------

  function makeName(name) {
    var list = words(name);
    return { key: key(list), text: list.map(function (word) {
      return word.text;
    }).join(" ") };
  }

  function load(pages) {
    sections = [];
    pages.forEach(function (page) {
      page.sections.forEach(function (told, position) {
        var title = page.sections[0][1];
        sections.push({
          address: page.page + ".html" + (told[0] ? "#" + told[0] : ""),
          page: page.page, kind: page.kind, pageTitle: title,
          title: position ? told[1] : "", text: told[3],
          looked: {
            title: fold(told[1]), page: position ? fold(title) : "",
            text: fold(told[3]),
            // names in code, whole and in words, and the words of the address
            label: fold(told[4] + " " + told[4].replace(/_/g, " ") + " " +
                        told[0].replace(/-/g, " ")),
          },
          key: key(words(told[1])),
          terms: told[2].map(function (term) {
            return { sure: term[0], names: term.slice(1).map(makeName) };
          }),
        });
      });
    });
  }

  // How much of the query is the name of a term, and of the name the query.
  function likeName(query, name) {
    if (query.key === name.key) return 1;
    var asked = 0, named = 0;
    query.words.forEach(function (word) {
      var found = places(word, name.text);
      asked += word.weight * best(found);
      if (found.length) named += found[0][1] - found[0][0];
    });
    return asked / query.weight * Math.min(
      1, named / name.text.replace(/ /g, "").length);
  }

  // How surely a section explains the term of the query, or terms like it.
  function explains(query, section) {
    var most = 0, all = 0;
    section.terms.forEach(function (term) {
      var like = term.names.reduce(function (likest, name) {
        return Math.max(likest, likeName(query, name));
      }, 0);
      most = Math.max(most, term.sure * like * like);
      all += term.sure * like * like;
    });
    return most + (all - most) * 0.3;
  }

  function look(query, section) {
    var found = section.found, total = 0, covered = 0, phrases = 0;
    query.words.forEach(function (word, position) {
      var there = found[position];
      var often = there.text.reduce(function (sum, place) {
        return sum + place[2];
      }, 0);
      var parts = {
        title: best(there.title), page: best(there.page),
        label: best(there.label), text: often / (often + (section.title ? 5 : 2)),
      };
      var most = Math.max(parts.title, parts.page, parts.label,
                          best(there.text));
      covered += word.weight * most;
      Object.keys(parts).forEach(function (part) {
        total += SCORE[part] * parts[part] * word.weight / query.weight;
      });
    });
    var share = covered / query.weight;
    if (query.phrase) {
      if (query.phrase.test(section.looked.title)) phrases += 2;
      if (query.phrase.test(section.looked.text)) phrases += 1;
      if (phrases) share = 1;
    }
    // A name may be none of the words of the text: then it is all there is.
    var named = query.key === section.key ? 1 : explains(query, section);
    share = Math.max(share, Math.sqrt(named));
    total += SCORE.phrase * phrases + SCORE.explains * named;
    return share < 0.3 ? 0 : total * share * KINDS[section.kind];
  }

  // Where the words of the query stand in every section, and how rare each is.
  function prepare(query) {
    sections.forEach(function (section) { section.found = []; });
    query.words.forEach(function (word) {
      var holding = 0;
      sections.forEach(function (section) {
        var there = { quoted: word.text !== HOW_MANY };
        Object.keys(section.looked).forEach(function (part) {
          there[part] = places(word, section.looked[part]);
        });
        section.found.push(there);
        if (there.text.length || there.title.length) holding += 1;
      });
      // A word that stands nowhere says nothing.
      word.weight = 1 + (holding && Math.log(1 + sections.length / holding));
      query.weight += word.weight;
    });
  }

  function find(text) {
    var list = words(text), shown = {};
    if (!list.length) return [];
    var query = { words: list, key: key(list), weight: 0 };
    if (list.length > 1)
      query.phrase = new RegExp(list.map(function (word) {
        return word.letters + (word.korean ? "" : "[a-z]*");
      }).join("[가-힣]?[ -]?"));
    prepare(query);
    var ranked = sections.map(function (section) {
      return { section: section, score: look(query, section) };
    }).filter(function (result) { return result.score > 0; });
    ranked.sort(function (a, b) { return b.score - a.score; });
    return ranked.filter(function (result) {
      var page = result.section.page;
      shown[page] = (shown[page] || 0) + 1;
      return shown[page] <= OF_A_PAGE && result.score > ranked[0].score / 40;
    }).slice(0, RESULTS);
  }

  // A piece of the section's text with most of the words: [text, marked] pairs.
  function excerpt(section, length) {
    var all = [], start = 0, most = 0, pieces = [];
    section.found.forEach(function (there, word) {
      if (there.quoted) there.text.forEach(function (place) {
        all.push({ start: place[0], end: place[1], word: word });
      });
    });
    all.sort(function (a, b) { return a.start - b.start; });
    all.forEach(function (place, position) {
      var near = new Set();
      for (var i = position; i < all.length &&
           all[i].end < place.start + length * 0.7; i += 1)
        near.add(all[i].word);
      if (near.size > most) {
        most = near.size;
        start = place.start;
      }
    });
    var from = start < length / 4 ? 0
      : section.text.lastIndexOf(" ", start - length / 6) + 1;
    var to = section.text.lastIndexOf(" ", from + length);
    if (from + length >= section.text.length || to <= start)
      to = Math.min(section.text.length, from + length);
    var at = from;
    if (from) pieces.push(["… ", false]);
    all.forEach(function (place) {
      if (place.start < at || place.end > to) return;
      pieces.push([section.text.slice(at, place.start), false]);
      pieces.push([section.text.slice(place.start, place.end), true]);
      at = place.end;
    });
    pieces.push([section.text.slice(at, to), false]);
    if (to < section.text.length) pieces.push([" …", false]);
    return pieces;
  }

  // The page -----------------------------------------------------------------

  function element(name, style, text) {
    var made = document.createElement(name);
    if (style) made.className = style;
    if (text) made.textContent = text;
    return made;
  }

  // The page that is opened marks the same words; it may be this page.
  function follow(link, marked) {
    try {
      localStorage.setItem("sphinx_highlight_terms", marked);
    } catch (refused) {
      return; // Without storage nothing is marked there.
    } finally {
      if (link.closest("dialog")) link.closest("dialog").close();
    }
    if (link.pathname === location.pathname)
      setTimeout(SphinxHighlight.highlightSearchWords);
  }

  function item(section, kinds) {
    var made = element("li"), link = element("a"), context = element("p", "context");
    link.href = document.documentElement.dataset.content_root + section.address;
    link.append(element("span", "search-title", section.title || section.pageTitle));
    made.append(link);
    var where = [kinds[section.kind], section.title && section.pageTitle]
      .filter(Boolean).join(" · ");
    made.append(element("p", "search-where", where));
    var marked = new Set();
    excerpt(section, document.documentElement.lang === "ko" ? 130 : 200)
      .forEach(function (piece) {
        context.append(piece[1] ? element("mark", "", piece[0]) : piece[0]);
        if (piece[1] && piece[0].length > 1) marked.add(piece[0].toLowerCase());
      });
    made.append(context);
    link.addEventListener("click", function () {
      follow(link, [...marked].join(" "));
    });
    return made;
  }

  function show(form) {
    var query = form.elements.q.value.trim(), place = form.nextElementSibling;
    var status = place.querySelector("[role=status]"), says = place.dataset;
    var found = find(query);
    place.querySelector("ol").replaceChildren(...found.map(function (result) {
      return item(result.section, says.kinds.split("|"));
    }));
    status.textContent = !query ? "" : !found.length ? says.none
      : found.length === 1 ? says.one : says.many.replace("{n}", found.length);
  }

  function start(pages) {
    load(pages);
    document.querySelectorAll("form.bd-search").forEach(function (form) {
      var waiting;
      form.addEventListener("input", function () {
        clearTimeout(waiting);
        waiting = setTimeout(show, 120, form);
      });
      if (form.elements.q.value) show(form);
    });
  }

  return { start: start, load: load, find: find, words: words,
           excerpt: excerpt };
})();
