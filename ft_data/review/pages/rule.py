"""A rule made of a view: what it would drop is counted and shown, then a lead has it written into the recipe, and can take it out again."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import xxhash
from starlette.datastructures import QueryParams
from starlette.responses import Response

from ft_data.addresses import ROWS
from ft_data.recipe.amended import NotAmended, with_rule, without_rule, written
from ft_data.recipe.base import NAME
from ft_data.recipe.rules import Rule
from ft_data.review import recipe_file, rule_log, trial
from ft_data.review.explore.as_rule import Proposed, proposed
from ft_data.review.explore.facets import Places
from ft_data.review.explore.index import Index
from ft_data.review.explore.listing import hits
from ft_data.review.explore.view import View, read
from ft_data.review.forms import fresh_token, token
from ft_data.review.number_fields import whole
from ft_data.review.pages import act
from ft_data.review.pages.explore import asked, chips
from ft_data.review.request_context import RequestContext, redirect
from ft_data.review.trial import Trial

SAMPLE = 10
_WHY = 300  # characters


def show(context: RequestContext) -> Response:
    """Show the rule that a view is, and what it would drop."""
    return _page(context, asked(context), context.query.get("name", ""), context.query.get("why", ""), [])


def record(context: RequestContext) -> Response:
    """Write the rule into the recipe, if it would drop what was shown and their number was typed."""
    form, app = context.form, context.app
    view = read(QueryParams(form.get("view", "")))
    name, why = form.get("name", ""), form.get("why", "")
    index = app.shelf.index()
    made = _proposed(context, index, view, name, why)
    tried = _trial(context, index, made)
    problems = [*_problems(context, made)]
    if form.get("shown", "") != _named(index, tried.places):
        problems.append("The rows have changed since they were shown: look at them again.")
    elif whole(form.get("rows", "").replace(",", "")) != len(tried.places):
        problems.append("Type the number of rows to confirm them.")
    if not problems and app.recipe is not None:
        counts = len(tried.places), len(tried.kept_by_people)
        write = partial(recipe_file.amend, app.recipe, with_rule, made.rule, loads=True)
        try:
            rule_log.record(app.db, context.person, token(form)[:64], made.rule, view.query, *counts, write)
        except NotAmended as error:
            problems.append(f"{error}.")
        else:
            return redirect("/acts?rule=1")
    return _page(context, view, name, why, problems)


def take_back(context: RequestContext) -> Response:
    """Take a rule out of the recipe again."""
    app, number = context.app, whole(context.form.get("written", ""))
    one = next((one for one in rule_log.listed(app.db.con) if one.id == number and not one.undone), None)
    if one is None or app.recipe is None:
        return redirect("/acts")
    try:
        write = partial(recipe_file.amend, app.recipe, without_rule, one.rule, loads=False)
        rule_log.take_back(app.db, context.person, one.id, write)
    except NotAmended as error:
        return act.page(context, f"{error}.")
    return redirect("/acts?rule=0")


def _proposed(context: RequestContext, index: Index, view: View, name: str, why: str) -> Proposed:
    named = name.strip() or f"dropped_{xxhash.xxh3_64_hexdigest(view.query.encode())[:6]}"
    measured = index.facets.keys(), index.numeric
    return proposed(view, named, " ".join(why.split())[:_WHY], measured, context.app.bands)


def _problems(context: RequestContext, made: Proposed) -> list[str]:
    app, name = context.app, made.rule["name"]
    if app.recipe is None:
        return ["This station was not told where the recipe is: put the rule there by hand."]
    found = [f"No rule can say {what}: take it out of the view." for what in made.unsayable]
    if not NAME.match(name):
        found.append("A name has a-z, 0-9 and _, and starts with a letter.")
    if (wrong := recipe_file.problem(app.recipe)) is not None:
        found.append(f"No rule can be written: {wrong}.")
    elif name in recipe_file.names(app.recipe):
        found.append(f"The recipe has a rule {name} already: change that one, or choose another name.")
    elif not made.promotes and name in app.bands:
        found.append(f"A rule {name} is in force already: choose another name.")
    return found


def _trial(context: RequestContext, index: Index, made: Proposed) -> Trial:
    none = np.zeros(0, np.int64)
    if made.unsayable or not NAME.match(made.rule["name"]):
        return Trial(none, 0, 0, 0, none)
    if made.promotes:
        return trial.of_reasons(index, context.app.db, made.rule["name"])
    return trial.of_rule(index, context.app.db, Rule.model_validate(made.rule))


def _page(context: RequestContext, view: View, name: str, why: str, problems: list[str]) -> Response:
    index = context.app.shelf.index()
    made = _proposed(context, index, view, name, why)
    tried = _trial(context, index, made)
    drawn = np.random.default_rng(
        xxhash.xxh3_64_intdigest(view.query.encode())
    )  # the same rows for everybody
    sample = np.sort(drawn.choice(tried.places, min(SAMPLE, len(tried.places)), replace=False))
    plain = re.sub(r"\A- ", "  ", written(made.rule))
    return context.page(
        "rule.html",
        status=400 if problems else 200,
        here=ROWS,
        view=view,
        chosen=chips(view),
        made=made,
        rule_text="\n".join(line[2:] for line in plain.splitlines()),
        tried=tried,
        rows=len(tried.places),
        hits=hits(index, view, sample),
        kept=hits(index, view, tried.kept_by_people[:SAMPLE]),
        shown=_named(index, tried.places),
        problems=[*problems, *(one for one in _problems(context, made) if one not in problems)],
        token=fresh_token(),
    )


def _named(index: Index, places: Places) -> str:
    return xxhash.xxh3_128_hexdigest(index.version.encode() + places.tobytes())
