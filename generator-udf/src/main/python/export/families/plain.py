"""Plain U-Nets over pixels or latents, by other processes than betas, or with classes.

The scheduler says the process: EDM, a flow, a consistency model, variance exploding. Without classes and over betas, the
exporter's own reading of `DDPMPipeline` and its kin is the right one, with codes and their encoders.
"""

from pathlib import Path

import torch
from torch import nn

import checkpoint
import modules
import unets
from errors import ExportError
from families import conditions, loops, processes
from families.family import Family
from families.source import Source, decoding
from weights import read_json

KIND = "UNet2DModel"
FOURIER = "it takes the logarithm of what it is told, which only ScoreSdeVeScheduler tells"


class Plain(nn.Module):
    def __init__(self, unet: nn.Module):
        super().__init__()
        self.unet = unet

    def forward(self, x, t, label=None):
        return self.unet(x, t, class_labels=label, return_dict=False)[0]


def applies(index: dict, folder: Path) -> bool:
    """Whether a pipeline over a plain U-Net has another process than betas, or classes."""
    wrapper, scheduler, unet = (index.get(key) for key in ("_class_name", "scheduler", "unet"))
    if wrapper not in (*checkpoint.PIXELS, *checkpoint.LATENTS) or not all(isinstance(each, list) and len(each) == 2 for each in (scheduler, unet)):
        return False
    if scheduler[0] not in ("diffusers", "deprecated") or unet[0] != "diffusers" or unet[1] != KIND:
        return False
    if processes.known(str(scheduler[1])):
        return True
    try:
        found = read_json(checkpoint.place(folder, "unet", "config.json") / "config.json")
    except ExportError:
        return False
    return found.get("num_class_embeds") is not None and found.get("class_embed_type") is None


def read(source: Source) -> Family:
    wrapper = checkpoint.require_wrapper(source.index, source.file)
    name = checkpoint.class_of(source.index, "scheduler", None, source.file)
    checkpoint.require_own_scheduler(wrapper, name, source.file)
    if source.size:
        raise ExportError("--size is for pipelines that take prompts; a plain U-Net makes images of its sample_size")
    process = source.scheduler()
    place, found = checkpoint.part(source.folder, "unet", KIND)
    exploding = isinstance(process, processes.Exploding)
    if exploding and wrapper not in checkpoint.OWN_SCHEDULER:
        own = next(each for each, scheduler in checkpoint.OWN_SCHEDULER.items() if scheduler == name)
        raise ExportError(f'{source.file}: {name} makes images in [0, 1], {wrapper} in [-1, 1]: write "_class_name": "{own}" if they are in [0, 1]')
    free = ("num_class_embeds", *(("time_embedding_type",) if exploding else ()))
    config = unets.checked(found, str(place / "config.json"), KIND, process.learned_variance(), free)
    source.require("unet", config, class_embed_type=((None,), "a code by another process than betas is not supported"),
                   time_embedding_type=(("fourier", "positional") if exploding else ("positional",), FOURIER))  # fmt: skip
    latent = next((each for each in ("vqvae", "vae") if checkpoint.present(source.index, each)), None)
    unet = source.network("unet", KIND)
    if process.learned_variance():
        unet = unets.without_variance(unet, config["in_channels"])
        source.notes.append("the learned variance is left out: the job's samplers bring their own")
    vae, scaling = source.autoencoder(*checkpoint.AUTOENCODERS, part=latent) if latent else (None, None)
    network = Plain(unet).eval()
    classes = config["num_class_embeds"]
    return Family(
        pipeline=wrapper,
        scheduler=name,
        denoiser=process.wrap(network).eval(),
        state=(config["in_channels"], *unets.sample_size(config, source.where("unet"))),
        diffusion=process.section,
        reference=reference(network, process),
        visited=process.visited,
        conditions=[] if classes is None else [conditions.classes(classes)],
        sampler=process.sampler,
        autoencoder=modules.Autoencoder(vae, scaling) if latent else None,
        decode=decoding(vae, scaling) if latent else None,
        notes=source.notes,
    )


def reference(network, process):
    @torch.no_grad()
    def call(noise, given, null, scale, steps, seed):
        if isinstance(process, processes.Exploding):
            place = process.section["steps"]
            return loops.exploding(network, process.scored, place["to"], place["from"], noise, given, steps)
        return loops.sample(network, process, noise, given, steps, seed)

    return call
