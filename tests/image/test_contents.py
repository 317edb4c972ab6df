"""What is in the image, and what must not be."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boxes import ENGINE, engine
from host.bake import IMAGE


def test_its_labels_say_version_revision_licence_and_sources() -> None:
    labels = json.loads(engine("image", "inspect", "--format", "{{json .Config.Labels}}", IMAGE).stdout)
    prefix = "org.opencontainers.image."
    assert re.fullmatch(r"\d+\.\d+\.\d+", labels[f"{prefix}version"])
    assert labels[f"{prefix}revision"]
    assert labels[f"{prefix}licenses"] == "BSD-3-Clause AND CC-BY-4.0 AND CC0-1.0"
    assert "opendata.cern.ch/record/15005" in labels[f"{prefix}source"]


def test_it_has_a_health_check() -> None:
    assert engine("image", "inspect", "--format", "{{json .Config.Healthcheck.Test}}", IMAGE).stdout.strip() != "null"


def test_it_ends_unprivileged() -> None:
    assert engine("image", "inspect", "--format", "{{.Config.User}}", IMAGE).stdout.strip() == "1000:1000"


def test_its_python_is_3_13(box_python: Callable[[str], str]) -> None:
    assert box_python("import sys; print(*sys.version_info[:2])").split() == ["3", "13"]


def test_every_promised_package_imports_without_a_warning(box_python: Callable[[str], str]) -> None:
    names = ["ipywidgets", "uproot", "awkward", "vector", "hist", "matplotlib", "mplhep", "iminuit", "scipy", "lhcbox"]
    assert box_python("".join(f"import {name}\n" for name in names) + "print('all')").strip() == "all"


def test_the_host_s_certificates_are_not_in_it() -> None:
    """A certificate that only the host's bundle holds would be found in some layer."""
    bundle = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    certificates = re.findall(r"-----BEGIN CERTIFICATE-----\n(\S+)", Path(bundle).read_text() if bundle else "")
    # The image may hold public bundles (certifi's, Debian's package): what is private to the host is in neither
    public = "cat $(python -m certifi) $(find /usr/share/ca-certificates -name '*.crt' 2>/dev/null)"
    known = engine("run", "--rm", IMAGE, "sh", "-c", public).stdout
    private = [line.encode() for line in certificates if line not in known]
    wanted = re.compile(b"|".join(map(re.escape, private)) if private else b"\0never\0")
    carry, found = b"", False
    with subprocess.Popen([ENGINE, "save", IMAGE], stdout=subprocess.PIPE) as archive:
        assert archive.stdout is not None
        while chunk := archive.stdout.read(1 << 20):
            found = found or bool(wanted.search(carry + chunk))
            carry = chunk[-200:]
    assert not found
    assert "run/secrets/ca" not in engine("run", "--rm", "--user", "0", IMAGE, "find", "/run").stdout


def test_no_class_code_or_cookie_secret_is_baked_in() -> None:
    assert engine("run", "--rm", "--user", "0", IMAGE, "find", "/home", "-type", "f").stdout == ""


def test_two_boxes_make_two_codes(make_box: Callable[..., Any]) -> None:
    codes = {make_box(env={"LHCBOX_CODE": ""}).execute("cat", "/home/student/.lhcbox/code").stdout for _ in "ab"}
    assert len(codes) == 2


def test_nothing_that_the_box_holds_can_be_written_by_its_user() -> None:
    found = engine("run", "--rm", IMAGE, "find", "/opt", "/usr", "/etc", "-writable", "-not", "-type", "l")
    assert found.stdout == ""
