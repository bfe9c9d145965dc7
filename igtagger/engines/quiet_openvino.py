"""OpenVINO without the part that reports to its maker. The only place that imports it.

``import openvino`` imports its model converter too, which is not needed here, and that one sends an
event to a statistics service on the internet and writes an identity into the home folder, unasked.
igtagger sends nothing anywhere, so both modules are kept out; OpenVINO is made to do without
either, and is imported in less than half the time.
"""

import sys

for _module in ("openvino.tools.ovc", "openvino_telemetry"):
    # None makes an import of it fail with ImportError.
    sys.modules.setdefault(_module, None)  # type: ignore[arg-type]

import openvino as ov  # noqa: E402
from openvino import opset13 as ops  # noqa: E402

__all__ = ["ops", "ov"]
