"""Who belongs to a class: a CSV file of the instructor's, or the export of another system."""

from clusterdojo.reporting.roster.matching import Roster
from clusterdojo.reporting.roster.student import Student

__all__ = ["Roster", "Student"]
