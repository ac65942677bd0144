"""Measurements, run by hand: `./run bench sweep|list|mail`. Ratios of our work to a limit, both taken in one run."""
