DROP TABLE certificates, members, producers;
