"""The platform "telegram". Only this folder knows the SDK."""
