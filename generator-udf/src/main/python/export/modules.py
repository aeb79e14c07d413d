"""Wraps networks into the calls that a bundle's modules answer; images are float32 in [-1, 1], NCHW.

What a denoiser is told of a level is float32, also where it is the index of a training step: such networks make sinusoids of it.
"""

import torch
from diffusers import UNet2DConditionModel, VQModel
from torch import nn
from torch.nn import functional as F

from scaling import Scaling


class Unconditional(nn.Module):
    """A U-Net without a code: forward(x, t)."""

    def __init__(self, unet: nn.Module):
        super().__init__()
        self.unet = unet

    def forward(self, x, t):
        return self.unet(x, t, return_dict=False)[0]


class Conditional(nn.Module):
    """A U-Net with a code: forward(x, t, z), and unconditional(x, t) if it was trained with a null code.

    The code is the only token of a `UNet2DConditionModel`'s cross-attention, or is added to the time embedding of a
    `UNet2DModel` with `class_embed_type: identity`.
    """

    def __init__(self, unet: nn.Module, width: int, null: torch.Tensor | None):
        super().__init__()
        self.unet = unet
        self.attends = isinstance(unet, UNet2DConditionModel)
        self.register_buffer("null", torch.zeros(1, width) if null is None else null.reshape(1, width))

    def forward(self, x, t, z):
        if self.attends:
            return self.unet(x, t, z.unsqueeze(1), return_dict=False)[0]
        return self.unet(x, t, class_labels=z, return_dict=False)[0]

    def unconditional(self, x, t):
        return self.forward(x, t, self.null.expand(x.shape[0], -1))


def code_width(unet: nn.Module) -> int:
    """Numbers per code that a U-Net takes, 0 if it takes none."""
    if isinstance(unet, UNet2DConditionModel):
        return int(unet.config.cross_attention_dim)
    if unet.config.class_embed_type == "identity":
        return unet.config.time_embedding_dim or 4 * unet.config.block_out_channels[0]
    return 0


class Autoencoder(nn.Module):
    """`VQModel`, `AutoencoderKL`, `AutoencoderDC`: encode(image) gives scaled latents (the mean of a posterior), decode undoes it."""

    def __init__(self, autoencoder: nn.Module, scaling: Scaling):
        super().__init__()
        self.autoencoder = autoencoder
        self.quantized = isinstance(autoencoder, VQModel)
        self.scale = scaling.scale
        self.shift = scaling.shift

    def encode(self, image):
        encoded = self.autoencoder.encode(image, return_dict=False)[0]
        latents = encoded if torch.is_tensor(encoded) else encoded.mode()
        return (latents - self.shift) * self.scale

    def decode(self, latents):
        latents = latents / self.scale + self.shift
        if self.quantized:
            return self.autoencoder.decode(self.nearest(latents), force_not_quantize=True, return_dict=False)[0]
        return self.autoencoder.decode(latents, return_dict=False)[0]

    def nearest(self, latents):
        """Each vector's nearest entry of the codebook, in operations that ONNX has, too."""
        codebook = self.autoencoder.quantize.embedding.weight
        vectors = latents.permute(0, 2, 3, 1)
        index = ((codebook**2).sum(1) - 2 * vectors @ codebook.T).argmin(-1)
        return codebook[index].permute(0, 3, 1, 2)


class Prepared(nn.Module):
    """Brings images in [-1, 1] into the size and scale that a network was trained with, and picks its output."""

    def __init__(self, network: nn.Module, size: int, mean, std, groups=None):
        super().__init__()
        self.network = network
        self.size = size
        self.register_buffer("mean", torch.tensor(mean).reshape(1, -1, 1, 1))
        self.register_buffer("std", torch.tensor(std).reshape(1, -1, 1, 1))
        self.groups = groups

    def forward(self, image):
        x = (image + 1) / 2
        if x.shape[-1] != self.size or x.shape[-2] != self.size:
            x = F.interpolate(x, (self.size, self.size), mode="bilinear", align_corners=False)
        out = self.network((x - self.mean) / self.std)
        if self.groups is None:
            return out.flatten(1)
        # The logit of a class that several outputs stand for is that of their union.
        return torch.cat([torch.logsumexp(out[:, group], 1, keepdim=True) for group in self.groups], 1)
