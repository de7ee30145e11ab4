"""Grading: collects what each criterion says, weighs it, writes result.json."""
