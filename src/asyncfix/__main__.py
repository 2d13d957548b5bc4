"""Lets `python -m asyncfix` do what the `asyncfix` command does."""

from asyncfix.cli import main

if __name__ == "__main__":
    main()
