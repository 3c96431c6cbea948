"""A household and its situation (tenants.presentation.situation) in words: the same on a page and on paper. Pure."""

import datetime

from core.wording import amount, count, plain_date
from tenants.enums import Composition

QUIET_WAY = "any"


def day(text):
    return plain_date(datetime.date.fromisoformat(text)) if text else ""


def age_on(birth_date, on):
    """In full years; "" where the birth date is not known."""
    if not birth_date:
        return ""
    born, today = datetime.date.fromisoformat(birth_date), datetime.date.fromisoformat(on)
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return count(years, "an")


def person_line(person: dict, on: str) -> str:
    """« née Le Goff, 41 ans (3 avril 1980). 06 12 34 56 78, a@b.fr. Préfère le SMS, après 17 h. »"""
    birth = f"{age_on(person['birth_date'], on)} ({day(person['birth_date'])})" if person["birth_date"] else ""
    maiden = f"né·e {person['birth_name']}" if person["birth_name"] else ""
    parts = [", ".join(filter(None, (maiden, birth))), ", ".join(filter(None, (person["phone"], person["email"])))]
    parts += [reached(person), interpreter(person), guardian(person)]
    return ". ".join(part for part in parts if part)


def reached(person):
    way = person["contact_way"]
    preferred = f"Préfère : {uncapital(way['label'])}" if way["code"] not in ("", QUIET_WAY) else ""
    return ", ".join(filter(None, (preferred, person["contact_hours"])))


def uncapital(label):
    """« courrier », but « SMS » and « E-mail »."""
    return label if label[1:2].isupper() or label[1:2] == "-" else f"{label[:1].lower()}{label[1:]}"


def interpreter(person):
    return f"Interprète : {person['interpreter']}" if person["interpreter"] else ""


def guardian(person):
    if not person["guardian_name"]:
        return ""
    reach = ", ".join(filter(None, (person["guardian_phone"], person["guardian_email"])))
    name = f"{person['guardianship']['label']} : {person['guardian_name']}"
    return f"{name} ({reach})" if reach else name


def situation_facts(situation: dict) -> list[tuple[str, str]]:
    """(label, words), what is empty left out by the component."""
    facts = composition_facts(situation) + home_facts(situation["occupancy"], guarded=situation["guarded"])
    facts += [("Ressources", ", ".join(resource_words(each) for each in situation["resources"]))]
    if situation["debts"]:
        latest = situation["debts"][0]
        facts.append(("Dette de loyer", f"{amount(float(latest['amount']))} au {day(latest['on'])}"))
    if situation["eviction"]:
        facts.append(("Procédure", f"{situation['eviction']['step']['label']}, {day(situation['eviction']['on'])}"))
    return facts


def composition_facts(situation):
    composition = situation["composition"]
    return [
        ("Composition", composition["label"] or "non précisée"),
        ("Enfants au foyer", "" if composition["children"] is None else str(composition["children"])),
        *[(right["label"], right["answer"]["label"]) for right in situation["rights"]],
    ]


def resource_words(resource):
    bracket = resource["bracket"]
    amount_words = f" ({bracket['label'].lower()})" if bracket["code"] != "unknown" else ""
    return f"{resource['kind']['label'].lower()}{amount_words}"


def home_facts(occupancy, *, guarded):
    if occupancy is None:
        return [("Situation locative", "Rien de noté à cette date")]
    town = f"{occupancy['postcode']} {occupancy['commune']}".strip()
    address = ", ".join(filter(None, (occupancy["address"], town, occupancy["district"])))
    deadline = f", réponse avant le {day(occupancy['proposal_deadline'])}" if occupancy["proposal_deadline"] else ""
    return [
        ("Situation locative", f"{occupancy['status']['label']} depuis le {day(occupancy['starts_on'])}"),
        ("Référence", occupancy["reference"]),
        ("Proposition de logement", f"{occupancy['proposal']}{deadline}" if occupancy["proposal"] else deadline[2:]),
        ("Glissement prévu", day(occupancy["target_on"])),
        ("Adresse", "Masquée : contact protégé" if guarded and not address else address),
        ("Logement", occupancy["dwelling_type"]["label"]),
        ("Desservi par les transports", occupancy["by_transport"]["label"]),
    ]


def occupancy_line(occupancy, *, with_address):
    """« Du 1er mai 2012 au 3 mars 2014, bail L-004512, 12 rue des Essais, 44000 Nantes »"""
    since = f"Depuis le {plain_date(occupancy.starts_on)}"
    if occupancy.ends_on:
        since = f"Du {plain_date(occupancy.starts_on)} au {plain_date(occupancy.ends_on)}"
    town = f"{occupancy.postcode} {occupancy.commune}".strip()
    where = (occupancy.address, town, occupancy.district) if with_address else ()
    return ", ".join(filter(None, (since, occupancy.reference, *where)))


def stated_title(stated):
    """« Dette de loyer : 640 € », « Ressource : Salaire », « Étape : Assignation »"""
    if hasattr(stated, "amount"):
        return f"Dette de loyer : {amount(stated.amount)}"
    if hasattr(stated, "step"):
        return f"Étape : {stated.get_step_display()}"
    return f"Ressource : {stated.get_kind_display()}"


def lead_of(household, occupancy):
    """« Dossier 2014-00012 · parent seul, 2 enfants · 12 rue des Essais, Nantes »"""
    return " · ".join(filter(None, (f"Dossier {household.number}", composition_in_words(household), place(occupancy))))


def composition_in_words(household):
    alone = household.composition in (Composition.ALONE, Composition.COUPLE)
    words = household.get_composition_display().removesuffix(" avec enfants").lower()
    children = count(household.children, "enfant") if household.children and not alone else ""
    return ", ".join(filter(None, (words, children)))


def place(occupancy):
    if occupancy is None:
        return ""
    town = f"{occupancy.postcode} {occupancy.commune}".strip()
    return ", ".join(filter(None, (occupancy.address, town, occupancy.district)))
