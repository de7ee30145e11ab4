"""The command line: `dojo`. One module a command, loaded when the command is used."""

import gc
import os
import sys

INTERRUPTED = 130  # as shells have it: 128 and the number of the signal


def main() -> None:
    """Run `dojo`; what a user can mend ends in two sentences and exit code 2."""
    # A command lives for a second and makes little garbage: looking for it takes a tenth of that.
    gc.set_threshold(100_000)
    # pydantic would search every installed package for plugins of its own; we use none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    try:
        from clusterdojo import isolation  # keeps `import clusterdojo.cli` free
        from clusterdojo.errors import DojoError

        try:
            isolation.begin(sys.argv[1:])
        except DojoError as error:
            sys.exit(f"dojo: {error.what}\n      {error.do}")
        from clusterdojo.cli.app import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:  # while modules were loaded: click takes it only later
        code = INTERRUPTED
    sys.exit(code)
