-- Whether last_agent stays as it was put here. Else it is the agent who talked with the customer last, written when the talk is over.
ALTER TABLE customers ADD COLUMN last_agent_fixed BOOLEAN NOT NULL DEFAULT FALSE AFTER last_agent;
