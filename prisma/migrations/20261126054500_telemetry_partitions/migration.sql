-- What telemetry counts is partitioned by time: retention drops whole partitions, and views read those they cover.
-- Prisma knows none of this; partitions live in a schema of their own (lib/telemetry/partition-plan.ts names them).
CREATE SCHEMA "partitions";

-- Retention was what these were for.
DROP INDEX "TrafficMinute_minute_idx";
DROP INDEX "AttemptMinute_minute_idx";
DROP INDEX "UsageMinute_minute_idx";
DROP INDEX "UsageHour_hour_idx";

-- Out of the way, with their indexes' names.
ALTER TABLE "TrafficMinute" SET SCHEMA "partitions";
ALTER TABLE "AttemptMinute" SET SCHEMA "partitions";
ALTER TABLE "UsageMinute" SET SCHEMA "partitions";
ALTER TABLE "UsageHour" SET SCHEMA "partitions";

CREATE TABLE "TrafficMinute" (
    LIKE "partitions"."TrafficMinute",
    CONSTRAINT "TrafficMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","target","statusClass")
) PARTITION BY RANGE ("minute");

CREATE TABLE "AttemptMinute" (
    LIKE "partitions"."AttemptMinute",
    CONSTRAINT "AttemptMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","target","outcome")
) PARTITION BY RANGE ("minute");

CREATE TABLE "UsageMinute" (
    LIKE "partitions"."UsageMinute",
    CONSTRAINT "UsageMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","applicationId","operation","target","statusClass")
) PARTITION BY RANGE ("minute");

CREATE TABLE "UsageHour" (
    LIKE "partitions"."UsageHour",
    CONSTRAINT "UsageHour_pkey" PRIMARY KEY ("versionId","environmentId","hour","applicationId","operation","target","statusClass")
) PARTITION BY RANGE ("hour");

CREATE INDEX "UsageMinute_applicationId_minute_idx" ON "UsageMinute"("applicationId", "minute");
CREATE INDEX "UsageHour_applicationId_hour_idx" ON "UsageHour"("applicationId", "hour");

-- What was counted and is within its retention moves over; the partitions it needs are made, and today's.
DO $$
DECLARE
  of record;
  start bigint;
  day_s constant bigint := 86400;
BEGIN
  FOR of IN SELECT * FROM (VALUES
    ('TrafficMinute', 'minute', 1, 30), ('AttemptMinute', 'minute', 1, 30),
    ('UsageMinute', 'minute', 1, 2), ('UsageHour', 'hour', 28, 400)) AS t("table", "time", "width", "keep")
  LOOP
    FOR start IN EXECUTE format(
      'SELECT DISTINCT floor(extract(epoch FROM at) / %3$s)::bigint * %3$s FROM (
         SELECT %2$I AS at FROM "partitions".%1$I WHERE %2$I >= now() - make_interval(days => %4$s) AND %2$I <= now() + interval ''1 day''
         UNION ALL SELECT now()) counted', of."table", of."time", of."width" * day_s, of."keep")
    LOOP
      EXECUTE format('CREATE TABLE "partitions".%I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
        of."table" || '_' || to_char(to_timestamp(start) AT TIME ZONE 'UTC', 'YYYYMMDD'), of."table",
        to_timestamp(start), to_timestamp(start + of."width" * day_s));
    END LOOP;
    EXECUTE format('INSERT INTO %1$I SELECT * FROM "partitions".%1$I
      WHERE %2$I >= now() - make_interval(days => %3$s) AND %2$I <= now() + interval ''1 day''', of."table", of."time", of."keep");
    EXECUTE format('DROP TABLE "partitions".%I', of."table");
  END LOOP;
END $$;
