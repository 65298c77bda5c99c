"""Joining that fails is tried again, then told where somebody sees it, with what to do; it never waits in silence."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from lianfang.ledger.models import Entry
from lianfang.registry.lists import operations, selectors
from lianfang.registry.lists.models import Import
from lianfang.registry.people import jobs
from lianfang.registry.people.models import Mention
from lianfang.registry.people.operations import linking
from tests import background
from tests.cast import AT

from .handing import LI, WANG, bring_in, csv, hand_in, join

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def broken(monkeypatch):
    """Linkage fails, whatever it is asked."""

    def run(**facts):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(linking, "run", run)


@pytest.fixture
def waiting(cast):
    """A list whose rows are in, and wait to be joined."""
    made = hand_in(cast["data"], csv(WANG))
    operations.queue(by=cast["data"], import_id=made.id, at=AT)
    operations.commit(by=cast["data"], import_id=made.id, at=AT)
    return Import.objects.get(pk=made.pk)


def fail(cast):
    """The job and its every further try, as the worker runs them; returns the pauses between them."""
    jobs.join_soon(cast.subdistrict.id)
    tries = []
    while job := ProcrastinateJob.objects.filter(task_name="people.link", status="todo").first():
        tries.append(job.args["tried"])
        ProcrastinateJob.objects.filter(pk=job.pk).delete()
        with pytest.raises(RuntimeError):
            jobs.link(**job.args)
    return tries


def test_four_tries_and_then_the_list_says_since_when(cast, waiting, broken):
    assert fail(cast) == [0, 1, 2, 3]
    waiting.refresh_from_db()
    assert waiting.is_stuck
    assert not waiting.is_moving
    assert Entry.objects.filter(event="lists.stuck").count() == 1


def test_a_try_after_a_failure_waits_a_while(cast, waiting, broken):
    with pytest.raises(RuntimeError):
        jobs.link(str(cast.subdistrict.id))
    job = ProcrastinateJob.objects.get(task_name="people.link")
    assert job.scheduled_at - job_asked(job) >= timedelta(seconds=jobs.PAUSE - 1)
    waiting.refresh_from_db()
    assert not waiting.is_stuck


def job_asked(job):
    """When a job was put down."""
    return job.procrastinateevent_set.earliest("at").at


def test_a_failure_beside_a_job_that_waits_leaves_one_job(cast, waiting, broken):
    jobs.join_soon(cast.subdistrict.id)
    with pytest.raises(RuntimeError):
        jobs.link(str(cast.subdistrict.id))
    assert ProcrastinateJob.objects.filter(task_name="people.link", status="todo").count() == 1


def test_its_page_says_so_and_one_button_sends_it_again(cast, sign_in, waiting, broken):
    fail(cast)
    client = sign_in("data")
    text = client.get(reverse("lists:show", args=[waiting.id])).text
    assert "把各行归并到人没有成功" in text
    assert "重新归并" in text
    assert "归并失败" in client.get(reverse("lists:index")).text
    client.post(reverse("lists:join_again", args=[waiting.id]))
    assert ProcrastinateJob.objects.get(task_name="people.link", status="todo").args["tried"] == 0
    waiting.refresh_from_db()
    assert waiting.is_moving
    join(cast["data"])
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stuck_at) == ("done", None)


def test_today_tells_the_data_officer_and_leads_there(cast, sign_in, waiting, broken):
    assert selectors.waiting(cast["data"], AT)[0].count == 0
    fail(cast)
    pile = selectors.waiting(cast["data"], AT)[0]
    assert (pile.count, pile.url) == (1, reverse("lists:show", args=[waiting.id]))
    text = sign_in("data").get(reverse("today")).text
    assert "归并失败的名单" in text
    assert pile.url in text


def test_a_list_that_comes_later_ends_the_wait_of_the_earlier(cast, waiting):
    operations.tell_stuck(by=cast["data"], at=AT)
    bring_in(cast["data"], csv(LI), "另一份.csv")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stuck_at) == ("done", None)


def test_a_list_that_cannot_be_joined_can_be_taken_back(cast, sign_in, waiting):
    operations.tell_stuck(by=cast["data"], at=AT)
    sign_in("data").post(reverse("lists:undo", args=[waiting.id]))
    waiting.refresh_from_db()
    assert waiting.state == "undone"
    assert not Mention.objects.standing().filter(name="王小明").exists()


def test_the_command_says_so_and_ends_badly(cast, tmp_path, broken):
    (tmp_path / "公安推送名单.csv").write_bytes(csv(WANG))
    with pytest.raises(CommandError, match="归并失败：1 份名单的行已保存"):
        call_command("import_lists", tmp_path)
    assert Import.objects.get().is_stuck


def test_the_command_again_joins_what_was_left(cast, tmp_path, waiting, capsys):
    operations.tell_stuck(by=cast["data"], at=AT)
    (tmp_path / "公安推送名单.csv").write_bytes(csv(WANG))
    call_command("import_lists", tmp_path)
    said = capsys.readouterr().out
    assert "已经导入过" in said
    assert "先前未归并的：公安推送名单.csv  新建 1" in said
    waiting.refresh_from_db()
    assert waiting.state == "done"


def test_a_joining_whose_worker_was_killed_counts_as_a_failure(cast, waiting):
    jobs.join_soon(cast.subdistrict.id)
    for tried in range(jobs.TRIES):
        job = ProcrastinateJob.objects.get(task_name="people.link", status="todo")
        assert job.args["tried"] == tried
        background.mark(job.id, "doing")
        jobs.look_after(0)
    assert ProcrastinateJob.objects.filter(task_name="people.link", status="failed").count() == jobs.TRIES
    waiting.refresh_from_db()
    assert waiting.is_stuck
