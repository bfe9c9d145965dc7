"""What the frozen app is made of, as a CycloneDX bill of materials."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from licences import Component


def make(components: Iterable[Component], version: str) -> dict[str, Any]:
    """A bill in CycloneDX 1.6."""
    parts = [_part(component) for component in components if component.name != "igtagger"]
    moment = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid4().urn,
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "component": {
                "type": "application",
                "bom-ref": "igtagger",
                "name": "igtagger",
                "version": version,
                "licenses": [{"license": {"id": "GPL-3.0-or-later"}}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": "igtagger", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def _part(component: Component) -> dict[str, Any]:
    name = component.name.lower().replace("_", "-").replace(" ", "-")
    space = "debian/" if component.kind == "deb" else ""
    address = f"pkg:{component.kind}/{space}{quote(name)}@{quote(component.version)}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": component.name,
        "version": component.version,
        "purl": address,
        "licenses": [{"license": {"name": component.licence}}],
    }
