-- AlterTable
ALTER TABLE "Api" ADD COLUMN     "fallbackAlertMinutes" INTEGER;

-- AlterTable
ALTER TABLE "Incident" ADD COLUMN     "acknowledgedAt" TIMESTAMPTZ(3),
ADD COLUMN     "acknowledgedByName" TEXT,
ADD COLUMN     "alertAfterMinutes" INTEGER,
ADD COLUMN     "alertEndedAt" TIMESTAMPTZ(3),
ADD COLUMN     "alertedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Incident_alertedAt_idx" ON "Incident"("alertedAt");
