"""Loads a folder of DAGs as Airflow does and fails unless each is there, whole and deferrable."""

import json
import sys

import jinja2
from airflow.dag_processing.dagbag import DagBag

EXPECTED = {
    "isonomy_emr": {"run": ("steps",), "create_cluster": ("job_flow_overrides",), "terminate_cluster": ()},
    "isonomy_dataproc": {"run": ("batch", "batch_id")},
    "isonomy_kubernetes": {"run": ("template_spec",)},
}


class Attempt:
    """What templates read of a task's attempt."""

    try_number = 1


def problems_of(bag):
    yield from (f"{file}: {error}" for file, error in bag.import_errors.items())
    if set(bag.dags) != set(EXPECTED):
        yield f"the DAGs are {sorted(bag.dags)} but should be {sorted(EXPECTED)}"
    for name, dag in bag.dags.items():
        tasks = {task.task_id: task for task in dag.tasks}
        if set(tasks) != set(EXPECTED[name]):
            yield f"{name} has the tasks {sorted(tasks)} but should have {sorted(EXPECTED[name])}"
            continue
        if dag.max_active_runs != 1 or dag.catchup:
            yield f"{name} may run twice at a time"
        if not tasks["run"].deferrable:
            yield f"{name}.run holds a worker while it waits"
        for task_name, fields in EXPECTED[name].items():
            yield from fields_left_open(tasks[task_name], fields)


def fields_left_open(task, fields):
    """Fields that Airflow would not fill in, or that keep a template after it did."""
    for field in fields:
        if field not in task.template_fields:
            yield f"{task.task_id}.{field} is not a field that Airflow fills in"
        text = json.dumps(getattr(task, field))
        filled = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(text).render(
            ds="2026-11-01", ds_nodash="20261101", ti=Attempt()
        )
        if "{{" in filled or "2026" not in filled:
            yield f"{task.task_id}.{field} does not name the run after the day"


found = list(problems_of(DagBag(dag_folder=sys.argv[1])))
print("\n".join(found))
sys.exit(1 if found else 0)
