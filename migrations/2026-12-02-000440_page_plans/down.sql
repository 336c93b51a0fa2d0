DROP TABLE page_plans;
