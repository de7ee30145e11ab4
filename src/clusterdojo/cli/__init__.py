"""The command line: `dojo`. One module a command, loaded when the command is used."""

import sys


def main() -> None:
    """Run `dojo`; what a user can mend ends in two sentences and exit code 2."""
    from clusterdojo.cli.app import run  # keeps `import clusterdojo.cli` free

    sys.exit(run(sys.argv[1:]))
