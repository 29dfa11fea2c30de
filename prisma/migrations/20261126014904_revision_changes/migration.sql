-- CreateTable
CREATE TABLE "RevisionChange" (
    "revisionId" TEXT NOT NULL,
    "contract" JSONB NOT NULL,
    "served" TEXT[],
    "describedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevisionChange_pkey" PRIMARY KEY ("revisionId")
);

-- AddForeignKey
ALTER TABLE "RevisionChange" ADD CONSTRAINT "RevisionChange_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE CASCADE ON UPDATE CASCADE;
