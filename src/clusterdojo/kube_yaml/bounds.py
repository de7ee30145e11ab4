"""What is refused: text that is not YAML, or larger or deeper than any real file."""

LARGEST = 20_000_000  # characters, with every alias written out
ALIASED = 100_000  # of them, how many may come from aliases: kubectl refuses some millions
DEEPEST = 200  # lists and maps in each other; a CustomResourceDefinition has thirty


class NotYamlError(ValueError):
    """The text is neither YAML nor JSON that kubectl would take, or too large to read."""
