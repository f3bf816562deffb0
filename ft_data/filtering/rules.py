"""Rules: a signal and its bands become a verdict. Drop beats review beats mark; a null signal never fires."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ft_data.example import EXAMPLE
from ft_data.filtering import conditions, languages, preferences, whole
from ft_data.filtering.strata import STRATUM
from ft_data.recipe.bands import Band
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import Rule
from ft_data.recipe.schema import Recipe
from ft_data.warehouse.detail import Finding
from ft_data.warehouse.sql import name as quote

if TYPE_CHECKING:
    import duckdb

LEVELS = ("keep", "mark", "review", "drop")
MARK, REVIEW, DROP = 1, 2, 3


class Fact(NamedTuple):
    """A fact of the whole dataset: its SQL over `signals` and `cleaned`, and the column ``by`` which rows differ in it, if they do."""

    sql: str
    by: str = ""


# Facts of the whole dataset that conditions may read beside signals and columns.
# `answers_copy`: the row's source has answers that are mostly made of their requests (a sentence corrected, a line turned into its
# template), so that an answer equal to its request is one of them: there was nothing to change.
# `pair_contradicted`: another row with the same prompt prefers the answer that this one rejects for it.
FACTS = {
    languages.ABOUT: Fact(languages.OTHERS),
    "answers_copy": Fact(whole.COPYING, "source"),
    "pair_contradicted": Fact(preferences.CONTRADICTED, "pair_turned"),
}


class InForce(Rule):
    """A rule as it judges the rows of one dataset: its bands do what the recipe says or the evidence allows.

    ``marks``: bands that only mark, because no evidence lets them do more. ``strata``: where the drop band drops, None for
    everywhere; elsewhere it marks. ``sources``: likewise where it drops or asks. ``fused``: it drops nothing where it would drop much, until people looked. ``own``: the
    bands that the recipe wrote, which do what they say.
    """

    marks: tuple[Band, ...] = ()
    strata: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    fused: bool = False
    own: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """Whether its bands act in some places and mark in others."""
        return self.strata is not None or self.sources is not None

    @property
    def acts(self) -> bool:
        """Whether it has a band, one that was held back included."""
        return bool(super().acts or self.marks)

    @property
    def tier(self) -> str:
        """What the rule does at most: drop, ask or mark."""
        return "drop" if self.drop else "ask" if self.review else "mark"


def _cases(rule: Rule) -> Iterator[tuple[int, Band, str]]:
    """Yield (level, band, further condition), the strongest first."""
    within = " AND ".join(["", *_within(rule)])
    if rule.drop:
        yield DROP, rule.drop, within
    if rule.review:
        yield REVIEW, rule.review, "" if _sources(rule) is None else within
    for band in marking(rule):
        yield MARK, band, ""


def _within(rule: Rule) -> Iterator[str]:
    """Yield the conditions under which a rule drops."""
    if isinstance(rule, InForce) and rule.strata is not None:
        yield f"coalesce({STRATUM} IN ({_listed(rule.strata)}), false)"
    if (sources := _sources(rule)) is not None:
        yield f"coalesce(source IN ({_listed(sources)}), false)"


def _sources(rule: Rule) -> tuple[str, ...] | None:
    return rule.sources if isinstance(rule, InForce) else None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))


def marking(rule: Rule) -> list[Band]:
    """Return the bands that mark: those written so, those held back, and those that drop or ask elsewhere only."""
    elsewhere = [] if _sources(rule) is None else [rule.review]
    bands = [*(rule.marks if isinstance(rule, InForce) else ()), rule.mark, *elsewhere, rule.drop]
    return list(dict.fromkeys(band for band in bands if band is not None))


def _band(rule: Rule, level: int, value: float | None) -> Band | None:
    """Return the band that a value of a level crossed."""
    if level == MARK:
        return next((band for band in marking(rule) if band.holds(value)), rule.mark)
    return rule.drop if level == DROP else rule.review


def changed(base: Iterable[Rule], changes: Iterable[Rule]) -> list[Rule]:
    """Return rules changed, turned off or added to, by name: what a recipe does to a profile, and one profile to another."""
    rules = {rule.name: rule for rule in base}
    for rule in changes:
        known = rules.get(rule.name)
        if rule.off:
            rules.pop(rule.name, None)
        elif known is None:
            rules[rule.name] = rule
        else:
            rules[rule.name] = known.model_copy(
                update={name: getattr(rule, name) for name in rule.model_fields_set}
            )
    return [rule for rule in rules.values() if rule.signal is not None]


def problems(
    recipe: Recipe, profile: Iterable[Rule], signals: Iterable[str], unasked: Mapping[str, str] | None = None
) -> list[tuple[int, str]]:
    """Name what is wrong with the recipe's rules, by their index.

    ``unasked``: signals that exist and that this recipe does not ask for, with the key that would.
    """
    import difflib

    known, names = set(signals), {rule.name for rule in profile}
    found = []
    for index, rule in enumerate(recipe.rules):
        if rule.signal in (unasked or {}) and rule.signal not in known:
            key = (unasked or {})[str(rule.signal)]
            found.append(
                (index, f"rule `{rule.name}` reads `{rule.signal}`, which is measured only with `{key}`")
            )
        elif rule.signal is not None and rule.signal not in known:
            near = difflib.get_close_matches(rule.signal, known, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else "; docs/signals.md lists them"
            found.append((index, f"rule `{rule.name}` reads an unknown signal, `{rule.signal}`{hint}"))
        found += [(index, message) for message in unsound(rule, {*known, *EXAMPLE.names, *FACTS})]
        if rule.signal is None and rule.name not in names:
            near = difflib.get_close_matches(rule.name, names, n=1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            found.append(
                (
                    index,
                    f"the `{recipe.profile}` profile has no rule `{rule.name}`, and it names no signal{hint}",
                )
            )
    return found


def unsound(rule: Rule, columns: Collection[str]) -> list[str]:
    """Name what is wrong with the conditions of a rule that a recipe wrote; ``columns``: what they may read."""
    written = {"where": rule.where, "unless": rule.unless}
    return [
        f"rule `{rule.name}`, `{key}`: {message}"
        for key, text in written.items()
        if text is not None and (message := conditions.problem(text, columns)) is not None
    ]


def sql(rules: Sequence[Rule], rows: str) -> str:
    """Return a SELECT of ``record_id, fired, measured`` over ``rows`` (a FROM item with signals and cleaned columns).

    ``fired`` has a place in `LEVELS` per rule, ``measured`` the signal's value; rows where nothing fires
    are left out. Thresholds are the only thing that changes when a rule is tuned.
    """
    fired, measured = [], []
    for rule in rules:
        signal, applies = quote(rule.signal), applies_sql(rule)
        cases = [
            f"WHEN {applies}{band.sql(signal)}{where} THEN {level} " for level, band, where in _cases(rule)
        ]
        fired.append(f"CAST(CASE {''.join(cases)}ELSE 0 END AS TINYINT)")
        measured.append(f"CAST({signal} AS DOUBLE)")
    if not rules:
        return f"SELECT record_id, []::TINYINT[] AS fired, []::DOUBLE[] AS measured FROM {rows} WHERE false"
    return (
        f"WITH judged AS (SELECT record_id, [{', '.join(fired)}] AS fired, [{', '.join(measured)}] AS measured FROM {rows}) "
        "SELECT * FROM judged WHERE list_max(fired) > 0"
    )


def fired(
    con: duckdb.DuckDBPyConnection, rules: Sequence[Rule], rows: str
) -> list[tuple[str, list[int], list[float | None]]]:
    """Run `sql`. Raises RecipeError that names the conditions which some row has no answer to, and quotes no row."""
    import duckdb

    try:
        return con.execute(sql(rules, rows)).fetchall()
    except duckdb.Error:
        failing = [message for rule in rules for message in _failing(con, rule, rows)]
        if not failing:
            raise
        raise problem("; ".join(failing)) from None


def _failing(con: duckdb.DuckDBPyConnection, rule: Rule, rows: str) -> Iterator[str]:
    import duckdb

    for key, text in {"where": rule.where, "unless": rule.unless}.items():
        try:
            con.execute(f"SELECT count(*) FILTER (WHERE {text or 'true'}\n) FROM {rows}")
        except duckdb.Error as error:
            yield (
                f"rule `{rule.name}`, `{key}`: `{text}` has no answer on some row ({type(error).__name__}); "
                "compare values of one type, and use TRY_CAST for what may be none"
            )


def applies_sql(rule: Rule) -> str:
    """Return the condition under which a rule applies, with an ``AND`` at its end, or nothing when it always does.

    What cannot be told (NULL) neither makes a rule apply nor exempts a row from it.
    """
    # A condition ends its line: a comment in it ends with it.
    where = f"coalesce(({rule.where}\n), false) AND " if rule.where else ""
    unless = f"NOT coalesce(({rule.unless}\n), false) AND " if rule.unless else ""
    return where + unless


def explain(rules: Sequence[Rule], fired: Sequence[int], measured: Sequence[float | None]) -> list[Finding]:
    """List the rules that fired on one row, drops first, then questions."""
    found = []
    for rule, level, value in zip(rules, fired, measured, strict=True):
        if level:
            found.append(
                Finding(
                    rule.name,
                    rule.signal,
                    None if value is None else round(value, 6),
                    str(_band(rule, level, value)),
                    LEVELS[level],
                )
            )
    return sorted(found, key=lambda item: -LEVELS.index(str(item.verdict)))
