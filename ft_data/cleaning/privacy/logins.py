"""What kind of thing an ``x@y`` is that is no mailbox, told by what stands around it.

A login is said here and nowhere else ("ssh anna@host" says nothing of where "anna@host" is a mail address). The name of a
node is its name wherever the text has it: `ft_data.cleaning.privacy.public` spreads what `is_node` says.
"""

from __future__ import annotations

import re

from ft_data.cleaning.privacy.finding import back

# What an option, a host or a path looks like; a word is none ("ssh access: ask ...").
_ARGUMENT = r"(?:--?[\w-]+(?:[ =](?!-)[\w./~:*=$,-]+)?|[\w~*$-]*[./~*=$][\w./~:*=$-]*(?<![:.,])|[A-Z_]{2,}|\"[^\"\n]{0,60}\"|'[^'\n]{0,60}')"
# A command that logs in elsewhere, and nothing but its options and paths up to the account.
_COMMAND = re.compile(
    r"(?:^|[\n`$#>;&|(\"':]\s?|\b(?:sudo|run|use|with|exec) )(?:ssh|scp|sftp|rsync|mosh|sshfs|ssh-copy-id|lftp|fab|git (?:clone|remote \S+ \S+))"
    rf"(?:\s+{_ARGUMENT}){{0,8}}\s+[\"']?$"
)
_REMOTE = re.compile(r":[~/]|:[\w.-]+/|:[\w.-]+\.git\b|['’]s password:")
_PROMPT = re.compile(r"[ \]]*[~/][\w/]*\]? ?[#$%]")  # where a line, or a bracket, begins with the account
_SCHEME = re.compile(r"(?i)\b(?!mailto|xmpp|sips?|im)[a-z][a-z0-9+.-]{1,15}://(?:[^\s/:@]{1,64}:)?$")
_ACCOUNT = re.compile(
    r"(?i):(?:pserver|ext|gserver|kserver|extssh):$|\bansible_host=[\"']?$|\b(?:sqlplus|lftp -u) [\"']?$"
)


def is_login(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` is an account on a machine: in a command, a path, a prompt or a URL."""
    span = back(text, start, 120), start
    if text[start - 1 : start] in ("", "\n", "[", "(") and _PROMPT.match(text, end):
        return True
    return bool(
        _REMOTE.match(text, end)
        or _SCHEME.search(text, *span)
        or _ACCOUNT.search(text, *span)
        or _COMMAND.search(text, *span)
    )


# Who comes or goes in a channel, on which line: `=== anna [~ap@host-1.dsl.net]  has joined #talk`.
_JOINS = re.compile(r"\]\s{1,2}(?:has (?:joined|left|quit)|is now known)")


def is_handle(text: str, start: int, end: int) -> bool:
    """Say whether it is a handle: ``@x@y`` of federated networks, or the line on which somebody comes to a channel."""
    federated = text[start - 1 : start] == "@" and not text[start - 2 : start - 1].isalnum()
    return federated or _JOINS.match(text, end) is not None


# Who is started under such a name (`iex --name`, `celery -n`), or where the file of its options says it.
_STARTED = re.compile(
    r"(?:\b(?:iex|w?erl|elixir|mix|rebar3|emqx|ejabberdctl|rabbitmq(?:ctl|-\w+)|celery)\b[^\n]{0,120}?\s(?:--?s?name|-n|--?node|--?remsh|--hostname|--destination|-d)[ =]"
    r"|(?:^|\n)\s*-s?name\s+|\b(?:RELEASE_NODE|NODE_?NAME)\b\W{0,4})[\"'`]?\Z"
)
# The name of a node behind the word for one, an atom of Elixir, an argument of what speaks to nodes, a prompt.
_CALLED = re.compile(
    r"(?i:\b(?:nodes?|node ?name|n[oœ]e?uds?|nodos?|knoten|węze?ł\w*|узе?л\w*|κόμβ\w+|nút)(?: (?:named|called|is|heißt|llamado|appelé|tên))?[\s:=]*[\"'`*]{0,3}\Z)"
    r"|(?:(?<![\w\"'}\])]):[\"']|\bNode\.\w+[ (]:?[\"']?|\b(?:net_adm|net_kernel|rpc|erpc|erlang):\w+\(\[?[\"']|\b(?:monitor_node|nodedown|nodeup)\W{1,3})\Z"
    r"|(?:connection to|connected to|connecting to|disconnected from) (?:node )?:?[\"'`]?\Z(?<!<)"
)
_NODE_SHELL = re.compile(r"\)\d+>")
_NODE_DOWN = re.compile(r"[\"'`]?: (?:node|host) (?:is )?(?:down|not |unreachable)")
_PAIR = re.compile(r"[\"'] ?(?:=>|:)")


def is_node(text: str, start: int, end: int) -> bool:
    """Say whether ``text[start:end]`` is the name of a node of a cluster (Erlang, Elixir, RabbitMQ, Celery)."""
    if text.startswith("Mnesia.", start) or text[max(0, start - 7) : start] == "Mnesia.":
        return True
    if text[start - 1 : start] == "(" and _NODE_SHELL.match(text, end):
        return True
    if _NODE_DOWN.match(text, end):
        return True
    span = back(text, start, 140), start
    if _STARTED.search(text, *span):
        return True
    return _CALLED.search(text, *span) is not None and not _PAIR.match(text, end)
