"""The learner's seat in an exam: a task's shell, and the messages that open shells show."""

import contextlib
import os
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

import psutil

from clusterdojo.attempt.environment import bashrc, environment, suite_environment
from clusterdojo.attempt.model import Attempt
from clusterdojo.errors import StateError, UsageError
from clusterdojo.exam.folder import Exam
from clusterdojo.files import write_atomically
from clusterdojo.paths import STATE_VARIABLE

# Whatever is tried with it says so; kubectl's own default would be something on this machine.
# Without a credential, kubectl would ask for a user name first.
NO_CLUSTER = """\
apiVersion: v1
kind: Config
current-context: exam
contexts: [{name: exam, context: {cluster: exam, user: exam}}]
clusters: [{name: exam, cluster: {server: "https://the-exam-has-ended.invalid"}}]
users: [{name: exam, user: {token: none}}]
"""
# The lab's own start-up file comes first. `ends` is a file with the moment at which time is up, so
# the prompt asks no program; it follows when the exam is given time back. It holds 0 once the exam
# has ended, and is gone with an exam that was abandoned. Soon after the end the task's kubeconfig
# is gone, too: before each command, the shell turns to one that stays. "$_" is passed to keep it.
BASHRC = """\
. {bashrc}
__dojo_left() {{
    local ends now left
    {{ read -r ends < {ends}; }} 2>/dev/null || {{ echo 'exam over'; return; }}
    printf -v now '%(%s)T' -1 2>/dev/null || now=$(date +%s)
    if [ "$ends" = 0 ]; then echo 'exam ended'; return; fi
    left=$((ends - now))
    if [ "$left" -le 0 ]; then echo 'time is up'; return; fi
    printf '%d:%02d:%02d left' $((left / 3600)) $((left / 60 % 60)) $((left % 60))
}}
PS1='\\[\\e[1;36m\\]task {number}\\[\\e[0m\\] (\\[\\e[33m\\]$(__dojo_context)\\[\\e[0m\\]) '\\
'\\[\\e[35m\\]$(__dojo_left)\\[\\e[0m\\] \\W \\$ '
__dojo_over() {{
    local ends
    {{ read -r ends < {ends}; }} 2>/dev/null || ends=0
    if [ "$ends" = 0 ]; then export KUBECONFIG={over}; fi
}}
{{ printf '%s\\n%s\\n' {number} "$(tty)" > {shells}/$$; }} 2>/dev/null
trap 'rm -f {shells}/$$' EXIT
cd {work}
trap '__dojo_over "$_"' DEBUG
"""
OVER_KUBECONFIG = "ended.kubeconfig"
TOLD = "\r\n\a*** {text} ***\r\n"


def command(exam: Exam, number: int, attempt: Attempt) -> tuple[list[str], dict[str, str]]:
    """The program that is a task's shell, and its whole environment.

    Raises:
        UsageError: There is no bash.
        StateError: Its start-up file can't be written.
    """
    bash = shutil.which("bash")
    if bash is None:
        raise UsageError(
            "bash is not installed.", f"Install it, or use `dojo exam run {number} COMMAND`."
        )
    completion = attempt.folder / "completion.bash"
    if not completion.exists():
        with contextlib.suppress(OSError):  # whatever the learner has done to kubectl
            made = subprocess.run(
                [str(attempt.bin / "kubectl"), "completion", "bash"],
                capture_output=True, text=True, check=False, env=suite_environment(attempt),
            )  # fmt: skip
            write_atomically(completion, made.stdout)
    exam.shells.mkdir(mode=0o700, exist_ok=True)
    over = exam.folder.parent / OVER_KUBECONFIG  # it outlives the exam, as open shells do
    write_atomically(over, NO_CLUSTER)
    quoted = {
        "bashrc": bashrc(attempt), "ends": exam.ends_file, "shells": exam.shells,
        "work": attempt.work, "over": over,
    }  # fmt: skip
    text = BASHRC.format(number=number, **{k: shlex.quote(str(v)) for k, v in quoted.items()})
    rcfile = attempt.folder / "exam.bashrc"
    write_atomically(rcfile, text)
    return [bash, "--rcfile", str(rcfile), "-i"], variables(exam, number, attempt)


def variables(exam: Exam, number: int, attempt: Attempt) -> dict[str, str]:
    """The environment of a task: `dojo` in it speaks of this task, and knows that it is an exam."""
    return {
        **environment(attempt),
        STATE_VARIABLE: str(exam.store(number).root),
        "DOJO_EXAM_TASK": str(number),
    }


def sit_down(exam: Exam, number: int) -> None:
    """Register this process at a task, as a task's shell does: the program that it becomes."""
    process = psutil.Process()
    lines = (number, process.terminal() or "", process.create_time())
    with contextlib.suppress(OSError, StateError):  # then the task may be paused under it
        exam.shells.mkdir(mode=0o700, exist_ok=True)
        text = "".join(f"{line}\n" for line in lines)
        write_atomically(exam.shells / str(process.pid), text)


def shells(exam: Exam) -> dict[int, tuple[int, Path]]:
    """The shells and commands that run: the task and the terminal of each, by its pid."""
    found = {}
    for path in exam.shells.glob("[!.]*"):
        with contextlib.suppress(OSError, ValueError, psutil.Error):
            number, terminal, *began = path.read_text(encoding="utf-8").splitlines()
            process = psutil.Process(int(path.name))
            if _is_the_same(process, exam, int(number), began):
                found[process.pid] = (int(number), Path(terminal))
                continue
        with contextlib.suppress(OSError):
            path.unlink()
    return found


def _is_the_same(process: psutil.Process, exam: Exam, number: int, began: list[str]) -> bool:
    """Whether it is the process that was registered; by now another one may have its pid.

    Its terminal would not do: psutil knows those only that were there when it was first asked.
    """
    if began:
        return began == [str(process.create_time())]
    return process.environ().get(STATE_VARIABLE) == str(exam.store(number).root)


def tell(exam: Exam, text: str) -> int:
    """Write a line to the terminals of all open shells; says to how many."""
    terminals = {terminal for _, terminal in shells(exam).values() if terminal != Path()}
    told = 0
    for terminal in terminals:
        with contextlib.suppress(OSError):
            descriptor = os.open(terminal, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                if stat.S_ISCHR(os.fstat(descriptor).st_mode):
                    os.write(descriptor, TOLD.format(text=text).encode())
                    told += 1
            finally:
                os.close(descriptor)
    return told
