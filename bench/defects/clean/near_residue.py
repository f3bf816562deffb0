"""Clean rows that look like residue of formats: the marks are what the row is about."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from bench.defects.model import near_miss


def fixed(name: str, note: str, *pairs: tuple[str, str]) -> None:
    """Attach a fixed list of look-alikes in random order."""

    def make(rng: Random) -> Iterator[tuple[str, str]]:
        yield from rng.sample(pairs, len(pairs))

    near_miss(name, note)(make)


fixed(
    "end_token", "the token is the subject",
    ("What is the `<|endoftext|>` token for?", "It separates documents in the training text. A model that produces `<|endoftext|>` signals that its answer is finished, and the decoding loop stops there."),
    ("Why does my generation never stop?", "Most likely the tokenizer's end token is not in the stop list. For this family add `</s>`; some chat models end a turn with `<|im_end|>` instead."),
    ("Which HTML element strikes text through?", "`<s>`: everything between `<s>` and `</s>` is drawn with a line through it. For removed text in a document, `<del>` is the better choice."),
    ("How do I split a corpus at end-of-text marks in Python?", "```python\ndocuments = corpus.split(\"<|endoftext|>\")\n```"),
    ("What do [INST] and [/INST] mean in a prompt?", "They enclose the user's turn in one chat format. The text after `[/INST]` is where the model begins to answer."),
)  # fmt: skip

fixed(
    "calculator_marks", "shifts, streams and headings, not calculator marks",
    ("In C++, how do I print a number and a line break?", "```cpp\nint total = 12;\nstd::cout << \"total = \" << total << \"\\n\";\n```"),
    ("What does x << 3 == 8 * x show?", "Shifting left by three places multiplies by eight, so for integers without overflow `x << 3 == 8 * x` is true."),
    ("How do I write a here-document in bash?", "```bash\ncat <<EOF > note.txt\nname=$USER\nEOF\n```"),
    ("How deep can headings go in Markdown?", "Six levels. The fourth is written with four marks:\n\n#### Details\n\nFew texts need more than three."),
    ("Write French quotation marks around the word maison.", "« maison »"),
)  # fmt: skip

fixed(
    "html_entities", "the references are the subject or belong to code",
    ("How do I show a less-than sign on a web page?", "Write `&lt;` in the source. The browser shows it as <. For an ampersand write `&amp;`."),
    ("What is &nbsp; good for?", "`&nbsp;` is a space at which the browser does not break the line, for instance between a number and its unit: `10&nbsp;km`."),
    ("Unescape this string in Python: 'Fish &amp; chips'", "```python\nimport html\nhtml.unescape('Fish &amp; chips')  # 'Fish & chips'\n```"),
    ("What are the numeric references of curly quotes?", "`&#8220;` opens and `&#8221;` closes double quotes; the single ones are `&#8216;` and `&#8217;`."),
    ("What does the & operator do in C: &value?", "`&value` is the address of the variable `value`. In `a & b`, between two numbers, it is a bitwise and."),
    ("Name three companies with an ampersand in their name.", "Marks & Spencer, Johnson & Johnson, Barnes & Noble"),
)  # fmt: skip

fixed(
    "treebank_spacing", "spaces before marks are right in this language, code or ellipsis",
    ("How do French typographers set a question mark?", "With a narrow space before it: « Tu viens ? » The same goes for ! ; and :"),
    ("How do I exclude files that start with a dot in find?", "Use `find . -not -path '*/.*'`. The lone `.` is the current folder and `..` the one above it."),
    ("What does 'a , b' parse to in Prolog?", "The comma is the conjunction operator, so `a , b` is the same term as `','(a, b)`. Spaces around it do not matter."),
    ("Where do TeX quotes go?", "Two backticks open and two apostrophes close: ``like this''. The compiler turns them into curly quotes."),
    ("How should I indicate omitted words in a quotation?", "Use three points with spaces, as in \"the court . . . affirmed the ruling\", if your style guide is an American legal one."),
)  # fmt: skip

fixed(
    "literal_escapes", "escape sequences in code and about code",
    ("How do I join lines with a line break in Python?", "`\"\\n\".join(lines)` puts a line break between the items and none at the end."),
    ("Why does print(r'a\\nb') not break the line?", "Because of the `r`: in a raw string `\\n` is a backslash and an n. Drop the prefix and `'a\\nb'` prints on two lines."),
    ("What does the regular expression \\n\\n+ match?", "A line break followed by at least one more: the empty lines between paragraphs."),
    ("My path C:\\new\\table breaks in a string. Why?", "`\\n` and `\\t` are read as line break and tab. Double the backslashes or use a raw string: `r\"C:\\new\\table\"`."),
    ("Show a JSON string that holds a quotation mark and a line break.", "```json\n{\"text\": \"She said \\\"yes\\\".\\nThen she left.\"}\n```"),
)  # fmt: skip

fixed(
    "mojibake", "accents, other scripts and a discussion of garbling",
    ("What do people mean by mojibake?", "Text that was decoded with the wrong encoding: the é of café turns into two odd characters, for example \"Ã©\"."),
    ("Write a menu line with a French dessert.", "Crème brûlée à la vanille, 7 €"),
    ("How do you spell the surname of the Danish author of The Snow Queen's first translator? Just give me some Danish letters.", "Æ, Ø and Å, as in Bjørnstjerne Åkjær."),
    ("Give me a Vietnamese greeting with its accents.", "Xin chào! Bạn có khỏe không?"),
    ("Which letters does Portuguese write with a tilde?", "ã and õ, as in mãe, irmã, põe and limões. Capitals take it too: Ã, Õ."),
    ("What temperature is 212 F in Celsius?", "100 °C"),
)  # fmt: skip

fixed(
    "control_characters", "emoji, joiners and tabs that belong to the text",
    ("Send me a family emoji and a thumbs-up.", "👨\u200d👩\u200d👧 👍🏽"),
    ("Write 'I can' in Persian as it should be typed.", "می\u200cتوانم"),
    ("Give me tab-separated values of two fruits with prices.", "fruit\tprice\npear\t0.60\nfig\t0.45"),
    ("What is the escape code that turns terminal text red?", "`\\033[31m` turns it red and `\\033[0m` resets it; \\033 is the escape character in octal."),
    ("Write 'hello' in Hindi.", "नमस्ते"),
)  # fmt: skip

fixed(
    "html_markup", "markup that was asked for",
    ("Turn this into an HTML list: tea, milk, bread", "<ul>\n  <li>tea</li>\n  <li>milk</li>\n  <li>bread</li>\n</ul>"),
    ("Write the HTML of a red button labelled Stop.", "<button style=\"background: red; color: white\">Stop</button>"),
    ("Convert to HTML: **Warning** the floor is wet.", "<p><strong>Warning</strong> the floor is wet.</p>"),
    ("Write an SVG of a blue circle.", "<svg width=\"100\" height=\"100\"><circle cx=\"50\" cy=\"50\" r=\"40\" fill=\"blue\"/></svg>"),
    ("In Java, how do I declare a list of strings and a map of ids to users?", "List<String> names = new ArrayList<>();\nMap<Integer, User> users = new HashMap<>();"),
    ("What does a < b > c mean in Python?", "Comparisons chain, so it is true when b is larger than both: `a < b and b > c`."),
    ("Which placeholder do manuals use for a file name?", "Angle brackets: `open <file>` means that you type the name of a file, without the brackets."),
)  # fmt: skip
