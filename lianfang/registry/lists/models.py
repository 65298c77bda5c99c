"""名单: a file as an office handed it in, its rows, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lianfang.core import Role
from lianfang.core.fields import SealedTextField
from lianfang.core.models import Local, LocalForeignKey, LocalQuerySet
from lianfang.core.refusal import sentence
from lianfang.registry.people.models import Mention

from .rules.fields import Field
from .rules.sources import Source
from .rules.text import tight

if TYPE_CHECKING:
    from lianfang.core import Actor

KINDS = [
    (Source.REGISTER.value, _("Actual-population register")),
    (Source.LEDGER.value, _("Household ledger")),
    (Source.POLICE.value, _("Police list")),
    (Source.CDC.value, _("CDC list")),
    (Source.WECHAT.value, _("WeChat self-registration")),
    (Source.FIRM.value, _("Firm declaration")),
    (Source.LEADER.value, _("Building-group leader")),
    (Source.GATE.value, _("Gate register")),
    (Source.MASK.value, _("Mask reservation")),
    (Source.DIVISIONS.value, _("Division codes")),
    (Source.OTHER.value, _("Other list")),
]
READERS = frozenset({Role.COMMANDER, Role.DUTY_OFFICER, Role.DATA_OFFICER, Role.SYSTEM})


class ImportQuerySet(LocalQuerySet):
    """Uploads, in the words of those who hand lists in."""

    def visible_to(self, viewer: Actor) -> Self:
        """The command post sees all; a committee worker what they handed in themselves."""
        mine = self.of(viewer.subdistrict)
        if viewer.role in READERS:
            return mine
        if viewer.role == Role.COMMITTEE_WORKER:
            return mine.filter(by=viewer.id)
        return self.none()

    def stuck(self) -> Self:
        """Imports whose rows are in and could not be joined to persons."""
        return self.filter(state=Import.State.LINKING, stuck_at__isnull=False)

    def in_force(self) -> Self:
        """Imports whose rows count."""
        return self.filter(state__in=[Import.State.DONE, Import.State.LINKING])


class Import(Local):
    """一次导入: one table of one uploaded file, from upload to result, and back where it is undone.

    `previous` is the issue it renews; `stands_alone` says that a person looked and it renews none. `stuck_at`: since
    when joining its rows has failed; they are kept, and somebody may send them again.
    """

    class State(models.TextChoices):
        """Where an import stands."""

        READING = "reading", _("being read")
        PREVIEW = "preview", _("waiting for your look")
        REFUSED = "refused", _("not taken")
        QUEUED = "queued", _("waiting to run")
        RUNNING = "running", _("being imported")
        LINKING = "linking", _("being joined")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("undone")

    file_name = models.CharField(max_length=200)
    sheet_name = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=KINDS, blank=True)
    label = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    signature = models.CharField(max_length=64, blank=True)
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    refusal = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    previous = LocalForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reissues"
    )
    stands_alone = models.BooleanField(default=False)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=60)
    uploaded_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    stuck_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "digest", "sheet_name"],
                condition=~models.Q(state__in=["undone", "refused", "failed"]),
                name="one_import_a_file",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "-uploaded_at"], name="imports_newest_first")]

    def __str__(self) -> str:
        return self.label or self.file_name

    @property
    def is_clear(self) -> bool:
        """True when a waiting list can be imported as it was read: no column leaves a doubt."""
        mapped = [column for column in self.columns if column["field"]]
        return (
            self.state == self.State.PREVIEW and bool(mapped) and not any(c["doubtful"] for c in self.columns)
        )

    @property
    def form(self) -> frozenset[str]:
        """The headings in whatever order, but for the running number."""
        counted = Field.SEQUENCE.value
        return frozenset(tight(c["heading"]).lower() for c in self.columns if c["field"] != counted)

    @property
    def doubts(self) -> int:
        """How many columns a person should look at."""
        return sum(bool(column["doubtful"]) for column in self.columns)

    @property
    def refusal_sentence(self) -> str:
        """Why the import was refused or failed, in the reader's language."""
        return sentence(self.refusal["code"], **self.refusal["facts"]) if self.refusal else ""

    @property
    def is_moving(self) -> bool:
        """True while work goes on in the background."""
        on_its_way = (self.State.READING, self.State.QUEUED, self.State.RUNNING, self.State.LINKING)
        return self.state in on_its_way and not self.is_stuck

    @property
    def is_stuck(self) -> bool:
        """True where its rows are in and joining them to persons has failed."""
        return self.state == self.State.LINKING and self.stuck_at is not None


class File(Local):
    """原件: the file as it was handed in, encrypted; refused rows go back from it as the same workbook."""

    digest = models.CharField(max_length=64)
    body = models.BinaryField()

    objects = LocalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "digest"], name="one_file_a_digest")]

    def __str__(self) -> str:
        return self.digest


class RowQuerySet(LocalQuerySet):
    """List rows; seen with their import."""

    def visible_to(self, viewer: Actor) -> Self:
        """Rows of the imports this viewer sees."""
        imports = Import.objects.visible_to(viewer)
        return self.of(viewer.subdistrict).filter(source_id__in=imports.values("id"))


class Row(Local):
    """一行: what stood in one row of a list, word for word, and what became of it.

    `print` is equal for the same row in two issues. `is_superseded`: a newer issue says it differently.
    """

    class State(models.TextChoices):
        """How a row ended. Every row ends as one of these."""

        READ = "read", _("read")
        NEW = "new", _("new person")
        JOINED = "joined", _("joined")
        REVIEW = "review", _("to review")
        REFUSED = "refused", _("has a problem")
        UNCHANGED = "unchanged", _("unchanged")
        RETURNED = "returned", _("back again")

    source = LocalForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = SealedTextField()
    print = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    problems = SealedTextField(null=True, blank=True)
    has_problems = models.BooleanField(default=False)
    is_superseded = models.BooleanField(default=False)
    mention = LocalForeignKey(Mention, on_delete=models.SET_NULL, null=True, blank=True, related_name="rows")

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "source", "number"], name="one_row_a_number"),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "source", "state", "number"], name="rows_of_an_import"),
            models.Index(fields=["subdistrict", "mention"], name="rows_of_a_mention"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Layout(Local):
    """列对应: how a source's columns were mapped last time, so that nobody has to say it twice.

    `signature` is the hash of the headings in order; `fields` name a field, or nothing, for each column.
    """

    personal = False
    kind = models.CharField(max_length=12, choices=KINDS)
    signature = models.CharField(max_length=64)
    fields = ArrayField(models.CharField(max_length=20, blank=True), default=list)
    saved_at = models.DateTimeField()

    objects = LocalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "signature"], name="one_layout_a_signature"),
        ]

    def __str__(self) -> str:
        return self.kind
