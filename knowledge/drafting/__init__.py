"""Statements in the making: a draft, filled from what an editor pastes or types. Pure."""
