"""The networks of the embedded `portraits` bundle.

A latent diffusion autoencoder (Preechakul et al., CVPR 2022, moved into the latents of a small image autoencoder as in
Rombach et al., CVPR 2022): `Autoencoder` 3x64x64 <-> 4x16x16, `SemanticEncoder` image -> z, `Denoiser` (x_t, t, z) -> v,
and the judges: `Labeler`, `Auditor` (another architecture) and `Features`. Images are float32 in [-1, 1], NCHW.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

IMAGE_SIZE = 64
LATENT_SHAPE = (4, 16, 16)
CODE_SIZE = 32
FEATURE_SIZE = 64
ATTRIBUTES = {
    "gender": ["feminine", "masculine"],
    "age": ["young", "middle-aged", "senior"],
    "skin": ["light", "medium", "dark"],
}
LOGITS = sum(len(classes) for classes in ATTRIBUTES.values())


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(8, channels)


class Residual(nn.Module):
    """Pre-activation residual block: two 3x3 convolutions, GroupNorm, SiLU."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(
            norm(channels),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            norm(channels),
            nn.SiLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
        )

    def forward(self, x):
        return x + self.body(x)


class Autoencoder(nn.Module):
    """3x64x64 -> 4x16x16 and back. `shift` and `scale` make the latents zero-mean and of unit variance per channel."""

    def __init__(self, narrow: int = 32, wide: int = 72):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.PixelUnshuffle(2),
            nn.Conv2d(12, narrow, 3, padding=1),
            Residual(narrow),
            nn.Conv2d(narrow, wide, 4, stride=2, padding=1),
            Residual(wide),
            norm(wide),
            nn.SiLU(),
            nn.Conv2d(wide, LATENT_SHAPE[0], 3, padding=1),
        )
        self.decoder = nn.Sequential(
            nn.Conv2d(LATENT_SHAPE[0], wide, 3, padding=1),
            Residual(wide),
            Residual(wide),
            nn.Conv2d(wide, 4 * narrow, 1),
            nn.PixelShuffle(2),
            Residual(narrow),
            Residual(narrow),
            norm(narrow),
            nn.SiLU(),
            nn.Conv2d(narrow, 4 * 16, 3, padding=1),
            nn.PixelShuffle(2),
            nn.SiLU(),
            nn.Conv2d(16, 3, 3, padding=1),
        )
        self.register_buffer("shift", torch.zeros(1, LATENT_SHAPE[0], 1, 1))
        self.register_buffer("scale", torch.ones(1, LATENT_SHAPE[0], 1, 1))

    def encode(self, image):
        return (self.encoder(image) - self.shift) / self.scale

    def decode(self, latents):
        return self.decoder(latents * self.scale + self.shift).clamp(-1.0, 1.0)

    def forward(self, image):
        return self.decode(self.encode(image))


class SemanticEncoder(nn.Module):
    """Image -> z. The last batch norm has no affine part: z has zero mean and unit variance per dimension."""

    def __init__(self, width: int = 24):
        super().__init__()

        def down(a, b):
            return [nn.Conv2d(a, b, 4, stride=2, padding=1), norm(b), nn.SiLU()]

        self.body = nn.Sequential(
            *down(3, width),
            *down(width, 2 * width),
            *down(2 * width, 3 * width),
            Residual(3 * width),
            *down(3 * width, 4 * width),
        )
        self.head = nn.Linear(4 * width * 16, CODE_SIZE)
        self.normalize = nn.BatchNorm1d(CODE_SIZE, affine=False, momentum=0.02)

    def forward(self, image):
        return self.normalize(self.head(self.body(image).flatten(1)))


class ModulatedResidual(nn.Module):
    """Residual block whose second norm is scaled and shifted by the embedding of (t, z): AdaGN (Dhariwal & Nichol 2021)."""

    def __init__(self, inputs: int, outputs: int, embedding: int):
        super().__init__()
        self.first = nn.Sequential(norm(inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
        self.modulation = nn.Linear(embedding, 2 * outputs)
        self.second_norm = nn.GroupNorm(8, outputs, affine=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x, embedding):
        scale, shift = self.modulation(embedding)[:, :, None, None].chunk(2, dim=1)
        h = self.second_norm(self.first(x)) * (1 + scale) + shift
        return self.skip(x) + self.second(F.silu(h))


class Attention(nn.Module):
    """Self-attention over the pixels of a small grid."""

    def __init__(self, channels: int, heads: int = 4):
        super().__init__()
        self.heads = heads
        self.norm = norm(channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x):
        # No arithmetic with sizes: a trace does it in tensors on the model's device, and waits for a GPU to know a shape.
        width = self.qkv.in_channels // self.heads
        q, k, v = self.qkv(self.norm(x)).reshape(x.shape[0], 3, self.heads, width, -1).transpose(3, 4).unbind(1)
        y = F.scaled_dot_product_attention(q, k, v)
        return x + self.out(y.transpose(2, 3).reshape(x.shape))


class Denoiser(nn.Module):
    """U-Net over the latents that predicts v (Salimans & Ho 2022), conditioned on t and z.

    forward(x[B,4,16,16], t[B], z[B,32]); `unconditional(x, t)` uses the learned null code that replaced z for 15%
    of the training samples.
    """

    def __init__(self, widths=(56, 112, 136), embedding: int = 160):
        super().__init__()
        a, b, c = widths
        e = embedding
        self.register_buffer(
            "frequencies", torch.exp(-math.log(10000.0) * torch.arange(32, dtype=torch.float32) / 32)
        )
        self.time = nn.Sequential(nn.Linear(64, e), nn.SiLU(), nn.Linear(e, e))
        self.code = nn.Sequential(nn.Linear(CODE_SIZE, e), nn.SiLU(), nn.Linear(e, e))
        self.null = nn.Parameter(torch.zeros(1, e))
        self.enter = nn.Conv2d(LATENT_SHAPE[0], a, 3, padding=1)
        self.down1 = ModulatedResidual(a, a, e)
        self.down2 = ModulatedResidual(a, a, e)
        self.to_half = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down3 = ModulatedResidual(b, b, e)
        self.down3a = Attention(b)
        self.to_quarter = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.middle1 = ModulatedResidual(c, c, e)
        self.middle_a = Attention(c)
        self.middle2 = ModulatedResidual(c, c, e)
        self.from_quarter = nn.Conv2d(c, 4 * b, 1)
        self.up3 = ModulatedResidual(2 * b, b, e)
        self.up3a = Attention(b)
        self.up4 = ModulatedResidual(b, b, e)
        self.from_half = nn.Conv2d(b, 4 * a, 1)
        self.up2 = ModulatedResidual(2 * a, a, e)
        self.up1 = ModulatedResidual(2 * a, a, e)
        self.leave = nn.Sequential(norm(a), nn.SiLU(), nn.Conv2d(a, LATENT_SHAPE[0], 3, padding=1))

    def embed_time(self, t):
        angles = t.to(torch.float32)[:, None] * self.frequencies[None]
        return self.time(torch.cat([angles.sin(), angles.cos()], dim=1))

    def unet(self, x, embedding):
        e = F.silu(embedding)
        h0 = self.enter(x)
        h1 = self.down1(h0, e)
        h2 = self.down2(h1, e)
        h3 = self.down3a(self.down3(self.to_half(h2), e))
        m = self.middle2(self.middle_a(self.middle1(self.to_quarter(h3), e)), e)
        u = F.pixel_shuffle(self.from_quarter(m), 2)
        u = self.up4(self.up3a(self.up3(torch.cat([u, h3], dim=1), e)), e)
        u = F.pixel_shuffle(self.from_half(u), 2)
        u = self.up2(torch.cat([u, h2], dim=1), e)
        u = self.up1(torch.cat([u, h1], dim=1), e)
        return self.leave(u)

    def forward(self, x, t, z):
        return self.unet(x, self.embed_time(t) + self.code(z))

    def unconditional(self, x, t):
        return self.unet(x, self.embed_time(t) + self.null)

    def mixed(self, x, t, z, keep):
        """Training: rows of `keep` (bool[B]) see their code, the others the null code."""
        code = torch.where(keep[:, None], self.code(z), self.null)
        return self.unet(x, self.embed_time(t) + code)


def block(inputs: int, outputs: int, stride: int = 1):
    return [
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


class Labeler(nn.Module):
    """VGG-like classifier: image -> logits of all attributes, concatenated in attribute order."""

    def __init__(self, width: int = 24):
        super().__init__()
        w = width
        self.body = nn.Sequential(
            *block(3, w, 2),
            *block(w, w),
            *block(w, 2 * w, 2),
            *block(2 * w, 2 * w),
            *block(2 * w, 3 * w, 2),
            *block(3 * w, 3 * w),
            nn.AdaptiveAvgPool2d(2),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(12 * w, LOGITS))

    def forward(self, image):
        return self.head(self.body(image))


class SeparableBlock(nn.Module):
    """Depthwise 5x5 and pointwise convolutions with a residual path (ConvNeXt-like)."""

    def __init__(self, channels: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 5, padding=2, groups=channels),
            nn.GroupNorm(1, channels),
            nn.Conv2d(channels, 3 * channels, 1),
            nn.GELU(),
            nn.Conv2d(3 * channels, channels, 1),
        )

    def forward(self, x):
        return x + self.body(x)


class Auditor(nn.Module):
    """Independent judge: patches and separable convolutions, no layer in common with `Labeler`."""

    def __init__(self, width: int = 48):
        super().__init__()
        w = width
        self.body = nn.Sequential(
            nn.Conv2d(3, w, 4, stride=4),
            nn.GroupNorm(1, w),
            SeparableBlock(w),
            SeparableBlock(w),
            nn.Conv2d(w, 2 * w, 2, stride=2),
            SeparableBlock(2 * w),
            SeparableBlock(2 * w),
            nn.AdaptiveMaxPool2d(2),
        )
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(8 * w, 96), nn.GELU(), nn.Dropout(0.2), nn.Linear(96, LOGITS))

    def forward(self, image):
        return self.head(self.body(image))


class Features(nn.Module):
    """Feature network of the Frechet distance and its kin: image -> 64 numbers.

    Trained to name every attribute that the renderer knows (balanced and free ones), the last hidden layer is kept.
    """

    def __init__(self, targets: int, width: int = 24):
        super().__init__()
        w = width
        self.body = nn.Sequential(
            *block(3, w, 2),
            *block(w, 2 * w, 2),
            *block(2 * w, 2 * w),
            *block(2 * w, 3 * w, 2),
            *block(3 * w, 4 * w),
            nn.AdaptiveAvgPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * w, FEATURE_SIZE),
        )
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(FEATURE_SIZE, targets))

    def forward(self, image):
        return self.body(image)

    def classify(self, image):
        return self.head(self.body(image))
