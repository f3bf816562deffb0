from __future__ import annotations

import duckdb

from ft_data.dedup.explain import cluster_sizes, differences, largest_clusters, largest_templates, template
from ft_data_tests.dedup.reference import rows, run

BODY = " ".join(f"word{i}" for i in range(60))


def test_differences_show_what_changed_and_where():
    assert differences("the quick brown fox", "the slow brown fox") == [
        ("same", "the"),
        ("ours", "quick"),
        ("theirs", "slow"),
        ("same", "brown fox"),
    ]
    assert differences("a b", "a b c") == [("same", "a b"), ("theirs", "c")]
    shortened = differences(BODY, BODY + " end")
    assert shortened[0] == ("same", "word0 word1 word2 word3 … word56 word57 word58 word59")


def test_a_template_has_slots_where_any_text_differs():
    texts = ["Dear Ann, order 1 is here now", "Dear Bob, order 2 is here now", "Dear Cy Lee, order 3 is here"]
    assert template(texts) == "Dear {…} order {…} is here {…}"
    assert template(["same text"] * 3) == "same text"
    assert template(["is here", "it is here"]) == "{…} is here"


def test_the_largest_clusters_come_with_texts_and_scores(tmp_path):
    typo = BODY.replace("word30 ", "")
    table = rows(
        ("ask", BODY), ("ask", typo), ("ask", BODY), ("other thing", "alone"), ("x", "twin"), ("x", "twin")
    )
    result = run(tmp_path, table)
    assert cluster_sizes(result).to_pylist() == [{"size": 2, "clusters": 1}, {"size": 3, "clusters": 1}]
    (first, second) = largest_clusters(result, [str(tmp_path / "text-0.parquet")], duckdb.connect())
    assert (first["size"], first["record_id"], second["size"]) == (3, "r000", 2)
    assert first["text"] == f"ask\n{BODY}"
    scores = {other["record_id"]: other["score"] for other in first["others"]}
    assert scores["r002"] == 1.0 and 0.8 <= scores["r001"] < 1
    changed = next(other for other in first["others"] if other["record_id"] == "r001")
    assert ("ours", "word30") in changed["differences"]


def test_template_families_are_shown_as_templates(tmp_path):
    table = rows(
        *(
            ("say it", f"your parcel {n} will arrive in {place} on time")
            for n, place in enumerate(["Rome", "Oslo", "Kiel", "Nice", "Bonn"])
        )
    )
    (family,) = largest_templates(run(tmp_path, table), [str(tmp_path / "text-0.parquet")], duckdb.connect())
    assert family["template"] == "say it your parcel {…} will arrive in {…} on time"
    assert (family["size"], family["kept"]) == (5, 5)
