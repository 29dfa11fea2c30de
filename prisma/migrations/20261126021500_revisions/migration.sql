-- AlterTable
ALTER TABLE "Api" ADD COLUMN     "defaultVersionId" TEXT;

-- AlterTable
ALTER TABLE "Revision" ADD COLUMN     "operations" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "rollsBackTo" INTEGER;

-- Until now a version's document could not change: its operations are those of each of its revisions.
UPDATE "Revision" r SET "operations" = o."operations"
FROM (
  SELECT "versionId", jsonb_agg(jsonb_build_object('method', "method", 'path', "path") ORDER BY "position") AS "operations"
  FROM (
    SELECT *, row_number() OVER (PARTITION BY "versionId" ORDER BY "position") AS "place" FROM "Operation"
    WHERE length("path") <= 500 AND "path" LIKE '/%'
  ) p WHERE "place" <= 2000 GROUP BY "versionId"
) o WHERE o."versionId" = r."versionId";

-- CreateIndex
CREATE UNIQUE INDEX "Api_defaultVersionId_key" ON "Api"("defaultVersionId");

-- AddForeignKey
ALTER TABLE "Api" ADD CONSTRAINT "Api_defaultVersionId_fkey" FOREIGN KEY ("defaultVersionId") REFERENCES "Version"("id") ON DELETE SET NULL ON UPDATE CASCADE;
