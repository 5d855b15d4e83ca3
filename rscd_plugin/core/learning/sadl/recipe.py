"""How SaDL is trained: as in the paper, or as taught more in a short training."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class SadlRecipe:
    """optimiser: of OPTIMISERS. near_edges: share of the points, 0-1, that lie near another class. push_across: whether points
    are pushed apart across all chips of the batch, or within each chip. push_weight: of that term.
    """

    optimiser: str
    near_edges: float
    push_across: bool
    push_weight: float


# By the names that a PretrainJob knows.
RECIPES = {
    "tuned": SadlRecipe("adamw", near_edges=0.5, push_across=True, push_weight=5.0),
    "paper": SadlRecipe("sgd", near_edges=0.0, push_across=False, push_weight=1.0),
}


def sadl_recipe(name: str, push_weight: float | None) -> SadlRecipe:
    """A recipe of RECIPES; push_weight: another than its own."""
    recipe = RECIPES[name]
    return recipe if push_weight is None else replace(recipe, push_weight=push_weight)
