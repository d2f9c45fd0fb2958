// What the pages need a script for: the language switch keeps the place and
// is remembered, wide content can be scrolled by keyboard, the copy button
// speaks Korean, search is fetched. Everything else works without.
(function () {
  "use strict";
  var html = document.documentElement;

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-edition]");
    if (!link) return;
    link.hash = location.hash;
    link.search = location.search;
    try {
      localStorage.setItem("edition", link.dataset.edition);
    } catch (refused) {
      // Without storage the choice holds for this visit only.
    }
  });

  if (html.lang === "ko" && typeof messages !== "undefined") {
    messages.ko = {
      copy: "복사",
      copy_to_clipboard: "클립보드에 복사",
      copy_success: "복사했다",
      copy_failure: "복사하지 못했다",
    };
    locale = "ko";
  }

  // Search comes, with the texts it looks through, when a reader begins.
  var searchPage = document.querySelector(".bd-search-container input");
  function bringSearch(event) {
    if (!event.target.matches("form.bd-search input")) return;
    document.removeEventListener("focusin", bringSearch);
    ["_static/search.js", "search_index.js"].forEach(function (name) {
      var script = document.createElement("script");
      script.src = html.dataset.content_root + name;
      script.async = false;
      document.head.append(script);
    });
  }
  document.addEventListener("focusin", bringSearch);
  if (searchPage) {
    searchPage.value = new URLSearchParams(location.search).get("q") || "";
    searchPage.focus();
  }

  // Figures can be enlarged: a button stands on each, a click on the picture
  // does the same.
  function letFiguresGrow() {
    var dialog = document.getElementById("enlarged");
    if (!dialog || !dialog.showModal) return;
    var large = document.createElement("img");
    document.querySelectorAll(".bd-article figure:not(.hand)")
      .forEach(function (figure) {
        var image = figure.querySelector("img");
        if (!image || image.closest("a[href]")) return;
        var button = document.createElement("button");
        button.type = "button";
        button.className = "enlarge";
        button.setAttribute("aria-label", dialog.getAttribute("aria-label"));
        button.innerHTML = '<svg class="icon" viewBox="0 0 24 24" ' +
          'aria-hidden="true"><path d="M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7"' +
          "/></svg>";
        var frame = document.createElement("span");
        frame.className = "enlargeable";
        image.replaceWith(frame);
        frame.append(image, button);
        function show() {
          large.src = image.currentSrc || image.src;
          large.alt = image.alt;
          large.style.aspectRatio = image.naturalWidth + "/" +
            image.naturalHeight;
          dialog.appendChild(large);
          dialog.showModal();
        }
        button.addEventListener("click", show);
        image.addEventListener("click", show);
      });
    dialog.addEventListener("click", function (event) {
      if (event.target === dialog) dialog.close();
    });
  }

  // What has been read is kept in this browser and nowhere else.
  function chaptersRead() {
    try {
      return JSON.parse(localStorage.getItem("chapters-read")) || [];
    } catch (refused) {
      return [];
    }
  }

  function showProgress() {
    var read = chaptersRead();
    var word = document.getElementById("enlarged").dataset.read;
    document.querySelectorAll(
      ".chapter-map a[data-chapter], .bd-links a[href]"
    ).forEach(function (link) {
      var found = link.pathname.match(/\/chapters\/([^/]+)\.html$/);
      if (!found) return;
      var name = found[1];
      var done = read.includes(name), mark = link.querySelector(".read-mark");
      if (!mark && done) {
        mark = document.createElement("span");
        mark.className = "read-mark";
        mark.innerHTML = '✓<span class="visually-hidden"></span>';
        mark.lastChild.textContent = word;
        link.appendChild(mark);
      }
      if (mark && !done) mark.remove();
    });
    document.querySelectorAll(".map-part").forEach(function (part) {
      var words = part.querySelector("span").dataset;
      var all = 0, done = 0, left = 0, line = part.nextElementSibling;
      for (; line && !line.matches(".map-part"); line = line.nextElementSibling) {
        var chapter = line.querySelector("a").dataset;
        all += 1;
        if (read.includes(chapter.chapter)) done += 1;
        else left += Number(chapter.minutes);
      }
      if (!done) return;
      var time = [
        left >= 60 ? words.hours.replace("{h}", Math.floor(left / 60)) : "",
        left % 60 ? words.min.replace("{min}", left % 60) : "",
      ].join(" ").trim();
      part.querySelector("span").textContent = done === all ? words.done
        : words.left.replace("{read}", done).replace("{all}", all)
          .replace("{time}", time);
    });
  }

  function letChaptersBeMarked() {
    var line = document.querySelector(".mark-read");
    if (line) {
      var box = line.querySelector("input");
      box.checked = chaptersRead().includes(box.dataset.chapter);
      box.addEventListener("change", function () {
        var read = chaptersRead().filter(function (name) {
          return name !== box.dataset.chapter;
        });
        if (box.checked) read.push(box.dataset.chapter);
        try {
          localStorage.setItem("chapters-read", JSON.stringify(read));
        } catch (refused) {
          // Without storage nothing is kept.
        }
        showProgress();
      });
      line.hidden = false;
    }
    showProgress();
  }

  // In the map, a chapter pointed at shows what it builds on.
  function letMapAnswer() {
    var map = document.querySelector(".chapter-map");
    if (!map) return;
    function mark(event) {
      var link = event.type.match(/over|in/)
        ? event.target.closest("a[data-chapter]") : null;
      var name = link && link.dataset.chapter;
      map.classList.toggle("asked", Boolean(name));
      var needed = [];
      map.querySelectorAll("path").forEach(function (path) {
        var own = path.dataset.to === name;
        path.classList.toggle("own", own);
        if (own) needed.push(path.dataset.from);
      });
      map.querySelectorAll("a").forEach(function (other) {
        other.classList.toggle("needed", needed.includes(other.dataset.chapter));
      });
    }
    ["mouseover", "mouseout", "focusin", "focusout"].forEach(function (type) {
      map.addEventListener(type, mark);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    letFiguresGrow();
    letChaptersBeMarked();
    letMapAnswer();
  });

  function letKeyboardScroll() {
    document
      .querySelectorAll(".katex-display, .pst-scrollable-table-container")
      .forEach(function (box) {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      });
  }
  window.addEventListener("load", letKeyboardScroll);
  window.addEventListener("resize", letKeyboardScroll);
})();
