-- AlterTable
ALTER TABLE "Deployment" ADD COLUMN     "rewrites" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Control" ADD COLUMN     "rewrites" INTEGER NOT NULL DEFAULT 0;
