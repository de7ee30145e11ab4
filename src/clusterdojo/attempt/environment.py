"""The learner's seat: the environment in which commands, solutions and shells run."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from clusterdojo.attempt.model import Attempt
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.processes import WITHOUT_KUBERC

# Where the learner's own defaults and aliases for kubectl are, and whether they apply.
KUBECTL_PREFERENCES = frozenset({"KUBERC", "KUBECTL_KUBERC"})
BASHRC = """\
# Written by clusterdojo for one attempt; your own ~/.bashrc comes first.
[ -r ~/.bashrc ] && . ~/.bashrc
export PATH={bin}:"$PATH" KUBECONFIG={kubeconfig}
unset PROMPT_COMMAND
alias k=kubectl
for file in /usr/share/bash-completion/bash_completion \\
    /opt/homebrew/etc/profile.d/bash_completion.sh
do [ -r "$file" ] && . "$file" && break; done
if type _get_comp_words_by_ref >/dev/null 2>&1 && [ -r {completion} ]; then
    . {completion}
    complete -o default -F __start_kubectl k
fi
__dojo_context() {{ kubectl config current-context 2>/dev/null || echo 'no context'; }}
PS1='\\[\\e[1;36m\\]{lab}\\[\\e[0m\\] (\\[\\e[33m\\]$(__dojo_context)\\[\\e[0m\\]) \\w \\$ '
cd {work}
"""


def environment(attempt: Attempt) -> dict[str, str]:
    """The variables of the learner's shell. The drawn values are not there: some are answers."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KUBE", "DOJO_")) or name in KUBECTL_PREFERENCES
    }
    return {
        **inherited,
        "DOJO_LAB": attempt.record.lab,
        "DOJO_WORK": str(attempt.work),
        "KUBECONFIG": str(attempt.kubeconfig),
        "KUBECACHEDIR": str(attempt.folder / "kube-cache"),
        "PATH": f"{attempt.bin}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def suite_environment(attempt: Attempt) -> dict[str, str]:
    """The variables of what the suite itself runs in the attempt: the learner's, but no kuberc.

    A kuberc changes what kubectl does: with interactive deletion as its default, a setup script
    deletes nothing.
    """
    learners = environment(attempt)
    return {k: v for k, v in learners.items() if k not in KUBECTL_PREFERENCES} | WITHOUT_KUBERC


def furnish(attempt: Attempt, tools: Mapping[str, Path]) -> None:
    """Make the work folder and put the tools on the learner's PATH.

    Raises:
        StateError: The attempt's folder can't be written.
    """
    try:
        attempt.work.mkdir(exist_ok=True)
        attempt.bin.mkdir(exist_ok=True)
        for name, program in {**tools, "k": tools["kubectl"]}.items():
            link = attempt.bin / name
            link.unlink(missing_ok=True)
            link.symlink_to(program)
    except OSError as error:
        raise unwritable(attempt.folder, error) from error


def bashrc(attempt: Attempt) -> Path:
    """The start-up file of the learner's shell."""
    path = attempt.folder / "bashrc"
    quoted = {
        "bin": attempt.bin,
        "kubeconfig": attempt.kubeconfig,
        "completion": attempt.folder / "completion.bash",
        "work": attempt.work,
    }
    text = BASHRC.format(
        lab=attempt.record.lab, **{name: shlex.quote(str(p)) for name, p in quoted.items()}
    )
    write_atomically(path, text)
    return path
