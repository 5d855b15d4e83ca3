"""The one exception type for mistakes that the user can put right."""

from __future__ import annotations


class UserError(Exception):
    """What was found, what was expected, and what to do, in plain words.

    Shown to the user as it is, without a traceback. Everything else that is raised is a bug.
    """


class Cancelled(Exception):
    """The user asked to stop. Raised where progress is reported, so that nothing else is written."""
