"use client";
"use no memo"; // its script counts, and rendering it again costs little

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { cn } from "@/components/ui/cn.ts";
import type { ReferenceResponse } from "#lib/openapi/schema";
import { MediaView } from "./media-view.tsx";
import { Prose } from "./prose.tsx";
import { typeWords } from "./schema-words.ts";
import { statusTone } from "./status-tone.ts";

/** What may come back; the first answer stands open. */
export function ResponseList({ responses }: { responses: ReferenceResponse[] }) {
  return (
    <ul className="flex flex-col divide-y rounded-md border">
      {responses.map((response, index) => (
        <Response key={response.status} response={response} isFirst={index === 0} />
      ))}
    </ul>
  );
}

function Response({ response, isFirst }: { response: ReferenceResponse; isFirst: boolean }) {
  const [open, setOpen] = useState(isFirst);
  const { status, description, headers, content } = response;
  const hasMore = headers.length > 0 || content.length > 0;
  const tone: Tone = statusTone(status);
  const head = (
    <>
      <Badge tone={tone} className="w-16 justify-center font-mono">
        {status}
      </Badge>
      <Prose prose={description} className="flex-1 text-left font-normal" />
    </>
  );
  if (!hasMore) return <li className="flex items-start gap-3 px-3 py-2.5">{head}</li>;
  return (
    <li className="flex min-w-0 flex-col gap-3 px-3 py-2.5">
      <div className="flex items-start gap-3">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${open ? "Hide" : "Show"} what ${status} has`}
          onClick={() => setOpen(!open)}
          className="-m-1 inline-flex rounded-sm p-1 text-text-muted"
        >
          <ChevronRight aria-hidden className={cn("size-4 transition-transform", open && "rotate-90")} />
        </button>
        {head}
      </div>
      {open ? (
        <div className="flex min-w-0 flex-col gap-3 pl-1 sm:pl-7">
          {headers.length > 0 ? (
            <ul className="flex flex-col gap-1 text-sm">
              {headers.map((header) => (
                <li key={header.name} className="flex flex-wrap items-baseline gap-x-2">
                  <code className="font-mono text-xs font-semibold break-all">{header.name}</code>
                  {header.schema ? (
                    <span className="font-mono text-xs text-text-muted">{typeWords(header.schema, {})}</span>
                  ) : null}
                  <Prose prose={header.description} className="text-text-muted" />
                </li>
              ))}
            </ul>
          ) : null}
          <MediaView label={`${status} response`} content={content} />
        </div>
      ) : null}
    </li>
  );
}
