"""Labelers, auditors, features networks and encoders that do not do what the job expects of them."""

import json
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "main" / "python" / "export"))

import torch
from torch import nn

import checkpoints
import coverage
import export_bundle

TINY = coverage.TINY
IMAGE = checkpoints.IMAGE
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    return coverage.ddpm(tmp_path_factory.mktemp("pipeline") / "c")


class Heads(nn.Module):
    """Reads logits off the mean colour."""

    def __init__(self, outputs: int, last=None, size: int = 0):
        super().__init__()
        torch.manual_seed(3)
        self.body = nn.Linear(3, outputs)
        self.last = last or nn.Identity()
        self.size = size

    def forward(self, image):
        if self.size:
            image = image.reshape(len(image), 3, self.size, self.size)
        return self.last(4 * self.body(image.mean((2, 3))))


class Softmaxes(nn.Module):
    def forward(self, x):
        return torch.cat([x[:, :2].softmax(1), x[:, 2:].softmax(1)], 1)


class Tuple(nn.Module):
    def forward(self, x):
        return x[:, :2], x[:, 2:]


class Scaled(nn.Module):
    def __init__(self, factor: float):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


class Doubles(nn.Module):
    def forward(self, x):
        return x.double()


class Dropping(nn.Module):
    def forward(self, x):
        return nn.functional.dropout(x, 0.5, True)


class OfBatch(nn.Module):
    def forward(self, x):
        return x - x.mean(0)


class Flat(nn.Module):
    def forward(self, x):
        return x[:, 0]


NAMES = {"age group": ["0 to 2", "more than 70"], "skin.tone": ["I, II", "III & IV", ""]}


def judge(folder: Path, module: nn.Module, attributes=NAMES, size: int = IMAGE) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    torch.jit.save(torch.jit.trace(module.eval(), torch.rand(2, 3, size, size), check_trace=False), str(folder / "judge.pt"))
    (folder / "judge.json").write_text(json.dumps({"attributes": attributes}))
    return folder / "judge.pt"


def refused(capsys, checkpoint: Path, out: Path, *options) -> str:
    arguments = [str(checkpoint), "--name", "test", "--out", str(out), *map(str, options)]
    if "--labeler" not in arguments:
        arguments += ["--labeler", str(TINY)]
    capsys.readouterr()
    assert export_bundle.main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("export: ") and error.count("\n") == 1 and "unsupported:" not in error
    assert not out.exists()
    return error


def test_names_are_any_text(tmp_path, checkpoint):
    labeler = judge(tmp_path, Heads(5))
    assert export_bundle.main([str(checkpoint), "--labeler", str(labeler), "--name", "n", "--out", str(tmp_path / "b")]) == 0
    manifest = json.loads((tmp_path / "b" / "bundle.json").read_text())
    assert manifest["attributes"] == [{"name": name, "classes": classes} for name, classes in NAMES.items()]


@pytest.mark.parametrize("module, words", [
    (Heads(5, Softmaxes()), "must return logits but returns numbers in [0, 1], the probabilities of a softmax: leave the last softmax"),
    (Heads(5, nn.Sigmoid()), "must return logits but returns numbers in [0, 1], probabilities"),
    (Heads(7), "must return 5 numbers per image, one per class, but returns 7"),
    (Heads(5, Tuple()), "must return one tensor but returns a tuple: join its heads"),
    (Heads(5, Scaled(float("nan"))), "returns numbers that are not finite"),
    (Heads(5, Scaled(0.0)), "returns the same numbers for all images"),
    (Heads(5, Doubles()), "must return float32 but returns torch.float64"),
    (Heads(5, Dropping()), "answers differently when an image is asked about again"),
    (Heads(5, OfBatch()), "answers differently when an image is asked about again"),
    (Heads(5, Flat()), "must return a row of numbers per image but returns the shape (16,) for 16 images"),
])  # fmt: skip
@pytest.mark.parametrize("role", ["labeler", "auditor"])
def test_answers_that_are_no_logits_of_the_classes_are_refused(tmp_path, capsys, checkpoint, role, module, words):
    options = ["--labeler", judge(tmp_path / "right", Heads(5))] if role == "auditor" else []
    error = refused(capsys, checkpoint, tmp_path / "b", *options, f"--{role}", judge(tmp_path / "wrong", module))
    assert error.startswith(f"export: --{role} ") and words in error


def test_labeler_that_takes_images_of_one_size_only_is_refused(tmp_path, capsys, checkpoint):
    words = refused(capsys, checkpoint, tmp_path / "b", "--labeler", judge(tmp_path, Heads(5, size=24), size=24))
    assert "--labeler does not take images of 3 x 16 x 16 in [-1, 1]" in words


def test_judges_of_a_bundle_of_another_image_size_are_refused(tmp_path, capsys):
    coverage.ddpm(tmp_path / "c", sample_size=32)
    words = refused(capsys, tmp_path / "c", tmp_path / "b")
    assert "--labeler judges images of 3 x 16 x 16 but the model makes 3 x 32 x 32" in words
    labeler = judge(tmp_path, Heads(5))
    words = refused(capsys, tmp_path / "c", tmp_path / "b", "--labeler", labeler, "--features", TINY)
    assert "--features judges images of 3 x 16 x 16" in words


@pytest.mark.parametrize("attributes, words", [
    ({"tone": ["a"]}, "attribute 'tone' must list at least 2 classes but has ['a']"),
    ({"tone": ["a", "a"]}, "attribute 'tone' names 'a' twice"),
    ({"tone": ["\u00e9", "e\u0301"]}, "twice"),
    ({"tone": ["a", 1]}, "classes of attribute 'tone' must be strings but one is 1; put it in quotes"),
    ({"": ["a", "b"]}, "an attribute must have a name"),
    ({"tone": "ab"}, "must list at least 2 classes"),
    ({}, "must hold"),
    (["tone"], "must hold"),
    (None, "must hold"),
])  # fmt: skip
def test_attributes_that_are_none_are_refused(tmp_path, capsys, checkpoint, attributes, words):
    assert words in refused(capsys, checkpoint, tmp_path / "b", "--labeler", judge(tmp_path, Heads(2), attributes))


def test_a_name_that_is_given_twice_is_refused(tmp_path, capsys, checkpoint):
    labeler = judge(tmp_path, Heads(2))
    labeler.with_suffix(".json").write_text('{"attributes": {"tone": ["a", "b"], "tone": ["c", "d"]}}')
    assert "the name 'tone' occurs twice" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", labeler)


def test_auditor_of_other_attributes_or_another_order_is_refused(tmp_path, capsys, checkpoint):
    labeler = judge(tmp_path / "l", Heads(5))
    for number, other in enumerate((dict(reversed(NAMES.items())), NAMES | {"age group": ["more than 70", "0 to 2"]})):
        auditor = judge(tmp_path / f"a{number}", Heads(5), other)
        assert "--auditor must know the labeler's attributes" in refused(
            capsys, checkpoint, tmp_path / "b", "--labeler", labeler, "--auditor", auditor
        )


def test_auditor_that_is_the_labeler_is_said(tmp_path, capsys, checkpoint):
    labeler = judge(tmp_path, Heads(5))
    arguments = ["--labeler", str(labeler), "--auditor", str(labeler), "--name", "n", "--out", str(tmp_path / "b")]
    assert export_bundle.main([str(checkpoint), *arguments]) == 0
    assert "note: the auditor answers as the labeler does" in capsys.readouterr().out


@pytest.mark.parametrize("change, words", [
    ({"architecture": "resnet999"}, "architecture must be a classifier of torchvision"),
    ({"size": 0}, "size must be a positive integer but is 0"),
    ({"size": "64"}, "size must be a positive integer but is 64"),
    ({"outputs": 1.5}, "outputs must be a positive integer"),
    ({"mean": [0.5, 0.5]}, "mean must be 3 numbers in [0, 1]"),
    ({"mean": [123.7, 116.3, 103.5]}, "divide those of 0 to 255 by 255"),
    ({"std": [0, 0.2, 0.2]}, "std must be positive"),
    ({"normalize": True}, "normalize is not known; known are architecture, attributes, mean, outputs, size, std"),
    ({"attributes": {"gender": {"male": 7, "female": 18}}}, "logits must be in [0, 18) but those of attribute 'gender' are [7, 18]"),
    ({"attributes": {"gender": {"male": 7, "female": 7}}}, "attribute 'gender' uses a logit for two classes: [7, 7]"),
    ({"attributes": {"gender": {"male": 7, "female": "8"}}}, "must map to the number of a logit, or a list of them"),
    ({"attributes": {"gender": {"male": 7, "female": []}}}, "must map to the number of a logit"),
    ({"attributes": {"gender": {"male": 7, "female": True}}}, "must map to the number of a logit"),
    ({"attributes": {"gender": ["male", "female"]}}, "attributes must map each class to its logit"),
    ({"attributes": {"gender": {"male": 7}}}, "attribute 'gender' must list at least 2 classes"),
    ({"outputs": 12}, "logits must be in [0, 12)"),
    ({"outputs": 20}, "weights and architecture do not fit"),
])  # fmt: skip
def test_descriptions_that_do_not_fit_are_refused(tmp_path, capsys, checkpoint, change, words):
    checkpoints.resnet(tmp_path / "labeler")
    coverage.edit(tmp_path / "labeler" / "network.json", **change)
    assert words in refused(capsys, checkpoint, tmp_path / "b", "--labeler", tmp_path / "labeler")


@pytest.mark.parametrize("content, words", [
    (b"", "is empty; copy it again"),
    (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of git-lfs"),
    (b"\x80\x04K\x01.", "is not TorchScript"),
])  # fmt: skip
def test_files_that_are_not_torchscript_are_refused(tmp_path, capsys, checkpoint, content, words):
    labeler = judge(tmp_path, Heads(5))
    labeler.write_bytes(content)
    assert words in refused(capsys, checkpoint, tmp_path / "b", "--labeler", labeler)


def test_weights_alone_are_not_torchscript(tmp_path, capsys, checkpoint):
    labeler = judge(tmp_path, Heads(5))
    torch.save(Heads(5).state_dict(), labeler)
    assert "is not TorchScript" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", labeler)


def test_bundles_that_are_damaged_or_of_another_kind_are_refused(tmp_path, capsys, checkpoint):
    shutil.copytree(TINY, tmp_path / "tiny")
    coverage.edit(tmp_path / "tiny" / "bundle.json", modules={"labeler": "gone.pt"})
    assert "lacks its file gone.pt" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", tmp_path / "tiny")
    coverage.edit(tmp_path / "tiny" / "bundle.json", modules={"labeler": "auditor.pt"}, files={})
    assert "not the one in bundle.json" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", tmp_path / "tiny")
    lift = TINY.parent / "tiny-lift"
    assert "has no TorchScript module labeler" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", lift)
    (tmp_path / "tiny" / "bundle.json").write_text('{"name": "x"}')
    assert "bundle.json is not a bundle's: 'modules' is missing" in refused(capsys, checkpoint, tmp_path / "b", "--labeler", tmp_path / "tiny")
