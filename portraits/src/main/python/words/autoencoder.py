"""Trains the image autoencoder: a diffusers `AutoencoderKL`, 3x64x64 <-> 8x8x8.

    python autoencoder.py --images build/natural build/even --steps 4000

    python autoencoder.py --decoder --steps 4000      # trains the decoder on, latents as they are

The same command goes on from the last checkpoint; raise `--steps` to train longer. Whatever is trained on the latents keeps
its worth when the decoder alone goes on.
"""

import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch.nn import functional as F

from renderings import IMAGE_SIZE, Renderings
from training import Rate, Trainer, averages, save

LATENT_CHANNELS = 8
LATENT_SIZE = 8


def network() -> AutoencoderKL:
    widths = (16, 32, 48, 64)
    return AutoencoderKL(
        sample_size=IMAGE_SIZE,
        latent_channels=LATENT_CHANNELS,
        block_out_channels=widths,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        layers_per_block=1,
        norm_num_groups=8,
        mid_block_add_attention=False,
    )


def face_weight() -> torch.Tensor:
    """Eyes, mouth and lines of age are small but decide how a portrait looks: the middle counts three times."""
    grid = (torch.arange(IMAGE_SIZE) + 0.5) / IMAGE_SIZE
    rows = torch.exp(-(((grid - 0.52) / 0.2) ** 2))
    columns = torch.exp(-(((grid - 0.5) / 0.2) ** 2))
    weight = 1 + 3 * rows[:, None] * columns[None, :]
    return weight / weight.mean()


FACE = face_weight()


def difference(y, x) -> torch.Tensor:
    """L1 on pixels and on their differences, which keeps outlines sharp without an adversary."""
    error = y - x
    down, right = error[..., 1:, :] - error[..., :-1, :], error[..., :, 1:] - error[..., :, :-1]
    return (error.abs() * FACE).mean() + (down.abs() * FACE[1:]).mean() + (right.abs() * FACE[:, 1:]).mean()


class Loss:
    """Reconstruction from a sampled latent, and the divergence of its distribution from N(0, 1)."""

    def __init__(self, data: Renderings, model: AutoencoderKL, batch: int, weight: float):
        self.data, self.model, self.size, self.weight = data, model, batch, weight

    def __call__(self, random: torch.Generator) -> torch.Tensor:
        indices = torch.randint(len(self.data), (self.size,), generator=random).numpy()
        x = self.data.batch(indices, torch.rand(self.size, generator=random).numpy() < 0.5)
        latents = self.model.encode(x).latent_dist
        y = self.model.decode(latents.sample(random)).sample
        return difference(y, x) + self.weight * latents.kl().mean() / latents.mean[0].numel()


class DecoderLoss:
    """Reconstruction from slightly disturbed means, as a diffusion model's latents never are exactly an image's."""

    def __init__(self, data: Renderings, model: AutoencoderKL, batch: int, factor: float):
        self.data, self.model, self.size, self.deviation = data, model, batch, 0.1 / factor

    def __call__(self, random: torch.Generator) -> torch.Tensor:
        indices = torch.randint(len(self.data), (self.size,), generator=random).numpy()
        x = self.data.batch(indices, torch.rand(self.size, generator=random).numpy() < 0.5)
        with torch.no_grad():
            latents = self.model.encode(x).latent_dist.mean
        disturbance = self.deviation * torch.rand(self.size, 1, 1, 1, generator=random)
        return difference(self.model.decode(latents + disturbance * torch.randn(latents.shape, generator=random)).sample, x)


@torch.no_grad()
def scale(model: AutoencoderKL, data: Renderings) -> float:
    """The factor that brings latents to unit variance: `scaling_factor` of the configuration."""
    latents = [model.encode(data.batch(range(i, i + 64))).latent_dist.mean for i in range(0, min(2048, len(data)), 64)]
    return 1 / torch.cat(latents).std().item()


@torch.no_grad()
def decibels(model: AutoencoderKL, data: Renderings, count: int = 512) -> float:
    """Peak signal-to-noise ratio of reconstructions of the last images."""
    x = data.batch(range(max(0, len(data) - count), len(data)))
    y = torch.cat([model(part).sample for part in x.split(64)])
    return (10 * torch.log10(4 / F.mse_loss(y.clamp(-1, 1), x))).item()


def trained(work: Path) -> AutoencoderKL:
    """The autoencoder of the last checkpoint, with its scaling factor."""
    model = network()
    decoder = work / "decoder.ckpt"
    averages(decoder if decoder.exists() else work / "autoencoder.ckpt", autoencoder=model)
    model.register_to_config(scaling_factor=torch.load(work / "scale.pt", weights_only=True)["scale"])
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/words"), help="checkpoints go here")
    parser.add_argument("--images", type=Path, nargs="+", default=[Path("build/natural"), Path("build/even")])
    parser.add_argument("--decoder", action="store_true", help="train the decoder alone, into decoder.ckpt")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--anneal", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--divergence", type=float, default=1e-3, help="weight of the Kullback-Leibler divergence per number")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    data, model = Renderings(*args.images), network()
    rate = Rate(args.rate, args.steps, args.anneal)
    if args.decoder:
        averages(args.work / "autoencoder.ckpt", autoencoder=model)
        factor = torch.load(args.work / "scale.pt", weights_only=True)["scale"]
        for part in (model.decoder, model.post_quant_conv):
            part.requires_grad_(True)
        trainer = Trainer(args.work / "decoder.ckpt", {"autoencoder": model}, rate, 0.998, args.seed)
        trainer.run(DecoderLoss(data, model, args.batch, factor), "decoder")
    else:
        trainer = Trainer(args.work / "autoencoder.ckpt", {"autoencoder": model}, rate, 0.998, args.seed)
        trainer.run(Loss(data, model, args.batch, args.divergence), "autoencoder")
        save(args.work / "scale.pt", scale=scale(trainer.averages["autoencoder"], data))
    print(f"autoencoder: {decibels(trainer.averages['autoencoder'], data):.2f} dB")


if __name__ == "__main__":
    main()
