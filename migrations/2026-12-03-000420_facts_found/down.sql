DROP INDEX acts_by_facts;
