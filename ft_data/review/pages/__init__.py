"""The pages of the review station, one module a purpose."""
