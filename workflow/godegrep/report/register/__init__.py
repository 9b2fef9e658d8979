"""The report on register statistics."""
