-- A window of a harvest opens and closes by the clock alone. A job waits for each of these moments and writes the shelf then:
-- when a moment is moved, the one that waited for the old one finds nothing new; what fell due while no process ran is due
-- at the next start. It is written here, beside the change, so that whoever changes a harvest cannot forget it.
CREATE FUNCTION harvests_by_the_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('open', 'going') THEN
        INSERT INTO jobs (kind, payload, run_at, dedupe_key)
        SELECT 'refresh_shelf', jsonb_build_object('products', jsonb_build_array(NEW.product_id)), t.moment,
               'refresh_shelf:' || NEW.product_id || '@' || extract(epoch FROM t.moment)
        FROM (VALUES (NEW.opens_at), (NEW.closes_at)) t (moment) WHERE t.moment > now()
        ON CONFLICT (dedupe_key) DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER harvests_by_the_clock AFTER INSERT OR UPDATE OF opens_at, closes_at, state ON harvests
    FOR EACH ROW EXECUTE FUNCTION harvests_by_the_clock();

-- Those that are announced already.
INSERT INTO jobs (kind, payload, run_at, dedupe_key)
SELECT 'refresh_shelf', jsonb_build_object('products', jsonb_build_array(h.product_id)), t.moment,
       'refresh_shelf:' || h.product_id || '@' || extract(epoch FROM t.moment)
FROM harvests h CROSS JOIN LATERAL (VALUES (h.opens_at), (h.closes_at)) t (moment)
WHERE h.state IN ('open', 'going') AND t.moment > now()
ON CONFLICT (dedupe_key) DO NOTHING;
