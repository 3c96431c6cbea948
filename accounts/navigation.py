"""What each role finds at the left of its pages. Pure but for the URLs."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.urls import reverse

from accounts.enums import Role


@dataclass(frozen=True)
class Item:
    label: str
    url_name: str
    icon: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str = ""
    # What `aria-current` says: "page" here, "true" somewhere below, "" elsewhere.
    current: str = ""


DAY = Item("Ma journée", "home", "sun")
HOME = Item("Accueil", "home", "house")
HOUSEHOLDS = Item("Ménages", "tenants:households", "users-round")
AGENDA = Item("Agenda", "referrals:agenda", "calendar-days")
DIRECTORY = Item("Annuaire", "accompaniment:structures", "book-user")
PROGRAMMES = Item("Dispositifs", "programmes:programmes", "book-open")
CONVENTIONS = Item("Conventions", "programmes:conventions", "handshake")
CASELOAD = Item("Mes suivis", "accompaniment:caseload", "footprints")
FOLLOWED = Item("Suivis", "accompaniment:followed", "footprints")
TEAM_LOAD = Item("Suivis", "accompaniment:team_load", "footprints")
INBOX = Item("Fiches reçues", "referrals:inbox", "inbox")
REFERRALS = Item("Fiches", "referrals:referrals", "send")
SECTORS = Item("Secteurs", "tenants:sectors", "map")
TEAM = Item("Comptes de l’équipe", "accounts:accounts", "users")
ACCOUNTS = Item("Comptes", "accounts:accounts", "users")
ORGANISATIONS = Item("Organisations", "accounts:organisations", "building-2")
ACCESS_LOG = Item("Journal des accès", "accounts:access_log", "scroll-text")

NAVIGATION = {
    Role.ADVISOR: (DAY, HOUSEHOLDS, REFERRALS, FOLLOWED, AGENDA, PROGRAMMES),
    Role.LANDLORD_MANAGER: (DAY, HOUSEHOLDS, REFERRALS, FOLLOWED, AGENDA, SECTORS, PROGRAMMES, CONVENTIONS),
    Role.SOCIAL_WORKER: (DAY, CASELOAD, INBOX, HOUSEHOLDS, REFERRALS, AGENDA, DIRECTORY, PROGRAMMES),
    Role.SERVICE_HEAD: (
        DAY,
        TEAM_LOAD,
        INBOX,
        HOUSEHOLDS,
        REFERRALS,
        AGENDA,
        DIRECTORY,
        PROGRAMMES,
        CONVENTIONS,
        TEAM,
        ACCESS_LOG,
    ),
    Role.BILLING_OFFICER: (DAY, CONVENTIONS, PROGRAMMES),
    Role.COMMITTEE_MEMBER: (HOME, PROGRAMMES),
    Role.DPO: (HOME, ACCESS_LOG, PROGRAMMES),
    Role.ADMINISTRATOR: (HOME, ACCOUNTS, ORGANISATIONS, SECTORS, CONVENTIONS, PROGRAMMES, ACCESS_LOG),
}

FOOTER = (
    Item("Qui voit quoi", "accounts:who_sees_what", ""),
    Item("Journal de mes accès", "accounts:access_log", ""),
    Item("Mes travaux", "core:jobs", ""),
    Item("Accessibilité", "core:accessibility", ""),
)
PUBLIC_FOOTER = (Item("Accessibilité", "core:accessibility", ""),)


@functools.cache
def addresses(items):
    """They are on every page, and stay the same as long as the process."""
    return tuple(reverse(item.url_name) for item in items)


def links(items, path=""):
    """The items, the nearest to `path` marked as current."""
    items = tuple(items)
    urls = addresses(items)
    above = [url for url in urls if url != "/" and path.startswith(url)]
    nearest = path if path == "/" else max(above, key=len, default="")
    return tuple(
        Link(item.label, url, item.icon, current_word(url, nearest, path))
        for item, url in zip(items, urls, strict=True)
    )


def current_word(url, nearest, path):
    if url != nearest:
        return ""
    return "page" if url == path else "true"


def navigation_of(role, path):
    return links(NAVIGATION[role], path)
