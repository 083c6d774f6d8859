"""How we talk. Pure: no await, no clock, no input or output, no platform."""
