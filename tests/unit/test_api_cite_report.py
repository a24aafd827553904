"""The reading of a test suite's report by the conformance runner."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "interop" / "run_cite.py"
REPORT = """<testng-results skipped="1" failed="1" passed="2">
  <suite><test><class>
    <test-method status="PASS" signature="a()[x]"/>
    <test-method status="FAIL" is-config="true" signature="setUp()"/>
    <test-method status="FAIL" signature="validateLimit(org.Point)[y]">
      <exception><message><![CDATA[expected [1]
      but found [2]]]></message></exception>
    </test-method>
  </class></test></suite>
</testng-results>"""


def load():
    spec = importlib.util.spec_from_file_location("run_cite", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name.
    sys.modules["run_cite"] = module
    spec.loader.exec_module(module)
    return module


def test_counts_and_failures_are_read(tmp_path):
    path = tmp_path / "testng-results.xml"
    path.write_text(REPORT, encoding="utf-8")
    counts = load().read_results(path)
    assert (counts.passed, counts.failed, counts.skipped) == (2, 1, 1)
    assert counts.failures == ("validateLimit: expected [1] but found [2]",)
