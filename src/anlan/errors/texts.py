"""Code -> (English, 中文), gathered from one table a module so that modules do not edit each other's texts."""

from anlan.errors import (
    texts_access,
    texts_api,
    texts_app,
    texts_database,
    texts_flow,
    texts_geography,
    texts_journal,
    texts_live,
    texts_load,
)

TEXTS: dict[str, tuple[str, str]] = {
    **texts_database.TEXTS,
    **texts_journal.TEXTS,
    **texts_live.TEXTS,
    **texts_load.TEXTS,
    **texts_geography.TEXTS,
    **texts_access.TEXTS,
    **texts_flow.TEXTS,
    **texts_api.TEXTS,
    **texts_app.TEXTS,
}
