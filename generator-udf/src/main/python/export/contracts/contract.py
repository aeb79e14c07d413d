"""Reads `contract.json`: each key is checked, and what is not known is refused by name."""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

import levels
from errors import ExportError, shown
from weights import read_json

KEYS = ("image", "inputs", "output", "coordinates", "sigmaData", "prediction", "learnedVariance", "levels", "steps", "end", "clip", "guidance", "sampler")
STATE, CONDITION = "state", "condition"
TIMES = ("index", "sigma", "log-sigma", "log-snr", "s")
PREDICTIONS = {
    "vp": ("epsilon", "sample", "v_prediction"),
    "ve": ("epsilon", "sample"),
    "edm": (None,),
    "flow": ("velocity", "epsilon", "sample"),
}
SOURCES = ("code", "prompt", "class", "number", "constant", "guidance")
OF_CONDITIONS = ("source", "shape", "type", "range", "classes", "null", "values")
OF_TIMES = ("scale", "add", "type", "shape")
SPACINGS = {
    "leading": ("offset",), "trailing": (), "linspace": (), "karras": ("rho",), "exponential": (), "beta": ("alpha", "beta"),
    "flow": ("shift", "from", "to", "ends"),
}  # fmt: skip
SAMPLERS = ("ddim", "ddpm", "ddpm-large", "dpm-solver++", "sde-dpm-solver++", "unipc", "heun", "consistency", "tcd")
NAME = re.compile("[a-z][a-z0-9_]*")
CONTINUOUS = 1000  # levels that are listed of a range


@dataclass(frozen=True)
class Input:
    """One argument of the denoiser: the state, the time by one of its names, or a condition as `bundle.json` declares it."""

    name: str
    kind: str
    scale: float = 1.0
    add: float = 0.0
    type: str = "float32"
    shape: tuple = ()
    condition: dict | None = None


@dataclass(frozen=True)
class Contract:
    where: str
    state: tuple
    inputs: tuple
    output: str | None
    coordinates: str
    deviation: float
    prediction: str | None
    variance: bool
    log_snr: np.ndarray
    bits: int = 8
    bundle: dict = field(default_factory=dict)  # keys that bundle.json has, too

    @property
    def conditions(self) -> list:
        return [each.condition for each in self.inputs if each.condition is not None]

    @property
    def by_index(self) -> bool:
        """Whether the denoiser is told the index of a level, else its log-SNR."""
        return any(each.kind == "index" for each in self.inputs)


def read(path: Path) -> Contract:
    where = str(path)
    document = read_json(path)
    known(document, KEYS, where)
    for key in ("image", "inputs", "coordinates", "levels", "steps"):
        if key not in document:
            raise ExportError(f"{where} must hold {key}")
    coordinates = choice(document, "coordinates", tuple(PREDICTIONS), where)
    prediction = choice(document, "prediction", PREDICTIONS[coordinates], where)
    deviation = document.get("sigmaData")
    if (coordinates == "edm") != (deviation is not None) or deviation is not None and not positive(deviation):
        raise ExportError(f'{where}: sigmaData must be a positive number with coordinates "edm", and absent otherwise, but is {shown(deviation)}')
    table = table_of(document["levels"], coordinates, f"{where}: levels")
    return Contract(
        where,
        image_of(document["image"], f"{where}: image"),
        inputs_of(document["inputs"], f"{where}: inputs"),
        output_of(document, where),
        coordinates,
        float(deviation or 0),
        prediction,
        choice(document, "learnedVariance", (False, True), where, False),
        table,
        choice(document["image"], "bits", (8, 16), f"{where}: image", 8),
        bundled(document, where),
    )


def bundled(document: dict, where: str) -> dict:
    """Keys that go into bundle.json as they are; the job checks them once more."""
    given = {key: document[key] for key in ("steps", "end", "clip", "guidance", "sampler") if key in document}
    steps = given["steps"]
    known(steps, ("spacing", *{name for needs in SPACINGS.values() for name in needs}, "from", "to"), f"{where}: steps")
    spacing = choice(steps, "spacing", tuple(SPACINGS), f"{where}: steps")
    needed(steps, SPACINGS[spacing], f"{where}: steps")
    if "sampler" in given:
        choice(given["sampler"] if isinstance(given["sampler"], dict) else {}, "name", SAMPLERS, f"{where}: sampler")
        if not whole(given["sampler"].get("steps")):
            raise ExportError(f"{where}: sampler must have steps, a positive whole number, but is {shown(given['sampler'])}")
    if "guidance" in given:
        known(given["guidance"], ("kind", "scale", "rescale"), f"{where}: guidance")
        choice(given["guidance"], "kind", ("classifier-free", "embedded"), f"{where}: guidance")
        needed(given["guidance"], ("scale",), f"{where}: guidance")
        given["guidance"] = {"rescale": 0} | given["guidance"]
    if "clip" in given:
        known(given["clip"], ("range",), f"{where}: clip")
        needed(given["clip"], ("range",), f"{where}: clip")
    if not number(given.get("end", 0)):
        raise ExportError(f"{where}: end must be a log-SNR but is {shown(given['end'])}")
    return given


def needed(document: dict, keys: tuple, where: str) -> None:
    for key in keys:
        if not (document.get(key) in ("first", "both") if key == "ends" else number(document.get(key))):
            raise ExportError(f"{where} must have {key} but is {shown(document)}")


def known(document: dict, keys: tuple, where: str) -> None:
    if not isinstance(document, dict):
        raise ExportError(f"{where} must be an object but is {shown(document)}")
    unknown = sorted(set(document) - set(keys))
    if unknown:
        raise ExportError(f"{where}: {unknown[0]} is not known; known are {', '.join(keys)}")


def choice(document: dict, key: str, allowed: tuple, where: str, default=None):
    value = document.get(key, default)
    if value not in allowed:
        raise ExportError(f"{where}: {key} must be {' or '.join(shown(each) for each in allowed)} but is {shown(value)}")
    return value


def number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def positive(value) -> bool:
    return number(value) and value > 0


def whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def output_of(document: dict, where: str) -> str | None:
    output = document.get("output")
    if output is not None and not isinstance(output, str):
        raise ExportError(f"{where}: output must be the name of an output but is {shown(output)}")
    return output


def image_of(image: dict, where: str) -> tuple:
    known(image, ("channels", "height", "width", "bits"), where)
    shape = tuple(image.get(key) for key in ("channels", "height", "width"))
    if not all(whole(each) for each in shape) or shape[0] not in (1, 3, 4):
        raise ExportError(f"{where} must have 1, 3 or 4 channels, a height and a width but is {shown(image)}")
    if image.get("bits") == 16 and shape[0] != 1:
        raise ExportError(f"{where}: only images of 1 channel have 16 bits, but these have {shape[0]} channels")
    return shape


def inputs_of(entries, where: str) -> tuple:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ExportError(f"{where} must be a list of objects, in the order of the denoiser's arguments")
    inputs = tuple(input_of(entry, f"{where}[{i}]") for i, entry in enumerate(entries))
    names = [each.name for each in inputs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ExportError(f"{where} names {twice!r} twice")
    if sum(each.kind == STATE for each in inputs) != 1:
        raise ExportError(f'{where} must have one input that "is" the state')
    if sum(each.condition is not None and each.condition["source"] == "code" for each in inputs):
        raise ExportError(f"{where}: a code needs an encoder, which a contract does not have; save a diffusion autoencoder as the documentation says")
    return inputs


def input_of(entry: dict, where: str) -> Input:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise ExportError(f"{where} must have a name, that of the denoiser's input")
    kind = choice(entry, "is", (STATE, *TIMES, CONDITION), where)
    own = {STATE: (), CONDITION: OF_CONDITIONS}.get(kind, OF_TIMES)
    known(entry, ("name", "is", *own), where)
    if kind == STATE:
        return Input(name, kind)
    number_type = choice(entry, "type", ("float32", "int64"), where, "float32")
    if kind == CONDITION:
        return Input(name, kind, type=number_type, condition=condition_of(entry, where))
    for key in ("scale", "add"):
        if not number(entry.get(key, 0)):
            raise ExportError(f"{where}: {key} must be a number but is {shown(entry[key])}")
    shape = choice(entry, "shape", ([], [1]), where, [])
    return Input(name, kind, entry.get("scale", 1.0), entry.get("add", 0.0), number_type, tuple(shape))


def condition_of(entry: dict, where: str) -> dict:
    """A condition as `bundle.json` declares it; the job checks it once more."""
    source = choice(entry, "source", SOURCES, where)
    if not NAME.fullmatch(entry["name"]):
        raise ExportError(f"{where}: name must be of small letters, digits and _ as a condition's, but is {shown(entry['name'])}")
    shape = entry.get("shape", [])
    if not isinstance(shape, list) or not all(whole(each) for each in shape):
        raise ExportError(f"{where}: shape must be a list of positive whole numbers, per sample, but is {shown(shape)}")
    condition = {"name": entry["name"], "source": source, "shape": shape}
    if source == "class":
        condition["type"] = "int64"
        if not (whole(entry.get("classes")) or isinstance(entry.get("classes"), list) and entry["classes"]):
            raise ExportError(f"{where}: classes must be their number, or a list of their names, but is {shown(entry.get('classes'))}")
    elif entry.get("type", "float32") != "float32":
        condition["type"] = entry["type"]
    if source == "number" and not is_range(entry.get("range")):
        raise ExportError(f"{where}: range must be the least and the most number but is {shown(entry.get('range'))}")
    if source == "constant" and (not isinstance(entry.get("values"), list) or len(entry["values"]) != math.prod(shape) or not all(map(number, entry["values"]))):
        raise ExportError(f"{where}: values must be a flat list of {math.prod(shape)} numbers")
    if source in ("class", "number", "guidance") and shape:
        raise ExportError(f"{where}: a {source} is one number per sample: its shape must be [] but is {shown(shape)}")
    return condition | {key: entry[key] for key in ("range", "classes", "null", "values") if key in entry}


def is_range(value) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(number, value)) and value[0] < value[1]


def table_of(given: dict, coordinates: str, where: str) -> np.ndarray:
    """log-SNR of the levels, the cleanest first."""
    known(given, ("sigma", "s", "betas", "alphasCumprod", "logSnr"), where)
    if len(given) != 1:
        raise ExportError(f"{where} must be given in one way but has {', '.join(given) or 'none'}")
    ((kind, value),) = given.items()
    if kind in ("sigma", "s"):
        if not is_range(value) or value[0] <= 0 or kind == "s" and value[1] > 1:
            raise ExportError(f"{where}: {kind} must be the least and the most of the training, above 0{', at most 1' if kind == 's' else ''}, but is {shown(value)}")
        return spread(kind, *value)
    if kind == "betas":
        value = betas_of(value, f"{where}: betas")
    if not isinstance(value, (list, np.ndarray)) or not len(value) or not all(number(float(each)) for each in value):
        raise ExportError(f"{where}: {kind} must be a list of numbers but is {shown(value)}")
    numbers = np.asarray(value, dtype=np.float64)
    if kind == "logSnr":
        table = numbers
    elif not np.all((numbers > 0) & (numbers < 1)):
        raise ExportError(f"{where}: {kind} must lie between 0 and 1")
    else:
        table = levels.of_betas(numbers) if kind == "betas" else np.log(numbers) - np.log1p(-numbers)
    if np.any(np.diff(table) >= 0):
        raise ExportError(f"{where}: {kind} must get noisier from one level to the next")
    return table


def spread(kind: str, least: float, most: float) -> np.ndarray:
    """Levels all over a range: of sigma by equal factors, of a flow's s by equal steps."""
    if kind == "sigma":
        return levels.of_sigmas(np.exp(np.linspace(math.log(least), math.log(most), CONTINUOUS)))
    return levels.of_flow(np.linspace(least, most, CONTINUOUS))


def betas_of(value, where: str):
    """A list, or one of diffusers' formulas."""
    if isinstance(value, list):
        return value
    known(value, ("schedule", "start", "end", "count"), where)
    schedule = choice(value, "schedule", ("linear", "scaled_linear", "cosine"), where)
    if not whole(value.get("count")) or value["count"] < 2:
        raise ExportError(f"{where}: count must be the number of training steps but is {shown(value.get('count'))}")
    if schedule != "cosine" and not is_range([value.get("start"), value.get("end")]):
        raise ExportError(f"{where}: start and end must be the least and the largest beta")
    return levels.betas(schedule, value.get("start", 0), value.get("end", 0), value["count"])
