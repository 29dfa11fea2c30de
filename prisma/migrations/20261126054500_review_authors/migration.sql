-- Everybody whose work a review judges, not the last editor alone.
ALTER TABLE "Review" ADD COLUMN "authorIds" TEXT[];
UPDATE "Review" SET "authorIds" = array_remove(ARRAY["submittedById", "editedById"], NULL);
ALTER TABLE "Review" DROP COLUMN "editedById";
