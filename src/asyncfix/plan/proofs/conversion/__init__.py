"""What has to change with a function that becomes a plain one, or a coroutine function."""
