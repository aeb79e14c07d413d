"""Traces the trained networks and writes the bundle: TorchScript files, MODEL_CARD.md and `bundle.json` with SHA-256s.

    python export.py --work build/portraits --card MODEL_CARD.md --out ../../resources/dev/isonomy/portraits/bundles/portraits
    python export.py --trained build/portraits/diffusion.ckpt --card MODEL_CARD.md --out ...  # replaces what was trained on
    python export.py --bundle BUNDLE --precision bfloat16 --out COPY       # traced again; carries the denoiser in fewer bits as well

Traced, not scripted: a module scripted by a newer torch may call operators that libtorch 2.7.1 does not know. Every traced
method is run again at other batch sizes and compared with the eager module; a difference above 1e-4 ends the export.
"""

import argparse
import hashlib
import shutil
import sys
from functools import partial
from pathlib import Path

import torch
from torch import nn

# Behind this folder, whose `networks` are meant.
sys.path.insert(1, str(Path(__file__).resolve().parents[5] / "generator-udf/src/main/python/export"))

from networks import (
    ATTRIBUTES,
    Auditor,
    Autoencoder,
    CODE_SIZE,
    Denoiser,
    FEATURE_SIZE,
    Features,
    IMAGE_SIZE,
    LATENT_SHAPE,
    Labeler,
    SemanticEncoder,
)
import levels
from errors import ExportError
from reduced import PRECISIONS, Reduced, file_name
from tracing import REDUCED_TOLERANCE, TOLERANCE, torchscript

TRAIN_STEPS = 1000
# Measured on processors, all of them are 1.1 to 1.4 times as fast with images channels last.
MODULES = ["denoiser", "encoder", "autoencoder", "labeler", "auditor", "features"]


def arguments(kind: str, batch: int):
    image = torch.rand(batch, 3, IMAGE_SIZE, IMAGE_SIZE) * 2 - 1
    latents = torch.randn(batch, *LATENT_SHAPE)
    t = torch.randint(0, TRAIN_STEPS, (batch,)).float()
    return {
        "image": (image,),
        "latents": (latents,),
        "x_t": (latents, t),
        "x_t_z": (latents, t, torch.randn(batch, CODE_SIZE)),
    }[kind]


def trace(module: nn.Module, methods: dict, path: Path, tolerance: float = TOLERANCE, channels_last: bool = True) -> None:
    inputs = {name: partial(arguments, kind) for name, kind in methods.items()}
    try:
        torchscript(module.eval(), inputs, path, tolerance, channels_last)
    except ExportError as error:
        raise SystemExit(f"export: {error}") from error
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


class FeatureVector(nn.Module):
    """The feature network without its training head."""

    def __init__(self, features: Features):
        super().__init__()
        self.body = features.body

    def forward(self, image):
        return self.body(image)


def weights(path: Path):
    return torch.load(path, weights_only=True, map_location="cpu")["model"]


def networks(work: Path) -> dict:
    """Autoencoder and judges, and what else has been trained."""
    autoencoder = Autoencoder()
    autoencoder.load_state_dict(weights(work / "autoencoder.pt"))
    labeler, auditor = Labeler(), Auditor()
    labeler.load_state_dict(weights(work / "labeler.pt"))
    auditor.load_state_dict(weights(work / "auditor.pt"))
    state = weights(work / "features.pt")
    features = Features(state["head.1.bias"].numel())
    features.load_state_dict(state)
    modules = {
        # The encoder half is only needed by the `noisy` latent space, and for that it stays in.
        "autoencoder": (autoencoder, {"encode": "image", "decode": "latents"}),
        "labeler": (labeler, {"forward": "image"}),
        "auditor": (auditor, {"forward": "image"}),
        "features": (FeatureVector(features), {"forward": "image"}),
    }
    return modules | trained_on([path for path in (work / "diffusion.ckpt", work / "decoder.ckpt") if path.exists()])


DIFFUSION = {
    "denoiser": (Denoiser, {"forward": "x_t_z", "unconditional": "x_t"}),
    "encoder": (SemanticEncoder, {"forward": "image"}),
    "autoencoder": (Autoencoder, {"encode": "image", "decode": "latents"}),
}


def trained_on(checkpoints: list) -> dict:
    """The networks whose moving averages are in the checkpoints."""
    states = [torch.load(checkpoint, weights_only=True, map_location="cpu") for checkpoint in checkpoints]
    return diffusion({name: state[f"{name}_ema"] for state in states for name in DIFFUSION if f"{name}_ema" in state})


def of_bundle(bundle: Path) -> dict:
    """The networks that diffuse, with a bundle's weights."""
    return diffusion({name: torch.jit.load(str(bundle / f"{name}.pt")).state_dict() for name in DIFFUSION})


def diffusion(states: dict) -> dict:
    modules = {}
    for name, state in states.items():
        network, methods = DIFFUSION[name]
        module = network()
        module.load_state_dict(state)
        modules[name] = (module, methods)
    return modules


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(folder: Path, precisions: list) -> dict:
    files = sorted(p.name for p in folder.iterdir() if p.name != "bundle.json")
    modules = [name for name in MODULES if f"{name}.pt" in files]
    document = {
        "formatVersion": 2,
        "kind": "diffusion",
        "name": "portraits",
        "version": "6",
        "licence": "Apache-2.0",
        "modelCard": "MODEL_CARD.md",
        "engine": "torchscript",
        "image": {"channels": 3, "height": IMAGE_SIZE, "width": IMAGE_SIZE},
        "latentSpace": {"type": "semantic", "dimension": CODE_SIZE},
        "sample": {"channels": LATENT_SHAPE[0], "height": LATENT_SHAPE[1], "width": LATENT_SHAPE[2], "of": "autoencoder"},
        "diffusion": {
            "prediction": "v_prediction",
            "levels": levels.table(levels.of_betas(levels.betas("squaredcos_cap_v2", 0, 0, TRAIN_STEPS))),
            "steps": {"spacing": "trailing"},
        },
        "conditions": [{"name": "code", "source": "code", "shape": [CODE_SIZE], "unconditional": True}],
        "attributes": [{"name": name, "classes": classes} for name, classes in ATTRIBUTES.items()],
        "features": {"dimension": FEATURE_SIZE},
        "modules": {name: f"{name}.pt" for name in modules},
        "files": {name: sha256(folder / name) for name in files},
    }
    document["channelsLast"] = modules
    if precisions:
        document["precisions"] = {precision: file_name(precision) for precision in precisions}
    return document


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build/portraits"))
    parser.add_argument("--trained", type=Path, nargs="+", help="checkpoints of diffusion.py, decoder.py: export their networks, keep the others")
    parser.add_argument("--bundle", type=Path, help="copy this bundle and export its denoiser, encoder and autoencoder again")
    parser.add_argument("--precision", nargs="+", choices=PRECISIONS, default=[], help="carry the denoiser in fewer bits as well")
    parser.add_argument("--card", type=Path, help="needed unless --bundle has one")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    if args.card is None and args.bundle is None:
        parser.error("--card is needed")
    torch.manual_seed(0)
    if args.bundle:
        shutil.copytree(args.bundle, args.out, dirs_exist_ok=True)
        modules = of_bundle(args.bundle)
    else:
        args.out.mkdir(parents=True, exist_ok=True)
        modules = trained_on(args.trained) if args.trained else networks(args.work)
    for name, (module, methods) in modules.items():
        trace(module, methods, args.out / f"{name}.pt")
    for precision, dtype in PRECISIONS.items():
        (args.out / file_name(precision)).unlink(missing_ok=True)  # of an older denoiser
        if precision in args.precision:
            denoiser, methods = modules["denoiser"]
            trace(Reduced(denoiser, dtype), methods, args.out / file_name(precision), REDUCED_TOLERANCE, channels_last=False)
    if args.card:
        shutil.copyfile(args.card, args.out / "MODEL_CARD.md")
    bundle = levels.document(manifest(args.out, args.precision))
    (args.out / "bundle.json").write_text(bundle)
    total = sum(p.stat().st_size for p in args.out.iterdir())
    print(f"bundle: {total / 1e6:.2f} MB, SHA-256 {hashlib.sha256(bundle.encode()).hexdigest()}")


if __name__ == "__main__":
    main()
