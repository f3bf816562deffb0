"""Compare predictions with what the real trainers do, on generated conversations.

Runs in an environment that has ``trl``, ``transformers``, ``torch``, ``mistral-common`` and, unpacked or
installed, ``llamafactory`` and ``axolotl`` (name extra folders in PYTHONPATH; they ask for ``peft``, ``colorama``,
``fire``, ``omegaconf`` and ``addict``):

    PYTHONPATH=.:/unpacked/llamafactory:/unpacked/axolotl python bench/trainers.py 10000

Every example goes through every exporter; every exported row, and every row of a second set that no exporter
would write, goes through the trainer's own data code; ``agree`` counts rows whose outcome was predicted.
A Parquet file of canonical examples (a part of the warehouse) may stand in the place of the number.
The template is a plain ChatML one, so that what is measured is the trainer, not a model's template.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from trainer_code import Axolotl, LlamaFactory, Mistral, Trl
from trainer_rows import Row, example, hostile, tokenizer

from ft_data.formatting.outcome import Refusal, Uses
from ft_data.formatting.targets import get


def outcomes(run: Callable[[Row], tuple[str, str]], rows: list[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        try:
            yield run(row)
        except Exception as error:
            yield "raises", f"{type(error).__name__}: {error}"


def trl_outcomes(trl: Trl, target: str, rows: list[Row]) -> Iterator[tuple[str, str]]:
    """All rows at once if nothing is predicted to stop the trainer, else one by one."""
    module, run = get(target), getattr(trl, target)
    tools = any(
        "tools" in r
        or any(
            set(m) - {"role", "content", "reasoning_content"}
            for k in r.values()
            if isinstance(k, list)
            for m in k
        )
        for r in rows
    )
    thoughts = any(
        "reasoning_content" in m for r in rows for k in r.values() if isinstance(k, list) for m in k
    )
    columns = module.schema(Uses(tools, thoughts))
    if all(module.check(row).outcome == "accepted" for row in rows):
        table = pa.Table.from_pylist(rows, schema=columns)
        yield from run(rows, table)
        return
    for row in rows:
        try:
            yield run([row], pa.Table.from_pylist([row], schema=columns))[0]
        except Exception as error:
            yield "raises", f"{type(error).__name__}: {error}"


def read(path: str) -> list[Row]:
    """Return canonical examples of a part, for instance of what was deduped."""
    rows: list[Row] = pq.read_table(path).to_pylist()
    return [row | {"labels": dict(row.get("labels") or ())} for row in rows]


def main() -> None:
    asked = sys.argv[1] if len(sys.argv) > 1 else "1000"
    only = sys.argv[2:]
    rng = random.Random(11)
    examples = read(asked) if not asked.isdigit() else [example(rng, i) for i in range(int(asked))]
    n = len(examples)
    tok = tokenizer()
    trl, mistral = Trl(tok), Mistral()
    runners: dict[str, list[tuple[str, Any]]] = {
        name: [("trl", None)]
        for name in ("messages", "prompt_completion", "text", "preference", "kto", "prompt_only")
    }
    runners["mistral"] = [("mistral-common", mistral.run)]
    try:
        factory = LlamaFactory(tok)
        runners["llama_factory"] = [("llama-factory", factory.run)]
        runners.setdefault("alpaca", []).append(("llama-factory", factory.run))
    except ImportError as error:
        print(f"llama-factory: not measured ({error})")
    try:
        axolotl = Axolotl(tok)
        runners["axolotl"] = [("axolotl", axolotl.run)]
        runners.setdefault("alpaca", []).append(("axolotl", axolotl.run))
    except ImportError as error:
        print(f"axolotl: not measured ({error})")
    wrong = 0
    for target, checks in runners.items():
        if only and target not in only:
            continue
        module = get(target)
        refused: Counter[str] = Counter()
        rows: list[Row] = []
        for one in examples:
            try:
                rows.extend(module.export(one))
            except Refusal as error:
                refused[error.reason] += 1
        others = [hostile(rng, target) for _ in range(max(50, n // 20))] if target != "text" else []
        for name, run in checks:
            for label, batch in (("exported", rows), ("hostile", others)):
                if not batch:
                    continue
                asked = {"keeps_empty": name != "axolotl"} if target == "alpaca" else {}
                predicted = [module.check(row, **asked).outcome for row in batch]
                found = list(trl_outcomes(trl, target, batch) if run is None else outcomes(run, batch))
                bad = [(row, p, f) for row, p, f in zip(batch, predicted, found, strict=True) if p != f[0]]
                wrong += len(bad)
                print(
                    f"{target:18} {name:15} {label:9} rows {len(batch):6,} agree {len(batch) - len(bad):6,}",
                    dict(Counter(f[0] for f in found)),
                )
                for row, p, f in bad[:3]:
                    print(
                        "   predicted",
                        p,
                        "found",
                        f[0],
                        f[1][:200],
                        "\n   row",
                        json.dumps(row, ensure_ascii=False)[:300],
                    )
        print(f"{'':18} refused {dict(refused.most_common())}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
