"""Points with features to three planes: a PointNet that pools within the cells of the planes (scatter_reduce, no custom op)."""

import torch
from torch import nn

from widths import Widths

PLANES = ((0, 1), (0, 2), (1, 2))


class Residual(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.fc_0 = nn.Linear(inputs, outputs)
        self.fc_1 = nn.Linear(outputs, outputs)
        self.shortcut = nn.Linear(inputs, outputs, bias=False)

    def forward(self, x):
        return self.shortcut(x) + self.fc_1(torch.relu(self.fc_0(torch.relu(x))))


class PointEncoder(nn.Module):
    """Planes [B, 3, channels, S, S] from points' coordinates and features [B, N, 3 + projected]."""

    def __init__(self, w: Widths):
        super().__init__()
        self.size, self.radius = w.plane, w.radius
        self.fc_pos = nn.Linear(3 + w.projected, 2 * w.hidden)
        self.blocks = nn.ModuleList(Residual(2 * w.hidden, w.hidden) for _ in range(w.blocks))
        self.fc_c = nn.Linear(w.hidden, w.channels)

    def cells(self, points):
        """The cell int64[B, N] of every point in each plane; the first coordinate runs along the rows."""
        inside = points.clamp(-self.radius + 1e-6, self.radius - 1e-6)
        at = ((inside + self.radius) / (2 * self.radius) * self.size).to(torch.int64)
        return [at[..., u] + self.size * at[..., v] for u, v in PLANES]

    def pooled(self, x, cells):
        """For every point the maxima over its cells, summed over the planes."""
        total = torch.zeros_like(x)
        for cell in cells:
            index = cell.unsqueeze(-1).expand_as(x)
            empty = x.new_zeros(1, 1, 1).expand(x.shape[0], self.size**2, x.shape[2])
            total = total + empty.scatter_reduce(1, index, x, "amax", include_self=False).gather(1, index)
        return total

    def forward(self, points):
        cells = self.cells(points[..., :3])
        x = self.blocks[0](self.fc_pos(points))
        for block in list(self.blocks)[1:]:
            x = block(torch.cat([x, self.pooled(x, cells)], dim=-1))
        x = self.fc_c(x)
        planes = []
        for cell in cells:
            empty = x.new_zeros(1, 1, 1).expand(x.shape[0], self.size**2, x.shape[2])
            means = empty.scatter_reduce(1, cell.unsqueeze(-1).expand_as(x), x, "mean", include_self=False)
            planes.append(means.transpose(1, 2).unflatten(2, (self.size, self.size)))
        return torch.stack(planes, dim=1)
