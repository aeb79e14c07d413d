"""Reads a checkpoint folder in diffusers' on-disk layout: `model_index.json`, `unet/`, `scheduler/`, `vqvae/` or `vae/`.

Older repositories (google/ddpm-celebahq-256) keep the U-Net's and the scheduler's files beside `model_index.json`
instead of in sub-folders; both are understood. What the folder names is compared with what the exporter knows before any
weights are read.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, VQModel

import strangers
import unets
from errors import ExportError
from schedule import FILE, Schedule, accepted
from scaling import Scaling, scaling_of
from weights import read_json, require_whole

AUTOENCODERS = {"VQModel": VQModel, "AutoencoderKL": AutoencoderKL}
PIXELS = ("DDPMPipeline", "DDIMPipeline", "PNDMPipeline", "ConsistencyModelPipeline", "ScoreSdeVePipeline", "KarrasVePipeline")
# The second is the first name of LDMPipeline.
LATENTS = ("LDMPipeline", "LatentDiffusionUncondPipeline")
# The last is ours, for a U-Net whose code comes from an encoder.
WRAPPERS = (*PIXELS, *LATENTS, "DiffusionAutoencoder")
# Pipelines that are written for one scheduler.
OWN_SCHEDULER = {
    "ConsistencyModelPipeline": "CMStochasticIterativeScheduler",
    "ScoreSdeVePipeline": "ScoreSdeVeScheduler",
    "KarrasVePipeline": "KarrasVeScheduler",
}
PARTS = ("unet", "scheduler", "vqvae", "vae")
OTHER_WRAPPERS = {
    "RePaintPipeline": "it paints in a given image",
    "LDMSuperResolutionPipeline": "it enlarges a given image",
    "DanceDiffusionPipeline": "it makes sound",
    "AudioDiffusionPipeline": "it makes sound",
}
OF_PROMPTS = ("text_encoder", "tokenizer", "bert", "image_encoder", "image_processor", "prior", "feature_extractor")
PRECISION_OF_FILES = "diffusion_pytorch_model"


@dataclass
class Checkpoint:
    """The networks of a pipeline, its schedule, and the scale of its latents; `notes` are for the person who exports."""

    wrapper: str
    unet: torch.nn.Module
    state: tuple
    autoencoder: torch.nn.Module | None
    scaling: Scaling | None
    schedule: Schedule
    notes: list


def index_of(folder: Path, scheduler: Path | None = None) -> tuple:
    """The index of a pipeline's folder, and the folder of its scheduler where that is another.

    A folder that holds a plain U-Net alone is read as a `DDPMPipeline` of it and of the scheduler that is named or lies beside it.
    """
    if alone(folder, scheduler):
        place = scheduler_beside(folder, scheduler)
        kinds = [read_json(file).get("_class_name") for file in (folder / "config.json", place / FILE)]
        return {"_class_name": PIXELS[0], "unet": ["diffusers", kinds[0]], "scheduler": ["diffusers", kinds[1]]}, place
    if scheduler is not None:
        raise ExportError(f"--scheduler is for the folder of a U-Net without a pipeline around it, but {folder} is none: leave it out")
    strangers.refuse(folder)
    return read_json(folder / strangers.INDEX), None


def alone(folder: Path, scheduler: Path | None) -> bool:
    """Whether a folder is a plain U-Net's and no pipeline is around it that should be passed instead."""
    config = folder / "config.json"
    if not config.is_file() or (folder / strangers.INDEX).exists():
        return False
    if scheduler is None and ((folder.resolve().parent / strangers.INDEX).is_file() or scheduler_beside(folder, None) is None):
        return False
    return read_json(config).get("_class_name") == "UNet2DModel"


def scheduler_beside(folder: Path, named: Path | None) -> Path | None:
    """The folder of the scheduler that is named, or lies in a U-Net's folder or beside it."""
    if named is not None:
        place = named.parent if named.name == FILE else named
        if not (place / FILE).is_file():
            raise ExportError(f"--scheduler {named} must be a {FILE} or the folder of one")
        return place
    return next((place for place in (folder, folder.resolve().parent / "scheduler") if (place / FILE).is_file()), None)


def read(folder: Path, allow_pickle: bool, index: dict, scheduler: Path | None) -> Checkpoint:
    index_file = folder / strangers.INDEX
    wrapper = require_wrapper(index, index_file)
    name = class_of(index, "scheduler", None, index_file)
    require_own_scheduler(wrapper, name, index_file)
    accepted(name)
    schedule = Schedule(scheduler_config(scheduler or folder, name), name)
    kind = class_of(index, "unet", unets.UNETS, index_file)
    place, config = part(folder, "unet", kind)
    learned = schedule.learned_variance()
    values = unets.checked(config, str(place / "config.json"), kind, learned)
    latent = next((each for each in ("vqvae", "vae") if present(index, each)), None)
    decoder, scaling = None, None
    if latent:
        decoder = class_of(index, latent, AUTOENCODERS, index_file)
        inner, described = part(folder, latent, decoder)
        scaling = scaling_of(described, decoder, str(inner / "config.json"))
        unets.with_defaults(described, str(inner / "config.json"), AUTOENCODERS[decoder])
    unet = load(unets.UNETS[kind], place, allow_pickle)
    notes = list(scaling.notes) if scaling else []
    if learned:
        unet = unets.without_variance(unet, values["in_channels"])
        notes.append("the learned variance is left out: the job's samplers bring their own")
    autoencoder = load(AUTOENCODERS[decoder], inner, allow_pickle) if latent else None
    state = (values["in_channels"], *unets.sample_size(values, str(place / "config.json")))
    return Checkpoint(wrapper, unet, state, autoencoder, scaling, schedule, notes)


def present(index: dict, part: str) -> bool:
    return isinstance(index.get(part), list) and index[part] != [None, None]


def require_wrapper(index: dict, where: Path) -> str:
    """The pipeline's class, if it does no more than denoise: no prompts, transformers or further images."""
    name = index.get("_class_name")
    parts = [key for key in index if not key.startswith("_") and present(index, key)]
    reasons = []
    prompts = [key for key in parts if key.rstrip("_234").startswith(OF_PROMPTS)]
    if prompts:
        reasons.append(f"it takes prompts or images ({', '.join(prompts)})")
    if "transformer" in parts:
        reasons.append(f"its denoiser is a transformer ({index['transformer'][-1]}), not a U-Net")
    if name in OTHER_WRAPPERS:
        reasons.append(OTHER_WRAPPERS[name])
    others = [key for key in parts if key not in (*PARTS, *prompts, "transformer")]
    if others:
        reasons.append(f"it has further parts ({', '.join(others)})")
    if not reasons and not isinstance(name, str):
        raise ExportError(f"{where} must name the pipeline's class in _class_name but has {name}; {strangers.SUPPORTED}")
    if not reasons and name not in WRAPPERS:
        reasons.append('what it does beside denoising is not known; if it samples as DDIMPipeline does, write that as its "_class_name"')
    if reasons:
        raise ExportError(f"{where}: {name} is not supported: {'; '.join(reasons)}. Of pipelines, {strangers.SUPPORTED}")
    decoders = [key for key in ("vqvae", "vae") if key in parts]
    if len(decoders) > 1:
        raise ExportError(f"{where} names two autoencoders, vqvae and vae; keep the one that the U-Net was trained with")
    if decoders and name in PIXELS:
        raise ExportError(f'{where}: {name} does not use its {decoders[0]}: write "_class_name": "LDMPipeline" if the U-Net denoises latents')
    missing = [key for key in ("unet", "scheduler") if not present(index, key)]
    if missing:
        raise ExportError(f"{where} must name unet and scheduler but names {', '.join(sorted(parts)) or 'nothing'}")
    return name


def require_own_scheduler(wrapper: str, scheduler: str, where: Path) -> None:
    expected = OWN_SCHEDULER.get(wrapper, scheduler)
    if scheduler != expected:
        raise ExportError(f"{where}: scheduler must be {expected}, which {wrapper} is written for, but is {scheduler}")


def class_of(index: dict, part: str, known: dict | None, where: Path) -> str:
    entry = index[part]
    library, name = entry if len(entry) == 2 else (None, entry)
    library = "diffusers" if library == "deprecated" else library  # a folder of diffusers itself, as it saves its oldest classes
    if library != "diffusers" or (known is not None and name not in known):
        expected = f"one of {', '.join(known)} of diffusers" if known else "of diffusers"
        raise ExportError(f"{where}: {part} must be {expected} but is {library}.{name}, which is not supported")
    return name


def scheduler_config(folder: Path, name: str) -> dict:
    config = read_json(place(folder, "scheduler", FILE) / FILE)
    return require_class(config, name, place(folder, "scheduler", FILE) / FILE)


def part(folder: Path, name: str, kind: str) -> tuple:
    """The folder and the configuration of a network."""
    where = place(folder, name, "config.json")
    return where, require_class(read_json(where / "config.json"), kind, where / "config.json")


def require_class(config: dict, name: str, where: Path) -> dict:
    found = config.get("_class_name", name)
    if found != name:
        raise ExportError(f"{where} is of a {found} but {strangers.INDEX} says {name}: one of them is wrong")
    return config


def place(folder: Path, part: str, file: str) -> Path:
    """The folder that holds a part's file."""
    for candidate in (folder / part, folder):
        if (candidate / file).is_file():
            return candidate
    raise ExportError(f"{folder} has neither {part}/{file} nor {file}; is it a diffusers checkpoint?")


def load(kind, folder: Path, allow_pickle: bool) -> torch.nn.Module:
    """A network with all of its weights, in float32."""
    variant, safe = weights_in(folder, allow_pickle)
    try:
        network, told = kind.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=safe, low_cpu_mem_usage=False, variant=variant, output_loading_info=True
        )
    except Exception as error:  # diffusers, safetensors and pickle each raise their own
        raise ExportError(f"{folder} cannot be loaded as {kind.__name__}: {first_line(error)}") from error
    for key, words in (("missing_keys", "lack"), ("unexpected_keys", "have more than the architecture:"), ("mismatched_keys", "misfit")):
        names = sorted(map(str, told.get(key) or []))
        if names:
            raise ExportError(f"{folder}: the weights of {kind.__name__} {words} {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in network.state_dict().values() if tensor.is_floating_point()):
        raise ExportError(f"{folder}: the weights hold numbers that are not finite")
    return network.float().eval()


def weights_in(folder: Path, allow_pickle: bool) -> tuple:
    """Which variant of the weights a folder holds (None for the usual one), and whether it is safetensors."""
    files = sorted(p for p in folder.glob(f"{PRECISION_OF_FILES}*") if p.suffix in (".safetensors", ".bin"))
    for each in files:
        require_whole(each)
        if each.suffix == ".safetensors" and strangers.tensor_names(each) is None:
            raise ExportError(f"{each} cannot be read as safetensors; is it whole? Copy it again")
    for suffix in (".safetensors", ".bin"):
        variants = {variant_of(p.name) for p in files if p.suffix == suffix}
        if not variants or (suffix == ".bin" and not allow_pickle):
            continue
        if None in variants or len(variants) == 1:
            return None if None in variants else variants.pop(), suffix == ".safetensors"
        raise ExportError(f"{folder} holds the variants {', '.join(sorted(variants))} and not the usual weights; keep one of them")
    if any(p.suffix == ".bin" for p in files):
        raise ExportError(
            f"{folder} has no diffusion_pytorch_model.safetensors; convert its pickle, or pass --allow-pickle if you trust it"
        )
    others = sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.endswith((".json", ".md")) and p.name[0] != ".")
    found = f"only {', '.join(others[:3])}" if others else "no weights"
    raise ExportError(f"{folder} has no diffusion_pytorch_model.safetensors but {found}; save the pipeline with diffusers for PyTorch")


def variant_of(file: str) -> str | None:
    """`fp16` of `diffusion_pytorch_model.fp16.safetensors` and of `diffusion_pytorch_model.fp16-00001-of-00002.safetensors`."""
    middle = file[len(PRECISION_OF_FILES) :].rsplit(".", 1)[0].split("-0")[0].strip(".")
    return middle or None


def first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if len(lines) > 1 and lines[0].endswith(":") else lines[0] if lines else type(error).__name__
