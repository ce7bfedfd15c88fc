// Sortable tables and suggestions on the page for addresses that do not exist.
(function () {
  "use strict";

  function key(row, column) {
    const cell = row.cells[column];
    const value = cell.dataset.sort !== undefined ? cell.dataset.sort : cell.textContent.trim();
    const number = Number(value);
    return value === "" ? null : Number.isNaN(number) ? value : number;
  }

  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  }

  function sortable(table) {
    for (const heading of table.tHead.rows[0].cells) {
      if (heading.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = heading.textContent;
      heading.replaceChildren(button);
      button.addEventListener("click", () => {
        const descending = heading.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
        for (const body of table.tBodies) {
          const rows = [...body.rows].map((row) => [key(row, heading.cellIndex), row]);
          // What is unknown stays last in both directions.
          rows.sort(([a], [b]) => (a === null || b === null || !descending ? compare(a, b) : compare(b, a)));
          body.append(...rows.map(([, row]) => row));
        }
      });
    }
  }

  function fold(words) {
    return words.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  }

  function pairs(words) {
    const folded = ` ${fold(words)} `;
    return new Set([...folded].slice(1).map((_, place) => folded.slice(place, place + 2)));
  }

  function likeness(a, b) {
    const shared = [...a].filter((pair) => b.has(pair)).length;
    return (2 * shared) / (a.size + b.size);
  }

  async function suggest(list) {
    const asked = decodeURIComponent(location.hash.slice(1) || location.pathname.split("/").pop().replace(/\.html?$/, ""));
    const config = JSON.parse(document.querySelector("#__config").textContent);
    const root = new URL(config.base.replace(/\/?$/, "/"), location.href);
    // One page answers for every language: what was asked says which one is meant.
    const first = location.pathname.slice(root.pathname.length).split("/")[0];
    const languages = [...document.querySelectorAll(".md-select [hreflang]")].map((link) => link.hreflang);
    const base = languages.includes(first) && first !== document.documentElement.lang ? new URL(`${first}/`, root) : root;
    const answer = await fetch(new URL("assets/names.json", base));
    if (!answer.ok) return;
    const wanted = pairs(asked);
    const ranked = (await answer.json())
      .map(([name, url]) => [Math.max(likeness(wanted, pairs(name)), likeness(wanted, pairs(url.split("#").pop()))), name, url])
      .filter(([score]) => score > 0.3)
      .sort(([a], [b]) => b - a)
      .slice(0, 5);
    for (const [, name, url] of ranked) {
      const link = document.createElement("a");
      link.href = new URL(url, base);
      link.textContent = name;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
  }

  function start() {
    document.querySelectorAll("table[data-kb-sortable]").forEach(sortable);
    const list = document.querySelector("#kb-suggestions:empty");
    if (list && !list.dataset.asked) {
      list.dataset.asked = "yes";
      suggest(list);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    start();
    if (window.document$) window.document$.subscribe(start);
  });
})();
