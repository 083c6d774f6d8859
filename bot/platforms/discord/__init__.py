"""The platform "discord". Only this folder knows the SDK."""
