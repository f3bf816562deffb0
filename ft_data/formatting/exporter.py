"""What an exporter is: the one declaration of a trainer's format, built in or of a plug-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row, Uses

if TYPE_CHECKING:
    import pyarrow as pa

    from ft_data.formatting.plain import Cut, Flags, Turns


UPLOAD = "**{name}**: upload `exports/{name}/train.jsonl`."


def block(title: str, language: str, text: str, what: str = "") -> str:
    """Return what a trainer is told, to copy whole: a title, what it does, and a fenced block."""
    return f"**{title}**{f': {what}.' if what else ''}\n\n```{language}\n{text.strip()}\n```"


def trl(trainer: str, config: str, what: str) -> str:
    """Return how TRL trains on a Hub config."""
    kind = config.partition("(")[0]
    return block(
        "TRL, `{name}`",
        "python",
        f"""
from datasets import load_dataset
from trl import {kind}, {trainer}

data = load_dataset("{{path}}", "{{name}}")
trainer = {trainer}(model="YOUR_MODEL", args={config}, train_dataset=data["train"], eval_dataset=data.get("validation"))
trainer.train()
""",
        what,
    )


def registered(dataset: str) -> str:
    """Return what names a dataset in LLaMA-Factory's configuration; ``dataset_info.json`` of the release says the rest of it."""
    return block("LLaMA-Factory, `{name}`", "yaml", f"dataset_dir: {{path}}\ndataset: {dataset}")


def _json_lines(uses: Uses) -> pa.Schema | None:
    return None


def _accepted(row: Mapping[str, Any]) -> Prediction:
    return ACCEPTED


def _one_file(row: Mapping[str, Any]) -> str:
    return ""


@dataclass(frozen=True)
class Exporter:
    """A trainer's format. Its name is that of its module here, or of its entry point in ``ft_data.exporters``.

    ``export`` gets a canonical example (docs/extending.md) and returns the rows it becomes, or raises ``Refusal``; it depends on
    nothing but the example. ``check`` predicts what the trainer's own data code does with such a row (what a chat template
    does to it is another question, see :mod:`ft_data.formatting.templates`). ``schema`` gives the Arrow columns of a Hub config;
    without one, rows are JSON lines below ``exports/``, and ``variant`` may name a file for rows of another kind.

    ``needs_label``: it asks for ``format.label``. ``holds_texts``: it can hold plain texts, which have no question and no answer.
    ``loading``: Markdown for the card, how a trainer loads it: a line, or a title and a block to copy, with ``{name}`` where the format's name goes
    and ``{path}`` where the folder of the release does. ``llama_factory``: its entries of LLaMA-Factory's
    registry, by variant. ``cut`` writes whole columns of the plain rows that ``short`` takes (:mod:`ft_data.formatting.plain`).
    """

    export: Callable[[Mapping[str, Any]], list[Row]]
    check: Callable[[Mapping[str, Any]], Prediction] = _accepted
    schema: Callable[[Uses], pa.Schema | None] = _json_lines
    variant: Callable[[Mapping[str, Any]], str] = _one_file
    needs_label: bool = False
    holds_texts: bool = False
    loading: str = ""
    llama_factory: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cut: Cut | None = None
    short: Callable[[Turns], Flags] | None = None

    def holds(self, example: Mapping[str, Any]) -> bool:
        """Tell whether the format can hold an example."""
        try:
            self.export(example)
        except Refusal:
            return False
        return True
