import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import pytest

from shequn_lab.terms import in_language


@pytest.fixture(autouse=True)
def _closed():
    with mpl.rc_context():
        yield
    plt.close("all")


@pytest.fixture(params=["zh", "en"])
def language(request):
    with in_language(request.param):
        yield request.param


@pytest.fixture(params=[False, True], ids=["wide", "phone"])
def phone(request):
    return request.param
