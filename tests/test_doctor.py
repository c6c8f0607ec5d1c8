"""The doctor names each thing that is not well, says what to do, and ends accordingly."""

from __future__ import annotations

import sys
import tempfile
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from packaging.markers import Marker
from typer.testing import CliRunner

from shequn_lab import doctor
from shequn_lab.cli import app
from shequn_lab.terms import in_language


def old_python(monkeypatch):
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=(3, 10, 4), executable=sys.executable))


def versions(monkeypatch, **other):
    """Let some packages have another version, or none."""
    true = metadata.version

    def version(name):
        if other.get(name, "") is None:
            raise metadata.PackageNotFoundError(name)
        return other.get(name) or true(name)

    monkeypatch.setattr(doctor.metadata, "version", version)


def package_missing(monkeypatch):
    versions(monkeypatch, pandas=None)


def package_unlike_the_lock(monkeypatch):
    versions(monkeypatch, pandas="2.0.1")


def without_lock(monkeypatch):
    monkeypatch.setattr(doctor, "lock_file", lambda: None)


def below_the_floor(monkeypatch):
    without_lock(monkeypatch)
    versions(monkeypatch, pandas="2.0.1", scipy=None)


def no_font(monkeypatch):
    def font_file():
        raise ModuleNotFoundError("zhplot")

    monkeypatch.setattr(doctor, "font_file", font_file)


def no_kernel(monkeypatch):
    def get_kernel_spec(_, name):
        raise NoSuchKernel(name)

    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", get_kernel_spec)


def kernel_of(monkeypatch, *argv):
    spec = SimpleNamespace(argv=list(argv), display_name="Python 3")
    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", lambda *_: spec)


def kernel_of_another_python(monkeypatch):
    kernel_of(monkeypatch, "/opt/another/bin/python3", "-m", "ipykernel_launcher")


def no_write_access(monkeypatch):
    def refused(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)


def no_data(monkeypatch):
    monkeypatch.setattr(doctor, "known_communities", dict)


#: What is wrong; what the doctor looks at, finds and advises, in Chinese and in English.
BAD = [
    (old_python, ("Python", "3.10.4", "3.11"), ("Python", "3.10.4", "3.11")),
    (
        package_missing,
        ("软件包", "缺少 pandas", "requirements.lock"),
        ("packages", "missing: pandas", "requirements.lock"),
    ),
    (
        package_unlike_the_lock,
        ("软件包", "版本与锁定的不同：pandas 2.0.1 ≠ ", "requirements.lock"),
        ("packages", "other versions than locked: pandas 2.0.1 ≠ ", "requirements.lock"),
    ),
    (
        below_the_floor,
        ("软件包", "缺少 pandas, scipy", "重新安装"),
        ("packages", "missing: pandas, scipy", "install again"),
    ),
    (no_font, ("中文字体", "找不到", "zhplot"), ("Chinese font", "not there", "zhplot")),
    (
        no_kernel,
        ("Jupyter 内核", "没有 python3 内核", "ipykernel"),
        ("Jupyter kernel", "no python3 kernel", "ipykernel"),
    ),
    (
        kernel_of_another_python,
        ("Jupyter 内核", "不属于这个 Python", "ipykernel"),
        ("Jupyter kernel", "another Python", "ipykernel"),
    ),
    (
        no_write_access,
        ("写入权限", "不能写入", "换一个"),
        ("write access", "cannot write to", "folder you may write to"),
    ),
    (no_data, ("随附数据", "没有随附的社群", "make data"), ("sample data", "no sample community", "make data")),
]


@pytest.fixture(autouse=True)
def sound(monkeypatch, tmp_path):
    """An installation that is well, whatever the one at hand is like."""
    monkeypatch.chdir(tmp_path)
    entries = doctor._LOCKED.findall(
        (Path(doctor.__file__).parents[2] / "requirements.lock").read_text(encoding="utf-8")
    )
    locked = {name: version for name, version, marker in entries if not marker or Marker(marker).evaluate()}
    versions(monkeypatch, **{name: version for name, version in locked.items() if doctor._version(name)})
    kernel_of(monkeypatch, sys.executable)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("spoil", "zh", "en"), BAD, ids=[case[0].__name__ for case in BAD])
def test_each_thing_that_is_not_well_is_named_with_its_remedy(monkeypatch, lang, spoil, zh, en):
    spoil(monkeypatch)
    what, found, remedy = zh if lang == "zh" else en
    with in_language(lang):
        (bad,) = [check for check in doctor.checks() if not check.well]
        result = CliRunner().invoke(app, ["doctor"])
    assert bad.what == what
    assert found in bad.found
    assert remedy in bad.remedy
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = lines.index(f"✗ {bad.what}: {bad.found}")
    assert lines[at + 1] == f"  → {bad.remedy}"
    assert sum(line.startswith("✓") for line in lines) == 5
    assert "1" in lines[-1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sound_installation_is_called_so(lang):
    with in_language(lang):
        result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0, result.stdout
    assert "✗" not in result.stdout
    assert "→" not in result.stdout


def test_without_a_lock_the_floors_are_enough(monkeypatch):
    without_lock(monkeypatch)
    with in_language("en"):
        packages = doctor._packages()
    assert packages.well
    assert "only the floors were checked" in packages.found


def test_all_that_is_wrong_is_counted(monkeypatch):
    for spoil in (old_python, no_font, no_data):
        spoil(monkeypatch)
    with in_language("en"):
        result = CliRunner().invoke(app, ["doctor"])
    assert result.stdout.splitlines()[-1].startswith("3 thing")


@pytest.mark.parametrize(
    "argv",
    [
        ["python"],
        ["python3"],
        ["python{}.{}".format(*sys.version_info)],
        [str(Path(sys.executable).parent / "python3")],
    ],
    ids=["bare", "with 3", "with version", "beside"],
)
def test_a_kernel_of_this_python_may_be_written_in_several_ways(monkeypatch, argv):
    kernel_of(monkeypatch, *argv)
    assert doctor._kernel().well


@pytest.mark.parametrize("argv", [[], [""], ["python2"], ["R"], ["/usr/local/elsewhere/python"]])
def test_what_starts_another_program_is_no_kernel_of_this_python(monkeypatch, argv):
    kernel_of(monkeypatch, *argv)
    assert not doctor._kernel().well


def test_a_tool_of_development_may_be_absent_but_not_unlike_the_lock(monkeypatch):
    versions(monkeypatch, hypothesis=None)
    assert doctor._packages().well
    versions(monkeypatch, hypothesis="1.0")
    assert not doctor._packages().well
