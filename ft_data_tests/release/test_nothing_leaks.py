"""What a release gives away: tried as somebody would who has it and guesses, and searched byte by byte."""

import hashlib
import itertools
import json
import re
import zlib

import pyarrow.parquet as pq
import pytest
import xxhash

from ft_data.assets.history import purge
from ft_data.example import record_id, record_namer
from ft_data.inspection.why import record_of, why
from ft_data.release import approvals, manifest
from ft_data.release.private import Private
from ft_data.release.verify_card import verify_card
from ft_data.sources.canonical import canonical_json
from ft_data.upkeep.forgetting import forget
from ft_data.upkeep.meant import Request
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import query, run, told

RECIPE = """
dataset: demo
purpose: Answer questions about rivers.
owners: ["team:rivers", owner.petra@example.org]
languages: [en]
sources:
  calls:
    path: sources/vertraulich_*.jsonl
    license: MIT
    map: {prompt: ask, response: say, subject_id: who}
    consent: contract
    consent_reference: https://intranet.example.org/forms/77
  desk:
    path: sources/schalter/*.jsonl
    license: MIT
    map: {id: phone, prompt: ask, response: say}
benchmarks: [{name: quiz, path: sources/pruefung/quiz.jsonl, fields: [question, answer]}]
review: {reviewers: {Bodo Pruefer: reviewer}}
govern: {approvals: 1, approvers: [Greta Leitner, data-lead]}
"""
# Nothing in a release may be one of these: file and folder names, people, addresses, subjects.
SECRETS = (
    "vertraulich", "schalter", "pruefung", "quiz.jsonl", "petra", "Bodo", "Pruefer", "Greta", "Leitner", "intranet",
    "kunde-", "customer note", "sources/", "subject_id", "source_uri",
)  # fmt: skip


def phone(number: int) -> str:
    return f"+1 415 {200 + number // 100:03d} {number % 100:04d}"


HIDDEN = [phone(7 * n + 13) for n in range(40)]  # half of them in texts, half as ids
CANDIDATES = [phone(n) for n in range(400)]


def call(value: str, n: int, river: str) -> dict:
    """A record that is public but for the number in it."""
    text = f"Boats on the {river} are let by the week, and trip {n} starts at the old weir at dawn in all weathers"
    return {
        "ask": f"Whom do I call about trip {n} on the {river}?",
        "say": f"{text}: call {value}.",
        "who": f"kunde-{n}",
    }


def desk(value: str, n: int, river: str) -> dict:
    text = f"The {river} has {n + 3} locks, which were rebuilt after the flood and are open from spring to autumn"
    return {"phone": value, "ask": f"How many locks has stretch {n} of the {river}?", "say": f"{text}."}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("leaks")
    home = helpers.make(root, RECIPE, [])
    folder = root / "datasets/demo/sources"
    (folder / "a.jsonl").unlink()
    for name in ("schalter", "pruefung"):
        (folder / name).mkdir()
    rivers = list(itertools.islice(itertools.cycle(helpers.RIVERS), 20))
    calls = [call(value, n, rivers[n]) for n, value in enumerate(HIDDEN[:20])]
    calls.append({"ask": "short?", "say": "", "who": "kunde-99"})
    helpers.write(folder / "vertraulich_2.jsonl", calls)
    helpers.write(folder / "schalter/x.jsonl", [desk(v, n, rivers[n]) for n, v in enumerate(HIDDEN[20:])])
    helpers.write(
        folder / "pruefung/quiz.jsonl", [{"question": "Where is the mouth of the Nile?", "answer": "Egypt"}]
    )
    first = run(home)
    assert first.refused and "approv" in first.refused
    private = Private.of(home, "demo")
    approvals.approve(
        private, approvals.candidate(private)["hash"], "Greta Leitner", role="lead", note="customer note"
    )
    assert run(home).succeeded
    return home


def everything(folder) -> dict[str, str]:
    """Return every file of a release as text, Parquet decoded, with its name."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".parquet":
            file = pq.ParquetFile(path)
            found[name] = json.dumps(
                [pq.read_table(path).to_pylist(), str(file.schema_arrow), str(file.metadata.metadata)],
                default=str,
            )
        else:
            found[name] = path.read_text("utf-8")
    return found


def guesses(value: str) -> set[str]:
    """Everything anybody could compute from a guessed value: the hashes of it, of its record, and of their ids."""
    made: set[str] = set()
    for n in range(20):
        river = helpers.RIVERS[n % len(helpers.RIVERS)]
        for source, row in (("calls", call(value, n, river)), ("desk", desk(value, n, river))):
            raw = canonical_json(row)
            names = [record_namer(source, "row")(raw), record_namer(source, "id")(value.encode())]
            names += [record_id(name, *more) for name in names for more in (("1",), ("piece", "0"))]
            made |= hashed(raw) | set(names)
            made |= {h for name in names for h in hashed(name.encode()) | hashed(b"record\0" + name.encode())}
    return made | hashed(value.encode()) | hashed(re.sub(r"\D", "", value).encode())


def hashed(data: bytes) -> set[str]:
    plain = {
        getattr(hashlib, name)(data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")
    }
    return plain | {
        xxhash.xxh3_128_hexdigest(data),
        xxhash.xxh3_64_hexdigest(data),
        f"{zlib.crc32(data):08x}",
    }


def recovered(text: str) -> set[str]:
    """Return the hidden numbers whose record a text gives away, of all that are tried."""
    tokens = {token[:12] for token in re.findall(r"[0-9a-f]{12,}", text)}
    return {
        value for value in CANDIDATES if any(one[:12] in tokens for one in guesses(value) if len(one) >= 12)
    }


def test_no_masked_number_can_be_guessed_from_a_release(home):
    ledger = "\n".join(row[0] for row in query(home, "SELECT record_id FROM ledger"))
    assert recovered(ledger) == set(
        HIDDEN
    )  # the attack works where it should: on what stays in the warehouse
    folder = home.root / "releases/demo/1.0.0"
    index = pq.read_table(folder / "index.parquet").num_rows
    assert index == 40
    files = everything(folder)
    assert not recovered("\n".join(files.values()) + "\n".join(files))
    assert not any(value in text for value in HIDDEN for text in files.values())


def test_the_order_of_rows_gives_nothing_away(home):
    folder = home.root / "releases/demo/1.0.0"
    published = pq.read_table(folder / "index.parquet")["record_id"].to_pylist()
    assert published == sorted(published)
    records = Private.of(home, "demo").records(published)
    behind = [records[one] for one in published]
    assert behind != sorted(behind)


def test_no_file_of_a_release_holds_a_subject_a_file_a_person_or_the_key(home):
    subjects = [
        row[0] for row in query(home, "SELECT DISTINCT subject_id FROM cleaned WHERE subject_id IS NOT NULL")
    ]
    records = [row[0] for row in query(home, "SELECT DISTINCT record_id FROM ledger")]
    contents = [row[0] for row in query(home, "SELECT DISTINCT content_hash FROM cleaned")]
    versions = json.dumps(
        [json.loads(p.read_text())["content_hash"] for p in home.warehouse("demo").snapshots.rglob("*.json")]
    )
    from ft_data.warehouse.key import id_of

    key = home.key()
    banned = [*SECRETS, *subjects, *records, *contents, *json.loads(versions), key.decode(), id_of(key)]
    assert len(subjects) == 20
    for version in sorted((home.root / "releases/demo").glob("[0-9]*")):
        for name, text in everything(version).items():
            held = [one for one in banned if one in text or one in name]
            assert not held, f"{name} holds {held[:5]}"
    for beside in (home.root / "releases/demo").glob("*.json*"):
        assert not [one for one in banned if one in beside.read_text()]


def test_people_appear_by_role_and_number_and_the_card_holds(home):
    folder = home.root / "releases/demo/1.0.0"
    found = manifest.read(folder)
    assert [entry["who"] for entry in found["approvals"]] == ["lead 1"]
    assert (
        found["recipe"]["owners"] == ["team:rivers", "owner 1"]
        and "approvers" not in found["recipe"]["govern"]
    )
    assert found["inputs"] == [{"source": "calls", "files": 1}, {"source": "desk", "files": 1}]
    assert verify_card(folder) == []


def test_either_id_is_understood(home, tmp_path):
    published = pq.read_table(home.root / "releases/demo/1.0.0/index.parquet")["record_id"].to_pylist()
    private = Private.of(home, "demo")
    record = private.records(published[:1])[published[0]]
    said = told(home, "why", "demo", published[0])
    assert said.returncode == 0 and "in: it is part of the formatted version" in said.stdout
    assert said.stdout == told(home, "why", "demo", record).stdout
    assert record_of(home.warehouse("demo"), private, "0" * 24) is None

    copied = helpers.copy(home, tmp_path)
    (
        copied.warehouse("demo").root / "published/1.0.0.parquet"
    ).unlink()  # what a table held, the key finds again
    assert record_of(copied.warehouse("demo"), Private.of(copied, "demo"), published[0]) == record
    assert told(copied, "trained", "demo", "--release", "1.0.0", "--model", "m").returncode == 0
    for one in (published[1], Private.of(home, "demo").records([published[1]])[published[1]]):
        assert json.loads(told(copied, "trained", "demo", "--record", one, "--json").stdout) is not None
    gone = forget(copied, "demo", Request([published[0]], [], [], "Anna Amtlich"), purge)
    assert gone.records == [record] and gone.withdrawn == ["1.0.0"] and gone.residual == 0
    assert "Amtlich" not in (copied.root / "releases/demo/withdrawn.jsonl").read_text()
    assert why(copied.warehouse("demo"), record) == []


def test_the_same_content_publishes_nothing_even_when_the_tables_were_lost(home, tmp_path):
    copied = helpers.copy(home, tmp_path)
    table = copied.warehouse("demo").root / "published/1.0.0.parquet"
    table.unlink()
    helpers.materialize(copied)
    assert sorted(p.name for p in (copied.root / "releases/demo").glob("[0-9]*")) == ["1.0.0"]
    assert table.exists()


def test_sides_know_the_first_format(home):
    assert manifest.publishes_raw_ids({"format": "ft-data-release/1"})
    assert not manifest.publishes_raw_ids(manifest.read(home.root / "releases/demo/1.0.0"))


def test_a_rule_that_names_records_does_not_tell_which(tmp_path):
    """Conditions such as `ft-data gaps` writes: the ids of records can be computed from a guessed record."""
    rule = 'rules: [{name: too_blunt, signal: prompt_words, drop: "< 5", unless: "UNLESS"}]\n'
    home = helpers.make(tmp_path, helpers.RECIPE + rule.replace("UNLESS", "false"))
    helpers.materialize(home)
    records = sorted(row[0] for row in query(home, "SELECT DISTINCT record_id FROM ledger"))
    listed = f"source = 'none' OR record_id IN ({', '.join(repr(one) for one in records[:3])})"
    path = home.folder("demo") / "recipe.yaml"
    path.write_text(path.read_text().replace('unless: "false"', f'unless: "{listed}"'))
    helpers.write(home.folder("demo") / "sources/more.jsonl", [call("none", 77, "Elbe") | {"who": "x"}])
    helpers.materialize(home)
    versions = sorted((home.root / "releases/demo").glob("[0-9]*"))
    assert len(versions) == 2
    for name, text in everything(versions[-1]).items():
        assert not [one for one in records if one in text], name
    manifest = json.loads((versions[-1] / "manifest.json").read_text())
    (said,) = (one for one in manifest["recipe"]["rules"] if one["name"] == "too_blunt")
    assert said["unless"] == "source = 'none' OR record_id IN (3 records)"
    assert "(3 records)" in (versions[-1] / "CHANGELOG.md").read_text()
