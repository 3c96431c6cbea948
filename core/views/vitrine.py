"""/vitrine: every component in all its states, for those who build pages. Development only."""

import datetime as dt
import json

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.access import public
from core.attachments import AttachmentField
from core.charts import Bar, bar_chart
from core.forms import DayInput
from core.signatures import SignatureField, parse_signature
from core.steps import Page, steps_of, tabs_of

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août")


SIGNED = json.dumps({"strokes": [[90, 190, 130, 90, 160, 200, 200, 110, 230, 190], [260, 170, 330, 150, 520, 140]]})
FILE_PAGES = [Page(name, name, "#tabs") for name in ("Synthèse", "Suivi", "Objectifs", "Documents", "Historique")]
SHEET_PAGES = [Page(name, name, "#steps") for name in ("Le ménage", "Les difficultés", "L’accord", "Relire et envoyer")]


class SampleForm(forms.Form):
    name = forms.CharField(label="Nom du groupe", help_text="Tel que les participants le connaissent.")
    day = forms.DateField(
        label="Première rencontre",
        widget=DayInput,
        error_messages={"required": "Choisissez un jour, par exemple le 17 mars."},
    )
    place = forms.ChoiceField(label="Lieu", choices=[("", "Choisir"), ("d", "Maison de quartier de Doulon")])
    channel = forms.ChoiceField(
        label="Invitation", choices=[("l", "Par lettre"), ("t", "Par téléphone")], widget=forms.RadioSelect
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes",
        required=False,
        choices=[("c", "Comprendre ses charges"), ("s", "Le surendettement"), ("v", "Découvrir la ville")],
        widget=forms.CheckboxSelectMultiple,
    )
    papers = AttachmentField(label="Pièces jointes", required=False, most=5)
    words = forms.CharField(label="Ce que les personnes en disent", required=False, widget=forms.Textarea)
    signature = SignatureField(label="Signature de la personne", required=False)
    sure = forms.BooleanField(label="Les personnes ont été prévenues")


@public
@require_safe
def vitrine(request):
    if not settings.DEVELOPMENT_PAGES:
        raise Http404
    today = timezone.localdate()
    wrong = SampleForm({"name": "Les voisins", "day": "31 février", "channel": "l", "signature": SIGNED})
    samples = {**widgets(), **thread(today), **figures(), "form": SampleForm(), "wrong_form": wrong}
    return render(request, "core/vitrine.html", {"today": today, "now": timezone.now(), **samples})


def widgets():
    return {
        "crumbs": [("Conventions", "#"), ("Remobilisation", "#")],
        "tabs": tabs_of(FILE_PAGES, current="Suivi", counts={"Suivi": 12}),
        "steps": steps_of(SHEET_PAGES, current="L’accord", done={"Le ménage", "Les difficultés"}),
        "wrong_steps": steps_of(
            SHEET_PAGES, current="Relire et envoyer", done={"Le ménage", "L’accord"}, wrong={"Les difficultés"}
        ),
        "search": {"name": "q", "value": "", "label": "Nom, dossier ou adresse", "kept": [("etat", "retard")]},
        "statuses": [
            {"label": "Tous", "count": 24, "url": "#filters", "current": True},
            {"label": "En retard", "count": 3, "url": "#filters"},
            {"label": "Diagnostic", "count": 5, "url": "#filters"},
            {"label": "Accompagnement", "count": 16, "url": "#filters"},
        ],
        "chips": [
            {"label": "Bellevue", "remove_url": "#filters"},
            {"label": "Depuis octobre", "remove_url": "#filters"},
        ],
        "facts": [
            ("Terme", "13 octobre, dans 7 mois"),
            ("Dette", "1 240 €, 1 860 € à l’entrée"),
            ("Adhésions", "individuelle et collective, 14 octobre"),
            ("Vide", ""),
        ],
        "signature": parse_signature(SIGNED),
        "themes": ["Budget", "Démarches", "Environnement"],
    }


def thread(today):
    return {
        "five_days_ago": today - dt.timedelta(days=5),
        "two_weeks_ago": today - dt.timedelta(days=17),
        "last_year": today - dt.timedelta(days=400),
        "visit_tags": ["Budget", "Démarches"],
    }


def figures():
    counts = zip(MONTHS, (12, 14, 15, None, 19, 20, 22, 26), (9, 11, 12, 15, 15, 16, 18, 18), strict=True)
    bars = [Bar(month, now, before, month[:3], "" if now else "moins de 5") for month, now, before in counts]
    states = ["off"] * 3 + ["on"] * 9 + ["paused"] * 8 + ["on"] * 11
    return {
        "chart": bar_chart(
            bars,
            title="Ménages accompagnés chaque mois",
            label_label="Mois",
            value_label="2025",
            before_label="2024",
            caption="La montée suit l’ouverture du second groupe en mai.",
        ),
        "strip": [{"state": state, "today": rank == 24} for rank, state in enumerate(states)],
        "strip_summary": "Du 4 au 12 mars, puis du 21 au 31 ; suspendu du 13 au 20. 20 jours comptés.",
    }
