"""`python -m hysteroview`."""

from hysteroview.cli.main import main

if __name__ == "__main__":
    main()
