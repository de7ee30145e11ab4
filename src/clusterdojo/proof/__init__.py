"""A lab is proven, not believed: every variant run on real clusters, every grade compared."""
