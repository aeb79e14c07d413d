"""Validates everything below deploy/ offline; prints each problem and ends with 1 if there is one."""

import pathlib
import subprocess
import sys
import tempfile

import mutations
import placeholders
import validators

ROOT = pathlib.Path(__file__).resolve().parents[3]


def render(settings, out):
    return subprocess.run([ROOT / "deploy" / "render", settings, out], capture_output=True, text=True)


def refusals(directory):
    """What deploy/render must refuse: a missing setting, a value that could change a file's syntax, a directory that is there."""
    good = (ROOT / "deploy" / "settings.env").read_text()
    cases = {
        "a missing setting": good.replace("ISONOMY_SUBNET=", "#ISONOMY_SUBNET="),
        "a value with a quote": good.replace("ISONOMY_REGION=", 'ISONOMY_REGION="'),
        "an empty value": good.replace("ISONOMY_REGION=eu-west-1", "ISONOMY_REGION="),
    }
    found = []
    for number, (name, text) in enumerate(cases.items()):
        settings = directory / f"bad-{number}.env"
        settings.write_text(text)
        done = render(settings, directory / f"bad-{number}")
        if done.returncode != 2 or len(done.stderr.splitlines()) != 1 or (directory / f"bad-{number}").exists():
            found.append(f"deploy/render does not refuse {name}: {done.returncode} {done.stderr}")
    if render(ROOT / "deploy" / "settings.env", directory).returncode != 2:
        found.append("deploy/render writes into a directory that is there")
    return found


def report(name, problems):
    print(f"{'ok  ' if not problems else 'FAIL'} {name}")
    for problem in problems:
        print("    " + problem.replace("\n", "\n    "))
    return bool(problems)


def main():
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        tree = directory / "tree"
        done = render(ROOT / "deploy" / "settings.env", tree)
        if done.returncode != 0:
            print(done.stderr, end="")
            return 1
        table = (ROOT / "docs" / "deploy.md").read_text()
        failed = report("placeholders", placeholders.problems(ROOT, table))
        failed |= report("render refuses what is wrong", refusals(directory))
        for validator in validators.ALL:
            failed |= report(validator.__name__, validator(tree))
        failed |= report("scripts of deploy/ and .ci/", validators.shell(ROOT / "deploy") + validators.shell(ROOT / ".ci"))
        failed |= report(f"{len(mutations.MUTATIONS)} seeded typos are noticed", mutations.survivors(tree))
        without_row = table.replace("| `ISONOMY_BUCKET` |", "| `ISONOMY_BUCKETS` |")
        failed |= report("a wrong row of the table is noticed", [] if placeholders.problems(ROOT, without_row) else ["it is not"])
    return int(failed)


sys.exit(main())
