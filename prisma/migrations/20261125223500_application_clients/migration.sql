-- AlterTable
ALTER TABLE "ApplicationKey" ADD COLUMN     "isTrial" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "versionId" TEXT;

-- CreateTable
CREATE TABLE "ApplicationClient" (
    "id" TEXT NOT NULL,
    "applicationId" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,

    CONSTRAINT "ApplicationClient_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ApplicationClient_applicationId_idx" ON "ApplicationClient"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "ApplicationClient_issuer_clientId_key" ON "ApplicationClient"("issuer", "clientId");

-- AddForeignKey
ALTER TABLE "ApplicationClient" ADD CONSTRAINT "ApplicationClient_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
