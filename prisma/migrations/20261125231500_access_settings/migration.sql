-- AlterTable
ALTER TABLE "Revision" ADD COLUMN     "access" JSONB;

-- AlterTable
ALTER TABLE "Version" ADD COLUMN     "access" JSONB;
