"""`python -m clusterdojo` is `dojo`."""

from clusterdojo.cli import main

main()
