-- By which road a publication came, and the waivers that it relied on at that moment. Of earlier ones nobody knows.
CREATE TYPE "PublicationRoad" AS ENUM ('draft', 'approval', 'schedule', 'promotion', 'roll_back');

ALTER TABLE "Publication" ADD COLUMN "promotedFrom" TEXT[],
ADD COLUMN "road" "PublicationRoad";

CREATE TABLE "PublicationWaiver" (
    "id" TEXT NOT NULL,
    "publicationId" TEXT NOT NULL,
    "waiverId" TEXT,
    "rule" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PublicationWaiver_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "PublicationWaiver_publicationId_idx" ON "PublicationWaiver"("publicationId");

CREATE INDEX "PublicationWaiver_waiverId_idx" ON "PublicationWaiver"("waiverId");

ALTER TABLE "PublicationWaiver" ADD CONSTRAINT "PublicationWaiver_publicationId_fkey" FOREIGN KEY ("publicationId") REFERENCES "Publication"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "PublicationWaiver" ADD CONSTRAINT "PublicationWaiver_waiverId_fkey" FOREIGN KEY ("waiverId") REFERENCES "Waiver"("id") ON DELETE SET NULL ON UPDATE CASCADE;
