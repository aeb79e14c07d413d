"""SnowflakeNet's point deconvolution as the original uses it: two stages that split every point in place."""

import torch
from torch import nn
from torch.nn import functional as F

from projection import seen_pixels, tokens_at_pixels
from widths import NARROW, NEIGHBOURS, SPLIT, WIDE, Widths


class Steps(nn.Module):
    """Pointwise layers with a ReLU between them."""

    def __init__(self, inputs: int, *outputs: int):
        super().__init__()
        layers, last = [], inputs
        for width in outputs:
            layers += [nn.Conv1d(last, width, 1), nn.ReLU()]
            last = width
        self.mlp = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.mlp(x)


class Residual(nn.Module):
    def __init__(self, inputs: int, hidden: int, outputs: int):
        super().__init__()
        self.conv_1, self.conv_2 = nn.Conv1d(inputs, hidden, 1), nn.Conv1d(hidden, outputs, 1)
        self.conv_shortcut = nn.Conv1d(inputs, outputs, 1)

    def forward(self, x):
        return self.conv_2(F.relu(self.conv_1(x))) + self.conv_shortcut(x)


def nearest(points):
    """The NEIGHBOURS nearest of every point [B, 3, N], itself included: int64[B, N, K]."""
    p = points.transpose(1, 2)
    square = (p**2).sum(-1)
    distance = square.unsqueeze(2) + square.unsqueeze(1) - 2 * p @ p.transpose(1, 2)
    return distance.topk(NEIGHBOURS, dim=-1, largest=False).indices


def group(x, index):
    """Values [B, C, N, K] of x [B, C, N] at every point's neighbours."""
    flat = index.flatten(1).unsqueeze(1).expand(-1, x.shape[1], -1)
    return x.gather(2, flat).unflatten(2, index.shape[1:])


def perceptron(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, hidden, 1), nn.BatchNorm2d(hidden), nn.ReLU(), nn.Conv2d(hidden, outputs, 1))


class SkipTransformer(nn.Module):
    """Attention of every point to its neighbours, by their differences in features and place."""

    def __init__(self):
        super().__init__()
        self.mlp_v = Residual(2 * WIDE, WIDE, WIDE)
        self.conv_key, self.conv_query, self.conv_value = (nn.Conv1d(WIDE, NARROW, 1) for _ in range(3))
        self.pos_mlp = perceptron(3, NARROW, NARROW)
        self.attn_mlp = perceptron(NARROW, 4 * NARROW, NARROW)
        self.conv_end = nn.Conv1d(NARROW, WIDE, 1)

    def forward(self, points, key, query):
        value = self.mlp_v(torch.cat([key, query], dim=1))
        index = nearest(points)
        place = self.pos_mlp(points.unsqueeze(-1) - group(points, index))
        difference = self.conv_query(query).unsqueeze(-1) - group(self.conv_key(key), index)
        attention = self.attn_mlp(difference + place).softmax(dim=-1)
        mixed = (attention * (self.conv_value(value).unsqueeze(-1) + place)).sum(dim=-1)
        return self.conv_end(mixed) + value


class Split(nn.Module):
    def __init__(self, condition: int, times: int):
        super().__init__()
        self.times = times
        self.mlp_1 = Steps(3, NARROW, WIDE)
        self.mlp_2 = Steps(2 * WIDE + condition, 2 * WIDE, WIDE)
        self.skip_transformer = SkipTransformer()
        self.mlp_ps = Steps(WIDE, NARROW, SPLIT)
        self.ps = nn.ConvTranspose1d(SPLIT, WIDE, times, times, bias=False)
        self.mlp_delta_feature = Residual(2 * WIDE, WIDE, WIDE)
        self.mlp_delta = Steps(WIDE, NARROW, 3)

    def forward(self, points, condition, before):
        """Points [B, 3, N], features of the image [B, condition, N], and those of the last stage, if there was one."""
        x = self.mlp_1(points)
        x = self.mlp_2(torch.cat([x, x.amax(dim=2, keepdim=True).expand_as(x), condition], dim=1))
        mixed = self.skip_transformer(points, x if before is None else before, x)
        children = self.ps(self.mlp_ps(mixed))
        features = self.mlp_delta_feature(torch.cat([children, mixed.repeat_interleave(self.times, dim=2)], dim=1))
        return points.repeat_interleave(self.times, dim=2) + torch.tanh(self.mlp_delta(F.relu(features))), features


class Decoder(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.size = w.image
        self.mlp_feat_cond = Steps(w.dino, 2 * w.condition, w.condition)
        self.uppers = nn.ModuleList(Split(w.condition, times) for times in w.splits)

    def forward(self, points, tokens, camera):
        features = self.mlp_feat_cond(tokens.transpose(1, 2)).transpose(1, 2)
        seen = tokens_at_pixels(features, seen_pixels(points, camera, self.size), self.size).transpose(1, 2)
        x, before = points.transpose(1, 2), None
        for stage, upper in enumerate(self.uppers):
            if stage > 0:
                # The original flips its camera in place at every stage: from the second on it looks away from the
                # points, none is seen, and the weights were trained with these zeros.
                seen = x.new_zeros(x.shape[0], seen.shape[1], x.shape[2])
            x, before = upper(x, seen, before)
        return x.transpose(1, 2)


class Upsampling(nn.Module):
    def __init__(self, w: Widths):
        super().__init__()
        self.decoder = Decoder(w)
