from django import forms
from django.core.validators import FileExtensionValidator

from accounts.enums import OrganisationKind
from accounts.logos import MAX_OCTETS
from accounts.models import Invitation, Membership, Organisation, User
from accounts.rules import kinds_administered_by, roles_of_kind
from core.forms import CompactField, DayInput

# The keyboard that a phone offers.
DIGITS = {"inputmode": "numeric"}


class PhoneInput(forms.TextInput):
    input_type = "tel"


class OrganisationForm(forms.ModelForm):
    siren = CompactField(
        label="SIREN", required=False, max_length=9, help_text="9 chiffres.", widget=forms.TextInput(attrs=DIGITS)
    )
    siret = CompactField(
        label="SIRET",
        required=False,
        max_length=14,
        help_text="14 chiffres, dont les 9 du SIREN.",
        widget=forms.TextInput(attrs=DIGITS),
    )
    rna = CompactField(
        label="RNA",
        required=False,
        max_length=10,
        help_text="Le numéro d’une association au répertoire national : W et 9 chiffres.",
    )
    iban = CompactField(label="IBAN", required=False, max_length=34, help_text="Le compte où les factures se paient.")

    class Meta:
        model = Organisation
        fields = [
            "name",
            "short_name",
            "legal_form",
            "address",
            "postcode",
            "city",
            "phone",
            "email",
            "siren",
            "siret",
            "rna",
            "iban",
        ]
        widgets = {"postcode": forms.TextInput(attrs=DIGITS), "phone": PhoneInput}

    @property
    def groups(self):
        """The fields as the page gathers them."""
        groups = (
            ("Qui elle est", ("kind", "name", "short_name", "legal_form")),
            ("Où la joindre", ("address", "postcode", "city", "phone", "email")),
            ("Ses numéros, pour les factures", ("siren", "siret", "rna", "iban")),
        )
        return [(legend, [self[name] for name in names if name in self.fields]) for legend, names in groups]


class NewOrganisationForm(OrganisationForm):
    """The kind is chosen once: roles and administration hang on it."""

    class Meta(OrganisationForm.Meta):
        fields = ["kind", *OrganisationForm.Meta.fields]

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = kinds_administered_by(actor.organisation.kind)
        self.fields["kind"].choices = [("", "Choisir"), *[(kind.value, kind.label) for kind in kinds]]
        self.fields["kind"].help_text = "Il ne se change plus ensuite : les rôles en dépendent."


class LogoForm(forms.Form):
    logo = forms.FileField(
        label="Fichier du logo",
        help_text="PNG ou JPEG, 1 Mo au plus. Il est réduit à 600 × 300 points.",
        validators=[
            FileExtensionValidator(["png", "jpg", "jpeg"], "Envoyez un fichier PNG ou JPEG (.png, .jpg ou .jpeg).")
        ],
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_logo(self):
        uploaded = self.cleaned_data["logo"]
        if uploaded.size > MAX_OCTETS:
            raise forms.ValidationError("Cette image pèse plus de 1 Mo : envoyez-en une plus légère.")
        return uploaded


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone"]
        widgets = {"phone": PhoneInput}


class RoleInOrganisationForm(forms.ModelForm):
    """An organisation in reach, and a role that its kind has; one kind only where the organisation is known."""

    def __init__(self, *args, actor, organisation=None, **kwargs):
        super().__init__(*args, **kwargs)
        reach = Organisation.objects.administered_by_actor(actor)
        self.fields["organisation"].queryset = reach
        self.fields["organisation"].empty_label = "Choisir"
        self.fields["organisation"].error_messages["invalid_choice"] = "Choisissez une organisation de la liste."
        kinds = reach.values_list("kind", flat=True)
        if organisation is not None:
            self.initial["organisation"] = organisation.pk
            kinds = [organisation.kind]
        self.fields["role"].choices = role_choices(kinds)


def role_choices(kinds):
    """The roles, under the kind of organisation that has them."""
    groups = [
        (kind.label, [(role.value, role.label) for role in roles_of_kind(kind)])
        for kind in OrganisationKind
        if kind in kinds
    ]
    return [("", "Choisir"), *(groups[0][1] if len(groups) == 1 else groups)]


class MembershipForm(RoleInOrganisationForm):
    class Meta:
        model = Membership
        fields = ["organisation", "role", "title", "starts_on"]
        widgets = {"starts_on": DayInput}


class InvitationForm(RoleInOrganisationForm):
    class Meta:
        model = Invitation
        fields = ["organisation", "role", "first_name", "last_name", "email", "title"]
        widgets = {
            name: forms.TextInput(attrs={"autocomplete": "off"}) for name in ("first_name", "last_name", "title")
        } | {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def validate_unique(self):
        """The service answers, once the whole invitation is known."""

    def validate_constraints(self):
        """Likewise: dates and sender are not the form's."""


class AcceptForm(forms.Form):
    """The first password of a new account; its rules are checked where the account is opened."""

    first_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text="14 caractères au moins. Une phrase se retient mieux qu’un mot ; ni votre nom, ni une suite connue, "
        "ni des chiffres seuls.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choisissez un mot de passe."},
    )
    again = forms.CharField(
        label="Le même, encore une fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Écrivez le mot de passe une seconde fois."},
    )

    def clean(self):
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "Les deux mots de passe ne sont pas les mêmes.")
        return values

    @property
    def chosen(self):
        return {name: self.cleaned_data[name] for name in ("first_name", "last_name", "password")}
