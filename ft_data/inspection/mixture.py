"""In which languages the records of a source are, before anything is run: what `init` lists and what `check` shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ft_data.example import texts
from ft_data.filtering.fuse import LEAST
from ft_data.filtering.languages import decided, named
from ft_data.recipe.schema import Recipe
from ft_data.sources.shapes.draft import Draft

LOOK_AT = 600  # examples of a source
SHARE = 0.02  # of them a language has that is proposed beside the most frequent one


def spoken(drafts: Iterable[Draft]) -> Counter[str]:
    """Count the languages of examples, as both detectors say; what they do not agree on is left out."""
    import pyarrow as pa

    from ft_data.signals.language.measure import language_signals

    rows = [texts(one.kind, one.messages, one.chosen) for one in drafts]
    if not rows:
        return Counter()
    prompts, answers = (pa.array(side, pa.string()) for side in zip(*rows, strict=True))
    found = language_signals(pa.table({"prompt_text": prompts, "response_text": answers}), {})
    pairs = zip(found["row_language"].to_pylist(), found["second_language"].tolist(), strict=True)
    return Counter(row for row, second in pairs if row is not None and row == second)


def proposed(counts: Counter[str]) -> list[str]:
    """Return the languages to list: the most frequent one, and the others that are more than strays."""
    least = max(LEAST, SHARE * counts.total())
    return [code for n, (code, rows) in enumerate(_most(counts)) if n == 0 or rows > least]


def shown(counts: Counter[str]) -> str:
    """Return the languages with the number of examples that each has."""
    return named([*_most(counts)])


def unlisted(recipe: Recipe, source: str, counts: Counter[str]) -> str:
    """Say which languages of a source a recipe neither lists nor drops; nothing where there are only strays."""
    wanted = {code.split("-")[0].lower() for code in recipe.languages}
    others = [code for code in proposed(counts) if code not in wanted]
    if not wanted or source in decided(recipe) or not others:
        return ""
    return (
        f"`{source}` is in {shown(counts)}, of the examples looked at; `languages: [{', '.join(recipe.languages)}]` does not list "
        f"{', '.join(others)}: add what is wanted, or say `other_languages: drop`"
    )


def _most(counts: Counter[str]) -> Sequence[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
