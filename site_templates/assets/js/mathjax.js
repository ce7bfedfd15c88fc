// MathJax, served by the site itself. Pages are typeset once at the start and again after each instant navigation.
window.MathJax = {
  loader: { load: ["[tex]/boldsymbol"] },
  startup: { typeset: false },
  tex: {
    inlineMath: [["\\(", "\\)"]],
    displayMath: [["\\[", "\\]"]],
    processEscapes: true,
    // The list of kbgen/latex/mathjax.py, where the same MathJax judges the content: what it has not seen, no page fetches.
    packages: ["base", "ams", "newcommand", "boldsymbol", "configmacros"],
  },
  chtml: { mtextInheritFont: true },
  options: {
    ignoreHtmlClass: ".*|",
    processHtmlClass: "arithmatex",
    menuOptions: { settings: { assistiveMml: true } },
  },
};

(function () {
  "use strict";
  let queue = Promise.resolve();
  // `data-kb-math` on <html> says which page is typeset: for scripts, tests and print.
  function typeset() {
    delete document.documentElement.dataset.kbMath;
    queue = queue
      .then(() => MathJax.startup.promise)
      .then(() => {
        MathJax.startup.output.clearCache();
        MathJax.typesetClear();
        MathJax.texReset();
        return MathJax.typesetPromise();
      })
      .then(() => {
        document.documentElement.dataset.kbMath = location.pathname;
      });
  }
  let shown = null;
  function start() {
    // The theme announces the first page too, but not when it is read from a folder: each content is typeset once.
    const content = document.querySelector("[data-md-component=container]") || document.body;
    if (content === shown) return;
    shown = content;
    if (window.MathJax.startup.promise) typeset();
    else window.addEventListener("load", typeset, { once: true });
  }
  document.addEventListener("DOMContentLoaded", () => {
    start();
    if (window.document$) window.document$.subscribe(start);
  });
})();
