"""All waivers of a scan, those in the files before those of the config, with no secret in what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from infracheck.engine.disclosure import Said
from infracheck.engine.finding import Finding
from infracheck.engine.located import Located
from infracheck.engine.waivers.at_origins import at_every_turn, marked_origins, met_in, told_at_origins, without_used
from infracheck.engine.waivers.by_config import waive_by_config
from infracheck.engine.waivers.by_file import waive
from infracheck.engine.waivers.reach import Tree
from infracheck.engine.waivers.terms import Terms
from infracheck.engine.waivers.waiver import Stated
from infracheck.model.graph.build import Built
from infracheck.model.graph.model import Model
from infracheck.source.text.fault import Fault


def waive_everywhere(
    findings: Sequence[Finding],
    marked: Mapping[str, Sequence[Tree]],
    located: Located,
    built: Built,
    terms: Terms,
    naming: Callable[[str], str],
    *,
    is_whole: bool,
) -> tuple[list[Finding], list[Finding], list[Fault], list[Stated]]:
    """Part findings into those that count and those that a waiver takes out; `marked` are the files with waivers.

    Those in rendered text stand where they were written from then on.
    """
    kept, waived, faults, stated = waive(findings, marked, terms)
    if located:
        located.locate((*kept, *waived))
        left, stated = at_every_turn(kept, told_at_origins(stated, located))
        waived += [each for each in kept if each.suppression is not None]
        origins = marked_origins(located.written, built.trees)
        rest = waive(without_used(left, stated), origins, terms, met_in(stated, origins, built.trees))
        kept, waived, faults, stated = rest[0], [*waived, *rest[1]], [*faults, *rest[2]], [*stated, *rest[3]]
    if terms.listed:
        parted = waive_by_config(kept, built.trees, terms, naming, is_whole=is_whole)
        kept = parted.counted
        waived = sorted((*waived, *parted.waived), key=lambda each: each.sort_key)
        stated += parted.stated
    return kept, waived, faults, _disclosed(stated, built.models)


def _disclosed(stated: Sequence[Stated], models: Iterable[Model]) -> list[Stated]:
    """The waivers as they may be reported: whoever writes a reason may quote what is waived."""
    texts = {text for each in stated for text in _texts_of(each)}
    said = Said(texts, models)
    if not said.changes:
        return list(stated)
    shown = []
    for each in stated:
        waiver = each.waiver
        for finding in each.hidden:
            if finding.suppression is not None:
                finding.suppression = finding.suppression._replace(reason=said.of(finding.suppression.reason))
        changed = waiver._replace(
            selectors=tuple(map(said.of, waiver.selectors)),
            reason=said.of(waiver.reason),
            owner=said.of(waiver.owner),
            ticket=said.of(waiver.ticket),
        )
        shown.append(each._replace(waiver=changed))
    return shown


def _texts_of(stated: Stated) -> tuple[str, ...]:
    waiver = stated.waiver
    return (*waiver.selectors, waiver.reason, waiver.owner, waiver.ticket)
