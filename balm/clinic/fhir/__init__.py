"""What other systems of a clinic read of its records: FHIR R4, over HTTP. docs/interchange.md tells it in words."""
