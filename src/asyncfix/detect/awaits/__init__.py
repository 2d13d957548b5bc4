"""Finds coroutines that nothing awaits, tasks that nothing keeps, and blocks that lack `async`."""
