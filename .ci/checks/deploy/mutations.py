"""Typos that a validator must notice, so that a validator which notices nothing is noticed itself."""

import pathlib
import shutil
import tempfile

import validators

# Validator, file, what is there, what a typo makes of it.
MUTATIONS = [
    (validators.shell, "emr/bootstrap.sh", '"$home/$name" || fail', "$home/$name || fail"),
    (validators.containers, "k8s/Dockerfile", "COPY isonomy-job.jar", "ADD isonomy-job.jar"),
    (validators.yaml_style, "k8s/access.yaml", "kind: Namespace", "kind:  Namespace"),
    (validators.installers, "emr/bootstrap.sh", '[[ $actual != "$expected" ]]', '[[ $actual == "" ]]'),
    (validators.installers, "dataproc/init-action.sh", "    rm -f -- \"$home/$name\"\n    fail", "    fail"),
    (validators.cloudformation, "emr/stack.yaml", "ScheduleExpressionTimezone", "ScheduleExpressionTimeZone"),
    (validators.cloudformation, "emr/stack.yaml", "!GetAtt NodeRole.Arn", "!GetAtt NodeRoles.Arn"),
    (validators.emr, "emr/job-flow.json", '"TargetSpotCapacity"', '"TargetSpotCapacities"'),
    (validators.emr, "emr/job-flow.json", '"TASK"', '"TASKS"'),
    (validators.emr, "emr/steps.json", '"TERMINATE_CLUSTER"', '"TERMINATE"'),
    (validators.emr, "emr/launcher/start_run.py", '"{{ ds_nodash }}"', '"{{ ds_nodashes }}"'),
    (validators.dataproc, "dataproc/batch.json", '"jarFileUris"', '"jarFileUri"'),
    (validators.dataproc, "dataproc/workflow-template.yaml", "preemptibility: SPOT", "preemptibility: SPOTS"),
    (validators.kubernetes, "k8s/scheduled.yaml", "concurrencyPolicy: Forbid", "concurrencyPolicy: Forbidden"),
    (validators.kubernetes, "k8s/application.yaml", "quantity: 1", 'quantity: "1"'),
    (validators.kubernetes, "k8s/application.yaml", "memoryOverhead: 8g", "memoryOverheads: 8g"),
    (validators.kubernetes, "k8s/application.yaml", "runAsNonRoot: true", "runAsNonRoots: true"),
    (validators.kubernetes, "k8s/application.yaml", "cores: 2", "cores: 3"),
    (validators.kubernetes, "k8s/network-policy.yaml", "podSelector:\n    matchLabels", "podSelectors:\n    matchLabels"),
    (validators.airflow, "airflow/isonomy_emr.py", "waiter_delay=60", "waiter_delays=60"),
]


def survivors(tree):
    """Mutations that went unnoticed, and those whose place is gone."""
    found = []
    for validator, name, old, new in MUTATIONS:
        with tempfile.TemporaryDirectory() as directory:
            mutant = pathlib.Path(directory) / "tree"
            shutil.copytree(tree, mutant)
            text = (mutant / name).read_text()
            if old not in text:
                found.append(f"{name} no longer holds {old}")
                continue
            (mutant / name).write_text(text.replace(old, new, 1))
            if not validator(mutant):
                found.append(f"{validator.__name__} does not notice {new} in {name}")
    return found
