"""Looking at a dataset and its recipe without changing anything: `why`, previews, what a rule does or would do."""
