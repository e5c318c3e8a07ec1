"""`python -m microtask.cli`: the command, for processes that start one another without a search path."""

from microtask.cli import main

if __name__ == "__main__":
    main()
