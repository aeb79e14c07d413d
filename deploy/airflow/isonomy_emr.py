"""A run on an EMR cluster that lives as long as the run.

Copy the rendered directory into the DAGs folder: this file reads emr/job-flow.json and emr/steps.json beside its own folder.
A retry runs on the same cluster and continues where the run stopped; the cluster goes whatever happens.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.amazon.aws.operators.emr import (
    EmrAddStepsOperator,
    EmrCreateJobFlowOperator,
    EmrTerminateJobFlowOperator,
)
from airflow.sdk import DAG

FILES = Path(__file__).resolve().parent.parent / "emr"


def cluster():
    """The cluster of job-flow.json, waiting for the steps that Airflow sends."""
    flow = json.loads((FILES / "job-flow.json").read_text())
    flow["Instances"]["KeepJobFlowAliveWhenNoSteps"] = True
    return flow


def steps():
    """The steps of steps.json; Airflow, not EMR, decides what follows a failure."""
    return [{**step, "ActionOnFailure": "CONTINUE"} for step in json.loads((FILES / "steps.json").read_text())]


with DAG(
    dag_id="isonomy_emr",
    description="An attribute-balanced image data set by Isonomy on EMR",
    schedule="@ISONOMY_SCHEDULE@",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["isonomy"],
):
    create = EmrCreateJobFlowOperator(task_id="create_cluster", job_flow_overrides=cluster())
    run = EmrAddStepsOperator(
        task_id="run",
        job_flow_id=create.output,
        steps=steps(),
        wait_for_completion=True,
        deferrable=True,
        waiter_delay=60,
        waiter_max_attempts=2880,
        retries=2,
        retry_delay=timedelta(minutes=5),
    )
    terminate = EmrTerminateJobFlowOperator(
        task_id="terminate_cluster", job_flow_id=create.output, deferrable=True
    )
    # A teardown runs after a failure too, and does not hide it.
    create >> run >> terminate.as_teardown(setups=create)
