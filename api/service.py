"""The atlas as the API serves it: rendered once at start, shared by all calls."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from api.records import CATALOGUE, catalogue
from api.rendering import RenderedCollection
from api.strings import Strings
from api.tiles import TileSource
from api.timestamps import rfc3339
from geo.errors import CollectionNotFoundError
from layers.locate import Locator

if TYPE_CHECKING:
    from api.call import Operation
    from api.settings import Settings
    from layers.store import Atlas, Feature
    from maps.words import Words


class Service:
    """An atlas, its settings, and what is made from them once."""

    def __init__(
        self, settings: Settings, atlas: Atlas, operations: tuple[Operation, ...], words: Words | None = None
    ) -> None:
        self.settings = settings
        self.atlas = atlas
        self.operations = operations
        self.words = words
        self.strings = Strings()
        self.project: dict[str, Any] = atlas.manifest["project"]
        self.languages: tuple[str, ...] = tuple(self.project.get("languages") or ("zh", "en"))
        manifest = atlas.path / "manifest.json"
        # The time the bytes were made, not the time they are sent: equal requests give equal bytes and ETags.
        self.modified: float = float(int(manifest.stat().st_mtime)) if manifest.is_file() else 0.0
        self.timestamp = rfc3339(self.modified)
        places = atlas.collections.get("places")
        self.places: dict[str, Feature] = {row.id: row for row in places.features} if places else {}
        collections = {**atlas.collections, CATALOGUE: catalogue(atlas)}
        self.rendered = {name: RenderedCollection(item) for name, item in collections.items()}
        self._tile_sources: dict[str, TileSource] = {}

    def collection(self, collection_id: str) -> RenderedCollection:
        """Return a rendered collection; ``CollectionNotFoundError`` when there is none of that id."""
        try:
            return self.rendered[collection_id]
        except KeyError:
            raise CollectionNotFoundError(
                "No such collection", value=collection_id, allowed=", ".join(self.rendered)
            ) from None

    def tile_source(self, collection_id: str) -> TileSource:
        """Return a collection ready to be cut into tiles; made when first asked for."""
        if collection_id not in self._tile_sources:
            self._tile_sources[collection_id] = TileSource(self.collection(collection_id))
        return self._tile_sources[collection_id]

    @cached_property
    def locator(self) -> Locator:
        """Return the index that tells where a point lies; made when first asked for."""
        return Locator(self.atlas)
