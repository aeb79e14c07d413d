"""How wide and deep a TriplaneGaussian is: the official checkpoint's numbers, and small ones to try the export with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Widths:
    image: int = 252
    pretrained_grid: int = 37  # patches per side that DINOv2's position embeddings were trained for
    dino: int = 768
    dino_layers: int = 12
    dino_heads: int = 12
    channels: int = 512
    heads: int = 8
    layers: int = 10
    points: int = 2048
    splits: tuple = (2, 4)
    condition: int = 128  # image features that the point upsampler sees
    plane: int = 32
    plane_channels: int = 80
    hidden: int = 128
    blocks: int = 5
    radius: float = 0.6
    head: int = 128
    degree: int = 3

    @property
    def gaussians(self) -> int:
        count = self.points
        for times in self.splits:
            count *= times
        return count

    @property
    def projected(self) -> int:
        """Features of a point that are read off the image: RGB, tokens, mask, distance to the mask."""
        return 3 + self.dino + 2

    @property
    def harmonics(self) -> int:
        return 3 * (self.degree + 1) ** 2


OFFICIAL = Widths()

SMALL = Widths(
    image=56,
    pretrained_grid=5,
    dino=32,
    dino_layers=2,
    dino_heads=2,
    channels=64,
    heads=2,
    layers=1,
    points=64,
    plane=8,
    plane_channels=8,
    hidden=32,
    blocks=3,
)

PATCH = 14  # of DINOv2, in pixels

# Channels inside the point upsampler, which no configuration of the original changes.
WIDE, NARROW, SPLIT = 128, 64, 32
CAMERA = 25  # intrinsics divided by the image's size [3, 3], then camera to world [4, 4]
NEIGHBOURS = 16
