"""`python -m letters`."""

from letters.cli import run

if __name__ == "__main__":
    run()
