"""What the statements of one function or module say: its names, its control flow, its lives."""
