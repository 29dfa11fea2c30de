-- CreateEnum
CREATE TYPE "PublicationGrounds" AS ENUM ('approved', 'not_required', 'break_glass', 'carried_on');

-- CreateEnum
CREATE TYPE "ReviewKind" AS ENUM ('before', 'after');

-- CreateEnum
CREATE TYPE "ReviewState" AS ENUM ('open', 'changes_requested', 'approved', 'published', 'rejected', 'withdrawn');

-- CreateEnum
CREATE TYPE "ReviewVerdict" AS ENUM ('approve', 'request_changes', 'reject');

-- AlterTable
ALTER TABLE "Publication" ADD COLUMN "grounds" "PublicationGrounds" NOT NULL DEFAULT 'not_required',
ADD COLUMN "reviewId" TEXT;

-- CreateTable
CREATE TABLE "Review" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "ReviewKind" NOT NULL,
    "state" "ReviewState" NOT NULL DEFAULT 'open',
    "round" INTEGER NOT NULL DEFAULT 1,
    "environments" TEXT[],
    "digest" TEXT NOT NULL,
    "draftEtag" INTEGER NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "neededApprovals" JSONB NOT NULL,
    "consequences" JSONB NOT NULL,
    "submittedById" TEXT NOT NULL,
    "submittedByName" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,
    "editedById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decidedAt" TIMESTAMPTZ(3),
    "publishOnApproval" BOOLEAN NOT NULL DEFAULT false,
    "publishAt" TIMESTAMPTZ(3),
    "publishError" TEXT NOT NULL DEFAULT '',
    "escalatedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewDecision" (
    "id" TEXT NOT NULL,
    "reviewId" TEXT NOT NULL,
    "round" INTEGER NOT NULL,
    "userId" TEXT NOT NULL,
    "userName" TEXT NOT NULL,
    "decision" "ReviewVerdict" NOT NULL,
    "digest" TEXT NOT NULL,
    "isGovernance" BOOLEAN NOT NULL,
    "isMaintainer" BOOLEAN NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReviewDecision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReviewComment" (
    "id" TEXT NOT NULL,
    "reviewId" TEXT NOT NULL,
    "item" TEXT NOT NULL DEFAULT '',
    "body" TEXT NOT NULL,
    "authorId" TEXT NOT NULL,
    "authorName" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolvedByName" TEXT,

    CONSTRAINT "ReviewComment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Publication_reviewId_idx" ON "Publication"("reviewId");

-- CreateIndex
CREATE INDEX "Review_versionId_digest_idx" ON "Review"("versionId", "digest");

-- CreateIndex
CREATE INDEX "Review_state_submittedAt_id_idx" ON "Review"("state", "submittedAt", "id");

-- CreateIndex
CREATE INDEX "Review_state_publishAt_idx" ON "Review"("state", "publishAt");

-- CreateIndex
CREATE UNIQUE INDEX "Review_versionId_number_key" ON "Review"("versionId", "number");

-- CreateIndex
CREATE INDEX "ReviewDecision_reviewId_at_id_idx" ON "ReviewDecision"("reviewId", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ReviewDecision_reviewId_round_userId_key" ON "ReviewDecision"("reviewId", "round", "userId");

-- CreateIndex
CREATE INDEX "ReviewComment_reviewId_at_id_idx" ON "ReviewComment"("reviewId", "at", "id");

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewDecision" ADD CONSTRAINT "ReviewDecision_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReviewComment" ADD CONSTRAINT "ReviewComment_reviewId_fkey" FOREIGN KEY ("reviewId") REFERENCES "Review"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the product published again by itself rests on what it published again.
UPDATE "Publication" SET "grounds" = 'carried_on' WHERE "cause" <> '';
