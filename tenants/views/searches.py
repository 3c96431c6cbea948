"""What somebody looks for, kept out of the address: encrypted in her session, under a token that the address carries.

A name in an address would stay in the history of a shared computer and in the logs of a server (docs/adr/0014).
"""

import secrets

from core.encryption import DecryptionError, decrypt, encrypt

KEY = "household_searches"
TOKEN = "recherche"
LONGEST, MOST_KEPT = 200, 20


def keep_search(request, typed):
    """The token of what was typed; "" where nothing was. The oldest give way."""
    typed = typed.strip()[:LONGEST]
    if not typed:
        return ""
    kept = [[token, content] for token, content in request.session.get(KEY, []) if opened(request, content) != typed]
    token = secrets.token_urlsafe(6)
    request.session[KEY] = [*kept, [token, encrypt(f"{request.actor.pk} {typed}".encode())]][-MOST_KEPT:]
    return token


def search_of(request):
    """What the token of the address stands for; "" where the session knows it no more, or in another role."""
    wanted = request.GET.get(TOKEN) or request.POST.get(TOKEN)
    kept = dict(request.session.get(KEY, [])) if wanted else {}
    return opened(request, kept[wanted]) if wanted in kept else ""


def opened(request, content):
    try:
        actor, _, typed = decrypt(content).decode().partition(" ")
    except DecryptionError:
        return ""
    return typed if actor == str(request.actor.pk) else ""
