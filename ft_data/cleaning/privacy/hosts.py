"""Addresses that the words around them make a machine's: the host of a command or a URL, a proxy, a name server, one of a table of hosts."""

from __future__ import annotations

import re

from ft_data.cleaning.privacy.around import REACH, SLACK
from ft_data.cleaning.privacy.finding import Finding, back

_COMMAND = re.compile(
    r"(?:^|[\n`$#|;&(\"'>]|\b(?:sudo|exec)\b)[ \t]*(?:ping6?|dig|nslookup|host|whois|traceroute|tracert|tracepath|mtr|nmap|nc|ncat|netcat|telnet|ftp|tftp|arp|arping"
    r"|curl|wget|ssh|scp|sftp|rsync|mosh|mount|ifconfig|ip|route|iptables|netstat|ssh-copy-id|docker|su)\s[^\n|;]*$"
)
# A table of hosts, a list among domains, or the host of a URL.
_TABLE = re.compile(r"[ \t]+(?:[a-z][\w-]*\.)+[a-z]{2,}\b")
_LINES = re.compile(
    r"(?:^|\n)[ \t]*(?:[\w-]+\\?\.)+[a-z]{2,}[ \t]*\n[ \t]*\Z|(?:^|\n)[ \t]*(?:\d{1,3}\.){3}\d{1,3}[ \t]*\n[ \t]*\Z"
)
_ALONE = re.compile(r"[ \t]*\n[ \t]*(?:[\w-]+\\?\.)+[a-z]{2,}[ \t]*(?:\n|\Z)")
_LABELLED = re.compile(
    r"(?i)(?:https?://|\bhostname |\bdial tcp |\bipv[46] ?:(?:\*\*)? (?:[\w.:]+ / )?)\[?\Z"
)
# A host that is named, and then its address: `Resolving files.site.org... 80.12.13.14`.
_HOST = re.compile(
    r"(?i)(?<![@\w.-])(?:[a-z][a-z-]*\d?\.)+[a-z]{2,10}(?::\d{1,5})? ?(?:\.\.\. |\)?,'?|\]\(\S{4,60}\),|\||\[|\(|: |, | has address | is | -> )?\(?(?:[\d.]{7,15}, )*\Z"
    r"|\[ip: \Z"
)

_MACHINE = re.compile(
    r"(?i)\b(?:resolves? to|(?:reverse|dns) (?:dns )?lookup (?:for|of|on)|prox(?:y|ies)|(?:name|dns|ntp|time|mail|web) ?servers?|\bdns\w*(?:[- ][^\W\d_]{4,12})?|gateway|load balancer|connect(?:ing|ed)? to)"
    r"(?: (?:with|at|on|to|is))?(?: the)?(?: ip)?(?: address)?[ :=]*[`\"'\[]?\Z"
)


# What answers for names is listed with both of its addresses.
_SERVED = re.compile(
    r"(?is)\b(?:dns|do[htq]|resolver|anycast)\b.{0,200}\bipv[46]\W{1,9}(?:(?:[\da-f.:]{3,40}|\[[A-Z_]{2,12}\])\W{1,9}){0,3}\Z|\bIN\s+A{1,4}\s+\Z"
)


def of_a_machine(text: str, item: Finding, lenient: bool = False) -> bool:
    """Say whether an address is the host that a shell command talks to, or said to be a proxy's or a name server's."""
    reach = REACH + SLACK * lenient
    span = back(text, item.start, reach), item.start
    if _TABLE.match(text, item.end) or (_ALONE.match(text, item.end) and _LINES.search(text, *span)):
        return True
    if any(pattern.search(text, *span) for pattern in (_COMMAND, _MACHINE, _HOST, _LABELLED)):
        return True
    return _SERVED.search(text, back(text, item.start, 260 + SLACK * lenient), item.start) is not None
