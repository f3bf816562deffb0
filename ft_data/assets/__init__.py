"""Dagster assets: thin wrappers that run a stage and report its numbers."""
