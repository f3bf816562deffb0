"""Runs row work on all cores and global work in SQL; knows nothing about datasets."""
