"""Licence headers in code: what a file says of its own licence, beside what its row is declared to have."""
