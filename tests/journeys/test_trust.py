"""Row M39: a full value is shown for a reason only, and whoever looks or takes out is in the record."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from lianfang.core import cipher, masking
from lianfang.ledger.models import Entry
from lianfang.registry.people.models import Contact

NUMBER = "13776501482"


@pytest.fixture
def her(cast, at):
    """Given somebody of committee A with a telephone."""
    mention = cast.people["rare"].mentions.get()
    Contact.objects.create(
        subdistrict=cast.subdistrict.id,
        mention=mention,
        number=NUMBER,
        lookup=cipher.lookup("phone", NUMBER),
        masked=masking.phone(NUMBER),
    )
    return mention.person


def _reveal(client, person, **sent):
    return client.post(reverse("people:reveal", args=[person.id]), sent)


def test_a_number_is_shown_for_a_reason_and_the_commander_finds_who_looked(as_, her):
    chen, page = as_("chen"), reverse("people:person", args=[her.id])
    assert NUMBER not in chen.get(page).text
    assert _reveal(chen, her, field="phone", reason="").status_code in (400, 409)
    assert not Entry.objects.filter(event="people.revealed").exists()
    assert NUMBER in _reveal(chen, her, field="phone", reason="核实行程").text
    entry = Entry.objects.get(event="people.revealed")
    assert (entry.actor_name, entry.person, entry.reason) == ("陈干事", her.id, "核实行程")
    assert NUMBER not in str(entry.facts)
    record = as_("commander").get(reverse("ledger:index")).text
    assert "陈干事" in record
    assert "核实行程" in record
    assert "核实行程" not in as_("bao").get(reverse("ledger:index")).text


@pytest.mark.parametrize("who", ["bao", "caller", "guard", "firm", "leader"])
def test_who_has_no_part_in_it_sees_no_number_and_leaves_no_look(as_, her, who):
    answer = _reveal(as_(who), her, field="phone", reason="好奇")
    assert answer.status_code in (403, 404)
    assert NUMBER not in answer.text
    assert not Entry.objects.filter(event="people.revealed").exists()


def _sheet(answer):
    return load_workbook(BytesIO(answer.content))


def test_an_export_names_who_took_it_out_and_stands_in_the_record(as_, her):
    answer = as_("chen").get(reverse("people:export"))
    book = _sheet(answer)
    text = "\n".join(str(cell) for row in book.active.iter_rows(values_only=True) for cell in row)
    assert "陈干事" in str(book.active["A1"].value)
    assert "陈干事" in book.properties.description
    assert her.name not in text
    assert NUMBER not in text
    entry = Entry.objects.get(event="ledger.exported")
    assert (entry.actor_name, entry.facts["rows"]) == ("陈干事", book.active.max_row - 2)


def test_an_export_holds_the_own_committee_only(as_, her, cast):
    mine, theirs = (_sheet(as_(who).get(reverse("people:export"))).active for who in ("chen", "bao"))
    assert mine.max_row > theirs.max_row > 2
    neighbour = masking.name(cast.people["neighbour_b"].name)
    assert neighbour not in str(list(mine.values))
    assert neighbour in str(list(theirs.values))


def test_full_values_leave_only_with_a_reason(as_, her):
    url = reverse("people:export_full")
    assert as_("chen").post(url, {"reason": ""}).status_code in (400, 409)
    answer = as_("chen").post(url, {"reason": "今晚上门"})
    assert her.name in str(list(_sheet(answer).active.values))
    assert Entry.objects.filter(event="ledger.exported").get().reason == "今晚上门"


def test_the_commander_checks_the_chain_of_what_happened(as_, her, cast):
    from lianfang.ledger import operations
    from tests.cast import AT

    _reveal(as_("chen"), her, field="phone", reason="核实行程")
    operations.seal(by=cast["data"], at=AT)
    answer = as_("commander").post(reverse("ledger:verify"))
    assert answer.status_code in (200, 302)
    assert Entry.objects.get(event="ledger.verified").facts["broken_at"] is None
