import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.entities import entities
from ft_data.cleaning.htmltext import html_to_text
from ft_data.cleaning.markup import is_markup, markup_to_text
from ft_data.recipe.schema import Clean


def cleaner():
    return Cleaner(Clean(), "chat", b"k")


PROSE = (
    "The harbour was quiet when the last ferry came in. Nobody had expected it to arrive before noon, "
    "and the crew were pleased to be home."
)


@pytest.mark.parametrize(
    "text",
    [
        f"<div><p class='entry'>{PROSE}</p><p>{PROSE}</p></div>",
        f"<p>{PROSE}</p><br/><script>var x = {{a: 1}};</script>",
        f"{PROSE}<br /><br />{PROSE}",
        "<p>Hi Anna,</p><p>Your parcel has left our store. It should arrive on Friday.</p>",
        f"<script>ga('send');</script><ul class='nav'><li><a href='/'>Home</a></li></ul><p>{PROSE}</p>",
    ],
)
def test_marked_up_prose_is_markup(text):
    assert is_markup(text)
    cleaned, count = markup_to_text(text)
    assert count > 0
    assert "<" not in cleaned
    assert markup_to_text(cleaned) == (cleaned, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Use the <b> tag to make text bold, and close it with </b> afterwards, as in every page you write.",
        "The HTML tag <pre> defines preformatted text. It keeps both spaces and line breaks as they are.",
        "<!DOCTYPE html>\n<html>\n  <body>\n    <p>Hello, world!</p>\n  </body>\n</html>",
        "<button onclick=\"alert('Hi')\">Click me</button>",
        "#include <iostream>\nusing namespace std;\nint "
        "main() { vector<int> a; cout << a.size(); return 0; }",
        "const Table = () => (\n  <table>\n    <tr><td>{name}</td></tr>\n  </table>\n);",
        "let html = '<table>';\nfor (const row of data) { html "
        "+= `<tr><td>${row}</td></tr>`; }\nhtml += '</table>';",
        "<?php echo '<p>' . $text . '</p>'; ?>",
        f"Here is the page:\n```html\n<p>{PROSE}</p>\n```",
        "To colour text in HTML, set its style attribute. For "
        "example: <p style='color:red'>This text is red.</p>",
        "<p>Lorem ipsum dolor sit amet, consectetur adipiscing "
        "elit. Vivamus ornare et ipsum at mollis. Duis in dui.</p>",
        "if a < b and c > d: the bracket <name> stands for your own name",
        "<Sub> Corey, your firewall has to let that port through, or else nothing will ever connect.",
        "Map<String, List<Integer>> index = new HashMap<>();",
    ],
)
def test_code_and_talk_about_code_stay(text):
    assert markup_to_text(text) == (text, 0)


def test_structure_survives():
    html = (
        f"<h2>Parts</h2><p>{PROSE}</p><ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul><ol "
        f"start='4'><li>four</li></ol>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>"
        "<pre><code>if a &lt; b:\n    return 1</code></pre><blockquote><p>quoted</p></blockquote>"
        "<p>Call <code>git log</code>; H<sub>2</sub>O and 10<sup>3</sup>.</p>"
    )
    text = html_to_text(html)
    assert "## Parts" in text
    assert "- one\n  - inner\n- two" in text
    assert "4. four" in text
    assert "| A | B |\n| --- | --- |\n| 1 | x\\|y |" in text
    assert "```\nif a < b:\n    return 1\n```" in text
    assert "> quoted" in text
    assert "`git log`" in text
    assert "H₂O and 10³" in text


def test_furniture_goes_and_prose_inside_it_stays():
    html = (
        "<nav><a href='/'>Home</a><a href='/about'>About</a></nav><form><input "
        "name='q'><button>Search</button></form>"
        "<div class='share-bar'>Share this</div><div "
        "style='display:none'>hidden words</div><style>p {color: red}</style>"
        f"<footer><p>{PROSE}</p></footer>"
    )
    assert html_to_text(html) == PROSE


def test_a_cut_page_does_not_swallow_what_follows():
    assert PROSE in html_to_text(f"<!--[if IE 8]><p>{PROSE}</p>")
    assert PROSE in html_to_text(f"<script src='x.js'><p>{PROSE}</p>")
    assert PROSE in html_to_text(f"<nav><div><p>{PROSE}</p>")


def test_tags_written_as_text_become_code_and_stay():
    text = html_to_text(f"<p>{PROSE}</p><p>Write &lt;b&gt;bold&lt;/b&gt; for bold.</p>")
    assert "`<b>`bold`</b>`" in text
    assert markup_to_text(text) == (text, 0)


def test_line_breaks_of_plain_text_with_a_few_tags_stay():
    text = f"Human: what did the captain say?\n\nAssistant: {PROSE} He said <b>never</b> again."
    assert markup_to_text(text)[0] == text.replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Fish &amp; chips &#8220;to go&#8221;", "Fish & chips “to go”"),
        ("today&apos;s menu&nbsp;here", "today's menu\xa0here"),
        ("I &lt;3 you", "I <3 you"),
        ("a &amp;amp; b", "a & b"),
    ],
)
def test_character_references_are_decoded(text, right):
    assert entities(text)[0] == right
    assert entities(right) == (right, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Write &lt;b&gt; to start bold text",
        'return html.replace("&", "&amp;")',
        "The HTML entity &copy; shows the copyright sign",
        "`&amp;` stands for an ampersand",
        "AT&T; R&D",
    ],
)
def test_references_in_code_and_in_talk_stay(text):
    assert entities(text) == (text, 0)


def test_code_inside_marked_up_prose_keeps_its_tags():
    code = "```html\n<p>mine</p>\n```"
    text = f"<p>{PROSE}</p>\n\n{code}\n\n<p>{PROSE} Use `<br>` twice.</p>"
    cleaned, count = markup_to_text(text)
    assert count and code in cleaned and "`<br>`" in cleaned
    assert markup_to_text(cleaned) == (cleaned, 0)


MANUAL = f"""# Start {{ #start }}

{PROSE}

<div class="box">

```console
$ tool run

<span style="color: green">INFO</span>: ready
```

</div>
Then look at [the page](https://example.org/docs):

<img src="/img/one.png">

* one
    * inner

{PROSE}
"""


def test_markdown_keeps_its_lines_and_its_pictures():
    cleaned, count = markup_to_text(MANUAL)
    assert count
    assert cleaned == MANUAL.replace('<div class="box">\n\n', "").replace("</div>\n", "")
    assert markup_to_text(cleaned) == (cleaned, 0)


def test_a_wrapper_between_paragraphs_leaves_them_apart():
    text = f"- one\n\n{PROSE}\n<div>\n{PROSE} <b>Now.</b>\n</div>"
    assert markup_to_text(text)[0] == f"- one\n\n{PROSE}\n\n{PROSE} Now."


def test_links_of_markdown_keep_what_they_lead_to():
    text = (
        "## Where to go\n\n1. Have a **test** done, see <a class='x' href=\"https://www.nebula.org/map(1).html\">map of <b>places</b></a>.\n"
        "2. Ask the people who live there, or <a href='javascript:go()'>click here</a>, and read on <a name='end'></a>below."
    )
    assert markup_to_text(text)[0] == (
        "## Where to go\n\n1. Have a **test** done, see [map of places](https://www.nebula.org/map%281%29.html).\n"
        "2. Ask the people who live there, or click here, and read on below."
    )


def test_markdown_with_tags_that_say_something_stays():
    text = f"## Shortcuts\n\n{PROSE} {PROSE}\n\n<p>Press <kbd>Ctrl</kbd> and wait.</p>"
    assert markup_to_text(text) == (text, 0)


def test_bare_paragraphs_between_blocks_stay_apart():
    text = f"<div>{PROSE}</div>\n\n{PROSE}\n\n{PROSE}\n<div>{PROSE}</div>"
    assert markup_to_text(text)[0].count(f"{PROSE}\n\n{PROSE}") >= 1
    assert f"{PROSE} {PROSE}" not in markup_to_text(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        f"<title>The ferry</title>\n<summary>{PROSE}</summary>",
        f"Answer from the article.\n\n<article>\n{PROSE}\n</article>\n\nWhen did it come?",
        f"<header>News</header><main>{PROSE}</main><footer>The end</footer>",
        f"<answer><p>{PROSE}</p></answer>",
        f"<thinking>{PROSE}</thinking> <b>{PROSE}</b>",
        f"<label>{PROSE}</label><time>noon</time>",
    ],
)
def test_tags_of_an_own_vocabulary_stay(text):
    assert markup_to_text(text) == (text, 0)


@pytest.mark.parametrize(
    ("request_", "kept"),
    [
        ("Write the report as HTML paragraphs.", True),
        ("Put every paragraph between <p> and </p>.", True),
        ("Devuelve el texto con etiquetas <p>.", True),
        ("What happened at the harbour?", False),
        (f"<p>{PROSE}</p><p>Which tags fit?</p>", False),
    ],
)
def test_tags_that_are_asked_for_stay(request_, kept):
    answer = f"<p>{PROSE}</p>\n<p>{PROSE}</p>"
    cleaned, edits = cleaner().clean(answer, role="assistant", asked=[request_])
    assert (cleaned == answer) is kept
    assert bool(edits) is not kept


@pytest.mark.parametrize(
    "text",
    [
        "Write &lt; and readers see the sign. For an ampersand, write &amp; and it shows as one.",
        "The code is &reg; and for a space that holds it is &nbsp; in every program.",
        "Use &pound; or &#163; there.",
        "It is written as &quot;.",
        "&hearts; stands for a heart.",
    ],
)
def test_references_that_are_named_stay(text):
    assert entities(text) == (text, 0)


def test_references_that_are_asked_for_stay():
    asked = ["What do I write for the sign of the pound in a web page?"]
    assert cleaner().clean("&pound;", role="assistant", asked=asked)[0] == "&pound;"
    assert (
        cleaner().clean("Fish &amp; chips", role="assistant", asked=["What is for lunch?"])[0]
        == "Fish & chips"
    )


def test_items_inside_a_block_keep_their_lines():
    text = f"<div><p>{PROSE}</p><p>Take:\n1. an oar\n2. a rope</p><p>{PROSE}</p></div>"
    assert "Take:\n1. an oar\n2. a rope" in markup_to_text(text)[0]


VERSE = "<div><p>Verse 1:\nThe tide goes out, the boats lie down\nTheir masts are all askew\nThe harbour wall is green and brown\nThe sky is almost blue</p><p>It was sung at the quay every evening.</p></div>"
WRAPPED = "<p>The tide goes out twice a day, and the boats\nlie down upon their sides until the Harbour\nMaster rings the bell again and\nthey float.</p><p>It was so every evening at the quay of the town.</p>"


def test_lines_of_verse_stay_lines_and_wrapped_ones_are_joined():
    assert markup_to_text(VERSE)[0] == VERSE.replace("<div><p>", "").replace("</p></div>", "").replace(
        "</p><p>", "\n\n"
    )
    assert "\n" not in markup_to_text(WRAPPED)[0].split("\n\n")[0]


def test_the_bar_of_a_block_of_code_is_no_code():
    page = "<div><p>You could write the function so that it waits for the tide to come in again:</p><pre><div><span>javascript</span><button>Copy code</button></div><div><code><span>function</span> <span>wait</span>(tide) {\n  return tide + 1;\n}</code></div></pre><p>Then call it once the boats lie down, and not before, for they float.</p></div>"
    assert "```\nfunction wait(tide) {\n  return tide + 1;\n}\n```" in markup_to_text(page)[0]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("<p>Optional.</p><p>How long it holds.</p>", "Optional. How long it holds."),
        ("<div>Optional.</div>\n<div>How long it holds.</div>", "Optional. How long it holds."),
        ("Optional.<br><br>How long it holds.", "Optional. How long it holds."),
        ("<p>One of</p><ul><li>day</li><li>week</li></ul>", "One of day; week"),
        ("<ul><li>day</li><li>week<ul><li>work</li></ul></li></ul>", "day; week; work"),
    ],
)
@pytest.mark.parametrize(
    "head", ["<tr><th>Field</th><th>Use</th></tr>", "<tr><td>Field</td><td>Use</td></tr>"]
)
def test_paragraphs_in_cells_leave_a_table_a_table(head, cell, read):
    body = f"<tr><td><p>term</p></td><td>{cell}</td></tr><tr><td>name</td><td><p>word</p></td></tr>"
    lines = ["| Field | Use |", "| --- | --- |", f"| term | {read} |", "| name | word |"]
    assert html_to_text(f"<table>{head}{body}</table>").split("\n") == lines


@pytest.mark.parametrize(
    "table",
    [
        f"<tr><td><p>Menu</p><p>Old</p></td><td><p>{PROSE}</p><p>{PROSE}</p></td></tr><tr><td>a</td><td>b</td></tr>",
        f"<tr><td>{PROSE}</td><td><p>x</p><p>y</p></td></tr>" * 3,
        "<tr><th>A</th><th>B</th></tr><tr><td>a</td><td><p>b</p><pre>c\nd</pre></td></tr>",
        "<tr><th>A</th><th>B</th></tr><tr><td>a</td><td><h2>b</h2><p>c</p></td></tr>",
    ],
)
def test_a_table_that_lays_out_a_page_becomes_paragraphs(table):
    assert "| --- |" not in html_to_text(f"<table>{table}</table>")
