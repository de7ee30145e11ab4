"""clusterdojo: exam-practice labs for Kubernetes administrators, graded by pytest."""

__version__ = "0.1.0"
