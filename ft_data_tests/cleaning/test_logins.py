"""What an ``x@y`` is: a mailbox, an account on a machine, the node of a cluster, a handle of a federated network."""

import pytest

from ft_data.cleaning.masking import Masker
from ft_data.cleaning.privacy.detect import find, scan
from ft_data.cleaning.privacy.public import personal
from ft_data.cleaning.privacy.residual import counted
from ft_data.recipe.schema import Clean


def kinds(text):
    found = personal(text, find(text), "organisations")
    return [(item.kind, text[item.start : item.end]) for item in found]


@pytest.mark.parametrize(
    "text",
    [
        "$ iex --name tally@mirelle.home -S mix",
        "erl -name shop@nodes.velten.org -setcookie abc",
        "iex(tally@mirelle.home)1> Node.list()",
        'Node.connect(:"worker@farm.velten.org")',
        'Node.spawn_link :"tally@velten.org", fn -> IO.puts "hi" end',
        '{:rex, :"worker@farm.velten.org"}',
        "net_adm:ping('worker@farm.velten.org').",
        "** (EXIT) no connection to tally@mirelle.home: node down",
        "the folder Mnesia.tally@mirelle.home appears",
        "celery worker -n worker1@velten.org",
        "rabbitmqctl -n rabbit@mq.velten.org status",
        "cvs -d :pserver:anonymous@cvs.velten.org:/src login",
        "export CVSROOT=:ext:mila@cvs.velten.org:/cvsroot/shop",
        "rsync -avz build/ mila@www.velten.org:/srv/www",
        "scp report.pdf mila@velten.org:~/docs",
        "git clone git@code.velten.org:mila/shop.git",
        "remote: mila@velten.org:shop.git",
        "ssh -p 2222 -i ~/.ssh/key mila@velten.org",
        "ansible_host=mila@web.velten.org",
        "mila@velten.org's password:",
        "mila@prod.velten.org ~ $ ls",
        "@pytest.mark.parametrize",
        "npm i @velten/shop@2.0.1",
        "https://cdn.velten.org/npm/vue@next/dist.js",
        "brew install openssl@1.1",
        "<v-text-field @update:user.name />",
    ],
)
def test_no_mailbox(text):
    assert kinds(text) == []
    assert not counted({"content": text}, lambda one: scan(one, public="organisations"), "organisations")


@pytest.mark.parametrize(
    "text",
    [
        "ssh access: ask mila@velten.org",
        "ssh to the box and mail mila@velten.org",
        "The node in our lab: ask mila@velten.org",
        "Send the erl script to mila@velten.org",
        "git config --global user.email mila@velten.org",
        '{"email":"mila@velten.org"}',
        'it holds :"mila@velten.org" => 1 for Mila',
        "--author=mila@velten.org",
        "--username mila@velten.org",
        "docker login -u mila@velten.org",
        "name: mila@velten.org",
        "mila@velten.org: I think so",
        "mila@velten.org's answer was no",
    ],
)
def test_a_mailbox_beside_such_words(text):
    assert kinds(text) == [("email", "mila@velten.org")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I am on Mastodon as @mila@social.velten.org", "mila@social.velten.org"),
        ("Matrix: @mila:velten.org", "@mila:velten.org"),
        ("my Element id is @mila:chat.velten.org", "@mila:chat.velten.org"),
    ],
)
def test_handles_of_federated_networks(text, value):
    assert kinds(text) == [("handle", value)]


def test_a_node_is_one_wherever_the_record_names_it_and_a_login_only_there():
    node = "Start it: iex --name tally@velten.org\nThen tally@velten.org answers."
    assert kinds(node) == []
    masker = Masker(Clean(), b"k" * 32)
    masker.listen({})
    for text in (node, "Why does tally@velten.org not answer?"):
        masker.mask(text, frozenset({"at"}), "", (), lambda rule, count: None)
    assert "tally@velten.org" in masker.spared
    login = "ssh mila@velten.org fails, write to me: mila@velten.org"
    assert kinds(login) == [("email", "mila@velten.org")]
