"""Finds uses of libraries that go wrong in asynchronous code."""
