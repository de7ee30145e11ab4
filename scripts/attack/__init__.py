"""Attack rounds: strangers' scripts against the graders, each on a fresh cluster of its own."""
