"""Tiny pipelines of every family with random weights, saved by diffusers; their text encoders are as small."""

import json
from pathlib import Path

import diffusers
import torch

WIDTH, TOKENS = 16, 77


def autoencoder(channels: int = 4, **options) -> diffusers.AutoencoderKL:
    return diffusers.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, block_out_channels=(8, 16), layers_per_block=1,
        latent_channels=channels, norm_num_groups=4, sample_size=16, **options,
    )  # fmt: skip


def unet(**options) -> diffusers.UNet2DConditionModel:
    defaults = dict(
        sample_size=8, in_channels=4, out_channels=4, layers_per_block=1, block_out_channels=(8, 16),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=WIDTH, attention_head_dim=8, norm_num_groups=4,
    )  # fmt: skip
    return diffusers.UNet2DConditionModel(**(defaults | options))


def saved(folder: Path, pipeline, name: str | None = None):
    """Saves a pipeline; the index names text encoders, which are not there."""
    pipeline.save_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


SD_BETAS = dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
NO_TEXT = dict(text_encoder=None, tokenizer=None)
UNSAFE = dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)


def stable_diffusion(folder: Path, scheduler=None, **options):
    torch.manual_seed(21)
    scheduler = scheduler or diffusers.PNDMScheduler(**SD_BETAS, skip_prk_steps=True, steps_offset=1)
    made = diffusers.StableDiffusionPipeline(unet=unet(**options), vae=autoencoder(), scheduler=scheduler, **NO_TEXT, **UNSAFE)
    return saved(folder, made)


def latent_consistency(folder: Path):
    torch.manual_seed(22)
    made = diffusers.LatentConsistencyModelPipeline(
        unet=unet(time_cond_proj_dim=10), vae=autoencoder(), scheduler=diffusers.LCMScheduler(), **NO_TEXT, **UNSAFE
    )
    return saved(folder, made)
