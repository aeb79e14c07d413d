"""Stable Diffusion 3 and 3.5: a transformer that predicts the velocity of a rectified flow over latents."""

from torch import nn

import modules
from families import conditions, processes
from families.family import Family
from families.source import Source, decoding, factor, pipeline

SCALE, STEPS = 7.0, 28
TOKENS_OF_T5 = 256
TOKENS = 77 + TOKENS_OF_T5  # of CLIP, then of T5
KIND = "SD3Transformer2DModel"


class Prompted(nn.Module):
    def __init__(self, transformer: nn.Module):
        super().__init__()
        self.transformer = transformer

    def forward(self, x, t, tokens, pooled):
        return self.transformer(x, encoder_hidden_states=tokens, pooled_projections=pooled, timestep=t, return_dict=False)[0]


def prompts(source: Source) -> list:
    """The conditions that come from a prompt."""
    config = source.config("transformer", KIND)
    return [
        conditions.prompt("tokens", TOKENS, config["joint_attention_dim"]),
        conditions.prompt("pooled", config["pooled_projection_dim"]),
    ]


def read(source: Source) -> Family:
    source.require_parts("transformer", "vae", "scheduler")
    config = source.config("transformer", KIND)
    channels = config["in_channels"]
    source.require("transformer", config, out_channels=((channels, None), "it returns something else than a velocity"))
    smaller, patch = factor(source.config("vae", "AutoencoderKL")), config["patch_size"]
    size = source.state_size(config["sample_size"], smaller, patch, "transformer")
    process = source.scheduler(tokens=(size[0] // patch) * (size[1] // patch))
    source.require_process(process, processes.Flow)
    transformer = source.network("transformer", KIND)
    vae, scaling = source.autoencoder("AutoencoderKL")
    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=process.wrap(Prompted(transformer)).eval(),
        state=(channels, *size),
        diffusion=process.section,
        reference=reference(transformer, vae, process, smaller),
        visited=process.visited,
        conditions=prompts(source),
        guidance=conditions.free(SCALE),
        sampler={"name": "ddim", "steps": STEPS},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        notes=source.notes,
    )


def reference(transformer, vae, process, smaller: int):
    def call(noise, given, null, scale, steps, seed):
        made = pipeline(
            "StableDiffusion3Pipeline", transformer=transformer, vae=vae, scheduler=process.scheduler(steps), text_encoder=None,
            text_encoder_2=None, text_encoder_3=None, tokenizer=None, tokenizer_2=None, tokenizer_3=None,
        )  # fmt: skip
        return made(
            prompt_embeds=given[0], pooled_prompt_embeds=given[1], negative_prompt_embeds=null[0], negative_pooled_prompt_embeds=null[1],
            latents=noise * process.start(steps), num_inference_steps=steps, guidance_scale=scale, output_type="latent",
            height=noise.shape[2] * smaller, width=noise.shape[3] * smaller,
        ).images  # fmt: skip

    return call
