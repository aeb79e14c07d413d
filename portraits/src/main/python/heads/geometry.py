"""Cameras, projection, neighbours and the Chamfer distance, in pure torch.

World: x towards the input's viewer, y to his right, z up. A camera is [25]: intrinsics divided by width and height (row
major 3 x 3) and the OpenCV pose, camera to world (row major 4 x 4), as `dev.isonomy.splat.SplatCamera` writes it.
"""

import torch

# The figure's cube is [-REACH, REACH]; coordinates are divided by it before the planes are sampled.
REACH = 0.62


def to_camera(points: torch.Tensor, camera: torch.Tensor) -> torch.Tensor:
    """World points [B, N, 3] in the axes of cameras [B, 25]: x right, y down, z forward."""
    pose = camera[:, 9:].view(-1, 4, 4)
    return (points - pose[:, None, :3, 3]) @ pose[:, :3, :3]


def project(points: torch.Tensor, camera: torch.Tensor):
    """Image coordinates [B, N, 2] in [0, 1] from the top left, and depths [B, N]."""
    p = to_camera(points, camera)
    z = p[..., 2].clamp(min=1e-3)
    u = p[..., 0] / z * camera[:, None, 0] + camera[:, None, 2]
    v = p[..., 1] / z * camera[:, None, 4] + camera[:, None, 5]
    return torch.stack([u, v], dim=-1), p[..., 2]


def sample(features: torch.Tensor, uv: torch.Tensor) -> torch.Tensor:
    """Bilinear values [B, N, C] of a map [B, C, H, W] at image coordinates [B, N, 2] in [0, 1]."""
    grid = (uv * 2 - 1).unsqueeze(2)
    values = torch.nn.functional.grid_sample(features, grid, mode="bilinear", padding_mode="border", align_corners=False)
    return values.squeeze(3).transpose(1, 2)


def visible(uv: torch.Tensor, depth: torch.Tensor, cells: int, slack: float) -> torch.Tensor:
    """1 for points [B, N] that no other point hides: a z-buffer of cells x cells, nearest depth plus slack."""
    column = (uv[..., 0] * cells).floor().clamp(0, cells - 1)
    row = (uv[..., 1] * cells).floor().clamp(0, cells - 1)
    cell = (row * cells + column).to(torch.int64)
    far = torch.full_like(depth[:, :1], 1e6).expand(-1, cells * cells)
    nearest = far.scatter_reduce(1, cell, depth, reduce="amin", include_self=True)
    inside = (uv > 0).all(dim=-1) & (uv < 1).all(dim=-1)
    return ((depth <= nearest.gather(1, cell) + slack) & inside).to(depth.dtype)


def gather(values: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """values [B, N, C] at index [B, M, K] as [B, M, K, C]."""
    flat = index.flatten(1).unsqueeze(-1).expand(-1, -1, values.shape[-1])
    return values.gather(1, flat).view(index.shape[0], index.shape[1], index.shape[2], values.shape[-1])


def nearest(points: torch.Tensor, k: int) -> torch.Tensor:
    """Indices int64[B, N, k] of every point's nearest points, itself first."""
    return torch.cdist(points.detach(), points.detach()).topk(k, dim=-1, largest=False).indices


def chamfer(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Mean distance from a [B, N, 3] to its nearest in b [B, M, 3], plus the same from b to a."""
    with torch.no_grad():
        distances = torch.cdist(a, b)
        to_b, to_a = distances.argmin(dim=2), distances.argmin(dim=1)

    # The gradient needs the nearest pairs only, not the whole matrix.
    def apart(x, y, index):
        return (x - y.gather(1, index.unsqueeze(-1).expand(-1, -1, 3))).square().sum(dim=-1).add(1e-10).sqrt().mean()

    return apart(a, b, to_b) + apart(b, a, to_a)


def rotation(q: torch.Tensor) -> torch.Tensor:
    """Matrices [..., 3, 3] of unit quaternions [..., 4] in the order w, x, y, z."""
    w, x, y, z = q.unbind(dim=-1)
    rows = [
        torch.stack([1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], dim=-1),
        torch.stack([2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], dim=-1),
        torch.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], dim=-1),
    ]
    return torch.stack(rows, dim=-2)
