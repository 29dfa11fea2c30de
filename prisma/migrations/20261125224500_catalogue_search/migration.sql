-- AlterTable
ALTER TABLE "Api" ADD COLUMN     "domain" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "grantedTeamIds" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "ApiSearch" (
    "apiId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "visibility" "Visibility" NOT NULL,
    "grantedTeamIds" TEXT[],
    "kind" "ApiKind" NOT NULL,
    "tier" INTEGER NOT NULL,
    "domain" TEXT NOT NULL,
    "tags" TEXT[],
    "stages" TEXT[],
    "environmentIds" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "nameWords" tsvector,
    "headWords" tsvector,
    "summaryWords" tsvector,
    "operationWords" tsvector,
    "words" tsvector GENERATED ALWAYS AS (
      coalesce("headWords", ''::tsvector) || coalesce("summaryWords", ''::tsvector) || coalesce("operationWords", ''::tsvector)
    ) STORED,

    CONSTRAINT "ApiSearch_pkey" PRIMARY KEY ("apiId")
);

-- CreateTable
CREATE TABLE "SearchWord" (
    "id" BIGSERIAL NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "SearchWord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SavedView" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SavedView_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SearchWord_word_idx" ON "SearchWord"("word");

-- CreateIndex
CREATE UNIQUE INDEX "SavedView_userId_name_key" ON "SavedView"("userId", "name");

-- AddForeignKey
ALTER TABLE "ApiSearch" ADD CONSTRAINT "ApiSearch_apiId_fkey" FOREIGN KEY ("apiId") REFERENCES "Api"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedView" ADD CONSTRAINT "SavedView_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- Words ------------------------------------------------------------------
-- docs/decisions/0038: how the catalogue is searched. `searchTokens` of lib/catalogue reads a query the same way.

-- camelCase apart, no accents, lower case, every other ASCII character a space. No extension, no locale, and names bound
-- now: a restored database has the same words.
CREATE FUNCTION search_text(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(
  lower(regexp_replace(
    normalize(regexp_replace(regexp_replace(given, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '([A-Z])([A-Z][a-z])', '\1 \2', 'g'), NFKD),
    '[\u0300-\u036f]+', '', 'g')),
  '[\u0001-\u002f\u003a-\u0060\u007b-\u007f]+', ' ', 'g');

-- The words of a text, camelCase both apart and as one, and their English stems. A lexeme may not be long.
CREATE FUNCTION search_vector(given text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
  WITH words AS (
    SELECT DISTINCT left(word, 60) AS word
    FROM unnest(string_to_array(search_text(given) || ' ' || search_text(lower(given)), ' ')) AS word WHERE word <> ''
  )
  SELECT coalesce(array_to_tsvector(array_agg(lexeme)), ''::tsvector)
  FROM (SELECT word AS lexeme FROM words UNION SELECT unnest(ts_lexize('english_stem', word)) FROM words) AS lexemes
);

CREATE FUNCTION operation_vector(method text, path text, summary text, operation_id text, tags text[])
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN search_vector(concat_ws(' ', lower(method), path, summary, operation_id, array_to_string(tags, ' ')));

-- Found by version, then by words: an index over all operations would serve nothing.
DROP INDEX "Operation_search_idx";
ALTER TABLE "Operation" ADD COLUMN "words" tsvector
  GENERATED ALWAYS AS (operation_vector("method", "path", "summary", "operationId", "tags")) STORED;

-- No pending lists: a search costs the same after a large import as before.
CREATE INDEX "ApiSearch_words_idx" ON "ApiSearch" USING gin ("words") WITH (fastupdate = off);
CREATE INDEX "ApiSearch_operationWords_idx" ON "ApiSearch" USING gin ("operationWords") WITH (fastupdate = off);
CREATE INDEX "ApiSearch_headWords_idx" ON "ApiSearch" USING gin ("headWords") WITH (fastupdate = off);
CREATE INDEX "SearchWord_word_trgm_idx" ON "SearchWord" USING gin ("word" gin_trgm_ops) WITH (fastupdate = off);

-- Counting reads every row: the large vectors lie outside.
ALTER TABLE "ApiSearch" SET (toast_tuple_target = 256);

-- Words that a mistyped one may stand for, nearest first. The threshold is low because a transposition costs three
-- trigrams; the caller measures the distance. The library has to be loaded before its setting is known.
SELECT similarity('a', 'a');
CREATE FUNCTION similar_search_words(typed text) RETURNS SETOF text LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = '0.2' AS $$
  SELECT word FROM (
    SELECT DISTINCT word, similarity(word, typed) AS likeness FROM "SearchWord"
    WHERE word % typed OR word LIKE '%' || typed || '%'
  ) AS near ORDER BY likeness DESC, word LIMIT 60
$$;

-- ---- Kept in the transaction that changes the data ---------------------------

CREATE FUNCTION learn_search_words(given text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "SearchWord" ("word")
  SELECT DISTINCT g.word FROM unnest(given) AS g(word)
  WHERE length(g.word) BETWEEN 3 AND 40 AND g.word !~ '^[0-9]+$'
    AND NOT EXISTS (SELECT 1 FROM "SearchWord" known WHERE known."word" = g.word)
$$;

-- Of an API and its team. Locked first, so that what is computed next sees what another transaction has just committed.
CREATE FUNCTION refresh_api_search(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "ApiSearch" WHERE "apiId" = ANY(ids) ORDER BY "apiId" FOR UPDATE;
  INSERT INTO "ApiSearch" ("apiId", "slug", "name", "teamId", "visibility", "grantedTeamIds", "kind", "tier", "domain",
    "tags", "stages", "environmentIds", "createdAt", "updatedAt", "nameWords", "headWords", "summaryWords")
  SELECT a."id", a."slug", trim(search_text(a."name")), a."teamId", a."visibility", a."grantedTeamIds", a."kind", a."tier",
    a."domain", a."tags", '{}', '{}', a."createdAt", a."updatedAt", search_vector(a."name" || ' ' || a."slug"),
    search_vector(concat_ws(' ', a."name", a."slug", array_to_string(a."tags", ' '), a."domain", t."name", t."slug")),
    search_vector(a."summary")
  FROM "Api" a JOIN "Team" t ON t."id" = a."teamId" WHERE a."id" = ANY(ids)
  ON CONFLICT ("apiId") DO UPDATE SET "slug" = excluded."slug", "name" = excluded."name", "teamId" = excluded."teamId",
    "visibility" = excluded."visibility", "grantedTeamIds" = excluded."grantedTeamIds", "kind" = excluded."kind",
    "tier" = excluded."tier", "domain" = excluded."domain", "tags" = excluded."tags", "createdAt" = excluded."createdAt",
    "updatedAt" = excluded."updatedAt", "nameWords" = excluded."nameWords", "headWords" = excluded."headWords",
    "summaryWords" = excluded."summaryWords";
  PERFORM learn_search_words(array_agg(word)) FROM "ApiSearch" s,
    unnest(tsvector_to_array(s."headWords" || s."summaryWords")) AS word WHERE s."apiId" = ANY(ids);
END $$;

-- Of its versions' operations.
CREATE FUNCTION refresh_api_search_operations(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "ApiSearch" WHERE "apiId" = ANY(ids) ORDER BY "apiId" FOR UPDATE;
  UPDATE "ApiSearch" s SET "operationWords" = (
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT word)), ''::tsvector)
    FROM "Version" v JOIN "Operation" o ON o."versionId" = v."id", unnest(tsvector_to_array(o."words")) AS word
    WHERE v."apiId" = s."apiId")
  WHERE s."apiId" = ANY(ids);
END $$;

-- Of its versions' stages, and where they are live.
CREATE FUNCTION refresh_api_search_state(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "ApiSearch" WHERE "apiId" = ANY(ids) ORDER BY "apiId" FOR UPDATE;
  UPDATE "ApiSearch" s SET
    "stages" = ARRAY(SELECT DISTINCT v."stage"::text FROM "Version" v WHERE v."apiId" = s."apiId" ORDER BY 1),
    "environmentIds" = ARRAY(
      SELECT DISTINCT d."environmentId" FROM "Version" v JOIN "Deployment" d ON d."versionId" = v."id"
      JOIN "Publication" p ON p."id" = d."writtenPublicationId" AND p."action" = 'publish'
      WHERE v."apiId" = s."apiId" ORDER BY 1)
  WHERE s."apiId" = ANY(ids);
END $$;

CREATE FUNCTION search_follows_api() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search(array_agg("id")) FROM changed;
  RETURN NULL;
END $$;
CREATE TRIGGER "Api_search_insert" AFTER INSERT ON "Api" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_api();
CREATE TRIGGER "Api_search_update" AFTER UPDATE ON "Api" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_api();

CREATE FUNCTION search_follows_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search(array_agg("id")) FROM "Api" WHERE "teamId" = NEW."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "Team_search" AFTER UPDATE OF "name", "slug" ON "Team" FOR EACH ROW
  WHEN (OLD."name" <> NEW."name" OR OLD."slug" <> NEW."slug") EXECUTE FUNCTION search_follows_team();

CREATE FUNCTION search_follows_operations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search_operations(array_agg(DISTINCT v."apiId"))
    FROM "Version" v WHERE v."id" IN (SELECT "versionId" FROM changed);
  IF TG_OP <> 'DELETE' THEN
    PERFORM learn_search_words(array_agg(DISTINCT word)) FROM changed, unnest(tsvector_to_array("words")) AS word;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Operation_search_insert" AFTER INSERT ON "Operation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_operations();
CREATE TRIGGER "Operation_search_update" AFTER UPDATE ON "Operation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_operations();
CREATE TRIGGER "Operation_search_delete" AFTER DELETE ON "Operation" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_operations();

CREATE FUNCTION search_follows_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search_state(array_agg(DISTINCT "apiId")) FROM changed;
  IF TG_OP = 'DELETE' THEN
    PERFORM refresh_api_search_operations(array_agg(DISTINCT "apiId")) FROM changed;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Version_search_insert" AFTER INSERT ON "Version" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_versions();
CREATE TRIGGER "Version_search_delete" AFTER DELETE ON "Version" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_versions();

CREATE FUNCTION search_follows_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search_state(ARRAY[NEW."apiId"]);
  RETURN NULL;
END $$;
CREATE TRIGGER "Version_search_stage" AFTER UPDATE OF "stage" ON "Version" FOR EACH ROW
  WHEN (OLD."stage" <> NEW."stage") EXECUTE FUNCTION search_follows_stage();

CREATE FUNCTION search_follows_deployments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search_state(array_agg(DISTINCT v."apiId"))
    FROM "Version" v WHERE v."id" IN (SELECT "versionId" FROM changed);
  RETURN NULL;
END $$;
CREATE TRIGGER "Deployment_search_insert" AFTER INSERT ON "Deployment" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_deployments();
CREATE TRIGGER "Deployment_search_delete" AFTER DELETE ON "Deployment" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION search_follows_deployments();

CREATE FUNCTION search_follows_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_api_search_state(array_agg(v."apiId")) FROM "Version" v WHERE v."id" = NEW."versionId";
  RETURN NULL;
END $$;
CREATE TRIGGER "Deployment_search_written" AFTER UPDATE OF "writtenPublicationId" ON "Deployment" FOR EACH ROW
  WHEN (OLD."writtenPublicationId" IS DISTINCT FROM NEW."writtenPublicationId") EXECUTE FUNCTION search_follows_written();

-- What is there already.
SELECT refresh_api_search(array_agg("id")), refresh_api_search_operations(array_agg("id")),
  refresh_api_search_state(array_agg("id")) FROM "Api";
SELECT learn_search_words(array_agg(DISTINCT word)) FROM "Operation", unnest(tsvector_to_array("words")) AS word;
