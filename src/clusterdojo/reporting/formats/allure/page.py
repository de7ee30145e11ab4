"""Allure's own HTML, made by Allure 3 where Node is: one file that opens without any server.

Allure is installed once into the user's cache, by npm, from the lock file in reports/allure/,
which names a checksum for each package. Its page would report each view to an analytics service:
that is taken out of it, and the page's policy forbids requests to anywhere.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from clusterdojo.errors import RuntimeUnavailableError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import installed as installed_suite
from clusterdojo.paths import cache_dir
from clusterdojo.progress import Progress

OLDEST_NODE = 20
INSTALL_SECONDS = 600
GENERATE_SECONDS = 1800
MOST_TESTS = 5_000  # in one file: a browser takes ten seconds to open that many

ANALYTICS = re.compile(
    r"<script[^>]*\bsrc=\"https?://[^>]*></script>\s*<script>\s*window\.dataLayer\b.*?</script>",
    re.DOTALL,
)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline' data:; "
    "img-src data: blob:; font-src data:; media-src data: blob:; connect-src data: blob:; "
    "frame-src data: blob:; form-action 'none'"
)


def generate(results_dir: Path, output_dir: Path, progress: Progress) -> Path:
    """Make the page.

    Args:
        results_dir: Allure results, as `clusterdojo.reporting.formats.allure.write` leaves them.
        output_dir: Where index.html is to be; another one there is replaced.
        progress: Is told of the installation and the work.

    Returns:
        The page.

    Raises:
        UsageError: Node is missing or too old, there are too many results, or the folder can't
            be written.
        RuntimeUnavailableError: Allure can't be installed, or fails.
    """
    node = _node()
    found = sum(1 for _ in results_dir.glob("*-result.json"))
    if not 0 < found <= MOST_TESTS:
        raise UsageError(
            f"Allure's page would have to hold {found:,} graded criteria.",
            f"Give it 1 to {MOST_TESTS:,}, such as those of one lab; "
            "`dojo report class` makes a page of any class.",
        )
    program = installed(progress)
    progress.stage("making Allure's page")
    with tempfile.TemporaryDirectory(prefix="dojo-allure-") as scratch:
        made = Path(scratch) / "html"
        configuration = _folder() / "allurerc.json"
        _run(
            [
                node, str(program), "generate", "--config", str(configuration),
                "--output", str(made), str(results_dir.absolute()),
            ],
            results_dir,  # where the configuration finds the history
            GENERATE_SECONDS,
            "Allure could not make its page",
        )  # fmt: skip
        try:
            text = (made / "index.html").read_text(encoding="utf-8")
        except OSError as error:
            raise RuntimeUnavailableError(
                "Allure has made no page.", "Its results are written; any Allure reads them."
            ) from error
    page = output_dir / "index.html"
    write_atomically(page, silenced(text))
    return page


def silenced(text: str) -> str:
    """Allure's page without what asks another host for something, and without leave to do so."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return ANALYTICS.sub("", text, count=1).replace("<head>", f"<head>\n    {policy}", 1)


def installed(progress: Progress) -> Path:
    """Allure's program, installed now where it was not.

    Raises:
        UsageError: npm is missing.
        RuntimeUnavailableError: npm could not install it.
    """
    source = _folder()
    lock = (source / "package-lock.json").read_bytes()
    version = json.loads((source / "package.json").read_bytes())["dependencies"]["allure"]
    home = cache_dir() / f"allure-{version}-{hashlib.sha256(lock).hexdigest()[:8]}"
    program = Path("node_modules/allure/cli.js")
    if (home / program).is_file():
        return home / program
    npm = shutil.which("npm")
    if npm is None:
        raise UsageError("Allure's page needs npm, which is not installed.", _WITHOUT)
    progress.stage(f"installing Allure {version}")
    try:
        cache_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=cache_dir(), prefix=".allure-"))
        try:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(source / name, scratch)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            _run(command, scratch, INSTALL_SECONDS, f"Allure {version} could not be installed")
            if not home.exists():  # another command may have been faster
                scratch.rename(home)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise RuntimeUnavailableError(
            f"Allure {version} could not be installed: {error.strerror or error}.",
            "Free some space or choose another directory with CLUSTERDOJO_CACHE.",
        ) from error
    return home / program


_WITHOUT = (
    f"Install Node {OLDEST_NODE} or later. The Allure results do not need it and are written."
)


def _folder() -> Path:
    return installed_suite().root / "reports" / "allure"


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise UsageError("Allure's page needs Node, which is not installed.", _WITHOUT)
    told = _run([node, "--version"], Path.cwd(), 60, "Node does not run")
    major = re.match(r"v(\d+)\.", told)
    if major is None or int(major[1]) < OLDEST_NODE:
        raise UsageError(f"Allure's page needs a newer Node than {told.strip()}.", _WITHOUT)
    return node


def _run(command: list[str], folder: Path, seconds: float, failed: str) -> str:
    """Run a program; the last line that it has said tells what went wrong."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace",
            stdin=subprocess.DEVNULL, timeout=seconds, check=False,
            env={**os.environ, "NO_COLOR": "1", "CI": ""},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeUnavailableError(f"{failed}: {error}.", _AGAIN) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it gave no reason").splitlines()
        raise RuntimeUnavailableError(f"{failed}: {said[0].strip()}.", _AGAIN)
    return done.stdout


_AGAIN = "Its results are written; try again, or give them to any Allure that you have."
