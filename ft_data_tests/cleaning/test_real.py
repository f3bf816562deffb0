"""Figures on data that others wrote; the full tables are printed by bench/repair.py and bench/privacy.py."""

import io
import json
import re

import zstandard

from bench.privacy import PRESIDIO
from ft_data.cleaning import Cleaner, scan
from ft_data.cleaning.marks import no_input
from ft_data.cleaning.markup import TAG
from ft_data.cleaning.privacy import find
from ft_data.recipe.schema import Clean
from ft_data_tests.realdata import shared

# The kinds with a promised recall; addresses and dates of that set are not of the form that is looked for.
PROMISED = {
    label: kind for label, kind in PRESIDIO.items() if kind in ("email", "card", "iban", "ip", "ssn", "phone")
}


def lines(path):
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor().stream_reader(raw)
        for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
            if line.strip():
                yield json.loads(line)


def plain(text):
    return " ".join(text.split())


def test_annotated_sentences():
    cases, hits, alarms, findings = {}, {}, 0, 0
    for row in json.loads(shared("data/presidio-pii/synth_dataset_v2.json").read_text("utf-8")):
        found = [f for f in find(row["full_text"]) if f.kind in PROMISED.values()]
        spans = [
            (PROMISED.get(s["entity_type"]), s["start_position"], s["end_position"]) for s in row["spans"]
        ]
        for kind, start, end in spans:
            if kind:
                cases[kind] = cases.get(kind, 0) + 1
                hits[kind] = hits.get(kind, 0) + any(
                    f.kind == kind and f.start <= start and f.end >= end for f in found
                )
        findings += len(found)
        alarms += sum(not any(k == f.kind and f.start < e and s < f.end for k, s, e in spans) for f in found)
    for kind in cases:
        assert hits[kind] / cases[kind] >= (0.85 if kind == "phone" else 0.97), kind
    assert alarms / findings <= 0.05


def test_planted_defects():
    rows = {row["id"]: row for row in lines(shared("corpus/c10k/corpus.jsonl.zst"))}
    cleaner = Cleaner(Clean(), "chat", b"k")
    found = planted = alarms = decoys = repaired = broken = stripped = marked = 0
    for truth in lines(shared("corpus/c10k/truth.jsonl.zst")):
        row = rows[truth["id"]]
        if truth["type"] in ("pii", "pii_decoy"):
            for span in truth["spans"]:
                inside = [
                    f for f in find(row[span["field"]]) if f.start < span["end"] and span["start"] < f.end
                ]
                if truth["type"] == "pii":
                    planted += 1
                    found += any(
                        f.kind == span["kind"] and f.start <= span["start"] and f.end >= span["end"]
                        for f in inside
                    )
                else:
                    decoys += 1
                    alarms += bool(inside)
        elif truth["type"] in ("mojibake", "html"):
            text, _ = cleaner.clean(row["response"])
            want = cleaner.clean(truth["clean_response"])[0]
            if truth["type"] == "mojibake":
                broken += 1
                repaired += plain(text) == plain(want)
            else:
                marked += 1
                stripped += TAG.search(re.sub(r"`[^`]*`", "", text)) is None
        assert scan(cleaner.clean(row["response"])[0], public=Clean().public) == {}
    assert found / planted >= 0.99
    assert alarms / decoys <= 0.02
    assert repaired / broken >= 0.95
    assert stripped / marked >= 0.98


def test_legitimate_code_is_not_altered():
    for name in ("data/codealpaca/code_alpaca_2k.json", "data/gpteacher/codegen-instruct.json"):
        rows = json.loads(shared(name).read_text("utf-8"))
        code, chat = (
            Cleaner(Clean(pii="keep", mojibake="keep"), profile, b"") for profile in ("code", "chat")
        )
        for row in rows:
            for value in row.values():
                if "\r" not in value:
                    assert code.clean(value)[0] == value
                kept = chat.clean(value)[0]
                assert re.sub(r"\s+", "", kept) == re.sub(r"\s+", "", no_input(value)[0])
