CREATE OR REPLACE FUNCTION holds_any(words text, needles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM unnest(needles) n WHERE n <> '' AND position(lower(n) IN lower(words)) > 0);
