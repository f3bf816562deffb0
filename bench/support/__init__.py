"""What the benchmarks and the tests share: small homes, and a review station with people at it."""
