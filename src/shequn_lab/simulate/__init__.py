"""Simulated communities: a scenario and a seed in, a community with planted truth out."""

from shequn_lab.simulate.parameters import ScenarioError
from shequn_lab.simulate.run import Simulated, simulate, simulate_into, simulate_with_truth
from shequn_lab.simulate.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "Simulated", "simulate", "simulate_into", "simulate_with_truth"]
