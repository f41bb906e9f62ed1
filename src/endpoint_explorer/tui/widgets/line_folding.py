"""Folding regions of a document away, and saying what they hold."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip
from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document, Token
from endpoint_explorer.bodies.outline import Outline
from endpoint_explorer.tui.widgets.line_painter import LinePainter
from endpoint_explorer.tui.widgets.line_rows import Arrangement, Cancelled, Change
from endpoint_explorer.tui.widgets.painting import cleaned, coloured, to_strip
from endpoint_explorer.tui.widgets.row_map import Folds

_CLOSING = 200
"""Bytes of a closing line that are shown beside the one that opens."""


class LineFolding(LinePainter):
    """Folds and unfolds what the outline of a document names as regions."""

    BINDINGS = [
        Binding(
            "space", "fold", "Fold", id="viewer.fold", tooltip="Fold what is here, or unfold it"
        ),
        Binding(
            "z",
            "fold_all",
            "Fold all",
            show=False,
            id="viewer.fold_all",
            tooltip="Fold all, or unfold all",
        ),
        *(
            Binding(
                str(depth),
                f"fold_to({depth})",
                f"Fold to depth {depth}",
                show=False,
                id=f"viewer.fold_to_{depth}",
                tooltip=f"Show {depth} {'level' if depth == 1 else 'levels'} and fold the rest",
            )
            for depth in range(1, 10)
        ),
    ]

    class Summarised(Message):
        """A thread has found out what folded regions hold."""

        def __init__(self, document: Document, summaries: dict[int, str]) -> None:
            super().__init__()
            self.document = document
            self.summaries = summaries

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(has_numbers=has_numbers, id=id)
        self._summaries: dict[int, str] = {}
        self._unsaid: dict[int, int] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer folding where there is something to fold."""
        if action in {"fold", "fold_all", "fold_to"}:
            return self.has_folds
        return super().check_action(action, parameters)

    def forget_lines(self) -> None:
        """Forget the lines of another document."""
        super().forget_lines()
        self._summaries.clear()
        self._unsaid.clear()

    def action_fold(self) -> None:
        """Unfold the line under the cursor, or fold what it opens or is inside of."""
        self.fold_at(self.cursor_line)

    def fold_at(self, line: int) -> None:
        """Unfold a line, or fold what it opens or is inside of."""
        document, outline = self.document, self.document.outline
        if outline is None:
            return

        def fold(now: Arrangement, is_cancelled: Cancelled) -> Change | None:
            hidden_by = now.rows.hidden_by(line)
            place = line if hidden_by is None else hidden_by
            first = _opening(now.folds, outline, place)
            folds = _toggled(now.folds, outline, first, is_cancelled)
            if folds is None:
                return None
            arranged = Arrangement.of(document, folds, now.wraps, is_cancelled)
            return Change(arranged, document.span(first)[0])

        self.submit(fold)

    def action_fold_all(self) -> None:
        """Unfold everything, or fold everything below the root."""
        if not len(self.arrangement.folds):
            self.action_fold_to(1)
            return
        document = self.document

        def unfold(now: Arrangement, is_cancelled: Cancelled) -> Change:
            return Change(Arrangement.of(document, Folds(), now.wraps, is_cancelled))

        self.submit(unfold)

    def action_fold_to(self, depth: int) -> None:
        """Show so many levels of nesting, and fold what is deeper."""
        document, outline = self.document, self.document.outline
        if outline is None:
            return

        def fold(now: Arrangement, is_cancelled: Cancelled) -> Change | None:
            roots = outline.regions(0, is_cancelled)
            # Several documents one after the other, as in NDJSON, are the first level themselves.
            level = depth if len(roots.first) == 1 else depth - 1
            found = roots if level == 0 else outline.regions(level, is_cancelled)
            if is_cancelled():
                return None
            count = min(len(found.first), len(found.last))
            folds = Folds(found.first[:count], found.last[:count])
            return Change(Arrangement.of(document, folds, now.wraps, is_cancelled))

        self.submit(fold)

    def unfold_to(self, address: int) -> None:
        """Unfold what hides the line of an address, and go there."""
        document = self.document
        line = document.line_at(address)

        def unfold(now: Arrangement, is_cancelled: Cancelled) -> Change:
            outer = now.rows.hidden_by(line)
            if outer is None:
                return Change(now, address)
            folds = now.folds.without(now.folds.hiding(line, outer))
            return Change(Arrangement.of(document, folds, now.wraps, is_cancelled), address)

        self.submit(unfold)

    def fold_strip(self, line: int, style_of: Callable[[Token], Style]) -> Strip:
        """Say what a folded line hides, and how it ends."""
        last = self.arrangement.folds.last_of(line)
        if last is None or last >= self.document.line_count:
            return Strip([])
        summary = self._summaries.get(line)
        if summary is None:
            if not self._unsaid:
                self.call_after_refresh(self._summarise)
            self._unsaid[line] = last
        said = f" … {clean(summary)} " if summary else " … "
        text = self.document.text(last, 0, _CLOSING).strip()
        spans = self.document.spans(last, text)
        closing = coloured(text, spans, style_of("muted"), style_of)
        return Strip.join([Strip([Segment(said, style_of("muted"))]), to_strip(cleaned(closing))])

    def _summarise(self) -> None:
        """Have a thread find out what the folded regions in view hold."""
        document, outline = self.document, self.document.outline
        regions = dict(self._unsaid)
        self._unsaid.clear()
        if outline is None or not regions:
            return

        def work() -> None:
            worker = get_current_worker()
            for first, last in regions.items():
                said = outline.summary(first, last, lambda: worker.is_cancelled)
                if worker.is_cancelled:
                    return
                self.post_message(self.Summarised(document, {first: said}))

        self.run_worker(work, thread=True, group="summaries")

    @on(Summarised)
    def _take_summaries(self, message: Summarised) -> None:
        message.stop()
        if message.document is self.document:
            self._summaries.update(message.summaries)
            self.refresh()


def _opening(folds: Folds, outline: Outline, line: int) -> int:
    """Return the line whose region is to be folded or unfolded; itself where there is none."""
    if folds.last_of(line) is not None or outline.opens(line):
        return line
    around = outline.enclosing(line)
    return line if around is None else around


def _toggled(folds: Folds, outline: Outline, line: int, is_cancelled: Cancelled) -> Folds | None:
    """Fold the region that a line opens, or unfold it; None where it opens none."""
    if folds.last_of(line) is not None:
        return folds.without([line])
    last = outline.close(line, is_cancelled) if outline.opens(line) else None
    return None if last is None or last <= line else folds.with_region(line, last)
