"""Trains the denoiser of a bundle on, with the codes as they are: the last and longest part of the training.

    python refine.py --steps 5000                # checkpoints under build/portraits, goes on when started again
    python export.py --refined build/portraits/refined.ckpt --card MODEL_CARD.md --out BUNDLE

Encoder and autoencoder are frozen, so the latents and codes of all images are computed once, and a step costs the denoiser
alone: in bfloat16, with a float32 master copy of the weights, about two thirds of the time of a float32 step. The code space
stays what it was, and with it everything that was learnt about it.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import Portraits, batches
from networks import Denoiser
from train import TRAIN_STEPS, average, cosine_alpha_bar, last, learning_rate, save, set_rate

BUNDLE = Path(__file__).resolve().parents[2] / "resources/dev/isonomy/bundles/portraits"


@torch.no_grad()
def frozen_inputs(args) -> tuple[torch.Tensor, torch.Tensor]:
    """Latents float16[N, 4, 16, 16] and codes float32[N, 32] of the natural images, by the bundle's own networks."""
    cache = args.work / "refine-inputs.pt"
    if cache.exists():
        state = torch.load(cache, weights_only=True)
        return state["latents"], state["codes"]
    data = Portraits(*args.natural)
    autoencoder = torch.jit.load(args.bundle / "autoencoder.pt")
    encoder = torch.jit.load(args.bundle / "encoder.pt")
    latents, codes = [], []
    for start in range(0, len(data), 100):
        x = last(data.batch(range(start, min(start + 100, len(data)))))
        latents.append(autoencoder.encode(x).to(torch.float16).contiguous())
        codes.append(encoder(x))
    latents, codes = torch.cat(latents), torch.cat(codes)
    save(cache, latents=latents, codes=codes)
    return latents, codes


def denoising_loss(denoiser, x0, z, alpha_bar):
    """As in train.py: v-prediction, z dropped for 15% of the samples and a little noisy, one time step per stratum."""
    n = len(x0)
    z = z + 0.1 * torch.randn_like(z)
    t = ((torch.arange(n) + torch.rand(n)) / n * TRAIN_STEPS).long().clamp(max=TRAIN_STEPS - 1)
    a = alpha_bar[t].sqrt()[:, None, None, None]
    s = (1 - alpha_bar[t]).sqrt()[:, None, None, None]
    noise = torch.randn_like(x0)
    keep = torch.rand(n) >= 0.15
    with torch.autocast("cpu", torch.bfloat16):
        v = denoiser.mixed(a * x0 + s * noise, t, z, keep)
    return F.mse_loss(v.to(torch.float32), a * noise - s * x0)


def refine(args) -> None:
    latents, codes = frozen_inputs(args)
    denoiser = Denoiser().to(memory_format=torch.channels_last)
    denoiser.load_state_dict(torch.jit.load(args.bundle / "denoiser.pt").state_dict())
    mean = copy.deepcopy(denoiser)
    optimizer = torch.optim.AdamW(denoiser.parameters(), lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    path, start = args.work / "refined.ckpt", 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        denoiser.load_state_dict(state["denoiser"])
        mean.load_state_dict(state["denoiser_ema"])
        optimizer.load_state_dict(state["optimizer"])
        start = state["step"]
    alpha_bar = cosine_alpha_bar()
    began, recent = time.time(), []
    stream = batches(len(latents), args.batch, args.seed + start)
    for step in range(start, args.steps):
        rate = learning_rate(step, args.steps, args.rate, warm=200)
        set_rate(optimizer, rate)
        chosen = torch.from_numpy(next(stream))
        loss = denoising_loss(denoiser, last(latents[chosen].to(torch.float32)), codes[chosen], alpha_bar)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(denoiser.parameters(), 1.0)
        optimizer.step()
        average(mean, denoiser, min(args.decay, (1 + step) / (20 + step)))
        recent.append(loss.item())
        if (step + 1) % 50 == 0:
            print(f"refine {step + 1} loss {np.mean(recent[-200:]):.4f} rate {rate:.2e} {time.time() - began:.0f}s", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == args.steps:
            save(
                path,
                denoiser=denoiser.state_dict(),
                denoiser_ema=mean.state_dict(),
                optimizer=optimizer.state_dict(),
                step=step + 1,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/portraits"), help="checkpoints go here")
    parser.add_argument("--natural", nargs="+", default=["build/natural"])
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="the bundle whose denoiser is trained on")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.998, help="of the moving average of the weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    refine(args)


if __name__ == "__main__":
    main()
