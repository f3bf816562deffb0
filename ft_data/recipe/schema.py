"""The recipe, key by key. Field descriptions become docs/recipe.md; defaults are the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from ft_data.recipe.base import Name, Period, Rate
from ft_data.recipe.base import Section as _Section
from ft_data.recipe.drift import Drift
from ft_data.recipe.feedback import Feedback
from ft_data.recipe.fitted import Prove, Signals
from ft_data.recipe.gates import Gates, Govern
from ft_data.recipe.generate import Generate
from ft_data.recipe.limits import Limits
from ft_data.recipe.probe import Probe
from ft_data.recipe.registered import Registered
from ft_data.recipe.review import Review
from ft_data.recipe.rules import PackName, Rule
from ft_data.recipe.schedule import Schedule
from ft_data.recipe.select import Select, Splits

FormatName = Annotated[str, Registered("readers", ("auto",))]
ShapeName = Annotated[str, Registered("shapes", ("auto", "map"))]
TargetName = Annotated[str, Registered("exporters")]
RowKind = Literal["prose", "code", "math", "structured", "table", "dialogue", "label", "tool", "document"]


# What may be said of rows that are generated.
_OF_GENERATED = frozenset(
    {"generate", "origin", "why", "language", "other_languages", "row_kind", "attribution"}
)


class Source(_Section):
    """Where examples come from. One key, `path`, is required, or `generate` in its place."""

    path: str = Field(description="A file, a glob or a folder, relative to the recipe.")
    generate: Generate | None = Field(
        None, description="A language model makes the rows, of rows of another source (docs/synthesis.md)."
    )
    format: FormatName = Field(
        "auto", description="How the bytes are read; `auto` looks at name and content."
    )
    shape: ShapeName = Field("auto", description="How a record becomes an example; `auto` looks at its keys.")
    map: dict[str, str | list[str]] = Field(
        default_factory=dict,
        description="Field by field: canonical name to a column or JSON path (`$.a.b[0]`), for shapes nobody knows.",
    )
    talks: dict[str, str] = Field(
        default_factory=dict,
        description="Of records that are turns: the columns that hold the `id` of the talk, `who` speaks, what is `said`, and `order`, "
        "the number of the turn, if it is not that of the rows. Where a turn may have several answers: the columns that say which `turn` "
        "it is and which one it `answers`. Each talk becomes one record.",
    )
    choice_numbers: Literal["from_0", "from_1", "none"] | None = Field(
        None,
        description="Of questions with choices whose answer is a number: what it counts from; `none` where it is the text of a choice. "
        "`check` asks for it where the records do not tell.",
    )
    origin: Literal["human", "synthetic"] = Field("human", description="Who wrote the text.")
    license: str | None = Field(None, description="SPDX identifier or `proprietary`; a mapped field wins.")
    consent: str | None = Field(
        None, description="The basis on which the text may be used; one of `govern.consents`."
    )
    consent_reference: str | None = Field(
        None, description="Where the consent is documented (contract, form, URL)."
    )
    consent_until: str | None = Field(
        None, description="ISO date after which rows of this source are dropped."
    )
    why: str | None = Field(None, description="Why this source was chosen. Printed on the card.")
    groups: dict[str, str] = Field(
        default_factory=dict, description="Slices for audits: group name to source field."
    )
    labels: dict[str, str] = Field(
        default_factory=dict, description="People's labels: label name to source field."
    )
    language: str | None = Field(None, description="Declared language of the source (ISO 639-1).")
    other_languages: Literal["ask", "drop"] | None = Field(
        None, description="As the recipe's `other_languages`, for this source."
    )
    row_kind: RowKind | None = Field(
        None,
        description="What the rows are, where detection (the signal `row_kind`) errs: which evidence and which rules hold for them "
        "depends on it.",
    )
    refresh: Period | None = Field(
        None, description="How old the newest data may get before Dagster calls it stale."
    )
    encoding: str | None = Field(None, description="Text encoding when detection would be wrong.")
    limits: Limits = Field(default_factory=Limits)
    attribution: str | None = Field(
        None, description="Credit line for ATTRIBUTION.md (author, title, address)."
    )

    @model_validator(mode="before")
    @classmethod
    def _made_or_read(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("generate") is None:
            return data
        foreign = sorted(key for key in data if key not in _OF_GENERATED and cls._says(key, data[key]))
        if foreign:
            raise ValueError(
                f"`{foreign[0]}` is nothing that a source with `generate` has: its rows come from no file, and their rights are "
                f"their parents'; it may have {', '.join(sorted(_OF_GENERATED - {'generate'}))}"
            )
        if data.get("origin", "synthetic") != "synthetic":
            raise ValueError("`origin` of generated rows is synthetic")
        return {**data, "origin": "synthetic", "path": ""}

    @field_validator("talks")
    @classmethod
    def _all_of_a_turn(cls, value: dict[str, str]) -> dict[str, str]:
        if value and not {"id", "who", "said"} <= value.keys() <= {
            "id",
            "who",
            "said",
            "order",
            "turn",
            "answers",
        }:
            raise ValueError(
                "`talks` names `id`, `who` and `said`, and may name `order`, or `turn` and `answers`"
            )
        if ("turn" in value) != ("answers" in value):
            raise ValueError("`turn` and `answers` of `talks` say together which turn answers which")
        return value

    @classmethod
    def _says(cls, key: str, value: Any) -> bool:
        """Tell whether a key that is known says more than its default."""
        field = cls.model_fields.get(key)
        if field is None or value in ("", None):
            return False
        default = None if field.is_required() else field.get_default(call_default_factory=True)  # type: ignore[call-arg]
        return value not in (default, default.model_dump() if isinstance(default, _Section) else default)


class PathSpec(_Section):
    """A set of files that inform the dataset without being in it."""

    path: str = Field(description="A file, a glob or a folder, relative to the recipe.")
    format: FormatName = Field("auto", description="As for sources.")


class Targets(PathSpec):
    """What the model will really meet: questions as they come, or questions with the answers it should give."""

    compare: Literal["auto", "prompt", "response", "both"] = Field(
        "auto",
        description="Which text of a row is compared. `auto`: both where a target has question and answer, else the question.",
    )


class Benchmark(_Section):
    """An evaluation set the dataset must stay clear of."""

    name: Name = Field(description="Shown in reports and evidence.")
    path: str = Field(description="A file, a glob or a folder, relative to the recipe.")
    format: FormatName = Field("auto", description="As for sources.")
    fields: list[str] = Field(
        default_factory=list, description="Columns that hold the item; default: known layouts."
    )
    split: Literal["train", "test"] = Field("test", description="Train splits may overlap the train split.")


class Clean(_Section):
    """How text is repaired. Each key is one family of rules."""

    unicode: Literal["nfc", "keep"] = Field(
        "nfc", description="Compose characters; `keep` leaves them as they came."
    )
    mojibake: Literal["fix", "keep"] = Field("fix", description="Undo wrong decodings such as `Ã©` for `é`.")
    control: Literal["strip", "keep"] = Field("strip", description="Remove control and invisible characters.")
    html: Literal["strip", "keep"] = Field("strip", description="Turn markup into text; code is left alone.")
    whitespace: Literal["collapse", "keep"] = Field(
        "collapse", description="Tidy runs of spaces and blank lines."
    )
    quotes: Literal["keep", "straight"] = Field("keep", description="Typographic quotes.")
    boilerplate: Literal["strip", "everywhere", "keep"] = Field(
        "strip",
        description="Navigation of websites; in mails, tickets and threads also signatures and quoted replies (`everywhere`: in all texts).",
    )
    marks: Literal["strip", "keep"] = Field(
        "strip",
        description="What formats leave in a text: `<|endoftext|>`, calculator marks, training templates, `\\n` for a line end.",
    )
    overrun: Literal["cut", "keep"] = Field(
        "cut",
        description="What an answer has that is none of it: the user's next turn, another row, the request copied before it, its end "
        "over again.",
    )
    pii: Literal["mask", "pseudonym", "drop", "review", "keep"] = Field(
        "mask", description="What happens to personal data and secrets found in text."
    )
    pseudonyms: Literal["record", "document", "dataset"] = Field(
        "record",
        description="How far `pii: pseudonym` agrees: within an example, all that was cut from one document, or all.",
    )
    pii_regions: list[str] = Field(
        default_factory=lambda: ["US", "GB"], description="Regions of national phone numbers."
    )
    public: Literal["organisations", "none"] = Field(
        "organisations",
        description="What stays because it is no person's: `organisations` keeps role addresses (`info@`), toll-free numbers and "
        "hotlines, what standards set aside (`anna@example.com`, 192.0.2.1) and samples in program text; `none` masks them all.",
    )
    names: Literal["columns", "prose", "keep"] = Field(
        "columns",
        description="`columns` masks mapped names wherever the row says them; `prose` also asks people about rows "
        "whose text may name somebody (extra `names`).",
    )
    keep: list[str] = Field(
        default_factory=list, description="Rules by name that must not run (deliberate imperfection)."
    )
    repair: list[str] = Field(
        default_factory=list,
        description="Repairs by name that run although what was read of them lets them only mark (docs/cleaning.md).",
    )


class Near(_Section):
    """Near duplicates: rows that share most of their words in order."""

    enabled: bool = Field(True, description="Look for near duplicates at all.")
    threshold: float = Field(0.8, gt=0, le=1, description="Jaccard of 5-word shingles of prompt + response.")
    prompt: Rate = Field(
        0.25, description="Least Jaccard of the prompts' character 5-grams (the prompt guard)."
    )
    guard: bool = Field(
        True,
        description="Similar rows stay when they ask otherwise or differ in numbers, names, code or denials; false: similarity decides.",
    )
    containment: float | None = Field(
        None, gt=0, le=1, description="Also remove a row contained in another this much."
    )
    templates: Literal["keep", "cap", "review"] = Field(
        "keep", description="Families that differ only in slot values."
    )
    template_cap: int = Field(50, ge=1, description="Rows kept per template family when `templates: cap`.")


class Semantic(_Section):
    """Same meaning in other words; needs the `embed` extra."""

    enabled: bool = Field(False, description="Look for semantic duplicates.")
    threshold: float = Field(0.95, gt=0, le=1, description="Cosine of the embeddings.")


class Dedupe(_Section):
    """Which rows are the same, and which of them stays."""

    exact: bool = Field(True, description="Remove rows whose normalised prompt and response are equal.")
    near: Near = Field(default_factory=Near)
    semantic: Semantic = Field(default_factory=Semantic)
    keep: Literal["best", "first", "longest"] = Field("best", description="Which row of a cluster survives.")
    canned_cap: int | None = Field(
        None, ge=1, description="Rows kept per canned family (one answer, many prompts)."
    )
    against: list[Name] = Field(
        default_factory=list, description="Datasets of this home to remove overlap with."
    )


# What each stage of training is written for unless the recipe says otherwise.
STAGE_TARGETS: Mapping[str, tuple[str, ...]] = {
    "pretraining": ("text",),
    "instruction": ("messages", "prompt_completion", "alpaca"),
    "preference": ("preference", "kto"),
}


class Format(_Section):
    """How the rows are split and written for trainers."""

    splits: Splits = Field(default_factory=Splits)
    targets: list[TargetName] = Field(
        default_factory=lambda: list(STAGE_TARGETS["instruction"]),
        min_length=1,
        description="Trainer formats; the first one is the default Hub config. Without it: `text` for `stage: "
        "pretraining`, `preference` and `kto` for `stage: preference`.",
    )
    tokenizer: str = Field("o200k", description="`o200k`, `cl100k`, or the path of a tokenizer.json.")
    label: str | None = Field(None, description="The label that `classification` turns into the answer.")
    price_per_million: float | None = Field(
        None, ge=0, description="Price of a million trained tokens, for estimates."
    )


class Recipe(_Section):
    """A dataset: what it is for, where it comes from and what good means here."""

    dataset: Name = Field(description="Name of the dataset: its folder, its warehouse and its asset group.")
    purpose: str = Field(min_length=3, description="One sentence: what a model trained on this should do.")
    stage: Literal["pretraining", "instruction", "preference"] = Field(
        "instruction", description="Kind of training."
    )
    languages: list[str] = Field(
        default_factory=list, description="Wanted languages (ISO 639-1). Empty: all."
    )
    other_languages: Literal["ask", "drop"] = Field(
        "ask",
        description="What becomes of rows in languages that `languages` does not list. `ask`: they stay and are marked; where a source "
        "has more than a few, a run says in which they are, and `gates.max_unwanted_language` holds the release until they are listed or "
        "dropped.",
    )
    owners: list[str] = Field(
        default_factory=list, description="`team:name` or an e-mail address, shown in Dagster."
    )
    profile: PackName = Field("chat", description="Which default rules apply.")
    packs: list[PackName] = Field(
        default_factory=list, description="Rule packs on top of the profile, each changing what came before."
    )
    release: Literal["manual", "auto"] = Field(
        "manual", description="Whether a person or a sensor publishes."
    )
    schedule: Schedule = Field(
        "0 3 * * *",
        description="When Dagster runs the dataset without being asked: five fields of cron, in UTC, or `off`. A run with nothing new "
        "writes nothing.",
    )
    version: str | None = Field(None, description="Least version of the next release, such as 2.0.0.")
    sources: dict[Name, Source] = Field(min_length=1, description="Where examples come from.")
    targets: Targets | None = Field(None, description="What the model will really meet.")
    references: PathSpec | None = Field(None, description="What answers must not contradict.")
    protected: PathSpec | None = Field(
        None, description="Works that rows must not quote at length; a row that does is asked about."
    )
    prove: Prove | None = Field(
        None, description="Held-out targets, and so a proof in each release; needs `targets`."
    )
    feedback: Feedback | None = Field(
        None,
        description="Answers of models and what was found of them: where the dataset is weak (docs/loop.md).",
    )
    drift: Drift | None = Field(None, description="Each version beside the release before (docs/drift.md).")
    probe: Probe | None = Field(None, description="A tuned model, asked about people (docs/evaluation.md).")
    benchmarks: list[Benchmark] = Field(default_factory=list, description="Evaluation sets to stay clear of.")
    siblings: list[Name] = Field(
        default_factory=list, description="Datasets of this home whose overlap matters."
    )
    clean: Clean = Field(default_factory=Clean)
    signals: Signals = Field(default_factory=Signals)
    dedupe: Dedupe = Field(default_factory=Dedupe)
    rules: list[Rule] = Field(
        default_factory=list, description="Rules on top of the profile. Drop beats review."
    )
    review: Review = Field(default_factory=Review)
    select: Select = Field(default_factory=Select)
    format: Format = Field(default_factory=Format)
    gates: Gates = Field(default_factory=Gates)
    govern: Govern = Field(default_factory=Govern)

    @model_validator(mode="before")
    @classmethod
    def _targets_fit_the_stage(cls, data: Any) -> Any:
        fitting = STAGE_TARGETS.get(str(data.get("stage"))) if isinstance(data, dict) else None
        given = (data.get("format") or {}) if fitting else None
        if fitting and isinstance(given, dict) and "targets" not in given:
            return {**data, "format": {**given, "targets": list(fitting)}}
        return data

    @field_validator("sources")
    @classmethod
    def _sources_have_views(cls, value: dict[str, Source]) -> dict[str, Source]:
        if "rejects" in value:
            raise ValueError(
                "`rejects` is the view of what could not be read; call the source something else"
            )
        return value
