"""Chooses a fix for each finding, or says why there is none. It proves; it does not rewrite."""
