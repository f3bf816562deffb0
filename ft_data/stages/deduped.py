"""deduped: exact and near duplicates removed, each with a kept witness and a score."""
