"""Stable Diffusion 1.x and 2.x, and what is distilled from them: a U-Net over latents that attends to a prompt."""

import torch
from torch import nn

import modules
import unets
from errors import ExportError
from families import conditions, processes
from families.family import Family
from families.source import Source, decoding, draws, factor, pipeline
from families.text import small
from weights import read_json

SCALE, STEPS = 7.5, 50
SCALE_OF_CONSISTENCY = 8.5
TOKENS, MOST_TOKENS = 77, 4096
OTHERS = {
    "class_embed_type": ((None,), "it takes a class beside the prompt, which is not supported"),
    "num_class_embeds": ((None,), "it takes a class beside the prompt, which is not supported"),
    "addition_embed_type": ((None,), "it takes further conditions, as StableDiffusionXLPipeline's does; name that pipeline"),
    "encoder_hid_dim_type": ((None,), "it takes images as a prompt, which is not supported"),
    "encoder_hid_dim": ((None,), "it takes embeddings of another encoder, which is not supported"),
    "dual_cross_attention": ((False, None), "it attends to two prompts, which is not supported"),
    "attention_type": (("default", None), "it takes places of objects, which is not supported"),
}


class Prompted(nn.Module):
    def __init__(self, unet: nn.Module):
        super().__init__()
        self.unet = unet

    def forward(self, x, t, tokens):
        return self.unet(x, t, encoder_hidden_states=tokens, return_dict=False)[0]


class Distilled(nn.Module):
    """A U-Net that is told the guidance scale, as sinusoids of 1,000 times what it is above 1."""

    def __init__(self, unet: nn.Module):
        super().__init__()
        self.unet = unet
        self.register_buffer("frequencies", frequencies(unet.config.time_cond_proj_dim))

    def forward(self, x, t, tokens, guidance):
        angles = 1000 * (guidance - 1)[:, None] * self.frequencies[None]
        told = torch.cat([angles.sin(), angles.cos()], 1)
        told = nn.functional.pad(told, (0, self.unet.config.time_cond_proj_dim - told.shape[1]))
        return self.unet(x, t, timestep_cond=told, encoder_hidden_states=tokens, return_dict=False)[0]


def frequencies(width: int) -> torch.Tensor:
    half = width // 2
    return torch.exp(torch.arange(half) * -(torch.log(torch.tensor(10000.0)) / (half - 1)))


def tokens(source: Source) -> int:
    """How many tokens the pipeline's first tokenizer makes of a prompt: 77 in all of Stability's, other numbers in other people's."""
    file = source.folder / "tokenizer" / "tokenizer_config.json"
    length = read_json(file).get("model_max_length", TOKENS) if file.is_file() else TOKENS
    if not isinstance(length, int) or not 1 <= length <= MOST_TOKENS:
        raise ExportError(f"{file}: model_max_length must be between 1 and {MOST_TOKENS} but is {length}: it is how many tokens a prompt is filled up to")
    return length


def prompts(source: Source) -> list:
    """The conditions that come from a prompt."""
    return [conditions.prompt("tokens", tokens(source), source.config("unet", "UNet2DConditionModel")["cross_attention_dim"])]


def read(source: Source) -> Family:
    source.require_parts("unet", "vae", "scheduler")
    process = source.scheduler()
    source.require_process(process, processes.Betas, processes.LatentConsistency)
    config = source.config("unet", "UNet2DConditionModel")
    source.require("unet", config, **OTHERS)
    unets.require_channels(config, source.where("unet"), process.learned_variance())
    embeds = config["time_cond_proj_dim"] is not None
    if embeds and process.name != "LCMScheduler":
        raise ExportError(f"{source.where('unet')}: time_cond_proj_dim is set, but the scheduler is {process.name}: only LCMScheduler samples such a network")
    described = source.config("vae", "AutoencoderKL")
    size = source.state_size(config["sample_size"], factor(described), 2 ** (len(config["block_out_channels"]) - 1))
    unet = source.network("unet", "UNet2DConditionModel")
    vae, scaling = source.autoencoder("AutoencoderKL")
    given = prompts(source)
    if embeds:
        guided = conditions.embedded(SCALE_OF_CONSISTENCY)
        given.append(conditions.guidance())
    else:
        guided = conditions.free(1.5 if process.sampler else SCALE)
    network = Distilled(unet) if embeds else Prompted(unet)
    name = "LatentConsistencyModelPipeline" if embeds else "StableDiffusionPipeline"
    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=process.wrap(network).eval(),
        state=(config["in_channels"], *size),
        diffusion=process.section,
        reference=reference(name, unet, vae, process, factor(described)),
        visited=process.visited,
        conditions=given,
        guidance=guided,
        sampler=process.sampler or {"name": "dpm-solver++", "steps": 25},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        text=small(source),
        notes=source.notes,
    )


def reference(name: str, unet, vae, process, smaller: int):
    """Calls the pipeline; one that is told the scale once per call, sample by sample."""

    def call(noise, given, null, scale, steps, seed):
        made = pipeline(
            name, unet=unet, vae=vae, scheduler=process.scheduler(steps), text_encoder=None, tokenizer=None, safety_checker=None,
            feature_extractor=None, requires_safety_checker=False,
        )  # fmt: skip
        start = noise * process.start(steps)

        def images(rows, scale, **options):
            return made(
                prompt_embeds=given[0][rows], latents=start[rows], num_inference_steps=steps, generator=draws(seed, range(len(noise))[rows]),
                height=noise.shape[2] * smaller, width=noise.shape[3] * smaller, output_type="latent", guidance_scale=scale, **options,
            ).images  # fmt: skip

        if null is not None:
            return images(slice(None), scale, negative_prompt_embeds=null[0])
        return torch.cat([images(slice(i, i + 1), float(given[1][i])) for i in range(len(noise))])

    return call
