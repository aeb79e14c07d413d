"""Trains the embedded `portraits` bundle; the autoencoder and the judges; diffusion.py trains the rest.

    python train.py autoencoder --natural nat
    python train.py judges      --balanced bal --other bal3

The images come from the renderer (see README.md beside this file). Nothing is downloaded.
"""

import argparse
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import Portraits, batches
from networks import ATTRIBUTES, Auditor, Autoencoder, Features, Labeler

TRAIN_STEPS = 1000


def cosine_alpha_bar() -> torch.Tensor:
    """Nichol & Dhariwal 2021, discretized with betas clipped at 0.999 (diffusers' squaredcos_cap_v2)."""

    def f(u):
        return math.cos((u + 0.008) / 1.008 * math.pi / 2) ** 2

    betas = [min(1 - f((i + 1) / TRAIN_STEPS) / f(i / TRAIN_STEPS), 0.999) for i in range(TRAIN_STEPS)]
    return torch.cumprod(1.0 - torch.tensor(betas, dtype=torch.float64), dim=0).to(torch.float32)


def last(x):
    return x.contiguous(memory_format=torch.channels_last)


def learning_rate(step: int, steps: int, peak: float, warm: int = 100) -> float:
    if step < warm:
        return peak * (step + 1) / warm
    return peak * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm)))))


def set_rate(optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


def save(path: Path, **state) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def gradients(x):
    return x[..., 1:, :] - x[..., :-1, :], x[..., :, 1:] - x[..., :, :-1]


def face_weight(size: int = 64) -> torch.Tensor:
    """Eyes, mouth and wrinkles are small but decide how a portrait looks: the middle of the image counts three times."""
    grid = (torch.arange(size) + 0.5) / size
    rows = torch.exp(-(((grid - 0.52) / 0.2) ** 2))
    columns = torch.exp(-(((grid - 0.5) / 0.2) ** 2))
    weight = 1 + 3 * rows[:, None] * columns[None, :]
    return weight / weight.mean()


FACE = face_weight()


def reconstruction_loss(y, x):
    """L1 on pixels and on their differences: keeps outlines sharp without an adversary."""
    loss = ((y - x).abs() * FACE).mean()
    for a, b in zip(gradients(y), gradients(x)):
        loss = loss + ((a - b).abs() * FACE[: a.shape[2], : a.shape[3]]).mean()
    return loss


def train_autoencoder(args) -> None:
    data = Portraits(*args.natural)
    model = Autoencoder().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=1e-4)
    path, start = args.work / "autoencoder.ckpt", 0
    if path.exists():
        state = torch.load(path, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        start = state["step"]
    began = time.time()
    stream = batches(len(data), args.batch, args.seed + start)
    for step in range(start, args.steps):
        set_rate(optimizer, learning_rate(step - start, args.steps - start, 2e-3))
        x = last(data.batch(next(stream), flips=True))
        code = model.encoder(x)
        noisy = code + 0.05 * torch.randn_like(code)
        y = model.decoder(noisy)
        # The penalty keeps the latents near unit scale, where the noise above means something.
        loss = reconstruction_loss(y, x) + 1e-3 * (code**2).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % 50 == 0:
            psnr = 10 * math.log10(4.0 / F.mse_loss(y.clamp(-1, 1), x).item())
            print(f"autoencoder {step + 1} loss {loss.item():.4f} psnr {psnr:.2f} {time.time() - began:.0f}s", flush=True)
        if (step + 1) % 200 == 0 or step + 1 == args.steps:
            save(path, model=model.state_dict(), optimizer=optimizer.state_dict(), step=step + 1)
    standardize(model, data)
    save(args.work / "autoencoder.pt", model=model.state_dict())


@torch.no_grad()
def standardize(model, data) -> None:
    """Sets shift and scale so that the latents have zero mean and unit variance per channel."""
    codes = torch.cat([model.encoder(last(data.batch(range(i, i + 64)))) for i in range(0, 2048, 64)])
    model.shift.copy_(codes.mean(dim=(0, 2, 3), keepdim=True))
    model.scale.copy_(codes.std(dim=(0, 2, 3), keepdim=True))


def load_autoencoder(args) -> Autoencoder:
    model = Autoencoder()
    model.load_state_dict(torch.load(args.work / "autoencoder.pt", weights_only=True)["model"])
    return model.eval().to(memory_format=torch.channels_last)


@torch.no_grad()
def average(ema, model, decay: float) -> None:
    torch._foreach_lerp_(list(ema.parameters()), list(model.parameters()), 1 - decay)
    for a, b in zip(ema.buffers(), model.buffers()):
        a.copy_(b)


@torch.no_grad()
def degrade(x, autoencoder):
    """What generated images may look like: reconstructions from disturbed latents, blur, noise, brightness and shifts."""
    n = len(x)
    third = n // 4
    latents = autoencoder.encode(last(x[:third]))
    x = x.clone()
    x[:third] = autoencoder.decode(last(latents + 0.25 * torch.rand(third, 1, 1, 1) * torch.randn_like(latents)))
    soft = F.avg_pool2d(F.pad(x[third : 2 * third], (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    x[third : 2 * third] += torch.rand(third, 1, 1, 1) * (soft - x[third : 2 * third])
    x = x * (1 + 0.1 * torch.randn(n, 1, 1, 1)) + 0.06 * torch.randn(n, 3, 1, 1)
    x = x + 0.04 * torch.rand(n, 1, 1, 1) * torch.randn_like(x)
    x = torch.roll(x, tuple(np.random.randint(-2, 3, 2)), dims=(2, 3))
    return last(x)


def attribute_loss(logits, labels):
    parts = torch.split(logits, [len(c) for c in ATTRIBUTES.values()], dim=1)
    return sum(F.cross_entropy(part, labels[:, i], label_smoothing=0.02) for i, part in enumerate(parts))


def train_judge(args, name, model, data, seed, loss_of, steps, held_out) -> None:
    torch.manual_seed(seed)
    np.random.seed(seed)
    autoencoder = load_autoencoder(args)
    model = model.to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.02)
    stream, began = batches(len(data), 96, seed), time.time()
    for step in range(steps):
        set_rate(optimizer, learning_rate(step, steps, 2e-3))
        indices = next(stream)
        loss = loss_of(model, degrade(data.batch(indices, flips=True), autoencoder), data.labels[torch.from_numpy(indices)])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if (step + 1) % 100 == 0:
            print(f"{name} {step + 1} loss {loss.item():.4f} {time.time() - began:.0f}s", flush=True)
    model.eval()
    save(args.work / f"{name}.pt", model=model.state_dict())
    if held_out is not None:
        report(name, model, held_out)


@torch.no_grad()
def report(name, model, data) -> None:
    """Accuracy per attribute on images that the model has not seen."""
    count = min(len(data), 4000)
    logits = torch.cat([model(last(data.batch(range(i, i + 100)))) for i in range(0, count, 100)])
    parts = torch.split(logits, [len(c) for c in ATTRIBUTES.values()], dim=1)
    right = [(p.argmax(1) == data.labels[:count, i]) for i, p in enumerate(parts)]
    shares = ", ".join(f"{a} {r.float().mean():.4f}" for a, r in zip(ATTRIBUTES, right))
    print(f"{name}: {shares}, cell {torch.stack(right).all(0).float().mean():.4f}", flush=True)


def train_judges(args) -> None:
    balanced, other = Portraits(*args.balanced), Portraits(*args.other)
    if "labeler" in args.only:
        train_judge(args, "labeler", Labeler(), balanced, 11, lambda m, x, y: attribute_loss(m(x), y), args.steps, other)
    if "auditor" in args.only:
        train_judge(args, "auditor", Auditor(), other, 12, lambda m, x, y: attribute_loss(m(x), y), args.steps, balanced)
    if "features" in args.only:
        classes = [int(c) + 1 for c in balanced.labels.max(0).values]

        def loss_of(model, x, y):
            parts = torch.split(model.classify(x), classes, dim=1)
            return sum(F.cross_entropy(part, y[:, i]) for i, part in enumerate(parts))

        train_judge(args, "features", Features(sum(classes)), balanced, 13, loss_of, args.steps, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["autoencoder", "judges"])
    parser.add_argument("--work", type=Path, default=Path("build/portraits"), help="checkpoints go here")
    parser.add_argument("--natural", nargs="+", default=["build/natural"])
    parser.add_argument("--balanced", nargs="+", default=["build/balanced"])
    parser.add_argument("--other", nargs="+", default=["build/balanced-other"])
    parser.add_argument("--only", nargs="+", default=["labeler", "auditor", "features"])
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    {"autoencoder": train_autoencoder, "judges": train_judges}[args.stage](args)


if __name__ == "__main__":
    main()
