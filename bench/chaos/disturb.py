"""Disturb work in a home at random, let it be run once more, and compare with a home that nothing disturbed.

Wrong is: another content of any asset or another root of the release than undisturbed, an acknowledged decision that is not
there, a copy that differs, a command that hangs or cannot be repeated.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.chaos import home as small
from bench.chaos import shim, warm
from bench.chaos.forget import steps
from bench.chaos.home import NAME
from bench.support.homes import hashes
from ft_data.release import versions
from ft_data.warehouse.home import Home

_PATIENCE = 300.0
_FIT = ("fit", NAME)
Case = Callable[[Home, float, random.Random], list[str]]


def state(home: Home) -> dict[str, str]:
    """Return what must not depend on how work was disturbed."""
    newest = versions.newest(home.warehouse(NAME).releases)
    return {**hashes(home, NAME), "root": newest.root if newest else ""}


def disturb(base: Path, whole: Home, times: int, which: str, chance: random.Random) -> tuple[str, bool]:
    """Do one kind of disturbance so many times; return a line of figures, and whether all is well."""
    fresh = which not in ("pushes", "collections", "fits")
    whole = small.targeted(whole, base / "targeted") if which == "fits" else whole
    begun = time.monotonic()
    timed = small.again(whole, base / "timed", fresh)
    if which == "fits" and warm.command(timed, *_FIT).wait(_PATIENCE):
        raise SystemExit(f"the undisturbed fit failed: {warm.said(timed)}")
    fitted = time.monotonic() - begun
    if warm.fork(lambda: steps(timed), timed).wait(600):
        raise SystemExit(f"the undisturbed run failed: {warm.said(timed)}")
    seconds, wanted = fitted if which == "fits" else time.monotonic() - begun, state(timed)
    wrong: Counter[str] = Counter()
    for number in range(times):
        home = small.again(whole, base / "disturbed", fresh)
        found = CASES[which](home, seconds, chance)
        if warm.fork(lambda home=home: steps(home), home).wait(_PATIENCE) != 0:  # type: ignore[misc]
            found.append("it cannot be run again")
        elif which != "changes" and (differ := {n for n, v in state(home).items() if wanted.get(n) != v}):
            found.append(f"other content: {sorted(differ)}")
        wrong.update(found)
        if found:
            print(f"  {which} {number}: {found}\n{warm.said(home)}", flush=True)
    failed = "; ".join(f"{count} times {what}" for what, count in sorted(wrong.items())) or "0 wrong"
    return f"{which}: {times}: {failed}", not wrong


def _killed(home: Home, seconds: float, chance: random.Random) -> list[str]:
    running = warm.fork(lambda: steps(home), home)
    running.wait(chance.uniform(0, seconds))
    running.kill()
    return []


def _killed_while_fitting(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """Models are fitted anew, the command is killed and repeated: the pinned ones are the old or the new."""
    running = warm.command(home, *_FIT)
    running.wait(chance.uniform(0, seconds))
    running.kill()
    return [] if warm.command(home, *_FIT).wait(_PATIENCE) == 0 else ["the second fit failed"]


def _killed_while_pushing(home: Home, seconds: float, chance: random.Random) -> list[str]:
    there, ask = home.root / "there", ("push", NAME, "--to", f"file://{home.root}/there", "--yes")
    running = warm.command(home, *ask)
    running.wait(chance.uniform(0, 1.5))
    running.kill()
    if warm.command(home, *ask).wait(_PATIENCE) != 0:
        return ["the second push failed"]
    release = max(path for path in home.warehouse(NAME).releases.glob("[0-9]*"))
    copies = list(there.rglob("manifest.json"))
    same = bool(copies) and all(
        (copies[0].parent / path.relative_to(release)).read_bytes() == path.read_bytes()
        for path in release.rglob("*")
        if path.is_file()
    )
    return [] if same else ["the copy differs"]


def _two_runs(home: Home, seconds: float, chance: random.Random) -> list[str]:
    first = warm.fork(lambda: steps(home), home)
    first.wait(chance.uniform(0, seconds))
    second = warm.fork(lambda: steps(home), home)
    return _ended(first, second)


def _collected(home: Home, seconds: float, chance: random.Random) -> list[str]:
    small.grow(home, 7)
    running = warm.fork(lambda: steps(home), home)
    running.wait(chance.uniform(0, seconds))
    found = _ended(running, warm.command(home, "gc", NAME, "--keep", "1"))
    source = home.folder(NAME) / "sources/a.jsonl"
    source.write_text("".join(source.read_text().splitlines(keepends=True)[:-1]))  # as it was
    return found


def _reviewed(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """Somebody decides while a run is under way, until killed: what was acknowledged is there."""
    running, person = warm.fork(lambda: steps(home), home), warm.fork(lambda: _decide(home), home)
    running.wait(chance.uniform(0, seconds))
    person.kill()
    found = _ended(running)
    acknowledged = home.root / "acknowledged"
    told = acknowledged.read_text().split() if acknowledged.exists() else []

    def look() -> int:
        from ft_data.review.db import Database

        stored = {
            str(row[0])
            for row in Database(home.warehouse(NAME).review).con.execute("SELECT decision_id FROM decision")
        }
        return 0 if stored.issuperset(told) else 1

    if told and warm.fork(look, home).wait():
        found.append("an acknowledged decision is lost")
    return found


def _decide(home: Home) -> int:
    from ft_data.review.claims import claim
    from ft_data.review.db import Database, now
    from ft_data.review.log import Opinion, Person, record

    store, person = Database(home.warehouse(NAME).review), Person("anna")
    with store.write() as con:
        for number in range(3000):
            con.execute(
                "INSERT INTO item (record_id, content_hash, task, need, value, reasons, added_at) VALUES (?, ?, 'judge', 1, 0.5, '[]', ?)",
                (f"r{number}", f"h{number}", now()),
            )
    with open(home.root / "acknowledged", "ab", buffering=0) as told:
        while (held := claim(store, person)) is not None:
            done = record(store, person, held.token, held.item_id, held.content_hash, Opinion("keep"), 1)
            if done.decision_id is not None:
                told.write(b"%d\n" % done.decision_id)
    return 0


def _failing(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """One call to the system fails, or all from some moment on; the run may fail and must say so."""
    error = chance.choice(list(shim.ERRORS.values()))
    calls, lasting = int(2 ** chance.uniform(0, 13)), chance.random() < 0.5

    def suffer() -> int:
        shim.arm(home.root, calls, error, lasting)
        return steps(home)

    code = warm.fork(suffer, home).wait(_PATIENCE)
    return ["it hangs"] if code is None else ["it was killed"] if code < 0 else []


def _clock(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """The clock jumps by up to three years, forth or back, in the middle of a run."""
    calls, jump = int(2 ** chance.uniform(0, 13)), chance.choice((-1, 1)) * int(10 ** chance.uniform(1, 8))

    def suffer() -> int:
        shim.arm(home.root, calls, jump=jump)
        return steps(home)

    return _ended(warm.fork(suffer, home))


def _changed(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """The source grows, shrinks and is replaced while it is read; in the end the version is of what is there."""
    source, whole = (
        home.folder(NAME) / "sources/a.jsonl",
        (home.folder(NAME) / "sources/a.jsonl").read_bytes(),
    )
    running = warm.fork(lambda: steps(home, 2), home)
    end = time.monotonic() + chance.uniform(0.05, seconds / 3)
    while time.monotonic() < end:
        cut = chance.randrange(len(whole))
        if chance.random() < 0.5:
            source.write_bytes(whole[:cut])
        else:
            other = source.with_suffix(".new")
            other.write_bytes(whole + whole[:cut])
            os.replace(other, source)
        time.sleep(0.002)
    source.write_bytes(whole)
    running.wait(_PATIENCE)
    if warm.fork(lambda: steps(home), home).wait(_PATIENCE):
        return ["it cannot be run again"]
    fresh = small.again(home, home.root.with_name("fresh"), fresh=True)
    shutil.rmtree(fresh.warehouse(NAME).root, ignore_errors=True)
    if warm.fork(lambda: steps(fresh), fresh).wait(_PATIENCE):
        return ["a fresh run failed"]
    return [] if hashes(fresh, NAME) == hashes(home, NAME) else ["another version than of what is there"]


def _restarted(home: Home, seconds: float, chance: random.Random) -> list[str]:
    """The process is gone after the receipts of a stage and before its manifest."""
    last = chance.randrange(11)

    def gone() -> int:
        from ft_data.warehouse import snapshots

        commit, seen = snapshots.commit, 0

        def dies(*given: object, **more: object) -> object:
            nonlocal seen
            seen += 1
            if seen > last:
                os._exit(9)
            return commit(*given, **more)  # type: ignore[arg-type]

        snapshots.commit = dies  # type: ignore[assignment]
        return steps(home)

    return [] if warm.fork(gone, home).wait(_PATIENCE) in (0, 9) else ["it broke otherwise"]


def _ended(*running: warm.Fork) -> list[str]:
    codes = [one.wait(_PATIENCE) for one in running]
    return [] if not any(codes) and None not in codes else [f"exit codes {json.dumps(codes)}"]


CASES: dict[str, Case] = {
    "kills": _killed,
    "restarts": _restarted,
    "fits": _killed_while_fitting,
    "pushes": _killed_while_pushing,
    "runs": _two_runs,
    "collections": _collected,
    "reviews": _reviewed,
    "faults": _failing,
    "clocks": _clock,
    "changes": _changed,
}
NEED_SHIM = ("faults", "clocks")
