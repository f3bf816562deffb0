import pytest

from ft_data.cleaning.boilerplate import forwarded, mail_notice, mail_signature, navigation, quoted_reply


def _both(one, other, text):
    """Return what two repairs, one after the other, make of a text, and how often they changed it."""
    text, first = one(text)
    text, then = other(text)
    return text, first + then


BODY = "Hello,\n\nthe printer works again after the update. Thank you for the quick help."


@pytest.mark.parametrize(
    "tail",
    [
        "\n\n-- \nMaria Lind\nSupport\nExample Ltd",
        "\n--\nMaria",
        "\n\nSent from my iPhone",
        "\n\nGet Outlook for Android",
        "\n\nVon meinem iPhone gesendet",
        "\n\nThis email and any attachments are confidential and intended solely for the addressee.",
        "\n\nCONFIDENTIALITY NOTICE: The contents of this message are for the intended recipient only.",
        "\n\n-- \nMaria\n\nThis message is confidential. If you received it in error, delete this email.",
    ],
)
def test_signatures_and_notices_are_cut_off(tail):
    assert _both(mail_signature, mail_notice, BODY + tail) == (BODY, pytest.approx(1, abs=1))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "-- \nMaria",
        "Our policy is confidential by default.\nIt was sent "
        "from my phone while I was on the train to the office.",
        "SELECT a\n-- \n-- drop the rest\nFROM t;",
        "DISCLAIMER\n\nTHE SOFTWARE IS PROVIDED AS IS, WITHOUT WARRANTY OF ANY KIND.",
        "intro\n-- \n" + "a line of text\n" * 30,
        "a\n-- \nb\n-- \nc\n-- \nd\n-- \ne",
    ],
)
def test_what_is_no_signature_stays(text):
    assert _both(mail_signature, mail_notice, text) == (text, 0)


@pytest.mark.parametrize(
    "tail",
    [
        "\n\nOn Mon, Jan 5, 2021 at 3:04 PM Support <help@shop.nebulae.org> "
        "wrote:\n> Dear customer,\n>\n> please restart it.",
        "\n\nAm 05.01.2021 um 15:04 schrieb Hans Muster:\n> Bitte neu starten.",
        "\n\n-----Original Message-----\nFrom: Support\nSent: "
        "Monday\nTo: Maria\nSubject: Printer\n\nPlease restart it.",
        "\n\nFrom: Support <help@shop.nebulae.org>\nSent: Monday, 5 "
        "January\nTo: Maria\nSubject: Printer\n\nPlease restart it.",
        "\n\n-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Maria\n"
        "Subject: Printer\n\nPlease restart it.\n\n> It is on.\n>\n> It beeps.",
        "\n\n-----Original Message-----\n> From: Support\n> Sent: Monday\n>\n> Please restart it.",
    ],
)
def test_the_quoted_message_is_cut_off(tail):
    assert _both(quoted_reply, forwarded, BODY + tail) == (BODY, 1)


@pytest.mark.parametrize(
    "text",
    [
        "On Monday Anna wrote:\n> Is it ready?\n\nYes, it is.\n> And the bill?\n\nEnclosed.",
        "> a Markdown quote\n\nand an answer",
        "In his letter he wrote:\nthe sea is calm",
        "On Mon, 5 Jan, Support wrote:\n> nothing but a quote",
        "Move the file from: /tmp to: /home",
        "See below.\n\n-----Original Message-----\nFrom: Support\nSent: Monday\nTo: Maria\n"
        "Subject: Printer\n\n> Is it on?\n\nIt is.\n\n> Does it beep?\n\nTwice.",
        "See below.\n\nFrom: Support\nSent: Monday\nTo: Maria\nSubject: Printer\n\n"
        " HM> Is it on?\n\nIt is.\n\n HM> Does it beep?",
        "See below.\n\n> -----Original Message-----\n> From: Support\n> Sent: Monday\n>\n> Is it on?\n\nIt is.",
        "See below.\n\n-----Original Message-----\n> From: Support\n> Sent: Monday\n>\n> Is it on?\nIt is.",
    ],
)
def test_quotes_that_belong_to_the_text_stay(text):
    assert _both(quoted_reply, forwarded, text) == (text, 0)


def test_lines_of_site_furniture_go():
    text = (
        "Skip to main content\nHome > Garden > Tools\n\nA spade should fit your height.\n\n"
        "Share this article on Facebook\nAdvertisement"
    )
    assert navigation(text) == ("\nA spade should fit your height.\n", 4)


@pytest.mark.parametrize(
    "text",
    [
        "Share your thoughts on Facebook before Friday.\nThen follow the steps.\nPrint the result.",
        "Home | Away",
        "Copyright (c) 2002 The Trustees. All rights reserved.\n\nRedistribution is permitted.\n",
        "Log in\nto the server\nand restart it",
    ],
)
def test_sentences_that_only_start_like_furniture_stay(text):
    assert navigation(text) == (text, 0)


def test_furniture_is_found_below_blank_lines_behind_bullets_and_odd_spaces():
    text = "\n\n  Skip to content\n\nThe ferry is back.\n\u2022 Pin on Pinterest\n\u00a0Back to top\nSee you."
    assert navigation(text) == ("\n\n\nThe ferry is back.\nSee you.", 3)
