"""A run as a serverless batch of Dataproc.

Copy the rendered directory into the DAGs folder: this file reads dataproc/batch.json beside its own folder. A retry is a batch
of its own that continues where the run stopped.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.google.cloud.operators.dataproc import DataprocCreateBatchOperator
from airflow.sdk import DAG

FILES = Path(__file__).resolve().parent.parent / "dataproc"

with DAG(
    dag_id="isonomy_dataproc",
    description="An attribute-balanced image data set by Isonomy on Dataproc",
    schedule="@ISONOMY_SCHEDULE@",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["isonomy"],
):
    DataprocCreateBatchOperator(
        task_id="run",
        project_id="@ISONOMY_PROJECT@",
        region="@ISONOMY_REGION@",
        batch_id="isonomy-{{ ds_nodash }}-{{ ti.try_number }}",
        batch=json.loads((FILES / "batch.json").read_text()),
        deferrable=True,
        polling_interval_seconds=60,
        retries=2,
        retry_delay=timedelta(minutes=5),
    )
