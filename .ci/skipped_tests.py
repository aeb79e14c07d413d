"""Prints a line for each JUnit test that was skipped in the last build, with the reason that it gave."""

import pathlib
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[1]

for report in sorted(ROOT.glob("*/target/surefire-reports/TEST-*.xml")):
    for test in xml.parse(report).iter("testcase"):
        skipped = test.find("skipped")
        if skipped is not None:
            reason = " ".join(skipped.get("message", "no reason given").split())
            print(f"SKIPPED {test.get('classname')}.{test.get('name')}: {reason}")
