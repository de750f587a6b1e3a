"""Files and folders to the documents that are judged: the text after Helm and Kustomize, each with its origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from infracheck.engine.disclosure import Said
from infracheck.engine.located import Located, located_in
from infracheck.model.facts.secrets.known import hidden_texts, secret_texts
from infracheck.model.graph.build import Built, build
from infracheck.pipeline import read_inputs
from infracheck.record import Record
from infracheck.report.escape import plain
from infracheck.report.renderings import made_with
from infracheck.report.shown.as_judged import KnownSecrets, judged_text
from infracheck.session import Session
from infracheck.settle import renamed_rendering
from infracheck.source.files.naming import Naming
from infracheck.source.text.fault import Fault
from infracheck.source.text.problem import NOT_RENDERED
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.tree import Document


class JudgedDocument(Record):
    """A document as it is judged: where it comes from, in words, and its text without secrets."""

    origin: str
    text: str


class JudgedDocuments(Record):
    """The documents of a scan, what was not rendered and why, and what crashed."""

    documents: tuple[JudgedDocument, ...]
    problems: tuple[str, ...]
    faults: tuple[Fault, ...]


def judged_documents(session: Session, paths: Sequence[str], *, with_plain: bool = False) -> JudgedDocuments:
    """What is rendered of files and folders; `with_plain` also what is judged as it stands."""
    read = read_inputs(session, paths, session.files)
    built = build(read.items, session.version, session.config.exists)
    naming = Naming(paths, session.config_file, session.root)
    documents = tuple(_documents(built, located_in(built.trees, read.written), naming, with_plain=with_plain))
    problems = [each for each, _ in built.problems if each.id == NOT_RENDERED]
    said = Said((each.message for each in problems), (built.model,))
    told = tuple(f"{naming(each.span.path)}:{each.span.line}: {said.of(each.message)}" for each in problems)
    return JudgedDocuments(documents, told, tuple(built.model.faults))


def _documents(built: Built, located: Located, naming: Naming, *, with_plain: bool) -> Iterator[JudgedDocument]:
    known = KnownSecrets(hidden_texts(built.model), secret_texts(built.model))
    for tree in (tree for trees in built.trees.values() for tree in trees):
        if not isinstance(tree, Document):
            continue
        source = tree.source
        if isinstance(source, RenderedSource):
            path = naming(located.place(tree.root.span).path)
            made = made_with(renamed_rendering(source.rendering, naming))
            yield JudgedDocument(", ".join((plain(path), *made)), judged_text(tree, known))
        elif with_plain:
            yield JudgedDocument(plain(naming(source.path)), judged_text(tree, known))
