"""What a new `await` lets other tasks do, which nobody could before."""
