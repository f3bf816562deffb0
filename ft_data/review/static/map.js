// Draws the map of the dataset and opens the rows of a rectangle. The table below the map does the same without it.
"use strict";
(() => {
  const canvas = document.querySelector("[data-map]");
  if (!canvas) return;
  const context = canvas.getContext("2d");
  const SCALE = 1000;
  let points = null;
  let from = null;
  let to = null;

  const colours = () => [...document.querySelectorAll(".legend .swatch")].map((one) => getComputedStyle(one).backgroundColor);

  function draw() {
    if (!points) return;
    const names = colours();
    const size = points.x.length > 10000 ? 3 : points.x.length > 1000 ? 4 : 8;
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.globalAlpha = 0.65;
    points.x.forEach((x, at) => {
      context.fillStyle = names[points.colour[at]] || names[0];
      context.fillRect((x / SCALE) * (canvas.width - size), (points.y[at] / SCALE) * (canvas.height - size), size, size);
    });
    context.globalAlpha = 1;
    if (from && to) {
      context.strokeStyle = getComputedStyle(canvas).color;
      context.lineWidth = 2;
      context.strokeRect(from.x * canvas.width, from.y * canvas.height, (to.x - from.x) * canvas.width, (to.y - from.y) * canvas.height);
    }
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value) => Math.min(Math.max(value, 0), 1);
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
  }

  canvas.addEventListener("pointerdown", (event) => {
    from = place(event);
    to = from;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    to = place(event);
    requestAnimationFrame(draw);
  });
  canvas.addEventListener("pointercancel", () => { from = to = null; draw(); });
  canvas.addEventListener("pointerup", (event) => {
    if (!from) return;
    to = place(event);
    const box = [from.x, from.y, to.x, to.y];
    const wide = Math.abs(to.x - from.x) > 0.005 && Math.abs(to.y - from.y) > 0.005;
    from = to = null;
    draw();
    if (wide) location.assign(`${canvas.dataset.rows}&box=${box.map((edge) => edge.toFixed(4)).join(",")}`);
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-theme-switch]")) draw(); });
  fetch(canvas.dataset.map)
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((found) => { points = found; draw(); canvas.dataset.drawn = points ? points.x.length : 0; })
    .catch(() => {});
})();
