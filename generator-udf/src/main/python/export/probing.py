"""What a judge answers to a few images: shape, range and whether it answers at all."""

import torch

from errors import ExportError
from judges import Judge

PROBES = 16


@torch.no_grad()
def answers(judge: Judge, image: tuple, role: str) -> torch.Tensor:
    """Rows of numbers that a judge returns for plain, striped and noisy images; one image's do not depend on its batch."""
    if judge.image is not None and judge.image != image:
        raise ExportError(
            f"--{role} judges images of {size(judge.image)} but the model makes {size(image)}; take one that was trained on those, "
            "or TorchScript that resizes them itself"
        )
    probes = probe_images(image)
    try:
        out = judge.module(probes)
        alone = judge.module(probes[:1])
    except Exception as error:  # a network's own code
        raise ExportError(f"--{role} does not take images of {size(image)} in [-1, 1]: {str(error).strip().splitlines()[-1]}") from error
    if not isinstance(out, torch.Tensor):
        raise ExportError(f"--{role} must return one tensor but returns a {type(out).__name__}: join its heads to a row per image")
    if out.dim() != 2 or len(out) != PROBES:
        raise ExportError(f"--{role} must return a row of numbers per image but returns the shape {tuple(out.shape)} for {PROBES} images")
    if out.dtype != torch.float32:
        raise ExportError(f"--{role} must return float32 but returns {out.dtype}")
    if not torch.isfinite(out).all():
        raise ExportError(f"--{role} returns numbers that are not finite")
    difference = (out[:1] - alone).abs().max().item()
    if not difference <= 1e-3 * max(1.0, out.abs().max().item()):
        raise ExportError(
            f"--{role} answers differently when an image is asked about again, alone, by {difference:.2g}: is it saved in its "
            "training mode, with dropout or batch statistics? Call eval() before it is traced"
        )
    return out


def size(image: tuple) -> str:
    return " x ".join(map(str, image))


def probe_images(image: tuple) -> torch.Tensor:
    draw = torch.Generator().manual_seed(2)
    noise = torch.rand(PROBES, *image, generator=draw) * 2 - 1
    grey = torch.linspace(-1, 1, PROBES).reshape(-1, 1, 1, 1)
    return torch.where(torch.arange(PROBES).reshape(-1, 1, 1, 1) % 2 == 0, noise, (grey + 0.2 * noise).clamp(-1, 1))


def require_logits(judge: Judge, out: torch.Tensor, role: str) -> None:
    """One logit per class: neither other numbers of them, nor probabilities, nor always the same."""
    groups = [len(classes) for classes in judge.attributes.values()]
    if out.shape[1] != sum(groups):
        raise ExportError(f"--{role} must return {sum(groups)} numbers per image, one per class, but returns {out.shape[1]}")
    if (out == out[:1]).all():
        raise ExportError(f"--{role} returns the same numbers for all images: is it trained?")
    if out.min() >= 0 and out.max() <= 1:
        sums = torch.stack([part.sum(1) for part in out.split(groups, 1)])
        kind = "the probabilities of a softmax" if (sums - 1).abs().max() < 1e-3 else "probabilities"
        raise ExportError(f"--{role} must return logits but returns numbers in [0, 1], {kind}: leave the last softmax or sigmoid out")
