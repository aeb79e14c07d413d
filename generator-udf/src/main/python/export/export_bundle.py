"""Turns a checkpoint into a bundle with one command.

    python export_bundle.py ddpm-celebahq-256 --labeler fairface --features inception --name celebahq --out bundle

The checkpoint is a folder in diffusers' layout: a `DDPMPipeline` or `DDIMPipeline` (U-Net over pixels), an `LDMPipeline` (U-Net
over the latents of a VQModel or AutoencoderKL), or either with a U-Net that takes a code, which needs `--encoder` (a
diffusion autoencoder). Everything else is refused by its name, with status 2, and nothing is written. The bundle's images are
compared with the pipeline's before it gets its name. README.md beside this file describes the folders of the labeler and its kin.
"""

import argparse
import hashlib
import shutil
import sys
import warnings
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import diffusers
import torch

import checkpoint
import commands
import comparison
import contracts.family
import families
import judges
import judging
import levels
import modules
import networks.read
import probing
import prompts
import scaling
import tracing
from errors import ExportError
from families.family import Family
from families.source import Source
from families.text import SAMPLES as TEXTS
from networks import files
from reduced import PRECISIONS, Reduced, file_name
from weights import state_dict

# One line per mistake: what diffusers and torch have to say besides would hide it.
diffusers.utils.logging.set_verbosity(diffusers.utils.logging.CRITICAL)
diffusers.utils.logging.disable_progress_bar()
warnings.filterwarnings("ignore")


CHANNELS = (1, 3, 4)
TOKENIZER, TABLE = "tokenizer.json", "prompts.parquet"


@dataclass
class Model:
    """Everything that a bundle is made of; `parts` maps a module's name to (module, {method: inputs by batch size})."""

    parts: dict
    image: tuple
    sample: tuple
    space: dict
    diffusion: dict
    conditions: list
    compare: object
    notes: list
    attributes: dict = field(default_factory=dict)
    features: int = 0
    guidance: dict | None = None
    sampler: dict | None = None
    bits: int = 8
    text: object = None
    about: dict = field(default_factory=dict)


def arguments(argv=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, nargs="?", help="a pipeline's folder, or a file of weights whose layout is known")
    parser.add_argument("--denoiser", type=Path, help="TorchScript or ONNX, instead of a checkpoint; needs --contract")
    parser.add_argument("--contract", type=Path, help="what the denoiser takes and returns, in which coordinates and at which levels")
    parser.add_argument("--options", type=Path, help="what a bare network's weights do not say: JSON or flags; default: its name with .json")
    parser.add_argument("--labeler", type=Path, required=True, help="decides what is kept")
    parser.add_argument("--auditor", type=Path, help="judges the result; trained apart from the labeler")
    parser.add_argument("--features", type=Path, help="features for the Frechet distance and its kin")
    judging.arguments(parser)
    parser.add_argument("--encoder", type=Path, help="TorchScript or bundle: image -> code, for a U-Net that takes a code")
    parser.add_argument("--null-code", help="'zeros' or a safetensors folder with a tensor null: the code that replaced z in training")
    parser.add_argument("--autoencoder", type=Path, help="a bundle whose autoencoder's latents the U-Net was trained on")
    parser.add_argument("--timestep", type=int, help="t of the noisy latents, default 350 of 1,000; not with --encoder")
    parser.add_argument("--scheduler", type=Path, help="a scheduler_config.json or its folder, for a U-Net's folder without a pipeline around it")
    parser.add_argument("--size", type=int, nargs=2, metavar=("HEIGHT", "WIDTH"), help="of images, where the pipeline leaves it open")
    parser.add_argument("--prompts", type=Path, help="a table that prompts.py made of this checkpoint; it goes into the bundle")
    parser.add_argument("--guidance", type=float, help="the scale that the bundle recommends, where it is not the usual one of such pipelines")
    parser.add_argument("--name", required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--licence", default="unknown", help="SPDX identifier")
    parser.add_argument("--model-card", type=Path, help="a Markdown file that goes into the bundle")
    parser.add_argument("--engine", choices=["torchscript", "onnx"], help="default: torchscript, and onnx for an ONNX denoiser")
    parser.add_argument("--precision", nargs="+", choices=PRECISIONS, default=[], help="carry the denoiser in fewer bits as well")
    parser.add_argument("--halves", action="store_true", help="store the weights of a checkpoint in half precision as they are: half the size, same images")
    parser.add_argument("--channels-last", nargs="+", metavar="MODULE", default=[], help="modules that a processor runs faster in this layout")
    parser.add_argument("--allow-pickle", action="store_true", help="read weights that are not safetensors")
    parser.add_argument("--images", type=Path, help="a folder of images: says how large their latents are, which should be about 1")
    parser.add_argument("--traceback", action="store_true", help="show where an export ended")
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(argv)


def generator(args) -> Model:
    """The diffusion model without its judges."""
    if args.denoiser is not None:
        return of_family(args, contracts.family.read(args.denoiser, args.contract))
    found = files.find(args.checkpoint, args.allow_pickle)
    if found is not None:
        require_none(args, "a file of weights", "scheduler", "size", "prompts")
        return of_family(args, networks.read.family(found, args.options))
    if args.options:
        raise ExportError("--options is for bare networks, but a pipeline's folder says everything itself: leave it out")
    index, scheduler = checkpoint.index_of(args.checkpoint, args.scheduler)
    read = families.reader(index, args.checkpoint)
    if read:
        return of_family(args, read(Source(args.checkpoint, index, args.allow_pickle, args.size, scheduler)))
    if args.size:
        raise ExportError("--size is for pipelines that take prompts or classes; a plain U-Net makes images of its sample_size")
    return unconditional(args, index, scheduler)


def of_family(args, family: Family) -> Model:
    """A family's denoiser with its autoencoder or encoder; a noisy latent space unless there is an encoder."""
    for given, option in ((args.encoder, "--encoder"), (args.null_code, "--null-code"), (args.autoencoder, "--autoencoder")):
        if given is not None:
            raise ExportError(f"{option} is not for a {family.pipeline}: leave it out")
    require_running(family)
    parts = {"denoiser": (family.denoiser, {"forward": family.inputs})}
    image = family.state
    if family.autoencoder is not None:
        image = encoded_shape(family.autoencoder, family.state)
        parts["autoencoder"] = (family.autoencoder, {"encode": judging.images(image), "decode": lambda n: (torch.randn(n, *family.state),)})
    require_channels(image, family.autoencoder is not None, family.notes)
    if args.images:
        if family.autoencoder is None:
            raise ExportError("--images measures the latents of an autoencoder, but the network works on pixels: leave it out")
        family.notes.append(scaling.measure(family.autoencoder.encode, args.images, image, None))
    if family.text:
        parts["text"] = (family.text.module, {"forward": lambda n: (family.text.ids([TEXTS[i % len(TEXTS)] for i in range(n)]),)})
    compare = partial(comparison.compare_family, family)
    if family.encoder is None:
        space = noisy(args, len(family.diffusion["levels"]["logSnr"]), family.timestep)
    else:
        if args.timestep is not None:
            raise ExportError(f"--timestep is not for a {family.pipeline}, which takes a code: leave it out")
        parts["encoder"] = (family.encoder, {"forward": judging.images(image)})
        space = {"type": "semantic", "dimension": family.encoder.code}
    return Model(
        parts, image, family.state, space, family.diffusion, family.conditions, compare, family.notes,
        guidance=family.guidance, sampler=family.sampler, bits=family.bits, text=family.text,
    )  # fmt: skip


@torch.no_grad()
def require_running(family: Family) -> None:
    """A size that the network cannot halve often enough fails in its middle."""
    try:
        found = tuple(family.denoiser(*family.inputs(1)).shape[1:])
    except Exception as error:  # a network's own code
        raise ExportError(f"the network cannot denoise states of {probing.size(family.state)}: {checkpoint.first_line(error)}") from error
    if found != family.state:
        raise ExportError(f"the network returns {probing.size(found)} for states of {probing.size(family.state)}")


@torch.no_grad()
def encoded_shape(autoencoder, state: tuple) -> tuple:
    """The shape of the images whose latents have the shape of a state."""
    try:
        image = tuple(autoencoder.decode(torch.zeros(1, *state)).shape[1:])
        latents = tuple(autoencoder.encode(torch.zeros(1, *image)).shape[1:])
    except Exception as error:  # a network's own code
        raise ExportError(f"the autoencoder does not take the U-Net's states of {probing.size(state)}: {checkpoint.first_line(error)}") from error
    if latents != state:
        raise ExportError(f"the autoencoder makes latents of {probing.size(latents)} but the U-Net denoises {probing.size(state)}")
    return image


def require_channels(image: tuple, coded: bool, notes: list) -> None:
    if image[0] not in CHANNELS:
        raise ExportError(f"images must have 1, 3 or 4 channels but have {image[0]}; a U-Net over latents needs its autoencoder")
    if image[0] == 4 and not coded:
        notes.append("states of 4 channels are taken for images with an alpha channel; if they are latents, pass --autoencoder")


def noisy(args, steps: int, usual: int | None = None) -> dict:
    usual = steps * 350 // 1000 if usual is None else usual
    space = {"type": "noisy", "timestep": usual if args.timestep is None else args.timestep}
    if not 0 <= space["timestep"] < steps:
        raise ExportError(f"--timestep must be in [0, {steps}) but is {space['timestep']}")
    return space


def unconditional(args, index: dict, scheduler: Path | None) -> Model:
    """A U-Net that takes no more than a state and a step, or a code as well."""
    read = checkpoint.read(args.checkpoint, args.allow_pickle, index, scheduler)
    sample = read.state
    section = read.schedule.diffusion()
    told = section["levels"]["told"]
    steps = len(told)
    state = lambda n: (torch.randn(n, *sample), torch.tensor(told, dtype=torch.float32)[torch.randint(0, steps, (n,))])
    parts = {}
    pipeline = comparison.Pipeline(read.wrapper, read.schedule, sample, sample, None, None, lambda states: states)
    image = autoencoder_of(args, read, parts, pipeline)
    require_channels(image, "autoencoder" in parts, read.notes)
    require_fitting(read.unet, sample)
    code = modules.code_width(read.unet)
    if code:
        if args.timestep is not None:
            raise ExportError(f"--timestep is for U-Nets without a code, but this one takes a code of {code} numbers: leave it out")
        conditional(args, parts, read.unet, code, state, image, pipeline)
        conditions = [{"name": "code", "source": "code", "shape": [code]}]
        if args.null_code is not None:
            conditions[0]["unconditional"] = True
        space = {"type": "semantic", "dimension": code}
    else:
        for given, option in ((args.encoder, "--encoder"), (args.null_code, "--null-code")):
            if given is not None:
                raise ExportError(f"{option} is for U-Nets that take a code, but this one takes none: leave it out")
        parts["denoiser"] = (modules.Unconditional(read.unet).eval(), {"forward": state})
        pipeline.denoise = lambda x, t, codes: read.unet(x, t).sample
        conditions = []
        space = noisy(args, steps)
    if "autoencoder" in parts and args.images is None:
        read.notes.append("--images FOLDER would say whether latents of your images have the size that the U-Net was trained on")
    return Model(parts, image, sample, space, section, conditions, partial(comparison.compare, pipeline), read.notes)


@torch.no_grad()
def require_fitting(unet, sample: tuple) -> None:
    """A size that the network cannot halve often enough fails in its middle."""
    codes = {"class_labels": torch.zeros(1, modules.code_width(unet))} if modules.code_width(unet) else {}
    if unet.config.get("cross_attention_dim"):
        codes = {"encoder_hidden_states": codes["class_labels"].unsqueeze(1)}
    try:
        found = tuple(unet(torch.zeros(1, *sample), torch.tensor([0]), **codes).sample.shape[1:])
    except Exception as error:  # a network's own code
        raise ExportError(f"the U-Net cannot denoise states of {probing.size(sample)}: {checkpoint.first_line(error)}") from error
    if found != sample:
        raise ExportError(f"the U-Net returns {probing.size(found)} for states of {probing.size(sample)}; is its sample_size right?")


@torch.no_grad()
def autoencoder_of(args, read: checkpoint.Checkpoint, parts: dict, pipeline: comparison.Pipeline) -> tuple:
    """Adds the autoencoder, if there is one, and returns the shape of the images."""
    sample, own, scale = read.state, read.autoencoder, None
    if own is not None:
        if args.autoencoder:
            raise ExportError(f"--autoencoder {args.autoencoder} is for U-Nets without an autoencoder, but {args.checkpoint} has one")
        wrapped = modules.Autoencoder(own, read.scaling).eval()
        scale, shift = read.scaling.scale, read.scaling.shift
        pipeline.decode = lambda latents: own.decode(latents / scale + shift).sample
        if wrapped.quantized:
            pipeline.entries = lambda latents: (wrapped.nearest(latents / scale + shift) - shift) * scale
    elif args.autoencoder:
        wrapped = judges.of_bundle(args.autoencoder, "autoencoder").module
        pipeline.decode = wrapped.decode
    elif read.wrapper in checkpoint.LATENTS:
        raise ExportError(f"{args.checkpoint} is an {read.wrapper} without its autoencoder; get it whole, or pass --autoencoder BUNDLE")
    elif args.images:
        raise ExportError("--images measures the latents of an autoencoder, but the U-Net works on pixels: leave it out")
    else:
        return sample
    image = encoded_shape(wrapped, sample)
    parts["autoencoder"] = (wrapped, {"encode": judging.images(image), "decode": lambda n: (torch.randn(n, *sample),)})
    pipeline.image = image
    if args.images:
        read.notes.append(scaling.measure(wrapped.encode, args.images, image, scale))
    return image


def conditional(args, parts: dict, unet, code: int, state, image: tuple, pipeline: comparison.Pipeline) -> None:
    if args.encoder is None:
        raise ExportError(f"the U-Net takes a code of {code} numbers: pass its encoder by --encoder")
    methods = {"forward": lambda n: (*state(n), torch.randn(n, code))}
    if args.null_code is not None:
        methods["unconditional"] = state
    denoiser = modules.Conditional(unet, code, null_code(args, code)).eval()
    parts["denoiser"] = (denoiser, methods)
    encoder = judges.read(args.encoder, "encoder", args.allow_pickle)
    width = probing.answers(encoder, image, "encoder").shape[1]
    if width != code:
        raise ExportError(f"--encoder returns codes of {width} numbers but the U-Net takes {code}")
    parts["encoder"] = (encoder.module, {"forward": judging.images(image)})
    pipeline.encode = encoder.module
    if denoiser.attends:
        pipeline.denoise = lambda x, t, codes: unet(x, t, encoder_hidden_states=codes.unsqueeze(1)).sample
    else:
        pipeline.denoise = lambda x, t, codes: unet(x, t, class_labels=codes).sample


def null_code(args, code: int):
    if args.null_code in (None, "zeros"):
        return None
    null = state_dict(Path(args.null_code), args.allow_pickle).get("null")
    if null is None or null.numel() != code:
        found = "none" if null is None else f"{null.numel()} numbers"
        raise ExportError(f"--null-code {args.null_code} must hold a tensor null of {code} numbers but holds {found}")
    return null.float()


def add_judges(args, model: Model) -> None:
    found = judging.of(args, model.image)
    model.parts |= found.parts
    model.attributes, model.features, model.about = found.attributes, found.features, found.about
    model.notes += found.notes


def write(model: Model, args) -> None:
    """Writes the bundle beside its place; it moves there when it has been compared."""
    with commands.placed(args.out) as folder:
        text = write_files(model, args, folder)
        line = model.compare(folder)
    for note in model.notes:
        print(f"note: {note}")
    print(line)
    print(f"{args.out}: {commands.megabytes(args.out):.1f} MB; bundle.sha256 = {hashlib.sha256(text.encode()).hexdigest()}")


def write_files(model: Model, args, folder: Path) -> str:
    named = {}
    for role, (module, methods) in model.parts.items():
        if args.engine == "onnx":
            files = tracing.onnx(module, methods, folder, role)
            named[role] = files["forward"] if list(files) == ["forward"] else files
        else:
            named[role] = f"{role}.pt"
            tracing.torchscript(module, methods, folder / named[role], channels_last=role in args.channels_last, in_halves=args.halves)
    if model.text:
        model.text.tokenizer.save(str(folder / TOKENIZER))
    if args.prompts:
        shutil.copyfile(args.prompts, folder / TABLE)
    reduced = reduced_denoisers(model, args, folder)
    if args.model_card:
        shutil.copyfile(args.model_card, folder / "MODEL_CARD.md")
    text = levels.document(manifest(model, args, folder, named, reduced))
    (folder / "bundle.json").write_text(text)
    return text


def reduced_denoisers(model: Model, args, folder: Path) -> dict:
    """Writes the denoiser once more per precision; {precision: file name}."""
    denoiser, methods = model.parts["denoiser"]
    named = {}
    for precision in dict.fromkeys(args.precision):
        named[precision] = file_name(precision)
        module = Reduced(denoiser, PRECISIONS[precision]).eval()
        tracing.torchscript(module, methods, folder / named[precision], tracing.REDUCED_TOLERANCE)
    return named


def shape(numbers) -> dict:
    return dict(zip(("channels", "height", "width"), numbers))


def manifest(model: Model, args, folder: Path, named: dict, reduced: dict) -> dict:
    files = sorted(p for p in folder.iterdir())
    document = {
        "formatVersion": 2,
        "kind": "diffusion",
        "name": args.name,
        "version": args.version,
        "licence": args.licence,
        "engine": args.engine,
        "image": shape(model.image) | ({"bits": model.bits} if model.bits != 8 else {}),
        "latentSpace": model.space,
        "sample": shape(model.sample) | {"of": "autoencoder" if "autoencoder" in model.parts else "pixels"},
        "diffusion": model.diffusion,
        "conditions": model.conditions,
        **({"guidance": model.guidance} if model.guidance else {}),
        **({"sampler": model.sampler} if model.sampler else {}),
        "attributes": [{"name": name, "classes": classes} for name, classes in model.attributes.items()],
        "modules": named,
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    if model.about:
        document["judges"] = model.about
    if reduced:
        document["precisions"] = reduced
    if args.channels_last:
        document["channelsLast"] = list(dict.fromkeys(args.channels_last))
    if args.model_card:
        document["modelCard"] = "MODEL_CARD.md"
    if model.text:
        document["text"] = {"tokenizer": TOKENIZER, "length": model.text.length, "pad": model.text.pad}
    if args.prompts:
        document["prompts"] = TABLE
    if model.features:
        document["features"] = {"dimension": model.features}
    return document


def recommend(model: Model, scale: float | None) -> None:
    if scale is None:
        return
    if not model.guidance:
        raise ExportError("--guidance is for networks that prompts, classes or a scale guide, but this one is guided by nothing: leave it out")
    if not 0 <= scale <= 100:
        raise ExportError(f"--guidance must be between 0 and 100 but is {scale:g}")
    model.guidance["scale"] = scale


def require_one_source(args) -> None:
    """A checkpoint, or a denoiser with its contract; an ONNX denoiser makes a bundle of ONNX graphs."""
    if (args.checkpoint is None) == (args.denoiser is None):
        raise ExportError("name either a checkpoint or a --denoiser with its --contract")
    if (args.denoiser is None) != (args.contract is None):
        raise ExportError("--denoiser and --contract must be given together")
    if args.denoiser is not None:
        require_none(args, "a denoiser with a contract", "options", "scheduler", "size", "precision", "halves")
    if args.denoiser is not None and args.denoiser.suffix == ".onnx":
        if args.engine == "torchscript":
            raise ExportError(f"--denoiser {args.denoiser} is an ONNX graph, which needs --engine onnx")
        args.engine = "onnx"
    args.engine = args.engine or "torchscript"


def require_none(args, what: str, *options: str) -> None:
    for option in options:
        if getattr(args, option):
            raise ExportError(f"--{option} is not for {what}: leave it out")


def export(args) -> None:
    require_one_source(args)
    for option, needs in ((args.precision, "--precision"), (args.halves, "--halves"), (args.channels_last, "--channels-last")):
        if option and args.engine == "onnx":
            raise ExportError(f"{needs} needs --engine torchscript")
    commands.require_described(args)
    model = generator(args)
    recommend(model, args.guidance)
    if args.prompts:
        prompts.require_table(args.prompts, model.conditions, model.guidance)
    add_judges(args, model)
    commands.require_modules(args.channels_last, model.parts)
    write(model, args)


def main(argv=None) -> int:
    args = arguments(argv)
    torch.manual_seed(0)
    return commands.run("export", export, args)


if __name__ == "__main__":
    sys.exit(main())
