"""Says under which paths handlers are reached, whatever routers and applications are between."""
