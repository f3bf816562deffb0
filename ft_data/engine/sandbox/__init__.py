"""Code that nobody vouches for, run in a process that can reach nothing: no file, no network, no other process."""
