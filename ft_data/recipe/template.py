"""The recipe that `ft-data init` writes: short, with comments that say what to do next."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Texts that mean themselves in YAML: no sign of another type, no mark of syntax.
_PLAIN = re.compile(
    r"(?!(?:true|false|yes|no|on|off|null|y|n)\Z)[A-Za-z][\w ./*()+-]*[\w./*)+]?\Z", re.I | re.A
)
PURPOSE = "Say in one sentence what a model trained on this should do."

_TEXT = """# What a good dataset means here. Every key is explained in docs/recipe.md.
dataset: {name}
purpose: {purpose}
stage: {stage}  # pretraining | instruction | preference
languages: {languages}           # wanted languages; [] for all
profile: {profile}             # chat | code | math | text: which default rules apply

sources:
{sources}    # why: Why this source was chosen. Printed on the card.
    # language: en        # of the source, where its texts are too short to tell

# benchmarks:             # what the dataset must stay clear of
#   - {{name: gsm8k, path: ../../benchmarks/gsm8k.jsonl, fields: [question, answer]}}

# targets: {{path: targets.jsonl}}     # what the model will really meet: likeness becomes a signal
# references: {{path: manuals/*.md}}   # what answers must not contradict
# protected: {{path: works}}           # what rows must not quote at length
# signals: {{topics: 50}}              # find and name topics

# rules:                  # on top of the profile; `ft-data rules {name}` shows their effect
#   - {{name: too_short, signal: response_words, drop: "< 1", review: "< 3"}}

# select: {{budget: 20000}}
{format}
# gates: {{min_rows: 1000}}
"""


_SOURCE = """  {name}:
    path: {path}  # a file, a glob or a folder, from this recipe's folder
    origin: human         # human | synthetic
    {license}
{map}"""
_FORMAT = "# format: {targets: [messages, prompt_completion, alpaca]}"
_LICENSE = "# license: CC-BY-4.0  # SPDX identifier or `proprietary`; a release needs it"


class Said(NamedTuple):
    """What stands below one source: where its files are, and the lines that say what its columns hold.

    ``proposed`` are pairs of a line of YAML and its reason; they are comments until somebody accepts them.
    """

    path: str
    proposed: Sequence[tuple[str, str]] = ()
    note: str = ""
    accepted: bool = False


def render(
    name: str,
    sources: Mapping[str, Said],
    *,
    purpose: str = PURPOSE,
    license: str | None = None,
    consent: str | None = None,
    languages: Sequence[str] = ("en",),
    stage: str = "instruction",
    label: str = "",
) -> str:
    """Return the text of a new recipe; ``label`` names what is to be said of each text, if that is what answers."""
    stated = f"license: {scalar(license)}" if license else _LICENSE
    stated += f"\n    consent: {scalar(consent)}" if consent else ""
    listed = "".join(
        _SOURCE.format(name=source, path=scalar(said.path), license=stated, map=_proposed(said))
        for source, said in sources.items()
    )
    wanted = f"[{', '.join(map(scalar, languages))}]"
    written = f"format: {{targets: [classification], label: {label}}}" if label else _FORMAT
    profile = "text" if stage == "pretraining" else "chat"
    return _TEXT.format(
        name=name, sources=listed, purpose=scalar(purpose), languages=wanted, stage=stage.ljust(17),
        profile=profile, format=written,
    )  # fmt: skip


def _proposed(said: Said) -> str:
    """Return the lines that say what the columns of a source hold."""
    lines = [f"    # {said.note}"] if said.note else []
    mark = "" if said.accepted else "# "
    wide = max([len(line) for line, why in said.proposed if why], default=0)
    for line, why in said.proposed:
        lines.append(f"    {mark}{line.ljust(wide)}  # {why}" if why else f"    {mark}{line}")
    return "".join(f"{line}\n" for line in lines)


def scalar(text: str) -> str:
    """Write a text so that YAML reads it back: plain where it can be, else in quotes."""
    return text if _PLAIN.match(text) else json.dumps(text, ensure_ascii=False)
