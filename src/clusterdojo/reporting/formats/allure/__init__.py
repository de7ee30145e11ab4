"""Allure's files of many attempts as one report, and its page."""
