"""The errors that end a run: each is the user's to mend and fits one line."""


class UsageError(Exception):
    """A wrong option, path or configuration. The CLI prints its text and exits with 2."""


class CatalogueError(Exception):
    """A pack's table or page that cannot be used. The text names the file and the key."""
