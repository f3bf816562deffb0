"""Asking a teacher for what a plan still lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ft_data.endpoint import asking, client
from ft_data.recipe.endpoint import Endpoint
from ft_data.recipe.generate import Generate
from ft_data.synthesis import batching
from ft_data.synthesis.generation import Ask
from ft_data.synthesis.plan import JUDGE, Call, row_id
from ft_data.synthesis.store import Answer, Keeper, Store


def asker(
    generate: Generate,
    account: str,
    store: Store,
    pause: Callable[[float], None] = time.sleep,
    heard: Callable[[int], None] = lambda requests: None,
) -> Ask:
    """Return what asks the teacher for requests that have no answer yet; its money is on ``account``.

    The caller holds the dataset. Raises EndpointRefused where the teacher refuses what it is asked.
    """
    asked: dict[bool, tuple[str, Endpoint, str]] = {
        False: (account, generate.teacher, f"the teacher of `{account}`")
    }
    if generate.judge is not None:  # of a way that ranks
        asked[True] = (judge_account(account), generate.judge, f"the judge of `{account}`")
    for name, _, _ in asked.values():
        store.interrupt(name)

    def ask(wave: Sequence[Call]) -> tuple[Mapping[str, Answer], str | None]:
        keys = [call.key for call in wave]
        known = store.answers(keys)
        heard(len(known))
        stopped = None
        for judge in (False, True):
            waiting = [call for call in wave if call.judge == judge and call.key not in known]
            if not waiting:
                continue
            name, to, who = asked[judge]
            store.show({call.key: (*call.parents, row_id(account, call.of)) for call in waiting})
            bodies = [(call.key, call.body) for call in waiting]
            keeper = Keeper(store, name)
            if not judge and generate.teacher.batch:
                outcome = batching.ask(client.line(who, to), name, bodies, store, keeper, pause, heard)
                stopped = stopped or outcome.stopped
                continue
            outcome = asking.ask(client.line(who, to), name, bodies, store, keeper, again=False, pause=pause, heard=heard)  # fmt: skip
            stopped = stopped or outcome.stopped
        return store.answers(keys), stopped

    return ask


def judge_account(account: str) -> str:
    """Name the account of a generator's judge."""
    return account + JUDGE
