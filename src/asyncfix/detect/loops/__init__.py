"""Finds event loops that are started in another, and threads that are used wrongly beside one."""
