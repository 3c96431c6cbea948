def actor(request):
    """Who is at work, and as whom else she could be."""
    return {"actor": getattr(request, "actor", None), "memberships": getattr(request, "memberships", ())}
