"""Reads what `dev.isonomy.portraits.HeadExport` writes, and derives the mean surface that the model starts from."""

import csv
from pathlib import Path

import numpy as np
import torch

SIZE = 64


class Heads:
    """Heads of one export folder, read through memory maps."""

    def __init__(self, folder):
        folder = Path(folder)
        with open(folder / "labels.csv", newline="") as file:
            rows = list(csv.reader(file))
        self.columns = rows[0][1:]
        self.labels = np.array([[int(v) for v in row[1:]] for row in rows[1:]])
        count = len(self.labels)

        def read(name, kind, *shape):
            return np.memmap(folder / name, dtype=kind, mode="r").reshape(count, -1, *shape)

        self.inputs = read("inputs.u8", np.uint8, SIZE, SIZE, 3)
        self.views = read("views.u8", np.uint8, SIZE, SIZE, 3)
        self.masks = read("masks.u8", np.uint8, SIZE, SIZE)
        self.cameras = read("cameras.f32", np.float32, 25)
        self.points = read("points.f32", np.float32, 3)

    def __len__(self) -> int:
        return len(self.labels)

    def images(self, source, heads, view) -> torch.Tensor:
        """float32[B, C, 64, 64] in [0, 1] of one view per head."""
        x = torch.from_numpy(source[heads, view]).to(torch.float32).div_(255.0)
        return x.unsqueeze(1) if x.dim() == 3 else x.permute(0, 3, 1, 2).contiguous()

    def camera(self, heads, view) -> torch.Tensor:
        return torch.from_numpy(self.cameras[heads, view].copy())


def on_white(image: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """The image in front of white, as the job composes it from an image and its mask."""
    return image * mask + (1 - mask)


def weights(points: np.ndarray) -> np.ndarray:
    """How much a point counts: the face, which is what a portrait shows, is covered more densely than the rest."""
    face = np.exp(-(((points[..., 1]) / 0.22) ** 2) - ((points[..., 2] - 0.03) / 0.26) ** 2) * (points[..., 0] > 0.08)
    return 1 + 3.5 * face


def subset(points: np.ndarray, count: int, random) -> np.ndarray:
    """`count` of the points [N, 3], drawn without replacement by their weights."""
    keys = random.exponential(size=len(points)) / weights(points)
    return points[np.argpartition(keys, count)[:count]]


def halves(points: np.ndarray, depth: int) -> np.ndarray:
    """Orders points so that every run of 2^k neighbours in the order is a cell of a k-d tree."""
    if depth == 0:
        return points
    axis = int(np.ptp(points, axis=0).argmax())
    points = points[points[:, axis].argsort()]
    half = len(points) // 2
    return np.concatenate([halves(points[:half], depth - 1), halves(points[half:], depth - 1)])


def mean_surface(data: Heads, count: int, heads: int = 200) -> torch.Tensor:
    """count points on the surface that the heads share: one head's points, moved to the mean of their neighbours in all."""
    random = np.random.default_rng(0)
    chosen = np.arange(min(heads, len(data)))
    clouds = [torch.from_numpy(np.array(data.points[h])) for h in chosen]
    points = torch.from_numpy(subset(np.concatenate([c.numpy() for c in clouds[:40]]), count, random))
    for _ in range(6):
        moved = torch.zeros_like(points)
        for cloud in clouds:
            moved += cloud[torch.cdist(points, cloud).argmin(dim=1)]
        # Lloyd's step against clumping: half way to the mean, half away from the nearest other point.
        points = moved / len(clouds)
        distances = torch.cdist(points, points).fill_diagonal_(1e6)
        near = distances.topk(4, largest=False)
        push = (points.unsqueeze(1) - points[near.indices]) / near.values.clamp(min=1e-3).unsqueeze(-1)
        points = points + (push * (0.04 - near.values).clamp(min=0).unsqueeze(-1)).mean(dim=1)
    return torch.from_numpy(halves(points.numpy(), 10))
