"""The secret of a home: who may read it, which keys are refused, and what a new one changes."""

import hashlib
import json
import stat
import subprocess

import pytest

from ft_data.assets.history import purge
from ft_data.upkeep.forgetting import forget
from ft_data.upkeep.meant import Request
from ft_data.warehouse import key
from ft_data.warehouse.home import Home
from ft_data.warehouse.tombstones import subject_id
from ft_data_tests.pipeline.helpers import RECIPE, command, make, query, rows, run, told
from ft_data_tests.realdata import ROOT

PEOPLE = RECIPE.replace(
    "origin: human}",
    "origin: human, map: {id: id, prompt: instruction, response: response, subject_id: who}}",
)


def put(home: Home, content: bytes, mode: int = 0o600) -> None:
    home.key_file.write_bytes(content)
    home.key_file.chmod(mode)


def test_no_tracked_file_is_ignored_and_none_is_a_key():
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    ignored = ["git", "-C", str(ROOT), "ls-files", "-ci", "--exclude-standard"]
    assert subprocess.run(ignored, capture_output=True, text=True, check=True).stdout == ""


def test_a_home_makes_its_own_key_for_its_owner_alone(tmp_path):
    first, second = Home(tmp_path / "a"), Home(tmp_path / "b")
    assert len(first.key()) >= key.MIN_BYTES and first.key() == first.key() != second.key()
    assert stat.S_IMODE(first.key_file.stat().st_mode) == 0o600
    assert [path.name for path in first.root.iterdir()] == [key.NAME]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    home = Home(tmp_path)
    put(home, b"k" * 64, mode)
    with pytest.raises(key.KeyProblem, match=r"chmod 600"):
        home.key()
    home.key_file.chmod(0o600)
    assert home.key() == b"k" * 64


def test_short_and_leaked_keys_are_refused_by_name(tmp_path, monkeypatch):
    home, leaked = Home(tmp_path), b"public" * 10
    put(home, b"k" * 31)
    with pytest.raises(key.KeyProblem, match="31 bytes"):
        home.key()
    assert key._LEAKED and all(len(one) == 64 for one in key._LEAKED)
    monkeypatch.setitem(key._LEAKED, hashlib.sha256(leaked).hexdigest(), "the key of a leaflet")
    for content in (leaked, leaked + b"\n"):
        put(home, content)
        with pytest.raises(key.KeyProblem, match=r"the key of a leaflet.*ft-data key rotate"):
            home.key()
    made = key.rotate(home.key_file)
    assert home.keys() == made and made.retired == (leaked + b"\n",) and home.key() not in (leaked, b"")


def test_the_key_that_was_once_tracked_is_refused(tmp_path):
    """Where history is there, its own bytes are tried; a shallow clone has none."""
    found = subprocess.run(
        ["git", "-C", str(ROOT), "log", "--diff-filter=D", "--format=%H", "--", key.NAME],
        capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    if not found:
        pytest.skip("no history")
    content = subprocess.run(
        ["git", "-C", str(ROOT), "show", f"{found[0]}^:{key.NAME}"], capture_output=True, check=True
    ).stdout
    home = make(tmp_path)
    put(home, content)
    refused = told(home, "run", "demo")
    assert refused.returncode == 2 and "everybody has it" in refused.stderr and "key rotate" in refused.stderr
    assert content.decode() not in refused.stderr + refused.stdout


def test_a_damaged_file_of_keys_is_named(tmp_path):
    home = Home(tmp_path)
    home.key()
    key.rotate(home.key_file)
    put(home, home.key_file.read_bytes()[:-7] + b"zz\n")
    with pytest.raises(key.KeyProblem, match="damaged"):
        home.key()


def test_people_stay_forgotten_under_a_new_key_and_it_says_what_changes(tmp_path):
    lines = [row | {"who": f"customer-{n % 20}"} for n, row in enumerate(rows())]
    home = make(tmp_path, PEOPLE, lines)
    run(home, select=["raw", "cleaned"], release=False)
    forget(home, "demo", Request([], ["customer-7"], [], "privacy-officer"), purge)
    run(home, select=["raw", "cleaned"], release=False)
    before, old = query(home, "SELECT DISTINCT subject_id FROM cleaned ORDER BY 1"), home.key()

    said = told(home, "key", "rotate", "--dry-run", "--json")
    assert said.returncode == 0 and home.key() == old
    (effect,) = json.loads(said.stdout)
    assert effect["tombstones_of_people"] > 0 and effect["tombstones"] == "carried over"
    assert effect["subject_ids"] == query(home, "SELECT count(*) FROM cleaned")[0][0]
    done = command(home, "key", "rotate", "--yes")
    assert done.returncode == 0, done.stderr
    assert home.keys().retired == (old,) and home.key() != old
    assert stat.S_IMODE(home.key_file.stat().st_mode) == 0o600

    # A new file brings the person back under another record: the old key still knows them.
    new = home.root / "datasets/demo/sources/b.jsonl"
    new.write_text(
        json.dumps({"id": "new", "instruction": "Hi?", "response": "Ho.", "who": "customer-7"}) + "\n"
    )
    run(home, select=["raw", "cleaned"], release=False)
    after = query(home, "SELECT DISTINCT subject_id FROM cleaned ORDER BY 1")
    assert len(after) == len(before) == 19 and not set(after) & set(before)
    assert (subject_id("customer-7", home.key()),) not in after
    # Forgetting finds rows that are still known under the old key alone.
    assert forget(home, "demo", Request([], ["customer-3"], [], "x"), purge).residual == 0


def test_a_key_that_is_gone_is_not_replaced_while_people_are_forgotten_under_it(tmp_path):
    home = make(tmp_path, PEOPLE, [row | {"who": "customer-7"} for row in rows()[:3]])
    run(home, select=["raw", "cleaned"], release=False)
    forget(home, "demo", Request([], ["customer-7"], [], "x"), purge)
    kept = home.key_file.read_bytes()
    home.key_file.unlink()
    with pytest.raises(key.KeyProblem, match=r"2 in demo.*forgotten again"):
        home.key()
    put(home, kept)
    assert home.key() == kept
    home.key_file.unlink()
    said = told(home, "key", "rotate", "--yes", "--json")
    assert json.loads(said.stdout)[0]["tombstones"].startswith("lost") and home.key() != kept
    assert home.key() != kept  # they no longer speak for anybody, and nothing is refused for them


def test_a_key_of_which_a_bit_flipped_is_refused_while_people_are_forgotten_under_it(tmp_path):
    home = make(tmp_path, PEOPLE, [row | {"who": "customer-7"} for row in rows()[:3]])
    run(home, select=["raw", "cleaned"], release=False)
    forget(home, "demo", Request([], ["customer-7"], [], "x"), purge)
    whole = home.key_file.read_bytes()
    put(home, bytes([whole[0] ^ 1]) + whole[1:])
    with pytest.raises(key.KeyProblem, match=r"holds another key.*2 in demo.*forgotten again"):
        home.key()
    refused = told(home, "run", "demo", "--select", "raw")
    assert refused.returncode == 2 and "holds another key" in refused.stderr
    said = told(home, "key", "rotate", "--yes", "--json")
    assert json.loads(said.stdout)[0]["tombstones"].startswith("lost") and len(home.key()) == len(whole)
