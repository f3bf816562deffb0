"""Where a dataset is weak, why, and whether a next version mended it: pure functions over tries and rows."""
