"""What was copied along with an answer goes; what was asked for stays."""

import pytest

from ft_data.cleaning.entities import entities
from ft_data.cleaning.leftovers import channel_lines, chat_page, page_edges, quoted_request
from ft_data.cleaning.marks import no_input

ANSWER = "Frost forms where moist air meets a cold pane."


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (f"2 / 2\n{ANSWER}\nRegenerate response", ANSWER),
        ("Run it:\n\npythonCopy code\nprint(1)", "Run it:\n\nprint(1)"),
        (f"{ANSWER}\nCopy code\nShare\nContinue generating", ANSWER),
    ],
)
def test_words_of_a_chat_page_go(text, right):
    assert chat_page(text)[0] == right


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"{ANSWER}\nShare", "What is frost?"),
        ("1 / 2\nis a half", "What is 1/2?"),
        (
            "Use the buttons\nCopy code\nRegenerate response",
            "What is on the page?\nCopy code\nRegenerate response",
        ),
        ("Copy code", "Which button?"),
    ],
)
def test_words_of_a_page_that_are_the_answer_stay(text, asked):
    assert chat_page(text, [asked]) == (text, 0)


def test_status_lines_of_a_channel_go():
    lines = ["=== tick [~tick@host.nebulae.org] has joined #help", ANSWER, "*** tick is now known as tock"]
    assert channel_lines("\n".join(lines)) == (ANSWER, 2)
    log = "=== anna has joined #help"
    assert channel_lines(f"{ANSWER}\n{log}", [f"Explain this line:\n{log}"])[1] == 0
    assert channel_lines(log)[1] == 0  # nothing would be left
    assert channel_lines("=== Results of the team that has joined late ===")[1] == 0


def test_menus_around_an_answer_go():
    page = ["Skip to main content", "Log in", ANSWER, "It melts by noon.", "Privacy Policy", "Contact us"]
    assert page_edges("\n".join(page)) == (f"{ANSWER}\nIt melts by noon.", 4)
    assert page_edges("\n".join(page), ["Where do I find the privacy policy?"])[1] == 0
    menu = "Home\nAbout us\nContact us\nPrivacy Policy"
    assert page_edges(menu)[1] == 0
    unclear = ["Contact us", "Log in", "The Old Mill", ANSWER, "Privacy Policy"]
    assert page_edges("\n".join(unclear))[1] == 0  # is the mill the page's or the answer's?


def test_a_reply_loses_the_request_it_quotes_and_its_signature():
    asked = "My kettle does not switch on.\nWhat can I do about it?"
    quote = "On Tue, 3 Mar 2026, R. Vale wrote:\n> Hello,\n> My kettle does not switch on.\n> What can I do about it?"
    text = f"Press the lid until it clicks.\n\nKind regards,\nMaja Holt\nService Desk\n--\nHolt Kettles\n\n{quote}"
    assert quoted_request(text, [asked]) == ("Press the lid until it clicks.", 1)
    assert quoted_request(text, ["Write a reply to a customer."])[1] == 0
    markdown = "The sentence reads:\n\n> My kettle does not switch on.\n> What can I do about it?"
    assert quoted_request(markdown, [asked])[1] == 0


def test_code_that_was_escaped_as_a_whole_is_read_back():
    code = "def lcm(a, b):\n    if a &gt; b:\n        return &#39;a&#39;\n    return b &lt; 2"
    assert entities(code)[0] == "def lcm(a, b):\n    if a > b:\n        return 'a'\n    return b < 2"
    page = 'x = "<b>a &gt; b</b>"\nprint(x)'
    assert entities(page) == (page, 0)
    assert entities("$$m&lt;{}n$$ holds.")[0] == "$$m<{}n$$ holds."
    spans = "Call `f(a=&quot;x&quot;)` or `g(&quot;y&quot;)`."
    assert entities(spans)[0] == 'Call `f(a="x")` or `g("y")`.'
    assert entities('Say "a" or `f(&quot;y&quot;, &quot;z&quot;)`.')[1] == 0
    fenced = "```\na &lt; b\n```"
    assert entities(fenced) == (fenced, 0)


@pytest.mark.parametrize("mark", ["<无输入>", "输入：无输入", "(sin entrada)", "Keine Eingabe."])
def test_a_line_that_says_so_in_another_language_goes(mark):
    assert no_input(f"Name two rivers.\n\n{mark}") == ("Name two rivers.", 1)


def test_an_edge_that_is_most_of_an_answer_is_the_answer():
    posts = 'Here are posts for four networks of a harbour:\nFacebook:\n"We went to the quay"\nTwitter:\n"Quay!"\nInstagram:\n"Blue #quay"\nLinkedIn:\n"Our crew at the quay"'
    assert page_edges(posts) == (posts, 0)
