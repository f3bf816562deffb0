"""Rows that a language model makes: planned, asked for, validated in named stages, accounted for, certified."""
