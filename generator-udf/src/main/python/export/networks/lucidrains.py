"""The U-Net of the package denoising-diffusion-pytorch (since its version 2), from its weights.

Norms divide by the root mean square over channels. Attention of the upper levels is linear in the number of places, that of the innermost
full; both see a few learned keys and values besides. Names and shapes of the weights say which one a level has, and with how many heads.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from errors import ExportError
from networks.keys import Weights

OLDER = "it was written by a version before 2, whose blocks compute otherwise; sample it there, or export it with --contract"
THETA = 10000.0


class RootMeanSquare(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.g = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x):
        return F.normalize(x, dim=1) * self.g * math.sqrt(self.g.shape[1])


class Block(nn.Module):
    def __init__(self, given: int, made: int):
        super().__init__()
        self.proj = nn.Conv2d(given, made, 3, padding=1)
        self.norm = RootMeanSquare(made)

    def forward(self, x, scale=None, shift=None):
        x = self.norm(self.proj(x))
        return F.silu(x if scale is None else x * (scale + 1) + shift)


class Residual(nn.Module):
    """Two blocks; the time scales and shifts the first."""

    def __init__(self, weights: Weights):
        super().__init__()
        if weights.has("block1.norm.weight"):
            raise ExportError(f"{weights.where}: {weights.prefix}block1.norm.weight is a group norm: {OLDER}")
        made, given = weights.shape("block1.proj.weight")[:2]
        rows, width = weights.shape("mlp.1.weight")
        self.mlp = nn.Sequential(nn.SiLU(), nn.Linear(width, rows))
        self.block1, self.block2 = Block(given, made), Block(made, made)
        self.res_conv = nn.Conv2d(given, made, 1) if weights.holds("res_conv") else nn.Identity()

    def forward(self, x, time):
        scale, shift = self.mlp(time)[:, :, None, None].chunk(2, dim=1)
        return self.block2(self.block1(x, scale, shift)) + self.res_conv(x)


class Attention(nn.Module):
    """Full attention: learned keys and values come before those of the places."""

    def __init__(self, weights: Weights):
        super().__init__()
        self.norm, self.heads, self.each, self.mem_kv, self.to_qkv = parts(weights, width=3)
        self.to_out = nn.Conv2d(self.heads * self.each, self.norm.g.shape[1], 1)

    def forward(self, x):
        batch, _, height, width = x.shape
        qkv = self.to_qkv(self.norm(x)).reshape(batch, 3, self.heads, self.each, height * width).transpose(3, 4)
        q, k, v = (qkv[:, i] for i in range(3))
        learned = self.mem_kv.unsqueeze(1).expand(-1, batch, -1, -1, -1)
        k, v = torch.cat([learned[0], k], 2), torch.cat([learned[1], v], 2)
        out = F.scaled_dot_product_attention(q, k, v).transpose(2, 3)
        return self.to_out(out.reshape(batch, self.heads * self.each, height, width))


class LinearAttention(nn.Module):
    """Keys are normalized over places and queries over channels, so that keys and values are multiplied first."""

    def __init__(self, weights: Weights):
        super().__init__()
        self.norm, self.heads, self.each, self.mem_kv, self.to_qkv = parts(weights, width=2)
        channels = self.norm.g.shape[1]
        self.to_out = nn.Sequential(nn.Conv2d(self.heads * self.each, channels, 1), RootMeanSquare(channels))

    def forward(self, x):
        batch, _, height, width = x.shape
        qkv = self.to_qkv(self.norm(x)).reshape(batch, 3, self.heads, self.each, height * width)
        q, k, v = (qkv[:, i] for i in range(3))
        learned = self.mem_kv.unsqueeze(1).expand(-1, batch, -1, -1, -1)
        k, v = torch.cat([learned[0], k], 3), torch.cat([learned[1], v], 3)
        context = k.softmax(3) @ v.transpose(2, 3)
        out = context.transpose(2, 3) @ (q.softmax(2) * self.each**-0.5)
        return self.to_out(out.reshape(batch, self.heads * self.each, height, width))


def parts(weights: Weights, width: int) -> tuple:
    """What both kinds have: norm, heads, channels per head (dimension `width` of the learned keys), keys and values, the projection."""
    if not weights.has("mem_kv"):
        raise ExportError(f"{weights.where} lacks {weights.prefix}mem_kv: {OLDER}")
    learned = weights.shape("mem_kv")
    if len(learned) != 4 or weights.shape("to_qkv.weight")[0] != 3 * learned[1] * learned[width]:
        raise ExportError(f"{weights.where}: {weights.prefix}mem_kv and to_qkv.weight do not fit each other")
    channels = weights.shape("to_qkv.weight")[1]
    projection = nn.Conv2d(channels, 3 * learned[1] * learned[width], 1, bias=False)
    return RootMeanSquare(channels), learned[1], learned[width], nn.Parameter(torch.zeros(learned)), projection


def attention(weights: Weights) -> nn.Module:
    return LinearAttention(weights) if weights.has("to_out.0.weight") else Attention(weights)


class Halved(nn.Module):
    """Four neighbours become channels of one place."""

    def __init__(self, weights: Weights):
        super().__init__()
        made, given = weights.shape("1.weight")[:2]
        self.add_module("1", nn.Conv2d(given, made, 1))

    def forward(self, x):
        return getattr(self, "1")(F.pixel_unshuffle(x, 2))


class Doubled(nn.Module):
    def __init__(self, weights: Weights):
        super().__init__()
        made, given = weights.shape("1.weight")[:2]
        self.add_module("1", nn.Conv2d(given, made, 3, padding=1))

    def forward(self, x):
        return getattr(self, "1")(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Sinusoids(nn.Module):
    """Sines, then cosines, of frequencies 1 down to 1 / theta."""

    def __init__(self, width: int, theta: float):
        super().__init__()
        self.half, self.theta = width // 2, theta

    def forward(self, time):
        steps = torch.arange(self.half, dtype=torch.float32, device=time.device)
        angles = time.unsqueeze(1) * torch.exp(steps * (-math.log(self.theta) / (self.half - 1)))
        return torch.cat([angles.sin(), angles.cos()], 1)


class LearnedSinusoids(nn.Module):
    """The time itself, and its sines and cosines at learned (or random) frequencies."""

    def __init__(self, number: int):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(number))

    def forward(self, time):
        time = time.unsqueeze(1)
        angles = time * self.weights * (2 * math.pi)
        return torch.cat([time, angles.sin(), angles.cos()], 1)


class UNet(nn.Module):
    """forward(state, time): the network's own output, which holds a variance in its second half if it learned one."""

    def __init__(self, weights: Weights, theta: float = THETA):
        super().__init__()
        made, given, kernel, _ = weights.shape("init_conv.weight")
        self.init_conv = nn.Conv2d(given, made, kernel, padding=kernel // 2)
        rows, width = weights.shape("time_mlp.1.weight")
        learned = weights.has("time_mlp.0.weights")
        embedded = LearnedSinusoids(weights.shape("time_mlp.0.weights")[0]) if learned else Sinusoids(width, theta)
        self.time_mlp = nn.Sequential(embedded, nn.Linear(width, rows), nn.GELU(), nn.Linear(rows, rows))
        self.downs = nn.ModuleList(level(weights.under(f"downs.{i}"), Halved) for i in range(weights.count("downs")))
        self.mid_block1 = Residual(weights.under("mid_block1"))
        self.mid_attn = attention(weights.under("mid_attn"))
        self.mid_block2 = Residual(weights.under("mid_block2"))
        self.ups = nn.ModuleList(level(weights.under(f"ups.{i}"), Doubled) for i in range(weights.count("ups")))
        self.final_res_block = Residual(weights.under("final_res_block"))
        out, channels = weights.shape("final_conv.weight")[:2]
        self.final_conv = nn.Conv2d(channels, out, 1)

    @property
    def factor(self) -> int:
        """Height and width of a state must be multiples of this."""
        return 2 ** (len(self.downs) - 1)

    def forward(self, x, time):
        x = self.init_conv(x)
        left = [x]
        time = self.time_mlp(time)
        for first, second, attend, resize in self.downs:
            x = first(x, time)
            left.append(x)
            x = second(x, time)
            x = attend(x) + x
            left.append(x)
            x = resize(x)
        x = self.mid_block1(x, time)
        x = self.mid_block2(self.mid_attn(x) + x, time)
        for first, second, attend, resize in self.ups:
            x = first(torch.cat([x, left.pop()], 1), time)
            x = second(torch.cat([x, left.pop()], 1), time)
            x = resize(attend(x) + x)
        return self.final_conv(self.final_res_block(torch.cat([x, left.pop()], 1), time))


def level(weights: Weights, resized) -> nn.ModuleList:
    """Two residual blocks, attention, and a change of size, or a convolution where there is none."""
    if weights.count() != 4:
        raise ExportError(f"{weights.where}: {weights.prefix[:-1]} must have 4 parts but has {weights.count()}: {OLDER}")
    if weights.has("3.weight"):
        made, given, kernel, _ = weights.shape("3.weight")
        last = nn.Conv2d(given, made, kernel, padding=kernel // 2)
    else:
        last = resized(weights.under("3"))
    return nn.ModuleList([Residual(weights.under("0")), Residual(weights.under("1")), attention(weights.under("2")), last])
