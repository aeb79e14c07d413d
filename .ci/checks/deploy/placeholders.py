"""One table names every placeholder: docs/deploy.md, deploy/settings.env and the files that use them must agree."""

import re

FILES = ["deploy/emr", "deploy/dataproc", "deploy/k8s", "deploy/airflow", "conf"]


def used(root):
    names = set()
    for place in FILES:
        for file in (root / place).rglob("*"):
            if file.is_file():
                names |= set(re.findall(r"@(ISONOMY_[A-Z0-9_]+)@", file.read_text()))
    return names


def problems(root, table):
    """Differences between what is used, what settings.env gives and what the table of docs/deploy.md explains."""
    settings = re.findall(r"^(ISONOMY_[A-Z0-9_]+)=", (root / "deploy" / "settings.env").read_text(), re.M)
    explained = re.findall(r"^\| `(ISONOMY_[A-Z0-9_]+)` \|", table, re.M)
    found = [f"{name} is explained twice in docs/deploy.md" for name in explained if explained.count(name) > 1]
    for name in sorted(used(root) | set(settings) | set(explained)):
        places = {
            "used in deploy/ or conf/": name in used(root),
            "set in deploy/settings.env": name in settings,
            "explained in docs/deploy.md": name in explained,
        }
        found += [f"{name} is not {place}" for place, there in places.items() if not there]
    return found
