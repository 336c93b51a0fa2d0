-- When the books were last read through, and how much in them did not add up.
CREATE TABLE book_checks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    faults integer NOT NULL CHECK (faults >= 0)
);
COMMENT ON TABLE book_checks IS 'Written each night by check_books, and when the office asks.';
