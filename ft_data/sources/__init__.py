"""Sources: files become records (`reading`), records become drafts of examples (`shapes`).

`reading.plan` and `reading.read` touch the disk; everything about shapes and identity is pure. See
docs/sources.md.
"""
