"""The proof as JUnit XML: one suite per lab and engine, one case per variant.

It follows the schema of Jenkins' xUnit plugin, as `reporting.junit` does. A case's name holds lab
and engine, since GitLab shows nothing else of it.
"""

import datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from clusterdojo.proof.report_model import LeftOut, ProofReport, VariantReport
from clusterdojo.untrusted import showable


def as_junit(report: ProofReport) -> str:
    """The document. Faults of the labs' files are a suite of their own."""
    suites = [_content(report)] if report.content_faults else []
    for lab, engine in report.places:
        proven = [v for v in report.variants if (v.lab, v.engine) == (lab, engine)]
        left_out = [v for v in report.left_out if (v.lab, v.engine) == (lab, engine)]
        cases = [*map(_tried, proven), *map(_skipped, left_out)]
        suites.append(_suite(f"{lab} on {engine}", cases, report))
    root = _element("testsuites", name="dojo validate")
    _count(root, suites)
    root.extend(suites)
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(name: str, cases: list[Element], report: ProofReport) -> Element:
    began = report.began.astimezone(datetime.UTC).replace(tzinfo=None)
    suite = _element("testsuite", name=name, timestamp=began.isoformat(timespec="seconds"))
    suite.set("tests", str(len(cases)))
    for total, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(total, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("time", f"{sum(float(case.get('time', 0)) for case in cases):.2f}")
    properties = SubElement(suite, "properties")
    told = {"commit": report.commit, "suite": report.suite, "python": report.python,
            "platform": report.platform}  # fmt: skip
    for key, value in told.items():
        properties.append(_element("property", name=key, value=value))
    suite.extend(cases)
    return suite


def _count(root: Element, suites: list[Element]) -> None:
    for total in ("tests", "failures", "errors"):  # the schema knows no `skipped` here
        root.set(total, str(sum(int(suite.get(total, 0)) for suite in suites)))
    root.set("time", f"{sum(float(suite.get('time', 0)) for suite in suites):.2f}")


def _tried(variant: VariantReport) -> Element:
    case = _case(variant)
    case.set("time", f"{sum(variant.seconds.values()):.2f}")
    if variant.faults:
        case.append(_failure(variant.faults))
    if variant.first_faults:
        said = SubElement(case, "system-out")
        said.text = showable(
            "\n".join(f"at the first try: {fault}" for fault in variant.first_faults)
        )
    return case


def _skipped(variant: LeftOut) -> Element:
    case = _case(variant)
    skipped = _element("skipped", message=variant.reason)
    skipped.text = showable(variant.reason)
    case.append(skipped)
    return case


def _case(variant: VariantReport | LeftOut) -> Element:
    return _element(
        "testcase",
        classname=f"{variant.lab}.{variant.engine}",
        name=f"{variant.name}[{variant.lab}, {variant.engine}]",
        time="0",
    )


def _content(report: ProofReport) -> Element:
    case = _element("testcase", classname="content", name="the labs' files", time="0")
    case.append(_failure(report.content_faults))
    return _suite("content", [case], report)


def _failure(faults: list[str]) -> Element:
    found = _element("failure", message=faults[0], type="failed")
    found.text = showable("\n".join(faults))
    return found


def _element(tag: str, **attributes: str) -> Element:
    return Element(tag, {name: showable(value) for name, value in attributes.items()})
