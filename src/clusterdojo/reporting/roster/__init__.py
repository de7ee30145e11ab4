"""The learners of a class: an instructor's CSV file, or the export of another system."""

from clusterdojo.reporting.roster.matching import Roster
from clusterdojo.reporting.roster.student import Student

__all__ = ["Roster", "Student"]
