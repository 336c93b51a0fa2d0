DROP TABLE flags, trust_marks, reason_templates, claims;
