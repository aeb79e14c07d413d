"""A differentiable renderer of Gaussian splats in pure torch (EWA splatting, Zwicker et al. 2002; 3DGS, Kerbl et al. 2023).

Images are cut into tiles of 8 x 8 pixels. A tile takes the nearest `LIMIT` Gaussians that reach it, front to back; only
some tiles need to be drawn, which makes a training step cheap: the loss over random tiles is the loss over the image.
"""

import torch

from geometry import rotation, to_camera

TILE = 8
LIMIT = 160
DILATION = 0.3
NEAR = 0.2


def footprints(position, log_scale, quaternion, camera, size: int):
    """Centres [B, N, 2] in pixels, depths [B, N], conics [B, N, 3] and radii [B, N] in pixels."""
    p = to_camera(position, camera)
    z = p[..., 2].clamp(min=NEAR)
    fx, fy = camera[:, None, 0] * size, camera[:, None, 4] * size
    centre = torch.stack([fx * p[..., 0] / z + camera[:, None, 2] * size, fy * p[..., 1] / z + camera[:, None, 5] * size], dim=-1)
    # The affine approximation is taken at most 1.3 half images off the axis.
    tx = torch.minimum(torch.maximum(p[..., 0] / z, -0.65 * size / fx), 0.65 * size / fx)
    ty = torch.minimum(torch.maximum(p[..., 1] / z, -0.65 * size / fy), 0.65 * size / fy)
    zero = torch.zeros_like(z)
    jacobian = torch.stack(
        [torch.stack([fx / z, zero, -fx * tx / z], dim=-1), torch.stack([zero, fy / z, -fy * ty / z], dim=-1)], dim=-2
    )
    world_to_camera = camera[:, 9:].view(-1, 4, 4)[:, None, :3, :3].transpose(-1, -2)
    m = jacobian @ world_to_camera @ (rotation(quaternion) * log_scale.exp().unsqueeze(-2))
    a = (m[..., 0, :] ** 2).sum(-1) + DILATION
    b = (m[..., 0, :] * m[..., 1, :]).sum(-1)
    c = (m[..., 1, :] ** 2).sum(-1) + DILATION
    determinant = (a * c - b * b).clamp(min=1e-8)
    conic = torch.stack([c / determinant, -b / determinant, a / determinant], dim=-1)
    mean = (a + c) / 2
    radius = 3 * (mean + (mean**2 - determinant).clamp(min=0).sqrt()).sqrt()
    return centre, p[..., 2], conic, radius


def draw_tiles(gaussians, camera, tiles, size: int):
    """Colours [B, T, 64, 3] on white and coverage [B, T, 64] of tiles int64[B, T] (row major) seen by cameras [B, 25].

    gaussians: positions [B, N, 3], log scales [B, N, 3], unit quaternions [B, N, 4], opacity logits [B, N, 1],
    SH coefficients of degree 0 [B, N, 3].
    """
    position, log_scale, quaternion, opacity, sh = gaussians
    centre, depth, conic, radius = footprints(position, log_scale, quaternion, camera, size)
    across = size // TILE
    origin = torch.stack([tiles % across, tiles // across], dim=-1).to(centre.dtype) * TILE
    with torch.no_grad():
        middle = origin.unsqueeze(2) + TILE / 2
        reach = (radius + TILE / 2)[:, None]
        hits = ((centre.unsqueeze(1) - middle).abs().amax(dim=-1) < reach) & (depth > NEAR).unsqueeze(1)
        key = torch.where(hits, depth.unsqueeze(1), 1e6)
        near = key.topk(min(LIMIT, key.shape[-1]), dim=-1, largest=False, sorted=True)
        valid = (near.values < 1e6).to(centre.dtype)
    colour = (sh * 0.28209479177387814 + 0.5).clamp(min=0)
    packed = torch.cat([centre, conic, opacity.sigmoid(), colour], dim=-1)
    batch, count, width = near.indices.shape
    index = near.indices.flatten(1).unsqueeze(-1).expand(-1, -1, packed.shape[-1])
    g = packed.gather(1, index).view(batch, count, width, -1)
    axis = torch.arange(TILE, dtype=centre.dtype) + 0.5
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    dx = origin[..., 0, None, None] + x.flatten()[:, None] - g[..., 0].unsqueeze(2)
    dy = origin[..., 1, None, None] + y.flatten()[:, None] - g[..., 1].unsqueeze(2)
    power = -0.5 * (g[..., 2].unsqueeze(2) * dx * dx + g[..., 4].unsqueeze(2) * dy * dy) - g[..., 3].unsqueeze(2) * dx * dy
    alpha = (g[..., 5] * valid).unsqueeze(2) * power.clamp(max=0).exp()
    alpha = torch.where(alpha < 1 / 255, torch.zeros_like(alpha), alpha.clamp(max=0.99))
    through = torch.log1p(-alpha).cumsum(dim=-1)
    weight = alpha * (through - torch.log1p(-alpha)).exp()
    coverage = weight.sum(dim=-1)
    image = weight @ g[..., 6:9] + (1 - coverage).unsqueeze(-1)
    return image, coverage


def cut(images: torch.Tensor, tiles: torch.Tensor) -> torch.Tensor:
    """The same tiles [B, T, 64, C] of images [B, C, H, W]."""
    batch, channels, height, width = images.shape
    cells = images.view(batch, channels, height // TILE, TILE, width // TILE, TILE)
    cells = cells.permute(0, 2, 4, 3, 5, 1).reshape(batch, -1, TILE * TILE, channels)
    return cells.gather(1, tiles[..., None, None].expand(-1, -1, TILE * TILE, channels))


@torch.no_grad()
def draw(gaussians, camera, size: int = 64):
    """Whole images [B, 3, size, size] on white and coverages [B, 1, size, size]."""
    across = size // TILE
    tiles = torch.arange(across * across).expand(camera.shape[0], -1)
    colour, coverage = draw_tiles(gaussians, camera, tiles, size)
    both = torch.cat([colour, coverage.unsqueeze(-1)], dim=-1)
    both = both.view(-1, across, across, TILE, TILE, 4).permute(0, 5, 1, 3, 2, 4).reshape(-1, 4, size, size)
    return both[:, :3], both[:, 3:]
