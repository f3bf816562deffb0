"""Pages of sites: what stands around the manual on each of them is none of its text."""

from __future__ import annotations

import pytest

from ft_data.sources.markup import to_markdown

from .helpers import mapped

TEXT = "<h1>Kettles</h1><p>Boil water for as long as it takes to sing the old song twice.</p>"
SAID = "# Kettles\n\nBoil water for as long as it takes to sing the old song twice."
BAR = "<header><h1>Our shop</h1><p>Log in</p></header><nav>Home</nav>"
AFTER = "<aside>On this page</aside><footer>All rights reserved</footer>"
COOKIES = '<div class="Cookie-Banner"><p>We use cookies. <b>Accept all</b></p></div>'


def page(body: str) -> str:
    return to_markdown(f"<html><body class='cookies-unset'>{body}</body></html>", site=True)


@pytest.mark.parametrize("part", ["main", "article", "div role='MAIN'"])
def test_bars_sidebars_and_banners_are_no_text(part):
    body = f"{BAR}<div><{part}>{TEXT}</{part.split()[0]}></div>{AFTER}{COOKIES}<div role=dialog>News?</div>"
    assert page(body) == SAID


def test_a_sidebar_within_the_main_part_goes_where_an_article_holds_the_text():
    aside = "<aside><p>On this page</p></aside>"
    assert page(f"<main>{aside}<article>{TEXT}</article></main>") == SAID
    card = "<article>Teapots</article>"
    assert (
        page(f"<main><aside>Mind the steam.</aside>{TEXT}{card}</main>")
        == f"Mind the steam.\n\n{SAID}\n\nTeapots"
    )


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"{BAR}{TEXT}{AFTER}", ["Our shop", "Log in", "Boil", "On this page", "All rights"]),  # no main part
        (f"{BAR}<main></main>{TEXT}{AFTER}", ["Log in", "Boil", "All rights"]),  # an empty one
        (f"<article><header>By Ada</header>{TEXT}<aside>Steam!</aside><footer>See also</footer></article>", ["By Ada", "Steam!", "See also"]),
        ("<header><h1>Kettles</h1></header><main><p>Boil.</p></main><footer>Bye</footer>", ["# Kettles", "Boil."]),
        (f"<aside><main>{TEXT}</main></aside>", ["Boil"]),
        (f"<main>{TEXT}<div id=cookies>Bake them.</div></main>", ["Bake them."]),
        (f"<main>{TEXT}</main><div>Appendix</div>", ["Appendix"]),
        (f"<article>{TEXT}</article><article>More</article>", ["Boil", "More"]),
    ],
)  # fmt: skip
def test_what_may_be_text_is_kept(body, kept):
    text = page(body)
    assert all(words in text for words in kept), text


def test_signs_that_link_to_a_heading_are_no_words_of_it():
    assert to_markdown('<h2>Tea<a class="headerlink" href="#tea">¶</a></h2>') == "## Tea"


def test_mails_and_chapters_of_books_keep_their_asides():
    assert to_markdown(f"<main>{TEXT}</main><aside>1. A note</aside>").endswith("1. A note")


def test_the_manual_shape_reads_pages_of_sites():
    made = mapped({"html": f"{BAR}<main>{TEXT}</main>{AFTER}"}, "pretraining", shape="manual").drafts
    assert [draft.messages[0]["content"] for draft in made] == [SAID]


def test_pages_made_of_bars_take_time_in_proportion():
    """Twice quadratic, this would take minutes."""
    many = "<aside>" * 3000 + "</aside>" * 3000 + "<aside>x</aside><div><article>y</article></div>" * 20_000
    assert page(many).split() == ["y"] * 20_000
