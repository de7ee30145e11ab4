"""An engine for the recipe: a cluster is one process that lists what was put into a file."""
