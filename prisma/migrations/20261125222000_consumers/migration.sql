-- CreateEnum
CREATE TYPE "RatePeriod" AS ENUM ('second', 'minute');

-- CreateEnum
CREATE TYPE "QuotaPeriod" AS ENUM ('day', 'month');

-- CreateEnum
CREATE TYPE "Approval" AS ENUM ('automatic', 'manual');

-- CreateEnum
CREATE TYPE "SubscriptionState" AS ENUM ('pending', 'active', 'suspended', 'rejected', 'ended');

-- CreateEnum
CREATE TYPE "AccessChangeState" AS ENUM ('saved', 'written');

-- CreateTable
CREATE TABLE "Application" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "teamId" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Plan" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rateRequests" INTEGER,
    "ratePer" "RatePeriod",
    "rateBurst" INTEGER,
    "quotaRequests" INTEGER,
    "quotaPer" "QuotaPeriod",
    "approval" "Approval" NOT NULL DEFAULT 'manual',
    "offered" BOOLEAN NOT NULL DEFAULT true,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Subscription" (
    "id" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "planId" TEXT NOT NULL,
    "state" "SubscriptionState" NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT '',
    "requestedById" TEXT NOT NULL,
    "requestedByName" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changedByName" TEXT,
    "changedAt" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL DEFAULT '',
    "changeId" TEXT,
    "lastCallAt" TIMESTAMPTZ(3),

    CONSTRAINT "Subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApplicationKey" (
    "id" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),
    "revokedByName" TEXT,
    "lastUsedAt" TIMESTAMPTZ(3),
    "replacedById" TEXT,
    "expiryNotifiedAt" TIMESTAMPTZ(3),
    "changeId" TEXT,

    CONSTRAINT "ApplicationKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccessDocument" (
    "environmentId" TEXT NOT NULL,
    "storeKey" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "writtenEtag" INTEGER,
    "writtenStoreRevision" INTEGER,
    "writtenDigest" TEXT,
    "pending" BOOLEAN NOT NULL DEFAULT true,
    "lastError" TEXT,

    CONSTRAINT "AccessDocument_pkey" PRIMARY KEY ("environmentId","storeKey")
);

-- CreateTable
CREATE TABLE "AccessChange" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "planId" TEXT,
    "state" "AccessChangeState" NOT NULL DEFAULT 'saved',
    "storeRevision" INTEGER,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "writtenAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccessChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AccessChangeDocument" (
    "changeId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "storeKey" TEXT NOT NULL,
    "etag" INTEGER NOT NULL,

    CONSTRAINT "AccessChangeDocument_pkey" PRIMARY KEY ("changeId","storeKey")
);

-- CreateTable
CREATE TABLE "AccessReceipt" (
    "changeId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL,
    "elapsedMs" INTEGER NOT NULL,
    "rejected" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "AccessReceipt_pkey" PRIMARY KEY ("changeId","node")
);

-- CreateIndex
CREATE INDEX "Application_teamId_idx" ON "Application"("teamId");

-- CreateIndex
CREATE INDEX "Application_name_id_idx" ON "Application"("name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Plan_versionId_name_key" ON "Plan"("versionId", "name");

-- CreateIndex
CREATE INDEX "Subscription_applicationId_requestedAt_id_idx" ON "Subscription"("applicationId", "requestedAt", "id");

-- CreateIndex
CREATE INDEX "Subscription_versionId_state_requestedAt_id_idx" ON "Subscription"("versionId", "state", "requestedAt", "id");

-- CreateIndex
CREATE INDEX "Subscription_planId_state_idx" ON "Subscription"("planId", "state");

-- CreateIndex
CREATE INDEX "Subscription_changeId_idx" ON "Subscription"("changeId");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationKey_hash_key" ON "ApplicationKey"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationKey_replacedById_key" ON "ApplicationKey"("replacedById");

-- CreateIndex
CREATE INDEX "ApplicationKey_applicationId_createdAt_id_idx" ON "ApplicationKey"("applicationId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "ApplicationKey_expiresAt_idx" ON "ApplicationKey"("expiresAt");

-- CreateIndex
CREATE INDEX "ApplicationKey_createdById_idx" ON "ApplicationKey"("createdById");

-- CreateIndex
CREATE INDEX "ApplicationKey_changeId_idx" ON "ApplicationKey"("changeId");

-- CreateIndex
CREATE INDEX "AccessDocument_environmentId_pending_idx" ON "AccessDocument"("environmentId", "pending");

-- CreateIndex
CREATE INDEX "AccessDocument_applicationId_idx" ON "AccessDocument"("applicationId");

-- CreateIndex
CREATE INDEX "AccessChange_environmentId_storeRevision_idx" ON "AccessChange"("environmentId", "storeRevision");

-- CreateIndex
CREATE INDEX "AccessChange_environmentId_state_idx" ON "AccessChange"("environmentId", "state");

-- CreateIndex
CREATE INDEX "AccessChange_planId_requestedAt_idx" ON "AccessChange"("planId", "requestedAt");

-- CreateIndex
CREATE INDEX "AccessChangeDocument_environmentId_storeKey_idx" ON "AccessChangeDocument"("environmentId", "storeKey");

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "AccessChange"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationKey" ADD CONSTRAINT "ApplicationKey_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationKey" ADD CONSTRAINT "ApplicationKey_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationKey" ADD CONSTRAINT "ApplicationKey_replacedById_fkey" FOREIGN KEY ("replacedById") REFERENCES "ApplicationKey"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationKey" ADD CONSTRAINT "ApplicationKey_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "AccessChange"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessDocument" ADD CONSTRAINT "AccessDocument_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessDocument" ADD CONSTRAINT "AccessDocument_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessChange" ADD CONSTRAINT "AccessChange_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessChange" ADD CONSTRAINT "AccessChange_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessChangeDocument" ADD CONSTRAINT "AccessChangeDocument_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "AccessChange"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessChangeDocument" ADD CONSTRAINT "AccessChangeDocument_environmentId_storeKey_fkey" FOREIGN KEY ("environmentId", "storeKey") REFERENCES "AccessDocument"("environmentId", "storeKey") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AccessReceipt" ADD CONSTRAINT "AccessReceipt_changeId_fkey" FOREIGN KEY ("changeId") REFERENCES "AccessChange"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Beyond Prisma: slugs are unique among the applications that are there
CREATE UNIQUE INDEX "Application_slug_key" ON "Application"("slug") WHERE "deletedAt" IS NULL;

-- Beyond Prisma: one subscription at a time per application, version and environment
CREATE UNIQUE INDEX "Subscription_one_live_key" ON "Subscription"("applicationId", "versionId", "environmentId")
  WHERE "state" IN ('pending', 'active', 'suspended');
