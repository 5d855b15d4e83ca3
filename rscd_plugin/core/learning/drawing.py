"""Whole numbers drawn at random."""

from __future__ import annotations

import torch


def below(bound: int, rng: torch.Generator) -> int:
    """A whole number from 0 to bound - 1, each as likely as the others."""
    return int(torch.randint(bound, (1,), generator=rng))
