"""What a function uses and makes, and what the project changes of it: state, and whose it is."""
