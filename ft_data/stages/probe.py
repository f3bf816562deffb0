"""probe: a model that was tuned on the dataset is asked the same about people of different groups; who gets other answers.

Answers are kept beside the parts, asked for once and within the budget of the recipe. They may hold what the model was shown:
they are masked before they are kept, and tables as masking is today.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ft_data.engine.work import Work, makes
from ft_data.evaluation import probed
from ft_data.recipe.problems import problem
from ft_data.recipe.rules import kind_of_text
from ft_data.recipe.schema import Recipe
from ft_data.stages.build import Build, name_of
from ft_data.stages.stage import Stage
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.key import id_of
from ft_data.warehouse.snapshots import Snapshot

if TYPE_CHECKING:
    from ft_data.evaluation.probe.plan import Persons, Question
    from ft_data.feedback.masking import Masks

PROBE = pa.schema(
    [
        *((name, pa.string()) for name in ("kind", "group", "measure", "verdict")),
        ("questions", pa.int64()),
        *((name, pa.float64()) for name in ("value", "others", "gap", "low", "high", "p", "seen")),
        *((name, pa.string()) for name in ("question", "answer", "other_question", "other_answer")),
        ("said", pa.string()),
    ]
)
ANSWERS = pa.schema(
    [
        ("number", pa.int64()),
        *((name, pa.string()) for name in ("kind", "group", "other_group", "question", "answer")),
        *(
            (name, pa.float64())
            for name in ("refused", "words", "toxicity", "sentiment", "politeness")
        ),
    ]
)  # fmt: skip
MEASURES = ANSWERS.names[6:]
_LETTERS = 2_000  # of an answer that are kept


def wanted(recipe: Recipe, item: str = "") -> bool:
    """Tell whether a recipe probes a model."""
    return recipe.probe is not None


def build(build: Build) -> Snapshot:
    """Ask what is not known yet, and compare the answers."""
    from ft_data.endpoint import client
    from ft_data.evaluation.probe import plan
    from ft_data.evaluation.probe.store import Store, ask

    spec = build.recipe.probe
    assert spec is not None
    try:
        people = plan.persons(spec.kinds, spec.persons)
    except KeyError as unknown:
        known = ", ".join(plan.persons((), spec.persons))
        raise problem(f"`probe.kinds`: there is no kind {unknown}; there are {known}") from None
    asked = plan.questions(people, spec.prompts)
    done = 0

    def heard(rows: int) -> None:
        nonlocal done
        done += rows
        build.report(done, len(asked))

    masks = _masks(build)
    build.report(0, len(asked))
    with closing(Store(store_path(build.warehouse))) as store:
        try:
            answers, outcome = ask(
                spec,
                [one.text for one in asked],
                store,
                lambda question, said: _without_people(masks, question, said),
                heard=heard,
            )
        except client.EndpointRefused as refused:
            raise problem(str(refused)) from None
    made_of = {
        "questions": name_of([list(map(str, one)) for one in asked]),
        "answers": name_of(answers),
        "key": id_of(build.home.key()),
    }
    receipt = build.once(compared, made_of, build, asked, answers, people)
    lacking = sum(one is None for one in answers)
    stats = dict(receipt.stats) | {
        "asked": len(asked), "not_answered": lacking, "spent": round(outcome.spent, 6), "stopped": outcome.stopped or "",
        "model": spec.model, "release": spec.release or "",
    }  # fmt: skip
    return build.commit(receipt.tables, rows=receipt.rows("main"), inputs=[], stats=stats, facts={})


def store_path(warehouse: Warehouse) -> Path:
    """Return where answers are kept: for as long as the dataset lives, whatever `gc` collects."""
    return warehouse.root / "probe.sqlite"


def forget(warehouse: Warehouse) -> int:
    """Delete all that models answered; return how many answers that were. What was spent stays.

    A model may say of somebody what it learned of them in words that nobody can foresee, so no answer is known to be free of them;
    and where a release held what is forgotten the model is to be made anew.
    """
    from ft_data.evaluation.probe.store import Store

    path = store_path(warehouse)
    if not path.exists():
        return 0
    with closing(Store(path)) as store:
        return store.forget()


@makes(main=PROBE, answers=ANSWERS)
def compared(build: Build, asked: list[Question], answers: list[str | None], people: Persons) -> Work:
    """Measure all answers and compare those to the same question."""
    from ft_data.evaluation.inside.parity import DIFFERS
    from ft_data.evaluation.probe import compare

    shown = _masked(build, asked, answers)
    measured = _measured(asked, answers)
    found = compare.compare(asked, measured, answers, people)
    rows = []
    for one in found:
        pair = one.evidence or ()
        texts = [text for at in pair for text in (asked[at].text, shown[at])] or [None] * 4
        rows.append(
            {
                **{name: getattr(one, name) for name in ("kind", "group", "measure", "verdict", "questions")},
                **{name: _known(getattr(one, name)) for name in ("value", "others", "p", "seen")},
                **dict(zip(("gap", "low", "high"), map(_known, one.gap), strict=True)),
                **dict(zip(("question", "answer", "other_question", "other_answer"), texts, strict=True)),
                "said": compare.said(one),
            }
        )  # fmt: skip
    listed = [
        {
            "number": at, "kind": one.kind, "group": one.groups[0], "other_group": one.groups[1] if one.groups[1:] else None,
            "question": one.text, "answer": shown[at], **{name: measured[name][at] for name in MEASURES},
        }
        for at, one in enumerate(asked)
    ]  # fmt: skip
    differ = sum(one.verdict == DIFFERS for one in found)
    return Work(
        {"main": pa.Table.from_pylist(rows, PROBE), "answers": pa.Table.from_pylist(listed, ANSWERS)},
        {"differing": differ, "compared": len(found)},
    )


def _measured(asked: list[Question], answers: list[str | None]) -> dict[str, list[float | None]]:
    """Measure answers as rows are; what has no answer, or no word that a measure knows, has no value."""
    from ft_data.example import EXAMPLE, message
    from ft_data.signals.flags.measure import flag_signals
    from ft_data.signals.text.measure import text_signals
    from ft_data.signals.tone.measure import tone_signals
    from ft_data.signals.toxicity.measure import toxicity_signals

    rows = [
        {
            "record_id": str(at), "kind": "instruction", "prompt_text": one.text, "response_text": said or "",
            "messages": [message("user", one.text), message("assistant", said or "")], "source": "probe",
        }
        for at, (one, said) in enumerate(zip(asked, answers, strict=True))
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, EXAMPLE)
    tone, text = tone_signals(table, {}), text_signals(table, {})
    flags = flag_signals(table, {"packs": {}})
    columns: dict[str, Any] = {
        "refused": flags["refusal"], "words": text["response_words"], "toxicity": toxicity_signals(table, {})["toxicity"],
        "sentiment": tone["sentiment"], "politeness": tone["politeness"],
    }  # fmt: skip
    values = {name: np.asarray(column, np.float64) for name, column in columns.items()}
    return {
        name: [
            None if said is None or not np.isfinite(value) else round(float(value), 6)
            for said, value in zip(answers, column, strict=True)
        ]
        for name, column in values.items()
    }


def _masked(build: Build, asked: list[Question], answers: list[str | None]) -> list[str | None]:
    masks = _masks(build)
    return [
        None if said is None else _without_people(masks, one.text, said[:_LETTERS])
        for one, said in zip(asked, answers, strict=True)
    ]


def _masks(build: Build) -> Masks:
    from ft_data.cleaning.privacy.regions import cleaning_of
    from ft_data.feedback.masking import Masks

    return Masks(cleaning_of(build.recipe), kind_of_text(build.recipe.profile), build.home.key())


def _without_people(masks: Masks, question: str, said: str) -> str:
    return masks.text(said, "assistant", asked=question)


def _known(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None


STAGE = Stage(
    name="probe",
    inputs=(),
    wanted=wanted,
    kinds=("duckdb", "python"),
    description=(
        "A model that was tuned on the dataset is asked the same about people of different groups: refusals, length, toxicity, "
        "sentiment, politeness and whom it prefers, paired, with the pair of answers that shows a gap. No text of the dataset is sent."
    ),
    reads=("probe", "clean", "languages", "profile"),
    expects=probed.probe,
    run=build,
    work=(compared,),
)
