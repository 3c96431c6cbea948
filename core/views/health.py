from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from core.access import public
from core.tasks import HEARTBEAT_KEY


@public
@require_safe
@never_cache
@transaction.non_atomic_requests
def alive(request):
    """The process answers; nothing else is asked."""
    return JsonResponse({"statut": "vivant"})


@public
@require_safe
@never_cache
@transaction.non_atomic_requests
def ready(request):
    """The database, Redis, and a worker seen within the last minute."""
    checks = {"base": _database_answers(), "redis": True, "travaux": False}
    try:
        checks["travaux"] = cache.get(HEARTBEAT_KEY) is not None
    except RedisError:
        checks["redis"] = False
    well = all(checks.values())
    answer = {
        "statut": "prêt" if well else "pas prêt",
        **{key: "ok" if ok else "en panne" for key, ok in checks.items()},
    }
    return JsonResponse(answer, status=200 if well else 503, json_dumps_params={"ensure_ascii": False})


def _database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True
