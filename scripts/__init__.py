"""Scripts for developers: run them with `python -m scripts.NAME` from the root of the checkout."""
