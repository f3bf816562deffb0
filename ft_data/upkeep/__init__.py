"""Changing what lies in a home outside of a run: forgetting people, records and sources, and a new key."""
