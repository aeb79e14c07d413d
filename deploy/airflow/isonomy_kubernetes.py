"""A run as a SparkApplication.

Copy the rendered directory into the DAGs folder: this file reads k8s/application.yaml beside its own folder. The application is
named after the day, so a retry continues where the run stopped.
"""

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator
from airflow.sdk import DAG

FILES = Path(__file__).resolve().parent.parent / "k8s"


def application():
    """The application of application.yaml under the day's name."""
    manifest = yaml.safe_load((FILES / "application.yaml").read_text())
    manifest["metadata"]["name"] = "isonomy-{{ ds_nodash }}"
    return manifest


with DAG(
    dag_id="isonomy_kubernetes",
    description="An attribute-balanced image data set by Isonomy on Kubernetes",
    schedule="@ISONOMY_SCHEDULE@",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    tags=["isonomy"],
):
    SparkKubernetesOperator(
        task_id="run",
        namespace="@ISONOMY_NAMESPACE@",
        template_spec=application(),
        random_name_suffix=False,
        get_logs=True,
        deferrable=True,
        retries=2,
        retry_delay=timedelta(minutes=5),
    )
