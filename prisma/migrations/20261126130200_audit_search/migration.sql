-- DropIndex
DROP INDEX "AuditEntry_objectKind_objectId_id_idx";

-- CreateIndex
CREATE INDEX "AuditEntry_objectKind_id_idx" ON "AuditEntry"("objectKind", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_objectId_id_idx" ON "AuditEntry"("objectId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_action_id_idx" ON "AuditEntry"("action", "id");
