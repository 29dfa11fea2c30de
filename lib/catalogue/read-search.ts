import type { Db } from "#lib/db";
import type { SearchToken } from "./search-terms.ts";

/** Words of less than this many letters are known as they are: everything begins like them. */
const SIMILAR_MIN = 3;

/** The words of a search and what is known of them. `all`: near words for known ones, too. */
export function readSearch(db: Pick<Db, "$queryRaw">, q: string, all: boolean): Promise<SearchToken[]> {
  return db.$queryRaw<SearchToken[]>`
    SELECT t."token", coalesce(ts_lexize('english_stem', t."token"), '{}') AS "stems", k."isKnown",
      CASE WHEN length(t."token") >= ${SIMILAR_MIN} AND (${all} OR NOT k."isKnown")
        THEN ARRAY(SELECT similar_search_words(t."token")) ELSE '{}' END AS "similar"
    FROM (
      SELECT left(word, 60) AS "token", min(place) AS place
      FROM unnest(string_to_array(search_text(${q}), ' ')) WITH ORDINALITY AS words(word, place)
      WHERE word <> '' GROUP BY 1 ORDER BY 2 LIMIT 20
    ) t,
    LATERAL (SELECT length(t."token") < ${SIMILAR_MIN}
      OR EXISTS (SELECT 1 FROM "SearchWord" w WHERE w."word" >= t."token" AND w."word" < t."token" || chr(1114111)) AS "isKnown") k
    ORDER BY t.place`;
}
