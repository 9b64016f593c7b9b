"""A printed page says where it can be read again, in words and as a code; error pages and the desk do not."""

import gzip
import re

import pytest
import segno
from django.test import Client, RequestFactory

from bokal.programme.accounts.enums import Role
from bokal.programme.reports.services import publish_report
from bokal.web.ui.printing import LONGEST, code_of, printed_address
from tests.factories.accounts import make_account
from tests.factories.reports import CODES, make_city_with_figures, make_report, make_run

ADDRESS = "https://programme.example.org/sv/areas/zones/herrgarden/"
PAGES = [
    "",
    "areas/",
    f"areas/zones/{CODES[0]}/",
    "map/",
    "ranking/?q=a",
    "indicators/poor/",
    "method/",
    "selection/",
    "open-data/",
    "accessibility/",
    "reports/",
    "reports/where-is-welfare-lowest/1/",
    f"reports/where-is-welfare-lowest/1/figures/areas/{CODES[0]}/",
]


def dark_modules(code: str) -> set[tuple[int, int]]:
    """Read the path of a drawn code back into the places of its dark modules, quiet zone and all."""
    found: set[tuple[int, int]] = set()
    x, y = 0, 0.0
    moves = re.findall(r"([mMh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", re.search(r' d="([^"]+)"', code)[1])
    for move, first, second in moves:
        if move == "h":
            found |= {(x + step, int(y)) for step in range(int(first))}
            x += int(first)
        else:
            x, y = (int(first), float(second)) if move == "M" else (x + int(first), y + float(second or 0))
    return found


def test_the_code_is_the_address_and_nothing_to_listen_to() -> None:
    code = code_of(ADDRESS)
    matrix = segno.make_qr(ADDRESS, error="m", boost_error=False, mask=2).matrix_iter(border=4)
    expected = {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert dark_modules(code) == expected
    assert 'aria-hidden="true"' in code
    assert "style=" not in code


def test_a_code_weighs_little_and_is_drawn_once_an_address() -> None:
    assert len(gzip.compress(code_of(ADDRESS).encode())) < 700
    assert code_of(ADDRESS) is code_of(ADDRESS)


def test_an_address_too_long_for_a_code_stands_alone() -> None:
    short, long = (RequestFactory().get(f"/sv/ranking/?q={'a' * length}") for length in (9, LONGEST))
    assert printed_address(short).code
    assert printed_address(long).code == ""
    assert printed_address(long).text.endswith("aaa")


@pytest.fixture
def city(db: None) -> None:
    report = make_report(make_run(make_city_with_figures()))
    publish_report(report_id=report.pk, actor=None)


def test_every_public_page_and_report_prints_its_own_address(client: Client, city: None) -> None:
    for address in PAGES:
        page = client.get(f"/sv/{address}")
        assert page.status_code == 200, address
        foot = page.text.partition('<div class="print-address">')[2].partition("</div>")[0]
        assert f"http://testserver/sv/{address}</span>" in foot, address
        assert code_of(f"http://testserver/sv/{address}") in foot, address


def test_a_site_with_two_names_prints_the_one_that_was_asked(client: Client, city: None) -> None:
    texts = [client.get("/sv/areas/", headers={"Host": name}).text for name in ("localhost", "127.0.0.1")]
    assert "http://localhost/sv/areas/</span>" in texts[0]
    assert "http://127.0.0.1/sv/areas/</span>" in texts[1]


@pytest.mark.parametrize("address", ["nothing/here/at/all/", "account/login/?next=/secret/", "workspace/"])
def test_what_is_not_to_be_found_again_prints_no_address(client: Client, city: None, address: str) -> None:
    client.force_login(make_account(Role.BOARD))
    assert "print-address" not in client.get(f"/sv/{address}", follow=True).text
