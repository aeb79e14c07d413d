"""Traces the trained networks and writes the bundle: TorchScript files and `bundle.json` with SHA-256s.

    python export.py --work build/lift --out build/heads-bundle

Both networks are traced at batch 3, run again at other batch sizes and compared with the eager modules; a difference above
1e-4 ends the export. A MODEL_CARD.md that lies in the folder becomes part of the bundle.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

import torch

sys.path.append(str(Path(__file__).resolve().parents[5] / "generator-udf/src/main/python/export"))

from networks import IMAGE_SIZE, POINTS, Lifter, Segmenter
from tracing import save

TOLERANCE = 1e-4
CARD = "MODEL_CARD.md"
DISTANCE, FIELD_OF_VIEW = 3.0, 22.0


def portrait_camera(batch: int) -> torch.Tensor:
    """The camera of images whose camera is unknown, [B, 25]: level, on the x axis."""
    focal = 0.5 / torch.tan(torch.deg2rad(torch.tensor(FIELD_OF_VIEW / 2))).item()
    intrinsics = [focal, 0, 0.5, 0, focal, 0.5, 0, 0, 1]
    pose = [0, 0, -1, DISTANCE, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1]
    return torch.tensor(intrinsics + pose, dtype=torch.float32).expand(batch, -1).contiguous()


def inputs(kind: str, batch: int):
    image = torch.rand(batch, 3, IMAGE_SIZE, IMAGE_SIZE)
    if kind == "segmenter":
        return (image,)
    return image, (torch.rand(batch, 1, IMAGE_SIZE, IMAGE_SIZE) > 0.5).float(), portrait_camera(batch)


@torch.no_grad()
def trace(name: str, module, path: Path) -> None:
    module = module.eval()
    save(torch.jit.trace(module, inputs(name, 3), check_trace=False), path)
    loaded = torch.jit.load(str(path))
    for batch in (1, 5):
        given = inputs(name, batch)
        for a, b in zip(as_tuple(loaded(*given)), as_tuple(module(*given))):
            difference = (a - b).abs().max().item()
            if not difference <= TOLERANCE:
                raise SystemExit(f"{path.name}: traced differs from eager by {difference:.2e} at batch {batch}")
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


def as_tuple(result):
    return result if isinstance(result, tuple) else (result,)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/lift"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(0)
    args.out.mkdir(parents=True, exist_ok=True)
    modules = {"lifter": Lifter(), "segmenter": Segmenter()}
    for name, module in modules.items():
        module.load_state_dict(torch.load(args.work / f"{name}.pt", weights_only=True)["model"])
        trace(name, module, args.out / f"{name}.pt")
    manifest = {
        "formatVersion": 2,
        "kind": "image-to-gaussians",
        "name": "heads",
        "version": "1",
        "licence": "Apache-2.0",
        "engine": "torchscript",
        "image": {"height": IMAGE_SIZE, "width": IMAGE_SIZE},
        "gaussians": {"count": POINTS, "degree": 0},
        "camera": {"distance": DISTANCE, "fieldOfView": FIELD_OF_VIEW},
        "modules": {name: f"{name}.pt" for name in modules},
    }
    if (args.out / CARD).exists():
        manifest["modelCard"] = CARD
    names = [f"{name}.pt" for name in modules] + ([CARD] if "modelCard" in manifest else [])
    manifest["files"] = {name: hashlib.sha256((args.out / name).read_bytes()).hexdigest() for name in sorted(names)}
    (args.out / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
