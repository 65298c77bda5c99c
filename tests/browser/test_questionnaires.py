"""The page's own engine in a real browser: it answers expressions as the office does, and keeps a form in step."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.core import clock, tenant
from lianfang.core.actor import system
from lianfang.registry.forms import operations, selectors
from lianfang.registry.forms.models import Version
from lianfang.registry.forms.rules.xpath import Branch, Context, evaluate, read
from lianfang.registry.forms.tests.test_rules_xpath import EXPRESSIONS, NOW, TREE, _plain, branch
from tests.browser.test_sign_in import _enter, _is_accessible, _is_within_the_screen

pytestmark = pytest.mark.browser
ENGINE = Path(selectors.__file__).parents[1] / "static" / "forms" / "xpath.js"
ASK = """([tree, shape, way, now]) => {
  const X = lianfangXPath;
  const grow = ([name, inside]) => { const made = X.branch(name, Array.isArray(inside) ? '' : inside);
    (Array.isArray(inside) ? inside : []).forEach(kid => X.add(made, grow(kid))); return made; };
  let here = X.add(X.branch(''), grow(shape));
  way.forEach(name => { here = X.named(here, name)[0]; });
  const value = X.evaluate(tree, {here, at: null, position: 1, size: 1, now, lists: {}, text: s => s, choice: v => v});
  if (Array.isArray(value)) return value.map(X.textOf);
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  return String(value);
}"""
DATES = st.dates().map(lambda day: f"'{day.isoformat()}'")
OURS = st.one_of(
    EXPRESSIONS,
    st.tuples(st.sampled_from(["<", ">", "=", "-", "+"]), DATES, DATES).map(
        lambda t: f"{t[1]} {t[0]} {t[2]}"
    ),
    DATES.map(lambda day: f"format-date({day}, '%Y %y %m %n %b %d %e %a')"),
    st.integers(-20_000, 40_000).map(lambda days: f"date({days})"),
    st.tuples(st.floats(-1e6, 1e6, allow_nan=False), st.integers(-3, 6)).map(
        lambda t: f"round({t[0]:.6f}, {t[1]})"
    ),
    st.sampled_from(
        [
            "today()",
            "now()",
            "selected(../b, 'x')",
            "join('、', /data/k/n)",
            "position(..)",
            "substr('口罩预约', -2)",
            "indexed-repeat(/data/k/n, /data/k, 2)",
            "regex(., '[0-9]')",
            "int(-2.5)",
            "string(1 div 3)",
            "count-selected(../b)",
            "translate('a口b', '口', '入')",
            "if(. = 3, ../b, 'no')",
            "substring('12345', 1.5, 2.6)",
            "decimal-time('09:30')",
            "checklist(1, 1, true(), false())",
            "boolean-from-string('TRUE')",
            "upper-case('ß')",
            "string-length('㛃𠮷')",
        ]
    ),
)


def _office(text, way):
    here = Branch("").add(branch(TREE))
    for name in way:
        here = here.named(name)[0]
    found = _plain(evaluate(read(text), Context(here, NOW)))
    return str(found).replace("inf", "Infinity") if found in (float("inf"), float("-inf")) else found


def test_the_page_answers_as_the_office_does(chromium):
    context = chromium.new_context()
    window = context.new_page()
    window.add_script_tag(path=str(ENGINE))
    now = int(NOW.timestamp() * 1000) + 8 * 3_600_000

    @settings(max_examples=400, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(OURS, st.sampled_from([("a",), ("g", "c"), ("k", "n"), ()]))
    def agree(text, way):
        said = window.evaluate(ASK, [read(text), json.loads(json.dumps(TREE)), list(way), now])
        said = round(said, 9) if isinstance(said, float) else said
        assert said == _office(text, way)

    agree()
    context.close()


@pytest.fixture
def door(town):
    with tenant.inside(town.subdistrict.id):
        operations.load_defaults(by=system(town.subdistrict.id), at=clock.now())
        return Version.objects.get(form_id="door_visit")


def test_a_door_visit_is_kept_in_step_while_it_is_filled(page, town, door):
    _enter(page, town, "duty")
    page.goto(f"/forms/versions/{door.id}/try/")
    home = page.locator("[data-path='/data/home']")
    assert not home.is_visible()
    page.get_by_label("在家", exact=True).check(force=True)
    assert home.is_visible()
    page.locator("[name='q-how_many']").fill("５")
    page.locator("[name='q-people[0]/name'], [name='q-people[0]/person_name']").fill("钱多多")
    page.get_by_role("button", name="再加一项").click()
    page.locator("[name='q-people[1]/person_name']").fill("孙小小")
    page.locator("[name='q-people[1]/person_celsius']").fill("52")
    page.get_by_role("button", name="检查").click()
    assert (
        "体温一般在 34 到 43 度之间" in page.locator("[data-place='people[1]/person_celsius']").inner_text()
    )
    _is_within_the_screen(page)
    page.locator("[data-member='people[0]'] .q-less").click()
    assert page.locator("[name='q-people[0]/person_name']").input_value() == "孙小小"
    values = page.evaluate("lianfangForms.values(document.querySelector('.questionnaire'))")
    assert values["people"] == [{"person_name": "孙小小", "person_celsius": "52"}]
    assert values["how_many"] == "5"
    _is_accessible(page)


def test_what_the_page_sends_is_what_the_office_stores(page, town, door):
    _enter(page, town, "duty")
    page.goto(f"/forms/versions/{door.id}/try/")
    page.locator("[name='q-visit']").select_option("none")
    page.locator("[name='q-address']").fill("甲路10弄1号101室")
    page.get_by_label("无人应门").check(force=True)
    page.locator("[data-path='/data/slip_left'] label", has_text="是").click()
    page.locator("[name='q-note']").fill("条子贴在门上")
    values = page.evaluate("lianfangForms.values(document.querySelector('.questionnaire'))")
    with tenant.inside(town.subdistrict.id):
        at = clock.now()
        facts = {"by": town["chen"], "version_id": door.id, "instance_id": "uuid:page", "at": at}
        stored = operations.submit(values=values, **facts)
        assert selectors.answers(stored) == {
            "ended": at.astimezone(clock.LOCAL).isoformat(timespec="milliseconds"),
            "visit": "none",
            "address": "甲路10弄1号101室",
            "found": "nobody",
            "slip_left": "yes",
            "note": "条子贴在门上",
        }
