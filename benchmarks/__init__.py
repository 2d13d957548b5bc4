"""What is measured beside the tests: speed, and what other tools find."""
