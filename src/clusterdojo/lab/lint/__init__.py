"""Finds faults in labs before anything is started."""
