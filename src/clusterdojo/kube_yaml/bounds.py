"""What is refused: text that is not YAML, or larger or deeper than any real file."""

LARGEST = 20_000_000  # characters, with every alias written out
ALIASED = 100_000  # of them, how many may come from aliases: kubectl refuses some millions
MOST_VALUES = 200_000  # of a file; a cluster of 2,000 objects has half as many
DOCUMENT_COSTS = 20  # values: as long as that it takes to begin with one
DEEPEST = 200  # lists and maps in each other; a CustomResourceDefinition has thirty


class NotYamlError(ValueError):
    """The text is neither YAML nor JSON that kubectl would take, or too large to read."""


class Budget:
    """How many values of a file may still be read, so that none takes more than seconds."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def take(self, values: int = 1) -> None:
        """Count values that are read.

        Raises:
            NotYamlError: They are too many.
        """
        self._left -= values
        if self._left < 0:
            raise NotYamlError(f"more than {MOST_VALUES} values")
