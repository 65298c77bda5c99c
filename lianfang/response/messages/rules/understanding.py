"""What a resident meant: readings, a wish to hear no more, that all is well, thanks; or nothing that is sure.

A temperature is taken only where every word of the message is known and it is plain whose it is and when it was
measured. Whatever is not plain is for a person to read; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from . import words
from .labels import (
    JOINS,
    LABELS,
    Said,
    State,
    Unclear,
    emit,
    emit_labelled,
    ends_with_label,
    goes_on_denying,
    labelled,
    once,
    parts,
    with_whole_figures,
    without_skipped_slots,
)
from .tokens import Kind, Token, cut, normal

ZH, EN = "zh-hans", "en"
LONGEST, MOST = 300, 12


class Meaning(StrEnum):
    """What a message is."""

    READINGS = "readings"
    STOP = "stop"
    START = "start"
    WELL = "well"
    THANKS = "thanks"
    TIE = "tie"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means. `because` says why it is not sure; `is_urgent` asks for somebody at once; `code` is the
    one-time code by which somebody says whose account this is, empty where they left it out."""

    meaning: Meaning
    said: tuple[Said, ...] = ()
    language: str = ZH
    is_correction: bool = False
    is_urgent: bool = False
    because: str = ""
    code: str = ""


def understand(text: str, names: Mapping[str, str] | None = None, before: str = "") -> Understood:
    """What a message means. `names`: how members of the sender's household are called → who it is; `before`: in which
    language they wrote last."""
    language = language_of(text, before)
    bare = re.sub(r"[\s。.!,;]+", "", normal(text))
    for listed, meaning in ((words.STOP, Meaning.STOP), (words.START, Meaning.START)):
        if bare in listed:
            return Understood(meaning, language=language)
    if tying := words.TIE.fullmatch(bare):
        return Understood(Meaning.TIE, language=language, code=tying["code"])
    if len(text) > LONGEST:
        return _unsure(text, language, "long")
    tokens = cut(text, names or {})
    try:
        found = _Reader(tokens).read()
    except Unclear as why:
        return _unsure(text, language, str(why))
    return replace(found, language=language)


def language_of(text: str, before: str = "") -> str:
    """English where somebody writes letters and no Chinese; figures alone are in the language of `before`, else in
    Chinese."""
    if re.search(r"[\u3400-\u9fff]", text):
        return ZH
    letters = re.sub(r"(?i)(?<![a-z])(td|t|am|pm|ok|c)(?![a-z])", "", text)
    return EN if re.search(r"[A-Za-z]{2}", letters) else before or ZH


def _unsure(text: str, language: str, because: str) -> Understood:
    return Understood(Meaning.UNSURE, (), language, is_urgent=is_alarming(text), because=because)


def is_alarming(text: str) -> bool:
    """True where somebody should look at once: a high figure, or a word of illness that is not plainly denied."""
    plain = normal(text)
    high = re.search(r"(?<![\d.])(37[.度点][3-9]|3[89]|4[0-2])(?![\d:%])", plain)
    return (
        bool(high) or any(word in plain for word in words.ALARMING) or any(f in text for f in words.ILL_FACES)
    )


@dataclass(slots=True)
class _Reader:
    """Reads one message: the words of each part between two breaks, with what the part before leaves open."""

    tokens: Sequence[Token]
    said: list[Said] = field(default_factory=list)
    open: State = field(default_factory=State)
    method: str = ""
    denied: bool = False
    loose: list[str] = field(default_factory=list)

    def read(self) -> Understood:
        """The meaning of the whole; Unclear where it has more than one."""
        self._check_words()
        for part in parts(self.tokens):
            self._read_part(part)
        self._settle_symptoms()
        if not self.said:
            return Understood(self._without_figures())
        self._check_said()
        is_correction = self._has(Kind.CORRECTION)
        said = tuple(replace(one, method=self.method) if one.celsius else one for one in self.said)
        return Understood(Meaning.READINGS, said, is_correction=is_correction)

    def _has(self, *kinds: Kind) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def _check_words(self) -> None:
        for kind, why in ((Kind.OTHER, "words"), (Kind.DOUBT, "doubt")):
            if self._has(kind):
                raise Unclear(why)
        methods = {token.what for token in self.tokens if token.kind == Kind.CUE and token.what}
        if len(methods) > 1:
            raise Unclear("method")
        self.method = next(iter(methods), "")

    def _without_figures(self) -> Meaning:
        """Well, or thanks; a message of greetings alone is somebody who wants to talk."""
        if self._has(Kind.WHOLE, Kind.NOT_YET, Kind.BUT, Kind.MEASURE, Kind.CORRECTION):
            raise Unclear("nothing said")
        done = any(
            token.kind == Kind.DONE and token.text.startswith(words.DONE_SAYS) for token in self.tokens
        )
        if done or self._has(Kind.WELL, Kind.NONE):
            return Meaning.WELL
        if self._has(Kind.THANKS) and not self._has(Kind.WHO, Kind.SLOT, Kind.CLOCK, Kind.DONE):
            return Meaning.THANKS
        raise Unclear("nothing said")

    # -- one part ----------------------------------------------------------------------------------------------

    def _read_part(self, part: Sequence[Token]) -> None:
        part = with_whole_figures(without_skipped_slots(part))
        before = len(self.said)
        labels = [token for token in part if token.kind in LABELS]
        values = [token for token in part if token.kind == Kind.VALUE]
        if any(token.kind == Kind.WHOLE for token in part):
            raise Unclear("whole figure")
        if any(token.kind == Kind.ALL for token in part) and values:
            raise Unclear("all")
        if values and labels and part.index(values[0]) < part.index(labels[0]):
            self._read_labels_after(part)
        elif values:
            self._read_labels_before(part, has_labels=bool(labels))
        else:
            self._label_alone(labels, part)
        self._symptoms(part, self.said[before:], labels)

    def _read_labels_before(self, part: Sequence[Token], *, has_labels: bool) -> None:
        """上午爸爸36.5妈妈36.6: each figure belongs to the labels before it."""
        state = self._carried(has_labels=has_labels)
        emitted: list[Said] = []
        for token in part:
            if token.kind in JOINS or token.kind in LABELS:
                state = labelled(state, token)
            elif token.kind == Kind.VALUE:
                if emitted and has_labels and not state.fresh:
                    raise Unclear("two figures")
                emitted += emit(state, token.number)
                state = replace(state, fresh=False, named=False, is_each=False)
        if state.fresh and has_labels and ends_with_label(part):
            raise Unclear("label at the end")
        if len({bool(one.slot) for one in emitted}) > 1:
            raise Unclear("part of the day")
        self.said += emitted
        self.open = replace(state, fresh=False, named=False, is_hour=False)

    def _carried(self, *, has_labels: bool) -> State:
        """What the part before leaves open: labels that no figure followed yet, and whose it is while a part of
        the day follows another."""
        carried, self.open = self.open, State()
        if carried.fresh:
            return replace(carried)
        if not self.said:
            return State()
        if not has_labels:
            if any(one.who or one.slot or one.day is not None for one in self.said):
                raise Unclear("figure without a label")
            return State()
        # A new part begins anew, but for whose it is and the day: they hold while another part of the day is said.
        return replace(carried, slot="", fresh=False, is_hour=False, is_joined=False)

    def _read_labels_after(self, part: Sequence[Token]) -> None:
        """36.5上午 36.7下午: each figure belongs to the labels after it, and each has some."""
        if self.open.fresh:
            raise Unclear("labels on both sides")
        number, state, emitted = None, State(), []
        for token in part:
            if token.kind == Kind.VALUE:
                if number is not None:
                    emitted += emit_labelled(state, number)
                number, state = token.number, State()
            elif token.kind in LABELS or token.kind in JOINS:
                state = labelled(state, token)
        emitted += emit_labelled(state, number or Decimal(0))
        self.said += emitted
        self.open = State()

    def _label_alone(self, labels: Sequence[Token], part: Sequence[Token]) -> None:
        """王建国：/ 上午,: the figure comes in the next part."""
        has_symptom = any(token.kind == Kind.SYMPTOM for token in part)
        if not labels or has_symptom:
            return
        if self.open.fresh and self.said:
            raise Unclear("labels without a figure")
        state = self.open if self.open.fresh else replace(State(), day=None)
        for token in part:
            if token.kind in LABELS or token.kind in JOINS:
                state = labelled(state, token)
        self.open = state

    # -- symptoms ----------------------------------------------------------------------------------------------

    def _symptoms(self, part: Sequence[Token], new: Sequence[Said], labels: Sequence[Token]) -> None:
        found = self._present(part)
        if not found:
            return
        people = [token.what for token in labels if token.kind == Kind.WHO]
        whose = {one.who for one in new}
        if len(whose) == 1:
            self.said[-1] = replace(self.said[-1], symptoms=once((*self.said[-1].symptoms, *found)))
        elif new or len(set(people)) > 1:
            raise Unclear("whose symptom")
        elif people or any(token.kind in (Kind.SLOT, Kind.DAY) for token in labels):
            if any(token.kind in (Kind.SLOT, Kind.DAY, Kind.CLOCK) for token in labels):
                raise Unclear("when the symptom")
            self.said.append(Said(people[0], symptoms=once(found)))
        else:
            self.loose += found

    def _present(self, part: Sequence[Token]) -> list[str]:
        """The symptoms that are there. After one was denied, another must be said plainly to be there; a list after
        没有 or 无 is denied as a whole."""
        found, is_but, is_list = [], False, False
        for token in part:
            is_list = goes_on_denying(token, is_list)
            self.denied = self.denied or token.kind == Kind.NONE
            is_but = is_but or token.kind == Kind.BUT
            if token.kind != Kind.SYMPTOM or is_list:
                continue
            if self.denied and not (is_but or token.is_there):
                raise Unclear("denied or not")
            found.append(token.what)
        return found

    def _settle_symptoms(self) -> None:
        if not self.loose:
            return
        if not self.said:
            self.said.append(Said(symptoms=once(self.loose)))
            return
        if len({one.who for one in self.said}) > 1:
            raise Unclear("whose symptom")
        self.said[-1] = replace(self.said[-1], symptoms=once((*self.said[-1].symptoms, *self.loose)))

    # -- the whole ---------------------------------------------------------------------------------------------

    def _check_said(self) -> None:
        if self.open.fresh and any(token.kind == Kind.VALUE for token in self.tokens):
            raise Unclear("labels without a figure")
        if len(self.said) > MOST:
            raise Unclear("many")
        if self._has(Kind.NOT_YET) and not any(one.celsius for one in self.said):
            raise Unclear("not yet")
        keys = [(one.who, one.day or 0, one.slot) for one in self.said if one.who or one.slot or one.day]
        if len(keys) != len(set(keys)):
            raise Unclear("twice")
        whose = [one.who for one in self.said]
        for one in self.said:
            if not one.slot and one.who and whose.count(one.who) > 1:
                raise Unclear("twice")
