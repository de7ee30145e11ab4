"""One learner's attempt at a lab: its record, its clusters' making and ending, its shell."""
