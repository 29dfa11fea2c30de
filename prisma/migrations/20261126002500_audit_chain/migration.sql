-- CreateTable
CREATE TABLE "AuditSeal" (
    "position" BIGINT NOT NULL,
    "entryId" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditSeal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "AuditUnsealed" (
    "entryId" BIGINT NOT NULL,

    CONSTRAINT "AuditUnsealed_pkey" PRIMARY KEY ("entryId")
);

-- CreateIndex
CREATE UNIQUE INDEX "AuditSeal_entryId_key" ON "AuditSeal"("entryId");

-- Every entry waits for its seal from the transaction that writes it: one that commits late is not passed over.
CREATE FUNCTION audit_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AuditUnsealed" ("entryId") VALUES (NEW."id") ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_await_seal AFTER INSERT ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION audit_await_seal();

INSERT INTO "AuditUnsealed" ("entryId") SELECT "id" FROM "AuditEntry";

-- Append-only for every connection, the product's own included. ALWAYS: session_replication_role does not get round it.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit is append-only: % of "%" is refused.', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntry"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER audit_append_only;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditSeal"
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE "AuditSeal" ENABLE ALWAYS TRIGGER audit_append_only;
