import base64
import hashlib
import re
from collections import Counter
from html import escape

import pyarrow as pa
import pytest

from ft_data.evaluation import report
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.warehouse.detail import Detail
from ft_data_tests.evaluation import sample
from ft_data_tests.evaluation.reading import Page, count

HOSTILE = (
    '</p></details><script>fetch("https://evil.example/a")</script><style>*{display:none}</style><form '
    'action="//evil.example/"><input></form><img src="https://evil.example/p.png" onerror=alert(1)>'
    "<svg onload=alert(2)><a href='javascript:alert(3)'>x</a><!-- --><iframe srcdoc=x></iframe>&lt;{{ 7*7 }}"
)
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "div", "header", "footer", "main", "nav", "section"),
    *(
        "article",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "b",
        "br",
        "small",
        "strong",
        "span",
        "code",
        "pre",
        "time",
        "del",
    ),
    *(
        "ins",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
    ),
    *("td", "figure", "figcaption", "svg", "rect", "line", "text"),
}
REFERENCES = ("src", "href", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background")


def render(made, con=None, previous=None):
    con = con or made.open()
    return report.render(
        made.recipe, con, sample.snapshot("eval_report", 9), made.lineage(), previous, graph.stages()
    )


@pytest.fixture(scope="module")
def made():
    return sample.make(900)


@pytest.fixture(scope="module")
def con(made):
    con = made.open()
    yield con
    con.close()


@pytest.fixture(scope="module")
def html(made, con):
    return render(made, con)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def poison(table, *columns):
    """Put hostile text in front of every value of the columns."""
    for name in columns:
        values = [value if value is None else f"{HOSTILE}{value}" for value in table.column(name).to_pylist()]
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values, pa.string()))
    return table


ROWS = "http://127.0.0.1:8765/rows"


def harmless(page):
    """Check that the page holds no tag but ours, runs nothing and refers to nothing but itself and the station's rows."""
    assert {tag for tag, _ in page.tags} <= TAGS
    assert [tag for tag, _ in page.tags].count("style") == 1
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert all(attributes[name].startswith(("#", ROWS)) for name in REFERENCES if name in attributes)
    assert page.unclosed == []


def test_hostile_text_stays_text():
    made = sample.make(400)
    made.tables["cleaned"] = poison(made.tables["cleaned"], "prompt_text", "response_text", "license", "kind")
    made.tables["cleaned_edits"] = poison(made.tables["cleaned_edits"], "before", "after", "rule")
    made.tables["raw_rejects"] = poison(made.tables["raw_rejects"], "source", "error")
    made.tables["decontaminated_benchmarks"] = poison(made.tables["decontaminated_benchmarks"], "benchmark")
    made.tables["signals"] = poison(made.tables["signals"], "row_language")
    escaped = HOSTILE.replace("\\", "\\\\").replace('"', '\\"')
    for stage in sample.STAGES:
        held = made.tables[f"{stage}_verdicts"]
        details = [d and d.replace('": "', f'": "{escaped}') for d in held.column("detail").to_pylist()]
        reasons = [[f"{HOSTILE}{r}" for r in row] for row in held.column("reasons").to_pylist()]
        held = held.set_column(2, "reasons", pa.array(reasons, pa.list_(pa.string())))
        made.tables[f"{stage}_verdicts"] = held.set_column(5, "detail", pa.array(details, pa.string()))
    recipe = {**sample.RECIPE, "purpose": f"Teach {HOSTILE}", "owners": [HOSTILE], "languages": [HOSTILE]}
    made.recipe = Recipe.model_validate(recipe)
    previous = {
        "version": HOSTILE,
        "created_at": HOSTILE,
        "splits": {HOSTILE: 3},
        "funnel": [{"stage": "filtered", "keep": 3, "reasons": {HOSTILE: 4}}],
        "recipe": {"profile": HOSTILE},
    }
    page = Page(render(made, previous=previous))
    harmless(page)
    assert page.text.count("<script>fetch(") > 50
    assert "&lt;{{ 7*7 }}" in page.text


def test_the_page_asks_nothing_of_the_network(html, page):
    harmless(page)
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    elsewhere = re.sub("|".join(re.escape(escape(link)) for link in links if "://" in link), "", html)
    assert not re.search(r"(?i)url\(|@import|https?://", elsewhere)
    assert any(link.startswith(ROWS) for link in links)


def test_the_policy_allows_this_style_and_nothing_else(html):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    style = re.search(r"<style>(.*?)</style>", html, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy and "unsafe" not in policy


def test_links_lead_somewhere_and_ids_are_unique(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = {
        attributes["href"] for tag, attributes in page.tags if tag == "a" if attributes["href"][0] == "#"
    }
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_every_chart_speaks(page):
    charts = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(charts) > 20
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in charts)


def test_the_funnel_is_what_the_verdicts_say(con, page):
    for stage in sample.STAGES:
        found = dict(con.execute(f"SELECT verdict, count(*) FROM {stage}_verdicts GROUP BY ALL").fetchall())
        cut = con.execute(
            f"SELECT count(*) FROM {stage}_verdicts WHERE verdict = 'drop' AND list_contains(reasons, 'split')"
        ).fetchone()[0]
        cells = [count(cell) for cell in page.row("funnel", stage)[2:]]
        assert cells == [
            sum(found.values()),
            *(found.get(verdict, 0) for verdict in ("keep", "new", "review", "merge")),
            cut,
            found.get("drop", 0) - cut,
        ]
    raw = [count(cell) for cell in page.row("funnel", "raw")[2:]]
    assert raw == [902, 901, 0, 0, 0, 0, 1]


def test_reasons_are_counted_as_the_ledger_counts_them(con, html):
    found: Counter[tuple[str, str, str]] = Counter()
    for stage, verdict, reasons, detail in con.execute(
        "SELECT stage, verdict, reasons, detail FROM upstream_verdicts WHERE verdict <> 'keep'"
    ).fetchall():
        own = {one.rule: one.verdict for one in Detail.read(detail).rules}
        found.update((stage, own.get(reason) or verdict, reason) for reason in reasons)
    section = html.partition('<section id="reasons">')[2].partition("</section>")[0]
    shown = re.findall(
        r"<h3>(\w+)</h3>|<b>([^<]*)</b>\s*<span class=\"tag (\w+)\">.*?<span class=\"n\">([\d,]+)</span>",
        section,
        re.S,
    )
    stage, listed = "", []
    for heading, reason, verdict, rows in shown:
        stage = heading or stage
        if reason:
            listed.append(((stage, verdict, reason.replace(" ", "_")), count(rows)))
    assert sorted(listed) == sorted(found.items())


def test_splits_and_sources_are_those_of_the_rows(con, page):
    for split, rows in con.execute("SELECT split, count(*) FROM formatted GROUP BY split").fetchall():
        cells = page.row("splits", split)
        assert count(cells[1]) == rows
        assert sum(count(cell) for cell in cells[4:]) == rows


def test_every_number_stands_beside_a_query_that_makes_it(con, html):
    stored = con.execute("SELECT DISTINCT query FROM eval_report").fetchall()
    shown = [
        re.sub(r"&#39;", "'", sql).replace("&gt;", ">").replace("&lt;", "<").replace("&#34;", '"')
        for sql in re.findall(r"<pre>(.*?)</pre>", html, re.S)
    ]
    assert {sql for (sql,) in stored} <= set(shown)
    for sql in shown:
        assert all(len(row) == 2 for row in con.execute(sql).fetchall())


def test_an_example_names_rule_value_threshold_and_witness(page, con):
    name, value, witness = con.execute(
        "SELECT record_id, detail ->> '$.value', witness_id FROM deduped_verdicts "
        "WHERE list_contains(reasons, 'near_duplicate') ORDER BY record_id LIMIT 1"
    ).fetchone()
    start = page.text.index(name)
    said = " ".join(page.text[start : start + 400].split())
    for fact in (f"jaccard {float(value):g}", "threshold >= 0.8", f"witness {witness}"):
        assert fact in said


def test_a_source_of_which_nothing_arrived_is_named(made):
    sources = {**sample.RECIPE["sources"], "almanac": {"path": "almanac.txt"}}
    page = Page(
        render(sample.Sample(made.tables, Recipe.model_validate({**sample.RECIPE, "sources": sources})))
    )
    assert "Source almanac contributes no row." in page.text
    assert page.row("mix", "almanac")[0] == "almanacnone of 900 records read became an example"


def test_differences_from_the_witness_are_marked(html):
    assert "<del>quayside </del>" in html or "<del>quayside</del>" in html


def test_personal_data_rules_show_kind_and_count_only():
    made = sample.make(300)
    edits = made.tables["cleaned_edits"].to_pylist()
    person = {"field": "messages[0]", "count": 1}
    edits += [
        person | {"record_id": "p1", "rule": "pii_phone", "before": "call 0123-SECRET", "after": "call"},
        person | {"record_id": "p1", "rule": "aaa_quotes", "before": "my SECRET", "after": "mine"},
    ]
    made.tables["cleaned_edits"] = pa.Table.from_pylist(edits, made.tables["cleaned_edits"].schema)
    html = render(made)
    page = Page(html)
    assert "SECRET" not in html
    assert page.row("repairs", "pii phone")[1:] == ["1", "1", "masked"]
    assert page.row("repairs", "aaa quotes")[3] == "no snippet"
    assert page.row("repairs", "mojibake")[3:] == ["the cafÃ© on the quay", "the café on the quay"]


@pytest.mark.parametrize("pii", ["keep", "review"])
def test_a_recipe_that_keeps_personal_data_shows_no_row(made, pii):
    unmasked = sample.Sample(made.tables, Recipe.model_validate({**sample.RECIPE, "clean": {"pii": pii}}))
    html = render(unmasked)
    assert "Question" not in html and "berths remain" not in html and "café" not in html
    assert "Row texts are left out" in html


def test_a_version_without_rows():
    page = Page(render(sample.make(0)))
    harmless(page)
    assert "1 of 5 gates fails" in page.text
    assert "This version has no rows." in page.text


@pytest.mark.parametrize(
    "view",
    [
        *("cleaned_edits", "deduped_pairs", "deduped_canned", "deduped_conflicts", "deduped_templates"),
        *(
            "raw_rejects",
            "signals",
            "decontaminated_benchmarks",
            "deduped_verdicts",
            "decontaminated_verdicts",
        ),
        *("cleaned", "eval_report"),
    ],
)
def test_a_missing_view_leaves_its_part_empty(made, view):
    con = made.open()
    con.execute("DROP VIEW upstream_verdicts")
    con.execute("CREATE TABLE upstream_verdicts AS SELECT 'filtered' AS stage, * FROM filtered_verdicts")
    con.execute(f"DROP TABLE {view}")
    if view == "cleaned":
        con.execute("DROP VIEW formatted")
    harmless(Page(render(made, con)))


def test_nothing_but_the_recipe():
    import duckdb

    made = sample.make(0)
    html = report.render(
        made.recipe, duckdb.connect(), sample.snapshot("eval_report", 0), {}, None, graph.stages()
    )
    harmless(Page(html))


def test_the_page_is_a_function_of_its_version(made):
    assert render(made) == render(made)


def test_the_page_stays_small():
    made = sample.make(300, words=3000)
    held = made.tables["cleaned"]
    made.tables["cleaned"] = held.set_column(
        held.schema.get_field_index("license"),
        "license",
        pa.array([f"licence {i} " * 90 for i in range(len(held))]),
    )
    drops = made.tables["filtered_verdicts"].to_pylist()
    for i, row in enumerate(drops):
        row.update(
            verdict="drop",
            reasons=[f"rule_{(i + j) % 80}" for j in range(3)],
            detail='{"evidence": "%s"}' % ("x" * 9000),
        )
    made.tables["filtered_verdicts"] = pa.Table.from_pylist(drops, made.tables["filtered_verdicts"].schema)
    assert len(render(made).encode()) < 1_000_000
