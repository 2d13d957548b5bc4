"""The built-in pack: the codemods, the catalogue's tables and the rules' pages."""
