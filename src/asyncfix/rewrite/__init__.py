"""Turns the edits of one file into its new text, checks that text and writes it."""
