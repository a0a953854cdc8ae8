"""What holds for all tests: a busy machine makes no property false, and the fast path is looked after."""

from hypothesis import HealthCheck, settings

from orchestra_dsl.interpreter import fast_path
from tests import both_ways

settings.register_profile("orchestra", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("orchestra")
fast_path.answered = both_ways.answered
