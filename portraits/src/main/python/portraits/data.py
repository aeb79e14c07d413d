"""Reads what `dev.isonomy.portraits.PortraitExport` writes: `images.u8` (N x 64 x 64 x 3) and `labels.csv`."""

import csv
from pathlib import Path

import numpy as np
import torch

from networks import IMAGE_SIZE


class Portraits:
    """Images of one or more export folders, read through memory maps, and their labels int64[N, attributes]."""

    def __init__(self, *folders: str):
        self.images, labels = [], []
        for folder in map(Path, folders):
            flat = np.memmap(folder / "images.u8", dtype=np.uint8, mode="r")
            self.images.append(flat.reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 3))
            with open(folder / "labels.csv", newline="") as file:
                rows = list(csv.reader(file))
            self.columns = rows[0][1:]
            labels.append(np.array([[int(v) for v in row[1:]] for row in rows[1:]], dtype=np.int64))
        self.labels = torch.from_numpy(np.concatenate(labels))
        self.starts = np.cumsum([0] + [len(part) for part in self.images])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def cells(self) -> torch.Tensor:
        """Index int64[N] of gender x age x skin tone, the first three attributes."""
        return self.labels[:, 0] * 9 + self.labels[:, 1] * 3 + self.labels[:, 2]

    def batch(self, indices, flips: bool = False) -> torch.Tensor:
        """float32[B, 3, 64, 64] in [-1, 1], channels last; `flips` mirrors half of the images."""
        out = np.empty((len(indices), IMAGE_SIZE, IMAGE_SIZE, 3), dtype=np.uint8)
        for row, index in enumerate(indices):
            part = int(np.searchsorted(self.starts, index, side="right")) - 1
            image = self.images[part][index - self.starts[part]]
            mirrored = flips and np.random.random() < 0.5
            out[row] = image[:, ::-1] if mirrored else image
        x = torch.from_numpy(out).permute(0, 3, 1, 2)
        return x.to(torch.float32).div_(127.5).sub_(1.0)


def weighted_batches(weights: torch.Tensor, size: int, seed: int):
    """Endless index batches, drawn with replacement in proportion to the weights."""
    random = np.random.default_rng(seed)
    sums = np.cumsum(weights.double().numpy())
    while True:
        yield np.searchsorted(sums, random.random(size) * sums[-1], side="right")


def batches(count: int, size: int, seed: int):
    """Endless shuffled index batches."""
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(count)
        for start in range(0, count - size + 1, size):
            yield order[start : start + size]
