-- CreateEnum
CREATE TYPE "ControlAction" AS ENUM ('pin', 'release_pin', 'fail_back');

-- CreateEnum
CREATE TYPE "ControlState" AS ENUM ('saved', 'written', 'superseded');

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "onCall" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Control" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,
    "pinTarget" TEXT,
    "pinUntil" TIMESTAMPTZ(3),
    "pinOrderId" TEXT,
    "releases" JSONB NOT NULL DEFAULT '{}',
    "wantedOrderId" TEXT NOT NULL,
    "writtenOrderId" TEXT,
    "writtenStoreRevision" INTEGER,
    "writtenDigest" TEXT,
    "pending" BOOLEAN NOT NULL DEFAULT true,
    "lastError" TEXT,

    CONSTRAINT "Control_pkey" PRIMARY KEY ("versionId","environmentId")
);

-- CreateTable
CREATE TABLE "ControlOrder" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "action" "ControlAction" NOT NULL,
    "target" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "state" "ControlState" NOT NULL DEFAULT 'saved',
    "storeRevision" INTEGER,
    "requestedById" TEXT NOT NULL,
    "requestedByName" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "writtenAt" TIMESTAMPTZ(3),

    CONSTRAINT "ControlOrder_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ControlReceipt" (
    "orderId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL,
    "elapsedMs" INTEGER NOT NULL,
    "rejected" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "ControlReceipt_pkey" PRIMARY KEY ("orderId","node")
);

-- CreateIndex
CREATE INDEX "Control_environmentId_pending_idx" ON "Control"("environmentId", "pending");

-- CreateIndex
CREATE INDEX "Control_environmentId_pinUntil_idx" ON "Control"("environmentId", "pinUntil");

-- CreateIndex
CREATE INDEX "ControlOrder_versionId_environmentId_requestedAt_idx" ON "ControlOrder"("versionId", "environmentId", "requestedAt");

-- CreateIndex
CREATE INDEX "ControlOrder_environmentId_storeRevision_idx" ON "ControlOrder"("environmentId", "storeRevision");

-- AddForeignKey
ALTER TABLE "Control" ADD CONSTRAINT "Control_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Control" ADD CONSTRAINT "Control_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ControlOrder" ADD CONSTRAINT "ControlOrder_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ControlOrder" ADD CONSTRAINT "ControlOrder_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ControlReceipt" ADD CONSTRAINT "ControlReceipt_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "ControlOrder"("id") ON DELETE CASCADE ON UPDATE CASCADE;
