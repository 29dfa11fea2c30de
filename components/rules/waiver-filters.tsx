"use client";

import { useRouter } from "next/navigation";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { WaiverQuery } from "#lib/rules/schema";
import { WAIVER_STATE_WORDS } from "./waiver-row.tsx";

/** What narrows the list of waivers; all of it lives in the URL. */
export function WaiverFilters({ state, api }: Pick<WaiverQuery, "state" | "api">) {
  const router = useRouter();
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Field label="State" hideLabel className="w-44">
        <Select
          value={state ?? ""}
          onChange={(event) =>
            router.push(routes.waivers({ api, state: event.target.value || undefined }), { scroll: false })
          }
        >
          <option value="">Any state</option>
          {Object.entries(WAIVER_STATE_WORDS).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </Select>
      </Field>
      {api ? <span className="font-mono text-sm">{api}</span> : null}
      {state || api ? <ButtonLink href={routes.waivers()}>Show all</ButtonLink> : null}
    </div>
  );
}
