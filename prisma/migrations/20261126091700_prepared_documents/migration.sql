-- What a revision's document is named by, so that nobody has to hash it again.
ALTER TABLE "Revision" ADD COLUMN "documentDigest" TEXT;
UPDATE "Revision" SET "documentDigest" = encode(sha256(convert_to("documentText", 'UTF8')), 'hex');
ALTER TABLE "Revision" ALTER COLUMN "documentDigest" SET NOT NULL;

-- CreateTable
CREATE TABLE "PreparedDocument" (
    "documentDigest" TEXT NOT NULL,
    "edition" INTEGER NOT NULL,
    "preparation" TEXT NOT NULL,
    "preparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PreparedDocument_pkey" PRIMARY KEY ("documentDigest")
);

-- CreateIndex
CREATE INDEX "PreparedDocument_preparedAt_idx" ON "PreparedDocument"("preparedAt");

-- CreateIndex
CREATE INDEX "Revision_documentDigest_idx" ON "Revision"("documentDigest");

-- CreateIndex
CREATE INDEX "Version_documentDigest_idx" ON "Version"("documentDigest");
