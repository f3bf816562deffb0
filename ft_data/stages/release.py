"""release: the published version. The gates were checked; what is written is verified before it is visible."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine import pool
from ft_data.engine.work import Work, makes
from ft_data.errors import Blocked
from ft_data.evaluation import expectations
from ft_data.evaluation.expectation import settled_by
from ft_data.recipe.reads import EVERYTHING
from ft_data.stages import readiness
from ft_data.stages.build import SERVER, Build, name_of
from ft_data.stages.card_facts import facts
from ft_data.stages.counted import count_part
from ft_data.stages.reading import Versions
from ft_data.stages.stage import Stage
from ft_data.warehouse import tombstones, views
from ft_data.warehouse.funnel import funnel
from ft_data.warehouse.snapshots import Snapshot

RELEASE = pa.schema(
    [("version", pa.string()), ("path", pa.string()), ("root", pa.string()), ("rows", pa.int64())]
)


class NotPublished(Blocked):
    """A gate, a blocking check or a missing approval forbids publishing; the message says which."""


def build(build: Build) -> Snapshot:
    """Publish the current version unless it equals the newest release."""
    from ft_data.release.private import Private
    from ft_data.release.publish import publish

    formatted, report = build.current("formatted"), build.current("eval_report")
    refuse_if_gates_fail(build, report)
    with Versions(build, report) as versions:
        refuse_if_licenses_clash(versions)
        refuse_if_not_ready(build, versions)
        spec, private = _spec(build, versions, formatted), Private.of(build.home, build.name)
        build.refuse_outdated()
        published = publish(build.warehouse.releases, versions.con, spec, private)
    row = {
        "version": published.version,
        "path": str(published.path.relative_to(build.home.root)),  # a home may move
        "root": published.root,
        "rows": formatted.rows,
    }
    receipt = build.once(listed, {"release": row}, row, settings=False)
    return build.commit(
        receipt.tables,
        rows=formatted.rows,
        inputs=[formatted, report],
        stats={"release": published.version, "path": row["path"], "new": int(published.new)},
        facts={"published": published.version, "root": published.root},
    )


@makes(main=RELEASE)
def listed(row: dict[str, Any]) -> Work:
    """List what was published."""
    return Work({"main": pa.Table.from_pylist([row], RELEASE)})


def refuse_if_gates_fail(build: Build, report: Snapshot) -> None:
    """Raise NotPublished when the report is older than what it reports on, or when a gate fails."""
    formatted = build.current("formatted")
    if report.inputs.get("formatted") != formatted.version:
        raise NotPublished("the evaluation report is older than the formatted version; materialize it first")
    with Versions(build, report) as versions:
        failed = versions.con.execute(
            "SELECT name, value FROM eval_report WHERE section = 'gates' AND text = 'fails' ORDER BY name"
        ).fetchall()
    if failed:
        listed = "; ".join(
            f"{name} is {value:g}, the gate is {getattr(build.recipe.gates, name)}" for name, value in failed
        )
        raise NotPublished(f"gates fail: {listed}")


def refuse_if_licenses_clash(versions: Versions) -> None:
    """Raise NotPublished when the licences of the rows forbid publishing them together."""
    from ft_data.recipe.licenses import blocking

    found = versions.con.execute("SELECT DISTINCT license FROM formatted ORDER BY 1").fetchall()
    clashes = blocking(license for (license,) in found)
    if clashes:
        raise NotPublished(
            f"the licences of the rows cannot stand together: {'; '.join(clashes)}. "
            "Leave a source out, or name what may come in under `govern.licenses`"
        )


def refuse_if_not_ready(build: Build, versions: Versions) -> None:
    """Raise NotPublished when the purpose or a licence is not stated, or when a source lost most of its rows."""
    against = readiness.of_version(build.recipe, versions, build.warehouse)
    if against:
        listed = "; ".join(line.replace("approve NAME", f"approve {build.name}") for line in against)
        raise NotPublished(f"not published: {listed}")


def _spec(build: Build, versions: Versions, formatted: Snapshot) -> Any:
    from ft_data.release.spec import Spec
    from ft_data.stages import graph

    targets = list(build.recipe.format.targets)
    lineage = views.lineage(build.warehouse, formatted)
    for beside in ("proof", "certificate"):  # made of the version, not one of the stages it came through
        lineage |= {beside: versions.found[beside]} if beside in versions.found else {}
    versions.con.register("strictest_licenses", _strictest(versions))
    outcomes = "formatted_outcomes" if "outcomes" in formatted.parts else None
    return Spec(
        dataset=build.name,
        recipe=build.recipe.model_dump(),
        exports=_exported(build, formatted, targets),
        index=(
            "(SELECT f.record_id, f.split, f.content_hash, f.source, f.origin, coalesce(l.license, f.license) AS "
            "license, f.source_uri, f.group_key, f.text_hash, w.weight, w.quality, "
            "coalesce(s.row_language, 'unknown') AS language FROM formatted f LEFT JOIN "
            "selected_main w USING (record_id) LEFT JOIN strictest_licenses l USING (record_id) "
            "LEFT JOIN signals s USING (record_id))"
        ),
        ledger="upstream_verdicts",
        stages=graph.stages(),
        outcomes=outcomes,
        places="(SELECT record_id, source, source_uri FROM cleaned)",
        snapshots={
            asset: {
                "version": s.version,
                "content_hash": s.content_hash,
                "code_version": s.code_version,
                "settings": s.settings,
                "rows": s.rows,
            }
            for asset, s in sorted(lineage.items())
        },
        funnel=funnel(build.warehouse, lineage),
        facts=partial(facts, build, versions),
        inputs=_inputs(versions),
        withdrawn=_withdrawn(build),
        roles=build.recipe.review.reviewers,
        code_version=name_of({asset: s.code_version for asset, s in sorted(lineage.items())})[:12],
        git_commit=_git_commit(build),
        run_id=build.run_id,
        spread=partial(pool.each, server=SERVER),
        created_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    )


def _exported(build: Build, formatted: Snapshot, targets: Sequence[str]) -> dict[str, list[Any]]:
    """Return the files of every target, each with the digests of its rows; those of a file that did not change are there."""
    from ft_data.release.spec import Exported

    found = [(target, part) for target in targets for part in formatted.parts.get(target, ())]
    made = build.run([build.task(digest_part, {"exported": part}, {}, rows=part.rows) for _, part in found])
    digests = build.files(made)
    exported: dict[str, list[Any]] = {target: [] for target in targets}
    for (target, part), path in zip(found, digests, strict=True):
        exported[target].append(Exported(build.path(part), path))
    return exported


def digest_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Say of each row of an exported part whose it is and what it says, as a digest."""
    from ft_data.release import exports

    return Work({"main": exports.digests(pq.read_table(inputs["exported"]))})


def _strictest(versions: Versions) -> pa.Table:
    """Say which licence a text goes under that was found under several: the strictest of them."""
    from ft_data.recipe.licenses import strictest

    found = versions.con.execute(
        "SELECT record_id, licenses FROM deduped_merged WHERE len(licenses) > 1"
    ).fetchall()
    return pa.table(
        {
            "record_id": pa.array([record_id for record_id, _ in found], pa.string()),
            "license": pa.array([strictest(licenses) for _, licenses in found], pa.string()),
        }
    )


def _inputs(versions: Versions) -> list[dict[str, str]]:
    rows = versions.con.execute("SELECT DISTINCT source, source_uri FROM cleaned ORDER BY ALL").fetchall()
    return [{"source": source, "file": file} for source, file in rows]


def _withdrawn(build: Build) -> list[str]:
    """List the rows of the newest release that were forgotten since, by the ids they are published under."""
    from ft_data.release import manifest, versions
    from ft_data.release.private import Private

    newest, forgotten = versions.newest(build.warehouse.releases), set(tombstones.hashes(build.warehouse))
    if newest is None or not forgotten:
        return []
    ids = pq.read_table(newest.path / "index.parquet", columns=["record_id"]).column(0).to_pylist()
    gone = [one for one in ids if tombstones.of_record(one) in forgotten]
    if manifest.publishes_raw_ids(newest.manifest):
        gone = Private.of(build.home, build.name).namer.ids(gone).to_pylist()
    return gone


def _git_commit(build: Build) -> str:
    """Return the commit of the home, when it is a git checkout."""
    try:
        found = subprocess.run(
            ["git", "-C", str(build.home.root), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""


def _state_of_files(build: Build, snapshot: Snapshot) -> list[list[Any]]:
    from ft_data.release.verify import state

    return state(build.home.root / snapshot.stats["path"])


@settled_by(_state_of_files)
def broken_files(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count the problems `verify` finds in the published folder."""

    from ft_data.release.verify import verify

    return float(len(verify(build.home.root / snapshot.stats["path"])))


def raw_ids(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Count the versions still there that name rows by hashes of what was read."""
    from ft_data.release import manifest
    from ft_data.release.versions import all_of

    return float(sum(manifest.publishes_raw_ids(one.manifest) for one in all_of(build.warehouse.releases)))


STAGE = Stage(
    name="release",
    inputs=("formatted", "eval_report"),
    kinds=("parquet", "huggingface"),
    description=(
        "The published version: files that load, card, manifest, ledger. Refuses when a blocking check failed or is "
        "older than the data it checked, or when a gate of the recipe does not hold."
    ),
    reads=EVERYTHING,  # the manifest holds the recipe, the card explains it
    expects=expectations.release,
    run=build,
    work=(listed, count_part, digest_part, "ft_data.release.publish:publish"),
    loads=("ft_data.release.exports", "ft_data.release.pieces"),
)
