"""How datasets fare: what is old, what drifted, what failed, who waits for whom, since when."""
