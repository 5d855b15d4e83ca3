"""What is optimised on a pair: networks, what they see, and the terms of their loss."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import nn

from ..learning.photometric import vary_photometry
from ..learning.similarity_dissimilarity import (
    augmentation_term,
    balanced_term,
    changed_area_term,
    feature_augmentation_term,
    feature_term,
    image_term,
)
from ..models.change_generator import ChangeProbabilityGenerator, ResidualGenerator, UGenerator
from ..models.feature_extractor import FeatureExtractor
from ..models.feature_statistics import FeatureMoments
from .training_windows import Batch

Terms = dict[str, torch.Tensor]
LARGEST_DIFFERENCE = 6.0  # standard deviations


class Objective(nn.Module, ABC):
    """Subclasses hold the D-CPG, and D-FE where it is optimised too: what is a module of theirs is trained."""

    generator: ChangeProbabilityGenerator

    @abstractmethod
    def seen(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        """What the D-CPG sees of I1 and I2, two (B, bands, H, W): (B, channels, H, W)."""

    @abstractmethod
    def terms(self, batch: Batch, rng: torch.Generator) -> Terms:
        """The weighted terms of the loss by name; their sum is what is minimised."""

    def forward(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        """Change logits (B, 1, H, W)."""
        return self.generator(self.seen(pre, post))


class FeatureTerms(nn.Module):
    """L_feat and L_featAug, for D-FE that are optimised with the D-CPG.

    Features are normalised by the statistics of the mini-batch: against frozen ones the distance could grow without end
    by making the features larger.
    """

    def __init__(self, extractors: Sequence[FeatureExtractor]) -> None:
        super().__init__()
        self.extractors = nn.ModuleList(extractors)

    def forward(self, p: torch.Tensor, batch: Batch, rng: torch.Generator) -> Terms:
        varied = vary_photometry(batch.pre, rng), vary_photometry(batch.post, rng)
        feature = augmented = 0.0
        for extractor in self.extractors:
            pre, post, varied_pre, varied_post = (
                _normalised(extractor(image), batch.valid) for image in (batch.pre, batch.post, *varied)
            )
            feature = feature + feature_term(p, pre, post, extractor.levels, batch.valid)
            augmented = augmented + feature_augmentation_term(
                p, pre, post, varied_pre, varied_post, extractor.levels, batch.valid
            )
        return {"features": feature / len(self.extractors), "feature augmentation": augmented / len(self.extractors)}


class BalancedObjective(Objective):
    """The optimised mode's: a small U learns to tell the two sides of the fused score's balance point apart from |I1 - I2|.

    Its loss is the similarity-dissimilarity loss at the distance of the fused score over `balance`, in logarithms. Where D-FE is
    optimised too, the terms of its features move it, and not the D-CPG, whose distance holds them already.
    """

    def __init__(self, bands: int, seed: int, balance: float, features: FeatureTerms | None) -> None:
        super().__init__()
        self.generator = UGenerator(bands, seed=seed)
        self.balance = balance
        self.features = features

    def seen(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        return (pre - post).abs().clamp_max(LARGEST_DIFFERENCE)

    def terms(self, batch: Batch, rng: torch.Generator) -> Terms:
        logits = self(batch.pre, batch.post)
        terms = {"similarity-dissimilarity": balanced_term(logits, batch.distance / self.balance, batch.valid)}
        if self.features is not None:
            terms.update(self.features(torch.sigmoid(logits.detach()), batch, rng))
        return terms


class PublishedObjective(Objective):
    """The paper's, term by term: L_img + L_feat + L_featAug + L_aug + λ L_cm, over a residual D-CPG that sees |I1 - I2|.

    balance: λ, the distance above which a pixel counts as changed.
    """

    def __init__(self, bands: int, seed: int, extractor: FeatureExtractor, train_features: bool, balance: float) -> None:
        super().__init__()
        self.generator = ResidualGenerator(bands, seed=seed)
        self.features = FeatureTerms([extractor])
        self.features.requires_grad_(train_features)
        self.balance = balance

    def seen(self, pre: torch.Tensor, post: torch.Tensor) -> torch.Tensor:
        return (pre - post).abs()

    def terms(self, batch: Batch, rng: torch.Generator) -> Terms:
        p = torch.sigmoid(self(batch.pre, batch.post))
        varied = torch.sigmoid(self(vary_photometry(batch.pre, rng), vary_photometry(batch.post, rng)))
        return {
            "image": image_term(p, batch.pre, batch.post, batch.valid),
            **self.features(p, batch, rng),
            "augmentation": augmentation_term(p, varied, batch.valid),
            "changed area": self.balance * changed_area_term(p, batch.valid),
        }


def _normalised(features: list[torch.Tensor], valid: torch.Tensor) -> list[torch.Tensor]:
    return FeatureMoments().add(features, valid).statistics().normalised(features)
