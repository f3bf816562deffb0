"""croissant.json: machine-readable metadata (MLCommons Croissant 1.0) with Responsible-AI fields."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.release import datasheet, manifest

CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet",
    "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}  # fmt: skip
_MIME = {".parquet": "application/x-parquet", ".jsonl": "application/jsonlines"}


def write(folder: Path, body: Mapping[str, Any], numbers: Mapping[str, list[dict[str, Any]]]) -> None:
    """Describe every exported file of a release folder, with its SHA-256, and write ``croissant.json``."""
    (folder / "croissant.json").write_bytes(manifest.written(document(folder, body, numbers)))


def document(
    folder: Path, body: Mapping[str, Any], numbers: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Return the Croissant document."""
    known = datasheet.answers(body, numbers)
    files, records = [], []
    for target, splits in body["targets"].items():
        for split, made in splits.items():
            for path in made["files"]:
                name = path.replace("/", "_").rsplit(".", 1)[0]
                files.append(_file(folder, path, name))
                if path.endswith(".parquet"):
                    records.append(_records(folder, path, name, f"{target}, {split}"))
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": body["dataset"],
        "description": body["recipe"]["purpose"],
        "version": body["version"],
        "datePublished": (body.get("created_at") or "")[:10] or "1970-01-01",
        "license": sorted({row["license"] or "unknown" for row in numbers["licenses"]}),
        "creator": [
            {"@type": "Organization", "name": owner} for owner in body["recipe"].get("owners") or ["unknown"]
        ],
        "url": f"https://localhost/{body['dataset']}",
        "citeAs": f"{body['dataset']} {body['version']}, root {body['root']}",
        "distribution": files,
        "recordSet": records,
        "rai:dataCollection": known.get("sources") or "not answered",
        "rai:dataPreprocessingProtocol": known.get("cleaning") or "not answered",
        "rai:dataAnnotationProtocol": known.get("labelling") or "not answered",
        "rai:dataUseCases": known["intended"],
        "rai:dataLimitations": known.get("limitations") or "not answered",
        "rai:dataBiases": known.get("errors") or "not answered",
        "rai:personalSensitiveInformation": known.get("sensitive") or "not answered",
        "rai:dataReleaseMaintenancePlan": known["withdrawal"],
    }


def _file(folder: Path, path: str, name: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": path,
        "contentSize": f"{(folder / path).stat().st_size} B",
        "encodingFormat": _MIME[Path(path).suffix],
        "sha256": manifest.file_sha256(folder / path),
    }


def _records(folder: Path, path: str, name: str, what: str) -> dict[str, Any]:
    record = f"{name}_rows"
    fields = [_field(record, name, field) for field in pq.read_schema(folder / path)]
    return {"@type": "cr:RecordSet", "@id": record, "name": record, "description": what, "field": fields}


def _field(record: str, file: str, field: pa.Field) -> dict[str, Any]:
    """Describe a column. A list of turns becomes a repeated field with the turns' strings as sub-fields.

    Tool calls are lists within lists, for which Croissant has no words; they are in the file.
    """
    id_ = f"{record}/{field.name}"
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": field.name}}
    head = {"@type": "cr:Field", "@id": id_, "name": field.name}
    if not pa.types.is_list(field.type):
        kind = "sc:Boolean" if pa.types.is_boolean(field.type) else "sc:Text"
        return head | {"dataType": kind, "source": source}
    parts = [
        {
            "@type": "cr:Field",
            "@id": f"{id_}/{part.name}",
            "name": part.name,
            "dataType": "sc:Text",
            "source": source | {"transform": {"jsonPath": part.name}},
        }
        for part in field.type.value_type
        if pa.types.is_string(part.type)
    ]
    return head | {"repeated": True, "subField": parts}
