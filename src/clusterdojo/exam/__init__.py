"""The exam: many tasks, one clock, one grade. Each task is an attempt in a store of its own."""
