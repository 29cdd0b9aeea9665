"""`mmkb site`: the whole knowledge base as web pages."""

from __future__ import annotations

from mmkb.commands.declare import Command, Parameter
from mmkb.commands.shared import DATA, FORCE, TAKE
from mmkb.errors import UsageError
from mmkb.schema.struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmkb.index.index import Index

PORT = 8000


class Site(Struct):
    """Pages to be made: of which index, into which folder (None: one that is gone when they are no longer served).

    `address` is where they will stand, `force` replaces earlier pages, `port` is where they are served at once, if at all.
    `repository` is where a fact is reported as wrong, empty where that is not known.
    """

    __slots__ = ("address", "force", "index", "output", "port", "repository")

    def __init__(
        self,
        index: Index,
        output: str | None,
        address: str | None,
        port: int | None,
        *,
        force: bool,
        repository: str = "",
    ) -> None:
        self.index = index
        self.repository = repository
        self.output = output
        self.address = address
        self.port = port
        self.force = force


def answer(
    index: Index,
    *,
    output: str | None = None,
    address: str | None = None,
    repository: str | None = None,
    force: bool = False,
    serve: bool = False,
    port: int = PORT,
) -> Site:
    """Return the pages that are wanted; the doors write them. Raises UsageError for pages without a place."""
    if output is None and not serve:
        raise UsageError("the pages need a place", "name a folder by --output, or add --serve to look at them")
    if output is None and force:
        raise UsageError("--force replaces earlier pages, and none are kept", "name their folder by --output")
    if not serve and port != PORT:
        raise UsageError("--port is where pages are served", "add --serve")
    for given, example in ((address, "https://example.org/kb/"), (repository, "https://github.com/OWNER/NAME")):
        if given is not None and not given.startswith(("https://", "http://")):
            raise UsageError(f"{given!r} is no address of a web site", f"for example {example}")
    if port > 65_535:
        raise UsageError(f"there is no port {port}", "ports go up to 65535")
    root = None if address is None else f"{address.rstrip('/')}/"
    kept = index.folder.repository if repository is None else repository.rstrip("/")
    return Site(index, output, root, port if serve else None, force=force, repository=kept)


COMMAND = Command(
    "site",
    TAKE,
    "Write the whole knowledge base as web pages, for any static host or a folder on a disk.",
    answer,
    returns="site",
    parameters=(
        Parameter("output", "path", "Write the pages into this folder.", "--output", "-o", metavar="DIR"),
        Parameter(
            "address",
            "text",
            "Where the pages will stand: adds sitemap.xml and full addresses.",
            "--address",
            metavar="URL",
        ),
        Parameter(
            "repository",
            "text",
            "The repository on GitHub that the records are in: adds to every fact a link to report it as wrong. By default "
            "what mmkb.toml says.",
            "--repository",
            metavar="URL",
        ),
        FORCE,
        Parameter(
            "serve", "flag", "Show the pages to a browser on this machine until Ctrl-C.", "--serve", default=False
        ),
        Parameter(
            "port", "integer", "The port for --serve; 0 takes a free one.", "--port", default=PORT, least=0, metavar="N"
        ),
    ),
    handed_on=(DATA,),
    examples=["mmkb site -o web", "mmkb site -o web --force --address https://example.org/kb/"],
    more="The pages need no server and no script to be read. `mmkb site --serve` shows them at once.",
)
