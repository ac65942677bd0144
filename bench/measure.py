"""Medians with their spread, and ratios between them."""

import statistics
import time
from collections.abc import Callable


def median(label: str, work: Callable[[], object], *, times: int = 21, warm: int = 3) -> float:
    """Run `work`, print the median and the middle half in milliseconds, return the median in seconds."""
    for _ in range(warm):
        work()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    low, middle, high = statistics.quantiles(seconds, n=4)
    print(f"  {label:<58} {middle * 1000:9.2f} ms   (middle half {low * 1000:.2f} to {high * 1000:.2f})")
    return middle


def ratio(label: str, ours: float, limit: float, goal: str) -> None:
    print(f"  = {label}: {ours / limit:.1f} times   (goal: {goal})")
