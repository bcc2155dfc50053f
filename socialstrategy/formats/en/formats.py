"""English dates with the month in words: 04/07 is April to some readers and July to others."""

SHORT_DATE_FORMAT = "M j, Y"
SHORT_DATETIME_FORMAT = "M j, Y, P"
