"""Exports the official TriplaneGaussian checkpoint as a bundle of kind image-to-gaussians.

    python export_official.py --checkpoint model_lvis_rel.ckpt --dinov2 model.safetensors --out build/tgs-bundle
    python export_official.py --random small --out build/tgs-small     # the same with random weights of the same layout

The model is traced at batch 1 and compared with eager at batches 1 and 2; a difference above 1e-4 ends the export.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).resolve().parents[2] / "export"))  # last: both folders have weights.py

import weights
from model import TriplaneGaussian
from projection import seen_pixels
from tracing import save
from widths import OFFICIAL, SMALL

TOLERANCE = 1e-4
FIELD_OF_VIEW = 40.0
NAMES = ("positions", "log scales", "rotations", "opacities", "harmonics")


def camera(batch: int, distance: float) -> torch.Tensor:
    """[B, 25] of the camera that is assumed: level, on the x axis, OpenCV's axes."""
    focal = 0.5 / torch.tan(torch.deg2rad(torch.tensor(FIELD_OF_VIEW / 2))).item()
    intrinsics = [focal, 0, 0.5, 0, focal, 0.5, 0, 0, 1]
    pose = [0, 0, -1, distance, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1]
    return torch.tensor(intrinsics + pose, dtype=torch.float32).expand(batch, -1).contiguous()


def example(batch: int, size: int, distance: float, random: torch.Generator):
    """A disc of noise before white."""
    axis = torch.linspace(-1, 1, size)
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    mask = ((x**2 + y**2) < 0.55).float().expand(batch, 1, -1, -1).contiguous()
    image = torch.rand(batch, 3, size, size, generator=random) * mask + (1 - mask)
    return image, mask, camera(batch, distance)


@torch.no_grad()
def trace(model, size: int, distance: float, path: Path) -> None:
    random = torch.Generator().manual_seed(1)
    traced = torch.jit.trace(model, example(1, size, distance, random), check_trace=False)
    save(traced, path)
    loaded = torch.jit.load(str(path))
    for batch in (1, 2):
        given = example(batch, size, distance, random)
        began = time.monotonic()
        found = loaded(*given)
        seconds = time.monotonic() - began
        for name, a, b in zip(NAMES, found, model(*given)):
            difference = (a - b).abs().max().item()
            if not difference <= TOLERANCE:
                raise SystemExit(f"{name}: traced differs from eager by {difference:.2e} at batch {batch}")
        seen = (seen_pixels(found[0], given[2], size) >= 0).float().mean()
        print(f"batch {batch}: traced equals eager to {TOLERANCE}, {found[0].shape[1]} Gaussians, {seen:.0%} seen, {seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, help="model_lvis_rel.ckpt of VAST-AI/TriplaneGaussian")
    parser.add_argument("--dinov2", type=Path, help="weights of facebook/dinov2-base: .safetensors or .bin")
    parser.add_argument("--random", choices=["small", "full"], help="random weights instead, at this width")
    parser.add_argument("--distance", type=float, default=1.9, help="of the camera that images are taken to be seen from")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.random is None and (args.checkpoint is None or args.dinov2 is None):
        parser.error("give --checkpoint and --dinov2, or --random")
    w = SMALL if args.random == "small" else OFFICIAL
    checkpoint, dinov2 = weights.random_files(w, 7) if args.random else (weights.read(args.checkpoint), weights.read(args.dinov2))
    model = TriplaneGaussian(w).eval().requires_grad_(False)
    weights.load(model, weights.together(checkpoint, dinov2))
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.1f} M parameters, all of them loaded")
    args.out.mkdir(parents=True, exist_ok=True)
    trace(model, w.image, args.distance, args.out / "lifter.pt")
    manifest = {
        "formatVersion": 2,
        "kind": "image-to-gaussians",
        "name": "triplane-gaussian" + (f"-random-{args.random}" if args.random else ""),
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": {"height": w.image, "width": w.image},
        "gaussians": {"count": w.gaussians, "degree": w.degree},
        "camera": {"distance": args.distance, "fieldOfView": FIELD_OF_VIEW},
        "modules": {"lifter": "lifter.pt"},
        "files": {"lifter.pt": hashlib.sha256((args.out / "lifter.pt").read_bytes()).hexdigest()},
    }
    (args.out / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
