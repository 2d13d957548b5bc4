"""What is known of values without running the program, and which code cannot run therefore."""
