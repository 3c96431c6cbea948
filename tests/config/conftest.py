import pathlib
import tempfile

import pytest


@pytest.fixture
def apart():
    """A folder that is not pytest's: each pytest that starts shuts its own to all other accounts.

    Under root, PostgreSQL runs as another account, and would lose its files while it works.
    """
    with tempfile.TemporaryDirectory(prefix="jytiens-", ignore_cleanup_errors=True) as folder:
        yield pathlib.Path(folder)
