"""Language: a generation is in the language of its passage, or the one that the recipe says."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from ft_data.signals.language.measure import language_signals
from ft_data.synthesis.generation import Made
from ft_data.synthesis.replies import Finding


def language(made: Sequence[Made], said: str | None) -> dict[str, Finding]:
    """Find generations in another language, where it can be told; ``said`` is the one that the recipe says."""
    texts = [f"{one.pair.question}\n{one.pair.answer}" for one in made if one.pair]
    answers = [one.pair.answer for one in made if one.pair]
    passages = [one.request.passage.text for one in made]
    table = pa.table(
        {
            "record_id": [str(number) for number in range(3 * len(made))],
            "kind": ["text"] * (3 * len(made)),
            "prompt_text": [""] * (3 * len(made)),
            "response_text": [*texts, *answers, *passages],
        }
    )
    spoken = pa.array(language_signals(table, {})["response_language"]).to_pylist()
    found = {}
    count = len(made)
    for number, one in enumerate(made):
        whole, answer, passage = (spoken[number + side * count] for side in range(3))
        wanted, heard = said or passage, answer or whole
        if wanted and heard and heard != wanted:
            found[one.request.key] = Finding("other_language", f"{heard}, not {wanted}")
    return found
