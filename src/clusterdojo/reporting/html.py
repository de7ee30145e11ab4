"""Pages that open offline: one file each, without a server, and without a request to any."""

from clusterdojo.reporting.html_class import class_page
from clusterdojo.reporting.html_learner import learner_page

__all__ = ["class_page", "learner_page"]
