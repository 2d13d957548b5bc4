"""A small shop: a FastAPI application that does on its event loop what it should not."""
