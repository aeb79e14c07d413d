"""Stable Diffusion XL: a U-Net over latents that takes two text encoders' numbers and the size of the image."""

import torch
from torch import nn

import modules
import unets
from families import conditions, processes, stable_diffusion
from families.family import Family
from families.source import Source, decoding, draws, factor, pipeline

SCALE = 5.0
BY_TIME = "text_time"


class Sized(nn.Module):
    """The size is a constant: original and target are what the bundle makes, cut nowhere."""

    def __init__(self, unet: nn.Module, image: tuple):
        super().__init__()
        self.unet = unet
        self.register_buffer("size", torch.tensor([[*image, 0, 0, *image]], dtype=torch.float32))

    def forward(self, x, t, tokens, pooled):
        further = {"text_embeds": pooled, "time_ids": self.size.expand(x.shape[0], -1)}
        return self.unet(x, t, encoder_hidden_states=tokens, added_cond_kwargs=further, return_dict=False)[0]


def prompts(source: Source) -> list:
    """The conditions that come from a prompt."""
    config = source.config("unet", "UNet2DConditionModel")
    pooled = config["projection_class_embeddings_input_dim"] - 6 * config["addition_time_embed_dim"]
    return [conditions.prompt("tokens", stable_diffusion.tokens(source), config["cross_attention_dim"]), conditions.prompt("pooled", pooled)]


def read(source: Source) -> Family:
    source.require_parts("unet", "vae", "scheduler")
    process = source.scheduler()
    source.require_process(process, processes.Betas, processes.LatentConsistency)
    config = source.config("unet", "UNet2DConditionModel")
    expected = {key: value for key, value in stable_diffusion.OTHERS.items() if key != "addition_embed_type"}
    expected["addition_embed_type"] = ((BY_TIME,), "StableDiffusionXLPipeline knows no other")
    expected["time_cond_proj_dim"] = ((None,), "a distilled network that is told the guidance is not supported in this size")
    source.require("unet", config, **expected)
    unets.require_channels(config, source.where("unet"), process.learned_variance())
    smaller = factor(source.config("vae", "AutoencoderKL"))
    size = source.state_size(config["sample_size"], smaller, 2 ** (len(config["block_out_channels"]) - 1))
    unet = source.network("unet", "UNet2DConditionModel")
    vae, scaling = source.autoencoder("AutoencoderKL")
    image = tuple(smaller * each for each in size)
    return Family(
        pipeline=source.wrapper,
        scheduler=process.name,
        denoiser=process.wrap(Sized(unet, image)).eval(),
        state=(config["in_channels"], *size),
        diffusion=process.section,
        reference=reference(unet, vae, process, image),
        visited=process.visited,
        conditions=prompts(source),
        guidance=conditions.free(1.5 if process.sampler else SCALE),
        sampler=process.sampler or {"name": "dpm-solver++", "steps": 25},
        autoencoder=modules.Autoencoder(vae, scaling),
        decode=decoding(vae, scaling),
        notes=source.notes,
    )


def reference(unet, vae, process, image: tuple):
    def call(noise, given, null, scale, steps, seed):
        made = pipeline(
            "StableDiffusionXLPipeline", unet=unet, vae=vae, scheduler=process.scheduler(steps), text_encoder=None, text_encoder_2=None,
            tokenizer=None, tokenizer_2=None, add_watermarker=False,
        )  # fmt: skip
        return made(
            prompt_embeds=given[0], pooled_prompt_embeds=given[1], negative_prompt_embeds=null[0], negative_pooled_prompt_embeds=null[1],
            latents=noise * process.start(steps), num_inference_steps=steps, guidance_scale=scale, height=image[0], width=image[1],
            generator=draws(seed, range(len(noise))), output_type="latent",
        ).images  # fmt: skip

    return call
