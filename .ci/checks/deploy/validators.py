"""One function per kind of file below a rendered tree; each returns its problems, one text each."""

import hashlib
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import kubernetes_validate
import yaml
from kubeflow_spark_api import models

import shapes

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
KUBERNETES = "1.33"


def _run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip() or f"{command[0]} failed"]


def _tool(name):
    return str(pathlib.Path(sys.executable).with_name(name))


def _with_shebang(tree):
    for file in sorted(tree.rglob("*")):
        if file.is_file() and file.read_bytes().startswith(b"#!/usr/bin/env bash"):
            yield str(file)


def shell(tree):
    sources = ("--external-sources", f"--source-path={ROOT}")  # what a script sources is named from the root
    return _run(_tool("shellcheck"), "--severity=style", *sources, *_with_shebang(tree))


def containers(tree):
    return _run(_tool("hadolint"), "--no-color", *map(str, sorted(tree.rglob("*Dockerfile"))))


def yaml_style(tree):
    files = sorted([*tree.rglob("*.yaml"), *tree.rglob("*.yml")])
    return _run(_tool("yamllint"), "--strict", "-c", str(HERE / "yamllint.yaml"), *map(str, files))


# Runs a script's own install_file in a scratch directory, the store being a directory too.
INSTALL = """
set -euo pipefail
home=$1 store=$2
sudo() { "$@"; }
aws() { cp "$store/${4##*/}" "$5"; }
gcloud() { cp "$store/${4##*/}" "$5"; }
%s
install_file "$3" "$4"
"""


def installers(tree):
    """What lands on a node has the SHA-256 that was demanded, or it does not land and one line says so."""
    problems = []
    for name, scheme in (("emr/bootstrap.sh", "s3"), ("dataproc/init-action.sh", "gs")):
        functions = re.findall(r"^(?:fail|install_file)\(\) \{.*?^\}", (tree / name).read_text(), re.M | re.S)
        with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as store:
            installed = pathlib.Path(home, "job.jar")
            pathlib.Path(store, "job.jar").write_bytes(b"job")
            right, uri = hashlib.sha256(b"job").hexdigest(), f"{scheme}://bucket/isonomy/job.jar"

            def install(*arguments):
                command = ["bash", "-c", INSTALL % "\n".join(functions), "install", home, store, *arguments]
                return subprocess.run(command, capture_output=True, text=True)

            for arguments in ((uri, "0" * 64), (uri, right[:63]), ("job.jar", right)):
                done = install(*arguments)
                if done.returncode != 1 or len(done.stderr.splitlines()) != 1 or installed.exists():
                    problems.append(f"{name} does not refuse {' '.join(arguments)}: {done.stderr}")
            done = install(uri, right)
            if done.returncode != 0 or installed.read_bytes() != b"job":
                problems.append(f"{name} does not install a file: {done.stderr}")
    return problems


def cloudformation(tree):
    # W3002: the launcher's folder is packed by "aws cloudformation package".
    return _run(_tool("cfn-lint"), "--ignore-checks", "W3002", "--", str(tree / "emr" / "stack.yaml"))


def launcher(tree):
    """The launcher as a module, loaded from its file."""
    spec = importlib.util.spec_from_file_location("start_run", tree / "emr" / "launcher" / "start_run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def emr(tree):
    """The request that the launcher sends, and the steps that Airflow sends, against AWS's service model."""
    start = launcher(tree)
    texts = [(tree / "emr" / name).read_text() for name in ("job-flow.json", "steps.json")]
    request = start.job_flow(*texts, start.run_name({"time": "2026-11-01T02:00:00Z"}))
    problems = shapes.aws("emr", "RunJobFlow", request)
    problems += shapes.aws("emr", "AddJobFlowSteps", {"JobFlowId": "j-1", "Steps": request["Steps"]})
    if "{{" in json.dumps(request):
        problems.append("the launcher leaves {{ ... }} in the request")
    if request["Name"] != "isonomy-2026-11-01" or "isonomy.run.seed=20261101" not in request["Steps"][0]["HadoopJarStep"]["Args"]:
        problems.append("the launcher does not name the run and its seed after the day")
    for event in ({}, {"run": "nightly"}, {"run": "2026-11-01/../x"}):
        try:
            start.run_name(event)
            problems.append(f"the launcher accepts the event {event}")
        except ValueError:
            pass
    return problems


def dataproc(tree):
    batch = json.loads((tree / "dataproc" / "batch.json").read_text())
    template = yaml.safe_load((tree / "dataproc" / "workflow-template.yaml").read_text())
    # Importing adds these two.
    template = {"id": "isonomy", **template}
    return shapes.google("Batch", batch) + shapes.google("WorkflowTemplate", template)


def kubernetes(tree):
    problems, application, scheduled = [], None, None
    for file in sorted((tree / "k8s").glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text()):
            kind = document["kind"]
            if kind == "SparkApplication":
                application = document["spec"]
                problems += shapes.operator(models.SparkV1beta2SparkApplication, document)
            elif kind == "ScheduledSparkApplication":
                scheduled = document["spec"]["template"]
                problems += shapes.operator(models.SparkV1beta2ScheduledSparkApplication, document)
            else:
                problems += _plain_kubernetes(file.name, document)
    if application is None or application != scheduled:
        problems.append("the template of scheduled.yaml is not the spec of application.yaml")
    return problems


def _plain_kubernetes(name, document):
    try:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)
        return []
    except kubernetes_validate.ValidationError as error:
        return [f"{name}: {document['kind']}: {error.message}"]


def airflow(tree):
    """The DAGs as Airflow itself loads them, in a process of its own."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tree / ".airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The machine may be slow; a DAG that hangs is stopped by the whole run's limit.
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "0",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tree}/airflow.db",
    }
    return _run(sys.executable, str(HERE / "dags.py"), str(tree / "airflow"), env=environment)


ALL = [shell, containers, yaml_style, installers, cloudformation, emr, dataproc, kubernetes, airflow]
