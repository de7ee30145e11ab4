"""`make bench`: every measurement that takes less than a few minutes, one after the other."""

from bench import check, start, watch

for measurement in (start, check, watch):
    measurement.main()
