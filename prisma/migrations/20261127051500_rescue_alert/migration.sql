CREATE TABLE "RescueAlert" (
  "id" TEXT NOT NULL,
  "versionId" TEXT NOT NULL,
  "environmentId" TEXT NOT NULL,
  "primaryTarget" TEXT NOT NULL,
  "rescuedSince" TIMESTAMPTZ(3) NOT NULL,
  "afterMinutes" INTEGER NOT NULL,
  "raisedAt" TIMESTAMPTZ(3) NOT NULL,
  "endedAt" TIMESTAMPTZ(3),
  CONSTRAINT "RescueAlert_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "RescueAlert_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "RescueAlert_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "RescueAlert_versionId_environmentId_endedAt_idx" ON "RescueAlert"("versionId", "environmentId", "endedAt");
