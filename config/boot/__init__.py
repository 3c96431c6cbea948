"""Everything that starts the house: embedded servers, the development parent, the test steps (stdlib only)."""
