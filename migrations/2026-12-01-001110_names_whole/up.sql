-- A name is one where it stands alone: "Hà" stands in every "hàng" and every "nhà", and with a buyer of that name went what
-- others had written of their goods. Phones and addresses of mail are found wherever their signs are.
CREATE OR REPLACE FUNCTION holds_any(words text, needles text[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM unnest(needles) n WHERE n <> '' AND position(lower(n) IN lower(words)) > 0
        AND (n ~ '@' OR n ~ '^[+]?[0-9 ]{8,}$'
             OR lower(words) ~ ('(?<![[:alnum:]])' || regexp_replace(lower(n), '([^[:alnum:] ])', '\\\1', 'g') || '(?![[:alnum:]])')));
