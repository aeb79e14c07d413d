"""Checks documents against the published interfaces: AWS's service model, Google's messages, the operator's models."""

import typing

import botocore.session
import botocore.validate
import pydantic
from google.cloud import dataproc_v1
from google.protobuf import json_format

# The operator's definitions close these sets; its Python models leave them open.
CLOSED = {
    ("SparkV1beta2ScheduledSparkApplicationSpec", "concurrencyPolicy"): {"Allow", "Forbid", "Replace"},
    ("SparkV1beta2SparkApplicationSpec", "type"): {"Java", "Python", "Scala", "R"},
    ("SparkV1beta2SparkApplicationSpec", "mode"): {"cluster", "client", "in-cluster-client"},
    ("SparkV1beta2SparkApplicationSpec", "imagePullPolicy"): {"Always", "IfNotPresent", "Never"},
    ("SparkV1beta2RestartPolicy", "type"): {"Never", "Always", "OnFailure"},
}


def aws(service, operation, request):
    """Problems of a request: unknown, missing or ill-typed members, and values outside their enumerations."""
    shape = botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
    report = botocore.validate.ParamValidator().validate(request, shape)
    problems = [report.generate_report()] if report.has_errors() else []
    return problems + list(_enumerations(request, shape, operation))


def _enumerations(value, shape, where):
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from _enumerations(inner, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _enumerations(inner, shape.member, f"{where}[{index}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{where} must be one of {', '.join(shape.enum)} but was {value}"


def google(message, document):
    """Problems of a document as a message of Dataproc's interface."""
    try:
        json_format.ParseDict(document, getattr(dataproc_v1, message).pb()())
        return []
    except json_format.ParseError as error:
        return [f"{message}: {error}"]


def operator(model, document):
    """Problems of a resource of the Spark operator; a field that it does not know is one, as it would be dropped in silence."""
    try:
        model.model_validate(document)
    except pydantic.ValidationError as error:
        return [str(error)]
    return list(_unknown(model, document, model.__name__))


def _unknown(model, value, where):
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for name, inner in value.items():
        if name not in fields:
            yield f"{where} has no field {name}"
            continue
        allowed = CLOSED.get((model.__name__, name))
        if allowed and inner not in allowed:
            yield f"{where}.{name} must be one of {', '.join(sorted(allowed))} but was {inner}"
        nested = _model_of(fields[name].annotation)
        for each in inner if isinstance(inner, list) else [inner]:
            if nested and isinstance(each, dict):
                yield from _unknown(nested, each, f"{where}.{name}")


def _model_of(annotation):
    """The model inside Optional[Model] or Optional[List[Model]]; none for texts, numbers and free maps."""
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return annotation
    if typing.get_origin(annotation) is dict:
        return None
    return next(filter(None, map(_model_of, typing.get_args(annotation))), None)
