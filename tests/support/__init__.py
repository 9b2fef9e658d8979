"""What several tests build on: small studies, exports and reports, made up for the tests."""
