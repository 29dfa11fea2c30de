ALTER TABLE "RescueAlert" ADD COLUMN "acknowledgedAt" TIMESTAMPTZ(3);
ALTER TABLE "RescueAlert" ADD COLUMN "acknowledgedByName" TEXT;
