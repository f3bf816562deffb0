"""What is asked of every page in a real browser: names of controls, contrast of texts, and pictures for people."""

from __future__ import annotations

import os
from pathlib import Path

from bench.support.browser import Browser

SCHEMED = "return (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')"
# Every control says what it is: a label, a text or a name for assistive technology.
UNNAMED = """
return [...document.querySelectorAll('button, a, input:not([type=hidden]), select, textarea:not([hidden])')]
  .filter(e => !(e.textContent.trim() || e.ariaLabel || e.title || (e.labels && e.labels.length)))
  .map(e => e.outerHTML.slice(0, 120))
"""
# Text that falls short of a contrast of 4.5 with what is behind it (3 for large text).
CONTRAST = """
const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (colour) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
const behind = (e) => {
  for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor);
    if (c[3] > 200) return c;
  }
  return [255, 255, 255, 255];
};
const worded = (e) => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
return [...document.querySelectorAll('#page *')].filter(e => e.getClientRects().length && worded(e))
  .filter(e => !e.closest('svg') && e.tagName !== 'I' && !e.matches('.visually-hidden, .visually-hidden *'))
  .map(e => {
    const s = getComputedStyle(e), a = light(rgb(s.color)), b = light(behind(e));
    const wanted = parseFloat(s.fontSize) >= 24 ? 3 : 4.5;
    return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), wanted, e.outerHTML.slice(0, 100)];
  })
  .filter(([found, wanted]) => found < wanted).map(String)
"""


def look(browser: Browser, name: str) -> None:
    """Keep a picture for people, where they asked for pictures."""
    folder = os.environ.get("FT_DATA_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        browser.screenshot(Path(folder) / f"{name}.png")
