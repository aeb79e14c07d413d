"""PixArt-Sigma and Sana: transformers over latents that attend to a prompt's tokens where a mask says so."""

from torch import nn

import modules
from errors import ExportError
from families import conditions, processes
from families.family import Family
from families.source import Source, decoding, factor, pipeline

SCALE, STEPS = 4.5, 20
TOKENS = 300


class Masked(nn.Module):
    """The mask is 1 where a prompt has a token. A learned variance, the second half of the channels, is dropped."""

    def __init__(self, transformer: nn.Module, channels: int, time: float = 1.0, **options):
        super().__init__()
        self.transformer = transformer
        self.channels = channels
        self.time = time
        self.options = options

    def forward(self, x, t, tokens, mask):
        output = self.transformer(
            x, encoder_hidden_states=tokens, encoder_attention_mask=mask, timestep=t * self.time, return_dict=False, **self.options
        )[0]
        return output[:, : self.channels]


PIXART, SANA = "PixArtTransformer2DModel", "SanaTransformer2DModel"


def prompts(source: Source) -> list:
    """The conditions that come from a prompt."""
    width = source.config("transformer", PIXART, SANA)["caption_channels"]
    return [conditions.prompt("tokens", TOKENS, width), conditions.prompt("mask", TOKENS)]


def pixart(source: Source) -> Family:
    kind = PIXART
    source.require_parts("transformer", "vae", "scheduler")
    config = source.config("transformer", kind)
    additional = config["use_additional_conditions"]
    if additional or (additional is None and config["sample_size"] == 128):
        # A network of that size without the option takes resolutions, too, as PixArt-alpha's do.
        source.require("transformer", config, use_additional_conditions=((False,), "it takes the image's resolution, as PixArt-alpha's do"))
    source.require("transformer", config, norm_type=(("ada_norm_single",), "PixArt knows no other"))
    options = {"added_cond_kwargs": {"resolution": None, "aspect_ratio": None}}
    return family(source, config, kind, "PixArtSigmaPipeline", 1.0, "AutoencoderKL", options)


def sana(source: Source) -> Family:
    kind = SANA
    source.require_parts("transformer", "vae", "scheduler")
    config = source.config("transformer", kind)
    source.require("transformer", config, guidance_embeds=((False, None), "SanaSprintPipeline's network is not supported"))
    time = config.get("timestep_scale", 1.0)
    return family(source, config, kind, "SanaPipeline", time, "AutoencoderDC", {})


def family(source: Source, config: dict, kind: str, name: str, time: float, coder: str, options: dict) -> Family:
    channels = config["in_channels"]
    if config["out_channels"] not in (channels, 2 * channels, None):
        raise ExportError(f"{source.where('transformer')}: out_channels must be {channels} or {2 * channels} but is {config['out_channels']}")
    smaller = factor(source.config("vae", coder))
    size = source.state_size(config["sample_size"], smaller, config["patch_size"], "transformer")
    process = source.scheduler()
    source.require_process(process, processes.Betas, processes.Flow, processes.FlowOfSolver)
    transformer = source.network("transformer", kind)
    vae, scaling = source.autoencoder(coder)
    if config["out_channels"] == 2 * channels:
        source.notes.append("the learned variance is left out: the job's samplers bring their own")
    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=process.wrap(Masked(transformer, channels, time, **options)).eval(),
        state=(channels, *size),
        diffusion=process.section,
        reference=reference(name, transformer, vae, process, smaller),
        visited=process.visited,
        conditions=prompts(source),
        guidance=conditions.free(SCALE),
        sampler={"name": "dpm-solver++", "steps": STEPS},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        notes=source.notes,
    )


def reference(name: str, transformer, vae, process, smaller: int):
    def call(noise, given, null, scale, steps, seed):
        parts = {"transformer": transformer, "vae": vae, "scheduler": process.scheduler(steps), "text_encoder": None, "tokenizer": None}
        return pipeline(name, **parts)(
            prompt_embeds=given[0], prompt_attention_mask=given[1], negative_prompt=None, negative_prompt_embeds=null[0],
            negative_prompt_attention_mask=null[1], latents=noise * process.start(steps), num_inference_steps=steps, guidance_scale=scale,
            use_resolution_binning=False, output_type="latent", height=noise.shape[2] * smaller, width=noise.shape[3] * smaller,
        ).images  # fmt: skip

    return call
