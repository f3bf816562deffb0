"""The second look finds what is unmistakably an address, and takes no id of a mail for one."""

import pytest

from ft_data.cleaning.privacy.residual import leftovers


@pytest.mark.parametrize(
    "around", ["'{}'", "|{}|", "`{}`", "*{}*", "mail={}", "{{{}}}", "<{}>", "Mail: {}", "({})"]
)
def test_an_address_is_seen_whatever_stands_around_it(around):
    assert leftovers(around.format("anna.poe@harbour-post.org")) == {"email": 1}


@pytest.mark.parametrize(
    "text",
    [
        "000b01c25e71$813bf1e0$c809a8c0@harbour-post.org",  # a message id as Outlook writes it
        "Hal <Tower.COM!7101.2032@tower.harbour-post.org>",  # a path of hosts
        "a1#b2c3@harbour-post.org",
    ],
)
def test_the_end_of_a_longer_name_is_no_address(text):
    assert leftovers(text) == {}
