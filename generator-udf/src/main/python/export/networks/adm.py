"""The U-Net of guided diffusion (ADM; Dhariwal and Nichol 2021), which P2 and many others train, from its weights.

Per level a few residual blocks, some with attention, then a block that halves the maps; the way back takes what the way down left.
The time enters every residual block as scale and shift of its second norm, or as a shift before it. A diffusion autoencoder
(`diffae.py`) is made of the same blocks, with a code beside the time.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from errors import ExportError
from networks.keys import Weights

GROUPS = 32


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(min(GROUPS, channels), channels)


def sinusoids(time: torch.Tensor, width: int) -> torch.Tensor:
    """Cosines, then sines, of frequencies 1 down to almost 1 / 10,000."""
    half = width // 2
    frequencies = torch.exp(torch.arange(half, dtype=torch.float32, device=time.device) * (-math.log(10000.0) / half))
    angles = time.float().unsqueeze(1) * frequencies
    out = torch.cat([angles.cos(), angles.sin()], 1)
    return F.pad(out, (0, width % 2))


class Halved(nn.Module):
    """Maps at half size, by a convolution or, within a residual block, by averages."""

    def __init__(self, channels: int | None = None):
        super().__init__()
        self.op = None if channels is None else nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x):
        return F.avg_pool2d(x, 2) if self.op is None else self.op(x)


class Doubled(nn.Module):
    """Maps at twice the size, each value four times, then a convolution unless it is within a residual block."""

    def __init__(self, channels: int | None = None):
        super().__init__()
        self.conv = None if channels is None else nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        return x if self.conv is None else self.conv(x)


class Residual(nn.Module):
    """Norm, activation, convolution; the time; the same once more. Parts that the weights lack are left out."""

    def __init__(self, weights: Weights, resized: nn.Module | None = None):
        super().__init__()
        made, given = weights.shape("in_layers.2.weight")[:2]
        self.in_layers = nn.Sequential(norm(given), nn.SiLU(), nn.Conv2d(given, made, 3, padding=1))
        self.resized = resized
        self.emb_layers = self.cond_emb_layers = self.out_layers = None
        if weights.holds("emb_layers"):
            rows, width = weights.shape("emb_layers.1.weight")
            self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(width, rows))
            self.scaled = rows == 2 * made
        if weights.holds("cond_emb_layers"):
            rows, width = weights.shape("cond_emb_layers.1.weight")
            if rows != made:
                raise ExportError(f"{weights.where}: {weights.prefix}cond_emb_layers must return {made} scales but returns {rows} numbers")
            self.cond_emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(width, rows))
        if weights.holds("out_layers"):
            self.out_layers = nn.Sequential(norm(made), nn.SiLU(), nn.Identity(), nn.Conv2d(made, made, 3, padding=1))
        if weights.holds("skip_connection"):
            kernel = weights.shape("skip_connection.weight")[-1]
            self.skip_connection = nn.Conv2d(given, made, kernel, padding=kernel // 2)
        else:
            self.skip_connection = nn.Identity()

    def forward(self, x, time=None, code=None):
        h = self.in_layers[1](self.in_layers[0](x))
        if self.resized is not None:
            h, x = self.resized(h), self.resized(x)
        h = self.in_layers[2](h)
        if self.out_layers is not None:
            h = self.second(h, time, code)
        return self.skip_connection(x) + h

    def second(self, h, time, code):
        moved = self.emb_layers(time)[:, :, None, None]
        if self.scaled:
            scale, shift = moved.chunk(2, dim=1)
            h = self.out_layers[0](h) * (1 + scale) + shift
        else:
            h = self.out_layers[0](h + moved)
        if self.cond_emb_layers is not None:
            h = h * (1 + self.cond_emb_layers(code)[:, :, None, None])
        return self.out_layers[3](self.out_layers[1](h))


class Attention(nn.Module):
    """Every place of a map attends to every other. Older networks keep the three parts of a head together."""

    def __init__(self, weights: Weights, heads: "Heads"):
        super().__init__()
        channels = weights.shape("norm.weight")[0]
        self.heads = heads.of(channels, weights)
        self.parts_first = heads.parts_first
        self.norm = norm(channels)
        self.qkv = nn.Conv1d(channels, 3 * channels, 1)
        self.proj_out = nn.Conv1d(channels, channels, 1)

    def forward(self, x):
        batch, channels, height, width = x.shape
        flat = x.reshape(batch, channels, height * width)
        each = channels // self.heads
        if self.parts_first:
            qkv = self.qkv(self.norm(flat)).reshape(batch, 3, self.heads, each, height * width)
        else:
            qkv = self.qkv(self.norm(flat)).reshape(batch, self.heads, 3, each, height * width).transpose(1, 2)
        q, k, v = (qkv[:, i].transpose(2, 3) for i in range(3))
        attended = F.scaled_dot_product_attention(q, k, v).transpose(2, 3)
        return x + self.proj_out(attended.reshape(batch, channels, height * width)).reshape(batch, channels, height, width)


class Heads:
    """How many heads attention has: a number, or channels for each; `parts_first` is guided diffusion's new attention order."""

    def __init__(self, number: int | None = None, channels: int | None = None, parts_first: bool = False):
        self.number = number
        self.channels = channels
        self.parts_first = parts_first

    def of(self, channels: int, weights: Weights) -> int:
        divisor = self.channels or self.number
        if channels % divisor:
            name = "num_head_channels" if self.channels else "num_heads"
            raise ExportError(f"{weights.where}: {name} is {divisor}, which does not divide the {channels} channels of {weights.prefix[:-1]}")
        return channels // self.channels if self.channels else self.number


class Stage(nn.ModuleList):
    """Layers in turn, of which residual blocks take the time and the code."""

    def forward(self, x, time=None, code=None):
        for layer in self:
            x = layer(x, time, code) if isinstance(layer, Residual) else layer(x)
        return x


def stage(weights: Weights, heads: Heads, down: bool = False, up: bool = False) -> Stage:
    """The layers that a stage's weights describe; a residual block that changes the size looks like any other, so that is told."""
    layers = Stage()
    for i in range(weights.count()):
        inner = weights.under(str(i))
        if inner.holds("in_layers"):
            halves, doubles = down and i == 0, up and i > 0
            layers.append(Residual(inner, Halved() if halves else Doubled() if doubles else None))
        elif inner.has("qkv.weight"):
            layers.append(Attention(inner, heads))
        elif inner.has("op.weight"):
            layers.append(Halved(inner.shape("op.weight")[0]))
        elif inner.has("conv.weight"):
            layers.append(Doubled(inner.shape("conv.weight")[0]))
        elif inner.has("weight") and len(inner.shape("weight")) == 4:
            made, given, kernel, _ = inner.shape("weight")
            layers.append(nn.Conv2d(given, made, kernel, padding=kernel // 2))
        else:
            raise ExportError(f"{weights.where}: {inner.prefix[:-1]} is no layer of guided diffusion's U-Net")
    return layers


def resizes(weights: Weights) -> bool:
    """Whether a stage of the way back ends by doubling its maps."""
    last = weights.under(str(weights.count() - 1))
    return weights.count() > 1 and (last.holds("in_layers") or last.has("conv.weight"))


def blocks_per_level(weights: Weights) -> int:
    """Residual blocks per level on the way down; the way back has one more, and doubles its maps after the last of a level."""
    stages = weights.count("output_blocks")
    doubling = [i for i in range(stages) if resizes(weights.under(f"output_blocks.{i}"))]
    blocks = doubling[0] if doubling else stages - 1
    expected = list(range(blocks, stages - 1, blocks + 1))
    if blocks < 1 or doubling != expected or stages % (blocks + 1) or weights.count("input_blocks") != stages:
        raise ExportError(f"{weights.where}: the levels of input_blocks and output_blocks do not mirror each other, which is not supported")
    return blocks


def way_down(weights: Weights, heads: Heads, blocks: int) -> nn.ModuleList:
    """The first stage is a convolution; after every `blocks` stages, one halves the maps."""
    number = weights.count("input_blocks")
    return nn.ModuleList(
        stage(weights.under(f"input_blocks.{i}"), heads, down=i > 0 and i % (blocks + 1) == 0) for i in range(number)
    )


class UNet(nn.Module):
    """forward(state, time, label or code): the network's own output, which holds a variance in its second half if it learned one."""

    def __init__(self, weights: Weights, heads: Heads):
        super().__init__()
        embedding, self.width = weights.shape("time_embed.0.weight")
        self.time_embed = nn.Sequential(nn.Linear(self.width, embedding), nn.SiLU(), nn.Linear(embedding, embedding))
        classes = weights.shape("label_emb.weight")[0] if weights.has("label_emb.weight") else 0
        self.label_emb = nn.Embedding(classes, embedding) if classes else None
        self.blocks = blocks_per_level(weights)
        self.input_blocks = way_down(weights, heads, self.blocks)
        self.middle_block = stage(weights.under("middle_block"), heads)
        stages = weights.count("output_blocks")
        self.output_blocks = nn.ModuleList(stage(weights.under(f"output_blocks.{i}"), heads, up=True) for i in range(stages))
        made, given = weights.shape("out.2.weight")[:2]
        self.out = nn.Sequential(norm(given), nn.SiLU(), nn.Conv2d(given, made, 3, padding=1))

    @property
    def factor(self) -> int:
        """Height and width of a state must be multiples of this."""
        return 2 ** (len(self.output_blocks) // (self.blocks + 1) - 1)

    def forward(self, x, time, label=None, code=None):
        time = self.time_embed(sinusoids(time, self.width))
        if self.label_emb is not None:
            time = time + self.label_emb(label)
        left = []
        for each in self.input_blocks:
            x = each(x, time, code)
            left.append(x)
        x = self.middle_block(x, time, code)
        for each in self.output_blocks:
            x = each(torch.cat([x, left.pop()], 1), time, code)
        return self.out(x)
