// What the pages need a script for: the language switch keeps the place and
// is remembered, wide content can be scrolled by keyboard, the copy button
// speaks Korean, search shows formulas once. Everything else works without.
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

  // What search shows of a page: its words, each formula once.
  if (typeof Search !== "undefined" && Search.htmlToText) {
    var plainText = Search.htmlToText;
    Search.htmlToText = function (page, anchor) {
      var once = page
        .replace(/<span class="katex-mathml">.*?<\/math><\/span>/gs, "")
        .replace(/<p class="last-run.*?<\/p>/gs, "");
      return plainText.call(Search, once, anchor);
    };
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
