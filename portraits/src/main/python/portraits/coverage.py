"""Where a bundle loses the variety of its subject: coverage inside the cells, network by network.

    python coverage.py --reference build/reference --images build/images build/more      # balanced exports, other seeds

Coverage is the share of the reference's images with a given image closer than their fifth neighbour (Naeem et al., ICML
2020), in the bundle's features and inside a cell, over the coverage that as many new renderings have on average. The
given images are those of the other exports as they are, through the autoencoder, and drawn again from their own codes.
The rest, down to what the audit of a run shows, is lost by the mixture over the codes. One set of 100 images per cell has a
standard error of about 0.04 in a cell: with more than `--per-cell` images there are several sets, of which the mean is shown.
"""

import argparse
from pathlib import Path

import torch

from data import Portraits
from networks import LATENT_SHAPE
from diffusion import BUNDLE
from sample import ddim
from train import last

CELLS = 18
NEIGHBOURS = 5
BATCH = 100


def batched(function, x: torch.Tensor) -> torch.Tensor:
    return torch.cat([function(last(part)).contiguous() for part in x.split(BATCH)])


def rounded(x: torch.Tensor) -> torch.Tensor:
    """As a PNG would keep them."""
    return ((x + 1) * 127.5).round().clamp(0, 255) / 127.5 - 1


def coverage(real: torch.Tensor, given: torch.Tensor) -> float:
    """Over its expectation for sets of one distribution: 1 - prod_i (N - i) / (M + N - i)."""
    radii = torch.cdist(real, real).sort(dim=1).values[:, NEIGHBOURS]
    covered = (torch.cdist(real, given).min(dim=1).values < radii).double().mean().item()
    missed = 1.0
    for i in range(1, NEIGHBOURS + 1):
        missed *= (len(real) - i) / (len(given) + len(real) - i)
    return covered / (1 - missed)


class Judge:
    """Compares sets of `count` images per cell with a reference, cell by cell."""

    def __init__(self, features, reference: Portraits, count: int):
        self.features = features
        self.count = count
        self.cells = reference.cells()
        self.real = self.of(everything(reference))

    def of(self, images: torch.Tensor) -> torch.Tensor:
        return batched(self.features, images).double()

    def ratio(self, cell: int, given: torch.Tensor) -> float:
        """Mean over as many sets as there are."""
        real = self.real[self.cells == cell]
        sets = [part for part in given.split(self.count) if len(part) == self.count] or [given]
        return sum(coverage(real, part) for part in sets) / len(sets)

    def show(self, name: str, images: torch.Tensor, cells: torch.Tensor) -> None:
        given = self.of(images)
        ratios = [self.ratio(c, given[cells == c]) for c in range(CELLS)]
        print(f"| {name} | {sum(ratios) / CELLS:.2f} | {min(ratios):.2f} | {sum(r < 0.9 for r in ratios)} |", flush=True)


def everything(data: Portraits) -> torch.Tensor:
    return data.batch(range(len(data))).contiguous()


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", required=True)
    parser.add_argument("--images", nargs="+", required=True)
    parser.add_argument("--bundle", type=Path, default=BUNDLE)
    parser.add_argument("--per-cell", type=int, default=100, help="images of a set")
    parser.add_argument("--steps", type=int, default=10)
    args = parser.parse_args()
    torch.manual_seed(5)
    load = lambda name: torch.jit.load(args.bundle / f"{name}.pt").eval()
    autoencoder, encoder, denoiser = load("autoencoder"), load("encoder"), load("denoiser")
    judge = Judge(load("features"), Portraits(args.reference), args.per_cell)
    data = Portraits(*args.images)
    images, cells = everything(data), data.cells()

    def redrawn(x: torch.Tensor) -> torch.Tensor:
        code, noise = encoder(x), last(torch.randn(len(x), *LATENT_SHAPE))
        return autoencoder.decode(last(ddim(lambda y, t: denoiser(y, t, code), noise, args.steps)))

    print("| images | mean | worst cell | cells below 0.9 |\n|---|---:|---:|---:|")
    judge.show("renderings", images, cells)
    judge.show("through the autoencoder", rounded(batched(lambda x: autoencoder.decode(autoencoder.encode(x)), images)), cells)
    judge.show("drawn again from their codes", rounded(batched(redrawn, images)), cells)


if __name__ == "__main__":
    main()
