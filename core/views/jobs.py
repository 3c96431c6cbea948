"""The pages of one's own long works (core.jobs)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import signed_in
from core.enums import JobState
from core.errors import DomainError
from core.jobs import JOBS, KINDS, OVER, OWNER, cancel_job
from core.models import Job
from core.views import act
from core.wording import clock_time, long_date, number


def _mine(request):
    return Job.objects.visible_to(request.actor).defer("result")


TONES = {JobState.DONE: "done", JobState.FAILED: "late", JobState.RUNNING: "brand"}


def _shown(job):
    """A job with the words of its page."""
    job.label = KINDS[job.kind].label if job.kind in KINDS else "Travail"
    job.is_over = job.state in OVER
    job.can_be_fetched = job.state == JobState.DONE and bool(job.file_name)
    job.steps = JOBS.available(job.state, OWNER)
    job.tone = TONES.get(job.state, "")
    asked = timezone.localtime(job.created_at)
    job.asked = f"Demandé le {long_date(asked)} à {clock_time(asked)}"
    job.sentence = _sentence(job)
    return job


def _sentence(job):
    if job.state == JobState.RUNNING:
        counted = f"{number(job.done)} sur {number(job.total)}" if job.total else ""
        return " · ".join(filter(None, (counted, job.note)))
    return {
        JobState.WAITING: "Il commence dès que possible.",
        JobState.DONE: "Le fichier est prêt." if job.can_be_fetched else "C’est fait.",
        JobState.FAILED: job.error,
        JobState.CANCELLED: "Vous l’avez annulé.",
    }[job.state]


@signed_in
@require_safe
def jobs(request):
    return render(request, "core/jobs.html", {"jobs": [_shown(job) for job in _mine(request)[:50]]})


@signed_in
@require_safe
def job(request, pk):
    found = _shown(get_object_or_404(_mine(request), pk=pk))
    return render(request, "core/job.html", {"job": found, "crumbs": [("Mes travaux", reverse("core:jobs"))]})


@signed_in
@require_safe
def job_progress(request, pk):
    """The part of the page that asks again by itself."""
    return render(request, "core/_job.html", {"job": _shown(get_object_or_404(_mine(request), pk=pk))})


@signed_in
@require_safe
def job_result(request, pk):
    found = get_object_or_404(Job.objects.visible_to(request.actor), pk=pk)
    if not _shown(found).can_be_fetched:
        raise Http404
    kind = KINDS.get(found.kind)
    if kind and kind.before_download:
        try:
            kind.before_download(found, by=request.actor)
        except DomainError as refused:
            messages.error(request, refused.message)
            return redirect("core:job", found.pk)
    headers = {"Content-Disposition": f'attachment; filename="{found.file_name}"'}
    return HttpResponse(found.result, content_type=found.content_type, headers=headers)


@signed_in
@require_POST
def job_cancel(request, pk):
    found = get_object_or_404(_mine(request), pk=pk)
    return act(request, lambda: cancel_job(found, by=request.actor), url=reverse("core:job", args=[pk]))
