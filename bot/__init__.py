"""Everything a person sees; alone imports telegram."""
