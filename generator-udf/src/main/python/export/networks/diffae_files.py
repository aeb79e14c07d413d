"""Training checkpoints of diffusion autoencoders."""

from pathlib import Path

import torch

from families.family import Family
from networks import adm, diffae, of_betas
from networks.files import Found, options
from networks.keys import Options, require_channels, require_size

OPTIONS = {
    "img_size": None, "T": 1000, "beta_scheduler": "linear", "net_beatgans_attn_head": 1, "net_enc_num_res_blocks": None,
    "beatgans_rescale_timesteps": False, "T_eval": 20,
}  # fmt: skip


def read(found: Found, file: Path) -> Family:
    """A training checkpoint keeps its options as `hyper_parameters`; an options file comes first."""
    kept = found.content.get("hyper_parameters")
    merged = {name: value for name, value in (kept if isinstance(kept, dict) else {}).items() if value is not None} | options(file)
    given = Options({name: value for name, value in merged.items() if name in OPTIONS}, OPTIONS, str(file))
    weights = found.weights
    if not given.given("img_size") and "x_T" in found.beside:
        given.values["img_size"] = found.beside["x_T"].shape[-1]
    size = given.whole("img_size", "as its training configuration says")
    blocks = given.whole("net_enc_num_res_blocks") if given.given("net_enc_num_res_blocks") else None
    unet, encoder = diffae.read(weights, adm.Heads(given.whole("net_beatgans_attn_head")), blocks)
    if blocks is None:
        given.assumed.append(f"net_enc_num_res_blocks = {unet.blocks}")
    channels = unet.input_blocks[0][0].in_channels
    require_channels(weights, channels, unet.out[2].out_channels)
    require_size(weights, size, unet.factor, "img_size")
    steps = given.whole("T")
    scale = 1000 / steps if given.choice("beatgans_rescale_timesteps", (False, True)) else 1.0
    betas = of_betas.betas_of(given.choice("beta_scheduler", of_betas.SCHEDULES), steps)
    network = WithCode(unet)
    result = of_betas.family("diffusion autoencoder", network, betas, "epsilon", (channels, size, size), True, scale, {"spacing": "leading", "offset": 0})
    result.conditions = [{"name": "code", "source": "code", "shape": [encoder.code]}]
    result.encoder = encoder
    result.sampler = {"name": "ddim", "steps": given.whole("T_eval")}
    if weights.holds("latent_net"):
        result.notes.append("the network that draws codes (latent_net) is left out: the job fits codes itself")
    result.notes += given.notes()
    return result


class WithCode(torch.nn.Module):
    """A U-Net whose third argument is a code."""

    def __init__(self, unet: adm.UNet):
        super().__init__()
        self.unet = unet

    def forward(self, x, time, code):
        return self.unet(x, time, code=code)
