import pytest

from tests.factories.programmes import ProgrammeFactory


@pytest.fixture
def write(tmp_path):
    def write(text, name="convention.toml"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def _programmes():
    ProgrammeFactory(code="remobilisation")
    ProgrammeFactory(code="visites-sociales")
