"""Networks that are built from their weights, against the makers' own."""

import sys
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import bare_checkpoints
import networks_golden as golden
from errors import ExportError
from networks import adm, diffae, edm, lucidrains
from networks.keys import Options, Weights

torch.set_num_threads(1)
SHAPE = (3, 16, 16)


def weights_of(case: dict) -> Weights:
    return Weights(golden.weights(case["layout"]), "model.pt")


def heads(options: dict) -> adm.Heads:
    return adm.Heads(options.get("num_heads"), options.get("num_head_channels"), options.get("use_new_attention_order", False))


def inputs(case: dict) -> tuple:
    labels = case["inputs"]["labels"]
    return golden.numbers((2, *SHAPE), golden.STATE), torch.tensor(case["inputs"]["time"]), labels and torch.tensor(labels)


@pytest.mark.parametrize("case", golden.cases("adm"), ids=lambda case: "-".join(case["options"]))
@torch.no_grad()
def test_guided_diffusion_computes_what_its_makers_code_does(case):
    weights = weights_of(case)
    network = weights.fill(adm.UNet(weights, heads(case["options"])))
    golden.require_close(network(*inputs(case)), case["outputs"][0])


@torch.no_grad()
def test_the_order_of_attention_matters():
    case = golden.cases("adm")[2]
    weights = weights_of(case)
    network = weights.fill(adm.UNet(weights, heads(case["options"] | {"use_new_attention_order": False})))
    with pytest.raises(AssertionError):
        golden.require_close(network(*inputs(case)), case["outputs"][0])


@torch.no_grad()
def test_diffusion_autoencoder_and_its_encoder():
    case = golden.cases("diffae")[0]
    x, time, _ = inputs(case)
    unet, encoder = diffae.read(weights_of(case), adm.Heads(2), 2)
    golden.require_close(unet(x, time, code=golden.numbers((2, 48), golden.CODE)), case["outputs"][0])
    golden.require_close(encoder(x), case["outputs"][1])
    assert encoder.code == 48


@pytest.mark.parametrize("case", golden.cases("edm"), ids=lambda case: case["options"].get("encoder_type", case["options"]["model_type"]))
@torch.no_grad()
def test_networks_of_edm(case):
    kind = case["options"].pop("model_type")
    options = Options(case["options"], edm.ARGUMENTS[kind], "model.json", edm.TRAINING)
    x, time, labels = inputs(case)
    network = edm.read(weights_of(case), options, kind, SHAPE, 0 if labels is None else 3)
    golden.require_close(network(x, time, None if labels is None else F.one_hot(labels, 3).float()), case["outputs"][0])


def genuine(**options):
    """A network of denoising-diffusion-pytorch whose every weight matters."""
    package = pytest.importorskip("denoising_diffusion_pytorch")
    network = package.Unet(**options).eval()
    bare_checkpoints.fill(network)
    return network


VARIANTS = {
    "plain": dict(dim=16, dim_mults=(1, 2)),
    "grey, other heads": dict(dim=16, dim_mults=(1, 2, 4), channels=1, attn_heads=2, attn_dim_head=8),
    "full attention, learned variance": dict(dim=16, init_dim=24, dim_mults=(1, 2), full_attn=(True, True), learned_variance=True),
    "learned sinusoids": dict(dim=16, dim_mults=(1, 2), channels=4, learned_sinusoidal_cond=True),
    "one level, another theta": dict(dim=16, dim_mults=(1,), sinusoidal_pos_emb_theta=100),
}


@pytest.mark.parametrize("variant", VARIANTS)
@torch.no_grad()
def test_networks_of_lucidrains(variant):
    options = VARIANTS[variant]
    theirs = genuine(**options)
    weights = Weights(theirs.state_dict(), "model.pt")
    ours = weights.fill(lucidrains.UNet(weights, options.get("sinusoidal_pos_emb_theta", lucidrains.THETA)))
    x, time = torch.randn(2, options.get("channels", 3), 16, 24), torch.tensor([17.0, 930.0])
    torch.testing.assert_close(ours(x, time), theirs(x, time), atol=2e-5, rtol=0)


def changed(case: dict, change) -> Weights:
    state = golden.weights(case["layout"])
    change(state)
    return Weights(state, "model.pt")


def built(weights: Weights):
    return weights.fill(adm.UNet(weights, adm.Heads(channels=32)))


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda s: s.pop("middle_block.0.in_layers.0.bias"), "model.pt lacks the tensor middle_block.0.in_layers.0.bias"),
        (lambda s: s.update({"extra.weight": torch.zeros(1)}), "has more than the architecture: extra.weight"),
        (lambda s: s["out.2.bias"].fill_(float("nan")), "out.2.bias holds numbers that are not finite"),
        (lambda s: s.update({"out.0.bias": torch.zeros(5)}), "out.0.bias must be 32 but is 5"),
        (lambda s: [s.pop(name) for name in list(s) if name.startswith("input_blocks.2.")], "no tensors at input_blocks.2"),
    ],
)
def test_weights_that_do_not_fit_are_refused_by_name(change, words):
    with pytest.raises(ExportError, match="model.pt") as error:
        built(changed(golden.cases("adm")[0], change))
    assert words in str(error.value)


def test_heads_must_divide_the_channels():
    weights = weights_of(golden.cases("adm")[0])
    with pytest.raises(ExportError, match="num_head_channels is 48, which does not divide the 64 channels of input_blocks.3.1"):
        adm.UNet(weights, adm.Heads(channels=48))


def test_older_networks_of_lucidrains_are_refused():
    state = dict(genuine(dim=16, dim_mults=(1, 2)).state_dict())
    state["downs.0.0.block1.norm.weight"] = torch.ones(16)
    with pytest.raises(ExportError, match="version before 2"):
        lucidrains.UNet(Weights(state, "model.pt"))
