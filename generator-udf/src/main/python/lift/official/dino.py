"""DINOv2's vision transformer with norms that a camera modulates, under the parameter names of its published weights."""

import torch
from torch import nn
from torch.nn import functional as F

from widths import PATCH, Widths


class Modulation(nn.Module):
    """x (1 + scale) + shift, both from silu(condition)."""

    def __init__(self, width: int, condition: int):
        super().__init__()
        self.linear2 = nn.Linear(condition, 2 * width)

    def forward(self, x, condition):
        scale, shift = self.linear2(F.silu(condition)).unsqueeze(1).chunk(2, dim=-1)
        return x * (1 + scale) + shift


class Attention(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.heads = w.dino_heads
        self.attention = nn.ModuleDict({name: nn.Linear(w.dino, w.dino) for name in ("query", "key", "value")})
        self.output = nn.ModuleDict({"dense": nn.Linear(w.dino, w.dino)})

    def forward(self, x):
        q, k, v = (
            self.attention[name](x).unflatten(-1, (self.heads, -1)).transpose(1, 2) for name in ("query", "key", "value")
        )
        return self.output["dense"](F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Scale(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.lambda1 = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * self.lambda1


class Layer(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(w.dino, eps=1e-6), nn.LayerNorm(w.dino, eps=1e-6)
        self.attention = Attention(w)
        self.layer_scale1, self.layer_scale2 = Scale(w.dino), Scale(w.dino)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(w.dino, 4 * w.dino), "fc2": nn.Linear(4 * w.dino, w.dino)})

    def forward(self, x, first, second, condition):
        x = x + self.layer_scale1(self.attention(first(self.norm1(x), condition)))
        y = second(self.norm2(x), condition)
        return x + self.layer_scale2(self.mlp["fc2"](F.gelu(self.mlp["fc1"](y))))


class Embeddings(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.w = w
        self.cls_token = nn.Parameter(torch.zeros(1, 1, w.dino))
        self.position_embeddings = nn.Parameter(torch.zeros(1, w.pretrained_grid**2 + 1, w.dino))
        self.patch_embeddings = nn.ModuleDict({"projection": nn.Conv2d(3, w.dino, PATCH, PATCH)})

    def positions(self):
        """Interpolated to the image's grid, with the original's 0.1 that keeps the size from being rounded down."""
        grid, side = self.w.pretrained_grid, self.w.image // PATCH
        patches = self.position_embeddings[:, 1:].unflatten(1, (grid, grid)).permute(0, 3, 1, 2)
        scale = (side + 0.1) / grid
        patches = F.interpolate(patches, scale_factor=(scale, scale), mode="bicubic", align_corners=False)
        return torch.cat([self.position_embeddings[:, :1], patches.flatten(2).transpose(1, 2)], dim=1)

    def forward(self, image):
        patches = self.patch_embeddings["projection"](image).flatten(2).transpose(1, 2)
        return torch.cat([self.cls_token.expand(image.shape[0], -1, -1), patches], dim=1) + self.positions()


class Dino(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.embeddings = Embeddings(w)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(w) for _ in range(w.dino_layers))})
        self.layernorm = nn.LayerNorm(w.dino, eps=1e-6)


class ImageTokenizer(nn.Module):
    """Tokens [B, 1 + patches, dino] of images [B, 3, S, S] in [0, 1]; two modulations per layer."""

    def __init__(self, w: Widths):
        super().__init__()
        self.model = Dino(w)
        self.modulations = nn.ModuleList(Modulation(w.dino, w.dino) for _ in range(2 * w.dino_layers))
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1), persistent=False)

    def forward(self, image, condition):
        x = self.model.embeddings((image - self.mean) / self.deviation)
        for i, layer in enumerate(self.model.encoder["layer"]):
            x = layer(x, self.modulations[2 * i], self.modulations[2 * i + 1], condition)
        return self.model.layernorm(x)
