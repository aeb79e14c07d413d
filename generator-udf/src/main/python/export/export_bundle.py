"""Turns a checkpoint into a bundle with one command.

    python export_bundle.py ddpm-celebahq-256 --labeler fairface --features inception --name celebahq --out bundle

The checkpoint is a folder in diffusers' layout: a `DDPMPipeline` or `DDIMPipeline` (U-Net over pixels), an `LDMPipeline` (U-Net
over the latents of a VQModel or AutoencoderKL), or either with a U-Net that takes a code, which needs `--encoder` (a
diffusion autoencoder). README.md beside this file describes the folders of the labeler and its kin.
"""

import argparse
import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import torch

import checkpoint
import judges
import modules
import tracing
from errors import ExportError
from reduced import PRECISIONS, Reduced, file_name
from schedule import diffusion
from weights import state_dict


@dataclass
class Model:
    """Everything that a bundle is made of; `parts` maps a module's name to (module, {method: inputs by batch size})."""

    parts: dict
    image: tuple
    sample: tuple
    space: dict
    diffusion: dict
    attributes: dict
    features: int


def arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--labeler", type=Path, required=True, help="decides what is kept")
    parser.add_argument("--auditor", type=Path, help="judges the result; trained apart from the labeler")
    parser.add_argument("--features", type=Path, help="features for the Frechet distance and its kin")
    parser.add_argument("--encoder", type=Path, help="TorchScript or bundle: image -> code, for a U-Net that takes a code")
    parser.add_argument("--null-code", help="'zeros' or a safetensors folder with a tensor null: the code that replaced z in training")
    parser.add_argument("--autoencoder", type=Path, help="a bundle whose autoencoder's latents the U-Net was trained on")
    parser.add_argument("--timestep", type=int, help="t of the noisy latents, default 350 of 1,000; not with --encoder")
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--licence", default="unknown", help="SPDX identifier")
    parser.add_argument("--model-card", type=Path, help="a Markdown file that goes into the bundle")
    parser.add_argument("--engine", choices=["torchscript", "onnx"], default="torchscript")
    parser.add_argument("--precision", nargs="+", choices=PRECISIONS, default=[], help="carry the denoiser in fewer bits as well")
    parser.add_argument("--channels-last", nargs="+", metavar="MODULE", default=[], help="modules that a processor runs faster in this layout")
    parser.add_argument("--allow-pickle", action="store_true", help="read weights that are not safetensors")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(argv)


def generator(args) -> Model:
    """The diffusion model without its judges."""
    read = checkpoint.read(args.checkpoint, args.allow_pickle)
    unet = read.unet
    size = unet.config.sample_size
    height, width = (size, size) if isinstance(size, int) else size
    sample = (unet.config.in_channels, height, width)
    if unet.config.out_channels != sample[0]:
        raise ExportError(f"the U-Net must return {sample[0]} channels but returns {unet.config.out_channels}: a learned variance?")
    section = diffusion(read.scheduler)
    parts = {}
    state = lambda n: (torch.randn(n, *sample), torch.randint(0, section["numTrainTimesteps"], (n,), dtype=torch.int64))
    image = sample
    autoencoder = read.autoencoder
    if autoencoder is not None:
        autoencoder = modules.Autoencoder(autoencoder)
    elif args.autoencoder:
        autoencoder = judges.of_bundle(args.autoencoder, "autoencoder").module
    if autoencoder is not None:
        with torch.no_grad():
            image = tuple(autoencoder.decode(torch.zeros(1, *sample)).shape[1:])
        parts["autoencoder"] = (autoencoder.eval(), {"encode": pictures(image), "decode": lambda n: (torch.randn(n, *sample),)})
    if image[0] != 3:
        raise ExportError(f"images must have 3 channels but have {image[0]}; a U-Net over latents needs its autoencoder")
    code = modules.code_width(unet)
    if not code:
        parts["denoiser"] = (modules.Unconditional(unet).eval(), {"forward": state})
        section |= {"conditioning": "none"}
        steps = section["numTrainTimesteps"]
        space = {"type": "noisy", "timestep": steps * 350 // 1000 if args.timestep is None else args.timestep}
        if not 0 <= space["timestep"] < steps:
            raise ExportError(f"--timestep must be in [0, {steps}) but is {space['timestep']}")
    else:
        conditional(args, parts, unet, code, state, image)
        section |= {"conditioning": "semantic", "unconditional": args.null_code is not None}
        space = {"type": "semantic", "dimension": code}
    return Model(parts, image, sample, space, section, {}, 0)


def conditional(args, parts: dict, unet, code: int, state, image) -> None:
    if args.encoder is None:
        raise ExportError(f"the U-Net takes a code of {code} numbers: pass its encoder by --encoder")
    null = None
    if args.null_code not in (None, "zeros"):
        null = state_dict(Path(args.null_code), args.allow_pickle)["null"]
    methods = {"forward": lambda n: (*state(n), torch.randn(n, code))}
    if args.null_code is not None:
        methods["unconditional"] = state
    parts["denoiser"] = (modules.Conditional(unet, code, null).eval(), methods)
    encoder = judges.read(args.encoder, "encoder", args.allow_pickle).module
    width = width_of(encoder, image, "encoder")
    if width != code:
        raise ExportError(f"--encoder returns codes of {width} numbers but the U-Net takes {code}")
    parts["encoder"] = (encoder, {"forward": pictures(image)})


def add_judges(args, model: Model) -> None:
    labeler = judges.read(args.labeler, "labeler", args.allow_pickle)
    model.attributes = labeler.attributes
    logits = sum(len(classes) for classes in labeler.attributes.values())
    add(model, "labeler", labeler.module, logits)
    if args.auditor:
        auditor = judges.read(args.auditor, "auditor", args.allow_pickle)
        if auditor.attributes != labeler.attributes:
            raise ExportError(f"--auditor must know the labeler's attributes {labeler.attributes} but knows {auditor.attributes}")
        add(model, "auditor", auditor.module, logits)
    if args.features:
        features = judges.read(args.features, "features", args.allow_pickle)
        model.features = width_of(features.module, model.image, "features")
        add(model, "features", features.module, model.features)


def add(model: Model, role: str, module, expected: int) -> None:
    width = width_of(module, model.image, role)
    if width != expected:
        raise ExportError(f"--{role} must return {expected} numbers per image, one per class, but returns {width}")
    model.parts[role] = (module, {"forward": pictures(model.image)})


def pictures(shape):
    return lambda n: (torch.rand(n, *shape) * 2 - 1,)


@torch.no_grad()
def width_of(module, image, role: str) -> int:
    try:
        shape = module(torch.zeros(2, *image)).shape
    except RuntimeError as error:
        raise ExportError(f"--{role} does not take images of {image}: {str(error).strip().splitlines()[-1]}") from error
    if len(shape) != 2 or shape[0] != 2:
        raise ExportError(f"--{role} must return a row of numbers per image but returns the shape {tuple(shape)} for 2 images")
    return int(shape[1])


def write(model: Model, args) -> None:
    args.out.mkdir(parents=True, exist_ok=True)
    if any(args.out.iterdir()):
        raise ExportError(f"--out {args.out} is not empty; name a new folder")
    named = {}
    for role, (module, methods) in model.parts.items():
        if args.engine == "onnx":
            files = tracing.onnx(module, methods, args.out, role)
            named[role] = files["forward"] if list(files) == ["forward"] else files
        else:
            named[role] = f"{role}.pt"
            tracing.torchscript(module, methods, args.out / named[role], channels_last=role in args.channels_last)
    reduced = reduced_denoisers(model, args)
    if args.model_card:
        shutil.copyfile(args.model_card, args.out / "MODEL_CARD.md")
    text = json.dumps(manifest(model, args, named, reduced), indent=2) + "\n"
    (args.out / "bundle.json").write_text(text)
    total = sum(p.stat().st_size for p in args.out.iterdir())
    print(f"{args.out}: {total / 1e6:.1f} MB; bundle.sha256 = {hashlib.sha256(text.encode()).hexdigest()}")


def reduced_denoisers(model: Model, args) -> dict:
    """Writes the denoiser once more per precision; {precision: file name}."""
    denoiser, methods = model.parts["denoiser"]
    named = {}
    for precision in dict.fromkeys(args.precision):
        named[precision] = file_name(precision)
        module = Reduced(denoiser, PRECISIONS[precision]).eval()
        tracing.torchscript(module, methods, args.out / named[precision], tracing.REDUCED_TOLERANCE)
    return named


def shape(numbers) -> dict:
    return dict(zip(("channels", "height", "width"), numbers))


def manifest(model: Model, args, named: dict, reduced: dict) -> dict:
    files = sorted(p for p in args.out.iterdir())
    document = {
        "formatVersion": 1,
        "kind": "diffusion",
        "name": args.name,
        "version": args.version,
        "licence": args.licence,
        "engine": args.engine,
        "image": shape(model.image),
        "latentSpace": model.space,
        "sample": shape(model.sample) | {"of": "autoencoder" if "autoencoder" in model.parts else "pixels"},
        "diffusion": model.diffusion,
        "attributes": [{"name": name, "classes": classes} for name, classes in model.attributes.items()],
        "modules": named,
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    if reduced:
        document["precisions"] = reduced
    if args.channels_last:
        document["channelsLast"] = list(dict.fromkeys(args.channels_last))
    if args.model_card:
        document["modelCard"] = "MODEL_CARD.md"
    if model.features:
        document["features"] = {"dimension": model.features}
    return document


def main(argv=None) -> int:
    args = arguments(argv)
    torch.manual_seed(0)
    try:
        if args.precision and args.engine == "onnx":
            raise ExportError("--precision needs --engine torchscript")
        if args.channels_last and args.engine == "onnx":
            raise ExportError("--channels-last needs --engine torchscript")
        model = generator(args)
        add_judges(args, model)
        for role in args.channels_last:
            if role not in model.parts:
                raise ExportError(f"--channels-last {role} is not one of the bundle's modules {', '.join(model.parts)}")
        write(model, args)
    except ExportError as error:
        print(f"export: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
