-- CreateEnum
CREATE TYPE "RuleSeverity" AS ENUM ('block', 'warn', 'info');

-- CreateEnum
CREATE TYPE "WaiverState" AS ENUM ('asked', 'granted', 'refused', 'withdrawn', 'revoked');

-- CreateTable
CREATE TABLE "DocumentSummary" (
    "documentDigest" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DocumentSummary_pkey" PRIMARY KEY ("documentDigest")
);

-- CreateTable
CREATE TABLE "ContractResult" (
    "oldDigest" TEXT NOT NULL,
    "newDigest" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "comparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ContractResult_pkey" PRIMARY KEY ("oldDigest","newDigest")
);

-- CreateTable
CREATE TABLE "GovernanceRule" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "scope" JSONB NOT NULL,
    "severity" "RuleSeverity" NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "GovernanceRule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Waiver" (
    "id" TEXT NOT NULL,
    "ruleId" TEXT NOT NULL,
    "apiId" TEXT NOT NULL,
    "versionId" TEXT,
    "state" "WaiverState" NOT NULL DEFAULT 'asked',
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "askedById" TEXT NOT NULL,
    "askedByName" TEXT NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedById" TEXT,
    "decidedByName" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "decisionNote" TEXT NOT NULL DEFAULT '',
    "toldDaysAhead" INTEGER,
    "etag" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Waiver_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "GovernanceRule_name_id_idx" ON "GovernanceRule"("name", "id");

-- CreateIndex
CREATE INDEX "Waiver_apiId_state_idx" ON "Waiver"("apiId", "state");

-- CreateIndex
CREATE INDEX "Waiver_ruleId_state_idx" ON "Waiver"("ruleId", "state");

-- CreateIndex
CREATE INDEX "Waiver_state_until_id_idx" ON "Waiver"("state", "until", "id");

-- CreateIndex
CREATE INDEX "Waiver_versionId_idx" ON "Waiver"("versionId");

-- AddForeignKey
ALTER TABLE "Waiver" ADD CONSTRAINT "Waiver_ruleId_fkey" FOREIGN KEY ("ruleId") REFERENCES "GovernanceRule"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Waiver" ADD CONSTRAINT "Waiver_apiId_fkey" FOREIGN KEY ("apiId") REFERENCES "Api"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Waiver" ADD CONSTRAINT "Waiver_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;
