"""Published versions: immutable, verified, compared, traced.

- ``spec``, ``build``, ``write``, ``merkle``, ``manifest``: the folder and its identity.
- ``publish``, ``verify``, ``versions``, ``changes``: building beside, checking, renaming; numbers, rollback.
- ``documents``, ``card``, ``numbers``, ``verify_card``, ``datasheet``, ``croissant``, ``loading``: what it
  says of itself, every number with its query.
- ``diff``, ``causes``, ``settings``, ``shift``, ``rows``, ``page``: two versions, every changed row with its
  cause.
- ``licenses``, ``approvals``, ``trained``, ``push``: governance, models, copies elsewhere.
- ``train_check``: two real training steps on a release.
"""
