"""Names of files that are called after people, as they are shown."""

import pytest

from ft_data.cleaning import Cleaner
from ft_data.recipe.schema import Clean
from ft_data.stages.places import Places


@pytest.mark.parametrize(
    "uri,shown",
    [
        ("sources/+44_7911_183456/a.jsonl", "sources/[PHONE]/a.jsonl"),
        ("calls_with_+44_7911_183456.jsonl", "calls_with_[PHONE].jsonl"),
        ("a.zip!4539_1488_0343_6467/notes_2.jsonl", "a.zip![CARD_NUMBER]/notes_2.jsonl"),
        ("2024_01_15_report_v2.jsonl", "2024_01_15_report_v2.jsonl"),
        ("IMG_20240115_123456/part_0001_of_0010.jsonl.gz", "IMG_20240115_123456/part_0001_of_0010.jsonl.gz"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_underscores_are_blanks_in_names_of_files(uri, shown):
    assert Places(Cleaner(Clean(), "chat", b"k" * 32), "notes")(uri) == shown
