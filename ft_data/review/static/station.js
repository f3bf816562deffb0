// Keys, partial updates, live differences and drafts for the review station. Every page works without it.
"use strict";
(() => {
  const DWELL_MS = 350; // a key pressed sooner was meant for the item before
  const EARLY = "A key came before you could have read this item and was not counted. Press it again.";
  const DRAFT_MS = 500;
  const HOLD_MS = 120000;
  const DIFF_CELLS = 4000000;
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  let shownAt = 0;
  let seenMs = 0;
  let seenSince = 0;
  let busy = false;
  let going = 0;
  let pressedAt = 0;
  let early = false; // a key came while the answer was on its way
  let draftTimer = 0;
  let againTimer = 0;

  try {
    const theme = localStorage.getItem("theme");
    if (theme) root.dataset.theme = theme;
  } catch { /* storage may be off */ }

  const typing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  const visible = (element) => element.getClientRects().length > 0;

  function arrived() {
    shownAt = performance.now();
    seenMs = 0;
    seenSince = document.hidden ? 0 : shownAt;
    const first = $("[data-group]");
    if (first) first.classList.add("active");
    $$(".editor .field").forEach(showDifference);
    const title = $("main h1[tabindex]");
    if (title) title.focus({ preventScroll: true });
    const again = $("[data-again]"); // a link to this page, which is about to have more to show
    clearTimeout(againTimer);
    if (again) againTimer = setTimeout(() => location.replace(again.href), 1000 * again.dataset.again);
    if (pressedAt) {
      performance.measure("next-item", { start: pressedAt, end: performance.now() });
      pressedAt = 0;
    }
  }

  function seconds() {
    return ((seenMs + (seenSince ? performance.now() - seenSince : 0)) / 1000).toFixed(3);
  }

  function notice(text, problem) {
    const line = $(".notice");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("problem", problem);
  }

  // --- deciding -------------------------------------------------------------------------------------------

  async function send(form, submitter) {
    if (busy) return;
    if (submitter && submitter.value === "keep" && edited()) {
      notice("You have changed the text: save the edit with Ctrl+Enter, or throw the draft away.", true);
      pressedAt = 0;
      openEditor();
      return;
    }
    busy = true;
    clearTimeout(draftTimer);
    const data = new FormData(form, submitter);
    if (data.has("seconds")) data.set("seconds", seconds());
    if (data.get("action") !== "edit" && !edited()) {
      for (const name of [...data.keys()]) if (/^(messages|chosen|rejected)-/.test(name)) data.delete(name);
    }
    root.dataset.busy = "";
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "X-Station": "swap" },
        body: new URLSearchParams(data),
        redirect: "error",
      });
      const text = await answer.text();
      if (answer.ok && answer.headers.get("content-type").startsWith("text/html")) swap(text);
      else notice(text || "The station could not store this.", true);
    } catch {
      notice("The station does not answer. Nothing is lost: your text stays here, press the key again.", true);
    } finally {
      busy = false;
      delete root.dataset.busy;
    }
  }

  function swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    document.title = fresh.title;
    $("#page").replaceWith(document.adoptNode($("#page", fresh)));
    window.scrollTo(0, 0);
    arrived();
    const line = $(".notice");
    if (early && line) notice(`${line.textContent} ${EARLY}`, line.classList.contains("problem"));
    early = false;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    if (!pressedAt) pressedAt = performance.now();
    send(form, event.submitter);
  });

  // --- keys -----------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Escape") return escape(event);
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const save = $("[data-save-edit]");
      if (save && visible(save)) press(save, event);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    if ($("dialog[open]")) return;
    if (going && performance.now() - going < 1500) {
      going = 0;
      const place = $(`[data-go="${CSS.escape(key)}"]`);
      if (place) { event.preventDefault(); location.assign(place.href); }
      return;
    }
    if (key === "g") { going = performance.now(); return; }
    const panel = $("[data-panel][open]");
    const chosen = panel && $(`[data-panel-key="${CSS.escape(key)}"]`, panel);
    if (chosen) return press(chosen, event);
    if (key === "Enter" && event.target.closest("button, a, summary, select")) return; // it presses that
    const keyed = $$(`[data-key="${CSS.escape(key)}"]`).find(visible);
    if (keyed) return press(keyed, event);
    if (/^[1-9]$/.test(key)) return choose(Number(key), event);
    if (key === "l") return mark(event.shiftKey ? -1 : 1, event);
    if (key === "n") { const note = $("[data-note]"); if (note) { event.preventDefault(); note.focus(); } }
  });

  function press(element, event) {
    event.preventDefault();
    if (element.matches("[data-decides]")) {
      if (busy) { early = true; return; }
      if (performance.now() - shownAt < DWELL_MS) return notice(EARLY, false);
      pressedAt = performance.now();
    }
    if (element.matches("details")) {
      element.open = !element.open;
      if (element.open) element.scrollIntoView({ block: "nearest" });
      return;
    }
    if (element.matches("summary")) { element.parentElement.open = !element.parentElement.open; return; }
    element.click();
  }

  function escape(event) {
    const panel = $("[data-panel][open]");
    if (panel) { panel.open = false; event.preventDefault(); return; }
    const editor = $("#editor[open]");
    if (editor) { closeEditor(); event.preventDefault(); return; }
    if (typing(event.target)) event.target.blur();
  }

  function choose(number, event) {
    const group = $("[data-group].active");
    const radio = group && $$("input[type=radio]", group)[number - 1];
    if (!radio) return;
    event.preventDefault();
    radio.checked = true;
    mark(1);
  }

  function mark(step, event) {
    const groups = $$("[data-group]");
    if (!groups.length) return;
    if (event) event.preventDefault();
    const at = groups.findIndex((group) => group.classList.contains("active"));
    groups.forEach((group) => group.classList.remove("active"));
    const next = at + step;
    if (next >= 0 && next < groups.length) groups[next].classList.add("active");
    else if (event) groups[(next + groups.length) % groups.length].classList.add("active");
  }

  document.addEventListener("focusin", (event) => {
    const group = event.target.closest && event.target.closest("[data-group]");
    if (!group) return;
    $$("[data-group]").forEach((other) => other.classList.toggle("active", other === group));
  });

  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, [data-dialog]");
    if (!target) return;
    if (target.matches("[data-dialog]")) $(`#${target.dataset.dialog}`).showModal();
    if (target.matches("[data-open-editor]")) openEditor();
    if (target.matches("[data-close-editor]")) closeEditor();
    if (target.matches("[data-discard]")) discard();
    if (target.matches("[data-all]")) $$("input[type=checkbox]", target.form).forEach((box) => { box.checked = target.dataset.all === "yes"; });
    if (target.matches("[data-theme-switch]")) {
      const dark = getComputedStyle(root).colorScheme === "dark" ||
        (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* storage may be off */ }
    }
  });

  // --- editing, with a draft on the server and the difference beside it -----------------------------------

  function openEditor() {
    const editor = $("#editor");
    if (!editor) return;
    editor.open = true;
    const areas = $$("textarea:not(.original)", editor);
    const last = areas[areas.length - 1];
    if (last) { last.focus(); last.setSelectionRange(last.value.length, last.value.length); }
  }

  function closeEditor() {
    const editor = $("#editor");
    if (editor) { editor.open = false; $("main h1").focus({ preventScroll: true }); }
  }

  function edited() {
    return $$(".editor .field").some((field) => {
      const [now, before] = $$("textarea", field);
      return now.value !== before.value;
    });
  }

  function discard() {
    $$(".editor .field").forEach((field) => {
      const [now, before] = $$("textarea", field);
      now.value = before.value;
      showDifference(field);
    });
    saveDraft(true);
    closeEditor();
  }

  document.addEventListener("input", (event) => {
    const field = event.target.closest(".editor .field");
    if (field) showDifference(field);
    if (!event.target.closest("#decide") || !typing(event.target)) return;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(() => saveDraft(false), DRAFT_MS);
  });

  function saveDraft(throwAway, leaving) {
    const form = $("#decide");
    if (!form) return;
    const all = new FormData(form);
    const data = new URLSearchParams();
    for (const [name, value] of all) {
      if (/^(csrf|token|note)$/.test(name) || (/^(messages|chosen|rejected)-/.test(name) && edited())) data.set(name, value);
    }
    if (throwAway) data.set("discard", "yes");
    fetch("/draft", { method: "POST", body: data, keepalive: Boolean(leaving) }).catch(() => {});
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      if (seenSince) seenMs += performance.now() - seenSince;
      seenSince = 0;
      if (edited()) saveDraft(false, true);
    } else seenSince = performance.now();
  });

  setInterval(() => {
    const form = $("#decide");
    if (!form || document.hidden) return;
    fetch("/held", { method: "POST", body: new URLSearchParams({ csrf: form.csrf.value, token: form.token.value }) }).catch(() => {});
  }, HOLD_MS);

  const words = (text) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) || [];

  function showDifference(field) {
    const [now, before] = $$("textarea", field);
    const out = $(".diff", field);
    if (!now || !before || !out) return;
    out.replaceChildren();
    if (now.value === before.value) return;
    for (const [tag, text] of difference(words(before.value), words(now.value))) {
      const node = tag ? document.createElement(tag) : document.createTextNode(text);
      if (tag) node.textContent = text;
      out.append(node);
    }
  }

  // Longest common subsequence of the words between the common start and the common end.
  function difference(a, b) {
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start++;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const left = a.slice(start, a.length - end);
    const right = b.slice(start, b.length - end);
    const parts = [["", a.slice(0, start).join("")]];
    if (left.length * right.length > DIFF_CELLS) parts.push(["del", left.join("")], ["ins", right.join("")]);
    else parts.push(...common(left, right));
    parts.push(["", a.slice(a.length - end).join("")]);
    return parts.filter(([, text]) => text);
  }

  function common(a, b) {
    const width = b.length + 1;
    const best = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        best[i * width + j] = a[i] === b[j]
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      }
    }
    const parts = [];
    const add = (tag, text) => {
      const last = parts[parts.length - 1];
      if (last && last[0] === tag) last[1] += text; else parts.push([tag, text]);
    };
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      if (a[i] === b[j]) { add("", a[i]); i++; j++; }
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) add("del", a[i++]);
      else add("ins", b[j++]);
    }
    while (i < a.length) add("del", a[i++]);
    while (j < b.length) add("ins", b[j++]);
    return parts;
  }

  document.addEventListener("DOMContentLoaded", arrived);
})();
