"""The recipe that `ft-data init` writes: short, with comments that say what to do next."""

from __future__ import annotations

PURPOSE = "Say in one sentence what a model trained on this should do."

_TEXT = """# What a good dataset means here. Every key is explained in docs/recipe.md.
dataset: {name}
purpose: {purpose}
stage: instruction        # pretraining | instruction | preference
languages: [en]           # wanted languages; [] for all
profile: chat             # chat | code | math | text: which default rules apply

sources:
  main:
    path: {path}          # a file, a glob or a folder, beside this recipe
    origin: human         # human | synthetic
    # license: CC-BY-4.0  # SPDX identifier or `proprietary`; a release needs it
    # why: Why this source was chosen. Printed on the card.
    # shape: map          # only when `ft-data check` does not recognise the rows by itself
    # map: {{id: ticket, prompt: question, response: answer}}

# benchmarks:             # what the dataset must stay clear of
#   - {{name: gsm8k, path: ../../benchmarks/gsm8k.jsonl, fields: [question, answer]}}

# targets: {{path: targets.jsonl}}     # what the model will really meet: likeness becomes a signal
# references: {{path: manuals/*.md}}   # what answers must not contradict
# signals: {{topics: 50}}              # find and name topics

# rules:                  # on top of the profile; `ft-data rules {name}` shows their effect
#   - {{name: too_short, signal: response_words, drop: "< 1", review: "< 3"}}

# select: {{budget: 20000}}
# format: {{targets: [messages, prompt_completion, alpaca]}}
# gates: {{min_rows: 1000}}
"""


def render(name: str, path: str) -> str:
    """Return the text of a new recipe."""
    return _TEXT.format(name=name, path=path, purpose=PURPOSE)
