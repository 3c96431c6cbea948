"""What a household may be, and how an eligibility is told. Pure: values in, values out."""

from decimal import Decimal

OLDEST_AGE = 130
LARGEST_DEBT = Decimal("999999.99")
# A file handed over is read for that long by who had it.
DAYS_READ_AFTER_HANDING_OVER = 30
