"""Does a classifier that trains on a skewed data set get fairer when Isonomy adds what the set lacks?

    python experiment.py --skewed skewed.parquet --complement run-c/dataset --unbalanced run-u/dataset \
        --test test.parquet --bundle bundle --out results.json

Three training sets, the same network, the same number of steps, several seeds:

    skewed       real images alone
    complement   real images and the generated ones that make the cells equal (target.kind = complement)
    unbalanced   real images and as many generated ones as the model makes unaided (plan.method = prior)

and these tasks:

    age       an attribute that Isonomy labels: generated images come with their labels
    glasses, hair_colour
              some that it does not know: the model's semantic code tells them. A linear map from codes to classes is
              fitted to the real images and their labels, and names the class of the generated ones where it is sure
              enough; no label of a generated image is ground truth

The test set is rendered, its labels are true, and all cells are equally frequent in it. A cell is a combination of
gender, age and skin. Reported per training set: accuracy overall (all cells alike), the worst cell's, and the gap
between best and worst cell, each as mean over seeds with a 95% t interval, and their differences from "skewed", paired
by seed.
"""

import argparse
import io
import json
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import torch
from PIL import Image
from torch import nn

ATTRIBUTES = ["gender", "age", "skin"]
CLASSES = {"gender": 2, "age": 3, "skin": 3, "glasses": 2, "hair_colour": 5}
READ_OUT = ["glasses", "hair_colour"]
# Probability from which what the code says serves as a label.
CONFIDENT = 0.9
SIDE = 64
ARMS = ["skewed", "complement", "unbalanced"]
# The 97.5% quantile of Student's t by degrees of freedom.
T975 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def read(path, labels):
    """Pixels as uint8 [N, 3, 64, 64] and one int64 array per label, in the order of the files' names."""
    path = Path(path)
    files = sorted((path / "data").glob("*.parquet")) if path.is_dir() else [path]
    assert files, f"no Parquet files in {path}/data"
    pixels, values = [], {label: [] for label in labels}
    for file in files:
        table = pq.read_table(file, columns=["image", *labels])
        for image in table.column("image").to_pylist():
            pixels.append(np.asarray(Image.open(io.BytesIO(image["bytes"])).convert("RGB")))
        for label in labels:
            values[label].append(table.column(label).to_numpy())
    tensor = torch.from_numpy(np.stack(pixels)).permute(0, 3, 1, 2).contiguous()
    return tensor, {label: np.concatenate(parts) for label, parts in values.items()}


def cells(values):
    return (values["gender"] * CLASSES["age"] + values["age"]) * CLASSES["skin"] + values["skin"]


def network(classes):
    def block(a, b):
        return [nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.ReLU()]

    return nn.Sequential(
        *block(3, 16), *block(16, 32), *block(32, 64), *block(64, 64), nn.Flatten(), nn.Linear(64 * 16, classes)
    )


def batch(pixels, index, generator):
    """A batch in [-1, 1], mirrored and shifted by up to 3 pixels at random."""
    x = pixels[index].float().div_(127.5).sub_(1)
    x = torch.where(torch.rand(len(index), 1, 1, 1, generator=generator) < 0.5, x.flip(3), x)
    dy, dx = torch.randint(-3, 4, (2,), generator=generator).tolist()
    return torch.roll(x, (dy, dx), (2, 3))


def train(pixels, labels, classes, seed, steps, size):
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    net = network(classes)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    target = torch.from_numpy(labels)
    loss = nn.CrossEntropyLoss()
    order = torch.empty(0, dtype=torch.int64)
    for _ in range(steps):
        if len(order) < size:
            order = torch.cat([order, torch.randperm(len(target), generator=generator)])
        index, order = order[:size], order[size:]
        optimizer.zero_grad(set_to_none=True)
        loss(net(batch(pixels, index, generator)), target[index]).backward()
        optimizer.step()
        schedule.step()
    return net.eval()


def predict(net, pixels):
    """The likeliest class of each image."""
    with torch.no_grad():
        return torch.cat([net(part.float().div_(127.5).sub_(1)).argmax(1) for part in pixels.split(256)]).numpy()


class ReadOut:
    """Multinomial logistic regression over semantic codes (Preechakul et al., CVPR 2022, read attributes out like this)."""

    def __init__(self, encoder, pixels, labels, classes):
        self.encoder = encoder
        codes, target = self.codes(pixels), torch.from_numpy(labels)
        self.map = nn.Linear(codes.shape[1], classes)
        nn.init.zeros_(self.map.weight)
        optimizer = torch.optim.LBFGS(self.map.parameters(), max_iter=200, line_search_fn="strong_wolfe")

        def loss():
            optimizer.zero_grad()
            # The penalty of a standard normal prior on the weights.
            value = nn.functional.cross_entropy(self.map(codes), target) + self.map.weight.square().sum() / (2 * len(codes))
            value.backward()
            return value

        optimizer.step(loss)

    @torch.no_grad()
    def codes(self, pixels):
        return torch.cat([self.encoder(part.float().div_(127.5).sub_(1)) for part in pixels.split(256)])

    @torch.no_grad()
    def labels(self, pixels):
        """The likeliest class of each image and its probability."""
        found = self.map(self.codes(pixels)).softmax(1).max(1)
        return found.indices.numpy(), found.values.numpy()


def labelled(pixels, values, task, read_out):
    """What is added to the real images: all of it with its labels, or what the code is sure of."""
    if task in values:
        return pixels, values[task]
    found, confidence = read_out.labels(pixels)
    sure = confidence >= CONFIDENT
    return pixels[torch.from_numpy(sure)], found[sure]


def accuracies(net, test):
    pixels, values, truth = test
    right = predict(net, pixels) == truth
    cell = cells(values)
    return [float(right[cell == c].mean()) for c in range(cell.max() + 1)]


def interval(numbers):
    numbers = np.asarray(numbers)
    n = len(numbers)
    half = T975[n - 1] * numbers.std(ddof=1) / np.sqrt(n) if n > 1 else float("nan")
    return {"mean": float(numbers.mean()), "low": float(numbers.mean() - half), "high": float(numbers.mean() + half)}


MEASURES = {
    "overall": lambda cell: float(np.mean(cell)),
    "worst cell": lambda cell: float(np.min(cell)),
    "gap": lambda cell: float(np.max(cell) - np.min(cell)),
}


def summary(by_arm):
    result = {}
    for arm, runs in by_arm.items():
        result[arm] = {"cells": np.mean(runs, axis=0).tolist()}
        for name, measure in MEASURES.items():
            own = np.array([measure(run) for run in runs])
            base = np.array([measure(run) for run in by_arm["skewed"]])
            result[arm][name] = interval(own)
            if arm != "skewed":
                result[arm][name + " change"] = interval(own - base)
    return result


def markdown(results):
    lines = []
    for task, found in results["tasks"].items():
        lines += ["", f"**{task}**", "", "| trained on | images | overall | worst cell | gap |", "|---|---:|---:|---:|---:|"]
        for arm in ARMS:
            row = found["summary"][arm]
            shown = []
            for name in MEASURES:
                one = row[name]
                text = f"{100 * one['mean']:.1f} [{100 * one['low']:.1f}, {100 * one['high']:.1f}]"
                change = row.get(name + " change")
                if change:
                    text += f" ({100 * change['mean']:+.1f} [{100 * change['low']:+.1f}, {100 * change['high']:+.1f}])"
                shown.append(text)
            lines.append(f"| {arm} | {found['images'][arm]} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ["skewed", "complement", "unbalanced", "test", "bundle", "out"]:
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--tasks", nargs="+", default=["age", *READ_OUT])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    skewed, skewed_values = read(arguments.skewed, ATTRIBUTES + READ_OUT)
    test, test_values = read(arguments.test, ATTRIBUTES + READ_OUT)
    encoder = torch.jit.load(Path(arguments.bundle) / "encoder.pt").eval()
    added = {arm: read(getattr(arguments, arm), ATTRIBUTES) for arm in ARMS[1:]}
    results = {"seeds": arguments.seeds, "steps": arguments.steps, "test images": len(test), "tasks": {}}
    for task in arguments.tasks:
        by_arm = {arm: [] for arm in ARMS}
        read_out = ReadOut(encoder, skewed, skewed_values[task], CLASSES[task])
        more = {arm: labelled(pixels, values, task, read_out) for arm, (pixels, values) in added.items()}
        for seed in range(arguments.seeds):
            start = time.time()
            measured = (test, test_values, test_values[task])
            base = train(skewed, skewed_values[task], CLASSES[task], seed, arguments.steps, arguments.batch)
            by_arm["skewed"].append(accuracies(base, measured))
            for arm, (pixels, labels) in more.items():
                both = torch.cat([skewed, pixels]), np.concatenate([skewed_values[task], labels])
                net = train(*both, CLASSES[task], seed, arguments.steps, arguments.batch)
                by_arm[arm].append(accuracies(net, measured))
            worst = {arm: round(min(runs[-1]), 3) for arm, runs in by_arm.items()}
            print(f"{task}, seed {seed}: worst cell {worst}, {time.time() - start:.0f} s", flush=True)
        results["tasks"][task] = {
            "images": {"skewed": len(skewed), **{arm: len(skewed) + len(pixels) for arm, (pixels, _) in more.items()}},
            "accuracy by seed and cell": by_arm,
            "summary": summary(by_arm),
        }
        Path(arguments.out).write_text(json.dumps(results, indent=1) + "\n")
    print(markdown(results))
    Path(arguments.out).with_suffix(".md").write_text(markdown(results))


if __name__ == "__main__":
    main()
