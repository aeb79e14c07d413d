"""Trains the autoencoder's decoder on, with the latents as they are: fine lines, which the squared error hardly sees.

    python decoder.py --minutes 25                 # checkpoints under build/portraits, goes on when started again
    python export.py --trained build/portraits/decoder.ckpt --card MODEL_CARD.md --out BUNDLE

The encoder is frozen, so denoisers and codes stay valid. Besides the pixels, the activations of the labeler's layers are
to agree with those of the original (a perceptual loss, Johnson et al., ECCV 2016): wrinkles and grey temples count there.
The networks that judge the result, auditor and features, have no part in it. A portrait of a rare cell is seen more often
than its share (`--rare`): few dark-skinned women are old in a skewed set, and their lines are the faintest.
"""

import argparse
import copy
import time
from pathlib import Path

import torch
from torch import nn

from data import Portraits, weighted_batches
from diffusion import BUNDLE
from networks import Autoencoder, Labeler
from train import average, last, learning_rate, reconstruction_loss, save, set_rate


class Perception(nn.Module):
    """Mean absolute difference of the labeler's activations, each layer's in units of their own size."""

    def __init__(self, bundle: Path):
        super().__init__()
        labeler = Labeler()
        labeler.load_state_dict(torch.jit.load(bundle / "labeler.pt").state_dict())
        self.layers = labeler.body[:-1].eval().requires_grad_(False)

    def forward(self, y, x):
        loss = 0.0
        for layer in self.layers:
            y, x = layer(y), layer(x)
            if isinstance(layer, nn.ReLU):
                loss = loss + (y - x).abs().mean() / x.mean()
                y, x = y.clone(), x.clone()  # the layers work in place
        return loss


def weights_of_cells(data: Portraits, rare: float) -> torch.Tensor:
    """Of each portrait: its cell's count to the power of -rare. 0 leaves the shares as they are, 1 makes all cells alike."""
    cells = data.cells()
    return torch.bincount(cells)[cells].double() ** -rare


def train(args) -> None:
    data = Portraits(*args.natural)
    model = Autoencoder()
    model.load_state_dict(torch.jit.load(args.bundle / "autoencoder.pt").state_dict())
    model = model.to(memory_format=torch.channels_last)
    mean, perception = copy.deepcopy(model), Perception(args.bundle)
    weights = list(model.decoder.parameters())
    optimizer = torch.optim.AdamW(weights, lr=args.rate, betas=(0.9, 0.99), weight_decay=1e-4)
    path, step, spent = args.work / "decoder.ckpt", 0, 0.0
    if path.exists():
        state = torch.load(path, weights_only=True)
        model.load_state_dict(state["autoencoder"])
        mean.load_state_dict(state["autoencoder_ema"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    began, recent = time.time() - spent, []
    for rows in weighted_batches(weights_of_cells(data, args.rare), args.batch, args.seed + step):
        share = (time.time() - began) / (60 * args.minutes)
        set_rate(optimizer, learning_rate(round(1000 * min(share, 1)), 1000, args.rate, warm=20))
        x = last(data.batch(rows, flips=True))
        with torch.no_grad():
            latents = model.encode(x)
        y = model.decoder((latents + 0.05 * torch.randn_like(latents)) * model.scale + model.shift)
        pixels, layers = reconstruction_loss(y, x), perception(y, x)
        optimizer.zero_grad(set_to_none=True)
        (pixels + args.perceptual * layers).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        average(mean, model, min(args.decay, (1 + step) / (20 + step)))
        step += 1
        recent.append((pixels.item(), layers.item()))
        if step % 50 == 0 or share >= 1:
            a, b = torch.tensor(recent[-100:]).mean(0).tolist()
            print(f"decoder {step} pixels {a:.4f} layers {b:.4f} {time.time() - began:.0f}s", flush=True)
            state = {"autoencoder": model.state_dict(), "autoencoder_ema": mean.state_dict()}
            save(path, **state, optimizer=optimizer.state_dict(), step=step, spent=time.time() - began)
        if share >= 1:
            break


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/portraits"), help="checkpoints go here")
    parser.add_argument("--natural", nargs="+", default=["build/natural"])
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="the bundle whose decoder is trained on")
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.995, help="of the moving average of the weights")
    parser.add_argument("--perceptual", type=float, default=0.05, help="weight of the labeler's layers")
    parser.add_argument("--rare", type=float, default=0.5, help="power by which rare cells are seen more often, 0 to 1")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    train(args)


if __name__ == "__main__":
    main()
