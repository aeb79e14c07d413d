"""A contact sheet of a bundle: renderings of all cells, through the autoencoder, drawn again from their codes, as they are
and with more and more noise on them, and images drawn without a code.

    python sample.py --images build/balanced --out samples.png
"""

import argparse
from pathlib import Path

import torch
from PIL import Image

from data import Portraits
from diffusion import BUNDLE
from networks import LATENT_SHAPE
from train import cosine_alpha_bar, last


@torch.no_grad()
def ddim(denoise, x, steps: int):
    """Deterministic DDIM (Song et al. 2021) over trailing time steps, v-prediction."""
    alpha_bar = cosine_alpha_bar()
    times = torch.linspace(999, 0, steps + 1).round().long()[:-1]
    for i, t in enumerate(times):
        a, s = alpha_bar[t].sqrt(), (1 - alpha_bar[t]).sqrt()
        v = denoise(x, torch.full((len(x),), float(t)))
        x0, noise = a * x - s * v, s * x + a * v
        following = alpha_bar[times[i + 1]] if i + 1 < steps else torch.tensor(1.0)
        x = following.sqrt() * x0 + (1 - following).sqrt() * noise
    return x


def sheet(images: torch.Tensor, columns: int, path: str) -> None:
    rows = len(images) // columns
    grid = images[: rows * columns].reshape(rows, columns, 3, 64, 64).permute(0, 3, 1, 4, 2).reshape(rows * 64, columns * 64, 3)
    pixels = ((grid + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).numpy()
    Image.fromarray(pixels).resize((columns * 128, rows * 128), Image.LANCZOS).save(path)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundle", type=Path, default=BUNDLE)
    parser.add_argument("--images", nargs="+", default=["build/balanced"])
    parser.add_argument("--out", default="samples.png")
    parser.add_argument("--steps", type=int, default=10)
    args = parser.parse_args()
    torch.manual_seed(5)
    torch.set_num_threads(1)
    autoencoder, encoder, denoiser = (torch.jit.load(args.bundle / f"{n}.pt").eval() for n in ("autoencoder", "encoder", "denoiser"))
    data = Portraits(*args.images)
    cell = data.cells()
    picks = [int(torch.nonzero(cell == c)[-1]) for c in cell.unique()]  # one of every cell: the rare ones are seen too
    x = last(data.batch(picks))

    def drawn(denoise):
        return autoencoder.decode(last(ddim(denoise, last(torch.randn(len(x), *LATENT_SHAPE)), args.steps)))

    parts = [x, autoencoder.decode(autoencoder.encode(x))]
    for noise in (0.0, 0.2, 0.4, 0.6):
        z = encoder(x)
        z = z + noise * torch.randn_like(z)
        parts.append(drawn(lambda y, t: denoiser(y, t, z)))
    parts += [drawn(denoiser.unconditional) for _ in range(2)]
    sheet(torch.cat([p.contiguous() for p in parts]), len(x), args.out)


if __name__ == "__main__":
    main()
