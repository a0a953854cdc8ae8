"""Working time: what a calendar says about instants. Zones come from zoneinfo, holidays from the package `holidays`."""
