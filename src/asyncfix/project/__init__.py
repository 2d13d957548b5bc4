"""The index of a project: files, scopes, names, types. It knows Python, and no library."""
