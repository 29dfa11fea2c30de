-- Partitions are made and dropped by the owner of their tables. The role that portal and worker run as owns nothing: it asks
-- for them here, and gets those that lib/telemetry/partition-plan.ts names, and no others.

-- Nothing for a table that is not one of them.
CREATE FUNCTION telemetry_windows(parent text, OUT width interval, OUT keep interval) RETURNS record
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT t.width_days * interval '1 day', t.keep_days * interval '1 day' FROM (VALUES
    ('TrafficMinute', 1, 30), ('AttemptMinute', 1, 30), ('UsageMinute', 1, 2), ('UsageHour', 28, 400)
  ) AS t (name, width_days, keep_days) WHERE t.name = parent
$$;

-- A whole window from two before what is kept to three ahead. Made apart and attached: readers and writers of the table
-- go on meanwhile, which `PARTITION OF` would stop.
CREATE FUNCTION make_telemetry_partition(parent text, starts timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' AS $$
DECLARE
  width interval;
  keep interval;
  child text := parent || '_' || to_char(starts, 'YYYYMMDD');
BEGIN
  SELECT w.width, w.keep INTO width, keep FROM public.telemetry_windows(parent) w;
  IF starts IS NULL OR width IS NULL
    OR starts < now() - keep - 2 * width OR starts > now() + 3 * width
    OR extract(epoch FROM starts) % extract(epoch FROM width) <> 0
  THEN
    RAISE EXCEPTION 'No partition of "%" starts at %.', parent, starts USING ERRCODE = '22023';
  END IF;
  EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I)', child, parent);
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)',
    parent, child, starts, starts + width);
END $$;

-- Only one that is past its retention as a whole, by the database's clock. One that is gone already is none.
CREATE FUNCTION drop_past_telemetry_partition(child text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' AS $$
DECLARE
  parent text;
  ends timestamptz;
BEGIN
  SELECT p.relname, (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz
    INTO parent, ends
    FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relname = child AND c.relnamespace = 'partitions'::regnamespace
      AND p.relnamespace = 'public'::regnamespace;
  IF NOT FOUND THEN RETURN; END IF;
  IF (ends <= now() - (public.telemetry_windows(parent)).keep) IS NOT TRUE THEN
    RAISE EXCEPTION 'Partition "%" is not past its retention.', child USING ERRCODE = '22023';
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS partitions.%I', child);
END $$;

REVOKE EXECUTE ON FUNCTION make_telemetry_partition, drop_past_telemetry_partition FROM PUBLIC;
