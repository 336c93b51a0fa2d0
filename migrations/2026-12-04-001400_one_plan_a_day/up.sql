-- Of two plans of one rule for one day nobody could say which holds: the one that was made last, as it did until now.
UPDATE rule_changes c SET withdrawn_at = now()
WHERE c.applied_at IS NULL AND c.withdrawn_at IS NULL
  AND EXISTS (SELECT FROM rule_changes o WHERE o.name = c.name AND o.from_day = c.from_day AND o.id > c.id
                AND o.applied_at IS NULL AND o.withdrawn_at IS NULL);
CREATE UNIQUE INDEX rule_changes_one_plan_a_day ON rule_changes (name, from_day)
    WHERE applied_at IS NULL AND withdrawn_at IS NULL;
