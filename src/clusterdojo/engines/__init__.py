"""Where a lab's clusters come from: each folder is an engine, protocol.py says what it gives."""
