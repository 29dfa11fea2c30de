-- AlterTable
ALTER TABLE "Publication" ADD COLUMN     "cause" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN     "writtenChain" JSONB;

-- CreateTable
CREATE TABLE "Dependency" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "innerVersionId" TEXT NOT NULL,
    "innerRevisionId" TEXT,

    CONSTRAINT "Dependency_pkey" PRIMARY KEY ("versionId","environmentId","innerVersionId")
);

-- CreateIndex
CREATE INDEX "Dependency_innerVersionId_environmentId_idx" ON "Dependency"("innerVersionId", "environmentId");

-- CreateIndex
CREATE INDEX "Dependency_environmentId_idx" ON "Dependency"("environmentId");

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_innerVersionId_fkey" FOREIGN KEY ("innerVersionId") REFERENCES "Version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Dependency" ADD CONSTRAINT "Dependency_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
