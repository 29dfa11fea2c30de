-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "UserRole" AS ENUM ('admin', 'governance', 'member');

-- CreateEnum
CREATE TYPE "UserState" AS ENUM ('active', 'deactivated');

-- CreateEnum
CREATE TYPE "TeamRole" AS ENUM ('owner', 'maintainer', 'viewer');

-- CreateEnum
CREATE TYPE "ApiKind" AS ENUM ('rest', 'ai', 'prompt');

-- CreateEnum
CREATE TYPE "Visibility" AS ENUM ('public', 'restricted', 'private');

-- CreateEnum
CREATE TYPE "Stage" AS ENUM ('design', 'published', 'deprecated', 'retired');

-- CreateEnum
CREATE TYPE "PublicationAction" AS ENUM ('publish', 'unpublish');

-- CreateEnum
CREATE TYPE "PublicationState" AS ENUM ('saved', 'compiled', 'written', 'failed', 'superseded');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT,
    "role" "UserRole" NOT NULL DEFAULT 'member',
    "state" "UserState" NOT NULL DEFAULT 'active',
    "sessionEpoch" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSignInAt" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PasswordReset" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PasswordReset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attempt" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "expire" TIMESTAMPTZ(3),

    CONSTRAINT "Attempt_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "teamId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "role" "TeamRole" NOT NULL,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("teamId","userId")
);

-- CreateTable
CREATE TABLE "Api" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "kind" "ApiKind" NOT NULL DEFAULT 'rest',
    "tier" INTEGER NOT NULL,
    "visibility" "Visibility" NOT NULL DEFAULT 'public',
    "teamId" TEXT NOT NULL,
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Api_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Version" (
    "id" TEXT NOT NULL,
    "apiId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "stage" "Stage" NOT NULL DEFAULT 'design',
    "documentText" TEXT NOT NULL,
    "documentFormat" TEXT NOT NULL,
    "documentDigest" TEXT NOT NULL,
    "routes" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "draftEtag" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "operationId" TEXT,
    "summary" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[],
    "deprecated" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Environment" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "storeRevision" INTEGER NOT NULL DEFAULT 0,
    "egressDigest" TEXT,
    "storeProblem" TEXT,

    CONSTRAINT "Environment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Binding" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "targets" JSONB NOT NULL,

    CONSTRAINT "Binding_pkey" PRIMARY KEY ("versionId","environmentId")
);

-- CreateTable
CREATE TABLE "RouteClaim" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pathPrefix" TEXT NOT NULL,
    "method" TEXT NOT NULL,

    CONSTRAINT "RouteClaim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Revision" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "documentText" TEXT NOT NULL,
    "routes" JSONB NOT NULL,
    "policy" JSONB NOT NULL,
    "bindings" JSONB NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "createdById" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Publication" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "revisionId" TEXT,
    "action" "PublicationAction" NOT NULL,
    "state" "PublicationState" NOT NULL DEFAULT 'saved',
    "storeRevision" INTEGER,
    "documentDigest" TEXT,
    "error" TEXT,
    "requestedById" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "compiledAt" TIMESTAMPTZ(3),
    "writtenAt" TIMESTAMPTZ(3),

    CONSTRAINT "Publication_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deployment" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "wantedRevisionId" TEXT,
    "wantedPublicationId" TEXT NOT NULL,
    "writtenPublicationId" TEXT,
    "writtenStoreRevision" INTEGER,
    "writtenDigest" TEXT,
    "pending" BOOLEAN NOT NULL DEFAULT true,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "nextAttemptAt" TIMESTAMPTZ(3),

    CONSTRAINT "Deployment_pkey" PRIMARY KEY ("versionId","environmentId")
);

-- CreateTable
CREATE TABLE "Receipt" (
    "publicationId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL,
    "elapsedMs" INTEGER NOT NULL,
    "rejected" BOOLEAN NOT NULL DEFAULT false,
    "reason" TEXT,

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("publicationId","node")
);

-- CreateTable
CREATE TABLE "Gateway" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "softwareVersion" TEXT NOT NULL,
    "appliedRevision" INTEGER NOT NULL,
    "routes" INTEGER NOT NULL DEFAULT 0,
    "drift" TEXT,
    "rejects" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lostAt" TIMESTAMPTZ(3),

    CONSTRAINT "Gateway_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrafficMinute" (
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "environmentId" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "statusClass" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "rescued" INTEGER NOT NULL,
    "latency" INTEGER[],

    CONSTRAINT "TrafficMinute_pkey" PRIMARY KEY ("versionId","environmentId","minute","node","target","statusClass")
);

-- CreateTable
CREATE TABLE "ServingChange" (
    "id" BIGSERIAL NOT NULL,
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "target" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "states" JSONB NOT NULL,

    CONSTRAINT "ServingChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Incident" (
    "id" TEXT NOT NULL,
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "cause" TEXT NOT NULL,
    "primaryTarget" TEXT NOT NULL,
    "servingTarget" TEXT NOT NULL,
    "firstError" TEXT NOT NULL,
    "lastError" TEXT NOT NULL,
    "rescued" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "openNodes" TEXT[],

    CONSTRAINT "Incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IncidentPart" (
    "versionId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "incidentId" TEXT NOT NULL,
    "rescued" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "IncidentPart_pkey" PRIMARY KEY ("versionId","environmentId","node","openedAt")
);

-- CreateTable
CREATE TABLE "IngestedBatch" (
    "id" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "node" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IngestedBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "etag" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "objectKind" TEXT NOT NULL,
    "objectId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "requestId" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "PasswordReset_tokenHash_key" ON "PasswordReset"("tokenHash");

-- CreateIndex
CREATE INDEX "PasswordReset_userId_idx" ON "PasswordReset"("userId");

-- CreateIndex
CREATE INDEX "Attempt_expire_idx" ON "Attempt"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "Team_slug_key" ON "Team"("slug");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Api_slug_key" ON "Api"("slug");

-- CreateIndex
CREATE INDEX "Api_teamId_idx" ON "Api"("teamId");

-- CreateIndex
CREATE INDEX "Api_name_id_idx" ON "Api"("name", "id");

-- CreateIndex
CREATE INDEX "Api_updatedAt_id_idx" ON "Api"("updatedAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Version_apiId_name_key" ON "Version"("apiId", "name");

-- CreateIndex
CREATE INDEX "Operation_versionId_position_idx" ON "Operation"("versionId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_versionId_method_path_key" ON "Operation"("versionId", "method", "path");

-- CreateIndex
CREATE UNIQUE INDEX "Environment_slug_key" ON "Environment"("slug");

-- CreateIndex
CREATE INDEX "RouteClaim_versionId_idx" ON "RouteClaim"("versionId");

-- CreateIndex
CREATE UNIQUE INDEX "RouteClaim_host_pathPrefix_method_key" ON "RouteClaim"("host", "pathPrefix", "method");

-- CreateIndex
CREATE UNIQUE INDEX "Revision_versionId_number_key" ON "Revision"("versionId", "number");

-- CreateIndex
CREATE INDEX "Publication_versionId_requestedAt_idx" ON "Publication"("versionId", "requestedAt");

-- CreateIndex
CREATE INDEX "Publication_environmentId_storeRevision_idx" ON "Publication"("environmentId", "storeRevision");

-- CreateIndex
CREATE INDEX "Deployment_environmentId_pending_idx" ON "Deployment"("environmentId", "pending");

-- CreateIndex
CREATE UNIQUE INDEX "Gateway_environmentId_node_key" ON "Gateway"("environmentId", "node");

-- CreateIndex
CREATE INDEX "TrafficMinute_minute_idx" ON "TrafficMinute"("minute");

-- CreateIndex
CREATE INDEX "ServingChange_versionId_environmentId_node_at_idx" ON "ServingChange"("versionId", "environmentId", "node", "at" DESC);

-- CreateIndex
CREATE INDEX "ServingChange_at_idx" ON "ServingChange"("at");

-- CreateIndex
CREATE INDEX "Incident_versionId_environmentId_openedAt_idx" ON "Incident"("versionId", "environmentId", "openedAt");

-- CreateIndex
CREATE INDEX "Incident_closedAt_idx" ON "Incident"("closedAt");

-- CreateIndex
CREATE INDEX "IncidentPart_incidentId_idx" ON "IncidentPart"("incidentId");

-- CreateIndex
CREATE INDEX "IngestedBatch_environmentId_node_receivedAt_idx" ON "IngestedBatch"("environmentId", "node", "receivedAt");

-- CreateIndex
CREATE INDEX "IngestedBatch_receivedAt_idx" ON "IngestedBatch"("receivedAt");

-- CreateIndex
CREATE INDEX "AuditEntry_at_id_idx" ON "AuditEntry"("at", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_objectKind_objectId_id_idx" ON "AuditEntry"("objectKind", "objectId", "id");

-- CreateIndex
CREATE INDEX "AuditEntry_actorId_id_idx" ON "AuditEntry"("actorId", "id");

-- AddForeignKey
ALTER TABLE "PasswordReset" ADD CONSTRAINT "PasswordReset_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Api" ADD CONSTRAINT "Api_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Version" ADD CONSTRAINT "Version_apiId_fkey" FOREIGN KEY ("apiId") REFERENCES "Api"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Binding" ADD CONSTRAINT "Binding_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Binding" ADD CONSTRAINT "Binding_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RouteClaim" ADD CONSTRAINT "RouteClaim_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Revision" ADD CONSTRAINT "Revision_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Publication" ADD CONSTRAINT "Publication_revisionId_fkey" FOREIGN KEY ("revisionId") REFERENCES "Revision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deployment" ADD CONSTRAINT "Deployment_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deployment" ADD CONSTRAINT "Deployment_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deployment" ADD CONSTRAINT "Deployment_wantedRevisionId_fkey" FOREIGN KEY ("wantedRevisionId") REFERENCES "Revision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Deployment" ADD CONSTRAINT "Deployment_wantedPublicationId_fkey" FOREIGN KEY ("wantedPublicationId") REFERENCES "Publication"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_publicationId_fkey" FOREIGN KEY ("publicationId") REFERENCES "Publication"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Gateway" ADD CONSTRAINT "Gateway_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "Version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncidentPart" ADD CONSTRAINT "IncidentPart_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;


