"""YAML that remembers on which line everything stands."""

from pathlib import Path
from typing import Any

import yaml

from clusterdojo.lab.faults import Fault


def not_yaml(path: Path, error: Exception) -> Fault:
    """What PyYAML says of a file that it can't read, with the line where it tells one."""
    if isinstance(error, RecursionError):
        return Fault(path, 1, "is not YAML: nested too deep")
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or " ".join(str(error).split())
    return Fault(path, mark.line + 1 if mark else 1, f"is not YAML: {said}")


class Document:
    """A YAML file's content, and the line of each part of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self.content: Any = None
        self._node: yaml.Node | None = None
        try:
            text = path.read_text(encoding="utf-8")
            self._node = yaml.compose(text, Loader=yaml.SafeLoader)
            self._duplicates(self._node, set())
            self.content = yaml.safe_load(text)
        except OSError as error:
            self.faults.append(Fault(path, 1, f"can't be read: {error.strerror}"))
        except UnicodeDecodeError:
            self.faults.append(Fault(path, 1, "is not UTF-8 text"))
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self.faults.append(not_yaml(path, error))

    def line(self, location: tuple[int | str, ...]) -> int:
        """The line of the deepest part on the way to `location`."""
        node, line = self._node, 1
        for step in location:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if k.value == step), None)
                if pair is None:
                    continue  # a step that only the model knows, such as a union's branch
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                if step >= len(node.value):
                    break
                node = node.value[step]
                line = node.start_mark.line + 1
        return line

    def _duplicates(self, node: yaml.Node | None, visited: set[int]) -> None:
        """YAML's readers keep the last of two equal keys, and say nothing."""
        if id(node) in visited:
            return  # an alias
        visited.add(id(node))
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in seen:
                        message = f"{key.value} is given twice"
                        self.faults.append(Fault(self.path, key.start_mark.line + 1, message))
                    seen.add(key.value)
                self._duplicates(value, visited)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                self._duplicates(value, visited)
