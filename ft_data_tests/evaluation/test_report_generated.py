"""Generated rows on the report's page."""

from __future__ import annotations

import duckdb

from ft_data.evaluation.report.generated import generators
from ft_data.evaluation.report.reader import Reader


def test_of_unmasked_rows_the_report_shows_no_word():
    with duckdb.connect() as con:
        con.execute(
            """
            CREATE TABLE synthesized_accounts AS SELECT 'asked' AS source, 9 AS wanted, 9 AS planned, 9 AS requests, 9 AS accepted,
                0 AS rejected, 0 AS pending, '' AS exhausted;
            CREATE TABLE synthesized_requests AS SELECT 'asked' AS source, 'new' AS verdict, 'a' AS record_id, '' AS reason,
                '' AS evidence, 'Muster' AS title, 'Muster' AS passage, 'Muster' AS question, 'Muster' AS answer,
                'Muster' AS rejected;
            CREATE TABLE certificate AS SELECT 'asked' AS source, 'told apart' AS verdict, .9 AS matched_area, .8 AS matched_low,
                1.0 AS matched_high, 9 AS rows, 9 AS human_rows, .1 AS price_of_a_row;
            CREATE TABLE certificate_words AS SELECT 'asked' AS source, 'anna muster' AS term, .9 AS made, .1 AS human, 5.0 AS z;
            CREATE TABLE certificate_manner AS SELECT 'asked' AS source, 'words' AS what, 9.0 AS made, 8.0 AS human;
            CREATE TABLE certificate_findings AS SELECT 'asked' AS source, 'one_name' AS finding, '90% speak of Muster' AS evidence;
            """
        )
        (shown,), (hidden,) = (generators(Reader(con), masked) for masked in (True, False))
    assert shown.words and shown.passed and shown.findings == ["90% speak of Muster"]
    assert hidden.findings == ["one_name"] and hidden.verdict == "told apart" and "uster" not in str(hidden)
