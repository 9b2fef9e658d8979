"""The report as data: what `report.json` holds, whatever fills it and whatever draws it."""
