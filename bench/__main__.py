"""`make bench`: every measurement that takes less than a few minutes, one after the other."""

from bench import check, comparison, start, watch

for measurement in (start, check, watch, comparison):
    measurement.main()
