"""Looking at all rows of a dataset: facets and their counts, search, order, a map, and acts on what is found."""
