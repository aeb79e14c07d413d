"""Text encoders: what a pipeline makes of prompts, in the order of a family's conditions, and small ones as a bundle's module."""

from dataclasses import dataclass
from pathlib import Path

import diffusers
import torch
from torch import nn

import checkpoint
from errors import ExportError
from families import flux, masked
from families.source import OF_TEXT, Source

SAMPLES = ("", "a portrait of a doctor", "Two cats, one dog & 3 birds on a roof!", "ein Bild: café, naïve; " + "very " * 90 + "long")
TOLERANCE = 1e-4


def encoders(source: Source):
    """The pipeline with its text encoders and tokenizers alone, in float32."""
    if not diffusers.utils.is_transformers_available():
        raise ExportError(f"{source.wrapper} takes prompts, for which transformers is needed: install requirements-text.txt")
    missing = [part for part in OF_TEXT if checkpoint.present(source.index, part) and not (source.folder / part).is_dir()]
    if missing or not checkpoint.present(source.index, "text_encoder"):
        raise ExportError(f"{source.folder} has no {missing[0] if missing else 'text_encoder'}; get the pipeline whole")
    parts = {key: None for key in ("unet", "transformer", "vae", "safety_checker", "feature_extractor", "image_encoder") if key in source.index}
    if "safety_checker" in source.index:
        parts["requires_safety_checker"] = False
    try:
        made = getattr(diffusers, source.wrapper).from_pretrained(
            str(source.folder), local_files_only=True, use_safetensors=None if source.allow_pickle else True, variant=variant(source.folder), **parts
        )
    except Exception as error:  # diffusers, transformers and tokenizers each raise their own
        raise ExportError(f"{source.folder}: its text encoders cannot be loaded: {checkpoint.first_line(error)}") from error
    for part in made.components.values():
        if isinstance(part, nn.Module):
            part.float().eval()
    return made


def variant(folder: Path) -> str | None:
    """The variant of the weights where a text encoder has no usual ones."""
    files = [path.name for path in (folder / "text_encoder").glob("*.safetensors")]
    usual = any(name.startswith(("model.safetensors", "model-0")) for name in files)
    marked = sorted({name.split(".")[1].split("-")[0] for name in files if name.count(".") > 1 and not name.endswith(".index.json")})
    return None if usual or not marked else marked[0]


def stable_diffusion(pipeline, texts: list) -> tuple:
    return (pipeline.encode_prompt(texts, "cpu", 1, False)[0],)


def stable_diffusion_xl(pipeline, texts: list) -> tuple:
    prompt, _, pooled, _ = pipeline.encode_prompt(texts, device="cpu", do_classifier_free_guidance=False)
    if not pipeline.config.force_zeros_for_empty_prompt:
        return prompt, pooled
    kept = torch.tensor([float(text != "") for text in texts])  # the pipeline's own numbers for no prompt
    return prompt * kept[:, None, None], pooled * kept[:, None]


def stable_diffusion_3(pipeline, texts: list) -> tuple:
    prompt, _, pooled, _ = pipeline.encode_prompt(texts, None, None, device="cpu", do_classifier_free_guidance=False)
    return prompt, pooled


def flux_tokens(pipeline, texts: list, tokens: int) -> tuple:
    prompt, pooled, _ = pipeline.encode_prompt(texts, None, device="cpu", max_sequence_length=tokens)
    return prompt, pooled


def pixart(pipeline, texts: list) -> tuple:
    prompt, mask, _, _ = pipeline.encode_prompt(texts, do_classifier_free_guidance=False, device="cpu", max_sequence_length=masked.TOKENS)
    return prompt, mask


def sana(pipeline, texts: list) -> tuple:
    """Prompts are wrapped in the instruction that the pipeline's call has as its default; no prompt is not."""
    import inspect

    instruction = inspect.signature(pipeline.__call__).parameters["complex_human_instruction"].default
    rows = []
    for text in texts:
        prompt, mask, _, _ = pipeline.encode_prompt(
            [text], do_classifier_free_guidance=False, device="cpu", max_sequence_length=masked.TOKENS,
            complex_human_instruction=instruction if text else None,
        )  # fmt: skip
        rows.append((prompt, mask))
    return tuple(torch.cat(each) for each in zip(*rows))


def encoder(source: Source):
    """`encode(pipeline, texts)` of a pipeline's family: a tensor per condition."""
    name = source.wrapper
    if name == "FluxPipeline":
        distilled = not source.config("transformer", flux.KIND)["guidance_embeds"]
        tokens = flux.TOKENS_OF_SCHNELL if distilled else flux.TOKENS
        return lambda pipeline, texts: flux_tokens(pipeline, texts, tokens)
    known = {
        "StableDiffusionPipeline": stable_diffusion,
        "LatentConsistencyModelPipeline": stable_diffusion,
        "StableDiffusionXLPipeline": stable_diffusion_xl,
        "StableDiffusion3Pipeline": stable_diffusion_3,
        "PixArtSigmaPipeline": pixart,
        "SanaPipeline": sana,
    }
    if name not in known:
        raise ExportError(f"{source.file}: {name} takes no prompts that the exporter knows; those that do are {', '.join([*known, 'FluxPipeline'])}")
    return known[name]


@dataclass
class Text:
    """A text encoder as a module of token ids, and the tokenizer that makes them."""

    module: nn.Module
    tokenizer: object  # of the tokenizers library
    length: int
    pad: int

    def ids(self, texts) -> torch.Tensor:
        return torch.tensor([self.tokenizer.encode(text).ids for text in texts])


class Clip(nn.Module):
    """Stable Diffusion's: the last layer."""

    def __init__(self, encoder: nn.Module):
        super().__init__()
        self.encoder = encoder

    def forward(self, ids):
        return self.encoder(ids, return_dict=False)[0]


def small(source: Source) -> Text | None:
    """The text encoder of a pipeline that has one, CLIP's; None for others, whose prompts come from a table.

    Stable Diffusion XL has two of that size, but no tokens for both: its second tokenizer reads exclamation marks otherwise.
    """
    present = [part for part in OF_TEXT if checkpoint.present(source.index, part)]
    if "text_encoder" not in present or source.index["text_encoder"][1] != "CLIPTextModel":
        return None
    pipeline = encoders(source)
    length = pipeline.tokenizer.model_max_length
    tokenizer = fast(source.folder / "tokenizer", pipeline.tokenizer, length)
    found = Text(Clip(pipeline.text_encoder).eval(), tokenizer, length, pipeline.tokenizer.pad_token_id)
    require_same(found, encoder(source)(pipeline, list(SAMPLES)), source.folder)
    return found


def fast(folder: Path, slow, length: int):
    """The tokenizer of a folder as one file, which pads and cuts by itself; compared with the pipeline's own."""
    from transformers import AutoTokenizer

    found = AutoTokenizer.from_pretrained(str(folder), use_fast=True, local_files_only=True).backend_tokenizer
    found.enable_truncation(length)
    found.enable_padding(length=length, pad_id=slow.pad_token_id, pad_token=slow.pad_token)
    for text in SAMPLES:
        expected = slow(text, padding="max_length", max_length=length, truncation=True).input_ids
        if found.encode(text).ids != expected:
            raise ExportError(f"{folder}: the tokenizer as one file reads {text[:40]!r} as other tokens; please report this checkpoint")
    return found


@torch.no_grad()
def require_same(text: Text, expected: tuple, folder: Path) -> None:
    (wanted,), found = expected, text.module(text.ids(SAMPLES))
    if found.shape != wanted.shape or not (found - wanted).abs().max() <= TOLERANCE * max(1.0, float(wanted.abs().max())):
        raise ExportError(f"{folder}: its text encoders as a module give other numbers than the pipeline's encode_prompt; please report this checkpoint")
