"""How `inference` answers: by names, members, calls, annotations, containers."""
