"""A card box to search, in tables that last as long as a test: the words of any application are kept the same way."""

from django.db import connection, models

from core.models import UUIDModel
from core.search import SearchIndex, SearchSlip, SearchWord


class Card(UUIDModel):
    name = models.CharField(max_length=100)
    hidden = models.BooleanField(default=False)

    class Meta:
        app_label = "sample"


class CardWord(SearchWord):
    subject = models.ForeignKey(Card, models.CASCADE, related_name="+", db_index=False)

    class Meta(SearchWord.Meta):
        app_label = "sample"


class CardSlip(SearchSlip):
    class Meta:
        app_label = "sample"


CARDS = SearchIndex(CardWord, CardSlip)


def create_tables():
    """In the session's own schema: the application may not create lasting ones, and the test takes them back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp, public")
    with connection.schema_editor() as editor:
        for model in (Card, CardWord, CardSlip):
            editor.create_model(model)
