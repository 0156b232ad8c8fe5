"""Benchmarks (``make bench``): ratios to a bare Django page measured in the same run, never timed tests."""
