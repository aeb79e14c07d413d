"""Checkpoints of the supported kinds at small width and with random weights, written by diffusers and torchvision."""

import json
from pathlib import Path

import torch
import torchvision
from diffusers import (
    AutoencoderKL,
    DDIMPipeline,
    DDIMScheduler,
    DDPMPipeline,
    DDPMScheduler,
    LDMPipeline,
    UNet2DConditionModel,
    UNet2DModel,
    VQModel,
)
from safetensors.torch import save_file
from torch import nn

IMAGE, CODE = 16, 32


def unet(size: int, channels: int, **options) -> UNet2DModel:
    return UNet2DModel(
        sample_size=size,
        in_channels=channels,
        out_channels=channels,
        layers_per_block=1,
        block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=8,
        norm_num_groups=4,
        **options,
    )


def ddpm(folder: Path, **options) -> DDPMPipeline:
    """google/ddpm-celebahq-256's classes: epsilon, linear, clipped."""
    torch.manual_seed(1)
    pipeline = DDPMPipeline(unet(IMAGE, 3), DDPMScheduler(beta_schedule="linear", clip_sample=True))
    pipeline.save_pretrained(folder, **options)
    return pipeline


def ddim_zero_snr(folder: Path) -> DDIMPipeline:
    torch.manual_seed(2)
    scheduler = DDIMScheduler(
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        prediction_type="v_prediction",
        timestep_spacing="trailing",
        rescale_betas_zero_snr=True,
        clip_sample=False,
    )
    pipeline = DDIMPipeline(unet(IMAGE, 3), scheduler)
    pipeline.save_pretrained(folder)
    return pipeline


def at_root(folder: Path) -> None:
    """Moves the U-Net's and the scheduler's files to the root, where google/ddpm-celebahq-256 has them."""
    for part in ("unet", "scheduler"):
        for file in (folder / part).iterdir():
            file.rename(folder / file.name)
        (folder / part).rmdir()


def ldm(folder: Path, kind: str = "VQModel") -> LDMPipeline:
    """CompVis/ldm-celebahq-256's classes: VQModel, epsilon, scaled linear."""
    torch.manual_seed(3)
    options = dict(
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        block_out_channels=(8, 16),
        layers_per_block=1,
        latent_channels=3,
        norm_num_groups=4,
        sample_size=IMAGE,
    )
    if kind == "VQModel":
        autoencoder = VQModel(num_vq_embeddings=64, **options)
    else:
        autoencoder = AutoencoderKL(scaling_factor=0.7, shift_factor=0.1, **options)
    scheduler = DDIMScheduler(
        beta_schedule="scaled_linear", beta_start=0.0015, beta_end=0.0195, clip_sample=False, set_alpha_to_one=False, steps_offset=1
    )
    pipeline = LDMPipeline(autoencoder, unet(IMAGE // 2, 3), scheduler)
    pipeline.save_pretrained(folder)
    return pipeline


class Encoder(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 4, stride=4), nn.SiLU(), nn.Flatten(), nn.Linear(128, width))

    def forward(self, image):
        return self.body(image)


def diffusion_autoencoder(folder: Path, attending: bool = False) -> nn.Module:
    """A U-Net that takes a code, its encoder beside it, and a null code; returns the U-Net."""
    torch.manual_seed(4)
    if attending:
        conditional = UNet2DConditionModel(
            sample_size=IMAGE,
            in_channels=3,
            out_channels=3,
            layers_per_block=1,
            block_out_channels=(8, 16),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=CODE,
            attention_head_dim=8,
            norm_num_groups=4,
        )
    else:
        conditional = unet(IMAGE, 3, class_embed_type="identity")
    scheduler = DDIMScheduler(beta_schedule="squaredcos_cap_v2", prediction_type="v_prediction", clip_sample=False)
    conditional.save_pretrained(folder / "unet")
    scheduler.save_pretrained(folder / "scheduler")
    index = {
        "_class_name": "DiffusionAutoencoder",
        "unet": ["diffusers", type(conditional).__name__],
        "scheduler": ["diffusers", "DDIMScheduler"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    image = torch.rand(3, 3, IMAGE, IMAGE) * 2 - 1
    torch.jit.save(torch.jit.trace(Encoder(CODE).eval(), image), str(folder / "encoder.pt"))
    (folder / "null").mkdir()
    save_file({"null": torch.randn(CODE)}, str(folder / "null" / "null.safetensors"))
    return conditional.eval()


FAIRFACE = {
    "gender": {"male": 7, "female": 8},
    "age": {"young": [9, 10, 11, 12], "middle-aged": [13, 14, 15], "senior": [16, 17]},
}


def resnet(folder: Path, pickle: bool = False) -> nn.Module:
    """FairFace's layout: a torchvision ResNet whose 18 logits are race, gender and age."""
    torch.manual_seed(5)
    network = torchvision.models.resnet18(weights=None, num_classes=18).eval()
    folder.mkdir(parents=True)
    if pickle:
        torch.save(network.state_dict(), folder / "res18.pt")
    else:
        save_file(network.state_dict(), str(folder / "model.safetensors"))
    config = {"architecture": "resnet18", "outputs": 18, "size": 64, "attributes": FAIRFACE}
    (folder / "network.json").write_text(json.dumps(config))
    return network


def inception(folder: Path) -> nn.Module:
    torch.manual_seed(6)
    network = torchvision.models.inception_v3(weights=None, aux_logits=False, init_weights=False).eval()
    folder.mkdir(parents=True)
    save_file(network.state_dict(), str(folder / "model.safetensors"))
    config = {"architecture": "inception_v3", "size": 75, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
    (folder / "network.json").write_text(json.dumps(config))
    return network
