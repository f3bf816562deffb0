from importlib.util import find_spec

import pytest

from ft_data.cleaning.webpage import decode, main_text, with_lines

STORY = "The harbour was quiet when the last ferry came in, and the crew were pleased to be home again. "
PAGE = (
    "<html><head><title>News</title></head><body><nav><ul><li><a "
    "href='/'>Home</a></li><li><a href='/b'>Boats</a></li></ul>"
    f"</nav><article><h1>Ferry is "
    f"back</h1><p>{STORY * 3}</p><p>{STORY * 2}</p></article><footer>Imprint</footer></body></html>"
)


@pytest.mark.parametrize("engine", ["auto", "plain", "trafilatura", "resiliparse"])
def test_the_story_is_read_and_the_navigation_is_not(engine):
    if engine in ("trafilatura", "resiliparse") and find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: ft-data[web]")
    text = main_text(PAGE, engine)
    assert text.count("quiet when the last ferry") == 5
    assert "Boats" not in text


def test_bytes_are_decoded_by_mark_declaration_or_detection():
    word = "Größe"
    assert decode(b"\xef\xbb\xbf" + word.encode()) == word
    assert decode(word.encode("utf-16")) == word
    assert decode(f"<meta charset='iso-8859-1'>{word}".encode("latin-1")).endswith(word)
    german = "Die Schiffe fuhren früh über die große Förde, während die Möwen schliefen. " * 6
    assert decode(f"<meta charset='no-such-code'>{german}".encode("cp1252")).endswith(german)
    assert main_text(PAGE.replace("quiet", "größer").encode("latin-1"), "plain").count("größer") == 5


def test_an_empty_page_and_an_unknown_engine():
    assert main_text("") == ""
    with pytest.raises(ValueError, match="no engine"):
        main_text(PAGE, "magic")


@pytest.mark.parametrize("engine", ["auto", "plain"])
def test_lists_in_cells_are_read(engine):
    prose = "The keeper of the lighthouse wrote down when each ship passed and what it carried that day. " * 3
    page = (
        f"<html><head><title>Hours</title></head><body><main><h1>Hours</h1><p>{prose}</p><table><tr><th>Day</th><th>Open"
        "</th></tr><tr><td>Mon</td><td><ul><li>9 to 12</li><li>14 to 18</li></ul></td></tr><tr><td><p><b>Tue</b></p></td>"
        f"<td><ul><li>Closed</li></ul></td></tr></table><p>{prose}</p></main></body></html>"
    )
    text = main_text(page, engine)
    assert "| Mon | 9 to 12; 14 to 18 |" in text
    assert "| Tue | Closed |" in text


def test_blocks_that_an_engine_joined_are_lines_again():
    page = "A short page about beds.\n\n- Water them early.\n- Onions"
    assert with_lines("A short page about beds. Water them early. Onions", page) == page
    assert with_lines("A short page about beds. Water them early.", page).count("\n") == 0
