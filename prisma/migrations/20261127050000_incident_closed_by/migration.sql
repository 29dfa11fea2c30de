-- Absent of those that are closed already: nobody wrote down why.
ALTER TABLE "Incident" ADD COLUMN "closedBy" TEXT;
ALTER TABLE "IncidentPart" ADD COLUMN "closedBy" TEXT;
