"""The cache on Redis, without which the portal still answers: what is lost with it is computed again.

Throttles count in the cache, so they let everyone through while it is gone; the outage is logged, ``/sante/`` says it.
The admin's sign-in is throttled in the database (django-axes) and does not depend on it.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

journal = logging.getLogger(__name__)


Methode = Callable[..., Any]


def _ou(absence: Callable[[tuple[Any, ...], dict[str, Any]], Any]) -> Callable[[Methode], Methode]:
    """Answer as an empty cache would when Redis does not answer."""

    def tolerer(methode: Methode) -> Methode:
        @wraps(methode)
        def tolerante(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return methode(self, *args, **kwargs)
            except RedisError as panne:
                journal.warning("Cache injoignable : %s", panne)
                return absence(args, kwargs)

        return tolerante

    return tolerer


class CacheTolerant(RedisCache):
    """Django's Redis cache; a method that Redis leaves without answer does what it does on an empty cache."""

    get = _ou(lambda args, kwargs: args[1] if len(args) > 1 else kwargs.get("default"))(RedisCache.get)
    get_many = _ou(lambda args, kwargs: {})(RedisCache.get_many)
    set = _ou(lambda args, kwargs: None)(RedisCache.set)
    set_many = _ou(lambda args, kwargs: list(args[0]))(RedisCache.set_many)
    add = _ou(lambda args, kwargs: True)(RedisCache.add)
    touch = _ou(lambda args, kwargs: False)(RedisCache.touch)
    delete = _ou(lambda args, kwargs: False)(RedisCache.delete)
    delete_many = _ou(lambda args, kwargs: None)(RedisCache.delete_many)
    has_key = _ou(lambda args, kwargs: False)(RedisCache.has_key)
    clear = _ou(lambda args, kwargs: False)(RedisCache.clear)
