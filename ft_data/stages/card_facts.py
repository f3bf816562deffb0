"""What the card says beyond its own numbers: tokens, templates, duplicates, contamination, personal data, people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.recipe.feedback import may_leave
from ft_data.recipe.schema import Recipe
from ft_data.release.spec import COPIES
from ft_data.stages import counted
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions


def facts(build: Build, versions: Versions) -> dict[str, Any]:
    """Return the sections of the card, each measured on exactly the released version."""
    recipe = build.recipe
    found = {
        "tokens": counted.account(build, versions, COPIES),
        "templates": _templates(recipe, versions),
        "deduplication": _section(
            versions,
            f"Exact copies and rows whose 5-word shingles have a Jaccard similarity of at least {recipe.dedupe.near.threshold} "
            "were removed, each with a kept witness.",
            "SELECT reason, count(*) AS rows FROM (SELECT unnest(reasons) AS reason FROM deduped_verdicts WHERE verdict = 'drop') GROUP BY reason ORDER BY reason",
        ),
        "decontamination": _section(
            versions,
            "Rows that overlap an evaluation set were removed.",
            "SELECT benchmark, items, rows_hit AS rows_removed FROM decontaminated_benchmarks ORDER BY benchmark",
        ),
        "personal_data": _section(
            versions,
            "What was masked, by kind. The text was scanned again after masking; a finding blocks the release.",
            "SELECT replace(rule, 'pii_', '') AS kind, sum(\"count\")::BIGINT AS masked FROM cleaned_edits WHERE rule LIKE 'pii\\_%' ESCAPE '\\' GROUP BY rule ORDER BY rule",
        ),
        "quoted_works": quoted(versions),
        "copies": copies(versions),
        "proof": proof(recipe, versions),
        "synthetic": synthetic(versions),
        "gaps": gaps(recipe, versions),
        "agreement": _section(
            versions,
            "What people decided. Rows that asked for a person and got none are not in the release.",
            "SELECT reason, count(*) AS rows FROM (SELECT unnest(reasons) AS reason FROM reviewed_verdicts) GROUP BY reason ORDER BY reason",
        ),
    }
    return {name: section for name, section in found.items() if section}


def synthetic(versions: Versions) -> dict[str, Any]:
    """Say how generated rows were made and what the certificate found of them."""
    if "certificate" not in versions.found:
        return {}
    tables = {
        "Generators": "SELECT source, wanted, requests, accepted, rejected, pending, exhausted FROM synthesized_accounts ORDER BY source",
        "Why generations were rejected": "SELECT source, reason, count(*) AS requests FROM synthesized_requests WHERE verdict = 'drop' "
        "GROUP BY ALL ORDER BY source, requests DESC, reason",
        "Beside people's rows": "SELECT source, verdict, rows, human_rows, round(matched_area, 3) AS area, round(matched_low, 3) AS low, "
        "round(matched_high, 3) AS high, round(area, 3) AS unmatched, round(length_alone, 3) AS length_alone, "
        "price_of_a_row FROM certificate ORDER BY source",
        "Variety, of as many rows a side": "SELECT source, round(vendi, 1) AS kinds, round(human_vendi, 1) AS people, round(alike, 3) AS alike, "
        "round(human_alike, 3) AS people_alike, round(coverage, 3) AS coverage FROM certificate ORDER BY source",
        "What each stage stopped": "SELECT source, stage, reached, rejected FROM certificate_passing WHERE rejected > 0 ORDER BY source, number",
        "By the number of models between rows and people": "SELECT * FROM certificate_depths ORDER BY source, depth",
        "Openings that people do not use": "SELECT source, words, round(made, 2) AS generated, round(human, 2) AS people "
        "FROM certificate_openings ORDER BY source, made DESC, words",
        "Words that give them away": "SELECT source, term, round(made, 2) AS generated, round(human, 2) AS people FROM certificate_words "
        "ORDER BY source, abs(z) DESC, term",
        "Collapse": "SELECT source, finding, evidence FROM certificate_findings ORDER BY ALL",
    }
    found = {title: _section(versions, "", query) for title, query in tables.items()}
    text = (
        "Rows that a language model made from rows of this dataset, each validated against its passage. A model that saw no row of the same "
        "parent, prompt or text guesses which answers are generated, both sides cut to equal lengths: the area under the curve is .5 by "
        "chance. With fewer than 300 groups of rows a side the verdict is that it cannot tell; the area stands beside it."
    )
    shown = [{**one["tables"][0], "title": title} for title, one in found.items() if one]
    return {"text": text, "tables": shown}


def copies(versions: Versions) -> dict[str, Any] | None:
    """Say how often rows stand in the train split, where any stands there more than once."""
    told = versions.con.execute(
        f"SELECT source, {COPIES} AS copies, count(*) AS rows, sum({COPIES})::BIGINT AS written "
        "FROM formatted JOIN selected_main USING (record_id) WHERE split = 'train' GROUP BY ALL ORDER BY ALL"
    )
    rows = [dict(zip(("source", "copies", "rows", "written"), row, strict=True)) for row in told.fetchall()]
    if all(row["copies"] == 1 for row in rows):
        return None
    text = (
        f"No trainer takes weights. Rows that weigh more stand several times in the train split of every format, "
        f"{sum(row['written'] for row in rows):,} times for {sum(row['rows'] for row in rows):,} rows, in passes one behind the other; "
        "validation and test hold every row once. The column `weight` of `index.parquet` says how often each row stands."
    )
    return {"text": text, "tables": [{"title": "", "rows": rows}]}


def proof(recipe: Recipe, versions: Versions) -> dict[str, Any]:
    """Say what the selection was shown to do, or why nothing was."""
    if recipe.targets is None:
        return {"text": "No proof: the recipe names no `targets` that rows were selected for."}
    if recipe.prove is None:
        return {"text": "No proof: the recipe names no held-out targets under `prove`."}
    stats = versions.found["proof"].stats
    shown = "arm, rows, words, round(loss, 3) AS loss, round(change, 1) AS against_random, round(low, 1) AS low, round(high, 1) AS high"
    lines = "\n".join(f"- {line}" for line in stats["said"])
    text = (
        f"A word trigram model learned from each arm; its loss on {stats['held_out']:,} held-out targets, in nats a word, is the "
        f"mean of its draws. Changes are in percent against random, with 95% intervals paired by text. {stats['targets']:,} other "
        f"targets were selected with. The selection is {stats['kept_words']:.0%} of the pool's words.\n\nThe selection:\n\n{lines}"
    )
    found = [
        _section(versions, "", f"SELECT {shown} FROM proof WHERE slice = 'all' ORDER BY loss"),
        _section(
            versions, "",
            "SELECT slice, texts, round(loss, 3) AS loss, round(change, 1) AS against_random, round(low, 1) AS low, round(high, 1) AS high "
            "FROM proof WHERE arm = 'selection' AND slice <> 'all' ORDER BY change DESC, slice",
        ),
    ]  # fmt: skip
    titles = ("Arms", "The selection by slice")
    tables = [
        {**section["tables"][0], "title": title}
        for section, title in zip(found, titles, strict=True)
        if section
    ]
    return {"text": text, "tables": tables}


def gaps(recipe: Recipe, versions: Versions) -> dict[str, Any] | None:
    """Say what became of the gaps of the release before; what slices are called only where feedback may leave."""
    if "weaknesses" not in versions.found:
        return None
    named = may_leave(recipe)
    slices = "kind || ': ' || slice" if named else "'slice ' || row_number() OVER (ORDER BY kind, slice)"
    shown = (
        "outcome, before_failures || ' of ' || before_tries AS before, after_failures || ' of ' || after_tries AS after, "
        "rest_failures || ' of ' || rest_tries AS elsewhere, round(change, 3) AS less, round(low, 3) AS low, round(high, 3) AS high, "
        "needed, before_rows, after_rows"
    )
    return _section(
        versions,
        "Slices that failed more often than the rest in the release before, on prompts that no list for this version got: failures of "
        "tries before and now, how much less often they fail (95% interval), the tries that would show half of the gap closed, and how "
        "many rows teach such a prompt.",
        f"SELECT {slices} AS slice, {shown} FROM weaknesses_outcomes ORDER BY ALL",
    )


def quoted(versions: Versions) -> dict[str, Any] | None:
    """Say which protected works, and which licences by their headers, rows of the version quote."""
    tables = []
    names = {row[0] for row in versions.con.execute("DESCRIBE signals").fetchall()}
    for signal, what, of in (
        (
            "protected_work",
            "work",
            "max(protected_run) AS longest_run, count(*) FILTER (protected_run >= 40) AS rows_of_40_words",
        ),
        ("license_header", "header", "count(*) FILTER (license_conflict > 0) AS other_than_declared"),
    ):
        if signal in names:
            found = _section(
                versions, "",
                f"SELECT {signal} AS {what}, count(*) AS rows, {of} FROM formatted JOIN signals USING (record_id) "
                f"WHERE {signal} IS NOT NULL GROUP BY {signal} ORDER BY rows DESC, {signal} LIMIT 50",
            )  # fmt: skip
            tables += [{**table, "title": what} for table in found["tables"]] if found else []
    text = "Verbatim runs of five words and more of protected works, and licence headers, in published rows. People were asked about long ones."
    return {"text": text, "tables": tables} if tables else None


def _section(versions: Versions, text: str, sql: str) -> dict[str, Any] | None:
    result = versions.con.execute(sql)
    names = [column[0] for column in result.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {"text": text, "tables": [{"title": "", "rows": rows}]} if rows else None


def _templates(recipe: Recipe, versions: Versions) -> Mapping[str, Any] | None:
    if "messages" not in recipe.format.targets:
        return None
    from ft_data.formatting.templates import matrix

    names = {row[0] for row in versions.con.execute("DESCRIBE formatted_messages").fetchall()}
    columns = ", ".join(name for name in ("messages", "tools") if name in names)
    query = f"SELECT {columns} FROM formatted_messages ORDER BY record_id LIMIT 20000"
    return matrix(_rows(versions, query))


def _rows(versions: Versions, query: str) -> Iterator[Any]:
    """Yield the rows of a query, which is not asked before somebody wants one."""
    for batch in versions.con.sql(query).to_arrow_reader(1024):
        yield from batch.to_pylist()
