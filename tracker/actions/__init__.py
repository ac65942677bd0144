"""The verbs. Each public function is one transaction, keyword-only, and takes `now`; bad input raises rules.refusal.Refused."""
