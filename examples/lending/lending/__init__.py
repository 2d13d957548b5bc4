"""A library that lends books: a FastAPI application whose handlers share synchronous sessions."""
