-- AlterTable
ALTER TABLE "Review" ADD COLUMN "publishAskedById" TEXT;
