"""What points see of the image, in pure torch: in place of PyTorch3D's rasterizer and OpenCV's distance transform."""

import torch
from torch.nn import functional as F

from widths import PATCH, Widths

# Radius of a point in units of half the image, as the original rasterizes it: it covers one to a few pixels.
POINT_RADIUS = 0.0075
STRAIGHT, DIAGONAL = 0.955, 1.3693  # steps of OpenCV's 3x3 distance


def seen_pixels(points, camera, size: int):
    """The pixel int64[B, N] (row times size plus column) at which a point lies in front, -1 for points that no pixel shows.

    Points are discs that face the camera; of several pixels that show one, the last counts. A z-buffer of all discs decides.
    """
    pose = camera[:, 9:].unflatten(1, (4, 4))
    local = (points - pose[:, None, :3, 3]) @ pose[:, :3, :3]
    depth = local[..., 2]
    u = (local[..., 0] / depth * camera[:, 0:1] + camera[:, 2:3]) * size
    v = (local[..., 1] / depth * camera[:, 4:5] + camera[:, 5:6]) * size
    # Candidates: the nine pixels around the one that the centre falls into.
    step = torch.arange(-1, 2, device=points.device)
    dy, dx = torch.meshgrid(step, step, indexing="ij")
    column = u.floor().unsqueeze(-1) + dx.flatten()
    row = v.floor().unsqueeze(-1) + dy.flatten()
    distance = (column + 0.5 - u.unsqueeze(-1)) ** 2 + (row + 0.5 - v.unsqueeze(-1)) ** 2
    covers = distance < (POINT_RADIUS * size / 2) ** 2
    inside = (column >= 0) & (column < size) & (row >= 0) & (row < size) & (depth > 0).unsqueeze(-1)
    valid = covers & inside
    pixel = torch.where(valid, row * size + column, torch.zeros_like(row)).to(torch.int64).flatten(1)
    far = torch.full_like(distance, torch.inf)
    z = torch.where(valid, depth.unsqueeze(-1).expand_as(distance), far).flatten(1)
    nearest = torch.full_like(z[:, :1], torch.inf).expand(-1, size * size).scatter_reduce(1, pixel, z, "amin")
    front = (z == nearest.gather(1, pixel)) & torch.isfinite(z)
    return torch.where(front, pixel, torch.full_like(pixel, -1)).unflatten(1, (points.shape[1], -1)).amax(dim=-1)


def at_pixels(maps, pixel):
    """Values [B, N, C] of maps [B, C, S, S] at pixels; zeros where the pixel is -1."""
    values = maps.flatten(2).transpose(1, 2)
    index = pixel.clamp(min=0).unsqueeze(-1).expand(-1, -1, values.shape[-1])
    return values.gather(1, index) * (pixel >= 0).unsqueeze(-1)


def tokens_at_pixels(tokens, pixel, size: int):
    """The same for tokens [B, 1 + side^2, C], enlarged bilinearly to the image's size; only where they are asked for."""
    side = size // PATCH
    maps = tokens[:, 1:].unflatten(1, (side, side)).permute(0, 3, 1, 2)
    at = pixel.clamp(min=0)
    x = (at % size + 0.5) / size * 2 - 1
    y = (torch.div(at, size, rounding_mode="floor") + 0.5) / size * 2 - 1
    grid = torch.stack([x, y], dim=-1).unsqueeze(1)
    values = F.grid_sample(maps, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return values.squeeze(2).transpose(1, 2) * (pixel >= 0).unsqueeze(-1)


@torch.jit.script
def distance_to(figure: torch.Tensor, steps: int, straight: float, diagonal: float) -> torch.Tensor:
    """Length of the shortest way to the figure [B, 1, S, S] in steps to the eight neighbours. A script, for its loop."""
    distance = torch.where(figure, torch.zeros(figure.shape), torch.full(figure.shape, 1e6))
    for _ in range(steps):
        around = torch.nn.functional.pad(distance, [1, 1, 1, 1], "constant", 1e6)
        rows = torch.minimum(around[:, :, :-2], around[:, :, 2:])
        beside = torch.minimum(around[:, :, 1:-1, :-2], around[:, :, 1:-1, 2:])
        near = torch.minimum(rows[:, :, :, 1:-1], beside) + straight
        across = torch.minimum(rows[:, :, :, :-2], rows[:, :, :, 2:]) + diagonal
        distance = torch.minimum(distance, torch.minimum(near, across))
    return distance


class ImageFeatures(torch.nn.Module):
    """Features [B, N, projected] of points: colour, token, mask and distance to it; zeros for points that are hidden."""

    def __init__(self, w: Widths):
        super().__init__()
        self.size = w.image

    def forward(self, points, image, mask, tokens, camera):
        pixel = seen_pixels(points, camera, self.size)
        figure = mask > 0.5
        half = self.size / 2
        # Beyond half the image the distance is cut, so that no more steps are needed.
        distance = distance_to(figure, int(half / STRAIGHT) + 1, STRAIGHT, DIAGONAL).to(image.device)
        plain = at_pixels(torch.cat([image, figure.to(image.dtype), (distance / half).clamp(0, 1)], dim=1), pixel)
        return torch.cat([plain[..., :3], tokens_at_pixels(tokens, pixel, self.size), plain[..., 3:]], dim=-1)
