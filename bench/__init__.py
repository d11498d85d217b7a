"""Measurements of speed and memory: ``make bench``, or one of them: ``python -m bench drill``.

Nothing here is shipped or imported by the monitor. Seconds differ from machine to machine; the ratios, measured in one
run on one machine, are what counts. Results worth keeping are written down by hand in RESULTS.md.
"""
