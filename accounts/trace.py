from accounts.models import AccessLogEntry


def record_access(*, by, action, subject, owner=None, technical=False):
    """Leave the trace of a look. It is written in the transaction that shows the page: no line, no page."""
    return AccessLogEntry.objects.create(
        user_id=by.user_id,
        membership=by,
        organisation_id=by.organisation_id,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_organisation=owner,
        technical=technical,
    )
