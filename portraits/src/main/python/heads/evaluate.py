"""Measures the lifting model on held-out heads against two baselines, by view and by class of every attribute.

    python evaluate.py --data build/held --mean build/mean --model build/lift/lifter.pt

`--data` and `--mean` are exports with `--views evaluation` of two other seeds. Baselines: the *mean head*, for every camera
the pixelwise mean of the heads of `--mean` (no constant asset has a smaller squared error), and the *billboard*, the input
image with its mask on the plane through the head that faces the input's camera, seen from both sides.
"""

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from data import SIZE, Heads, on_white
from geometry import chamfer, sample
from networks import Lifter, Segmenter
from splatting import draw

CLASSES = {"gender": ["feminine", "masculine"], "age": ["young", "middle-aged", "senior"], "skin": ["light", "medium", "dark"]}


def psnr(a, b) -> torch.Tensor:
    """dB [B] of images in [0, 1]."""
    return -10 * torch.log10(((a - b) ** 2).mean(dim=(1, 2, 3)).clamp(min=1e-10))


def ssim(a, b) -> torch.Tensor:
    """Structural similarity [B] (Wang et al. 2004): Gaussian window of 11 pixels and deviation 1.5, mean over channels."""
    axis = torch.arange(11, dtype=a.dtype) - 5
    window = torch.exp(-(axis**2) / (2 * 1.5**2))
    window = torch.outer(window, window)
    window = (window / window.sum()).expand(3, 1, 11, 11)

    def blur(x):
        return F.conv2d(x, window, groups=3)

    ma, mb = blur(a), blur(b)
    va, vb, cov = blur(a * a) - ma**2, blur(b * b) - mb**2, blur(a * b) - ma * mb
    c1, c2 = 0.01**2, 0.03**2
    value = (2 * ma * mb + c1) * (2 * cov + c2) / ((ma**2 + mb**2 + c1) * (va + vb + c2))
    return value.mean(dim=(1, 2, 3))


def iou(a, b) -> torch.Tensor:
    """Intersection over union [B] of coverages, cut at 0.5."""
    a, b = (a > 0.5).float(), (b > 0.5).float()
    return (a * b).sum(dim=(1, 2, 3)) / (a + b).clamp(max=1).sum(dim=(1, 2, 3)).clamp(min=1)


def billboard(image, mask, camera, novel):
    """Colours on white and coverage of the plane x = 0, painted with the input, from cameras [B, 25]."""
    axis = (torch.arange(SIZE) + 0.5) / SIZE
    v, u = torch.meshgrid(axis, axis, indexing="ij")
    u, v = u.flatten(), v.flatten()
    pose = novel[:, 9:].view(-1, 4, 4)
    f = novel[:, None, 0]
    rays = torch.stack([(u - 0.5) / f, (v - 0.5) / f, torch.ones_like(u) / torch.ones_like(f)], dim=-1)
    rays = rays @ pose[:, :3, :3].transpose(1, 2)
    origin = pose[:, None, :3, 3]
    t = -origin[..., 0] / torch.where(rays[..., 0].abs() < 1e-6, torch.full_like(rays[..., 0], 1e-6), rays[..., 0])
    hit = origin + t.unsqueeze(-1) * rays
    entry = camera[:, 9:].view(-1, 4, 4)
    p = (hit - entry[:, None, :3, 3]) @ entry[:, :3, :3]
    uv = p[..., :2] / p[..., 2:].clamp(min=1e-3) * camera[:, None, 0:1] + 0.5
    inside = ((t > 0) & (uv > 0).all(-1) & (uv < 1).all(-1)).float().unsqueeze(-1)
    values = sample(torch.cat([image, mask], dim=1), uv)
    coverage = values[..., 3:] * inside
    colour = values[..., :3] * inside + (1 - inside)
    return [x.transpose(1, 2).reshape(-1, x.shape[-1], SIZE, SIZE) for x in (colour, coverage)]


class Table:
    """Means of figures by row."""

    def __init__(self):
        self.rows = {}

    def add(self, row: str, **figures) -> None:
        for name, values in figures.items():
            self.rows.setdefault(row, {}).setdefault(name, []).extend(values.tolist())

    def means(self) -> dict:
        return {row: {name: float(np.mean(v)) for name, v in figures.items()} for row, figures in self.rows.items()}


def measure(table: Table, method: str, heads, labels, yaw: str, drawn, coverage, truth, mask) -> None:
    figures = {"psnr": psnr(drawn, truth), "ssim": ssim(drawn, truth), "iou": iou(coverage, mask)}
    if yaw == "input":
        table.add(f"{method} | input", **figures)
        return
    table.add(f"{method} | novel", **figures)
    table.add(f"{method} | view {yaw}", **figures)
    for column, (attribute, classes) in enumerate(CLASSES.items()):
        for index, name in enumerate(classes):
            chosen = torch.from_numpy(labels[heads][:, column] == index)
            if chosen.any():
                table.add(f"{method} | {attribute} {name}", **{k: v[chosen] for k, v in figures.items()})


def view_name(camera: np.ndarray) -> str:
    pose = camera[9:].reshape(4, 4)
    x, y, z = pose[:3, 3]
    yaw, pitch = math.degrees(math.atan2(y, x)), math.degrees(math.asin(z / np.linalg.norm(pose[:3, 3])))
    if abs(yaw) < 0.5 and abs(pitch) < 0.5:
        return "input"
    return f"{yaw:+.0f}" + (f"/{pitch:+.0f}" if abs(pitch) > 0.5 else "")


@torch.no_grad()
def evaluate(args) -> dict:
    data, others = Heads(args.data), Heads(args.mean)
    model = Lifter()
    model.load_state_dict(torch.load(args.model, weights_only=True)["model" if not args.average else "average"])
    model.eval()
    segmenter = None
    if args.segmenter:
        segmenter = Segmenter()
        segmenter.load_state_dict(torch.load(args.segmenter, weights_only=True)["model"])
        segmenter.eval()
    labeler = torch.jit.load(str(args.labeler)) if args.labeler else None
    table, kept = Table(), []
    names = [view_name(data.cameras[0, v]) for v in range(data.views.shape[1])]
    means = [np.asarray(others.views[:, v], dtype=np.float32).mean(axis=0) / 255 for v in range(len(names))]
    mean_masks = [np.asarray(others.masks[:, v], dtype=np.float32).mean(axis=0) / 255 for v in range(len(names))]
    for start in range(0, len(data), 20):
        heads = np.arange(start, min(start + 20, len(data)))
        raw = data.images(data.inputs, heads, 0)
        mask = segmenter(raw) if segmenter else data.images(data.masks, heads, 0)
        image, camera = on_white(raw, mask), data.camera(heads, 0)
        gaussians = model(image, mask, camera)
        truth_points = torch.from_numpy(data.points[heads].copy())
        for k in range(len(heads)):
            table.add("lift | points", chamfer=chamfer(gaussians[0][k : k + 1], truth_points[k : k + 1]).reshape(1))
        for v, name in enumerate(names):
            truth, true_mask, novel = data.images(data.views, heads, v), data.images(data.masks, heads, v), data.camera(heads, v)
            drawn = draw(gaussians, novel)
            pairs = {
                "lift": drawn,
                "billboard": billboard(image, mask, camera, novel),
                "mean head": (
                    torch.from_numpy(means[v]).permute(2, 0, 1).expand(len(heads), -1, -1, -1),
                    torch.from_numpy(mean_masks[v]).expand(len(heads), 1, -1, -1),
                ),
            }
            for method, (drawn, coverage) in pairs.items():
                measure(table, method, heads, data.labels, name, drawn.clamp(0, 1), coverage, truth, true_mask)
            if name == "input" and labeler is not None:
                background = raw[:, :, :6, :6].mean(dim=(2, 3), keepdim=True)
                again = (drawn[0] - (1 - drawn[1])) + (1 - drawn[1]) * background
                first, second = [cells(labeler(x.clamp(0, 1) * 2 - 1)) for x in (raw, again)]
                kept.append((first == second).all(dim=1).numpy())
                table.add("lift | same cell", share=torch.from_numpy(kept[-1].astype(np.float32)))
                for a, attribute in enumerate(CLASSES):
                    table.add("lift | same cell", **{attribute: (first[:, a] == second[:, a]).float()})
    return table.means()


def cells(logits: torch.Tensor) -> torch.Tensor:
    """Classes int64[B, 3] of logits [B, 2 + 3 + 3]."""
    parts = logits.split([len(c) for c in CLASSES.values()], dim=1)
    return torch.stack([part.argmax(dim=1) for part in parts], dim=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("build/held"))
    parser.add_argument("--mean", type=Path, default=Path("build/mean"))
    parser.add_argument("--model", type=Path, default=Path("build/lift/lifter.pt"))
    parser.add_argument("--average", action="store_true", help="the model is a checkpoint of a run under way")
    parser.add_argument("--segmenter", type=Path, help="take the masks from this segmenter instead of the renderer")
    parser.add_argument("--labeler", type=Path, help="TorchScript labeler that judges the re-rendered input view")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    means = evaluate(args)
    for row in sorted(means):
        print(f"{row:32s} " + "  ".join(f"{k} {v:7.3f}" for k, v in means[row].items()))
    if args.json:
        args.json.write_text(json.dumps(means, indent=2) + "\n")


if __name__ == "__main__":
    main()
