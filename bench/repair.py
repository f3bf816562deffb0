"""How well text is repaired, what is left alone, and how fast.

    python bench/repair.py --shared PATH [--corpus c100k] [--rows 100000]

PATH holds `data/` (published mojibake cases, code instruction sets, web pages with their main text) and
`corpus/` (planted defects with the right text). Times are CPU-seconds of one core.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.markup import TAG
from ft_data.cleaning.mojibake import wrong_decoding
from ft_data.cleaning.webpage import ENGINES, main_text
from ft_data.recipe.schema import Clean


def lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open("rb") as raw:
        text = io.TextIOWrapper(
            zstandard.ZstdDecompressor().stream_reader(raw), encoding="utf-8", newline="\n"
        )
        for line in text:
            if line.strip():
                yield json.loads(line)


def plain(text: str) -> str:
    return " ".join(text.split())


def published(shared: Path) -> None:
    cases = json.loads((shared / "data/ftfy-mojibake/test_cases.json").read_text("utf-8"))
    right = [c.get("fixed-encoding", c["fixed"]) for c in cases]
    hits = sum(wrong_decoding(c["original"])[0] == r for c, r in zip(cases, right, strict=True))
    sound = [c["original"] for c in cases if c["original"] == c["fixed"]]
    changed = sum(wrong_decoding(text)[0] != text for text in sound)
    print(
        f"Published mojibake cases: {hits}/{len(cases)} right; "
        f"{changed}/{len(sound)} of those that need nothing changed."
    )
    everything = Cleaner(Clean(quotes="straight", pii="keep"), "text", b"")
    folded = sum(plain(everything.clean(c["original"])[0]) == plain(c["fixed"]) for c in cases)
    print(
        f"The same through the whole cleaner with straight quotes, "
        f"against the fully normalised text: {folded}/{len(cases)}."
    )


def planted(shared: Path, corpus: str) -> None:
    rows = {str(r["id"]): str(r["response"]) for r in lines(shared / f"corpus/{corpus}/corpus.jsonl.zst")}
    cleaner = Cleaner(Clean(pii="keep"), "chat", b"")
    found: Counter[str] = Counter()
    for truth in lines(shared / f"corpus/{corpus}/truth.jsonl.zst"):
        kind = str(truth["type"])
        if kind not in ("mojibake", "html"):
            continue
        text, _ = cleaner.clean(rows[str(truth["id"])])
        want = str(truth["clean_response"])
        kind = f"mojibake, {truth['how']}" if kind == "mojibake" else kind
        found[kind, "cases"] += 1
        found[kind, "equal"] += plain(text) == plain(cleaner.clean(want)[0]) or plain(text) == plain(want)
        if kind == "html":
            bare = plain(text).replace("`", "")
            paragraphs = [plain(p).replace("`", "") for p in want.split("\n\n")]
            whole = sum(
                plain(cleaner.clean(p)[0]).replace("`", "") in bare or p in bare for p in paragraphs
            ) == len(paragraphs)
            tags = TAG.search(re.sub(r"`[^`]*`", "", text)) is not None
            found[kind, "whole"] += whole and not tags
    print(
        f"\n| planted in {corpus} | cases | equal to the right text "
        f"| no tag left, every paragraph there |\n|---|---|---|---|"
    )
    for kind in sorted({kind for kind, _ in found}):
        n = found[kind, "cases"]
        whole = f"{found[kind, 'whole'] / n:.3f}" if kind == "html" else "-"
        print(f"| {kind} | {n} | {found[kind, 'equal'] / n:.3f} | {whole} |")
    kinds = [k for k, c in found if c == "cases" and k.startswith("mojibake")]
    n = sum(found[k, "cases"] for k in kinds)
    print(f"| mojibake, all | {n} | {sum(found[k, 'equal'] for k in kinds) / n:.3f} | - |")


CODE_SETS = (
    "codealpaca/code_alpaca_2k.json",
    "codealpaca/new_codealpaca.json",
    "gpteacher/codegen-instruct.json",
)


def code(shared: Path) -> None:
    print(
        "\n| code instruction set | rows | changed, profile code | "
        "changed, profile chat | of these, more than space at line ends |"
    )
    print("|---|---|---|---|---|")
    for name in CODE_SETS:
        rows = json.loads((shared / "data" / name).read_text("utf-8"))
        changed: Counter[str] = Counter()
        for row in rows:
            for profile in ("code", "chat"):
                cleaner = CLEANERS[profile]
                fields = [v for v in row.values() if isinstance(v, str)]
                cleaned = [cleaner.clean(v)[0] for v in fields]
                changed[profile] += cleaned != fields
                if profile == "chat":
                    changed["more"] += [tidy(v) for v in cleaned] != [tidy(v) for v in fields]
        print(f"| {name} | {len(rows)} | {changed['code']} | {changed['chat']} | {changed['more']} |")


def tidy(text: str) -> str:
    return re.sub(r"[ \t\r]+(?=\n|\Z)|\r", "", text).strip()


CLEANERS = {profile: Cleaner(Clean(pii="keep"), profile, b"") for profile in ("code", "chat")}


def web(shared: Path) -> None:
    truth = json.loads((shared / "data/web-html/ground-truth.json").read_text("utf-8"))
    print(
        "\n| main text of web pages by | pages | token F1 | precision "
        "| recall | pages a CPU-second |\n|---|---|---|---|---|---|"
    )
    for engine in ENGINES:
        scores: list[tuple[float, float, float]] = []
        begin = time.process_time()
        for name, page in truth.items():
            html = gzip.decompress((shared / f"data/web-html/html/{name}.html.gz").read_bytes())
            try:
                got = Counter(re.findall(r"\w+", main_text(html, engine)))
            except ImportError:
                break
            want = Counter(re.findall(r"\w+", page["articleBody"]))
            both = sum((got & want).values())
            p, r = both / max(1, sum(got.values())), both / max(1, sum(want.values()))
            scores.append((2 * p * r / (p + r) if p + r else 0.0, p, r))
        if scores:
            f1, p, r = (statistics.mean(column) for column in zip(*scores, strict=True))
            print(
                f"| {engine} | {len(scores)} | {f1:.3f} | {p:.3f} | {r:.3f} "
                f"| {len(scores) / (time.process_time() - begin):.0f} |"
            )


def speed(shared: Path, corpus: str, limit: int) -> None:
    rows = [
        (str(r["instruction"]), str(r["response"]))
        for _, r in zip(range(limit), lines(shared / f"corpus/{corpus}/corpus.jsonl.zst"), strict=False)
    ]
    cleaner = Cleaner(Clean(), "chat", b"k")
    changed = 0
    begin = time.process_time()
    for prompt, response in rows:
        a, b = cleaner.clean(prompt, role="user"), cleaner.clean(response, role="assistant")
        changed += bool(a[1] or b[1])
    cleaning = time.process_time() - begin
    begin = time.process_time()
    for prompt, response in rows:
        scan(prompt)
        scan(response)
    scanning = time.process_time() - begin
    begin = time.process_time()
    total = 0
    for i in range(2_000_000):
        total += i & 7
    loop = time.process_time() - begin
    print(
        f"\nCleaning and masking {len(rows):,} rows ({changed:,} changed): "
        f"{cleaning:.1f} CPU-s on one core, {len(rows) / cleaning:,.0f} rows/s."
    )
    print(f"Scanning them for personal data: {scanning:.1f} CPU-s, {len(rows) / scanning:,.0f} rows/s.")
    print(
        f"(On this machine at this moment two million turns of an empty "
        f"Python loop took {loop:.3f} CPU-s; idle it is about 0.08.)"
    )


HOSTILE = {
    "1 MB of one word": "a" * 1_000_000,
    "1 MB of one number": "7" * 1_000_000,
    "1 MB of zero-width spaces": "\u200b" * 1_000_000,
    "100k '<'": "<" * 100_000,
    "100k '<p>'": "<p>" * 100_000,
    "100k '@'": "a@" * 100_000,
    "100k '&amp;'": "&amp;" * 100_000,
    "100k backticks": "`a " * 100_000,
    "1 MB of spaces": " " * 1_000_000,
    "1 MB of '!'": "!" * 1_000_000,
    "1 MB of prose": "The quick brown fox jumps over the lazy dog. " * 22_000,
    "5,000 e-mail addresses": "bob@example.com " * 5_000,
    "30k nested blocks": "<div>" * 30_000 + "x" + "</div>" * 30_000,
}


def hostile() -> None:
    cleaner = Cleaner(Clean(), "chat", b"k")
    print("\n| hostile string | characters | clean, ms | scan, ms |\n|---|---|---|---|")
    for name, text in HOSTILE.items():
        begin = time.process_time()
        cleaner.clean(text)
        middle = time.process_time()
        scan(text)
        print(
            f"| {name} | {len(text):,} | {(middle - begin) * 1e3:.0f} "
            f"| {(time.process_time() - middle) * 1e3:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ and corpus/")
    parser.add_argument("--corpus", default="c100k")
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    published(options.shared)
    planted(options.shared, options.corpus)
    code(options.shared)
    web(options.shared)
    speed(options.shared, options.corpus, options.rows)
    hostile()


if __name__ == "__main__":
    main()
