"""Pages that open offline: one file each, without a server, and without a request to any."""

from clusterdojo.reporting.formats.html.class_page import class_page
from clusterdojo.reporting.formats.html.learner_page import learner_page

__all__ = ["class_page", "learner_page"]
