-- AlterTable
ALTER TABLE "TrafficMinute" ADD COLUMN     "added" INTEGER[];

-- CreateTable
CREATE TABLE "AttemptMinute" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "environmentId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,

    CONSTRAINT "AttemptMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","target","outcome")
);

-- CreateTable
CREATE TABLE "TargetExercise" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "answeredAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TargetExercise_pkey" PRIMARY KEY ("versionId","environmentId","target")
);

-- CreateIndex
CREATE INDEX "AttemptMinute_minute_idx" ON "AttemptMinute"("minute");

-- AddForeignKey
ALTER TABLE "TargetExercise" ADD CONSTRAINT "TargetExercise_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;
