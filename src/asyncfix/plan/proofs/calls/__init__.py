"""What a call runs, who calls a function, and what code puts in its place."""
