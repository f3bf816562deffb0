// Keys of the rows page: j and k go from row to row, / to the search. Every page works without it.
"use strict";
(() => {
  const typing = (target) => target.matches("textarea, select, input");
  const narrow = matchMedia("(max-width: 900px)");
  const fold = document.querySelector("[data-fold]");
  if (fold && narrow.matches) fold.open = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.select(); search.focus(); }
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const hits = [...document.querySelectorAll("[data-hit]")];
    if (!hits.length) return;
    const at = hits.indexOf(document.activeElement);
    const next = hits[at < 0 ? (step > 0 ? 0 : hits.length - 1) : Math.min(Math.max(at + step, 0), hits.length - 1)];
    event.preventDefault();
    next.focus();
    next.closest("li").scrollIntoView({ block: "nearest" });
  });
})();
