-- CreateTable
CREATE TABLE "UsageMinute" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "environmentId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "statusClass" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "throttled" INTEGER NOT NULL,
    "latency" INTEGER[],

    CONSTRAINT "UsageMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","applicationId","operation","target","statusClass")
);

-- CreateIndex
CREATE INDEX "UsageMinute_applicationId_minute_idx" ON "UsageMinute"("applicationId", "minute");

-- CreateIndex
CREATE INDEX "UsageMinute_minute_idx" ON "UsageMinute"("minute");
