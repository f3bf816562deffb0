"""Rows that may be out of date: by what they say of years and versions, by what a reference says, by the age of their source."""
