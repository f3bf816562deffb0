// Choosing words of a text: the mouse's selection, and the arrow keys. Without script the words are typed.
"use strict";
(() => {
  const form = document.querySelector("#mark");
  if (!form) return;
  const preview = document.querySelector("[data-words]");
  const points = (text) => [...text].length; // code points, as the station counts
  const fieldOf = (node) => node && (node.nodeType === 3 ? node.parentElement : node).closest("[data-field]");

  // The characters of one text that a range covers; of a character shown by its number all or nothing.
  function covered(range, field) {
    let start = null;
    let end = null;
    for (const run of field.querySelectorAll("[data-at]")) {
      if (!range.intersectsNode(run)) continue;
      const text = run.firstChild ? run.firstChild.data : "";
      const long = "one" in run.dataset ? 1 : points(text);
      const inside = (node, offset, whole) => {
        if (!run.contains(node)) return whole;
        const far = node.nodeType === 3 ? offset : offset ? text.length : 0;
        return "one" in run.dataset ? Number(far > 0) : points(text.slice(0, far));
      };
      const at = Number(run.dataset.at);
      if (start === null) start = at + ("one" in run.dataset ? 0 : inside(range.startContainer, range.startOffset, 0));
      end = at + inside(range.endContainer, range.endOffset, long);
    }
    return start === null || end <= start ? null : [start, end];
  }

  function take() {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const field = fieldOf(chosen.getRangeAt(0).startContainer);
    const found = field && covered(chosen.getRangeAt(0), field);
    if (!found) return;
    [form.start.value, form.end.value] = found;
    form.field.value = field.dataset.field;
    form.quote.value = "";
    const words = chosen.toString();
    preview.hidden = false;
    preview.textContent = words.length > 300 ? `${words.slice(0, 300)} …` : words;
  }

  document.addEventListener("selectionchange", take);
  // The browser may tell of a selection only after the key that marks it. Typed words hold until others are chosen.
  form.addEventListener("submit", () => { if (!form.quote.value) take(); });
  form.quote.addEventListener("input", () => {
    form.start.value = form.end.value = "";
    preview.hidden = true;
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest && event.target.closest("[data-field]");
    const way = { ArrowRight: "forward", ArrowLeft: "backward" }[event.key];
    if (!field || !way) return;
    event.preventDefault();
    const chosen = getSelection();
    if (!chosen.rangeCount || fieldOf(chosen.focusNode) !== field) chosen.collapse(field, way === "forward" ? 0 : field.childNodes.length);
    if (!event.shiftKey) chosen[way === "forward" ? "collapseToEnd" : "collapseToStart"]();
    const unit = event.shiftKey && (event.ctrlKey || event.altKey) ? "character" : "word";
    for (let more = 0; more < 4; more++) {
      const before = [chosen.anchorNode, chosen.anchorOffset, chosen.focusNode, chosen.focusOffset];
      chosen.modify("extend", way, unit);
      if (fieldOf(chosen.focusNode) !== field) { chosen.setBaseAndExtent(...before); break; }
      if (unit === "character" || chosen.toString().trim()) break;
      if (!event.shiftKey) chosen[way === "forward" ? "collapseToEnd" : "collapseToStart"]();
    }
    const end = chosen.focusNode && (chosen.focusNode.nodeType === 3 ? chosen.focusNode.parentElement : chosen.focusNode);
    if (end) end.scrollIntoView({ block: "nearest" });
  });

  // After a mark the text goes on from there, once the page has its focus.
  document.addEventListener("DOMContentLoaded", () => {
    const here = document.querySelector("[data-at-once]");
    if (!here) return;
    here.focus();
    const runs = [...here.querySelectorAll("[data-at]")];
    const next = runs.find((run) => Number(run.dataset.at) >= Number(here.dataset.atOnce));
    if (next) getSelection().collapse(next.firstChild, 0);
    else getSelection().collapse(here, here.childNodes.length);
  });
})();
