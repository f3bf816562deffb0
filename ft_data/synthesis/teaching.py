"""Asking a teacher for what a plan still lacks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ft_data.endpoint import asking, client
from ft_data.recipe.generate import Generate
from ft_data.synthesis.generation import Ask
from ft_data.synthesis.plan import Request
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
    store.interrupt(account)
    keeper = Keeper(store, account)

    def ask(wave: Sequence[Request]) -> tuple[Mapping[str, Answer], str | None]:
        keys = [request.key for request in wave]
        known = store.answers(keys)
        heard(len(known))
        waiting = [request for request in wave if request.key not in known]
        if not waiting:
            return known, None
        line = client.line(f"the teacher of `{account}`", generate.teacher)
        store.show({request.key: [request.passage.record_id] for request in waiting})
        bodies = [(request.key, request.body) for request in waiting]
        outcome = asking.ask(line, account, bodies, store, keeper, again=False, pause=pause, heard=heard)
        return store.answers(keys), outcome.stopped

    return ask
