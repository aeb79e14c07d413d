"""Starts one run on an EMR cluster of its own, which ends with the run.

EventBridge Scheduler calls it with {"time": "2026-11-01T02:00:00Z"}; by hand, {"run": "2026-11-01"} starts or continues
that run. Same name, same directory, same seed: a run that failed continues where it stopped.
"""

import json
import os
import re

RUN_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
LIVING = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]


def run_name(event):
    """The run that an event asks for: a date, which names the directory and is the seed."""
    name = event.get("run") or event.get("time", "")[:10]
    if not RUN_NAME.fullmatch(name):
        raise ValueError(f'the event must name a run like {{"run": "2026-11-01"}} but was {json.dumps(event)}')
    return name


def job_flow(cluster_text, steps_text, run):
    """The request that starts the cluster: both files with the run's date filled in."""

    def filled(text):
        return json.loads(text.replace("{{ ds_nodash }}", run.replace("-", "")).replace("{{ ds }}", run))

    return {**filled(cluster_text), "Steps": filled(steps_text)}


def living(emr, name):
    """Ids of clusters of that name that still live."""
    pages = emr.get_paginator("list_clusters").paginate(ClusterStates=LIVING)
    return [cluster["Id"] for page in pages for cluster in page["Clusters"] if cluster["Name"] == name]


def handler(event, context):
    """Starts the cluster; a run that is under way is left alone, so that no two write to one directory."""
    import boto3

    run = run_name(event)
    files = boto3.client("s3")

    def text(name):
        key = f"{os.environ['PREFIX']}/{name}"
        return files.get_object(Bucket=os.environ["BUCKET"], Key=key)["Body"].read().decode()

    request = job_flow(text("job-flow.json"), text("steps.json"), run)
    emr = boto3.client("emr")
    running = living(emr, request["Name"])
    if running:
        return {"run": run, "cluster": running[0], "started": False}
    return {"run": run, "cluster": emr.run_job_flow(**request)["JobFlowId"], "started": True}
