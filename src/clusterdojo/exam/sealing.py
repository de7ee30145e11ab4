"""The key that seals an exam's result: the one handed out, or the one in the exam's pack.

A pack carries a key of its own, made of the instructor's key and the pack's digest. The instructor
makes it again from the digest that a result tells, and so never hands out the key itself; a result
of another draw can't be sealed as one of this pack by changing what it tells.
"""

from typing import Any

from clusterdojo.seal import Key, SealState, state_of

SECRET = "ExamPackKey"  # noqa: S105 - what the secret is made for, not the secret


def secret_of_pack(key: Key, digest: str) -> bytes:
    """The secret of a pack's own key."""
    return bytes.fromhex(key.seal({"kind": SECRET, "pack": digest}).mac)


def seal_state(content: dict[str, Any], key: Key | None, pack: str) -> SealState:
    """The state of the seal of an exam's result, or of an attempt's result in it.

    Args:
        content: The result, as plain data.
        key: The instructor's key, if it is here.
        pack: The digest of the pack that the exam was started from; empty without one.
    """
    state = state_of(content, key)
    if key is None or state != "another key" or not pack:
        return state
    return Key(secret_of_pack(key, pack)).state(content)
