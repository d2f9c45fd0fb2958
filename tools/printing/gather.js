// Makes one document of the articles that lie in <template data-page>.
// Ids get their page's key before them, links lead to places inside; what the
// document lacks (solutions, downloads, the other edition) is on the site.
// Returns the ids of the lines of the contents and the words of all headings,
// each in their order.
(settings) => {
  "use strict";
  const names = new Map(settings.pages.map((page) => [page.name, page.key]));
  const body = document.querySelector("main");
  const contents = document.querySelector("nav.contents ol");
  const listed = [];

  const place = (key, id) => (id ? `${key}:${id}` : key);

  // Where a link of a page leads: a place in here, or an address.
  function target(href, page) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(href)) return href;
    const site = new URL(`${page.name}.html`, settings.site);
    const goal = new URL(href, site);
    const home = settings.site;
    if (goal.href.startsWith(home)) {
      const path = goal.pathname.slice(new URL(home).pathname.length);
      const name = (path || "index.html").replace(/\.html$/, "");
      if (names.has(name))
        return "#" + place(names.get(name), decodeURIComponent(goal.hash.slice(1)));
    }
    return goal.href;
  }

  function nameIds(article, page) {
    for (const tag of article.querySelectorAll("[id]"))
      tag.id = place(page.key, tag.id);
    for (const name of ["for", "aria-labelledby", "aria-describedby", "headers"])
      for (const tag of article.querySelectorAll(`[${name}]`))
        tag.setAttribute(name, tag.getAttribute(name).split(/\s+/)
          .map((id) => place(page.key, id)).join(" "));
    for (const tag of article.querySelectorAll("svg *"))
      for (const attribute of [...tag.attributes])
        if (/url\(#|^#/.test(attribute.value) && tag.localName !== "a")
          attribute.value = attribute.value.replace(/#([\w:.-]+)/g,
            (_, id) => "#" + place(page.key, id));
  }

  function turnLinks(article, page) {
    for (const link of article.querySelectorAll("a[href]")) {
      link.setAttribute("href", target(link.getAttribute("href"), page));
      link.removeAttribute("target");
      link.removeAttribute("title");
    }
    const files = new URL(`${page.name}.html`, settings.files);
    for (const image of article.querySelectorAll("img[src]")) {
      image.loading = "eager";
      image.src = new URL(image.getAttribute("src"), files).href;
    }
  }

  // KaTeX sets each formula twice, for the eye and for the ear. On paper it
  // stands once, and the ear gets its source as an alternative text.
  function oneFormula(article) {
    for (const formula of article.querySelectorAll(".katex")) {
      const source = formula.querySelector("annotation");
      formula.querySelector(".katex-mathml")?.remove();
      formula.setAttribute("role", "img");
      formula.setAttribute("aria-label", source ? source.textContent.trim() : "");
      formula.querySelector(".katex-html")?.removeAttribute("aria-hidden");
    }
  }

  // Words of code in the colour of the text around them need no element of
  // their own: each would be one in the PDF, two hundred thousand in all.
  const plain = new Map();
  function joinWords(article) {
    for (const code of article.querySelectorAll(".highlight pre")) {
      const around = getComputedStyle(code);
      for (const word of code.querySelectorAll("span")) {
        if (word.children.length) continue;
        if (!plain.has(word.className)) {
          const own = getComputedStyle(word);
          plain.set(word.className, ["color", "fontWeight", "fontStyle",
            "backgroundColor"].every((name) => own[name] === around[name] ||
              own[name] === "rgba(0, 0, 0, 0)"));
        }
        if (plain.get(word.className)) word.replaceWith(...word.childNodes);
      }
      code.normalize();
    }
  }

  // A figure to handle is a still on paper; below it, where it moves.
  function nameStills(article, page) {
    for (const figure of article.querySelectorAll("figure.hand[id]")) {
      const line = document.createElement("p");
      const link = document.createElement("a");
      line.className = "on-site";
      link.href = new URL(`${page.name}.html#${figure.id}`, settings.site).href;
      link.textContent = settings.moves;
      line.append(link);
      (figure.querySelector("figcaption") || figure).append(line);
    }
  }

  // Headings go down, so that parts, chapters and sections make a tree.
  function lowerHeadings(article, by) {
    for (const old of article.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const level = Number(old.localName[1]);
      const heading = document.createElement(`h${Math.min(6, level + by)}`);
      heading.className = `was-h${level} ${old.className}`.trim();
      if (old.id) heading.id = old.id;
      heading.append(...old.childNodes);
      old.replaceWith(heading);
    }
  }

  function tidy(article) {
    for (const tag of article.querySelectorAll(
        "a.headerlink, button, script, style, .toctree-wrapper, .last-run, " +
        ".hand-controls, .hand-said"))
      tag.remove();
    for (const fold of article.querySelectorAll("details")) fold.open = true;
    for (const dark of article.querySelectorAll(".only-dark")) dark.remove();
  }

  function list(level, id, title) {
    const line = document.createElement("li");
    line.className = `level-${level}`;
    const link = document.createElement("a");
    link.href = `#${id}`;
    const words = document.createElement("span");
    words.append(...title.cloneNode(true).childNodes);
    words.querySelectorAll("[id]").forEach((tag) => tag.removeAttribute("id"));
    words.className = "words";
    const number = document.createElement("span");
    number.className = "number";
    number.textContent = "000";
    number.dataset.to = id;
    link.append(words, number);
    line.append(link);
    contents.append(line);
    listed.push(id);
  }

  function addPart(words) {
    const part = document.createElement("section");
    part.className = "part";
    const heading = document.createElement("h1");
    heading.id = `part-${body.querySelectorAll(".part").length + 1}`;
    heading.textContent = words;
    part.append(heading);
    body.append(part);
    list(1, heading.id, heading);
    return part;
  }

  let part = null, partWords = "";
  settings.pages.forEach((page, position) => {
    const article = document.createElement("article");
    article.className = "bd-article leaf";
    article.style.page = `leaf-${position}`;
    article.append(document.querySelector(
      `template[data-page="${page.name}"]`).content.cloneNode(true));
    tidy(article);
    if (!page.part) article.querySelector("h1").textContent = page.title;
    oneFormula(article);
    turnLinks(article, page);
    nameStills(article, page);
    nameIds(article, page);
    article.id = page.key;
    if (page.part && page.part !== partWords) part = addPart(page.part);
    partWords = page.part;
    lowerHeadings(article, !page.part ? 0 : page.below ? 2 : 1);
    // A part's heading stands on the first page of its first chapter.
    if (part) article.prepend(part);
    part = null;
    body.append(article);
    joinWords(article);
    article.querySelectorAll(".was-h1, .was-h2").forEach((heading) => {
      const top = heading.classList.contains("was-h1");
      if (!top && (page.below || page.name.startsWith("appendix/") || !page.part))
        return;
      const id = top ? page.key : heading.closest("section").id;
      list(!page.part ? 1 : top && !page.below ? 2 : 3, id, heading);
    });
  });
  // The first page's picture, with its words, goes onto the title page.
  document.querySelector(".title-page .picture").append(
    ...body.querySelectorAll("img.landing, .landing-words"));
  document.querySelectorAll("template").forEach((tag) => tag.remove());
  const headings = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  return {listed, titles: headings.map((heading) =>
    heading.textContent.replace(/\s+/g, " ").trim())};
}
