"""The decoder of points and planes: self attention, cross attention to the image's tokens, gated feed-forward."""

from torch import nn
from torch.nn import functional as F

from widths import Widths

GROUPS = 32


class Attention(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context, width, bias=False)
        self.to_v = nn.Linear(context, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x, context):
        q, k, v = (
            layer(source).unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for layer, source in ((self.to_q, x), (self.to_k, context), (self.to_v, context))
        )
        return self.to_out[0](F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Gated(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.proj = nn.Linear(width, 8 * width)

    def forward(self, x):
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class Block(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(w.channels) for _ in range(3))
        self.attn1 = Attention(w.channels, w.channels, w.heads)
        self.attn2 = Attention(w.channels, w.dino, w.heads)
        # The middle one is a dropout in the original: it has no parameters but a number.
        self.ff = nn.ModuleDict({"net": nn.Sequential(Gated(w.channels), nn.Identity(), nn.Linear(4 * w.channels, w.channels))})

    def forward(self, x, tokens):
        y = self.norm1(x)
        x = x + self.attn1(y, y)
        x = x + self.attn2(self.norm2(x), tokens)
        return x + self.ff["net"](self.norm3(x))


class Backbone(nn.Module):
    """Latents [B, channels, N] to latents, with a residual around all of it."""

    def __init__(self, w: Widths):
        super().__init__()
        self.norm = nn.GroupNorm(GROUPS, w.channels, eps=1e-6)
        self.proj_in = nn.Linear(w.channels, w.channels)
        self.transformer_blocks = nn.ModuleList(Block(w) for _ in range(w.layers))
        self.proj_out = nn.Linear(w.channels, w.channels)

    def forward(self, latents, tokens):
        x = self.proj_in(self.norm(latents).transpose(1, 2))
        for block in self.transformer_blocks:
            x = block(x, tokens)
        return self.proj_out(x).transpose(1, 2) + latents
