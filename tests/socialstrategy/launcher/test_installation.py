"""What is decided before pip is asked. That pip then installs is seen in every fresh clone."""

import sys

import pytest

from socialstrategy.launcher import installation


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A tree with a lock file and a finished environment; answers what was installed since."""
    installed = []
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "FOLDER", tmp_path / ".venv")
    monkeypatch.setattr(installation, "PYTHON", sys.executable)
    monkeypatch.setattr(installation, "_make", lambda: installed.append("environment"))
    monkeypatch.setattr(installation, "_pip", lambda command, total: installed.append(total))
    (tmp_path / "requirements.txt").write_text("a==1.0 \\\n    --hash=sha256:0\nb[c]==2\n")
    (tmp_path / "requirements-dev.txt").write_text("d==3\n")
    installation.ensure()
    installed.clear()
    return tmp_path, installed


def test_nothing_is_done_while_the_lock_file_is_the_same(clone):
    _folder, installed = clone

    installation.ensure()

    assert installed == []


def test_changed_lock_file_is_installed(clone):
    folder, installed = clone
    (folder / "requirements.txt").write_text("a==1.1\nb==2\nc==3\n")

    installation.ensure()
    installation.ensure()

    assert installed == [3]


def test_package_with_a_version_for_each_python_is_counted_once(clone):
    folder, installed = clone
    (folder / "requirements.txt").write_text(
        "a==1 ; python_version < '3.12'\na==2 ; python_version >= '3.12'\nb==1\n"
    )

    installation.ensure()

    assert installed == [2]


def test_package_that_is_there_is_not_announced(clone, capsys):
    folder, installed = clone
    there = f"pytest=={pytest.__version__} \\\n    --hash=sha256:0\n    # via -r\n"
    (folder / "requirements.txt").write_text(there + "Typing_Extensions==0.1\nb==2\n")
    (folder / "requirements-dev.txt").write_text(there + "b==2\nc==3 ; sys_platform == 'vms'\n")

    installation.ensure(for_development=True)

    assert installed == [2]
    assert capsys.readouterr().out == "필요한 꾸러미를 설치합니다 (2개)…\n"


def test_nothing_is_announced_where_all_is_there(clone, capsys):
    folder, installed = clone
    (folder / "requirements.txt").write_text(f"pytest=={pytest.__version__}\n")

    installation.ensure()

    assert installed == [0]
    assert capsys.readouterr().out == ""


def test_tools_are_installed_only_where_they_are_needed(clone):
    _folder, installed = clone

    installation.ensure(for_development=True)

    assert installed == [1]


def test_broken_environment_is_made_anew(clone, monkeypatch):
    folder, installed = clone
    monkeypatch.setattr(installation, "PYTHON", folder / ".venv" / "bin" / "python")

    installation.ensure()

    assert installed == ["environment"]


def test_failed_installation_is_not_remembered(clone, monkeypatch):
    folder, installed = clone
    (folder / "requirements.txt").write_text("a==1.1\n")
    monkeypatch.setattr(installation, "_pip", lambda command, total: 1)

    with pytest.raises(SystemExit, match="설치하지 못했습니다"):
        installation.ensure()

    assert not installation._is_installed("requirements.txt")


def test_what_pip_said_last_is_shown_when_it_fails(capfd):
    script = "print('Collecting django==5'); print('ERROR: 까닭'); raise SystemExit(2)"

    code = installation._pip([sys.executable, "-c", script], total=1)

    assert code == 2
    said = capfd.readouterr().out
    assert "[1/1] django" in said
    assert "ERROR: 까닭" in said


def test_each_package_is_a_line(capfd):
    lines = [
        "Collecting psycopg[binary]==3.3",
        "  Downloading psycopg-3.3-py3-none-any.whl (24 kB)",
        "Processing /opt/wheels/argon2_cffi-25.1.0-py3-none-any.whl (from -r requirements.txt)",
        "Requirement already satisfied: django==5 in /opt",
    ]

    installation._pip([sys.executable, "-c", f"print(*{lines}, sep='\\n')"], total=2)

    said = capfd.readouterr().out.splitlines()
    assert said == ["  [1/2] psycopg[binary]", "  [2/2] argon2_cffi"]


def test_python_without_venv_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(installation.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(SystemExit, match="python3-venv"):
        installation._make()
