"""Where a number stands says what it is: a column's head, a list of contacts, a mailbox beside it, the text's own country codes."""

import pytest

from ft_data.cleaning.privacy.cells import phone_cells
from ft_data_tests.cleaning.finding import found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Name | Phone | City\n--- | --- | ---\nRuth Poe | 5557 88122 | Bern\nBo Lie | 24 38 05 11 | Oslo\n", ["5557 88122", "24 38 05 11"]),
        ("name,phone,city\nRuth Poe,655437108,Bern\n", ["655437108"]),
        ("Name\tHandy\nRuth Poe\t655437108\n", ["655437108"]),
        ("| 姓名 | 手机 |\n|---|---|\n| 某某 | 6554 37108 |\n", ["6554 37108"]),
    ],
)  # fmt: skip
def test_a_column_headed_as_telephones_holds_telephones(text, values):
    assert found(text, "phone") == [("phone", value) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "name,id,city\nRuth Poe,655437108,Bern\n",
        "Name | Score\n--- | ---\nRuth | 655437108\n",
        "phone\n655437108 rows were read",
        "name,phone,sold\nPear 7,no,655437108\n",
    ],
)
def test_other_columns_do_not(text):
    assert found(text, "phone") == []


def test_a_table_ends_where_its_rows_do():
    assert phone_cells("a|phone\n1|2\n\nx|y|z\n") == [(10, 11)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Contacts\nRuth Sen: 9833040691\nAmit Rao - 9768619352\n", ["9833040691", "9768619352"]),
        ("[x] +91 99676 84470: hi\n[y] Ruth: 98330 40691\nok", ["+91 99676 84470", "98330 40691"]),
        ("Bo Lie\n924 38 052 -- bo@nordlie.no", ["924 38 052"]),
        ("bo@nordlie.no • 924 38 052", ["924 38 052"]),
        ("連絡は09033445566まで", ["09033445566"]),
        ("tlf. 924 38 052", ["924 38 052"]),
    ],
)
def test_lists_of_contacts_signatures_and_scripts_tell_a_telephone(text, values):
    assert found(text, "phone") == [("phone", value) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "Total: 9768619352\nSum: 9833040691\n",
        "Ruth Sen: 9833040691",
        "Order -- 924380521 -- bo@nordlie.no",
        "invoice no. 924 38 052 -- bo@nordlie.no",
        "0023 0122 0991",
    ],
)
def test_what_counts_or_orders_is_none(text):
    assert found(text, "phone") == []
