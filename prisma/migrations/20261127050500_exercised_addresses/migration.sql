-- Of what answered before, nobody knows at which address: it counts until the version is next written.
ALTER TABLE "TargetExercise" ADD COLUMN "addresses" TEXT NOT NULL DEFAULT '';

ALTER TABLE "TargetExercise" DROP CONSTRAINT "TargetExercise_pkey",
ADD CONSTRAINT "TargetExercise_pkey" PRIMARY KEY ("versionId", "environmentId", "target", "addresses");
