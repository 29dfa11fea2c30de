-- CreateTable
CREATE TABLE "UsageHour" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "environmentId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "statusClass" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "throttled" BIGINT NOT NULL,
    "latency" BIGINT[],

    CONSTRAINT "UsageHour_pkey" PRIMARY KEY ("versionId","environmentId","hour","applicationId","operation","target","statusClass")
);

-- CreateIndex
CREATE INDEX "UsageHour_applicationId_hour_idx" ON "UsageHour"("applicationId", "hour");

-- CreateIndex
CREATE INDEX "UsageHour_hour_idx" ON "UsageHour"("hour");

-- What was counted before there were hours.
INSERT INTO "UsageHour" ("hour", "environmentId", "versionId", "applicationId", "operation", "target", "statusClass",
  "requests", "throttled", "latency")
SELECT date_trunc('hour', "minute", 'UTC'), "environmentId", "versionId", "applicationId", "operation", "target", "statusClass",
  sum("requests"), sum("throttled"), ARRAY[
    sum("latency"[1]),
    sum("latency"[2]),
    sum("latency"[3]),
    sum("latency"[4]),
    sum("latency"[5]),
    sum("latency"[6]),
    sum("latency"[7]),
    sum("latency"[8]),
    sum("latency"[9]),
    sum("latency"[10]),
    sum("latency"[11]),
    sum("latency"[12]),
    sum("latency"[13]),
    sum("latency"[14])]::bigint[]
FROM "UsageMinute" GROUP BY 1, 2, 3, 4, 5, 6, 7;
