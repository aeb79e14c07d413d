"""The tables of docs/results.md out of audits of several runs.

    python3 table.py build/results/seed-*/audit.json

Every number is the mean over the runs; in brackets the smallest and the largest.
"""

import json
import sys

METHODS = ["prior", "uniform-components", "solved-weights", "conditional"]


def number(audit, *path):
    for name in path:
        audit = audit.get(name) if isinstance(audit, dict) else None
    return audit if isinstance(audit, (int, float)) else None


def shown(values, digits=3):
    values = [value for value in values if value is not None]
    if not values:
        return "-"
    mean = sum(values) / len(values)
    return f"{mean:.{digits}f} [{min(values):.{digits}f}, {max(values):.{digits}f}]"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def methods(audits):
    columns = {
        "KL labeler": (["labeler", "kl"], 4),
        "KL auditor": (["auditor", "kl"], 4),
        "FD labeler": (["labeler", "fd"], 3),
        "FD auditor": (["auditor", "fd"], 3),
        "FD corrected": (["auditor", "corrected", "fd"], 3),
        "FID natural": (["fid_unbiased", "natural", "estimate"], 1),
        "FID balanced": (["fid_unbiased", "balanced", "estimate"], 1),
        "recall": (["prdc", "balanced", "recall"], 2),
        "coverage": (["prdc", "balanced", "coverage"], 2),
        "near-duplicate clusters": (["near_duplicates", "clusters"], 0),
    }
    rows = []
    for method in METHODS:
        row = [method]
        for path, digits in columns.values():
            row.append(shown([number(audit, "methods", method, *path) for audit in audits], digits))
        rows.append(row)
    return table(["method", *columns], rows)


def cells(audits):
    rows = []
    for cell in audits[0]["cells"]:
        of = [audit["cells"][cell] for audit in audits]
        ratio = [c["coverage"] / c["expected_coverage"] for c in of if c.get("expected_coverage")]
        kept = [c["count"] / c["draws"] for c in of if c.get("draws")]
        rows.append(
            [
                cell,
                shown([c.get("recall") for c in of], 2),
                shown([c.get("coverage") for c in of], 2),
                shown([c.get("expected_coverage") for c in of], 2),
                shown(ratio, 2),
                shown(kept, 2),
                shown([c.get("auditor_agreement") for c in of], 2),
                shown([number(c, "fid_unbiased", "estimate") for c in of], 1),
            ]
        )
    head = ["cell", "recall", "coverage", "renderer's own", "ratio", "draws kept", "auditor agrees", "FID"]
    return table(head, rows)


def goals(audits):
    floor = [number(audit, "methods", "conditional", "noise_floor_fd") for audit in audits]
    fd = [number(audit, "methods", "conditional", "auditor", "fd") for audit in audits]
    ratios = [
        min((c["coverage"] / c["expected_coverage"], name) for name, c in audit["cells"].items())
        for audit in audits
    ]
    clusters = [number(audit, "methods", "conditional", "near_duplicates", "clusters") for audit in audits]
    below = [
        sum(c["coverage"] < 0.9 * c["expected_coverage"] for c in audit["cells"].values()) for audit in audits
    ]
    copied = [number(audit, "methods", "conditional", "memorization", "share") for audit in audits]
    return "\n".join(
        [
            f"- FD by the auditor: {shown(fd)}; 95% noise floor {shown(floor)}.",
            f"- Smallest ratio of a cell's coverage to the renderer's own: {shown([r for r, _ in ratios], 2)} "
            f"({', '.join(sorted({name for _, name in ratios}))}); cells below 0.9 in each run: {below}.",
            f"- Near-duplicate clusters: {clusters}. Share of images as close to a training image as the closest 1% "
            f"of unseen ones: {shown(copied)}.",
            f"- Images per second: {shown([number(a, 'images_per_second') for a in audits], 1)}; share of the draws kept, "
            f"mean over the cells: {shown([number(a, 'acceptance', 'mean') for a in audits], 2)}, lowest cell: "
            f"{shown([number(a, 'acceptance', 'min') for a in audits], 2)}.",
        ]
    )


def main(files):
    audits = []
    for file in files:
        with open(file) as text:
            audits.append(json.load(text))
    print(methods(audits))
    print(cells(audits))
    print(goals(audits))


if __name__ == "__main__":
    main(sys.argv[1:])
