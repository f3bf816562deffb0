"""The groups of signals that are built in: a module each, which holds its `GROUP` and no kernel."""
