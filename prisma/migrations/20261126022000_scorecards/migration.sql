-- CreateEnum
CREATE TYPE "ScoreSubject" AS ENUM ('api', 'team', 'organisation');

-- CreateTable
CREATE TABLE "StyleResult" (
    "documentDigest" TEXT NOT NULL,
    "rulesetDigest" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StyleResult_pkey" PRIMARY KEY ("documentDigest","rulesetDigest")
);

-- CreateTable
CREATE TABLE "StandingFinding" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "severity" "RuleSeverity" NOT NULL,
    "path" JSONB NOT NULL,
    "message" TEXT NOT NULL,
    "waiverId" TEXT,
    "waivedUntil" TIMESTAMPTZ(3),
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StandingFinding_pkey" PRIMARY KEY ("versionId","environmentId","ruleId","digest")
);

-- CreateTable
CREATE TABLE "ScoreDay" (
    "subject" "ScoreSubject" NOT NULL,
    "subjectId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "score" INTEGER,
    "block" INTEGER NOT NULL,
    "warn" INTEGER NOT NULL,
    "info" INTEGER NOT NULL,
    "waived" INTEGER NOT NULL,
    "apis" INTEGER NOT NULL,
    "critical" INTEGER NOT NULL,
    "untested" INTEGER NOT NULL,
    "tested" INTEGER NOT NULL,
    "coverage" TEXT,
    "judgedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ScoreDay_pkey" PRIMARY KEY ("subject","subjectId","day")
);

-- CreateIndex
CREATE INDEX "StyleResult_checkedAt_idx" ON "StyleResult"("checkedAt");

-- CreateIndex
CREATE INDEX "StandingFinding_ruleId_idx" ON "StandingFinding"("ruleId");

-- CreateIndex
CREATE INDEX "StandingFinding_environmentId_idx" ON "StandingFinding"("environmentId");

-- CreateIndex
CREATE INDEX "StandingFinding_lastSeenAt_idx" ON "StandingFinding"("lastSeenAt");

-- CreateIndex
CREATE INDEX "ScoreDay_subject_day_score_subjectId_idx" ON "ScoreDay"("subject", "day", "score", "subjectId");

-- AddForeignKey
ALTER TABLE "StandingFinding" ADD CONSTRAINT "StandingFinding_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StandingFinding" ADD CONSTRAINT "StandingFinding_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StandingFinding" ADD CONSTRAINT "StandingFinding_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "GovernanceRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
