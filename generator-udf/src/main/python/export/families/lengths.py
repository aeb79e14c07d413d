"""How much of a prompt a pipeline's text encoders read: what is longer, the pipeline cuts."""

import inspect
from dataclasses import dataclass

from families import flux, masked, stable_diffusion_3
from families.source import Source


@dataclass
class Long:
    """A prompt that no encoder reads to its end: its tokens, and how many of them are read, where most are."""

    text: str
    tokens: int
    most: int


def too_long(source: Source, pipeline, texts: list) -> list:
    """The prompts that lose words. Where several encoders read a prompt, it is read to its end if one of them does."""
    found = []
    for text in texts:
        read = [(count(text), most) for count, most in readers(source, pipeline)]
        if all(tokens > most for tokens, most in read):
            found.append(Long(text, *max(read, key=lambda each: each[1])))
    return found


def readers(source: Source, pipeline) -> list:
    """Per encoder: how many tokens it makes of a text, and how many the pipeline takes of them, those at the ends included."""
    if source.wrapper == "SanaPipeline":
        return [(instructed(pipeline), masked.TOKENS)]
    if source.wrapper == "PixArtSigmaPipeline":
        return [(counter(pipeline.tokenizer), masked.TOKENS)]
    if source.wrapper == "FluxPipeline":
        most = flux.length(source.config("transformer", flux.KIND))
        return [own(pipeline.tokenizer), (counter(pipeline.tokenizer_2), most)]
    read = [own(each) for each in (pipeline.tokenizer, getattr(pipeline, "tokenizer_2", None)) if each is not None]
    if source.wrapper == "StableDiffusion3Pipeline" and pipeline.tokenizer_3 is not None:
        read.append((counter(pipeline.tokenizer_3), stable_diffusion_3.TOKENS_OF_T5))
    return read


def own(tokenizer) -> tuple:
    return counter(tokenizer), tokenizer.model_max_length


def counter(tokenizer):
    return lambda text: len(tokenizer(text, truncation=False, verbose=False).input_ids)


def instructed(pipeline):
    """Sana's tokenizer reads an instruction before the prompt, for which it has room beside the prompt's."""
    instruction = "\n".join(inspect.signature(pipeline.__call__).parameters["complex_human_instruction"].default)
    count = counter(pipeline.tokenizer)
    return lambda text: count(instruction + text) - len(pipeline.tokenizer.encode(instruction)) + 2
