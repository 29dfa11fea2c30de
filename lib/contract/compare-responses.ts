import { compareMediaLists } from "./compare-media.ts";
import type { Comparer } from "./comparer.ts";
import type { Place } from "./findings.ts";
import { compareMarks, judgeRemoval } from "./lifecycle.ts";
import type { Header, Response } from "./model.ts";
import { anything } from "./schema-view.ts";

type Responses = Map<string, Response>;

/** What consumers are given: statuses, headers, bodies. */
export function compareResponses(
  comparer: Comparer,
  operation: Place,
  { before, after }: { before: Responses; after: Responses },
): void {
  const { findings, directions } = comparer;
  for (const old of before.values()) {
    const now = after.get(old.status) ?? rangeOf(old, after);
    const place = placeOf(operation, comparer, old.status);
    if (now) {
      compareResponse(comparer, place, { old, now });
      continue;
    }
    const isSuccess = isSuccessful(old.status);
    findings.report(
      { ...place, subject: `${directions.given}-status` },
      {
        kind: isSuccess ? "success-removed" : "non-success-removed",
        // Consumers count on success; of failures they must expect any.
        judgement: isSuccess ? "differs" : "unknown",
        says: "is no longer described",
        oldAt: old.pointer,
        newAt: null,
        before: old.status,
        after: undefined,
      },
    );
  }
  for (const now of after.values()) {
    if (before.has(now.status)) continue;
    findings.report(
      { ...placeOf(operation, comparer, now.status), subject: `${directions.given}-status` },
      {
        kind: isSuccessful(now.status) ? "success-added" : "non-success-added",
        judgement: "none",
        says: "is new",
        oldAt: null,
        newAt: now.pointer,
        before: undefined,
        after: now.status,
      },
    );
  }
}

function placeOf(operation: Place, { directions }: Comparer, status: string): Place {
  return {
    ...operation,
    direction: directions.given,
    subject: `${directions.given}-body`,
    what: status === "default" ? "The default response" : `Response ${status}`,
  };
}

function isSuccessful(status: string): boolean {
  return /^2(?:\d\d|XX)$/.test(status);
}

/** `2XX` describes what `201` did. */
function rangeOf({ status }: Response, after: Responses): Response | undefined {
  return /^\d{3}$/.test(status) ? after.get(`${status[0]}XX`) : undefined;
}

function compareResponse(
  comparer: Comparer,
  place: Place,
  { old, now }: { old: Response; now: Response },
): void {
  compareMediaLists(comparer, place, {
    before: old.media,
    after: now.media,
    oldAt: old.pointer,
    newAt: now.pointer,
  });
  for (const [name, header] of old.headers) {
    const other = now.headers.get(name);
    if (other) compareHeader(comparer, place, { old: header, now: other });
    else headerGone(comparer, place, { header, now });
  }
  for (const [name, header] of now.headers) {
    if (old.headers.has(name)) continue;
    comparer.findings.report(headerPlace(place, header), {
      kind: "added",
      judgement: "none",
      says: "is new",
      oldAt: old.pointer,
      newAt: header.pointer,
      before: undefined,
      after: header.name,
    });
  }
}

function headerPlace(place: Place, { name }: Header): Place {
  const subject = `${place.direction}-header`;
  return {
    ...place,
    subject,
    what: `Header \`${name}\` of ${place.what.replace(/^[A-Z]/, (c) => c.toLowerCase())}`,
  };
}

/** That a header is not `required` is hardly ever meant: it is so unless said, and 2.0 has no word for it. */
function headerGone(
  { findings, at }: Comparer,
  place: Place,
  { header, now }: { header: Header; now: Response },
): void {
  const removal = judgeRemoval(header.marks, at, "differs");
  findings.report(headerPlace(place, header), {
    ...removal,
    kind: `${header.required ? "required" : "optional"}-${removal.kind}`,
    oldAt: header.pointer,
    newAt: now.pointer,
    before: header.name,
    after: undefined,
  });
}

function compareHeader(
  { findings, pairs, at }: Comparer,
  response: Place,
  { old, now }: { old: Header; now: Header },
): void {
  const place = headerPlace(response, now);
  for (const delta of compareMarks(old.marks, now.marks, at))
    findings.report(place, { ...delta, oldAt: old.pointer, newAt: now.pointer });
  if (old.required !== now.required) {
    findings.report(place, {
      kind: now.required ? "became-required" : "became-optional",
      judgement: now.required ? "narrows" : "widens",
      says: now.required ? "is always there now" : "is no longer always there",
      oldAt: old.pointer,
      newAt: now.pointer,
      before: old.required,
      after: now.required,
    });
  }
  if (!old.schema && !now.schema) return;
  const step = { old: old.schema ?? anything(old.pointer), now: now.schema ?? anything(now.pointer) };
  findings.walk(place, pairs({ ...step, mode: "weak" }));
}
