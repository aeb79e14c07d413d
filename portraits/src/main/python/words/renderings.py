"""Reads what `dev.isonomy.portraits.WordsExport` writes: `images.u8` (N x 64 x 64 x 3), `labels.csv` and `captions.txt`."""

import csv
from pathlib import Path

import numpy as np
import torch

IMAGE_SIZE = 64


class Renderings:
    """Images of one or more export folders, read through memory maps, with their labels and captions."""

    def __init__(self, *folders: Path):
        self.images, rows, self.captions = [], [], []
        for folder in map(Path, folders):
            flat = np.memmap(folder / "images.u8", dtype=np.uint8, mode="r")
            self.images.append(flat.reshape(-1, IMAGE_SIZE, IMAGE_SIZE, 3))
            with open(folder / "labels.csv", newline="") as file:
                rows += list(csv.DictReader(file))
            captions = folder / "captions.txt"
            if captions.exists():
                self.captions += captions.read_text(encoding="utf-8").splitlines()
        self.rows = rows
        self.starts = np.cumsum([0] + [len(part) for part in self.images])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def labels(self, column: str) -> torch.Tensor:
        """Class indices int64[N] of a column of `labels.csv`."""
        return torch.tensor([int(row[column]) for row in self.rows])

    def batch(self, indices, flipped=()) -> torch.Tensor:
        """float32[B, 3, 64, 64] in [-1, 1]; the rows where `flipped` is true are mirrored."""
        out = np.empty((len(indices), IMAGE_SIZE, IMAGE_SIZE, 3), dtype=np.uint8)
        for row, index in enumerate(indices):
            part = int(np.searchsorted(self.starts, index, side="right")) - 1
            image = self.images[part][index - self.starts[part]]
            out[row] = image[:, ::-1] if len(flipped) and flipped[row] else image
        return torch.from_numpy(out).permute(0, 3, 1, 2).to(torch.float32).div_(127.5).sub_(1.0)
