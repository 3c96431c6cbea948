"""Who the demonstration shows: two landlord–operator pairs and their partners. Persons and numbers are invented."""

from dataclasses import dataclass, field

from accounts.enums import OrganisationKind, Role

LANDLORD, OPERATOR, PARTNER = OrganisationKind.LANDLORD, OrganisationKind.OPERATOR, OrganisationKind.PARTNER


@dataclass(frozen=True)
class DemoOrganisation:
    key: str
    kind: OrganisationKind
    name: str
    administered_by: str | None = None
    details: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DemoRole:
    """`ends_in`: days from the day of loading, for the role that ends soon."""

    organisation: str
    email: str
    first_name: str
    last_name: str
    role: Role
    title: str = ""
    ends_in: int | None = None


def at(address, postcode, city, **numbers):
    return {"address": address, "postcode": postcode, "city": city, **numbers}


# The operator stands before those that it administers.
ORGANISATIONS = (
    DemoOrganisation(
        "anef",
        OPERATOR,
        "Anef Ferrer",
        details=at(
            "12, rue de la Convention",
            "44100",
            "Nantes",
            legal_form="Association loi 1901",
            siren="999140015",
            siret="99914001500010",
            rna="W999140015",
            iban="FR7699999010000001000000034",
            phone="02 40 00 00 12",
            email="contact@anef-ferrer.example",
        ),
    ),
    DemoOrganisation(
        "lnh",
        LANDLORD,
        "La Nantaise d'Habitations",
        "anef",
        at(
            "1, allée des Hélices",
            "44200",
            "Nantes",
            short_name="LNH",
            legal_form="SA d’HLM",
            siren="999140023",
            siret="99914002300014",
            phone="02 40 00 00 01",
            email="contact@lnh.example",
        ),
    ),
    DemoOrganisation(
        "nantes_metropole",
        PARTNER,
        "Nantes Métropole",
        "anef",
        at("2, cours du Champ-de-Mars", "44000", "Nantes", siren="999140031", siret="99914003100017"),
    ),
    DemoOrganisation(
        "departement",
        PARTNER,
        "Conseil départemental de Loire-Atlantique",
        "anef",
        at("3, quai Ceineray", "44000", "Nantes", short_name="CD 44", siren="999140049", siret="99914004900019"),
    ),
    # Not everything is filled in yet: the administrator's home page says so.
    DemoOrganisation("fnars", PARTNER, "FNARS Pays de la Loire", "anef", {"short_name": "FNARS"}),
    DemoOrganisation(
        "ush",
        PARTNER,
        "Union sociale pour l'habitat des Pays de la Loire",
        "anef",
        at("4, rue Édith-Piaf", "44800", "Saint-Herblain", short_name="USH", siren="999140056"),
    ),
    DemoOrganisation(
        "ddcs",
        PARTNER,
        "Direction départementale de la cohésion sociale",
        "anef",
        at("6, quai Ceineray", "44000", "Nantes", short_name="DDCS", siren="999140064"),
    ),
    DemoOrganisation(
        "relais",
        OPERATOR,
        "Association Relais Sillon",
        details=at(
            "27, boulevard de la Loire",
            "44600",
            "Saint-Nazaire",
            legal_form="Association loi 1901",
            siren="999140072",
            siret="99914007200011",
            rna="W999140072",
            iban="FR7699999010060001000082297",
            phone="02 40 00 00 27",
            email="contact@relais-sillon.example",
        ),
    ),
    DemoOrganisation(
        "ponant",
        LANDLORD,
        "Habitat du Ponant",
        "relais",
        at(
            "8, place du Commando",
            "44600",
            "Saint-Nazaire",
            legal_form="Office public de l’habitat",
            siren="999140080",
            siret="99914008000014",
            phone="02 40 00 00 08",
            email="contact@habitat-ponant.example",
        ),
    ),
)

PEOPLE = (
    DemoRole("lnh", "sylvie.guillou@lnh.example", "Sylvie", "Guillou", Role.ADVISOR),
    DemoRole("lnh", "karine.besnard@lnh.example", "Karine", "Besnard", Role.ADVISOR),
    DemoRole("lnh", "fatou.diallo@lnh.example", "Fatou", "Diallo", Role.ADVISOR),
    DemoRole("lnh", "elodie.marchand@lnh.example", "Élodie", "Marchand", Role.ADVISOR, ends_in=20),
    DemoRole("lnh", "bertrand.lemasson@lnh.example", "Bertrand", "Lemasson", Role.LANDLORD_MANAGER),
    DemoRole("anef", "nadia.legoff@anef-ferrer.example", "Nadia", "Le Goff", Role.SOCIAL_WORKER, "CESF"),
    DemoRole("anef", "marc.aubin@anef-ferrer.example", "Marc", "Aubin", Role.SOCIAL_WORKER, "Éducateur spécialisé"),
    DemoRole("anef", "helene.pradel@anef-ferrer.example", "Hélène", "Pradel", Role.SERVICE_HEAD),
    # A head who carries cases too: one account, two roles.
    DemoRole("anef", "helene.pradel@anef-ferrer.example", "Hélène", "Pradel", Role.SOCIAL_WORKER, "CESF"),
    DemoRole("anef", "thierry.caillaud@anef-ferrer.example", "Thierry", "Caillaud", Role.BILLING_OFFICER),
    DemoRole("nantes_metropole", "claire.bonnet@nantes-metropole.example", "Claire", "Bonnet", Role.COMMITTEE_MEMBER),
    DemoRole("departement", "olivier.hamon@departement.example", "Olivier", "Hamon", Role.COMMITTEE_MEMBER),
    DemoRole("fnars", "aicha.benali@fnars.example", "Aïcha", "Benali", Role.COMMITTEE_MEMBER),
    DemoRole("ush", "philippe.roussel@ush.example", "Philippe", "Roussel", Role.COMMITTEE_MEMBER),
    DemoRole("ddcs", "monique.tessier@ddcs.example", "Monique", "Tessier", Role.COMMITTEE_MEMBER),
    DemoRole("anef", "solene.rivoal@anef-ferrer.example", "Solène", "Rivoal", Role.DPO),
    DemoRole("anef", "yann.kermarec@anef-ferrer.example", "Yann", "Kermarec", Role.ADMINISTRATOR),
    DemoRole("ponant", "gwenaelle.morvan@habitat-ponant.example", "Gwenaëlle", "Morvan", Role.ADVISOR),
    DemoRole("ponant", "denis.jaffre@habitat-ponant.example", "Denis", "Jaffré", Role.LANDLORD_MANAGER),
    DemoRole("relais", "julie.thomazeau@relais-sillon.example", "Julie", "Thomazeau", Role.SOCIAL_WORKER, "CESF"),
    DemoRole("relais", "pascal.drouet@relais-sillon.example", "Pascal", "Drouet", Role.SERVICE_HEAD),
    DemoRole("relais", "nathalie.cozic@relais-sillon.example", "Nathalie", "Cozic", Role.BILLING_OFFICER),
    DemoRole("relais", "emilie.gautret@relais-sillon.example", "Émilie", "Gautret", Role.ADMINISTRATOR),
)
