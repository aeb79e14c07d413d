"""DiT: a transformer over latents that takes a class, with one more for none."""

import torch
from torch import nn

import modules
from errors import ExportError
from families import conditions, loops, processes
from families.family import Family
from families.source import Source, decoding, factor

KIND = "DiTTransformer2DModel"
SCALE, STEPS = 4.0, 50
CLASSES = 1000  # of ImageNet, as its pipeline and its embedding have them; the next one stands for none


class Labelled(nn.Module):
    """A learned variance, the second half of the channels, is dropped."""

    def __init__(self, transformer: nn.Module, channels: int):
        super().__init__()
        self.transformer = transformer
        self.channels = channels

    def forward(self, x, t, label):
        return self.transformer(x, timestep=t, class_labels=label, return_dict=False)[0][:, : self.channels]


def read(source: Source) -> Family:
    source.require_parts("transformer", "vae", "scheduler")
    if source.size:
        raise ExportError("--size is not for a DiTPipeline, whose places are those of its sample_size: leave it out")
    process = source.scheduler()
    source.require_process(process, processes.Betas)
    config = source.config("transformer", KIND)
    channels = config["in_channels"]
    source.require("transformer", config, norm_type=(("ada_norm_zero",), "DiT knows no other"),
                   out_channels=((channels, 2 * channels, None), "it must be a state, or a state and a variance"))  # fmt: skip
    classes = config["num_embeds_ada_norm"]
    if classes != CLASSES:
        raise ExportError(f"{source.where('transformer')}: num_embeds_ada_norm must be {CLASSES} but is {classes}: DiTPipeline's class for none is {CLASSES}")
    size = source.state_size(config["sample_size"], factor(source.config("vae", "AutoencoderKL")), part="transformer")
    transformer = source.network("transformer", KIND)
    vae, scaling = source.autoencoder("AutoencoderKL")
    network = Labelled(transformer, channels).eval()
    if config["out_channels"] == 2 * channels:
        source.notes.append("the learned variance is left out: the job's samplers bring their own")

    def reference(noise, given, null, scale, steps, seed):
        def guided(network, x, t):
            without = network(x, t, null[0])
            return without + scale * (network(x, t, given[0]) - without)

        return loops.sample(network, process, noise, given, steps, seed, guided)

    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=process.wrap(network).eval(),
        state=(channels, *size),
        diffusion=process.section,
        reference=torch.no_grad()(reference),
        visited=process.visited,
        conditions=[conditions.classes(names(source.index.get("id2label"), classes), classes)],
        guidance=conditions.free(SCALE),
        sampler={"name": "ddim", "steps": STEPS},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        notes=source.notes,
    )


def names(known, classes: int):
    """The classes by name where the index has all of them, and each once."""
    if not isinstance(known, dict) or len(known) != classes:
        return classes
    listed = [str(known.get(str(i), "")) for i in range(classes)]
    return listed if all(listed) and len(set(listed)) == classes else classes
