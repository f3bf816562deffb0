// Ordering answers: number keys place them, best first; "=" places the next beside the last; dragging orders them too.
"use strict";
(() => {
  const list = () => document.querySelector("[data-rank]");
  const places = (of) => [...of.querySelectorAll("[data-place]")];
  const steps = new WeakMap(); // of each list: what keys placed so far, and whether the next is a tie
  let held = null;

  function told(of, text) {
    const line = of.querySelector("[data-ranked]");
    if (line) line.textContent = text;
  }

  function say(of) {
    const found = new Map();
    places(of).forEach((one) => { if (one.value) found.set(one.value, [...(found.get(one.value) || []), one.dataset.place]); });
    const order = [...found].sort(([a], [b]) => a - b).map(([, names]) => names.join(" = ")).join(" > ");
    told(of, order + ((steps.get(of) || {}).tie ? " =" : ""));
  }

  document.addEventListener("keydown", (event) => {
    const of = list();
    if (!of || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.target.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    const step = steps.get(of) || { placed: [], tie: false };
    steps.set(of, step);
    const last = step.placed[step.placed.length - 1];
    if (/^[1-9]$/.test(event.key)) {
      const one = places(of)[Number(event.key) - 1];
      if (!one || one.value) return;
      const place = Number(last ? last.value : 0) + (step.tie && last ? 0 : 1);
      one.value = String(place);
      step.placed.push(one);
      step.tie = false;
    } else if (event.key === "=" && last) step.tie = !step.tie;
    else if (event.key === "Backspace" && last) { step.placed.pop().value = ""; step.tie = false; }
    else return;
    event.preventDefault();
    say(of);
  });

  document.addEventListener("change", (event) => {
    const of = list();
    if (of && of.contains(event.target)) { steps.delete(of); say(of); }
  });

  const answer = (event) => event.target.closest && event.target.closest("[data-answer]");
  document.addEventListener("dragstart", (event) => {
    held = answer(event);
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => { if (held && answer(event)) event.preventDefault(); });
  document.addEventListener("dragend", () => { held = null; });
  document.addEventListener("drop", (event) => {
    const over = answer(event);
    if (!held || !over) return;
    event.preventDefault();
    const of = list();
    const box = over.getBoundingClientRect();
    if (over !== held) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
    places(of).forEach((one) => { one.value = String([...of.querySelectorAll("[data-answer]")].indexOf(one.closest("[data-answer]")) + 1); });
    steps.delete(of);
    say(of);
  });
})();
