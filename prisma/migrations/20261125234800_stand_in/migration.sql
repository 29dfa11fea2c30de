-- CreateTable
CREATE TABLE "StandInResult" (
    "primaryDigest" TEXT NOT NULL,
    "fallbackDigest" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "comparedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StandInResult_pkey" PRIMARY KEY ("primaryDigest","fallbackDigest")
);
