"""`python -m infracheck`."""

from infracheck.cli import main

if __name__ == "__main__":
    main()
