import { describe, expect, it } from "vitest";
import { searchTerms, type SearchToken } from "./search-terms.ts";

function token(word: string, of: Partial<SearchToken> = {}): SearchToken {
  return { token: word, stems: [word], isKnown: true, similar: [], ...of };
}

describe("searchTerms", () => {
  it("looks for beginnings and stems of known words", () => {
    expect(searchTerms([token("payments", { stems: ["payment"] })])).toMatchObject({
      queries: ["'payments':* | 'payment'"],
      plain: "payments",
      slug: "payments",
      isCorrected: false,
      isHeadOnly: false,
    });
  });

  it("takes near words for one that nobody uses, but not far ones", () => {
    const similar = ["orders", "order", "recorders", "border"];
    expect(searchTerms([token("ordres", { isKnown: false, similar })])).toMatchObject({
      queries: ["'ordres':* | 'orders'"],
      isCorrected: true,
    });
  });

  it("finds the inside of a word that nobody begins with", () => {
    expect(searchTerms([token("elt", { isKnown: false, similar: ["delta"] })])?.queries).toEqual([
      "'elt':* | 'delta'",
    ]);
  });

  it("leaves small words and single letters out while others are there", () => {
    const the = token("the", { stems: [] });
    expect(searchTerms([token("list"), the, token("x"), token("orders")])).toMatchObject({
      queries: ["'list':*", "'orders':*"],
      plain: "list the x orders",
      slug: "list-the-x-orders",
    });
    expect(searchTerms([the])).toMatchObject({ queries: ["'the':*"] });
    expect(searchTerms([token("p")])).toMatchObject({ queries: ["'p':*"], isHeadOnly: true });
  });

  it("takes near words for known ones only when asked to", () => {
    const form = token("form", { similar: ["from"] });
    expect(searchTerms([form])).toMatchObject({ queries: ["'form':*"], isCorrected: false });
    expect(searchTerms([form], true)).toMatchObject({ queries: ["'form':* | 'from'"], isCorrected: true });
  });

  it("is nothing without words, and no more than eight", () => {
    expect(searchTerms([])).toBeUndefined();
    const many = Array.from({ length: 20 }, (_, i) => token(`word${i}`));
    expect(searchTerms(many)?.queries).toHaveLength(8);
  });

  it("quotes whatever the database says is a word", () => {
    expect(searchTerms([token(String.raw`a'b\c`)])?.queries).toEqual([String.raw`'a''b\\c':*`]);
  });
});
