"""What keeps services up: replicas, their spreading, rollouts and disruptions."""

PACK = ("budgets", "budget_values", "replicas", "autoscalers", "spreading", "nodes", "priorities", "rollouts", "jobs")
"""The modules that hold policies, in the order of the catalogue."""

ON_REQUEST = ("budget_values", "replicas", "autoscalers", "spreading", "nodes", "priorities", "rollouts", "jobs")
"""Those of them without a recommended policy."""
