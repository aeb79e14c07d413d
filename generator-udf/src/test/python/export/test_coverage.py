"""Every kind of checkpoint ends as the document's table says; nothing partial is left, and no message is longer than a line."""

import pytest
import torch

import coverage
import schedule

torch.set_num_threads(1)
DOCUMENTED = dict(
    line.strip("| ").split(" | ", 1) for line in coverage.DOCUMENT.read_text().split(coverage.BEGIN)[1].split(coverage.END)[0].splitlines()[2:]
)


@pytest.mark.parametrize("name, build, options", coverage.ROWS, ids=[row[0] for row in coverage.ROWS])
def test_checkpoint_ends_as_documented(tmp_path, name, build, options):
    (line,) = coverage.table([(name, build, options)], tmp_path)
    assert line == f"| {name} | {DOCUMENTED[name]} |"


def test_document_lists_these_checkpoints_and_no_others():
    assert list(DOCUMENTED) == [name for name, _, _ in coverage.ROWS]


def test_document_lists_the_accepted_schedulers():
    text = " ".join(coverage.DOCUMENT.read_text().split())
    assert f"these schedulers, all of them over betas, are accepted: {', '.join(f'`{name}`' for name in schedule.SOLVERS)}." in text
