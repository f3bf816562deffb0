"""Look for what the trainers' own data code learns: every mark that is owed, and none of weight 0.

    PYTHONPATH=.:/unpacked/llamafactory:/unpacked/axolotl python bench/trained.py 1000
    PYTHONPATH=.:/unpacked/mistral-finetune:/with/mistral-common-1.4.4 python bench/trained.py 1000 mistral

The environment is that of ``bench/trainers.py``. Each conversation carries a mark in every answer, thought and call
(``bench/support/marked.py``); what must be learned is read from the example, never from the exported row. ``lost``
counts examples of which a mark is not trained, ``leaked`` those of which one is trained that must not be or twice.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
from trainer_code import Axolotl, LlamaFactory, MistralFinetune, Trl
from trainer_rows import Row, tokenizer

from bench.support import marked
from ft_data.formatting.outcome import Refusal, Uses
from ft_data.formatting.targets import get

Learned = Callable[[str, list[Row]], list[list[str]]]


def readers() -> Iterator[tuple[str, Learned, tuple[str, ...]]]:
    """Yield each trainer that is there, how it reads rows, and the formats it is for."""
    tok = tokenizer()
    trl = Trl(tok)

    def tables(target: str, rows: list[Row]) -> list[list[str]]:
        table = pa.Table.from_pylist(rows, schema=get(target).schema(Uses(True, True)))
        return [[text] for text in trl.learned(target, table)]

    yield "trl", tables, ("messages", "prompt_completion", "preference", "kto")
    lines: list[tuple[str, type, tuple[str, ...], dict[str, Any]]] = [
        ("llama-factory", LlamaFactory, ("llama_factory", "sharegpt", "alpaca"), {}),
        ("axolotl", Axolotl, ("axolotl", "sharegpt", "alpaca"), {}),
        ("axolotl, weight", Axolotl, ("openai",), {"flag": "weight"}),
        ("mistral-finetune", MistralFinetune, ("mistral",), {}),
    ]
    for name, kind, targets, options in lines:
        try:
            code = kind() if kind is MistralFinetune else kind(tok)
        except ImportError as error:
            print(f"{name}: not measured ({error})")
            continue

        def each(target: str, rows: list[Row], code: Any = code, options: Any = options) -> list[list[str]]:
            schema = get(target).schema(Uses(True, True))
            if schema is not None:  # as a Hub config, absent is null
                rows = pa.Table.from_pylist(rows, schema=schema).to_pylist()
            return [attempt(code.learned, row, options) for row in rows]

        yield name, each, targets


def attempt(learned: Callable[..., list[str]], row: Row, options: Row) -> list[str]:
    """Return what a row trains; of one that stops the trainer only the name of the error."""
    try:
        return learned(row, **options)
    except Exception as error:
        return [f"raised {type(error).__name__}"]


def compare(target: str, examples: list[Row], learned: Learned) -> tuple[Counter[str], list[str]]:
    """Send every example through a format and its trainer; return what was counted, and what went wrong."""
    module, seen, wrong = get(target), Counter[str](), []
    rows: list[Row] = []
    owners: list[Row] = []
    for one in examples:
        try:
            made = module.export(one)
        except Refusal as error:
            seen[f"refused: {error.reason}"] += 1
            continue
        if target == "openai" and one["kind"] == "preference":
            seen["OpenAI's own pairs, which no other code reads"] += 1
            continue
        rows += made
        owners += [one] * len(made)
    got: dict[str, list[str]] = {one["record_id"]: [] for one in owners}
    for one, texts in zip(owners, learned(target, rows), strict=True):
        seen.update(text for text in texts if text.startswith("raised "))
        got[one["record_id"]] += [mark for text in texts for mark in marked.MARK.findall(text)]
    for one in {one["record_id"]: one for one in owners}.values():
        due, have = Counter(marked.owed(one, target)), Counter(got[one["record_id"]])
        kind = "lost" if due - have else "leaked" if have - due else "exact"
        seen[kind] += 1
        if kind != "exact":
            wrong.append(f"{target} {kind}: owed {sorted(due.elements())}, trained {sorted(have.elements())}")
    return seen, wrong


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    only = sys.argv[2:]
    rng = random.Random(5)
    examples = [marked.talk(rng, number) for number in range(n)]
    bad = 0
    for name, learned, targets in readers():
        for target in targets:
            if only and target not in only:
                continue
            seen, wrong = compare(target, examples, learned)
            bad += len(wrong)
            kinds = {key: seen.pop(key, 0) for key in ("exact", "lost", "leaked")}
            print(f"{target:18} {name:16}", kinds, "refused", seen.total(), dict(seen.most_common()))
            print("".join(f"    {line}\n" for line in wrong[:5]), end="")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
