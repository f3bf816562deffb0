"""From selected rows to what trainers read.

- ``links`` and ``splits``: which rows belong together, and sticky hash splits over them.
- ``targets``: one module per trainer format; ``export`` writes a part of rows for one of them, with a
  prediction per example of what that trainer does with it.
- ``tokenizers``, ``tokens``, ``token_report``: exact counts, truncation, packing.
- ``jinja_chat``, ``templates``: what the chat templates of common models do to the rows.
"""
