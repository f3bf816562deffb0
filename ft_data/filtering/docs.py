"""The part of docs/signals.md about rules: what each shipped rule does, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ft_data.filtering import ranking
from ft_data.filtering.evidence import (
    ASK_READS,
    BLOCK_READS,
    BLOCK_RIGHT,
    LOW,
    MEAN,
    NEXT_SET,
    PER_SET,
    READ_SETS,
    READS,
    ROWS,
    SETS,
    STRATA,
    WRONG,
    Evidence,
)
from ft_data.filtering.force import brought, evidence, of_language, profile, stand
from ft_data.filtering.fuse import DEMOTE, LEAST, RELEASE, SAMPLE, SHARE
from ft_data.filtering.packs import PACKS
from ft_data.filtering.rules import InForce
from ft_data.filtering.told import bands, does

_OWN = ("drop", "review")  # what a recipe brings by what it asks for does what it says
_RULES = f"""
# Rules

A rule **drops** a row, **asks** a person about it, or **marks** it: noted with the row (`ft-data why`, `rules`, the report, the
ranking) and nothing else. Drop beats ask beats mark. A shipped rule does no more than is known of it:

- it drops **by construction** where a parser, a byte test or an equality decides, and at most one wrong drop was seen in {ROWS:,} rows
  of {SETS} sets;
- it drops **by reads** where people read {READS} rows it fired on, from {READ_SETS} sets (at most {PER_SET} of each), and the share that deserved it,
  as a beta-binomial over sets says, is {MEAN:.2f} on average, {LOW:.2f} at the 5% bound and {NEXT_SET:.2f} in nine of ten new sets, with at most
  {WRONG * 10_000:.0f} wrong drops in 10,000 rows. Sets at hand when a rule was made may demote it and never promote it;
- what is known differs by **stratum**: prose (and talk), code (mathematics, structured output), documents; each in English (`en`),
  another language in Latin script (`latin`), another script (`other`). Reads count together within a script, or over all
  languages where language does not matter. A stratum with {BLOCK_READS} reads and under {BLOCK_RIGHT:.0%} right is blocked;
- it asks where {ASK_READS} reads or more from {READ_SETS} sets say that half of its questions are worth a person's time (the 5% bound);
- a rule that drops by reads has a **fuse**: where it would drop more than {LEAST} rows and {SHARE:.1%} of a source it drops nothing there until
  people judged {SAMPLE} random ones of them; {RELEASE} right release it for this dataset, {DEMOTE} or fewer demote it.

In a recipe, `drop:`, `review:` and `mark:` do what they say; `check`, `rules` and `run` tell what that risks.
"""
_LANGUAGES = f"""
With `other_languages: drop` (of the recipe or a source) the rules on languages drop and ask as `filtering/profiles/recipe.yaml` says. Without it
they mark but for the one on scripts, and where more than {LEAST} rows and {SHARE:.1%} of a source are in other languages that one marks too:
the source is one question ([languages.md](languages.md)).
"""


def render() -> str:
    """Return the sections on rules and evidence as Markdown."""
    parts = [_RULES]
    for name in PACKS.builtin:
        parts += [f"\n## Profile `{name}`\n", *_table(stand(rule, ()) for rule in profile(name))]
    parts.append(
        "\n## Rules that a recipe brings\n\nIn force, whatever the profile, where the recipe asks for what they read.\n"
    )
    parts += _table(
        of_language(rule, (), ()) if asked == "languages" else stand(rule, _OWN)
        for asked, rules in brought().items() for rule in rules
    )  # fmt: skip
    parts.append(_LANGUAGES)
    parts += ["\n# Ranking\n", *_ranking()]
    parts += ["\n# Evidence\n", *_evidence()]
    return "\n".join(parts)


def _table(rules: Iterable[InForce]) -> Iterator[str]:
    yield "| rule | signal | does | bands | where | unless | why |\n|---|---|---|---|---|---|---|"
    for one in rules:
        cells = [
            _code(one.name), _code(one.signal), does(one), "; ".join(map(" ".join, bands(one))), _code(one.where), _code(one.unless), one.why or "",
        ]  # fmt: skip
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""


def _ranking() -> Iterator[str]:
    card = ranking.card()
    yield (
        "Every row has a `quality` in [0, 1] (`filtered_quality`, with the three things that speak most against it in words): how likely it "
        "has no serious defect. It says which questions come first when there are more than the budget, which copy stays, and weighs the draw "
        "of `selected`; it never drops. It is a scorecard: the log-odds of a serious defect are the sum of what is in this table; what was not "
        "measured adds nothing. In a dataset with `review.triage.max_bad`, people's blind audits move the intercept.\n"
    )
    yield "| what | adds | rows read | serious among them |\n|---|--:|--:|--:|"
    yield f"| intercept | {card.intercept:.2f} | {card.mean.rows} | {card.mean.serious} |"
    yield f"| any shipped rule that is not below, whatever it may do | {card.mark:.2f} | | |"
    for name, weight in sorted(card.rules.items(), key=lambda one: -one[1]):
        yield f"| rule `{name}` | {weight:.2f} | {card.fired[name][0]} | {card.fired[name][1]} |"
    for one in ranking.MEASURES:
        says = f"{one.says} (`{one.signal}` from {one.start:g} to {one.end:g})"
        yield f"| {says} | up to {card.measures[one.signal]:.2f} | | |"
    yield (
        f"\nFitted without the set it is judged on, it puts a serious row before another in {card.mean.auc:.3f} of pairs (area under the "
        f"curve, mean over sets; {card.mean.weighted:.3f} with rows weighed by how many they stand for):\n"
    )
    yield "| set | rows read | serious | area | weighted |\n|---|--:|--:|--:|--:|"
    for name, found in card.sets.items():
        yield f"| {name} | {found.rows} | {found.serious} | {found.auc:.3f} | {found.weighted:.3f} |"
    yield "\nShare of serious rows by tenth of that ranking, worst first, over all sets:\n"
    yield f"| {' | '.join(str(n + 1) for n in range(len(card.deciles)))} |"
    yield "|" + "--:|" * len(card.deciles)
    yield f"| {' | '.join(f'{serious / rows:.3f}' for rows, serious in card.deciles)} |"
    yield (
        "\nSets and labels, what the figures do not show, and the command: docs/natural.md (`python -m bench.natural rank`).\n"
    )


def _evidence() -> Iterator[str]:
    known = {name: one for name, one in sorted(evidence().items()) if one.counts or one.ground or one.rows}
    rows, sets = (
        max((one.rows for one in known.values()), default=0),
        max((one.sets for one in known.values()), default=0),
    )
    yield (
        f"Run over {rows:,} rows of {sets} sets; rows on which a rule fired were read without knowing that it did. A cell says how many of "
        "those read deserved to be dropped, by stratum; `earlier` are drops read before strata were kept. Written by "
        "`python -m bench.natural evidence RESULT --write` (docs/natural.md) to `ft_data/filtering/profiles/evidence.yaml`.\n"
    )
    used = [stratum for stratum in STRATA if any(_reads(one, stratum) for one in known.values())]
    yield f"| rule | may drop by | worth asking | earlier | {' | '.join(used)} |"
    yield "|---|---|---|---|" + "---|" * len(used)
    for name, one in known.items():
        counted = [c for c in one.counts if c.stratum]
        reads = sum(c.reads for c in counted)
        worth = f"{sum(c.worth for c in counted):.0f} of {reads:.0f}" if reads else ""
        cells = [_code(name), one.ground, worth, _reads(one, ""), *(_reads(one, stratum) for stratum in used)]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _reads(known: Evidence, stratum: str) -> str:
    mine = [one for one in known.counts if one.stratum == stratum]
    reads = sum(one.reads for one in mine)
    return f"{sum(one.right for one in mine):.0f} of {reads:.0f}" if reads else ""


def _code(text: str | None) -> str:
    return f"`{text}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
