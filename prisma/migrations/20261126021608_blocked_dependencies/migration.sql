-- AlterTable
ALTER TABLE "Dependency" ADD COLUMN     "innerBlocked" BOOLEAN NOT NULL DEFAULT false;
