"""A folder that is somebody's repository: what lies beside the data is no row, and `check` says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources import beside, listing

from .helpers import read_all, read_one, write

ASIDE = (
    "images/a.svg", "images/b.PNG", "tool.jar", "package-lock.json", "yarn.lock", "LICENSE", "LICENSE-APACHE-2.0.txt", "COPYING.md",
    "package.json", "Makefile", "style/site.css", "test/case.json", "node_modules/x/readme.md",
)  # fmt: skip
DATA = (
    "guide/one.md",
    "guide/two.asc",
    "data/test/rows.jsonl",
    "licence_questions.jsonl",
    "notices/first.txt",
)


def test_what_lies_beside_the_data_is_left_out_and_counted(tmp_path: Path) -> None:
    for name in (*ASIDE, *DATA):
        text = (
            '{"prompt": "ask", "response": "say"}' if name.endswith("jsonl") else "= Kettles\n\nBoil water."
        )
        write(tmp_path, f"repo/{name}", text)
    found, rejects = listing.files(tmp_path, "repo")
    assert found == sorted(f"repo/{name}" for name in DATA) and not rejects
    assert listing.left_out(tmp_path, "repo") == {
        "pictures": 2, "programs": 1, "lock files": 2, "licences": 3, "build files": 2, "styles and fonts": 1, "folders of tests": 2,
    }  # fmt: skip
    named = read_all(tmp_path, "repo/LICENSE*")
    assert len(named.values) == 2, "what a glob names is meant"
    assert not listing.left_out(tmp_path, "repo/*.svg")


def test_a_book_s_examples_are_none_of_its_pages(tmp_path: Path) -> None:
    for name in ("a.md", "b.md", "c.md", "demo/a.html", "demo/a.js", "data.json"):
        write(tmp_path, f"book/{name}", "# Kettles\n")
    pages = ["book/a.md", "book/b.md", "book/c.md", "book/data.json"]
    assert listing.files(tmp_path, "book")[0] == pages
    assert listing.left_out(tmp_path, "book") == {"examples beside documents": 2}
    for name in ("b.py", "c.py"):
        write(tmp_path, f"book/{name}", "print()\n")
    assert len(listing.files(tmp_path, "book")[0]) == 8, "here programs are as many"


def test_in_a_whole_book_the_few_files_besides_are_examples_too() -> None:
    pages = {f"{n}.md" for n in range(40)}
    assert beside.examples(pages | {"user.json", "long.txt"}) == {"user.json", "long.txt"}
    assert not beside.examples(pages | {"a.json", "b.json", "c.txt"}), "more of them are data"
    assert not beside.examples(pages | {"rows.jsonl", "rows.csv"}), "and so are tables"


@pytest.mark.parametrize(
    "name", ["licenses.parquet", "notice.csv", "test.json", "locks.txt", "block.md", "copying_tasks.jsonl"]
)
def test_data_that_is_only_called_so_is_data(name: str) -> None:
    assert beside.kind(name) == ""


def test_a_file_called_asc_is_what_it_holds(tmp_path: Path) -> None:
    page = read_one(tmp_path, "a.asc", "[[first]]\n== Kettles\n\nBoil water.\n")
    assert "## Kettles" in page.values[0]["markdown"]
    key = read_one(tmp_path, "b.asc", "-----BEGIN PGP SIGNATURE-----\n\niQ==\n")
    assert key.reasons == ["a signature or a key, no text"]
    assert read_one(tmp_path, "c.asc", "Boil water.\n").values == [{"text": "Boil water."}]


def test_what_says_what_data_are_is_no_row(tmp_path: Path) -> None:
    for name in (
        "data/README.md",
        "data/sub/datasheet.md",
        "data/a.jsonl",
        "data/sub/b.csv.gz",
        "data/sub/c.jsonl",
    ):
        write(tmp_path, name, "{}\n")
    assert listing.files(tmp_path, "data")[0] == ["data/a.jsonl", "data/sub/b.csv.gz", "data/sub/c.jsonl"]
    assert listing.left_out(tmp_path, "data")["notes about data"] == 2
    assert listing.files(tmp_path, "data/README.md")[0], "a file that is named is taken at its word"
    assert not beside.about_data({"README.md", "use.md", "more.md", "table.csv"}), "of documents it is one"
