CREATE INDEX "RescueAlert_endedAt_idx" ON "RescueAlert"("endedAt");
