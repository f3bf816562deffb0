"""What must be true of each version: one named expectation, one SQL measurement, one range.

The SQL measures the whole version and returns one number; the range judges it. ``examples`` fetches ids and
reasons of offenders, never their text. Blocking where the next stage would be poisoned.
"""

from __future__ import annotations

from ft_data.evaluation.expectation import REFUSED, Expectation, balance, no_personal_data
from ft_data.evaluation.numbers import in_other_languages
from ft_data.evaluation.shares import shares
from ft_data.recipe.generate import read_sources
from ft_data.recipe.schema import Recipe


def raw(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `raw`."""
    name = asset.replace("/", "_")
    return (
        Expectation(
            "has_records",
            "The source yields at least one record.",
            f"SELECT count(*) FROM {name}",
            1,
            None,
            blocking=False,
        ),
        Expectation(
            "records_are_named",
            "Every record has an identity and a place it came from.",
            f"SELECT count(*) FROM {name} WHERE identity IS NULL OR source_uri IS NULL OR raw IS NULL",
            examples=f"SELECT source_uri, source_row FROM {name} WHERE identity IS NULL OR raw IS NULL",
        ),
        Expectation(
            "most_rows_are_readable",
            "At most 5% of the rows were rejected.",
            f"SELECT (SELECT count(*) FROM {name}_rejects) / greatest(1, (SELECT count(*) FROM {name}) + (SELECT count(*) FROM {name}_rejects))",
            0,
            0.05,
            blocking=False,
            examples=f"SELECT file, position, error FROM {name}_rejects ORDER BY ALL",
        ),
    )


def cleaned(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `cleaned`."""
    raws = " + ".join(f"(SELECT count(*) FROM raw_{source})" for source in read_sources(recipe.sources))
    return (
        Expectation(
            "ids_are_unique",
            "No two examples share a record_id.",
            "SELECT count(*) - count(DISTINCT record_id) FROM cleaned",
            examples="SELECT record_id, count(*) AS times FROM cleaned GROUP BY record_id HAVING count(*) > 1",
        ),
        Expectation(
            "ledger_balances",
            "Raw records = rows judged: each raw record has exactly one verdict, and kept + new rows are the examples.",
            f"""
            SELECT abs({raws} - (SELECT count(*) FROM cleaned_verdicts WHERE verdict <> 'new'))
                 + (SELECT count(*) - count(DISTINCT record_id) FROM cleaned_verdicts)
                 + (SELECT count(*) FROM cleaned c FULL JOIN (SELECT record_id FROM cleaned_verdicts WHERE verdict IN ('keep', 'new')) v
                    USING (record_id) WHERE c.record_id IS NULL OR v.record_id IS NULL)
            """,
        ),
        Expectation(
            "rows_have_their_shape",
            "Kind, messages, hash and provenance are there; preferences have both answers.",
            """
            SELECT count(*) FROM cleaned WHERE content_hash IS NULL OR source IS NULL OR source_uri IS NULL
                OR kind NOT IN ('instruction', 'conversation', 'preference', 'text') OR kind IS NULL
                OR prompt_text IS NULL OR response_text IS NULL OR messages IS NULL
                OR (kind = 'preference' AND (chosen IS NULL OR rejected IS NULL))
            """,
            examples="SELECT record_id, kind, source_uri, source_row FROM cleaned WHERE content_hash IS NULL OR messages IS NULL",
        ),
        no_personal_data(recipe.clean.pii),
        Expectation(
            "most_records_map",
            "At most half of the records could not be turned into examples.",
            "SELECT count(*) FILTER (verdict = 'drop' AND NOT list_contains(reasons, 'split')) / greatest(1, count(*)) FROM cleaned_verdicts",
            0,
            0.5,
            blocking=False,
            examples="SELECT record_id, reasons FROM cleaned_verdicts WHERE verdict = 'drop'",
        ),
    )


def signals(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `signals`."""
    fitted = Expectation(
        "models_are_current",
        "Fitted models are of the targets, references and settings of the recipe; `ft-data fit` refits them.",
        measure="ft_data.stages.fitting:stale_models",
        blocking=False,
    )
    asked = recipe.targets is not None or recipe.signals.topics is not None
    return (
        *([fitted] if asked else []),
        Expectation(
            "every_row_is_measured",
            "One row of signals for every cleaned example.",
            "SELECT count(*) FROM signals s FULL JOIN cleaned c USING (record_id) WHERE s.record_id IS NULL OR c.record_id IS NULL",
        ),
        Expectation(
            "values_are_finite",
            "No signal is NaN or infinite.",
            measure="ft_data.stages.drift:not_finite",
        ),
        Expectation(
            "distributions_are_steady",
            "No signal's distribution moved by more than 0.2 (Kolmogorov-Smirnov) since the previous version.",
            measure="ft_data.stages.drift:largest_shift",
            high=0.2,
            blocking=False,
        ),
    )


def deduped(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `deduped`."""
    elsewhere = (
        "AND NOT EXISTS (SELECT 1 FROM deduped_others o WHERE o.record_id = d.witness_id "
        "AND o.dataset = json_extract_string(d.detail, '$.dataset'))"
        if recipe.dedupe.against
        else ""
    )
    no_witness = (
        "FROM deduped_verdicts d WHERE verdict = 'drop' AND NOT EXISTS (SELECT 1 FROM deduped_verdicts w "
        f"WHERE w.record_id = d.witness_id AND w.verdict IN ('keep', 'new')) {elsewhere}"
    )
    low = (
        "FROM deduped_verdicts WHERE list_contains(reasons, 'near_duplicate') "
        f"AND (score IS NULL OR score < {recipe.dedupe.near.threshold!r}) OR "
        "list_contains(reasons, 'semantic_duplicate') "
        f"AND (score IS NULL OR score < {recipe.dedupe.semantic.threshold!r})"
    )
    return (
        balance(asset, before),
        Expectation(
            "duplicates_have_a_kept_witness",
            "Every removed duplicate names a witness that is kept.",
            f"SELECT count(*) {no_witness}",
            examples=f"SELECT record_id, reasons, witness_id {no_witness}",
        ),
        Expectation(
            "scores_reach_the_threshold",
            f"Every near duplicate scores at least {recipe.dedupe.near.threshold} against its witness"
            + (
                f", by meaning {recipe.dedupe.semantic.threshold}." if recipe.dedupe.semantic.enabled else "."
            ),
            f"SELECT count(*) {low}",
            examples=f"SELECT record_id, witness_id, score {low}",
        ),
        Expectation(
            "not_everything_is_a_duplicate",
            "At least a tenth of the rows survive; less is a sign of a template or a bad key.",
            "SELECT count(*) FILTER (verdict IN ('keep', 'new')) / greatest(1, count(*)) FROM deduped_verdicts",
            0.1,
            1,
            blocking=False,
        ),
    )


def decontaminated(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `decontaminated`."""
    return (
        balance(asset, before),
        Expectation(
            "removals_show_evidence",
            "Every removed row names the benchmark, the item and the span.",
            "SELECT count(*) FROM decontaminated_verdicts WHERE verdict = 'drop' AND (detail IS NULL OR detail NOT LIKE '%\"evidence\"%')",
            examples="SELECT record_id, reasons FROM decontaminated_verdicts WHERE verdict = 'drop' AND (detail IS NULL OR detail NOT LIKE '%\"evidence\"%')",
        ),
        Expectation(
            "benchmarks_were_read",
            "Every benchmark of the recipe yielded items.",
            "SELECT count(*) FROM decontaminated_benchmarks WHERE items = 0",
            blocking=True,
            examples="SELECT benchmark FROM decontaminated_benchmarks WHERE items = 0",
        ),
    )


def filtered(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `filtered`."""
    return (
        balance(asset, before),
        Expectation(
            "verdicts_are_explained",
            "Every dropped or questioned row names a rule; by rule, its signal, value and threshold.",
            "SELECT count(*) FROM filtered_verdicts WHERE verdict IN ('drop', 'review') AND (len(reasons) = 0 OR detail IS NULL)",
            examples="SELECT record_id, verdict FROM filtered_verdicts WHERE verdict IN ('drop', 'review') AND len(reasons) = 0",
        ),
        Expectation(
            "no_rule_empties_the_set",
            "No single rule drops more than half of the rows.",
            """
            SELECT coalesce(max(n), 0) / greatest(1, (SELECT count(*) FROM filtered_verdicts)) FROM (
                SELECT count(*) AS n FROM (SELECT unnest(reasons) AS reason FROM filtered_verdicts WHERE verdict = 'drop') GROUP BY reason)
            """,
            0,
            0.5,
            blocking=False,
            examples="SELECT reason, count(*) AS rows FROM (SELECT unnest(reasons) AS reason FROM filtered_verdicts WHERE verdict = 'drop') GROUP BY reason ORDER BY rows DESC",
        ),
        Expectation(
            "people_can_keep_up",
            "At most 10% of the rows wait for people.",
            "SELECT count(*) FILTER (verdict = 'review') / greatest(1, count(*)) FROM filtered_verdicts",
            0,
            0.1,
            blocking=False,
        ),
    )


def reviewed(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `reviewed`."""
    undecided = "0" if recipe.review.pending == "keep" else "1"
    # Rows that wait arrive too, and those that people took up though they were dropped. What people wrote and what does
    # not pass arrives from them, not from the stage before.
    people = (
        f" UNION SELECT record_id FROM reviewed_verdicts JOIN {before}_verdicts f USING (record_id) "
        f"WHERE f.verdict = 'drop' UNION SELECT record_id FROM {REFUSED}"
    )
    return (
        balance(asset, before, "'keep', 'new', 'review'", people),
        Expectation(
            "undecided_rows_wait",
            "No row that asks for a person passes without one (unless the recipe says `pending: keep`).",
            f"""
            SELECT {undecided} * count(*) FROM reviewed_verdicts r JOIN filtered_verdicts f USING (record_id)
            WHERE f.verdict = 'review' AND r.verdict = 'keep' AND coalesce(r.detail, '') NOT LIKE '%"actor"%'
            """,
        ),
        Expectation(
            "written_rows_pass",
            "What people wrote or edited holds no benchmark, repeats no kept row and breaks no rule that drops.",
            f"SELECT count(*) FROM {REFUSED}",
            blocking=False,
            examples=f"SELECT record_id, v.reasons FROM {REFUSED} ORDER BY record_id",
        ),
        Expectation(
            "reviewers_agree",
            f"Krippendorff's alpha on overlap items may be {recipe.review.min_agreement}: the upper end of its 95% "
            "interval, 1 while too few items were decided by several people.",
            measure="ft_data.stages.agreement:alpha_at_best",
            low=recipe.review.min_agreement,
            high=1,
        ),
    )


def selected(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `selected`."""
    most = recipe.select.budget
    synthetic = recipe.select.max_synthetic
    return (
        balance(asset, before),
        Expectation(
            "within_budget",
            f"At most {most} rows." if most else "Rows are counted; the recipe sets no budget.",
            "SELECT count(*) FROM selected",
            0,
            most,
        ),
        Expectation(
            "synthetic_share",
            f"At most {synthetic:.0%} of the rows are synthetic."
            if synthetic is not None
            else "The share of synthetic rows.",
            "SELECT count(*) FILTER (origin = 'synthetic') / greatest(1, count(*)) FROM selected",
            0,
            1 if synthetic is None else synthetic + 1e-9,
        ),
        *shares(recipe),
        Expectation(
            "weights_are_positive",
            "Every selected row has a positive, finite weight.",
            "SELECT count(*) FROM selected WHERE weight IS NULL OR NOT isfinite(weight) OR weight <= 0",
        ),
    )


def formatted(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `formatted`."""
    return (
        balance(asset, before),
        Expectation(
            "no_group_crosses_splits",
            "Rows of one group (duplicates, conversation, subject, shared prompt, parents) are in one split.",
            "SELECT count(*) FROM (SELECT group_key FROM formatted GROUP BY group_key HAVING count(DISTINCT split) > 1)",
            examples="SELECT group_key, count(DISTINCT split) AS splits FROM formatted GROUP BY group_key HAVING count(DISTINCT split) > 1",
        ),
        Expectation(
            "no_twins_across_splits",
            "No prompt and response occur in two splits.",
            "SELECT count(*) FROM (SELECT 1 FROM formatted GROUP BY prompt_text, response_text HAVING count(DISTINCT split) > 1)",
        ),
        Expectation(
            "ids_are_unique",
            "No row is exported twice.",
            "SELECT count(*) - count(DISTINCT record_id) FROM formatted",
        ),
        Expectation(
            "no_row_moved",
            "No row changed its split since the previous version.",
            measure="ft_data.stages.drift:moved_rows",
        ),
        Expectation(
            "splits_are_filled",
            "Every split that the recipe asks for holds a row.",
            f"SELECT count(*) FROM (VALUES {_asked_splits(recipe)}) asked(split) WHERE split NOT IN (SELECT split FROM formatted)",
            blocking=False,
        ),
    )


def _asked_splits(recipe: Recipe) -> str:
    return ", ".join(
        f"('{split}')" for split, share in recipe.format.splits.model_dump().items() if share > 0
    )


def _limit(recipe: Recipe) -> str:
    """Return the SQL that looks up the limit of a gate by its name."""
    cases = "".join(f" WHEN '{name}' THEN '{limit}'" for name, limit in recipe.gates.model_dump().items())
    return f"CASE name{cases} ELSE 'unknown' END"


def proof(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `proof`."""
    return (
        Expectation(
            "arms_are_of_equal_size",
            "No arm learned from more words than the selection, the whole pool aside.",
            "SELECT count(*) FROM proof p WHERE arm <> 'whole pool' AND words > "
            "(SELECT max(words) FROM proof s WHERE s.arm = 'selection') AND rows > 1",
            examples="SELECT DISTINCT arm, rows, words FROM proof ORDER BY ALL",
        ),
        Expectation(
            "losses_are_finite",
            "Every arm has a loss, and every interval holds its change.",
            "SELECT count(*) FROM proof WHERE loss IS NULL OR NOT isfinite(loss) OR loss <= 0 OR change NOT BETWEEN low AND high "
            "OR selection_change NOT BETWEEN selection_low AND selection_high",
            examples="SELECT arm, slice, loss, change, low, high FROM proof WHERE NOT isfinite(loss) OR change NOT BETWEEN low AND high",
        ),
        Expectation(
            "the_selection_beats_random",
            "On held-out targets the selection costs the proxy less than a random choice of the same size.",
            "SELECT count(*) FROM proof WHERE arm = 'selection' AND slice = 'all' AND high >= 0",
            blocking=False,
            told="SELECT 'the loss is ' || round(change, 1) || '% against random (' || round(low, 1) || ' to ' || round(high, 1) || ')' "
            "FROM proof WHERE arm = 'selection' AND slice = 'all'",
        ),
    )


def eval_report(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `eval_report`."""
    return (
        Expectation(
            "gates_hold",
            "Every gate of the recipe holds (rows, duplicates, contamination, languages, pending).",
            "SELECT count(*) FROM eval_report WHERE section = 'gates' AND text = 'fails'",
            examples="SELECT name, value, query FROM eval_report WHERE section = 'gates' AND text = 'fails'",
            told=f"SELECT name || ' is ' || regexp_replace(round(value, 6)::VARCHAR, '[.]0$', '') || ', the gate is ' || {_limit(recipe)} "
            f"|| CASE name WHEN 'max_unwanted_language' THEN {in_other_languages(recipe)} ELSE '' END "
            "FROM eval_report WHERE section = 'gates' AND text = 'fails' ORDER BY name",
        ),
        Expectation(
            "numbers_can_be_derived_again",
            "Every number of the report equals what the query beside it returns now.",
            measure="ft_data.stages.eval_report:differing",
        ),
    )


def release(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `release`."""
    return (
        Expectation(
            "files_are_intact",
            "Every file of the release has the hash its manifest names.",
            measure="ft_data.stages.release:broken_files",
        ),
        Expectation(
            "ids_give_nothing_away",
            "No version still names rows by plain hashes of what was read, from which masked values can be guessed. "
            "The next release does not; `ft-data releases` names those that do: withdraw their copies and delete them.",
            measure="ft_data.stages.release:raw_ids",
            blocking=False,
        ),
    )
