"""The networks of EDM (Karras et al. 2022): the U-Nets of score SDE (DDPM++ and NCSN++) and of ADM in one kind of block.

A file of weights has a JSON beside it with the network's arguments, which name its levels; names and shapes of the weights must be theirs.
The preconditioning around a network (c_skip, c_out, c_in, c_noise of the paper's table 1) is in `families/coordinates.py`.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from errors import ExportError
from networks.keys import Options, Weights

KINDS = ("SongUNet", "DhariwalUNet")
# Arguments and their defaults in the makers' code; what concerns training alone is left aside.
ARGUMENTS = {
    "SongUNet": {
        "model_channels": 128, "channel_mult": [1, 2, 2, 2], "channel_mult_emb": 4, "num_blocks": 4, "attn_resolutions": [16],
        "embedding_type": "positional", "channel_mult_noise": 1, "encoder_type": "standard", "decoder_type": "standard",
        "resample_filter": [1, 1],
    },
    "DhariwalUNet": {
        "model_channels": 192, "channel_mult": [1, 2, 3, 4], "channel_mult_emb": 4, "num_blocks": 3, "attn_resolutions": [32, 16, 8],
    },
}  # fmt: skip
TRAINING = ("dropout", "label_dropout", "augment_dim", "use_fp16")
CHANNELS_PER_GROUP, GROUPS = 4, 32


class Resampler(nn.Module):
    """Maps at half or twice the size, blurred by a separable filter. Their channels are a constant, which ONNX wants to know."""

    def __init__(self, channels: int, taps: list, doubles: bool):
        super().__init__()
        self.channels = channels
        row = torch.tensor(taps, dtype=torch.float32)
        row = row / row.sum()
        self.register_buffer("resample_filter", torch.outer(row, row)[None, None])
        self.doubles = doubles
        self.padding = (len(taps) - 1) // 2

    def forward(self, x, padding: int | None = None):
        each = self.resample_filter.repeat(self.channels, 1, 1, 1)
        padding = self.padding if padding is None else padding
        if self.doubles:
            return F.conv_transpose2d(x, 4 * each, stride=2, padding=padding, groups=self.channels)
        return F.conv2d(x, each, stride=2, padding=padding, groups=self.channels)


class Convolution(Resampler):
    """A convolution after a change of size, either of which may be missing."""

    def __init__(self, given: int, made: int, kernel: int, taps: list | None = None, doubles: bool = False):
        super().__init__(given, taps or [1], doubles)
        self.resizes = taps is not None
        if not self.resizes:
            del self.resample_filter
        if kernel:
            self.weight = nn.Parameter(torch.zeros(made, given, kernel, kernel))
            self.bias = nn.Parameter(torch.zeros(made))
        self.kernel = kernel

    def forward(self, x):
        if self.resizes:
            x = super().forward(x)
        return F.conv2d(x, self.weight, self.bias, padding=self.kernel // 2) if self.kernel else x


class HalvedAfter(Convolution):
    """The residual encoder's convolution: it comes before the halving, over the border that the filter will need."""

    def __init__(self, given: int, made: int, kernel: int, taps: list):
        super().__init__(given, made, kernel, taps)
        self.channels = made

    def forward(self, x):
        x = F.conv2d(x, self.weight, padding=self.kernel // 2 + self.padding)
        return Resampler.forward(self, x, padding=0) + self.bias[None, :, None, None]


def norm(channels: int, eps: float) -> nn.GroupNorm:
    return nn.GroupNorm(min(GROUPS, channels // CHANNELS_PER_GROUP), channels, eps=eps)


class Style:
    """What the blocks of a kind have in common."""

    def __init__(self, embedding: int, score_sde: bool, taps: list):
        self.embedding = embedding
        self.taps = taps
        self.projected = score_sde  # the way around a block that changes the size has a convolution of its own
        self.scaled = not score_sde  # the time scales and shifts the second norm, or shifts what it is given
        self.eps = 1e-6 if score_sde else 1e-5
        self.damping = math.sqrt(0.5) if score_sde else 1.0
        self.heads = (lambda channels: 1) if score_sde else (lambda channels: channels // 64)


class Block(nn.Module):
    """A residual block with its attention."""

    def __init__(self, given: int, made: int, style: Style, resize: str = "", attends: bool = False):
        super().__init__()
        taps = style.taps if resize else None
        doubles = resize == "up"
        self.norm0, self.norm1 = norm(given, style.eps), norm(made, style.eps)
        self.conv0 = Convolution(given, made, 3, taps, doubles)
        self.affine = nn.Linear(style.embedding, made * (2 if style.scaled else 1))
        self.conv1 = Convolution(made, made, 3)
        kernel = 1 if given != made or (resize and style.projected) else 0
        self.skip = Convolution(given, made, kernel, taps, doubles) if kernel or resize else None
        self.scaled, self.damping = style.scaled, style.damping
        self.given, self.made = given, made
        self.heads = style.heads(made) if attends else 0
        if self.heads:
            self.norm2 = norm(made, style.eps)
            self.qkv = Convolution(made, 3 * made, 1)
            self.proj = Convolution(made, made, 1)

    def forward(self, x, time):
        h = self.conv0(F.silu(self.norm0(x)))
        moved = self.affine(time)[:, :, None, None]
        if self.scaled:
            scale, shift = moved.chunk(2, dim=1)
            h = self.norm1(h) * (scale + 1) + shift
        else:
            h = self.norm1(h + moved)
        x = (self.conv1(F.silu(h)) + (x if self.skip is None else self.skip(x))) * self.damping
        return (self.proj(self.attended(x)) + x) * self.damping if self.heads else x

    def attended(self, x):
        batch, channels, height, width = x.shape
        qkv = self.qkv(self.norm2(x)).reshape(batch, self.heads, channels // self.heads, 3, height * width)
        q, k, v = (qkv[:, :, :, i].transpose(2, 3) for i in range(3))
        return F.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape(batch, channels, height, width)


class Positional(nn.Module):
    """Cosines, then sines; with `inclusive` the last frequency is 1 / 10,000 itself. score SDE wants the sines first."""

    def __init__(self, width: int, inclusive: bool, sines_first: bool):
        super().__init__()
        self.half, self.last, self.sines_first = width // 2, width // 2 - int(inclusive), sines_first

    def forward(self, time):
        steps = torch.arange(self.half, dtype=torch.float32, device=time.device)
        return waves(time.unsqueeze(1) * (1e-4) ** (steps / self.last), self.sines_first)


class Fourier(nn.Module):
    """Sines, then cosines, of random frequencies that are kept with the weights."""

    def __init__(self, width: int):
        super().__init__()
        self.register_buffer("freqs", torch.zeros(width // 2))

    def forward(self, time):
        return waves(time.unsqueeze(1) * (2 * math.pi * self.freqs), True)


def waves(angles, sines_first: bool):
    return torch.cat([angles.sin(), angles.cos()] if sines_first else [angles.cos(), angles.sin()], 1)


class UNet(nn.Module):
    """What both kinds share: forward(state, time, one-hot labels or zeros)."""

    def __init__(self, shape: tuple, labels: int, values: dict):
        super().__init__()
        self.channels, self.size, _ = shape
        self.labels = labels
        self.width = values["model_channels"]
        self.levels = list(enumerate(values["channel_mult"]))
        self.blocks = values["num_blocks"]
        self.attending = set(values["attn_resolutions"])
        self.embedding = self.width * values["channel_mult_emb"]
        self.enc, self.dec = nn.ModuleDict(), nn.ModuleDict()

    @property
    def factor(self) -> int:
        return 2 ** (len(self.levels) - 1)

    def name(self, level: int, what: str) -> str:
        """Stages are named by the height of their maps."""
        return f"{self.size >> level}x{self.size >> level}_{what}"

    def attends(self, level: int) -> bool:
        return (self.size >> level) in self.attending

    def down(self, made: int, style: Style, first: int) -> list:
        """Builds the way down and returns the channels of what it leaves for the way back."""
        left = []
        for level, factor in self.levels:
            if level == 0:
                self.enc[self.name(0, "conv")] = Convolution(made, first, 3)
                made = first
            else:
                self.enc[self.name(level, "down")] = Block(made, made, style, "down")
                self.beside(level, made)
            left.append(made)
            for i in range(self.blocks):
                self.enc[self.name(level, f"block{i}")] = Block(made, self.width * factor, style, attends=self.attends(level))
                made = self.width * factor
                left.append(made)
        return left

    def up(self, left: list, style: Style, attends) -> int:
        """Builds the way back; `attends(level, i)` says which of its blocks have attention. Returns the channels of its end."""
        made = left[-1]
        for level, factor in reversed(self.levels):
            if level == self.levels[-1][0]:
                self.dec[self.name(level, "in0")] = Block(made, made, style, attends=True)
                self.dec[self.name(level, "in1")] = Block(made, made, style)
            else:
                self.dec[self.name(level, "up")] = Block(made, made, style, "up")
            for i in range(self.blocks + 1):
                given = made + left.pop()
                made = self.width * factor
                self.dec[self.name(level, f"block{i}")] = Block(given, made, style, attends=attends(level, i))
            self.above(level, made)
        return made

    def beside(self, level: int, made: int) -> None:
        """Adds what an encoder has beside its blocks."""

    def above(self, level: int, made: int) -> None:
        """Adds what a decoder has after a level."""


class DhariwalUNet(UNet):
    def __init__(self, shape: tuple, labels: int, values: dict):
        super().__init__(shape, labels, values)
        style = Style(self.embedding, False, [1, 1])
        self.map_noise = Positional(self.width, inclusive=False, sines_first=False)
        self.map_layer0 = nn.Linear(self.width, self.embedding)
        self.map_layer1 = nn.Linear(self.embedding, self.embedding)
        self.map_label = nn.Linear(labels, self.embedding, bias=False) if labels else None
        left = self.down(shape[0], style, self.width * values["channel_mult"][0])
        made = self.up(left, style, lambda level, i: self.attends(level))
        self.out_norm = norm(made, style.eps)
        self.out_conv = Convolution(made, shape[0], 3)

    def forward(self, x, time, labels=None):
        time = self.map_layer1(F.silu(self.map_layer0(self.map_noise(time))))
        if labels is not None:
            time = time + self.map_label(labels)
        time = F.silu(time)
        left = []
        for block in self.enc.values():
            x = block(x, time) if isinstance(block, Block) else block(x)
            left.append(x)
        for block in self.dec.values():
            x = block(x if x.shape[1] == block.given else torch.cat([x, left.pop()], 1), time)
        return self.out_conv(F.silu(self.out_norm(x)))


class SongUNet(UNet):
    """DDPM++, and NCSN++ with a smaller copy of the state beside the way down, or of the output beside the way back."""

    def __init__(self, shape: tuple, labels: int, values: dict):
        super().__init__(shape, labels, values)
        self.encoder, self.decoder, self.taps = values["encoder_type"], values["decoder_type"], values["resample_filter"]
        style = Style(self.embedding, True, self.taps)
        noise = self.width * values["channel_mult_noise"]
        self.map_noise = Fourier(noise) if values["embedding_type"] == "fourier" else Positional(noise, inclusive=True, sines_first=True)
        self.map_label = nn.Linear(labels, noise) if labels else None
        self.map_layer0 = nn.Linear(noise, self.embedding)
        self.map_layer1 = nn.Linear(self.embedding, self.embedding)
        self.copied = shape[0]
        left = self.down(shape[0], style, self.width)
        self.up(left, style, lambda level, i: self.attends(level) and i == self.blocks)

    def beside(self, level: int, made: int) -> None:
        if self.encoder == "skip":
            self.enc[self.name(level, "aux_down")] = Convolution(self.copied, self.copied, 0, self.taps)
            self.enc[self.name(level, "aux_skip")] = Convolution(self.copied, made, 1)
        if self.encoder == "residual":
            self.enc[self.name(level, "aux_residual")] = HalvedAfter(self.copied, made, 3, self.taps)
            self.copied = made

    def above(self, level: int, made: int) -> None:
        if level and self.decoder != "skip":
            return
        if level < self.levels[-1][0] and self.decoder == "skip":
            self.dec[self.name(level, "aux_up")] = Convolution(self.channels, self.channels, 0, self.taps, doubles=True)
        self.dec[self.name(level, "aux_norm")] = norm(made, 1e-6)
        self.dec[self.name(level, "aux_conv")] = Convolution(made, self.channels, 3)

    def forward(self, x, time, labels=None):
        time = self.map_noise(time)
        if labels is not None:
            time = time + self.map_label(labels * math.sqrt(self.labels))
        time = F.silu(self.map_layer1(F.silu(self.map_layer0(time))))
        return self.way_back(*self.way_down(x, time), time)

    def way_down(self, x, time) -> tuple:
        left, copy = [], x
        for name, block in self.enc.items():
            if name.endswith("aux_down"):
                copy = block(copy)
            elif name.endswith("aux_skip"):
                x = left[-1] = x + block(copy)
            elif name.endswith("aux_residual"):
                x = left[-1] = copy = (x + block(copy)) * math.sqrt(0.5)
            else:
                x = block(x, time) if isinstance(block, Block) else block(x)
                left.append(x)
        return x, left

    def way_back(self, x, left: list, time):
        out, normed = None, None
        for name, block in self.dec.items():
            if name.endswith("aux_up"):
                out = block(out)
            elif name.endswith("aux_norm"):
                normed = F.silu(block(x))
            elif name.endswith("aux_conv"):
                out = block(normed) if out is None else block(normed) + out
            else:
                x = block(x if x.shape[1] == block.given else torch.cat([x, left.pop()], 1), time)
        return out


def read(weights: Weights, options: Options, kind: str, shape: tuple, labels: int) -> UNet:
    """The network of a kind with the arguments that its options name, filled. Augmentation, which sampling leaves out, is dropped."""
    values = {name: options.get(name) for name in ARGUMENTS[kind]}
    require_arguments(values, options.where)
    network = {"SongUNet": SongUNet, "DhariwalUNet": DhariwalUNet}[kind](shape, labels, values)
    return weights.without("map_augment.").fill(network)


def require_arguments(values: dict, where: str) -> None:
    allowed = {
        "embedding_type": ("positional", "fourier"),
        "encoder_type": ("standard", "skip", "residual"),
        "decoder_type": ("standard", "skip"),
    }
    for name, value in values.items():
        if name in allowed:
            if value not in allowed[name]:
                raise ExportError(f"{where}: {name} must be one of {', '.join(allowed[name])} but is {value}")
        elif isinstance(value, list):
            if not value and name != "attn_resolutions" or not all(positive(each) for each in value):
                raise ExportError(f"{where}: {name} must be a list of positive whole numbers but is {value}")
        elif not positive(value):
            raise ExportError(f"{where}: {name} must be a positive whole number but is {value}")


def positive(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
