DROP TABLE suspension_plans;
