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
