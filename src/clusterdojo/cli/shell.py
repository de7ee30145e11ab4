"""`dojo shell`: the learner's seat."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("shell")
    def command() -> None:
        """Open a shell in the lab's work folder, with kubectl, k and etcdctl ready to use."""
        import shutil
        import subprocess

        from clusterdojo.attempt.environment import bashrc, environment, suite_environment
        from clusterdojo.attempt.store import default_store
        from clusterdojo.cli.become import become
        from clusterdojo.cli.console import err
        from clusterdojo.errors import UsageError
        from clusterdojo.files import write_atomically

        attempt = default_store().current()
        bash = shutil.which("bash")
        if bash is None:
            raise UsageError(
                "bash is not installed.", "Install it, or set KUBECONFIG as `dojo status` shows."
            )
        completion = attempt.folder / "completion.bash"
        if not completion.exists():
            kubectl = str(attempt.bin / "kubectl")
            made = subprocess.run(
                [kubectl, "completion", "bash"],
                capture_output=True, text=True, check=False, env=suite_environment(attempt),
            )  # fmt: skip
            write_atomically(completion, made.stdout)
        err.print("[dim]`exit` leaves the shell; the lab goes on. Grade with `dojo check`.[/]")
        argv = ["bash", "--rcfile", str(bashrc(attempt)), "-i"]
        become(attempt.work, bash, argv, environment(attempt))
