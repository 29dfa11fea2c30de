CREATE TABLE "EndedDocument" (
    "environmentId" TEXT NOT NULL,
    "storeKey" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "pending" BOOLEAN NOT NULL DEFAULT true,
    "rewrites" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "EndedDocument_pkey" PRIMARY KEY ("environmentId","storeKey")
);
CREATE INDEX "EndedDocument_environmentId_pending_idx" ON "EndedDocument"("environmentId", "pending");
ALTER TABLE "EndedDocument" ADD CONSTRAINT "EndedDocument_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
