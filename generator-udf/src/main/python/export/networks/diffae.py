"""A diffusion autoencoder (Preechakul et al. 2022): guided diffusion's U-Net whose blocks are scaled by a code, and its encoder."""

from torch import nn

from errors import ExportError
from networks.adm import Heads, Residual, UNet, norm, stage, way_down
from networks.keys import Weights


class Encoder(nn.Module):
    """image -> code: the way down of a U-Net without time, averaged over places."""

    def __init__(self, weights: Weights, heads: Heads, blocks: int):
        super().__init__()
        number = weights.count("input_blocks")
        if number % (blocks + 1):
            raise ExportError(f"{weights.where}: the encoder's {number} stages are no levels of {blocks} blocks; write net_enc_num_res_blocks")
        self.input_blocks = way_down(weights, heads, blocks)
        self.middle_block = stage(weights.under("middle_block"), heads)
        code, given = weights.shape("out.3.weight")[:2]
        self.out = nn.Sequential(norm(given), nn.SiLU(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(given, code, 1), nn.Flatten())

    @property
    def code(self) -> int:
        return self.out[3].out_channels

    def forward(self, image):
        for each in self.input_blocks:
            image = each(image)
        return self.out(self.middle_block(image))


def read(weights: Weights, heads: Heads, encoder_blocks: int | None) -> tuple:
    """The U-Net, forward(state, time, code=code), and the encoder, filled.

    The network that draws codes (`latent_net`) is left out: the job fits codes itself.
    """
    own = weights.without("encoder.", "latent_net.")
    own.tensors = {name.replace("time_embed.time_embed.", "time_embed."): each for name, each in own.tensors.items()}
    unet = own.fill(UNet(own, heads))
    inner = weights.under("encoder")
    encoder = inner.fill(Encoder(inner, heads, encoder_blocks or unet.blocks))
    for block in (each for each in unet.modules() if isinstance(each, Residual)):
        if block.cond_emb_layers is None or block.cond_emb_layers[1].in_features != encoder.code:
            raise ExportError(f"{weights.where}: every block of the U-Net must take the encoder's code of {encoder.code} numbers")
    return unet, encoder
