"""Finds what blocks: calls in a coroutine itself, and what it reaches through others."""
