"""What holds for all tests: a busy machine makes no property false."""

from hypothesis import HealthCheck, settings

settings.register_profile("orchestra", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("orchestra")
