"""Trains a labeler and an auditor for solar cells and writes them in the exporter's layout.

    python train_judges.py DIRECTORY [--epochs 12]

Both are torchvision classifiers, of different architecture, and each sees half of the training images: what one gets wrong
the other need not. The accuracy on held-out images is printed and kept in `accuracy.json`. DIRECTORY/labeler and
DIRECTORY/auditor are what `export_bundle.py --labeler` and `--auditor` take.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torchvision
from safetensors.torch import save_file
from torch.nn import functional as F

import solar_cells

SIZE = 64
MEAN, STD = 0.5, 0.25
# Logits 0 and 1 are the module's, 2 and 3 the defect's.
ATTRIBUTES = {"module": {"mono": 0, "poly": 1}, "defect": {"intact": 2, "defective": 3}}
JUDGES = {"labeler": "resnet18", "auditor": "shufflenet_v2_x1_0"}


def tensors(cells) -> tuple[torch.Tensor, torch.Tensor]:
    """Images float32[N, 3, SIZE, SIZE], normalized, and int64[N, 2] labels."""
    grey = torch.from_numpy(solar_cells.pixels(cells, SIZE)).float().div_(255)
    images = ((grey - MEAN) / STD).unsqueeze(1).expand(-1, 3, -1, -1)
    labels = [[solar_cells.MODULES.index(c.module), solar_cells.DEFECTS.index(c.defect)] for c in cells]
    return images, torch.tensor(labels)


def flipped(images: torch.Tensor, random: torch.Generator) -> torch.Tensor:
    """A solar cell stays one when it is mirrored."""
    for axis in (2, 3):
        mirrored = torch.rand(len(images), generator=random) < 0.5
        images = torch.where(mirrored[:, None, None, None], images.flip(axis), images)
    return images


def loss_of(logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return F.cross_entropy(logits[:, :2], labels[:, 0]) + F.cross_entropy(logits[:, 2:], labels[:, 1], weights)


def train(network, images, labels, epochs: int, seed: int) -> None:
    random = torch.Generator().manual_seed(seed)
    counts = torch.bincount(labels[:, 1], minlength=2).float()
    weights = counts.sum() / (2 * counts)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    batches = epochs * (len(images) // 32)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=2e-3, total_steps=batches)
    network.train()
    for epoch in range(epochs):
        order = torch.randperm(len(images), generator=random)
        total = 0.0
        for batch in order[: len(order) // 32 * 32].split(32):
            loss = loss_of(network(flipped(images[batch], random)), labels[batch], weights)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"  epoch {epoch + 1} loss {total / (len(order) // 32):.3f}", flush=True)


@torch.no_grad()
def accuracy(network, images, labels) -> dict:
    """Share of held-out images whose label is right, per attribute."""
    network.eval()
    logits = torch.cat([network(part) for part in images.split(128)])
    right = torch.stack([logits[:, :2].argmax(1) == labels[:, 0], logits[:, 2:].argmax(1) == labels[:, 1]])
    return dict(zip(ATTRIBUTES, right.float().mean(1).tolist()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    cells = solar_cells.read()
    trained_on = [i for i in range(len(cells)) if not solar_cells.is_held_out(i)]
    held_out = tensors([cell for i, cell in enumerate(cells) if solar_cells.is_held_out(i)])
    halves = np.random.default_rng(args.seed).permutation(trained_on)
    for number, (role, architecture) in enumerate(JUDGES.items()):
        torch.manual_seed(args.seed + number)
        network = torchvision.models.get_model(architecture, weights=None, num_classes=4)
        print(role)
        train(network, *tensors([cells[i] for i in halves[number::2]]), args.epochs, args.seed + number)
        found = accuracy(network, *held_out)
        print("  held out: " + ", ".join(f"{name} {share:.3f}" for name, share in found.items()))
        folder = args.directory / role
        folder.mkdir(parents=True, exist_ok=True)
        save_file(network.state_dict(), folder / "model.safetensors")
        config = {"architecture": architecture, "outputs": 4, "size": SIZE, "mean": [MEAN] * 3, "std": [STD] * 3}
        (folder / "network.json").write_text(json.dumps(config | {"attributes": ATTRIBUTES}, indent=1))
        (folder / "accuracy.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main()
