"""Makes a bundle of the consistency network of adaptive-terrain-diffusion, a package of others, by its contract.

    pip install -r ../export/requirements.txt
    pip install --no-deps -r requirements.txt
    python make_bundle.py --out /data/terrain

The package brings the network's weights (MIT); nothing of it is copied here. Only its file is read, its code is not run.
"""

import argparse
import importlib.metadata
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "export"))

import torch

import export_bundle
import heights

PACKAGE, WEIGHTS = "adaptive-terrain-diffusion", "terrain_diffusion/weights/terrain_consistency_unet_difficulty100.onnx"

# Level, of 1,000, at which the job's draws start: sigma 45. The network was distilled to one step from sigma 80, and leaves more and
# more of the noise in the image from sigma 30 down (README.md).
START = 945


def weights() -> Path:
    """The package's ONNX file, where pip put it."""
    try:
        package = importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        sys.exit(f"{PACKAGE} is not installed; pip install --no-deps -r requirements.txt")
    file = Path(package.locate_file(WEIGHTS))
    if not file.is_file():
        sys.exit(f"{PACKAGE} {package.version} lacks {WEIGHTS}; install the version of requirements.txt")
    return file


def judges(folder: Path) -> None:
    """Writes labeler, auditor and features as TorchScript, which the exporter turns into ONNX."""
    images = torch.rand(3, 1, 128, 128) * 2 - 1
    modules = {"labeler": heights.Labeler(), "auditor": heights.Auditor(), "features": heights.Features()}
    for name, module in modules.items():
        torch.jit.save(torch.jit.trace(module.eval(), images), str(folder / f"{name}.pt"))
        if name != "features":
            (folder / f"{name}.json").write_text(json.dumps({"attributes": heights.ATTRIBUTES}))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        judges(Path(scratch))
        return export_bundle.main([
            "--denoiser", str(weights()),
            "--contract", str(HERE / "contract.json"),
            "--labeler", f"{scratch}/labeler.pt",
            "--auditor", f"{scratch}/auditor.pt",
            "--features", f"{scratch}/features.pt",
            "--timestep", str(START),
            "--name", "terrain",
            "--version", importlib.metadata.version(PACKAGE),
            "--licence", "MIT",
            "--out", str(args.out),
        ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
