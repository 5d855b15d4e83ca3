"""The panel: finding, comparing and reviewing changes. Nothing in it computes; it runs the Processing algorithms."""
