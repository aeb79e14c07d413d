"""Contact sheets of a training run: reconstructions, unconditional samples, and images of their own codes.

    python sample.py --work build/portraits --natural build/natural --out samples.png
"""

import argparse
from pathlib import Path

import torch
from PIL import Image

from data import Portraits
from networks import CODE_SIZE, Denoiser, LATENT_SHAPE, SemanticEncoder
from train import cosine_alpha_bar, last, load_autoencoder


@torch.no_grad()
def ddim(denoise, x, steps: int):
    """Deterministic DDIM (Song et al. 2021) over trailing time steps, v-prediction."""
    alpha_bar = cosine_alpha_bar()
    times = torch.linspace(999, 0, steps + 1).round().long()[:-1]
    for i, t in enumerate(times):
        a, s = alpha_bar[t].sqrt(), (1 - alpha_bar[t]).sqrt()
        v = denoise(x, torch.full((len(x),), int(t)))
        x0, noise = a * x - s * v, s * x + a * v
        following = alpha_bar[times[i + 1]] if i + 1 < steps else torch.tensor(1.0)
        x = following.sqrt() * x0 + (1 - following).sqrt() * noise
    return x


def load_diffusion(work: Path):
    state = torch.load(work / "diffusion.ckpt", weights_only=True)
    denoiser, encoder = Denoiser(), SemanticEncoder()
    denoiser.load_state_dict(state["denoiser_ema"])
    encoder.load_state_dict(state["encoder_ema"])
    return denoiser.eval().to(memory_format=torch.channels_last), encoder.eval().to(memory_format=torch.channels_last)


def sheet(images: torch.Tensor, columns: int, path: str) -> None:
    rows = len(images) // columns
    grid = images[: rows * columns].reshape(rows, columns, 3, 64, 64).permute(0, 3, 1, 4, 2).reshape(rows * 64, columns * 64, 3)
    pixels = ((grid + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
    Image.fromarray(pixels).resize((columns * 128, rows * 128), Image.LANCZOS).save(path)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/portraits"))
    parser.add_argument("--natural", nargs="+", default=["build/natural"])
    parser.add_argument("--out", default="samples.png")
    parser.add_argument("--steps", type=int, default=15)
    args = parser.parse_args()
    torch.manual_seed(5)
    torch.set_num_threads(1)
    data = Portraits(*args.natural)
    # One of every cell, so that the rare ones are seen too.
    cell = data.cells()
    picks = torch.cat([torch.nonzero(cell == c)[-1:, 0] for c in range(18)] ).tolist()[:16]
    x = last(data.batch(picks))
    autoencoder = load_autoencoder(args)
    parts = [x, autoencoder(x)]
    if (args.work / "diffusion.ckpt").exists():
        denoiser, encoder = load_diffusion(args.work)
        z = encoder(x)
        for seed in range(2):
            noise = last(torch.randn(16, *LATENT_SHAPE))
            parts.append(autoencoder.decode(ddim(lambda x, t: denoiser(x, t, z), noise, args.steps)))
        noisy = z + 0.3 * torch.randn(16, CODE_SIZE)
        parts.append(autoencoder.decode(ddim(lambda x, t: denoiser(x, t, noisy), noise, args.steps)))
        for seed in range(2):
            noise = last(torch.randn(16, *LATENT_SHAPE))
            parts.append(autoencoder.decode(ddim(denoiser.unconditional, noise, args.steps)))
    sheet(torch.cat([p.contiguous() for p in parts]), 16, args.out)


if __name__ == "__main__":
    main()
