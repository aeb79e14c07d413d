"""Measures judges on portraits with occupations, and trains them: labeler, auditor, features, and a judge of occupations.

    python judges.py measure --images build/even                       # the embedded bundle's labeler and auditor
    python judges.py train --even build/even --other build/even-other --steps 1500
    python judges.py train ... --only occupation                       # is the prompt's occupation what the image shows?
    python judges.py export --out build/words/judges                   # TorchScript for export_bundle.py, in half precision

Networks and disturbances are those of the embedded bundle (`../portraits/networks.py`, `../portraits/train.py`), so that
labeler and auditor stay two architectures trained on different images. The same command goes on from the last checkpoint.
"""

import argparse
import json
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

import autoencoder
from renderings import Renderings
from training import Rate, Trainer, averages

PORTRAITS = Path(__file__).resolve().parent.parent / "portraits"
BUNDLE = PORTRAITS.parents[1] / "resources/dev/isonomy/portraits/bundles/portraits"
EXPORTER = PORTRAITS.parents[4] / "generator-udf/src/main/python/export"
sys.path[1:1] = [str(PORTRAITS), str(EXPORTER)]

import tracing  # noqa: E402
from networks import ATTRIBUTES, Auditor, Features, Labeler  # noqa: E402
from export import FeatureVector  # noqa: E402
from train import degrade  # noqa: E402

CELL = {name: len(classes) for name, classes in ATTRIBUTES.items()}
OCCUPATIONS = 6
EVERYTHING = CELL | {"hair_colour": 5, "glasses": 2, "occupation": OCCUPATIONS, "expression": 3}


class OccupationJudge(torch.nn.Module):
    """Logits of the occupations from the features network's layers, trained on its own: it shares no weight."""

    def __init__(self):
        super().__init__()
        self.network = Features(OCCUPATIONS)

    def forward(self, image):
        return self.network.classify(image)


class FeatureClassifier(torch.nn.Module):
    """The features network with the head that it is trained by: it names everything the renderer knows."""

    def __init__(self):
        super().__init__()
        self.network = Features(sum(EVERYTHING.values()))

    def forward(self, image):
        return self.network.classify(image)


# What is trained, what it names, the seed, and whether it sees the other images.
JUDGES = {
    "labeler": (Labeler, CELL, 11, False),
    "auditor": (Auditor, CELL, 12, True),
    "occupation": (OccupationJudge, {"occupation": OCCUPATIONS}, 14, True),
    "features": (FeatureClassifier, EVERYTHING, 13, False),
}


class Latents:
    """The autoencoder of this folder, as the disturbances of `../portraits/train.py` call theirs."""

    def __init__(self, model):
        self.model, self.scale = model, model.config.scaling_factor

    def encode(self, image):
        return self.model.encode(image).latent_dist.mean * self.scale

    def decode(self, latents):
        return self.model.decode(latents / self.scale).sample.clamp(-1, 1)


class Loss:
    def __init__(self, model, data: Renderings, targets: dict, latents: Latents, batch: int):
        self.model, self.data, self.targets, self.latents, self.size = model, data, targets, latents, batch
        self.labels = torch.stack([data.labels(column) for column in targets], dim=1)

    def __call__(self, random: torch.Generator) -> torch.Tensor:
        rows = torch.randint(len(self.data), (self.size,), generator=random)
        images = self.data.batch(rows.numpy(), torch.rand(self.size, generator=random).numpy() < 0.5)
        self.model.train()
        with torch.random.fork_rng():
            torch.manual_seed(random.initial_seed())
            images = degrade(images, self.latents)
            parts = torch.split(self.model(images), list(self.targets.values()), dim=1)
        return sum(F.cross_entropy(part, self.labels[rows, i], label_smoothing=0.02) for i, part in enumerate(parts))


@torch.no_grad()
def report(name: str, model, data: Renderings, targets: dict, count: int = 4500) -> None:
    """Shares of unseen renderings that are named rightly: per attribute, all at once, and the weakest occupation."""
    count = min(count, len(data))
    logits = torch.cat([model(data.batch(range(i, min(i + 100, count)))) for i in range(0, count, 100)])
    parts = torch.split(logits, list(targets.values()), dim=1)
    right = [part.argmax(1) == data.labels(column)[:count] for column, part in zip(targets, parts)]
    whole = torch.stack(right).all(0).float()
    occupations = data.labels("occupation")[:count]
    weakest = min(whole[occupations == k].mean().item() for k in range(OCCUPATIONS))
    shares = ", ".join(f"{column} {part.float().mean():.4f}" for column, part in zip(targets, right))
    print(f"{name}: {shares}; all {whole.mean():.4f}, weakest occupation {weakest:.4f}", flush=True)


def measure(args) -> None:
    data = Renderings(*args.images)
    for name in ("labeler", "auditor"):
        report(f"embedded {name}", torch.jit.load(str(args.bundle / f"{name}.pt")).eval(), data, CELL)


def train(args) -> None:
    even, other = Renderings(*args.even), Renderings(*args.other)
    latents = Latents(autoencoder.trained(args.work))
    for name in args.only:
        network, targets, seed, sees_other = JUDGES[name]
        data, unseen = (other, even) if sees_other else (even, other)
        torch.manual_seed(seed)
        model = network()
        path = args.work / f"{name}.ckpt"
        trainer = Trainer(path, {"judge": model}, Rate(2e-3, args.steps, args.steps // 3), 0.99, seed)
        trainer.run(Loss(model, data, targets, latents, args.batch), name)
        report(name, trained(args.work, name), unseen, targets)


def trained(work: Path, name: str) -> torch.nn.Module:
    """A judge with the moving averages of its checkpoint."""
    judge = JUDGES[name][0]()
    averages(work / f"{name}.ckpt", judge=judge)
    return judge.eval()


@torch.no_grad()
def export(args) -> None:
    """Writes the judges that a bundle has, and beside those that label the classes that they name."""
    args.out.mkdir(parents=True, exist_ok=True)
    inputs = {"forward": lambda n: (torch.rand(n, 3, 64, 64) * 2 - 1,)}
    for name in ("labeler", "auditor", "features"):
        judge = trained(args.work, name)
        module = FeatureVector(judge.network) if name == "features" else judge
        for weight in module.parameters():
            weight.data = weight.data.half().float()
        tracing.torchscript(module.eval(), inputs, args.out / f"{name}.pt", in_halves=True)
        if name != "features":
            (args.out / f"{name}.json").write_text(json.dumps({"attributes": ATTRIBUTES}, indent=2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["measure", "train", "export"])
    parser.add_argument("--work", type=Path, default=Path("build/words"), help="checkpoints go here")
    parser.add_argument("--images", type=Path, nargs="+", default=[Path("build/even")])
    parser.add_argument("--even", type=Path, nargs="+", default=[Path("build/even")])
    parser.add_argument("--other", type=Path, nargs="+", default=[Path("build/even-other")])
    parser.add_argument("--only", nargs="+", choices=list(JUDGES), default=list(JUDGES))
    parser.add_argument("--bundle", type=Path, default=BUNDLE)
    parser.add_argument("--out", type=Path, default=Path("build/words/judges"))
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    {"measure": measure, "train": train, "export": export}[args.what](args)


if __name__ == "__main__":
    main()
