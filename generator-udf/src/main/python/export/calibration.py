"""One temperature per attribute, by which labelled images are the most likely.

The logits z of an attribute are multiplied by b = 1 / T so that the mean of log sum_c exp(b z_c) - b z_label is least. This is
convex in b; its slope, the mean of what the softmax expects of z minus the label's z, is brought to zero by bisection. Accuracy
does not depend on T; the expected calibration error does: the mean distance of confidence and accuracy over 15 bins of equal width.
"""

import math
from dataclasses import dataclass

import torch
from torch import nn

from errors import ExportError
from labelled import Labelled

LEAST_IMAGES = 20
BINS = 15
BATCH = 16
RANGE = (1e-4, 1e4)


class Tempered(nn.Module):
    """A judge whose logits are divided by the temperature of their attribute."""

    def __init__(self, judge: nn.Module, temperatures: list, groups: list):
        super().__init__()
        self.judge = judge
        factors = [1 / temperature for temperature, count in zip(temperatures, groups, strict=True) for _ in range(count)]
        self.register_buffer("factors", torch.tensor(factors))

    def forward(self, image):
        return self.judge(image) * self.factors


@dataclass(frozen=True)
class Fitted:
    """What calibration did to an attribute; numbers before and after it."""

    images: int
    temperature: float
    accuracy: float
    error: tuple
    likelihood: tuple

    def json(self) -> dict:
        return {
            "images": self.images,
            "temperature": round(self.temperature, 6),
            "accuracy": round(self.accuracy, 4),
            "expectedCalibrationError": [round(each, 4) for each in self.error],
            "negativeLogLikelihood": [round(each, 4) for each in self.likelihood],
        }


def fit(logits: torch.Tensor, labels: torch.Tensor, what: str) -> Fitted:
    """Fits logits [N, C] to labels [N]."""
    logits, labels = logits.double(), labels.long()
    if len(labels) < LEAST_IMAGES:
        raise ExportError(f"{what} must have at least {LEAST_IMAGES} labelled images to be calibrated but has {len(labels)}")
    right = logits.argmax(1) == labels
    if slope(logits, labels, RANGE[0]) >= 0:
        raise ExportError(f"{what}: the logits say no more of the labels than chance ({right.float().mean():.2f} right of {len(labels)}): do words and labels fit?")
    if right.all():  # then the likelihood grows with b without end
        raise ExportError(f"{what}: all {len(labels)} labelled images are told right, so that no temperature is too low: add harder or more images")
    inverse = root(logits, labels)
    return Fitted(
        len(labels), 1 / inverse, right.double().mean().item(),
        (calibration_error(logits, labels), calibration_error(inverse * logits, labels)),
        (likelihood(logits, labels), likelihood(inverse * logits, labels)),
    )  # fmt: skip


def root(logits: torch.Tensor, labels: torch.Tensor) -> float:
    low, high = map(math.log, RANGE)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(logits, labels, math.exp(middle)) < 0 else (low, middle)
    return math.exp((low + high) / 2)


def slope(logits: torch.Tensor, labels: torch.Tensor, inverse: float) -> float:
    expected = ((inverse * logits).softmax(1) * logits).sum(1)
    return (expected - logits.gather(1, labels[:, None])[:, 0]).mean().item()


def likelihood(logits: torch.Tensor, labels: torch.Tensor) -> float:
    return nn.functional.cross_entropy(logits, labels).item()


def calibration_error(logits: torch.Tensor, labels: torch.Tensor) -> float:
    confidence, chosen = logits.softmax(1).max(1)
    right = (chosen == labels).double()
    bins = (confidence * BINS).long().clamp(max=BINS - 1)
    error = 0.0
    for each in bins.unique():
        inside = bins == each
        error += inside.double().mean().item() * abs((confidence[inside].mean() - right[inside].mean()).item())
    return error


@torch.no_grad()
def calibrated(judge, images: Labelled, role: str) -> tuple:
    """A judge with its temperatures, {attribute: what was found}, and lines that say it."""
    logits = torch.cat([judge.module(batch) for batch in images.pixels.split(BATCH)])
    found, lines, at = {}, [], 0
    for name, classes in judge.attributes.items():
        labels = images.labels[name]
        known = labels >= 0
        fitted = fit(logits[known, at : at + len(classes)], labels[known], f"--{role}, attribute {name!r} of {images.where}")
        at += len(classes)
        found[name] = fitted
        lines.append(
            f"--{role}, {name}: {fitted.images} labelled images, accuracy {fitted.accuracy:.3f}, temperature {fitted.temperature:.4g}, "
            f"expected calibration error {fitted.error[0]:.3f} -> {fitted.error[1]:.3f}"
        )
    groups = [len(classes) for classes in judge.attributes.values()]
    module = Tempered(judge.module, [each.temperature for each in found.values()], groups).eval()
    return module, found, lines
