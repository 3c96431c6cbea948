"""Two roles on one database: the owner migrates, the application role works."""


def databases(env, application_role):
    """Return (DATABASES, what changes for the owner).

    DATABASE_URL with DATABASE_OWNER_URL: two logins. DATABASE_URL alone: the login owns the tables and each
    connection assumes the application role. Neither: the embedded server, whose socket is PGHOST.
    """
    if env("DATABASE_URL", default=""):
        default = env.db("DATABASE_URL")
        default.setdefault("OPTIONS", {})
        if env("DATABASE_OWNER_URL", default=""):
            owner = env.db("DATABASE_OWNER_URL")
            owner = {key: owner[key] for key in ("USER", "PASSWORD")}
        else:
            default["OPTIONS"]["assume_role"] = application_role
            owner = {}
    else:
        default = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": env("DATABASE_NAME", default="jytiens"),
            "HOST": env("PGHOST", default=""),
            "USER": application_role,
            "OPTIONS": {},
        }
        owner = {"USER": "jytiens_owner"}
    default.update(ATOMIC_REQUESTS=True, CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    return {"default": default}, owner
