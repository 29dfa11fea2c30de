-- AlterTable
ALTER TABLE "Version" ADD COLUMN     "blockedAt" TIMESTAMPTZ(3),
ADD COLUMN     "blockedByName" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "blockedReason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "brownouts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "deprecatedAt" TIMESTAMPTZ(3),
ADD COLUMN     "deprecationNote" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "lifecycleEtag" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "retiredAt" TIMESTAMPTZ(3),
ADD COLUMN     "successorId" TEXT,
ADD COLUMN     "sunsetAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "SunsetNotice" (
    "versionId" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "toldAt" TIMESTAMPTZ(3) NOT NULL,
    "daysAhead" INTEGER,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "acknowledgedByName" TEXT,

    CONSTRAINT "SunsetNotice_pkey" PRIMARY KEY ("versionId","applicationId")
);

-- CreateIndex
CREATE INDEX "SunsetNotice_applicationId_idx" ON "SunsetNotice"("applicationId");

-- CreateIndex
CREATE INDEX "Version_successorId_idx" ON "Version"("successorId");

-- CreateIndex
CREATE INDEX "Version_stage_sunsetAt_idx" ON "Version"("stage", "sunsetAt");

-- AddForeignKey
ALTER TABLE "Version" ADD CONSTRAINT "Version_successorId_fkey" FOREIGN KEY ("successorId") REFERENCES "Version"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SunsetNotice" ADD CONSTRAINT "SunsetNotice_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SunsetNotice" ADD CONSTRAINT "SunsetNotice_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
