// MathJax, served by the site itself. Pages are typeset once at the start and again after each instant navigation.
window.MathJax = {
  startup: { typeset: false },
  tex: {
    inlineMath: [["\\(", "\\)"]],
    displayMath: [["\\[", "\\]"]],
    processEscapes: true,
    packages: { "[-]": ["noundefined"] },
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
  function start() {
    if (window.MathJax.startup.promise) typeset();
    else window.addEventListener("load", typeset, { once: true });
  }
  // The theme says when a page is there; without it, the browser does.
  document.addEventListener("DOMContentLoaded", () => {
    if (window.document$) window.document$.subscribe(start);
    else start();
  });
})();
