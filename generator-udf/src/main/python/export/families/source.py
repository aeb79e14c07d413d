"""A pipeline's folder, as the families read it: parts by their names, checked before any weights are read."""

from dataclasses import dataclass, field
from pathlib import Path

import diffusers
import torch

import checkpoint
import unets
from errors import ExportError, shown
from families import processes
from scaling import Scaling, scaling_of

# Parts that are not exported with the denoiser: text encoders make prompts beforehand, the rest judges images.
OF_TEXT = ("text_encoder", "text_encoder_2", "text_encoder_3", "tokenizer", "tokenizer_2", "tokenizer_3")
JUDGES = ("safety_checker", "feature_extractor")


@dataclass
class Source:
    folder: Path
    index: dict
    allow_pickle: bool = False
    size: tuple | None = None  # height and width of an image, where the network leaves them open
    scheduler_folder: Path | None = None  # where the scheduler lies, if not in the pipeline's folder
    notes: list = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / checkpoint.strangers.INDEX

    @property
    def wrapper(self) -> str:
        return self.index["_class_name"]

    def require_parts(self, *names: str) -> None:
        """Refuses a pipeline that lacks one of these or has others beside those of its prompts."""
        here = [key for key in self.index if not key.startswith("_") and checkpoint.present(self.index, key)]
        others = [key for key in here if key not in (*names, *OF_TEXT, *JUDGES)]
        if others:
            raise ExportError(f"{self.file}: {self.wrapper} with {', '.join(others)} is not supported: it takes more than prompts")
        missing = [key for key in names if key not in here]
        if missing:
            raise ExportError(f"{self.file} must name {', '.join(names)} but lacks {', '.join(missing)}")
        if "safety_checker" in here:
            self.notes.append("the safety checker is left out: it blackens images after they are made, and the job has none")

    def scheduler(self, tokens: int | None = None, ends: str = "both") -> processes.Process:
        name = checkpoint.class_of(self.index, "scheduler", None, self.file)
        return processes.read(checkpoint.scheduler_config(self.scheduler_folder or self.folder, name), name, tokens, ends)

    def require_process(self, process: processes.Process, *kinds) -> None:
        if not isinstance(process, kinds):
            raise ExportError(f"{self.file}: {self.wrapper} with the scheduler {process.name} is not supported: the pipeline itself does not sample so")

    def config(self, part: str, *kinds: str) -> dict:
        """A part's configuration with the defaults of its class; options that this diffusers does not know are refused."""
        kind = self.kind(part, *kinds)
        place, found = checkpoint.part(self.folder, part, kind)
        return unets.with_defaults(found, str(place / "config.json"), getattr(diffusers, kind))

    def kind(self, part: str, *kinds: str) -> str:
        return checkpoint.class_of(self.index, part, dict.fromkeys(kinds), self.file)

    def where(self, part: str) -> str:
        return str(checkpoint.place(self.folder, part, "config.json") / "config.json")

    def network(self, part: str, *kinds: str) -> torch.nn.Module:
        kind = self.kind(part, *kinds)
        place, _ = checkpoint.part(self.folder, part, kind)
        return checkpoint.load(getattr(diffusers, kind), place, self.allow_pickle)

    def require(self, part: str, config: dict, **allowed) -> None:
        """Options of a part that a family knows only one value of."""
        for key, (values, reason) in allowed.items():
            if config.get(key) not in values:
                expected = " or ".join(shown(each) for each in values)
                raise ExportError(f"{self.where(part)}: {key} must be {expected} but is {shown(config.get(key))}: {reason}")

    def autoencoder(self, *kinds: str, part: str = "vae"):
        """The autoencoder and its scaling."""
        config = self.config(part, *kinds)
        scaling = scaling_of(config, self.kind(part, *kinds), self.where(part))
        self.notes += scaling.notes
        return self.network(part, *kinds), scaling

    def state_size(self, sample_size, factor: int, multiple: int = 1, part: str = "unet") -> tuple:
        """Height and width of a state: `--size`, or what the network was trained at."""
        if self.size is None:
            return unets.sample_size({"sample_size": sample_size}, self.where(part))
        if any(each % (factor * multiple) for each in self.size):
            raise ExportError(f"--size must be multiples of {factor * multiple} but is {self.size[0]} {self.size[1]}")
        return tuple(each // factor for each in self.size)


def factor(config: dict) -> int:
    """By how much an autoencoder makes an image smaller."""
    widths = config.get("block_out_channels") or config.get("encoder_block_out_channels")
    return 2 ** (len(widths) - 1)


def decoding(vae, scaling: Scaling):
    """The pipeline's own way from latents to images."""
    return lambda latents: vae.decode(latents / scaling.scale + scaling.shift, return_dict=False)[0]


def pipeline(name: str, **parts):
    """A pipeline of diffusers around parts that are loaded; it needs no text encoders."""
    if not diffusers.utils.is_transformers_available():
        raise ExportError(f"{name} takes prompts, for which diffusers needs transformers: install requirements-text.txt")
    made = getattr(diffusers, name)(**parts)
    made.set_progress_bar_config(disable=True)
    return made


def draws(seed: int, samples) -> list:
    """A stream of noise per sample, as the comparison's own sampler has."""
    return [torch.Generator().manual_seed(seed + i) for i in samples]
