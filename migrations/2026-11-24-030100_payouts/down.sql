DROP TABLE book_checks;
