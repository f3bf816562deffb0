"""Measure the review station: key to next item, concurrent reviewers, start, memory, size.

    python -m bench.review latency --rows 50000      key to next item in a real browser, and per request
    python -m bench.review concurrent --items 5000 --reviewers 6
    python -m bench.review footprint
    python -m bench.review station --home . --dataset python_helper     the command itself, on a real dataset

Run from the repository root. Needs chromium for `latency`. Figures go to standard output as JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import queue
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from bench.support.corpus import rows_and_ledger
from bench.support.views import write_views
from bench.support.web import Client, process
from ft_data.review.db import Database
from ft_data.review.people import issue_token
from ft_data.review.store import decisions, fingerprint

ALONE = {"audit_rate": 0, "overlap": 0}
Said = tuple[str, str, int]  # who, what, item


def latency(rows: int, keys: int) -> dict[str, Any]:
    """Accept ``keys`` items by keyboard with ``rows`` items waiting."""
    from bench.support.browser import Browser, sign_in

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_views(folder, *rows_and_ledger(rows * 3 // 2))
        with process(folder, ALONE) as (server, url):
            client = Client(int(url.rsplit(":", 1)[1]), "warm")
            queued = _queued(folder, rows)
            time.sleep(15)  # the index of neighbours is being built
            page, requests = client.get("/review"), []
            for _ in range(keys):
                form = page.form()
                start = time.perf_counter()
                page = client.decide(form, "keep")
                requests.append(1000 * (time.perf_counter() - start))
                time.sleep(0.05)
            browser = Browser()
            try:
                sign_in(browser, url, "ada")
                measures = "performance.getEntriesByName('next-item')"
                for number in range(keys):
                    time.sleep(0.45)
                    browser.press("a")
                    browser.wait(f"return {measures}.length > {number}")
                pressed = browser.run(f"return {measures}.map(e => e.duration)")
            finally:
                browser.close()
            return {
                "queued": queued,
                "key_to_next_item_ms": _spread(pressed),
                "request_ms": _spread(requests),
                "server_cpu_s": _cpu(server.pid),
                "server_pss_mb": _pss(server.pid),
                "load": os.getloadavg()[0],
            }


def concurrent(items: int, reviewers: int, lease: float = 20, patience: int = 30) -> dict[str, Any]:
    """Reviewers in processes of their own over HTTP, one killed with a lease, while a reader polls."""
    people = {f"r{n}": "reviewer" for n in range(reviewers)} | {"lea": "lead"}
    settings = {"audit_rate": 0, "overlap": 0.05, "reviewers": people}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_views(folder, *rows_and_ledger(items * 3 // 2))
        with process(folder, settings, lease=lease) as (server, url):
            port = int(url.rsplit(":", 1)[1])
            _queued(folder, items)
            context = multiprocessing.get_context("spawn")
            acked: Queue[Said] = context.Queue()
            # A queue of its own: whoever is killed may die with the lock of the queue in hand.
            last_words: Queue[Said] = context.Queue()
            victim = context.Process(target=_dies_with_a_lease, args=(port, "r0", last_words))
            others = [
                context.Process(target=_reviewer, args=(port, f"r{n}", n, acked, patience))
                for n in range(reviewers)
            ]
            token = issue_token(Database(folder / "review.sqlite"), "lea", "lead")
            others.append(context.Process(target=_lead, args=(port, token, acked, patience + 10)))
            reads, stop = [0.0], threading.Event()
            reader = threading.Thread(target=_read, args=(folder / "review.sqlite", stop, reads))
            start = time.perf_counter()
            reader.start()
            victim.start()
            killed_item = last_words.get(timeout=60)[2]
            os.kill(victim.pid or 0, signal.SIGKILL)
            for person in others:
                person.start()
            said = _collect(others, acked)
            stop.set()
            reader.join()
            found = _verify(folder, said, killed_item)
            return found | {
                "reviewers": reviewers,
                "reads": len(reads) - 1,
                "read_ms": _spread(reads[1:]),
                "seconds": round(time.perf_counter() - start, 1),
                "server_cpu_s": _cpu(server.pid),
                "load": os.getloadavg()[0],
            }


def footprint() -> dict[str, Any]:
    """Seconds to the first page, idle memory, and what the station adds to the environment."""
    starts, cpu, memory = [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_views(folder, *rows_and_ledger(2000))
        for _ in range(5):
            start = time.perf_counter()
            with process(folder, ALONE) as (server, url):
                Client(int(url.rsplit(":", 1)[1])).get("/sign-in")
                starts.append(round(time.perf_counter() - start, 2))
                cpu.append(_cpu(server.pid))
                time.sleep(4)
                memory.append(_pss(server.pid))
    code = "import time; a = time.process_time(); import ft_data.review.asgi; print(time.process_time() - a)"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    files = [path for path in Path("ft_data/review").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    return {
        "start_to_first_page_s": starts,
        "start_cpu_s": cpu,
        "idle_pss_mb": memory,
        "import_cpu_s": round(float(imported), 3),
        "own_files_kb": round(sum(path.stat().st_size for path in files) / 1024),
        "load": os.getloadavg()[0],
    }


def station(home: str, dataset: str) -> dict[str, Any]:
    """Seconds of wall clock from the command to its first page and first item, and memory when nobody asks."""
    command = [sys.executable, "-c", "from ft_data.cli import main; main()", "review", dataset, "--port", "0"]
    env = {**os.environ, "FT_DATA_HOME": home}
    found: dict[str, Any] = {"first_page_s": [], "first_item_s": []}
    for last in (False, False, True):
        start = time.perf_counter()
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline().rsplit(":", 1)[1])
            Client(port).get("/sign-in")
            found["first_page_s"].append(round(time.perf_counter() - start, 2))
            person = Client(port, "ada")
            while not person.get("/review").form().get("item_id"):
                time.sleep(0.05)
            found["first_item_s"].append(round(time.perf_counter() - start, 2))
            if last:
                time.sleep(10)
                found["pss_mb"] = _pss(server.pid)
                time.sleep(75)
                found["idle_pss_mb"] = _pss(server.pid)
        finally:
            server.terminate()
            server.wait(20)
    return found | {"load": os.getloadavg()[0]}


def _collect(people: list[Any], acked: Queue[Said]) -> list[Said]:
    said: list[Said] = []
    while True:
        working = any(person.is_alive() for person in people)
        try:
            said.append(acked.get(timeout=0.5))
        except queue.Empty:
            if not working:
                return said


def _verify(folder: Path, said: list[Said], killed_item: int) -> dict[str, Any]:
    con = sqlite3.connect(f"file:{folder / 'review.sqlite'}?mode=ro", uri=True)

    def one(query: str, *given: Any) -> int:
        return int(con.execute(query, given).fetchone()[0] or 0)

    judged = "kind IN ('keep', 'drop', 'edit')"
    stored = Counter(con.execute("SELECT actor, kind, item_id FROM decision WHERE kind <> 'undo'").fetchall())
    undone = Counter(con.execute("SELECT actor FROM decision WHERE kind = 'undo'").fetchall())
    acknowledged = Counter(one for one in said if one[1] != "undo")
    return {
        "opinions_wanted": one("SELECT sum(need) FROM item WHERE active = 1 AND task = 'judge'"),
        "acknowledged": len(said),
        "stored": sum(stored.values()) + sum(undone.values()),
        "acknowledged_but_missing": sum((acknowledged - stored).values()),
        "stored_but_not_acknowledged": sum((stored - acknowledged).values()),
        "undone": sum(undone.values()),
        "judged_twice_by_one_person": one(
            f"SELECT count(*) FROM (SELECT 1 FROM live WHERE {judged}"
            " GROUP BY item_id, actor HAVING count(*) > 1)"
        ),
        "judged_beyond_overlap": one(
            f"SELECT count(*) FROM (SELECT 1 FROM live JOIN item USING (item_id) WHERE {judged}"
            " AND adjudicates = 0 GROUP BY item_id HAVING count(*) > max(need))"
        ),
        "states": dict(
            con.execute("SELECT state, count(*) FROM item WHERE active = 1 AND task = 'judge' GROUP BY state")
        ),
        "killed_item_decided_by_others": one(
            "SELECT count(*) FROM live WHERE item_id = ? AND kind <> 'skip'", killed_item
        ),
        "standing": decisions(folder / "review.sqlite").num_rows,
    }


def _reviewer(port: int, name: str, seed: int, acked: Queue[Said], patience: int) -> None:
    """Decide until nothing is left; sometimes edit, escalate, undo."""
    chance = random.Random(seed)
    client = Client(port, name)
    page, idle = client.get("/review"), 0
    while idle < patience:
        form = page.form()
        if not form.get("item_id"):
            idle += 1
            time.sleep(1)
            page = client.get("/review")
            continue
        idle = 0
        kind = chance.choices(("keep", "drop", "edit", "escalate"), (70, 24, 3, 1))[0]
        field = max(key for key in form if key.startswith("messages-"))
        given = {**form, field: form[field] + " Edited."} if kind == "edit" else form
        page = client.decide(given, "drop:unhelpful" if kind == "drop" else kind)
        if "Stored." in page.text or "Passed on" in page.text:
            acked.put((name, kind, int(form["item_id"])))
        if chance.random() < 0.03:
            page = client.post("/undo", {"csrf": form["csrf"], "lane": "judge"}, X_Station="swap")
            if "Taken back" in page.text:
                acked.put((name, "undo", 0))


def _lead(port: int, token: str, acked: Queue[Said], patience: int) -> None:
    client = Client(port, token=token)
    idle = 0
    while idle < patience:
        form = client.get("/lead").form()
        if not form.get("item_id"):
            idle += 1
            time.sleep(1)
            continue
        idle = 0
        if "Stored." in client.decide(form, "keep").text:
            acked.put(("lea", "keep", int(form["item_id"])))


def _dies_with_a_lease(port: int, name: str, acked: Queue[Said]) -> None:
    form = Client(port, name).get("/review").form()
    acked.put((name, "lease", int(form["item_id"])))
    time.sleep(600)


def _read(path: Path, stop: threading.Event, reads: list[float]) -> None:
    """Read as the pipeline does, whenever the fingerprint moved."""
    seen = ""
    while not stop.wait(0.5):
        mark = fingerprint(path)
        if mark != seen:
            start = time.perf_counter()
            decisions(path)
            reads.append(1000 * (time.perf_counter() - start))
            seen = mark


def _queued(folder: Path, wanted: int) -> int:
    """Wait until the queue holds what it should."""
    while True:
        con = sqlite3.connect(f"file:{folder / 'review.sqlite'}?mode=ro", uri=True)
        found = con.execute("SELECT count(*) FROM item WHERE active = 1 AND task = 'judge'").fetchone()[0]
        con.close()
        if found >= wanted * 0.99:
            return int(found)
        time.sleep(0.2)


def _spread(numbers: list[float]) -> dict[str, float]:
    if not numbers:
        return {}
    ordered = sorted(numbers)
    figures = {
        "median": statistics.median(ordered),
        "p95": ordered[int(len(ordered) * 0.95)],
        "max": ordered[-1],
    }
    return {name: round(value, 1) for name, value in figures.items()}


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return round(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024, 1)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("latency", "concurrent", "footprint", "station"))
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--items", type=int, default=5_000)
    parser.add_argument("--reviewers", type=int, default=6)
    parser.add_argument("--home", default=".")
    parser.add_argument("--dataset", default="python_helper")
    given = parser.parse_args()
    if given.what == "latency":
        found = latency(given.rows, given.keys)
    elif given.what == "concurrent":
        found = concurrent(given.items, given.reviewers)
    elif given.what == "station":
        found = station(given.home, given.dataset)
    else:
        found = footprint()
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
