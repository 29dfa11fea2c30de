-- docs/decisions/0058: how the catalogue is searched in two steps, and counted by numbers. The same table once more, with
-- what every search reads of every row in front, where it is found without walking over texts and vectors.
ALTER TABLE "ApiSearch" RENAME TO "OldApiSearch";

-- CreateTable
CREATE TABLE "ApiSearch" (
    "facetsId" BIGSERIAL NOT NULL,
    "tier" INTEGER NOT NULL,
    "visibility" "Visibility" NOT NULL,
    "kind" "ApiKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "apiId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "domain" TEXT NOT NULL,
    "grantedTeamIds" TEXT[],
    "tags" TEXT[],
    "stages" TEXT[],
    "environmentIds" TEXT[],
    "facetKeys" TEXT NOT NULL DEFAULT '',
    "nameWords" tsvector,
    "headWords" tsvector,
    "summaryWords" tsvector,
    "operationWords" tsvector,
    "words" tsvector GENERATED ALWAYS AS (
      coalesce("headWords", ''::tsvector) || coalesce("summaryWords", ''::tsvector) || coalesce("operationWords", ''::tsvector)
    ) STORED
);
-- Only the large vectors lie outside; names, which are sorted by, do not.
ALTER TABLE "ApiSearch" SET (toast_tuple_target = 1024);

INSERT INTO "ApiSearch" ("tier", "visibility", "kind", "createdAt", "updatedAt", "apiId", "name", "slug", "teamId", "domain",
  "grantedTeamIds", "tags", "stages", "environmentIds", "facetKeys", "nameWords", "headWords", "summaryWords", "operationWords")
SELECT "tier", "visibility", "kind", "createdAt", "updatedAt", "apiId", "name", "slug", "teamId", "domain",
  "grantedTeamIds", "tags", "stages", "environmentIds", "facetKeys", "nameWords", "headWords", "summaryWords", "operationWords"
FROM "OldApiSearch";
DROP TABLE "OldApiSearch";

-- CreateIndex
ALTER TABLE "ApiSearch" ADD CONSTRAINT "ApiSearch_pkey" PRIMARY KEY ("apiId");
CREATE UNIQUE INDEX "ApiSearch_facetsId_key" ON "ApiSearch"("facetsId");
CREATE INDEX "ApiSearch_name_apiId_idx" ON "ApiSearch"("name", "apiId");
CREATE INDEX "ApiSearch_words_idx" ON "ApiSearch" USING gin ("words") WITH (fastupdate = off);
CREATE INDEX "ApiSearch_headWords_idx" ON "ApiSearch" USING gin ("headWords") WITH (fastupdate = off);
CREATE INDEX "ApiSearch_aboutWords_idx" ON "ApiSearch" USING gin (("headWords" || "summaryWords")) WITH (fastupdate = off);

-- AddForeignKey
ALTER TABLE "ApiSearch" ADD CONSTRAINT "ApiSearch_apiId_fkey" FOREIGN KEY ("apiId") REFERENCES "Api"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A new number whenever what a row counts under changes: portals keep what they have read by it.
CREATE OR REPLACE FUNCTION write_facet_keys() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  keys text := concat_ws(E'\t', NEW."teamId", NEW."domain", NEW."tier", array_to_string(NEW."stages", ','), NEW."kind",
    array_to_string(NEW."tags", ','), array_to_string(NEW."environmentIds", ','));
BEGIN
  IF TG_OP = 'UPDATE' AND keys <> OLD."facetKeys" THEN
    NEW."facetsId" := nextval('public."ApiSearch_facetsId_seq"');
  END IF;
  NEW."facetKeys" := keys;
  RETURN NEW;
END $$;
CREATE TRIGGER "ApiSearch_facetKeys" BEFORE INSERT OR UPDATE ON "ApiSearch"
  FOR EACH ROW EXECUTE FUNCTION write_facet_keys();

-- By code points, whatever the database sorts by: the words that begin with a text are a range of the index.
ALTER TABLE "SearchWord" ALTER COLUMN "word" TYPE TEXT COLLATE "C";
