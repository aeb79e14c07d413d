"""Trains a small `StableDiffusionPipeline` on captioned portraits: U-Net and text encoder together, on one processor core.

    python text_to_image.py --images build/biased --steps 20000 --anneal 2000

The autoencoder stays as `autoencoder.py` left it. 10% of the captions are replaced by the empty prompt (classifier-free
guidance, Ho & Salimans 2022). The same command goes on from the last checkpoint: raise `--steps` to train longer.
`pipeline.py` writes what diffusers loads, also from a training that goes on.
"""

import argparse
from pathlib import Path

import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from torch.nn import functional as F
from transformers import CLIPTextConfig, CLIPTextModel

import tokens
from autoencoder import LATENT_CHANNELS, LATENT_SIZE, trained
from renderings import Renderings
from training import Rate, Trainer, options

TEXT_WIDTH = 96
EMPTY_SHARE = 0.1


def unet() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=LATENT_SIZE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        block_out_channels=(80, 112),
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        layers_per_block=1,
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=(2, 4),  # diffusers reads this as the number of heads
        norm_num_groups=16,
    )


def text_encoder(tokenizer) -> CLIPTextModel:
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=TEXT_WIDTH,
        intermediate_size=4 * TEXT_WIDTH,
        projection_dim=TEXT_WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=tokens.LENGTH,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def scheduler() -> DDIMScheduler:
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_schedule="squaredcos_cap_v2",
        prediction_type="v_prediction",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,  # Stable Diffusion's convention; nothing depends on it with trailing steps
        timestep_spacing="trailing",
    )


@torch.no_grad()
def encoded(model, data: Renderings, cache: Path) -> torch.Tensor:
    """Means of the latents of all images and of their mirror images, float16[2, N, 8, 8, 8]; computed once."""
    if cache.exists():
        latents = torch.load(cache, weights_only=True)
        if latents.shape[1] == len(data):
            return latents
    halves = []
    for mirrored in (False, True):
        parts = []
        for start in range(0, len(data), 128):
            rows = range(start, min(start + 128, len(data)))
            latents = model.encode(data.batch(rows, [mirrored] * len(rows))).latent_dist.mean
            parts.append((latents * model.config.scaling_factor).half())
        halves.append(torch.cat(parts))
    latents = torch.stack(halves)
    torch.save(latents, cache)
    return latents


class Loss:
    """Mean squared error of v (Salimans & Ho 2022); the time steps are stratified."""

    def __init__(self, model, text, schedule, latents, ids, empty, batch: int):
        self.model, self.text, self.schedule = model, text, schedule
        self.latents, self.ids, self.empty, self.size = latents, ids, empty, batch

    def __call__(self, random: torch.Generator) -> torch.Tensor:
        n = self.size
        rows = torch.randint(self.latents.shape[1], (n,), generator=random)
        mirrored = torch.randint(2, (n,), generator=random)
        clean = self.latents[mirrored, rows].float()
        noise = torch.randn(clean.shape, generator=random)
        steps = self.schedule.config.num_train_timesteps
        t = ((torch.arange(n) + torch.rand(n, generator=random)) / n * steps).long().clamp(max=steps - 1)
        dropped = torch.rand(n, generator=random) < EMPTY_SHARE
        ids = torch.where(dropped[:, None], self.empty, self.ids[rows])
        v = self.model(self.schedule.add_noise(clean, noise, t), t, self.text(ids).last_hidden_state).sample
        return F.mse_loss(v, self.schedule.get_velocity(clean, noise, t))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/words"), help="checkpoints go here")
    parser.add_argument("--images", type=Path, nargs="+", default=[Path("build/biased")])
    args = options(parser)
    data = Renderings(*args.images)
    tokenizer = tokens.write(data.captions, args.work / "tokenizer")
    latents = encoded(trained(args.work), data, args.work / "latents.pt")
    model, text = unet(), text_encoder(tokenizer)
    loss = Loss(
        model, text, scheduler(), latents, tokens.ids(tokenizer, data.captions), tokens.ids(tokenizer, [""]), args.batch
    )
    modules = {"unet": model, "text": text}
    Trainer(args.work / "text-to-image.ckpt", modules, Rate(args.rate, args.steps, args.anneal), args.decay, args.seed).run(
        loss, "text-to-image"
    )


if __name__ == "__main__":
    main()
