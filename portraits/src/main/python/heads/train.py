"""Trains the lifting model and its segmenter; checkpoints often, goes on from the last checkpoint when started again.

    python train.py segmenter --data build/heads --minutes 3
    python train.py lifter    --data build/heads --minutes 60 --chamfer 400

The first `--chamfer` steps learn shape alone; then tiles of images and masks count as well (a rendering loss alone does
not train: a Gaussian in the wrong place has no gradient towards the right one).
"""

import argparse
import copy
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import Heads, mean_surface, on_white, subset
from geometry import chamfer
from networks import POINTS, Lifter, Segmenter
from splatting import TILE, cut, draw_tiles


def save(path: Path, **state) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def batches(count: int, size: int, seed: int):
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(count)
        for start in range(0, count - size + 1, size):
            yield np.sort(order[start : start + size]), random


class Clock:
    """Progress in [0, 1] of a run that ends by the clock, and the learning rate that follows it: warm-up, then a cosine."""

    def __init__(self, minutes: float, done_seconds: float = 0.0):
        self.seconds, self.before, self.began = minutes * 60, done_seconds, time.monotonic()

    def spent(self) -> float:
        return self.before + time.monotonic() - self.began

    def progress(self) -> float:
        return min(1.0, self.spent() / self.seconds)

    def rate(self, peak: float, step: int, warm: int = 60) -> float:
        return peak * min(1.0, (step + 1) / warm) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.progress())))


def set_rate(optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate * group.get("times", 1.0)


def train_segmenter(args) -> None:
    data = Heads(args.data)
    model = Segmenter().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-4)
    clock, step, loss = Clock(args.minutes), 0, None
    for heads, random in batches(len(data), 16, args.seed):
        if clock.progress() >= 1 or step >= args.steps:
            break
        set_rate(optimizer, clock.rate(3e-3, step))
        view = int(random.integers(data.inputs.shape[1]))
        image = data.images(data.inputs, heads, view)
        mask = data.images(data.masks, heads, view)
        if random.random() < 0.5:
            image, mask = image.flip(3), mask.flip(3)
        # Generated portraits are softer and noisier than rendered ones.
        soft = F.avg_pool2d(F.pad(image, (1, 1, 1, 1), mode="replicate"), 3, 1)
        image = torch.lerp(image, soft, float(random.uniform(0, 1))) + 0.02 * float(random.random()) * torch.randn_like(image)
        loss = F.binary_cross_entropy(model(image).clamp(1e-5, 1 - 1e-5), mask)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        step += 1
        if step % 50 == 0:
            with torch.no_grad():
                p = (model(image) > 0.5).float()
                m = (mask > 0.5).float()
                iou = ((p * m).sum() / (p + m).clamp(max=1).sum()).item()
            print(f"segmenter {step} loss {loss.item():.4f} iou {iou:.4f} {clock.spent():.0f}s", flush=True)
    save(args.work / "segmenter.pt", model=model.state_dict())


def choose_tiles(mask: torch.Tensor, count: int) -> torch.Tensor:
    """Tiles int64[B, count] of masks [B, 1, H, W], without replacement; those on the figure are likelier."""
    likely = 0.12 + F.avg_pool2d(mask, TILE).flatten(1).clamp(max=0.5)
    return torch.multinomial(likely, count)


class Lessons:
    """The losses of one batch."""

    def __init__(self, data: Heads, tiles: int):
        self.data, self.tiles = data, tiles

    def shape(self, levels, heads, random) -> torch.Tensor:
        truth = torch.from_numpy(np.stack([subset(self.data.points[h], POINTS, random) for h in heads]))
        return sum(chamfer(level, truth) for level in levels)

    def images(self, gaussians, heads, view: int, detail: float):
        """Mean absolute and squared differences of tiles of the view and of its mask."""
        image = self.data.images(self.data.views, heads, view)
        mask = self.data.images(self.data.masks, heads, view)
        tiles = choose_tiles(mask, self.tiles)
        colour, coverage = draw_tiles(gaussians, self.data.camera(heads, view), tiles, image.shape[-1])
        difference = colour - cut(image, tiles)
        shape = coverage - cut(mask, tiles).squeeze(-1)
        return (difference**2).mean() * 4 + detail * difference.abs().mean() + (shape**2).mean(), (difference**2).mean()

    def regularity(self, gaussians) -> torch.Tensor:
        """Keeps needles and sheets from growing out of sight of the training views."""
        log_scale = gaussians[1]
        return (log_scale.amax(dim=-1) - log_scale.amin(dim=-1) - 2.5).clamp(min=0).mean() + (
            log_scale - math.log(0.06)
        ).clamp(min=0).mean()


def views_of(step: int, random, count: int, inputs: int, view: int):
    """The input's own view in every other step, and two others."""
    others = [v for v in range(inputs, count)]
    random.shuffle(others)
    return ([view] if step % 2 == 0 else []) + others[: 1 if step % 2 == 0 else 2]


def train_lifter(args) -> None:
    data = Heads(args.data)
    path = args.work / "lifter.ckpt"
    model = Lifter()
    state = torch.load(path, weights_only=True) if path.exists() else None
    if state is None:
        model.place(mean_surface(data, POINTS))
    anchors = [p for n, p in model.named_parameters() if n.endswith("anchors")]
    others = [p for n, p in model.named_parameters() if not n.endswith("anchors")]
    optimizer = torch.optim.AdamW(
        [{"params": others}, {"params": anchors, "times": 0.3, "weight_decay": 0.0}], lr=1e-3, betas=(0.9, 0.98), weight_decay=1e-3
    )
    step, spent = 0, 0.0
    if state is not None:
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent"]
    average = copy.deepcopy(model).requires_grad_(False)
    if state is not None:
        average.load_state_dict(state["average"])
    print(f"lifter: {sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, from step {step}", flush=True)
    clock, lessons = Clock(args.minutes, 0.0 if args.again else spent), Lessons(data, args.tiles)
    shown = {"shape": 0.0, "psnr": 0.0, "input": 0.0}
    for heads, random in batches(len(data), args.batch, args.seed + step):
        if clock.progress() >= 1 or step >= args.steps:
            break
        set_rate(optimizer, clock.rate(args.rate, step))
        # Mostly the portrait's own camera: it is the one that is assumed of an image whose camera is unknown.
        view = int(random.random() < 0.3)
        mask = data.images(data.masks, heads, view)
        image = on_white(data.images(data.inputs, heads, view), mask)
        levels, gaussians = model.levels_and_gaussians(image, mask, data.camera(heads, view))
        shape = lessons.shape(levels, heads, random)
        loss = args.shape * shape
        if step >= args.chamfer:
            for k in views_of(step, random, data.views.shape[1], data.inputs.shape[1], view):
                cost, mse = lessons.images(gaussians, heads, k, args.detail)
                loss = loss + 10 * cost
                name = "input" if k == view else "psnr"
                psnr = -10 * math.log10(mse.item() + 1e-9)
                shown[name] = psnr if shown[name] == 0 else 0.95 * shown[name] + 0.05 * psnr
            loss = loss + 0.05 * lessons.regularity(gaussians)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        shown["shape"] = shape.item() if step == 1 else 0.95 * shown["shape"] + 0.05 * shape.item()
        follow(average, model, min(0.995, step / (step + 20)))
        if step % 25 == 0:
            numbers = " ".join(f"{k} {v:.4f}" for k, v in shown.items())
            print(f"lifter {step} {numbers} {clock.spent():.0f}s", flush=True)
        if step % 100 == 0:
            keep(path, model, optimizer, average, step, clock)
    keep(path, model, optimizer, average, step, clock)
    save(args.work / "lifter.pt", model=average.state_dict(), step=step)


@torch.no_grad()
def follow(average, model, decay: float) -> None:
    for a, p in zip(average.parameters(), model.parameters()):
        a.lerp_(p, 1 - decay)


def keep(path, model, optimizer, average, step, clock) -> None:
    save(
        path,
        model=model.state_dict(),
        optimizer=optimizer.state_dict(),
        average=average.state_dict(),
        step=step,
        spent=clock.spent(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["segmenter", "lifter"])
    parser.add_argument("--data", type=Path, default=Path("build/heads"), help="folder of HeadExport")
    parser.add_argument("--work", type=Path, default=Path("build/lift"), help="folder of the checkpoints")
    parser.add_argument("--minutes", type=float, default=60, help="wall time over all runs, which the annealing follows")
    parser.add_argument("--steps", type=int, default=10**9, help="at most so many steps over all runs")
    parser.add_argument("--again", action="store_true", help="start the clock of a finished run anew")
    parser.add_argument("--chamfer", type=int, default=150, help="first steps that learn shape alone")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--tiles", type=int, default=10, help="tiles drawn per view")
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--shape", type=float, default=10.0, help="weight of the Chamfer loss")
    parser.add_argument("--detail", type=float, default=0.4, help="weight of the absolute difference")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    {"segmenter": train_segmenter, "lifter": train_lifter}[args.stage](args)


if __name__ == "__main__":
    main()
