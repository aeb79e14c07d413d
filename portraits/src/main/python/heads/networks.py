"""The lifting model: one image, its mask and its camera become 1,024 Gaussians.

The topology of TriplaneGaussian (Zou et al., CVPR 2024) at small width: a transformer whose norms the camera modulates reads
the image; queries are decoded to a coarse point cloud, which two stages split in place; projected features and the points'
geometry feed a triplane decoder; triplane and projected features of every point are decoded to its Gaussian. What differs is
said where it differs: the queries start at the mean surface of the training heads, so that training only learns deviations.
"""

import torch
from torch import nn
from torch.nn import functional as F

from geometry import REACH, gather, nearest, project, sample, visible

IMAGE_SIZE = 64
WIDTH = 96
HEADS = 4
PATCH = 8
POINTS = 1024
STAGES = (2, 4)
COARSE = POINTS // (STAGES[0] * STAGES[1])
PLANE_TOKENS = 8
PLANE_CHANNELS = 24
LOCAL_CHANNELS = 32
# rgb, mask and its two blurs, depth-tested visibility, local features
PROJECTED = 3 + 3 + 1 + LOCAL_CHANNELS
SH0 = 0.28209479177387814
ZBUFFER_CELLS = 20
ZBUFFER_SLACK = 0.06


class Modulation(nn.Module):
    """A layer norm whose scale and shift the camera sets: norm(x) (1 + s) + t."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.affine = nn.Linear(width, 2 * width)
        nn.init.zeros_(self.affine.weight)
        nn.init.zeros_(self.affine.bias)

    def forward(self, x, condition):
        scale, shift = self.affine(condition).unsqueeze(1).chunk(2, dim=-1)
        return self.norm(x) * (1 + scale) + shift


class Attention(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.query = nn.Linear(width, width, bias=False)
        self.key_value = nn.Linear(width, 2 * width, bias=False)
        self.out = nn.Linear(width, width)

    def forward(self, x, context):
        def split(t):
            return t.view(t.shape[0], t.shape[1], HEADS, -1).transpose(1, 2)

        key, value = self.key_value(context).chunk(2, dim=-1)
        mixed = F.scaled_dot_product_attention(split(self.query(x)), split(key), split(value))
        return self.out(mixed.transpose(1, 2).flatten(2))


def feed_forward(width: int, times: int = 2) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, times * width), nn.GELU(), nn.Linear(times * width, width))


class Tokenizer(nn.Module):
    """Image tokens [B, 64, WIDTH] and, for sharp projected features, a map [B, LOCAL_CHANNELS, 32, 32]."""

    def __init__(self, layers: int = 4):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(4, LOCAL_CHANNELS, 3, 2, 1), nn.GELU(), nn.Conv2d(LOCAL_CHANNELS, LOCAL_CHANNELS, 3, 1, 1)
        )
        self.patches = nn.Conv2d(4, WIDTH, PATCH, PATCH)
        self.positions = nn.Parameter(0.02 * torch.randn(1, (IMAGE_SIZE // PATCH) ** 2, WIDTH))
        self.camera = nn.Sequential(nn.Linear(25, WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH), nn.SiLU())
        self.norms = nn.ModuleList(nn.ModuleList([Modulation(WIDTH), Modulation(WIDTH)]) for _ in range(layers))
        self.attentions = nn.ModuleList(Attention(WIDTH) for _ in range(layers))
        self.forwards = nn.ModuleList(feed_forward(WIDTH, 3) for _ in range(layers))
        self.last = Modulation(WIDTH)

    def forward(self, image, camera):
        condition = self.camera(camera)
        x = self.patches(image).flatten(2).transpose(1, 2) + self.positions
        for (before, between), attention, feed in zip(self.norms, self.attentions, self.forwards):
            y = before(x, condition)
            x = x + attention(y, y)
            x = x + feed(between(x, condition))
        return self.last(x, condition), self.stem(image)


class Decoder(nn.Module):
    """Transformer layers of self attention, cross attention to the image's tokens, and feed-forward."""

    def __init__(self, layers: int):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.ModuleList(
                [nn.LayerNorm(WIDTH), Attention(WIDTH), nn.LayerNorm(WIDTH), Attention(WIDTH), nn.LayerNorm(WIDTH), feed_forward(WIDTH)]
            )
            for _ in range(layers)
        )

    def forward(self, x, tokens):
        for norm1, own, norm2, cross, norm3, feed in self.layers:
            y = norm1(x)
            x = x + own(y, y)
            x = x + cross(norm2(x), tokens)
            x = x + feed(norm3(x))
        return x


class Projection(nn.Module):
    """Features [B, N, PROJECTED] of points seen in the image; those of hidden points are zero (a z-buffer decides)."""

    def forward(self, points, image, local, camera):
        uv, depth = project(points, camera)
        uv, depth = uv.detach(), depth.detach()
        mask = image[:, 3:]
        # Blurs of the mask tell how far the outline is: a distance transform that needs no special operator.
        near = F.avg_pool2d(mask, 5, 1, 2)
        far = F.avg_pool2d(mask, 15, 1, 7)
        seen = visible(uv, depth, ZBUFFER_CELLS, ZBUFFER_SLACK).unsqueeze(-1)
        values = sample(torch.cat([image[:, :3], mask, near, far], dim=1), uv)
        return torch.cat([values, torch.ones_like(seen), sample(local, uv)], dim=-1) * seen


class Split(nn.Module):
    """Splits every point into `times` children, displaced by a tanh of its own, its neighbours' and the image's features."""

    def __init__(self, times: int, count: int, reach: float):
        super().__init__()
        self.times, self.reach = times, reach
        # Where the children of the mean head lie, relative to their parents.
        self.anchors = nn.Parameter(torch.zeros(count, times, 3))
        self.embedding = nn.Parameter(0.02 * torch.randn(times, WIDTH))
        self.mix = nn.Sequential(nn.Linear(WIDTH + PROJECTED + 3, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))
        self.around = nn.Linear(WIDTH + 3, WIDTH)
        self.child = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU())
        self.offset = nn.Linear(WIDTH, 3)
        nn.init.zeros_(self.offset.weight)
        nn.init.zeros_(self.offset.bias)

    def forward(self, points, features, projected):
        x = features + self.mix(torch.cat([features, projected, points / REACH], dim=-1))
        index = nearest(points, 8)
        relative = (gather(points, index) - points.unsqueeze(2)) / REACH
        x = x + self.around(torch.cat([gather(x, index), relative], dim=-1)).amax(dim=2)
        children = self.child(x.unsqueeze(2) + self.embedding)
        offsets = self.anchors + self.reach * torch.tanh(self.offset(children))
        return (points.unsqueeze(2) + offsets).flatten(1, 2), children.flatten(1, 2)


class Triplane(nn.Module):
    """Points with features are scattered to three planes, decoded by a transformer, and read again at the points."""

    PLANES = ((0, 1), (0, 2), (1, 2))

    def __init__(self, layers: int = 2):
        super().__init__()
        self.local = nn.Sequential(nn.Linear(3 + WIDTH + PROJECTED, WIDTH), nn.GELU(), nn.Linear(WIDTH, WIDTH))
        self.embedding = nn.Parameter(0.02 * torch.randn(1, 3 * PLANE_TOKENS**2, WIDTH))
        self.decoder = Decoder(layers)
        self.norm = nn.LayerNorm(WIDTH)
        self.grow = nn.Sequential(
            nn.ConvTranspose2d(WIDTH, 48, 2, 2), nn.GELU(), nn.ConvTranspose2d(48, PLANE_CHANNELS, 2, 2)
        )

    def encode(self, points, features):
        """Means of the features over the cells of every plane, [B, 3 * 64, WIDTH]."""
        x = self.local(torch.cat([points / REACH, features], dim=-1))
        x = torch.cat([x, torch.ones_like(x[..., :1])], dim=-1)
        cells = ((points.detach() / REACH + 1) / 2 * PLANE_TOKENS).floor().clamp(0, PLANE_TOKENS - 1).to(torch.int64)
        planes = []
        for u, v in self.PLANES:
            cell = (cells[..., v] * PLANE_TOKENS + cells[..., u]).unsqueeze(-1).expand_as(x)
            empty = torch.zeros_like(x[:, :1]).expand(-1, PLANE_TOKENS**2, -1)
            sums = empty.scatter_add(1, cell, x)
            planes.append(sums[..., :-1] / sums[..., -1:].clamp(min=1))
        return torch.cat(planes, dim=1)

    def forward(self, points, features, tokens):
        x = self.decoder(self.embedding + self.encode(points, features), tokens)
        maps = self.norm(x).view(-1, PLANE_TOKENS, PLANE_TOKENS, WIDTH).permute(0, 3, 1, 2)
        maps = self.grow(maps).unflatten(0, (-1, 3))
        uv = (points / REACH + 1) / 2
        return torch.cat([sample(maps[:, i], uv[..., list(plane)]) for i, plane in enumerate(self.PLANES)], dim=-1)


class Heads(nn.Module):
    """The numbers of every Gaussian from its features."""

    def __init__(self, inputs: int):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(inputs, 128), nn.GELU(), nn.Linear(128, 128), nn.GELU())
        self.out = nn.Linear(128, 3 + 3 + 4 + 1 + 3 + 1)
        nn.init.normal_(self.out.weight, std=0.002)
        bias = torch.zeros(15)
        bias[3:6] = -3.9  # 0.02, about half the distance between points
        bias[6] = 1.0
        bias[10] = 2.0
        self.out.bias = nn.Parameter(bias)

    def forward(self, points, features, projected):
        raw = self.out(self.body(features))
        position = points + torch.tanh(raw[..., :3]) * 0.03
        log_scale = raw[..., 3:6].clamp(-8.0, -1.61)
        rotation = F.normalize(raw[..., 6:10], dim=-1)
        # A visible point starts with the colour that the image shows there.
        seen = projected[..., 6:7]
        keep = seen * torch.sigmoid(raw[..., 14:15] + 2.0)
        colour = keep * projected[..., :3] + (1 - keep) * 0.35 + raw[..., 11:14]
        return position, log_scale, rotation, raw[..., 10:11], (colour - 0.5) / SH0


class Lifter(nn.Module):
    """forward(image [B, 3, 64, 64] in [0, 1] on white, mask [B, 1, 64, 64], camera [B, 25]) -> the Gaussians:
    positions [B, N, 3], log scales [B, N, 3], unit quaternions [B, N, 4] (wxyz), opacity logits [B, N, 1], SH [B, N, 3]."""

    def __init__(self):
        super().__init__()
        self.tokenizer = Tokenizer()
        self.queries = nn.Parameter(0.5 * torch.randn(1, COARSE, WIDTH))
        self.anchors = nn.Parameter(torch.zeros(COARSE, 3))
        self.decoder = Decoder(2)
        self.norm = nn.LayerNorm(WIDTH)
        self.offset = nn.Linear(WIDTH, 3)
        nn.init.zeros_(self.offset.weight)
        nn.init.zeros_(self.offset.bias)
        self.projection = Projection()
        self.splits = nn.ModuleList([Split(STAGES[0], COARSE, 0.06), Split(STAGES[1], COARSE * STAGES[0], 0.05)])
        self.triplane = Triplane()
        self.heads = Heads(3 * PLANE_CHANNELS + PROJECTED + WIDTH + 3)

    def place(self, mean: torch.Tensor) -> None:
        """Puts queries and splits on a mean surface [POINTS, 3], ordered so that siblings are neighbours."""
        with torch.no_grad():
            fine = mean.view(COARSE * STAGES[0], STAGES[1], 3)
            middle = fine.mean(dim=1).view(COARSE, STAGES[0], 3)
            coarse = middle.mean(dim=1)
            self.anchors.copy_(coarse)
            self.splits[0].anchors.copy_(middle - coarse.unsqueeze(1))
            self.splits[1].anchors.copy_(fine - middle.view(-1, 1, 3))

    def points(self, image, camera):
        """Tokens, features, and the points of every level, coarse to fine."""
        tokens, local = self.tokenizer(image, camera)
        features = self.norm(self.decoder(self.queries.expand(image.shape[0], -1, -1), tokens))
        points = self.anchors + self.offset(features)
        levels = [points]
        for split in self.splits:
            points, features = split(points, features, self.projection(points, image, local, camera))
            levels.append(points)
        return tokens, local, features, levels

    def levels_and_gaussians(self, image, mask, camera):
        masked = torch.cat([image, mask], dim=1)
        tokens, local, features, levels = self.points(masked, camera)
        points = levels[-1]
        projected = self.projection(points, masked, local, camera)
        planes = self.triplane(points, torch.cat([features, projected], dim=-1), tokens)
        joined = torch.cat([planes, projected, features, points / REACH], dim=-1)
        return levels, self.heads(points, joined, projected)

    def forward(self, image, mask, camera):
        return self.levels_and_gaussians(image, mask, camera)[1]


class Segmenter(nn.Module):
    """Coverage [B, 1, 64, 64] of the figure before a plain background, from an image [B, 3, 64, 64] in [0, 1]."""

    def __init__(self):
        super().__init__()

        def block(inputs, outputs, stride):
            return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1), nn.SiLU(), nn.Conv2d(outputs, outputs, 3, 1, 1), nn.SiLU())

        self.fine, self.middle, self.coarse = block(6, 12, 1), block(12, 24, 2), block(24, 32, 2)
        self.deep = block(32, 32, 2)
        self.up3, self.up2, self.up1 = block(64, 32, 1), block(56, 24, 1), block(36, 12, 1)
        self.out = nn.Conv2d(12, 1, 1)

    def forward(self, image):
        # The upper corners are background: their colour is the one to look for.
        background = image[:, :, :6, :6].mean(dim=(2, 3), keepdim=True)
        a = self.fine(torch.cat([image, (image - background).abs()], dim=1))
        b = self.middle(a)
        c = self.coarse(b)
        x = F.interpolate(self.deep(c), scale_factor=2.0, mode="nearest")
        x = F.interpolate(self.up3(torch.cat([x, c], dim=1)), scale_factor=2.0, mode="nearest")
        x = F.interpolate(self.up2(torch.cat([x, b], dim=1)), scale_factor=2.0, mode="nearest")
        return torch.sigmoid(self.out(self.up1(torch.cat([x, a], dim=1))))
