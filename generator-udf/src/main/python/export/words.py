"""Labelers by words: a CLIP or SigLIP checkpoint, and a file that names each class of each attribute in several phrasings.

    {"attributes": {"glasses": {"with glasses": ["a photo of a person with glasses", "a face that wears glasses"],
                                "without glasses": ["a photo of a person without glasses"]}}}

The phrasings are encoded when the bundle is made; the module holds one direction per class. It brings images of the bundle's size
into the form that the checkpoint's image processor gives them, encodes them, and returns per class the cosine with its direction,
times the checkpoint's scale. SigLIP's scores are logits of independent questions ("does the text fit?"); classes of an attribute
exclude each other, so that the softmax over them is what a labeler needs, and the bias, which all classes share, cancels in it.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

import attributes
import checkpoint
import judges
import pixels
from errors import ExportError, shown
from weights import read_json, require_whole

CONFIG = "config.json"
KINDS = {"clip": "CLIPModel", "siglip": "SiglipModel"}
NEED = "transformers is needed for a checkpoint of texts and images: install requirements-text.txt"


def kind_of(folder: Path) -> str | None:
    """The kind of a checkpoint of texts and images, none if it is something else."""
    if not (folder / CONFIG).is_file():
        return None
    kind = read_json(folder / CONFIG).get("model_type")
    if kind == "siglip2":
        raise ExportError(
            f"{folder} is a Siglip2Model, whose images are cut into patches of any number; take a SigLIP 2 checkpoint of one size, such as "
            "siglip2-base-patch16-224"
        )
    return kind if kind in KINDS else None


class Words(nn.Module):
    """Logits per class: forward(image in [-1, 1])."""

    def __init__(self, prepare: nn.Module, encoder: nn.Module, classes: torch.Tensor, scale: float):
        super().__init__()
        self.prepare = prepare
        self.encoder = encoder
        self.register_buffer("classes", classes)
        self.scale = scale

    def forward(self, image):
        directions = nn.functional.normalize(self.encoder(self.prepare(image)), dim=-1)
        return self.scale * directions @ self.classes.T


class Embedding(nn.Module):
    """Features: the image's embedding as the checkpoint has it, before it is normalized."""

    def __init__(self, prepare: nn.Module, encoder: nn.Module):
        super().__init__()
        self.prepare = prepare
        self.encoder = encoder

    def forward(self, image):
        return self.encoder(self.prepare(image))


class Attention(nn.Module):
    """torch's attention with the same weights in operations that ONNX has, too; for SigLIP's pooling head."""

    def __init__(self, attention: nn.MultiheadAttention):
        super().__init__()
        self.attention = attention
        self.heads, self.width = attention.num_heads, attention.head_dim

    def forward(self, query, key, value):
        weights, biases = self.attention.in_proj_weight.chunk(3), self.attention.in_proj_bias.chunk(3)
        q, k, v = (self.split(nn.functional.linear(x, w, b)) for x, w, b in zip((query, key, value), weights, biases))
        shares = (q @ k.transpose(-1, -2) / self.width**0.5).softmax(-1)
        joined = (shares @ v).transpose(1, 2).reshape(-1, int(query.shape[1]), self.heads * self.width)
        return self.attention.out_proj(joined), None

    def split(self, x):
        # The number of tokens is the image size's; as a number of the trace it tells ONNX the rank.
        return x.reshape(-1, int(x.shape[1]), self.heads, self.width).transpose(1, 2)


class ImageEncoder(nn.Module):
    """The half of a checkpoint that encodes images: the other one is not written into the bundle."""

    def __init__(self, model: nn.Module):
        super().__init__()
        self.vision = model.vision_model
        self.projection = getattr(model, "visual_projection", None)
        head = getattr(self.vision, "head", None)
        if head is not None:
            head.attention = Attention(head.attention)

    def forward(self, values):
        pooled = self.vision(pixel_values=values).pooler_output
        return pooled if self.projection is None else self.projection(pooled)


@dataclass
class Phrasings:
    """Per attribute and class the texts that name it."""

    texts: dict

    def classes(self) -> dict:
        return {name: list(classes) for name, classes in self.texts.items()}

    def groups(self) -> list:
        """The texts of each class, in the order of the logits."""
        return [texts for classes in self.texts.values() for texts in classes.values()]


def read(path: Path) -> Phrasings:
    config = read_json(path)
    if not isinstance(config, dict) or set(config) != {"attributes"}:
        raise ExportError(f'{path} must hold {{"attributes": {{attribute: {{class: [texts]}}}}}}')
    known = config["attributes"]
    if not isinstance(known, dict) or not all(isinstance(classes, dict) for classes in known.values()):
        raise ExportError(f'{path}: attributes must map each class to its texts, as in {{"glasses": {{"yes": ["a face with glasses"], "no": [...]}}}}')
    attributes.checked({name: list(classes) for name, classes in known.items()}, str(path))
    texts = {}
    for name, classes in known.items():
        texts[name] = {each: phrasings(given, f"{path}: class {each!r} of {name!r}") for each, given in classes.items()}
        every = [text for group in texts[name].values() for text in group]
        twice = next((text for text in every if every.count(text) > 1), None)
        if twice is not None:
            raise ExportError(f"{path}: attribute {name!r} has the text {twice!r} twice")
    return Phrasings(texts)


def phrasings(given, where: str) -> list:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ExportError(f"{where} must have one text or a list of them but has {shown(given)}")
    return texts


def judge(folder: Path, role: str, allow_pickle: bool, words: Path | None, image: tuple) -> judges.Judge:
    """The labeler or auditor of words, or the features, that a checkpoint makes for images of a shape."""
    model = load(folder, allow_pickle)
    prepare, difference = pixels.prepared(folder, image)
    encoder = ImageEncoder(model).eval()
    if role not in judges.LABELING:
        return judges.Judge(Embedding(prepare, encoder).eval(), {}, image, notes=[difference])
    if words is None:
        raise ExportError(f"--{role} {folder} is a {KINDS[kind_of(folder)]}, which needs --words: a file that names the classes")
    told = read(words)
    scale = model.logit_scale.exp().item()
    module = Words(prepare, encoder, directions(model, folder, told), scale).eval()
    said = f"--{role}: logits are cosines times the checkpoint's own scale, {scale:.4g}; --calibrate IMAGES would fit it to labelled images"
    return judges.Judge(module, told.classes(), image, notes=[difference], uncalibrated=said, words=told.texts)


def load(folder: Path, allow_pickle: bool) -> nn.Module:
    """A checkpoint with all of its weights, in float32."""
    try:
        import transformers
    except ImportError as error:
        raise ExportError(NEED) from error
    transformers.utils.logging.set_verbosity(transformers.utils.logging.CRITICAL)
    safe = sorted(folder.glob("*.safetensors"))
    if not safe and not allow_pickle:
        raise ExportError(f"{folder} has no *.safetensors; convert its pickle, or pass --allow-pickle if you trust it")
    for file in safe:
        require_whole(file)
    name = KINDS[kind_of(folder)]
    try:
        model, told = getattr(transformers, name).from_pretrained(
            str(folder), local_files_only=True, use_safetensors=bool(safe), output_loading_info=True, attn_implementation="eager"
        )
    except Exception as error:  # transformers, safetensors and pickle each raise their own
        raise ExportError(f"{folder} cannot be loaded as {name}: {checkpoint.first_line(error)}") from error
    for key, verb in (("missing_keys", "lack"), ("unexpected_keys", "have more than the architecture:"), ("mismatched_keys", "misfit")):
        names = sorted(str(each) for each in told.get(key) or [] if not str(each).endswith("position_ids"))
        if names:
            raise ExportError(f"{folder}: the weights of {name} {verb} {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}")
    if not all(bool(torch.isfinite(tensor).all()) for tensor in model.state_dict().values() if tensor.is_floating_point()):
        raise ExportError(f"{folder}: the weights hold numbers that are not finite")
    return model.float().eval()


@torch.no_grad()
def directions(model: nn.Module, folder: Path, told: Phrasings) -> torch.Tensor:
    """One row per class: the normalized mean of the normalized embeddings of its texts."""
    encode = encoder_of(model, folder)
    rows = []
    for texts in told.groups():
        each = nn.functional.normalize(torch.cat([encode(text) for text in texts]), dim=-1)
        rows.append(nn.functional.normalize(each.mean(0), dim=-1))
    return torch.stack(rows)


def encoder_of(model: nn.Module, folder: Path):
    """`encode(text)`: its embedding [1, D]; each text alone, so that its numbers do not depend on the others."""
    import transformers

    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:  # transformers and tokenizers each raise their own
        raise ExportError(f"{folder}: its tokenizer cannot be loaded: {checkpoint.first_line(error)}") from error
    most = model.config.text_config.max_position_embeddings
    # SigLIP was trained on texts that are filled up; CLIP attends to no more than the text.
    padding = {"padding": "max_length", "max_length": most} if model.config.model_type == "siglip" else {}

    def encode(text: str) -> torch.Tensor:
        count = len(tokenizer(text)["input_ids"])
        if count > most:
            raise ExportError(f"the text {text!r} has {count} tokens but the checkpoint takes {most}: shorten it")
        ids = tokenizer(text, return_tensors="pt", **padding)["input_ids"]
        found = model.get_text_features(input_ids=ids)
        return found if torch.is_tensor(found) else found.pooler_output

    return encode
