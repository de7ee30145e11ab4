"""Reports, each derived from result.json alone."""
